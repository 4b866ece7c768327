"""A run that is being looked at: opened from its folder, off the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.state import OpenRun

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.evaluation.examples import ConfusedPair
    from regnet_studio.evaluation.report import Report
    from regnet_studio.runs.examination import Examination, Places

_AT_ONCE = 4096
"""Rows of logits in memory besides."""


class ReadSoFar:
    """How many of a run's images are read, told from a thread and asked from any other."""

    def __init__(self) -> None:
        self.last: tuple[int, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        self.last = (done, total)


@dataclass(frozen=True, eq=False)
class Examined:
    """One split of a run as every tab of the Evaluate page sees it."""

    run: OpenRun
    examination: Examination
    report: Report
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Hold it in a thread that asks the examination for images or for the network."""
    read_so_far: ReadSoFar = field(default_factory=ReadSoFar, repr=False)
    """Of the images, while they are read for the first time."""

    @property
    def split(self) -> str:
        """``validation`` or ``test``."""
        return self.examination.split

    @property
    def classes(self) -> tuple[str, ...]:
        """Their names."""
        return self.examination.predictions.classes

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """Images by truth and guess: [K, K]."""
        return np.array(self.report.confusion, dtype=np.int64)

    @cached_property
    def guesses(self) -> NDArray[np.int64]:
        """What the network takes each image for: [N]."""
        return self.examination.predictions.logits.argmax(axis=1).astype(np.int64)

    @cached_property
    def confidences(self) -> NDArray[np.float32]:
        """The probability that it gives its guess: [N]."""
        from regnet_studio.evaluation.probabilities import probabilities

        logits = self.examination.predictions.logits
        parts = [
            probabilities(logits[begin : begin + _AT_ONCE], self.temperature).max(axis=1)
            for begin in range(0, len(logits), _AT_ONCE)
        ]
        return np.concatenate(parts).astype(np.float32)

    @property
    def temperature(self) -> float:
        """What logits are divided by, so that probabilities mean what they say."""
        return self.report.calibration.temperature

    def probabilities(self, place: int) -> NDArray[np.float64]:
        """What the network says of one image: [K]."""
        from regnet_studio.evaluation.probabilities import probabilities

        logits = self.examination.predictions.logits[place : place + 1]
        return probabilities(logits, self.temperature)[0]

    @cached_property
    def pairs(self) -> list[ConfusedPair]:
        """The classes most often taken for another, the most frequent first."""
        from regnet_studio.evaluation.examples import confused_pairs

        return confused_pairs(self.confusion)

    def in_cell(self, truth: int, guess: int) -> Places:
        """Images of a cell of the confusion matrix, the surest first."""
        labels = self.examination.predictions.labels
        places = np.flatnonzero((labels == truth) & (self.guesses == guess))
        return places[np.argsort(-self.confidences[places], kind="stable")]

    def reckon(self) -> Examined:
        """Have everything above at hand; for the thread that opens it. Returns itself."""
        _ = self.confusion, self.confidences, self.guesses, self.pairs
        return self


@dataclass(frozen=True)
class Unexamined:
    """Why there is nothing to see of a split."""

    run: OpenRun
    split: str
    reason: str
    """``not evaluated``, or a sentence that says what is wrong."""


NOT_EVALUATED = "not evaluated"


class ExaminationDesk(QObject):
    """Opens splits, and evaluates those that were not; one after another. GUI thread only."""

    opened = Signal(object)
    """:class:`Examined`."""
    missing = Signal(object)
    """:class:`Unexamined`."""
    progressed = Signal(int, int)
    """While a split is evaluated: images done, of how many."""
    evaluated = Signal()
    """What an evaluation wrote is in the run's folder; ``opened`` comes after it."""
    failed = Signal(object)
    changed = Signal()
    """It began or ended to work."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._ending: list[Job] = []
        self._is_evaluating = False

    @property
    def is_busy(self) -> bool:
        """Whether a split is being read or evaluated."""
        return self._job is not None

    @property
    def is_evaluating(self) -> bool:
        """Whether the network is at work."""
        return self._job is not None and self._is_evaluating

    def open(self, run: OpenRun, split: str) -> None:
        """Read what an evaluation kept; what was asked before is given up."""
        job = self._begin(lambda _: examine(run, split), evaluating=False)
        job.failed.connect(lambda error: self._tell_failed(job, run, split, error))

    def evaluate(self, run: OpenRun, split: str) -> None:
        """Evaluate a split, which counts where it is the test split, and open it."""

        def work(on_progress: OnProgress) -> Examined | Unexamined:
            from regnet_studio.runs.directory import Run
            from regnet_studio.runs.evaluation import evaluate

            evaluate(Run(run.path), split, on_progress=on_progress)
            return examine(run, split)

        job = self._begin(work, evaluating=True)
        job.progressed.connect(lambda report: self._tell_progress(job, report))
        job.failed.connect(lambda error: self._tell_failed(job, run, split, error))

    def give_up(self) -> None:
        """Open nothing any more."""
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
            self.changed.emit()

    def close(self, seconds: float) -> None:
        """Give up and wait for the threads."""
        self.give_up()
        for job in list(self._ending):
            job.wait(seconds)

    def _begin(self, work: Callable[[OnProgress], Any], evaluating: bool) -> Job:
        self.give_up()
        job = Job(work, self)
        self._job, self._is_evaluating = job, evaluating
        self._ending.append(job)
        job.succeeded.connect(lambda found: self._take(job, found))
        job.ended.connect(lambda: self._over(job))
        job.start()
        self.changed.emit()
        return job

    def _take(self, job: Job, found: Examined | Unexamined) -> None:
        if job is not self._job:
            return
        self._job = None
        if self._is_evaluating:
            self.evaluated.emit()
        (self.opened if isinstance(found, Examined) else self.missing).emit(found)

    def _tell_progress(self, job: Job, report: tuple[Any, ...]) -> None:
        if job is self._job:
            done, total = report[-2:]
            self.progressed.emit(int(done), int(total))

    def _tell_failed(self, job: Job, run: OpenRun, split: str, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if job is not self._job:
            return
        self._job = None
        if isinstance(error, UserMistake):
            self.missing.emit(Unexamined(run, split, words.told(str(error))))
        else:
            self.failed.emit(error)

    def _over(self, job: Job) -> None:
        with suppress(ValueError):
            self._ending.remove(job)
        if job is self._job:
            self._job = None
        self.changed.emit()


def examine(run: OpenRun, split: str) -> Examined | Unexamined:
    """What an evaluation of a split kept, with its figures. Reads files: not on the GUI thread.

    Raises:
        UserMistake: the files are damaged.
    """
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.evaluation import report_of
    from regnet_studio.runs.examination import Examination

    folder, told = Run(run.path), ReadSoFar()
    if not folder.predictions_file(split).exists():
        return Unexamined(run, split, NOT_EVALUATED)
    examination = Examination.of(folder, split, told)
    report = report_of(folder, split) or examination.predictions.report()
    return Examined(run, examination, report, read_so_far=told).reckon()
