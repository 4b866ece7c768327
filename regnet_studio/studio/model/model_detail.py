"""What is known of the chosen network, and how fast it trains here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.model.model_table import speed_text
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, Figure, button, column, label, row

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry
    from regnet_studio.models.memory import Machine
    from regnet_studio.recipe import Recipe
    from regnet_studio.training.measure import Measured


class ModelDetail(QFrame):
    """Figures, what was published, and a button that measures."""

    measure_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setContentsMargins(12, 12, 12, 12)
        self._name = ElidedLabel("", "heading")
        self._name.setObjectName("model.chosen")
        self._about = label("", "caption", wrap=True)
        self._about.setObjectName("model.summary")
        self._figures = {
            "params": Figure(self.tr("parameters"), "model.params"),
            "macs": Figure(self.tr("MACs"), "model.macs"),
            "memory": Figure(self.tr("memory"), "model.memory"),
            "speed": Figure(self.tr("images/s"), "model.speed"),
        }
        self._facts = {
            key: label("", wrap=True) for key in ("accuracy", "source", "weights", "fits")
        }
        for key, fact in self._facts.items():
            fact.setObjectName(f"model.{key}")
        self._fault = label("", "error", wrap=True)
        self._fault.setObjectName("model.fault")
        self.measure = button(self.tr("Measure speed"), "model.measure")
        self.measure.clicked.connect(self.measure_asked)
        theme.dress(self.measure, "play")
        top = row(self._name, self.measure)
        top.setStretch(0, 1)
        layout = column(gap=GAP)
        layout.addLayout(top)
        layout.addWidget(self._about)
        layout.addWidget(FlowRow(*self._figures.values(), gap=2 * GAP))
        layout.addLayout(self._fact_grid())
        layout.addWidget(self._fault)
        self.setLayout(layout)
        self.show_fault("")

    def show_entry(
        self, name: str, entry: ModelEntry | None, recipe: Recipe, machine: Machine | None
    ) -> None:
        """The chosen network; without ``entry`` only its name is known."""
        self._name.set_text(name)
        about = (entry.family, entry.summary) if entry is not None else ()
        self._about.setText(". ".join(map(words.told, about)))
        if entry is None:
            for figure in self._figures.values():
                figure.show_value("–")
            for fact in self._facts.values():
                fact.setText("–")
            return
        show = self._figures
        show["params"].show_value(words.compact(entry.params), tip=words.number(entry.params))
        macs = self.tr("{n} multiply-accumulates an image").format(n=words.number(entry.macs))
        show["macs"].show_value(words.compact(entry.macs), tip=macs)
        self._show_memory(entry, recipe, machine)
        self._facts["accuracy"].setText(
            ", ".join(
                self.tr("{name} {n} %").format(name=name, n=words.decimal(share, 1))
                for name, share in entry.accuracy.items()
            )
            or self.tr("no figure published")
        )
        self._facts["source"].setText(entry.source or "–")
        self._facts["weights"].setText(
            self.tr("from ImageNet, with transfer.weights = imagenet")
            if entry.pretrained
            else self.tr("none: it learns from scratch")
        )

    def show_speed(self, measured: Measured | None) -> None:
        """What was measured; None: nothing yet."""
        figure = self._figures["speed"]
        if measured is None:
            figure.show_value("–", tip=self.tr("Not measured yet"))
            return
        tip = self.tr("Measured here with batches of {n} images: {s} s a step")
        seconds = words.decimal(measured.step_seconds, 3)
        figure.show_value(
            speed_text(measured.images_per_second),
            tip=tip.format(n=words.number(measured.batch_size), s=seconds),
        )

    def show_measuring(self, is_on: bool, why_not: str) -> None:
        """Whether it is being measured; ``why_not``: why it cannot be now, empty where it can."""
        self.measure.setText(self.tr("Stop measuring") if is_on else self.tr("Measure speed"))
        self.measure.setAccessibleName(self.measure.text())
        self.measure.setEnabled(is_on or not why_not)
        self.measure.setToolTip(
            why_not or self.tr("Time a few training steps of this network on this machine")
        )
        self.measure.setAccessibleDescription(self.measure.toolTip())

    def show_fault(self, sentence: str) -> None:
        """Why it cannot be built or measured; empty: it can."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    def texts(self) -> dict[str, str]:
        """All that stands there, by its object name."""
        figures = {f"model.{key}": figure.text() for key, figure in self._figures.items()}
        facts = {f"model.{key}": fact.text() for key, fact in self._facts.items()}
        chosen = {"model.chosen": self._name.whole_text(), "model.fault": self._fault.text()}
        return figures | facts | chosen

    def _show_memory(self, entry: ModelEntry, recipe: Recipe, machine: Machine | None) -> None:
        batch, optimizer = recipe.optimizer.batch_size, recipe.optimizer.name
        precision = recipe.compute.precision
        half = machine is not None and machine.computes_half(precision)
        need = entry.memory.of(batch, optimizer, half)
        tip = self.tr(
            "Weights, gradients, the optimiser's state, and {image} an image for the way back, "
            "with batches of {batch}"
        ).format(image=words.memory(entry.activations / 1e6), batch=words.number(batch))
        self._figures["memory"].show_value(words.memory(need / 1e6), tip=tip)
        if machine is None or machine.memory is None:
            self._facts["fits"].setText(self.tr("no GPU here"))
            return
        most = machine.largest_batch(entry.memory, optimizer, precision) or 0
        text = self.tr("does not fit into the {memory} of {gpu}")
        if most:
            text = self.tr("batches of up to {n} images in the {memory} of {gpu}")
        self._facts["fits"].setText(
            text.format(
                n=words.number(most), memory=words.memory(machine.memory / 1e6), gpu=machine.name
            )
        )

    def _fact_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        titles = {
            "accuracy": self.tr("Published"),
            "source": self.tr("Paper"),
            "weights": self.tr("Weights"),
            "fits": self.tr("GPU"),
        }
        for place, (key, title) in enumerate(titles.items()):
            grid.addWidget(label(title, "muted"), place, 0)
            grid.addWidget(self._facts[key], place, 1)
        grid.setColumnStretch(1, 1)
        return grid
