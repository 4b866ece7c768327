"""What a page is at off the GUI thread: one thing at a time, cancelled or dropped; and its card."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from regnet_studio.studio.jobs.job import Job, Work
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, button, column, label, row

_MARGIN = 12


class Errand(QObject):
    """One :class:`Job` after another for whatever a page shows. GUI thread only."""

    progressed = Signal(object)
    """What was reported last, a tuple."""
    succeeded = Signal(object)
    failed = Signal(object)
    """The exception."""
    changed = Signal()
    """It began, is about to end, or ended: see ``is_busy`` and ``is_ending``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._is_ending = False
        self._alive: list[Job] = []
        """Every job whose thread may go on: those that were dropped as well."""

    @property
    def is_busy(self) -> bool:
        """Whether it is at work; nothing else can be begun meanwhile."""
        return self._job is not None

    @property
    def is_ending(self) -> bool:
        """Whether it was cancelled and has not ended yet."""
        return self._is_ending

    def begin(self, work: Work) -> None:
        """Do this now; not while it is busy."""
        job = self._job = Job(work, self)
        self._alive.append(job)
        job.progressed.connect(self.progressed)
        job.succeeded.connect(self.succeeded)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._over(job))
        job.start()
        self.changed.emit()

    def cancel(self) -> None:
        """End at the next report of progress; nothing but ``changed`` comes of it."""
        if self._job is not None and not self._is_ending:
            self._job.cancel()
            self._is_ending = True
            self.changed.emit()

    def drop(self) -> None:
        """Something else is shown now: forget what it is at, and be free at once."""
        if self._job is not None:
            self._job.cancel()
            self._free()

    def close(self, seconds: float) -> None:
        """Cancel, and wait for the threads."""
        for job in self._alive:
            job.cancel()
        for job in self._alive:
            job.wait(seconds)

    def _over(self, job: Job) -> None:
        self._alive.remove(job)
        if job is self._job:
            self._free()

    def _free(self) -> None:
        self._job, self._is_ending = None, False
        self.changed.emit()


class ErrandCard(QFrame):
    """What is said of it, what can be chosen, start and cancel; while it works, how far it is.

    Args:
        name: its controls are called ``name.start``, ``name.cancel``, ``name.progress``, ...
        spoken: of the progress bar.
        start: what the button says that begins it, and what it does.
        choices: stand left of that button.
        ending: what is said between cancelling and the end.
    """

    def __init__(
        self,
        theme: Theme,
        errand: Errand,
        name: str,
        spoken: str,
        start: tuple[str, Callable[[], object]],
        choices: Sequence[QWidget],
        ending: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._errand = errand
        self._ending = ending or self.tr("Ending…")
        self.about = label("", "muted", wrap=True)
        self.about.setObjectName(f"{name}.about")
        text, begin = start
        self.start = button(text, f"{name}.start")
        self.start.clicked.connect(begin)
        theme.dress(self.start, "play")
        self._cancel = button(self.tr("Cancel"), f"{name}.cancel")
        self._cancel.clicked.connect(errand.cancel)
        theme.dress(self._cancel, "cancel")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}.progress")
        self._bar.setAccessibleName(spoken)
        self._bar.setTextVisible(False)
        self.stage = label("", "caption")
        self._left = TimeLeft()
        top = row(self.about, *choices, self.start, self._cancel)
        top.setStretch(0, 1)
        inner = column(gap=GAP)
        inner.addLayout(top)
        inner.addWidget(self._bar)
        inner.addWidget(self.stage)
        self.setLayout(inner)
        errand.changed.connect(self._follow)
        self._follow()

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say what is done now, and how long it still takes; not known without ``total``."""
        self.stage.setText(self._left.said(text, done, total))
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _follow(self) -> None:
        busy = self._errand.is_busy
        for part in (self._cancel, self._bar, self.stage):
            part.setVisible(busy)
        if self._errand.is_ending:
            self.stage.setText(self._ending)
        elif busy:
            self._left.forget()
            self.show_progress("")
