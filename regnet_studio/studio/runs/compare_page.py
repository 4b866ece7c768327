"""Runs compared: what that says, figures and cost, curves, and the images that changed sides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.compare_plots import CostAccuracy, OverlaidCurves
from regnet_studio.studio.runs.compare_table import CompareTable
from regnet_studio.studio.runs.verdicts import verdict_text
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    card,
    column,
    holder,
    label,
    row,
)

if TYPE_CHECKING:
    from regnet_studio.runs.comparison import Comparison
    from regnet_studio.studio.runs.changed_images import ChangedImages

_VERDICTS_PX = 150
"""Highest the sentences get before they scroll."""


class ComparePage(QWidget):
    """Give it the folders of two runs or more (:meth:`compare`)."""

    failed = Signal(object)
    """The exception; the page is as before."""
    shown = Signal()
    """A comparison is there to be seen."""
    left = Signal()
    """The user is done with it."""
    runs_asked = Signal()
    """The user wants to choose runs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page.compare")
        self.comparison: Comparison | None = None
        self._job: Job | None = None
        self._left = TimeLeft()
        self._title = ElidedLabel(self.tr("Compare runs"), "title")
        leave = button(self.tr("Close"), "compare.close")
        leave.clicked.connect(self._give_up)
        theme.dress(leave, "cancel")
        self._empty = EmptyState(
            theme,
            "compare",
            self.tr("Nothing is compared"),
            self.tr("Select two or more runs, here on the left (Ctrl+click) or in their table."),
            self.tr("All runs in a table"),
            self.runs_asked.emit,
        )
        self.table = CompareTable(theme)
        self.cost = CostAccuracy(theme)
        self.curves = OverlaidCurves(theme)
        self.curves.failed.connect(self.failed)
        self.cost.failed.connect(self.failed)
        self._theme = theme
        self._changed: ChangedImages | None = None
        self._changed_place = column()
        changed = holder()
        changed.setLayout(self._changed_place)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("compare.tabs")
        self.tabs.addTab(self._figures(), self.tr("Figures"))
        self.tabs.addTab(_padded(self.curves), self.tr("Curves"))
        self.tabs.addTab(_padded(changed), self.tr("Images that changed sides"))
        body = holder()
        inner = column(self._verdict_card(), gap=2 * GAP)
        inner.addWidget(self.tabs, 1)
        body.setLayout(inner)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        top = row(self._title, leave)
        top.setStretch(0, 1)
        layout = column(gap=2 * GAP, margin=3 * GAP)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)

    @property
    def changed(self) -> ChangedImages:
        """The images that changed sides; made when first asked for, as the window need not wait."""
        if self._changed is None:
            from regnet_studio.studio.runs.changed_images import ChangedImages

            self._changed = ChangedImages(self._theme)
            self._changed.failed.connect(self.failed)
            self._changed_place.addWidget(self._changed)
        return self._changed

    @property
    def is_busy(self) -> bool:
        """Whether runs are being read."""
        return self._job is not None

    def compare(self, paths: Sequence[Path]) -> None:
        """Read these runs and show them side by side; what was asked before is given up."""
        if self._job is not None:
            self._job.cancel()

        def work(on_progress: OnProgress) -> Comparison:
            from regnet_studio.runs.comparison import compare
            from regnet_studio.runs.directory import Run

            return compare([Run(path) for path in paths], on_progress)

        job = self._job = Job(work, self)
        job.succeeded.connect(lambda found: self._take(job, found))
        job.failed.connect(lambda error: self._refuse(job, error))
        job.ended.connect(lambda: self._over(job))
        job.progressed.connect(lambda report: self._show_progress(job, *report))
        self._left.forget()
        if self.comparison is None:
            reading = self.tr("Reading the runs…")
            self._empty.say(reading, "\n".join(path.name for path in paths))
        job.start()

    def verdicts(self) -> list[str]:
        """The sentences as they stand there."""
        return self._said.text().split("\n") if self._said.text() else []

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        if self._changed is not None:
            self._changed.close_page(seconds)
        if self._job is not None:
            self._job.cancel()
            self._job.wait(seconds)

    def _verdict_card(self) -> QWidget:
        self._said = label("", wrap=True)
        self._said.setObjectName("compare.verdict")
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sentences = _AsHighAsNeeded(self._said)
        made = card(12)
        made.setLayout(column(self._sentences))
        return made

    def _figures(self) -> QWidget:
        drawing = card(0)
        drawing.setLayout(column(self.cost, margin=12))
        listing = card(0)
        listing.setLayout(column(self.table, margin=4))
        hold(listing, least_width=320)
        return _padded(Panes(listing, drawing, (2, 1)))

    def _take(self, job: Job, found: Comparison) -> None:
        if job is not self._job:
            return
        self.comparison = found
        self._show_title()
        self._said.setText("\n".join(verdict_text(found, one) for one in found.verdict))
        self._sentences.fit()
        self.table.show_comparison(found)
        self.cost.show_runs(found.runs)
        self.curves.show_runs(found.runs)
        self.changed.show_comparison(found)
        self._stack.setCurrentIndex(1)
        self.shown.emit()

    def _show_progress(self, job: Job, done: int, total: int) -> None:
        if job is self._job:
            text = self.tr("Reading run {n} of {of}…").format(n=done + 1, of=total)
            self._title.set_text(self._left.said(text, done, total))

    def _give_up(self) -> None:
        """The user leaves: what is still being read is given up."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._show_title()
        self.left.emit()

    def _show_title(self) -> None:
        found = self.comparison
        text = self.tr("Compare {n} runs").format(n=len(found.runs)) if found else ""
        self._title.set_text(text or self.tr("Compare runs"))

    def _refuse(self, job: Job, error: BaseException) -> None:
        if job is not self._job:
            return
        self._show_title()
        if self.comparison is None:
            self._empty.say(self.tr("These runs cannot be compared"), words.told(str(error)))
        self.failed.emit(error)

    def _over(self, job: Job) -> None:
        if job is self._job:
            self._job = None


class _AsHighAsNeeded(QScrollArea):
    """A text at its full height, up to a limit beyond which it scrolls."""

    def __init__(self, text: QLabel) -> None:
        super().__init__()
        self._text = text
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        place = holder()
        place.setLayout(column(text))
        self.setWidget(place)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def fit(self) -> None:
        """After the text or the width changed."""
        wanted = self._text.heightForWidth(self.viewport().width())
        self.setFixedHeight(max(min(wanted, _VERDICTS_PX), 20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _padded(inner: QWidget) -> QWidget:
    """A tab's content with room above it."""
    place = holder()
    layout = column(inner)
    layout.setContentsMargins(0, GAP, 0, 0)
    place.setLayout(layout)
    return place
