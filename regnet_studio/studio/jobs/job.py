"""A function in a thread of its own, with progress, result and error as signals.

The thread never touches a Qt object: what it has to say goes into a deque, which a timer of the
GUI thread empties at most 60 times a second while the job lives. A thousand reports of progress
therefore cost the window one redraw.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

_POLL_MS = 16
OnProgress = Callable[..., None]
"""``(done, total)`` or ``(stage, done, total)``, as the work it is handed to tells it."""
Work = Callable[[OnProgress], Any]


class Cancelled(Exception):
    """Raised in the worker, out of its own report of progress, when the user cancels."""


class Job(QObject):
    """One piece of work off the GUI thread. Every signal comes on the GUI thread."""

    progressed = Signal(object)
    """What was reported last: a tuple, see :data:`OnProgress`."""
    succeeded = Signal(object)
    failed = Signal(object)
    """The exception."""
    cancelled = Signal()
    ended = Signal()
    """Last of all, however it went."""

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._posted: deque[tuple[str, Any]] = deque()
        self._progress: tuple[object, ...] | None = None
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, name="studio job", daemon=True)
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> Job:
        """Begin; returns the job itself."""
        self._thread.start()
        self._timer.start()
        return self

    def cancel(self) -> None:
        """Ask the work to end at its next report of progress; its result is dropped."""
        self._cancel.set()

    def wait(self, seconds: float) -> bool:
        """Block until the thread has ended (for closing the window); whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        def on_progress(*report: object) -> None:
            if self._cancel.is_set():
                raise Cancelled
            self._progress = report

        try:
            result = self._work(on_progress)
        except Cancelled:
            self._posted.append(("cancelled", None))
        except BaseException as error:  # told to the user by whoever listens to `failed`
            self._posted.append(("failed", error))
        else:
            self._posted.append(("succeeded", result))

    def _collect(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None and not self._cancel.is_set():
            self.progressed.emit(progress)
        if not self._posted:
            return
        outcome, content = self._posted.popleft()
        self._timer.stop()
        if self._cancel.is_set() or outcome == "cancelled":
            self.cancelled.emit()
        elif outcome == "failed":
            self.failed.emit(content)
        else:
            self.succeeded.emit(content)
        self.ended.emit()
        self.deleteLater()
