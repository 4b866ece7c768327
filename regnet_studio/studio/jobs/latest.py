"""A thread that answers the newest question only: what was asked meanwhile is never begun."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_POLL_MS = 8


class Latest(QObject):
    """For what follows a slider: every move asks, the last one counts.

    ``work`` runs in the thread and sees nothing but its question. Every signal comes on the GUI
    thread, with the question it answers.
    """

    answered = Signal(object, object)
    failed = Signal(object, object)
    """The question and the exception."""

    def __init__(self, work: Callable[[Any], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._question: Any = None
        self._something = threading.Condition()
        self._ended = False
        self._open = 0
        self._answers: deque[tuple[Any, Any, BaseException | None]] = deque()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._collect)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._timer.isActive()

    def ask(self, question: Any) -> None:
        """Answer this next; a question that waits is forgotten."""
        with self._something:
            if self._question is None:
                self._open += 1
            self._question = question
            self._something.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="studio latest", daemon=True)
            self._thread.start()
        self._timer.start()

    def close(self) -> None:
        """End the thread; what it is at is dropped."""
        with self._something:
            self._ended = True
            self._something.notify()
        self._timer.stop()

    def wait(self, seconds: float) -> None:
        """Block until the thread has ended (for closing the window)."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            with self._something:
                while self._question is None and not self._ended:
                    self._something.wait()
                if self._ended:
                    return
                question, self._question = self._question, None
            try:
                self._answers.append((question, self._work(question), None))
            except BaseException as error:  # handed to the GUI thread, which tells the user
                self._answers.append((question, None, error))

    def _collect(self) -> None:
        while self._answers:
            question, answer, error = self._answers.popleft()
            with self._something:
                self._open -= 1
                if not self._open:
                    self._timer.stop()
            if error is None:
                self.answered.emit(question, answer)
            else:
                self.failed.emit(question, error)
