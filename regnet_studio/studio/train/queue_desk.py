"""The queue of the runs folder, read and changed off the window's thread, one thing at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from regnet_studio.recipe import Recipe
from regnet_studio.studio.jobs.job import Job, OnProgress

if TYPE_CHECKING:
    from regnet_studio.runs.queue import Queue
    from regnet_studio.runs.queue_entry import Done, Entry


@dataclass(frozen=True)
class Waiting:
    """The queue as it was read."""

    entries: tuple[Entry, ...] = ()
    done: tuple[Done, ...] = ()
    """How earlier ones ended, the oldest first."""
    worker: int | None = None
    """The process that works it off; None: nobody does."""


class QueueDesk(QObject):
    """Every signal comes on the GUI thread."""

    changed = Signal()
    """``waiting`` was read anew."""
    added = Signal(object)
    """The :class:`~regnet_studio.runs.queue_entry.Entry`."""
    failed = Signal(object)
    """The exception."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.waiting = Waiting()
        self._asked: deque[tuple[Callable[[Queue], Any], Callable[[Any], object]]] = deque()
        self._job: Job | None = None
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether it is being read or changed."""
        return self._job is not None

    def read(self) -> None:
        """Read it anew; it may have been changed by other processes."""
        if self._job is None:
            self._ask(lambda _: None)

    def add(self, recipe: Recipe, name: str = "") -> None:
        """Put a recipe at the end."""
        self._ask(lambda queue: queue.add(recipe, name), self.added.emit)

    def remove(self, number: int) -> None:
        """Take an entry out."""
        self._ask(lambda queue: queue.remove(number))

    def move(self, number: int, place: int) -> None:
        """Let an entry be the ``place``-th, from 1."""
        self._ask(lambda queue: queue.move(number, place))

    def close(self, seconds: float) -> None:
        """Wait until what was asked last is on the disk (for closing the window)."""
        self._is_closed = True
        self._asked.clear()
        if self._job is not None:
            self._job.wait(seconds)

    def _ask(
        self, do: Callable[[Queue], Any], then: Callable[[Any], object] = lambda _: None
    ) -> None:
        if self._is_closed:
            return
        self._asked.append((do, then))
        self._next()

    def _next(self) -> None:
        if self._job is not None or not self._asked:
            return
        do, then = self._asked.popleft()

        def work(_: OnProgress) -> tuple[Any, Waiting]:
            from regnet_studio.runs.queue import Queue

            queue = Queue()
            came = do(queue)
            return came, Waiting(tuple(queue.entries()), tuple(queue.done()), queue.worker())

        def take(found: tuple[Any, Waiting]) -> None:
            came, self.waiting = found
            then(came)
            self.changed.emit()

        def over() -> None:
            self._job = None
            self._next()

        self._job = Job(work, self)
        self._job.succeeded.connect(take)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(over)
        self._job.start()
