"""Predicting many images off the GUI thread; what is done is kept, also where it is cancelled."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from regnet_studio.studio.jobs.errand import Errand
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.predict.asked_network import AskedNetwork

if TYPE_CHECKING:
    from regnet_studio.runs.predicted import Predicted
    from regnet_studio.runs.prediction import Portion, Predictor

_COLLECT_MS = 200
"""A table that is sorted anew is read with pleasure five times a second, not sixty."""


class ManyDesk(QObject):
    """One folder, or several images, at a time. GUI thread only."""

    begun = Signal()
    """The network is loaded: ``predicted`` is there, still empty."""
    grew = Signal()
    progressed = Signal(int, int, float)
    """Files done, of how many (0: they are being listed), after how many seconds."""
    ended = Signal()
    """It is over, by itself or cancelled."""
    failed = Signal(object)
    """Nothing, or no more, can be predicted; ``ended`` comes after it."""
    trouble = Signal(object)
    """A file could not be written."""
    written = Signal(Path, int)
    """A file of so many predictions."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.predicted: Predicted | None = None
        self.sources: tuple[Path, ...] = ()
        self.is_calibrated = False
        self._posted: deque[Predictor | Portion] = deque()
        self._began_at = 0.0
        self._work = Errand(self)
        self._work.failed.connect(self.failed)
        self._work.changed.connect(self._follow)
        self._writing = Errand(self)
        self._writing.failed.connect(self.trouble)
        self._writing.succeeded.connect(lambda made: self.written.emit(*made))
        self._timer = QTimer(self)
        self._timer.setInterval(_COLLECT_MS)
        self._timer.timeout.connect(self._collect)

    @property
    def is_busy(self) -> bool:
        """Whether images are being predicted, or the table is written."""
        return self._work.is_busy or self._writing.is_busy

    def begin(self, network: AskedNetwork, paths: Sequence[Path]) -> None:
        """Predict these now; what goes on is given up."""
        self.forget()
        self.sources = sources = tuple(paths)
        self._posted = posted = deque()
        self._began_at = time.monotonic()

        def work(on_progress: OnProgress) -> None:
            predictor = network.predictor()
            posted.append(predictor)
            on_progress()
            # A core is left to the window.
            threads = max((os.cpu_count() or 2) - 1, 1)
            with closing(predictor.predicting(sources, threads)) as working:
                for portion in working:
                    posted.append(portion)
                    on_progress()

        self._work.begin(work)
        self._timer.start()

    def cancel(self) -> None:
        """End after the images at hand; what is done is kept."""
        self._work.cancel()

    def forget(self) -> None:
        """Something else is asked now: give up what goes on, and what was said."""
        self._timer.stop()
        self._posted = deque()
        self.predicted = None
        self._work.drop()

    def write_csv(self, path: Path, rows: Sequence[int] | None) -> None:
        """Write the predictions of ``rows`` (None: all, and the problems) as CSV."""
        predicted = self.predicted
        if predicted is None or self._writing.is_busy:
            return

        def work(_: OnProgress) -> tuple[Path, int]:
            predicted.write_csv(path, rows)
            return path, len(predicted) if rows is None else len(rows)

        self._writing.begin(work)

    def close(self, seconds: float) -> None:
        """Cancel, and wait for the threads."""
        self._timer.stop()
        self._work.close(seconds)
        self._writing.close(seconds)

    def _collect(self) -> None:
        from regnet_studio.runs.predicted import Predicted
        from regnet_studio.runs.prediction import Portion

        last: Portion | None = None
        while self._posted:
            said = self._posted.popleft()
            if not isinstance(said, Portion):
                self.predicted = Predicted(said.classes, said.training is not None)
                self.is_calibrated = said.is_calibrated
                self._began_at = time.monotonic()
                self.begun.emit()
            elif self.predicted is not None:
                self.predicted.add(said)
                last = said
        if last is not None:
            self.grew.emit()
            self.progressed.emit(last.done, last.total, time.monotonic() - self._began_at)

    def _follow(self) -> None:
        if not self._work.is_busy and self._timer.isActive():
            self._timer.stop()
            self._collect()
            self.ended.emit()
