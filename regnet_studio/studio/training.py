"""The run that goes on in the window, if any: its phase, its course, and what the user may wish.

The run's thread (:mod:`regnet_studio.studio.pace`) posts into a deque; a timer of the GUI thread
takes out what is there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from regnet_studio.recipe import Recipe
from regnet_studio.runs.queue_entry import EntryBegan
from regnet_studio.studio.pace import Events, Pace, Posted, RunThread, Wish
from regnet_studio.training.events import (
    Checkpointed,
    Event,
    Progress,
    Step,
    TrainingEnded,
    Validated,
)

if TYPE_CHECKING:
    from regnet_studio.runs.course import Course

_POLL_MS = 50
_DRAWN = Step | Progress | Checkpointed | Validated
"""What a course draws and nobody else needs to hear of."""
Phase = Literal["idle", "preparing", "training", "paused", "evaluating", "ending"]


class Training(QObject):
    """The run that goes on in this window, if any. Every signal comes on the GUI thread."""

    phase_changed = Signal()
    advanced = Signal()
    """New events are in ``course``; at most 20 times a second."""
    heard = Signal(object)
    """An :class:`Event` that is more than a point of a curve."""
    course_changed = Signal()
    """``course`` is another one: the next run of the queue, or the record of a resumed one."""
    recipe_changed = Signal()
    """``recipe`` is another one: the run began, or its settings were changed."""
    epoch_ended = Signal()
    refused = Signal(object)
    """The exception: the run goes on, but not with the settings that were asked for."""
    failed = Signal(object)
    """The exception."""
    ended = Signal(str)
    """The run directory; empty where none is left."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.phase: Phase = "idle"
        self.recipe: Recipe | None = None
        """As the run has it now; None before it has begun."""
        self.works_queue = False
        """Whether the queue is worked off, of which this is one run."""
        self._pace = Pace()
        self._went_on_with: Phase = "training"
        """The phase that the pause interrupted."""
        self._posted: Posted = deque()
        self._thread: RunThread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._collect)

    @cached_property
    def course(self) -> Course:
        """What has happened in the run so far; replaced with each run."""
        return _course()

    @property
    def is_on(self) -> bool:
        """Whether a run is going on (paused counts)."""
        return self.phase != "idle"

    @property
    def is_holding(self) -> bool:
        """Whether a paused run has come to its halt and all it did has been shown."""
        return self._pace.is_holding and not self._posted

    @property
    def ends_after_epoch(self) -> bool:
        """Whether the end of the epoch in progress is the end of the run."""
        return self.is_on and self._pace.ends_after_epoch

    @property
    def ends_after_entry(self) -> bool:
        """Whether the end of this run is the end of the queue."""
        return self.works_queue and self._pace.ends_after_entry

    @property
    def can_change(self) -> bool:
        """Whether settings of the run can be changed now."""
        return self.phase == "paused" and bool(self.course.run) and self.recipe is not None

    def start(self, recipe: Recipe) -> None:
        """Begin a new run."""

        def events() -> Events:
            from regnet_studio.runs import execute

            return execute.start(recipe)

        self._begin(events, _course(), "")

    def resume(self, run: Path, changes: Sequence[str] = ()) -> None:
        """Go on with a run from its checkpoint, with ``key=value`` changed for the rest of it."""

        def events() -> Events:
            from regnet_studio.runs import execute
            from regnet_studio.runs.directory import Run

            self._posted.append(("course", Run(run).course()))
            return execute.resume(run, changes)

        self._begin(events, _course(str(run)), str(run))

    def start_queue(self) -> None:
        """Train what waits in the queue, one after the other."""

        def events() -> Events:
            from regnet_studio.runs.queue import Queue

            return Queue().work()

        self._begin(events, _course(), "", of_queue=True)

    def end_after_entry(self, wanted: bool) -> None:
        """Let the queue end with the run in progress, or no longer so."""
        self._pace.ends_after_entry = wanted
        self.phase_changed.emit()

    def pause(self, paused: bool) -> None:
        """Hold the run between two steps, or let it go on."""
        if self.phase not in ("training", "paused", "preparing"):
            return
        self._pace.hold(paused)
        if paused and self.phase != "paused":
            self._went_on_with = self.phase
        self._set_phase("paused" if paused else self._went_on_with)

    def change(self, changes: Sequence[str], go_on: bool) -> None:
        """Change settings of the paused run for the rest of it; stay paused unless ``go_on``."""
        if not self.can_change:
            return
        self._set_phase("preparing")
        if go_on:
            self._pace.hold(False)
        self._pace.change(changes)

    def stop(self) -> None:
        """End after this batch, keep the best epoch and evaluate it."""
        self._end("stop")

    def stop_after_epoch(self, wanted: bool = True) -> None:
        """End after the epoch in progress, keep the best one and evaluate it; or no longer so."""
        if self.phase in ("training", "paused"):
            self._pace.ends_after_epoch = wanted
            if wanted and self.phase == "paused":
                self.pause(False)
            self.phase_changed.emit()

    def cancel(self) -> None:
        """End after this batch and delete the run."""
        self._end("cancel")

    def leave(self) -> None:
        """End after this batch, the state saved, so that the run can be resumed later."""
        if self._pace.wish != "cancel":  # what is being discarded is not to be kept after all
            self._end("leave")

    def wait(self, seconds: float) -> bool:
        """Block until the thread has ended (for the end of the program); whether it has."""
        if self._thread is not None:
            self._thread.join(seconds)
            return not self._thread.is_alive()
        return True

    def _begin(
        self, events: Callable[[], Events], course: Course, run: str, of_queue: bool = False
    ) -> None:
        if self.is_on:
            raise RuntimeError("a run is going on in this window")
        self.course, self.recipe, self.works_queue = course, None, of_queue
        self._pace = Pace()
        self._posted.clear()
        self._thread = RunThread(events, run, self._pace, self._posted, of_queue)
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
            elif kind == "ended":
                ended = content
            else:
                self._take_note(kind, content)
        if news:
            self.advanced.emit()
        if ended is not None:
            self._finish(*ended)

    def _take(self, event: Event) -> None:
        if isinstance(event, EntryBegan):
            self._take_entry()
        before = self.course.epoch, self.course.best_epoch
        self.course.add(event)
        if not isinstance(event, _DRAWN):
            self.heard.emit(event)
        if isinstance(event, Step):
            self._went_on_with = "training"
            if self.phase == "preparing":
                self._set_phase("training")
        elif isinstance(event, TrainingEnded) and self.phase != "ending":
            self._pace.hold(False)  # there is no step left to stand still before
            self._set_phase("evaluating")
        if (self.course.epoch, self.course.best_epoch) != before:
            self.epoch_ended.emit()

    def _take_entry(self) -> None:
        """The next run of the queue: all anew."""
        self.course, self.recipe = _course(), None
        self.course_changed.emit()
        if self.phase in ("evaluating", "training") or (
            self.phase == "ending" and self._pace.wish == "go on"
        ):
            self._set_phase("preparing")

    def _take_note(self, kind: str, content: Any) -> None:
        if kind == "recipe":
            self.recipe = content
            self.recipe_changed.emit()
        elif kind == "course":
            self.course = content
            self.course_changed.emit()
        elif kind == "standing" and self.phase == "preparing" and self._pace.is_held:
            self._went_on_with = "training"
            self._set_phase("paused")
        elif kind == "refused":
            self.refused.emit(content)

    def _finish(self, error: BaseException | None, run: str) -> None:
        self._timer.stop()
        self._thread = None
        self.works_queue = False
        if error is not None:
            self.failed.emit(error)
        self._set_phase("idle")
        self.ended.emit(run)

    def _set_phase(self, phase: Phase) -> None:
        if phase != self.phase:
            self.phase = phase
            self.phase_changed.emit()


def _course(run: str = "") -> Course:
    from regnet_studio.runs.course import Course  # numpy is not for before the first picture

    return Course(run=run)
