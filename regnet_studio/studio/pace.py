"""The pace of a run: what the user wishes, and the thread that heeds it. No Qt.

Pausing is not asking for the next event. A change of settings closes the generator, which saves
the run exactly, and goes on with another one. Stopping, interrupting and discarding close it too.
Where the queue is worked off, the next entry comes after a stop or a discard, none after an
interruption.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

from regnet_studio.errors import UserMistake
from regnet_studio.runs.queue_entry import EntryBegan, EntryEnded
from regnet_studio.training.events import Changed, EpochEnded, Event, RunEnded, RunStarted, Step

Wish = Literal["go on", "stop", "cancel", "leave"]
Events = Generator[Event, None, Any]
Posted = deque[tuple[str, Any]]
"""What the thread has to say: ``("event", Event)``, ``("recipe", Recipe)`` as the run has it,
``("course", Course)`` of one that is resumed, ``("standing", None)`` once changed settings are in
force, ``("refused", exception)`` where they cannot be, and at last ``("ended", (exception or None,
run))``."""


class Pace:
    """What the user wishes. Written by the window, read by the thread."""

    def __init__(self) -> None:
        self.wish: Wish = "go on"
        self.ends_after_epoch = False
        """Whether the end of the epoch in progress is the end of the run."""
        self.ends_after_entry = False
        """Whether the end of the run in progress is the end of the queue."""
        self.is_holding = False
        """Whether the thread stands still, its last event posted."""
        self._held = False
        self._changes: tuple[str, ...] = ()
        self._turn = threading.Condition()

    @property
    def is_held(self) -> bool:
        """Whether the user wants it to stand still."""
        return self._held

    def hold(self, held: bool) -> None:
        """Stand still after the next event, or go on."""
        with self._turn:
            self._held = held
            self._turn.notify()

    def change(self, changes: Sequence[str]) -> None:
        """Go on (or stand) with these ``key=value``."""
        with self._turn:
            self._changes = tuple(changes)
            self._turn.notify()

    def end(self, wish: Wish) -> None:
        """End after the next event."""
        with self._turn:
            self.wish = wish
            self._turn.notify()

    def begin_next(self) -> None:
        """The wish was heeded: what comes next goes on, unless the user wishes to leave."""
        with self._turn:
            if self.wish in ("stop", "cancel"):
                self.wish = "go on"
            self.ends_after_epoch = False

    def wait(self) -> bool:
        """Block while held; whether to go on then."""
        with self._turn:
            while self._held and self.wish == "go on" and not self._changes:
                self.is_holding = True
                self._turn.wait()
            self.is_holding = False
            return self.wish == "go on"

    def take_changes(self) -> tuple[str, ...]:
        """The changes to make now, once."""
        with self._turn:
            changes, self._changes = self._changes, ()
            return changes


class RunThread(threading.Thread):
    """Asks for the events of a run as the pace allows, then does what was wished.

    Args:
        make: the events; called in the thread.
        run: the run's directory; empty until it has one.
        of_queue: whether ``make`` gives the events of the queue, from its next entry on.
    """

    def __init__(
        self,
        make: Callable[[], Events],
        run: str,
        pace: Pace,
        posted: Posted,
        of_queue: bool = False,
    ) -> None:
        super().__init__(name="training", daemon=True)
        self._make, self._path, self._pace, self._posted = make, run, pace, posted
        self._of_queue = of_queue
        self._entry: int | None = None
        """Number of the queue's entry in progress."""
        self._again = of_queue
        """Whether to ask the queue for what comes next."""
        self._epochs = 0

    def run(self) -> None:
        error: BaseException | None = None
        try:
            self._work()
            while self._again and self._pace.wish == "go on":
                self._work()
        except BaseException as raised:  # shown in the window by whoever listens to `failed`
            error = raised
        self._posted.append(("ended", (error, self._path)))

    def _work(self) -> None:
        """One run, or the queue until its order is broken by a wish."""
        self._again = False
        self._follow()
        self._conclude()
        self._again = self._again and not self._pace.ends_after_entry
        self._pace.begin_next()

    def _follow(self) -> None:
        events = self._make()
        try:
            while self._pace.wait():
                changes = self._pace.take_changes()
                if changes and self._path:
                    events.close()
                    events = self._changed(changes)
                    self._again = self._of_queue  # what goes on now is the run alone
                    continue
                event = next(events, None)
                if event is None:
                    return
                self._post(event)
                self._judge(event)
            # Stopped before it was a run: the entry waits again, and so does the queue.
            begun = self._path or self._pace.wish == "cancel"
            self._again = self._of_queue and bool(begun) and self._pace.wish != "leave"
        finally:
            events.close()

    def _judge(self, event: Event) -> None:
        """Whether the user wanted it to end with this event; a last epoch ends by itself."""
        if isinstance(event, EpochEnded) and self._pace.ends_after_epoch:
            if event.epoch < self._epochs:
                self._pace.end("stop")
        elif isinstance(event, EntryEnded) and self._pace.ends_after_entry:
            self._pace.end("leave")

    def _changed(self, changes: tuple[str, ...]) -> Events:
        """The run with other settings, asked for as far as they are in force; where they cannot
        be, the run as it was."""
        from regnet_studio.runs import execute

        events = execute.resume(Path(self._path), changes)
        try:
            self._begin_again(events, len(changes))
        except UserMistake as mistake:
            self._posted.append(("refused", mistake))
            events = execute.resume(Path(self._path))
            self._begin_again(events, 0)
        self._posted.append(("standing", None))
        return events

    def _begin_again(self, events: Events, changes: int) -> None:
        started = False
        while self._pace.wish == "go on":
            event = next(events, None)
            if event is None:
                return
            self._post(event)
            started = started or isinstance(event, RunStarted)
            changes -= isinstance(event, Changed)
            if isinstance(event, Step | RunEnded) or (started and changes <= 0):
                return

    def _post(self, event: Event) -> None:
        if isinstance(event, EntryBegan):
            self._begin_entry(event)
            return
        if isinstance(event, EntryEnded):
            self._entry = None
        elif isinstance(event, RunStarted):
            self._path = event.run or self._path
            self._epochs = event.epochs
            self._tell_recipe()
        self._posted.append(("event", event))

    def _begin_entry(self, event: EntryBegan) -> None:
        self._entry, self._path = event.number, event.run if event.resumed else ""
        self._posted.append(("event", event))
        if event.resumed:
            from regnet_studio.runs.directory import Run

            self._posted.append(("course", Run(Path(event.run)).course()))

    def _tell_recipe(self) -> None:
        if self._path:
            from regnet_studio.runs.directory import Run

            self._posted.append(("recipe", Run(Path(self._path)).recipe()))

    def _conclude(self) -> None:
        """After the generator was closed: keep the best, delete, or leave."""
        wish = self._pace.wish
        if wish == "cancel":
            self._discard()
        elif wish == "stop" and self._path:
            from regnet_studio.runs import execute

            with closing(execute.conclude(Path(self._path))) as events:
                for event in events:
                    self._post(event)
                    if self._pace.wish == "leave":  # the window closes: it can be resumed
                        return

    def _discard(self) -> None:
        if self._path:
            from regnet_studio.runs import execute

            execute.discard(Path(self._path))
            self._path = ""
        if self._entry is not None:  # it would begin anew otherwise
            from regnet_studio.runs.queue import Queue

            Queue().remove(self._entry)
            self._entry = None
