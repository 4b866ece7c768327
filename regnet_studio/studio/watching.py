"""A run that goes on in another process: its record is read as it grows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from regnet_studio.runs.course import Course
from regnet_studio.studio.jobs.job import Job
from regnet_studio.studio.state import OpenRun, StudioState
from regnet_studio.training.event_log import from_json
from regnet_studio.training.events import Event

_POLL_MS = 500


@dataclass(frozen=True)
class _News:
    course: Course
    events: list[Event]
    read_to: int
    goes_on: bool


class Watching(QObject):
    """Adds to the course of the open run what another process writes. GUI thread only."""

    advanced = Signal()
    """New events are in the course of the open run."""
    changed = Signal()
    """See ``is_on``."""
    ended = Signal(object)
    """The path of the run that was watched: it ended, or was given up."""
    failed = Signal(object)

    def __init__(self, state: StudioState) -> None:
        super().__init__(state)
        self._state = state
        self._job: Job | None = None
        self._run: OpenRun | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._look)
        state.run_changed.connect(self._begin)

    @property
    def is_on(self) -> bool:
        """Whether the open run goes on in another process."""
        return self._run is not None

    def close(self, seconds: float) -> None:
        """Watch no more."""
        self._timer.stop()
        if self._job is not None:
            self._job.wait(seconds)

    def _begin(self) -> None:
        """The open run is another one; one of this window is never ``running`` when it is read."""
        run = self._state.run
        self._run = run if run is not None and run.status == "running" else None
        if self._run is not None:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    def _look(self) -> None:
        run = self._run
        if run is None or self._job is not None:
            return
        path, course, read_to = run.path, run.course, run.course.read_to
        self._job = Job(lambda _: _news_of(path, course, read_to), self)
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._over)
        self._job.start()

    def _take(self, news: _News) -> None:
        run = self._run
        if run is None or news.course is not run.course:
            return  # another run was opened meanwhile
        for event in news.events:
            run.course.add(event)
        run.course.read_to = news.read_to
        if news.events:
            self.advanced.emit()
        if not news.goes_on:
            self._run = None
            self._timer.stop()
            self.changed.emit()
            self.ended.emit(run.path)

    def _fail(self, error: BaseException) -> None:
        self._run = None
        self._timer.stop()
        self.changed.emit()
        self.failed.emit(error)

    def _over(self) -> None:
        self._job = None


def _news_of(path: Path, course: Course, read_to: int) -> _News:
    """The whole lines that were written since.

    Raises:
        RunMistake: the run is gone.
    """
    from regnet_studio.runs.directory import Run

    run = Run(path)
    goes_on = run.is_locked()  # asked first: what is written until then is read below
    with run.events_file.open("rb") as log:
        log.seek(read_to)
        text = log.read()
    whole = text[: text.rfind(b"\n") + 1]
    lines = whole.decode("utf-8", "replace").splitlines()
    events = [event for event in map(from_json, lines) if event is not None]
    return _News(course, events, read_to + len(whole), goes_on)
