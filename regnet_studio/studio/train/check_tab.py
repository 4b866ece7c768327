"""The pre-flight: what a training of these settings will take, before it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from regnet_studio.recipe import Recipe
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.train.trial_tab import Trial, TrialTab
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, Figure, card, column, holder, label
from regnet_studio.studio.widgets.share_bar import Share, ShareBar

if TYPE_CHECKING:
    from regnet_studio.training.preflight import Preflight

_MB = 1e6


class CheckTab(TrialTab):
    """Memory, seconds an epoch, the whole time, and what limits it."""

    def __init__(self, state: StudioState, theme: Theme, training: Training) -> None:
        super().__init__(state, theme, training, "check")

    def figure_texts(self) -> dict[str, str]:
        """The numbers as they stand there."""
        return {name: figure.text() for name, figure in self._figures.items()}

    def _texts(self) -> tuple[str, str, str]:
        return (
            self.tr("How long, and does it fit?"),
            self.tr(
                "A few real steps tell the memory, the time of an epoch and of the whole run, and "
                "what limits it. Nothing is kept of them."
            ),
            self.tr("Check first"),
        )

    def _trial(self, recipe: Recipe) -> Trial:
        from regnet_studio.data.manifest import Manifest
        from regnet_studio.training.preflight import preflight

        return preflight(recipe, Manifest.read(recipe.data.source))

    def _make_result(self) -> QWidget:
        self._figures = {
            "total": Figure(self.tr("whole run"), "check.total"),
            "epoch": Figure(self.tr("an epoch"), "check.epoch"),
            "validation": Figure(self.tr("a validation"), "check.validation"),
            "speed": Figure(self.tr("images a second"), "check.speed"),
            "memory": Figure(self.tr("memory"), "check.memory"),
        }
        self._limit = label("", "heading", wrap=True)
        self._limit.setObjectName("check.limit")
        self._step = label("", "caption")
        self._step_bar = ShareBar(self._theme, "check.step")
        self._room = label("", "caption")
        self._room_bar = ShareBar(self._theme, "check.room")
        self._warnings = label("", "error", wrap=True)
        self._warnings.setObjectName("check.warnings")
        self._facts = label("", "caption", wrap=True)
        self._facts.setObjectName("check.facts")
        self._body = card(12)
        layout = column(gap=2 * GAP)
        layout.addWidget(FlowRow(*self._figures.values(), gap=3 * GAP))
        layout.addWidget(self._limit)
        layout.addWidget(self._warnings)
        layout.addLayout(column(self._step, self._step_bar, gap=4))
        layout.addLayout(column(self._room, self._room_bar, gap=4))
        layout.addWidget(self._facts)
        self._body.setLayout(layout)
        place = holder()
        place.setLayout(column(self._body, 1))
        return place

    def _begin(self) -> None:
        self._body.hide()

    def _show_result(self, result: Preflight) -> None:
        self._body.show()
        show = self._figures
        show["total"].show_value(words.duration(result.total_seconds))
        show["epoch"].show_value(words.step_time(result.epoch_seconds))
        show["validation"].show_value(words.step_time(result.validation_seconds))
        show["speed"].show_value(words.number(round(result.images_per_second)))
        show["memory"].show_value(
            words.memory(result.memory_peak / _MB), warns=result.limit == "memory"
        )
        self._limit.setText(self._limit_text(result))
        self._show_step(result)
        self._show_room(result)
        said = [one[:1].upper() + one[1:] for one in map(words.told, result.warnings)]
        self._warnings.setText("\n".join(said))
        self._warnings.setVisible(bool(said))
        facts = self.tr(
            "{model}, {params} parameters, on {device} ({precision}): {epochs} epochs of {steps} "
            "steps with {images} images each"
        )
        self._facts.setText(
            facts.format(
                model=result.model,
                params=words.compact(result.params),
                device=words.device(result.device),
                precision=result.precision,
                epochs=words.number(result.epochs),
                steps=words.number(result.steps_per_epoch),
                images=words.number(result.batch_size),
            )
        )

    def _limit_text(self, result: Preflight) -> str:
        if result.limit == "memory":
            text = self.tr("Memory limits it: {n} of the {batch} images of a batch fit at once")
            return text.format(n=result.micro_batch, batch=result.batch_size)
        both = result.data_seconds + result.compute_seconds
        if result.limit == "data":
            text = self.tr("The images limit it: {share} of the work is reading and varying them")
            return text.format(share=words.percent(result.data_seconds / both, 0))
        text = self.tr("Computing limits it: {share} of the work is {model} itself")
        share = words.percent(result.compute_seconds / both, 0)
        return text.format(share=share, model=result.model)

    def _show_step(self, result: Preflight) -> None:
        text = self.tr("A step of {n} images takes {time}")
        time = words.step_time(result.step_seconds)
        self._step.setText(text.format(n=words.number(result.batch_size), time=time))
        reading = self.tr("reading and varying {time}").format(
            time=words.step_time(result.data_seconds)
        )
        computing = self.tr("computing {time}").format(time=words.step_time(result.compute_seconds))
        self._step_bar.show_shares(
            Share(reading, result.data_seconds, "validation"),
            Share(computing, result.compute_seconds, "train"),
        )

    def _show_room(self, result: Preflight) -> None:
        grown = max(result.memory_peak - result.memory_now, 0)
        free = max(result.memory_available - grown, 0)
        self._room.setText(self.tr("Memory of {device}").format(device=words.device(result.device)))
        shares = (
            (self.tr("in use before {n}"), result.memory_now, "test"),
            (self.tr("by the steps {n}"), grown, "train"),
            (self.tr("free {n}"), free, "line"),
        )
        self._room_bar.show_shares(
            *(Share(t.format(n=words.memory(v / _MB)), v, color) for t, v, color in shares)
        )
