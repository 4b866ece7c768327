"""The Model page: which network learns, and what each one costs for these images."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from regnet_studio.errors import UserMistake
from regnet_studio.studio import words
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.model.chosen_network import Question, answer
from regnet_studio.studio.model.layer_view import LayerView
from regnet_studio.studio.model.measured_speeds import MeasuredSpeeds
from regnet_studio.studio.model.model_detail import ModelDetail
from regnet_studio.studio.model.model_families import FamilyCards, families_of
from regnet_studio.studio.model.model_options import ModelOptions
from regnet_studio.studio.model.model_plot import CostPlot
from regnet_studio.studio.model.model_table import VariantsTable
from regnet_studio.studio.shell.shortcuts import sequence
from regnet_studio.studio.state import StudioState, shape_of
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, button, column, framed, holder, label, row

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry
    from regnet_studio.models.layers import Layer
    from regnet_studio.recipe.tree import Model

_REST_MS = 120
"""Who steps through the list passes networks by: none is built before the choice rests."""
_ZOO = "timm:"
_FORM_PX, _SEARCH_PX = 400, 260
"""What the form of the options needs to show its controls whole."""


class ModelPage(QWidget):
    """Choosing a network sets ``model.name`` in the recipe; its options are beside it."""

    failed = Signal(object)
    measured = Signal(str)
    """The speed of the network of this name is known."""

    def __init__(self, state: StudioState, theme: Theme, training: Training) -> None:
        super().__init__()
        self.setObjectName("page.model")
        self._state, self._theme, self._training = state, theme, training
        self._entry: ModelEntry | None = None
        """What is chosen, with its options as they are in the recipe where that is known."""
        self._asked: Question | None = None
        self.speeds = MeasuredSpeeds(state, self)
        self._left = TimeLeft()
        self._about = label("", "muted", wrap=True)
        self.families = FamilyCards(theme)
        self.table = VariantsTable()
        self.detail = ModelDetail(theme)
        self.options = ModelOptions(state, theme)
        self.plot = CostPlot(theme)
        self.layers = LayerView(theme)
        self._latest = Latest(answer, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self._latest.ask(self._asked))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_waiting())
        self._stack.addWidget(self._make_body())
        layout = column(label(self.tr("Model"), "title"), self._about, margin=3 * GAP)
        layout.addSpacing(GAP)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self._connect(state, training)
        self._say_about()
        self._judge_measuring()

    @property
    def is_measuring(self) -> bool:
        """Whether the speed of a network is being measured."""
        return self.speeds.is_on

    @property
    def is_busy(self) -> bool:
        """Whether figures or layers are about to change."""
        return self._rest.isActive() or self._latest.is_busy or self.is_measuring

    def show_progress(self, done: int, total: int) -> None:
        """How many networks are counted for these images."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        text = self.tr("Counting what each network costs: {done} of {total}")
        said = text.format(done=words.number(done), total=words.number(total))
        self._counting.setText(self._left.said(said, done, total))
        if self._state.models:
            self._say_about(self.tr("Counting anew: {n} of {m}…").format(n=done, m=total))

    def measure(self) -> None:
        """Time training steps of the chosen network, off this thread; or give that up."""
        if self.speeds.is_on:
            self.speeds.cancel()
            return
        if self._entry is None or self._why_not():
            return
        self.speeds.measure()
        self.detail.show_fault("")

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        self._rest.stop()
        self._latest.close()
        self._latest.wait(seconds)
        self.speeds.close(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def _connect(self, state: StudioState, training: Training) -> None:
        state.models_changed.connect(self._fill)
        state.recipe_changed.connect(self._follow_recipe)
        state.data_changed.connect(self._follow_recipe)
        training.phase_changed.connect(self._follow_training)
        self.families.family_chosen.connect(self._show_family)
        self.table.chosen.connect(self._choose)
        self.plot.chosen.connect(self._choose)
        self.plot.failed.connect(self.failed)
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(self._take_first)
        self.detail.measure_asked.connect(self.measure)
        self.speeds.measured.connect(self._take_speed)
        self.speeds.failed.connect(self._refuse)
        self.speeds.changed.connect(self._judge_measuring)
        self.layers.wanted.connect(self._ask)
        self._latest.answered.connect(self._take_answer)
        self._latest.failed.connect(lambda _, error: self._refuse(error))

    def _make_waiting(self) -> QWidget:
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(280)
        self._bar.setAccessibleName(self.tr("Loading the architectures"))
        loading = self.tr("Loading PyTorch and the architectures…")
        self._counting = label(loading, "muted", wrap=True)
        self._counting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._counting.setObjectName("model.counting")
        place = holder()
        layout = column(1, gap=12)
        layout.addWidget(self._counting)
        layout.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        place.setLayout(layout)
        return place

    def _make_body(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setObjectName("model.search")
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search all networks, e.g. resnet 50"))
        self.search.setAccessibleName(self.tr("Search all networks"))
        self.search.setToolTip(self.search.placeholderText())
        hold(self.search, least_width=_SEARCH_PX)
        find = QShortcut(sequence("model.find"), self)
        find.activated.connect(self.search.setFocus)
        self.addActions([self.options.tools.undo, self.options.tools.redo])  # in sight on any tab
        self._zoo = button("", "model.zoo")
        self._zoo.clicked.connect(lambda: self._take_zoo())
        self._zoo.hide()
        self._none = label("", "muted", wrap=True)
        self._none.setObjectName("model.none")
        self._none.hide()
        below = holder()
        under = column(self._zoo, self._none)
        under.addWidget(framed(self.table), 1)
        below.setLayout(under)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.families)
        halves.addWidget(below)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(GAP)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        self.families.setMinimumHeight(self.families.card_height() + GAP)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("model.tabs")
        self.tabs.setDocumentMode(True)
        for page, title in (
            (_padded(self.options), self.tr("Options")),
            (self.plot, self.tr("Plot")),
            (self.layers, self.tr("Layers")),
        ):
            self.tabs.addTab(page, title)
        hold(self.tabs, least_width=_FORM_PX)
        choice, about = holder(), holder()
        left = column(self.search, gap=GAP)
        left.addWidget(halves, 1)
        choice.setLayout(left)
        right = column(self.detail, gap=GAP)
        right.addWidget(self.tabs, 1)
        about.setLayout(right)
        return Panes(choice, about, (13, 9))

    def _say_about(self, instead: str = "") -> None:
        classes, size, _ = shape_of(self._state)
        text = self.tr("Costs are for {classes} classes of images at {size} px.")
        if self._state.scan is None:
            text = self.tr(
                "Costs are for {classes} classes of colour images at {size} px "
                "until you choose your images."
            )
        self._about.setText(instead or text.format(classes=words.number(classes), size=size))

    def _fill(self) -> None:
        entries = self._state.models
        self.families.show_families(families_of(entries))
        self.table.show_entries(entries, self._memory())
        self.plot.show_entries(entries)
        self._stack.setCurrentIndex(1 if entries else 0)
        self._entry = self._asked = None
        self._rest.stop()
        self._follow_recipe()
        if entries and not self.families.family():
            self._show_family(entries[0].family)

    def _memory(self) -> dict[str, int]:
        """Bytes of a training step of each network with the recipe's batch."""
        recipe, machine = self._state.recipe, self._state.machine
        half = machine is not None and machine.computes_half(recipe.compute.precision)
        batch, optimizer = recipe.optimizer.batch_size, recipe.optimizer.name
        return {e.name: e.memory.of(batch, optimizer, half) for e in self._state.models}

    def _follow_recipe(self) -> None:
        """Show what the recipe says now."""
        recipe = self._state.recipe
        self._say_about()
        if self.speeds.follow_conditions():
            self.table.forget_speeds()
            self.table.show_memory(self._memory())
        name = recipe.model.name
        if self._entry is None or self._entry.name != name:
            self._entry = next((e for e in self._state.models if e.name == name), None)
            self.options.show_entry(self._entry)
            if self._entry is not None:
                self._bring_into_sight(self._entry)
        speed = self.speeds.of(recipe.model)
        self.table.show_speed(name, speed.images_per_second if speed is not None else None)
        self.table.show_chosen(name)
        self.plot.show_chosen(name)
        self._show_detail()
        self._ask()

    def _bring_into_sight(self, entry: ModelEntry) -> None:
        if not self.search.text() and self.families.family() != entry.family:
            self._show_family(entry.family)

    def _show_family(self, name: str) -> None:
        self.families.show_family(name)
        if self.search.text():
            self.search.clear()  # and that shows the family
        else:
            self.table.look_for(name)
        self._none.hide()

    def _show_detail(self) -> None:
        recipe = self._state.recipe
        entry = self._entry
        self.detail.show_entry(recipe.model.name, entry, recipe, self._state.machine)
        self.detail.show_speed(self.speeds.of(recipe.model))
        self.detail.show_fault(self._fault())
        self._judge_measuring()

    def _fault(self) -> str:
        """What stands in the way of this network with these images."""
        size, entry = shape_of(self._state)[1], self._entry
        if entry is not None and size < entry.smallest:
            text = self.tr("Takes images from {least} px on, these have {size} px: counted at {at}")
            return text.format(least=entry.smallest, size=size, at=f"{entry.size} px")
        return ""

    def _ask(self) -> None:
        """Work out the chosen network as the recipe has it, off this thread."""
        if not self.isVisible() or not self._state.models:
            return
        model, shape = self._state.recipe.model, shape_of(self._state)
        question = Question(model, shape, self.layers.isVisible())
        if question.is_answered_by(self._asked):
            return
        self._asked = question
        self.layers.show_nothing()
        self._rest.start()

    def _take_answer(self, question: Question, answer: tuple[ModelEntry, Layer | None]) -> None:
        if question != self._asked:
            return
        before, (self._entry, layer) = self._entry, answer
        if before is None or before.name != self._entry.name:
            self.options.show_entry(self._entry)
        if layer is not None:
            self.layers.show_layers(layer)
        self._show_detail()

    def reword(self, _: object) -> None:
        """Say what is known of the network in another language."""
        self._show_detail()

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, UserMistake):
            self.failed.emit(error)
            return
        self.detail.show_fault(words.told(str(error)))
        self.layers.show_fault(words.told(str(error)))

    def _choose(self, entry: ModelEntry) -> None:
        if entry.name == self._state.recipe.model.name:
            return
        self.options.tell_reset(self._state.choose_model(entry), entry.name)

    def _look(self, text: str) -> None:
        """Show what is found; an empty search shows the families again."""
        self.families.setVisible(not text)
        count = self.table.look_for(self.families.family(), text)
        zoo = text.strip().lower().startswith(_ZOO)
        offered = zoo and len(text.strip()) > len(_ZOO) and _has_timm()
        self._zoo.setVisible(offered)
        self._zoo.setText(self.tr("Use {name}").format(name=text.strip()))
        self._zoo.setAccessibleName(self._zoo.text())
        self._none.setVisible(not count and not offered)
        self._none.setText(
            self.tr("No network is called so. With timm, timm:<name> takes any of its networks.")
        )
        if zoo and not _has_timm():
            self._none.setText(
                self.tr('timm is not installed: pip install "regnet-studio[zoo]" brings it')
            )

    def _take_first(self) -> None:
        if self._zoo.isVisible():
            self._take_zoo()
        elif names := self.table.names():
            self.table.choose(names[0])
            self.table.setFocus()

    def _take_zoo(self) -> None:
        self._state.set_value("model.name", self.search.text().strip())

    def _follow_training(self) -> None:
        if self._training.is_on:
            self.speeds.cancel()
        self._judge_measuring()

    def _why_not(self) -> str:
        """Why the speed cannot be measured now; empty where it can."""
        if self._training.is_on:
            return self.tr("Not while a training runs: each would slow the other down")
        if self._entry is None:
            return self.tr("The network is not known yet")
        return ""

    def _judge_measuring(self) -> None:
        self.detail.show_measuring(self.speeds.is_on, self._why_not())

    def _take_speed(self, model: Model) -> None:
        found = self.speeds.of(model)
        if found is None:
            return
        self.table.show_speed(model.name, found.images_per_second)
        self._show_detail()
        self.measured.emit(model.name)


def _has_timm() -> bool:
    return importlib.util.find_spec("timm") is not None


def _padded(form: QWidget) -> QWidget:
    """The form at its own width, the rest of a wide window beside it."""
    place = holder()
    layout = row(form)
    layout.addStretch(1)
    layout.setContentsMargins(0, GAP, 0, 0)
    place.setLayout(layout)
    return place
