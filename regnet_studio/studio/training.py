"""A run in a worker thread: the generator's consumer, which decides its pace.

Pausing is not asking for the next event, stopping is closing the generator and concluding the
run, cancelling is closing it and discarding the run, leaving is only closing it: what was saved
can be resumed. The thread posts events into a deque; a timer of the GUI thread takes them out.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from regnet_studio.recipe import Recipe
from regnet_studio.studio import words
from regnet_studio.studio.course import Course
from regnet_studio.training.events import (
    Event,
    Notice,
    RunStarted,
    Step,
    TrainingEnded,
    WeightsLoaded,
)

_POLL_MS = 50
Phase = Literal["idle", "preparing", "training", "paused", "evaluating", "ending"]
Wish = Literal["go on", "stop", "cancel", "leave"]


class _Pace:
    """What the user wishes, as the worker thread reads it."""

    def __init__(self) -> None:
        self.wish: Wish = "go on"
        self.holding = False
        """Whether the thread stands still, its last event posted."""
        self._may_go = threading.Event()
        self._may_go.set()

    def hold(self, held: bool) -> None:
        if held:
            self._may_go.clear()
        else:
            self._may_go.set()

    def end(self, wish: Wish) -> None:
        self.wish = wish
        self._may_go.set()

    def wait(self) -> bool:
        """Block while paused; whether to go on then."""
        self.holding = not self._may_go.is_set()
        self._may_go.wait()
        self.holding = False
        return self.wish == "go on"


class Training(QObject):
    """The run that goes on in this window, if any. Every signal comes on the GUI thread."""

    phase_changed = Signal()
    advanced = Signal()
    """New events are in ``course``; at most 20 times a second."""
    noticed = Signal(str)
    epoch_ended = Signal()
    failed = Signal(object)
    """The exception."""
    ended = Signal(str)
    """The run directory; empty where none is left."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.phase: Phase = "idle"
        self.course = Course()
        self._pace = _Pace()
        self._posted: deque[tuple[str, Any]] = deque()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._collect)

    @property
    def is_on(self) -> bool:
        """Whether a run is going on (paused counts)."""
        return self.phase != "idle"

    @property
    def is_holding(self) -> bool:
        """Whether a paused run has come to its halt and all it did has been shown."""
        return self._pace.holding and not self._posted

    def start(self, recipe: Recipe) -> None:
        """Begin a new run."""

        def events() -> Iterator[Event]:
            from regnet_studio.runs import execute

            return execute.start(recipe)

        self._begin(events, Course(), "")

    def resume(self, run: Path) -> None:
        """Go on with an interrupted or stopped run from its checkpoint."""

        def events() -> Iterator[Event]:
            from regnet_studio.runs import execute
            from regnet_studio.runs.directory import Run

            yield from Run(run).events()
            yield from execute.resume(run)

        self._begin(events, Course(run=str(run)), str(run))

    def pause(self, paused: bool) -> None:
        """Hold the run between two steps, or let it go on."""
        if self.phase in ("training", "paused", "preparing"):
            self._pace.hold(paused)
            self._set_phase("paused" if paused else "training")

    def stop(self) -> None:
        """End now, keep the best epoch and evaluate it."""
        self._end("stop")

    def cancel(self) -> None:
        """End now and delete the run."""
        self._end("cancel")

    def leave(self) -> None:
        """End now, the state saved, so that the run can be resumed later."""
        self._end("leave")

    def wait(self, seconds: float) -> bool:
        """Block until the thread has ended (for closing the window); whether it has."""
        if self._thread is not None:
            self._thread.join(seconds)
            return not self._thread.is_alive()
        return True

    def _begin(self, events: Callable[[], Iterator[Event]], course: Course, run: str) -> None:
        if self.is_on:
            raise RuntimeError("a run is going on in this window")
        self.course = course
        self._pace = _Pace()
        self._posted.clear()
        self._thread = threading.Thread(
            target=_work,
            args=(events, run, self._pace, self._posted),
            name="training",
            daemon=True,
        )
        self._set_phase("preparing")
        self._thread.start()
        self._timer.start()

    def _end(self, wish: Wish) -> None:
        if self.is_on:
            self._pace.end(wish)
            self._set_phase("ending")

    def _collect(self) -> None:
        ended: tuple[BaseException | None, str] | None = None
        news = False
        while self._posted:
            kind, content = self._posted.popleft()
            if kind == "event":
                news = True
                self._take(content)
            else:
                ended = content
        if news:
            self.advanced.emit()
        if ended is not None:
            self._finish(*ended)

    def _take(self, event: Event) -> None:
        before = self.course.epoch, self.course.best_epoch
        self.course.add(event)
        if isinstance(event, Notice):
            self.noticed.emit(event.text)
        elif isinstance(event, WeightsLoaded):
            self.noticed.emit(words.weights(event))
        elif isinstance(event, Step) and self.phase == "preparing":
            self._set_phase("training")
        elif isinstance(event, TrainingEnded):
            self._set_phase("evaluating")
        if (self.course.epoch, self.course.best_epoch) != before:
            self.epoch_ended.emit()

    def _finish(self, error: BaseException | None, run: str) -> None:
        self._timer.stop()
        self._thread = None
        if error is not None:
            self.failed.emit(error)
        self._set_phase("idle")
        self.ended.emit(run)

    def _set_phase(self, phase: Phase) -> None:
        if phase != self.phase:
            self.phase = phase
            self.phase_changed.emit()


def _work(
    make: Callable[[], Iterator[Event]],
    run: str,
    pace: _Pace,
    posted: deque[tuple[str, Any]],
) -> None:
    """The worker thread: asks for events as the pace allows, then does what was wished."""
    error: BaseException | None = None

    def post(event: Event) -> None:
        nonlocal run
        if isinstance(event, RunStarted) and not run:
            run = event.run
        posted.append(("event", event))

    try:
        events = make()
        while pace.wait():
            event = next(events, None)
            if event is None:
                break
            post(event)
        close = getattr(events, "close", None)
        if close is not None:
            close()
        run = _conclude(pace.wish, run, post)
    except BaseException as raised:  # shown in the window by whoever listens to `failed`
        error = raised
    posted.append(("ended", (error, run)))


def _conclude(wish: Wish, run: str, post: Callable[[Event], None]) -> str:
    """After the generator was closed: keep the best, delete, or leave; the run that is left."""
    if not run or wish in ("go on", "leave"):
        return run
    from regnet_studio.runs import execute

    if wish == "cancel":
        execute.discard(Path(run))
        return ""
    for event in execute.conclude(Path(run)):
        post(event)
    return run
