"""The record of a run as it grows: ``events.jsonl``, and what lets it be opened at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from regnet_studio.files import Lines
from regnet_studio.runs.course_file import WORTH_KEEPING, CourseKeeper
from regnet_studio.runs.directory import Run
from regnet_studio.training.events import DiskFull, EpochEnded, Event, Progress
from regnet_studio.training.full_disk import written

_MOMENTARY = Progress | DiskFull
"""What is for the moment only, and written nowhere."""


class RunLog:
    """Writes down what happens in a run.

    Raises:
        DiskTrouble: it cannot be written.
    """

    def __init__(self, run: Run) -> None:
        self._lines = Lines(run.events_file)
        self._course = CourseKeeper(run.events_file)

    def append(self, event: Event) -> Generator[Event, None, None]:
        """Write an event down; as long as the disk is full, wait and try again.

        The end of an epoch outlives a power cut, as its checkpoint does.
        """
        if isinstance(event, _MOMENTARY):
            return
        yield from written(lambda: self.append_now(event))
        if isinstance(event, EpochEnded):
            yield from written(self._lines.sync)
            self._course.keep(WORTH_KEEPING)

    def append_now(self, event: Event) -> None:
        """Write an event down.

        Raises:
            DiskTrouble: no room; the record is as before.
        """
        self._lines.append(event.to_json())

    def close(self) -> None:
        """Let go of the files."""
        self._lines.close()
        self._course.keep(WORTH_KEEPING)


@contextmanager
def logging(run: Run) -> Iterator[RunLog]:
    """The record of a run that whoever holds its lock works on."""
    log = RunLog(run)
    try:
        yield log
    finally:
        log.close()
