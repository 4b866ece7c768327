"""The tab of the balance: how rare classes are strengthened, beside what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from regnet_studio.errors import UserMistake
from regnet_studio.recipe.advice import SYNTHETIC, resolved_space
from regnet_studio.studio import words
from regnet_studio.studio.data.class_counts import ClassCounts
from regnet_studio.studio.data.split_preview import Parts, SplitPreview
from regnet_studio.studio.data.synthetic import Made, make_images
from regnet_studio.studio.form.fields_form import LEAST_BESIDE_PX, FieldsForm
from regnet_studio.studio.jobs.job import Job
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState, section_fields
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.legend import PartsLegend
from regnet_studio.studio.widgets.notes import Notes
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, Figure, button, card, column, label
from regnet_studio.studio.widgets.picture_grid import PictureGrid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regnet_studio.recipe.tree import Balance

_SIDE = 80


@dataclass(frozen=True, eq=False)
class _Question:
    parts: Parts
    balance: Balance
    size: int
    channels: int


@dataclass(frozen=True, eq=False)
class _Promise:
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    memory: int
    fault: str


class BalanceTab(QWidget):
    """The form of ``balance.*``; before and after of each class of the training side."""

    failed = Signal(object)
    class_asked = Signal(int)
    made = Signal()
    """The synthetic images are shown (or why there are none)."""

    def __init__(self, state: StudioState, theme: Theme, preview: SplitPreview) -> None:
        super().__init__()
        self._state, self._theme, self._preview = state, theme, preview
        self._job: Job | None = None
        self._asked: Any = None
        self._latest = Latest(_promise, self)
        self._left = TimeLeft()
        self._latest.answered.connect(self._show_promise)
        self._latest.failed.connect(lambda _, error: self.failed.emit(error))
        self.form = FieldsForm(
            state, theme, section_fields("balance"), "recipe.balance", sliders=("float", "int")
        )
        self._figures = {
            "before": Figure(self.tr("before"), "balance.before"),
            "after": Figure(self.tr("after"), "balance.after"),
            "ratio": Figure(self.tr("imbalance after"), "balance.ratio"),
            "memory": Figure(self.tr("memory it takes"), "balance.memory"),
        }
        self._notes = Notes(state, theme, ("balance.", "loss.class", "loss.logit"), "balance.notes")
        self.counts = ClassCounts(theme, "balance.counts", stacked=False)
        self.counts.chosen.connect(self.class_asked)
        self._about = label("", "caption", wrap=True)
        self._about.setObjectName("balance.made.about")
        self.pictures = PictureGrid(theme, "balance.made", _SIDE)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.counts)
        self._pages.addWidget(self._made_page())
        self._show = button(self.tr("Show the synthetic images"), "balance.show")
        self._show.setCheckable(True)
        self._show.clicked.connect(self._toggle)
        self._show.setEnabled(False)
        theme.dress(self._show, "image")
        right = card(12)
        inner = column(gap=GAP)
        inner.addWidget(FlowRow(*self._figures.values(), gap=3 * GAP))
        inner.addWidget(self._notes)
        inner.addWidget(FlowRow(PartsLegend(theme, ("before", "after")), self._show))
        inner.addWidget(self._pages, 1)
        right.setLayout(inner)
        layout = column(Panes(self.form, right, (2, 3), LEAST_BESIDE_PX))
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        preview.changed.connect(self._ask)
        state.recipe_changed.connect(self._ask)
        self._ask()

    @property
    def is_busy(self) -> bool:
        """Whether the chart is about to change."""
        return self._latest.is_busy or self._preview.is_busy

    def close_tab(self, seconds: float) -> None:
        """End its threads."""
        self._cancel()
        self._latest.close()
        self._latest.wait(seconds)

    def _made_page(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setObjectName("balance.made.scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.pictures)
        scroll.viewport().setAutoFillBackground(False)
        page = QWidget()
        layout = column(self._about, gap=GAP)
        layout.addWidget(scroll, 1)
        page.setLayout(layout)
        return page

    def _ask(self) -> None:
        parts, scan, recipe = self._preview.parts, self._state.scan, self._state.recipe
        if parts is None or scan is None:
            self._notes.show_fault(self._preview.fault)
            self._asked = None
            return
        size = recipe.data.size or scan.size
        asked = (id(parts), recipe.balance, size)
        if asked == self._asked:
            return
        self._asked = asked
        self._latest.ask(_Question(parts, recipe.balance, size, scan.channels))
        self._close_made()

    def _show_promise(self, question: _Question, promise: _Promise) -> None:
        if question.parts is not self._preview.parts:
            return
        balance, classes = question.balance, question.parts.overview.scan.dataset.classes
        before, after = promise.before, promise.after
        self.counts.show_parts(classes, {"before": before, "after": after})
        show = self._figures
        show["before"].show_value(words.number(int(before.sum())))
        show["after"].show_value(words.number(int(after.sum())))
        there = after[before > 0]
        ratio = float(there.max() / there.min()) if len(there) and there.min() else float("inf")
        show["ratio"].show_value(words.ratio(ratio))
        memory = words.memory(promise.memory / 1e6) if promise.memory else "–"
        show["memory"].show_value(memory, warns=promise.memory > balance.memory_gb * 1e9)
        self._notes.show_fault(promise.fault)
        makes = balance.method in SYNTHETIC and not promise.fault
        self._show.setEnabled(makes)
        tip = self.tr("See what the network would be shown besides your own images")
        if balance.method not in SYNTHETIC:
            tip = self.tr("Only SMOTE and its kin make new images")
        self._show.setToolTip(promise.fault or tip)

    def _toggle(self, shown: bool) -> None:
        self._name_button(shown)
        if not shown:
            self._close_made()
            return
        parts, scan, recipe = self._preview.parts, self._state.scan, self._state.recipe
        if parts is None or scan is None:
            self._close_made()
            return
        self._pages.setCurrentIndex(1)
        self.pictures.show_pictures([], (), "")
        size = recipe.data.size or scan.size
        if resolved_space(recipe.balance, size) == "features":
            self._about.setText(
                self.tr(
                    "There are no new images to show: above 32 px SMOTE works between the "
                    "features of the trained network, on which its last layer is then trained "
                    "anew. Set balance.space to pixels to blend the images themselves."
                )
            )
            self.made.emit()
            return
        self._about.setText(self.tr("Making the images…"))
        self._left.forget()
        question = (parts, recipe, size)
        self._job = Job(lambda tell: make_images(*question, tell), self)
        self._job.progressed.connect(self._tell)
        self._job.succeeded.connect(self._show_made)
        self._job.failed.connect(self._refuse_made)
        self._job.start()

    def _tell(self, report: tuple[str, int, int]) -> None:
        stage, done, total = report
        text = f"{words.stage(stage)} · {words.so_far(stage, done, total)}"
        self._about.setText(self._left.said(text, done, total, stage))

    def _show_made(self, made: Made) -> None:
        self._job = None
        text = self.tr("{n} new images will be made; {shown} of them:")
        self._about.setText(
            text.format(n=words.number(made.total), shown=words.number(len(made.pictures)))
        )
        self.pictures.show_pictures(made.pictures, made.names, self._about.text())
        self.made.emit()

    def _refuse_made(self, error: BaseException) -> None:
        self._job = None
        self._close_made()
        if isinstance(error, UserMistake):
            self._notes.show_fault(words.told(str(error)))
        else:
            self.failed.emit(error)
        self.made.emit()

    def _close_made(self) -> None:
        self._cancel()
        self._show.setChecked(False)
        self._name_button(False)
        self._pages.setCurrentIndex(0)

    def _name_button(self, shown: bool) -> None:
        back, there = self.tr("Back to the chart"), self.tr("Show the synthetic images")
        self._show.setText(back if shown else there)
        self._show.setAccessibleName(self._show.text())

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None


def _promise(question: _Question) -> _Promise:
    """What the balance comes to, without doing its work."""
    from regnet_studio.data.balance import memory_needed, promised_counts
    from regnet_studio.data.smote import refuse_few, refuse_too_large

    balance, before = question.balance, question.parts.counts["train"]
    classes = question.parts.overview.scan.dataset.classes
    after = promised_counts(balance, before)
    memory = memory_needed(balance, before, question.size, question.channels)
    fault = ""
    if balance.method in SYNTHETIC:
        try:
            refuse_few(balance, before, after, classes)
            what = f"images of {question.size} px"
            instead = "set balance.space to features"
            refuse_too_large(balance, memory, int((after - before).sum()), what, or_else=instead)
        except UserMistake as mistake:
            fault = words.told(str(mistake))
    return _Promise(before, after, memory, fault)
