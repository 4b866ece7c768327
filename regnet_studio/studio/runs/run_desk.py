"""Writes what the user says about runs, and throws them away: off the window's thread, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFile, QObject, Signal

from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress, Work
from regnet_studio.studio.shell.banners import Answer, Banners

TOPIC = "trash"


@dataclass(frozen=True)
class Thrown:
    """A run in the trash."""

    path: Path
    """Where it was."""
    title: str
    lies: Path | None
    """Where it is; None: the desktop does not say."""


class RunDesk(QObject):
    """One change after the other; each is told by ``changed``. GUI thread only."""

    changed = Signal()
    """What the list of runs tells is another."""
    thrown = Signal(object)
    """Paths of runs that are no longer there."""
    failed = Signal(object)
    """The exception."""

    def __init__(self, banners: Banners, parent: QObject) -> None:
        super().__init__(parent)
        self._banners = banners
        self._waiting: deque[tuple[Work, bool]] = deque()
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._job is not None

    def rename(self, run: Path, name: str) -> None:
        """Call a run so; empty: as its folder is named."""
        self._say([run], name=name)

    def note(self, run: Path, text: str) -> None:
        """Put this note in the place of the one before."""
        self._say([run], note=text)

    def tag(self, runs: Sequence[Path], add: Iterable[str], remove: Iterable[str]) -> None:
        """Give runs these tags and take those away."""
        added, away = list(add), {tag.casefold() for tag in remove}

        def work(_: OnProgress) -> None:
            from regnet_studio.runs import about

            for run in runs:
                before = about.about_of(run).tags
                about.say(run, tags=[t for t in (*before, *added) if t.casefold() not in away])

        self._do(work)

    def archive(self, runs: Sequence[Path], archived: bool) -> None:
        """Take runs out of the list, or put them back; one that is going on stays."""

        def work(_: OnProgress) -> None:
            from regnet_studio.runs import about, trash

            for run in runs:
                if archived:
                    trash.refuse_going(run, "archived")
            for run in runs:
                about.say(run, archived=archived)

        self._do(work)

    def throw_away(self, runs: Sequence[Path]) -> None:
        """Move runs to the trash, and offer to take that back; one that is going on stays."""
        thrown: list[Thrown] = []

        def work(_: OnProgress) -> list[Thrown]:
            from regnet_studio.runs import trash
            from regnet_studio.runs.directory import Run

            for run in runs:
                trash.refuse_going(run, "deleted")
            for run in runs:
                title = Run(run).title
                thrown.append(Thrown(run, title, _to_trash(run)))
            return thrown

        self._do(work, offers_back=True)

    def take_back(self, thrown: Sequence[Thrown]) -> None:
        """Put runs back to where they were."""

        def work(_: OnProgress) -> None:
            from regnet_studio.runs import trash

            for one in thrown:
                if one.lies is not None:
                    trash.take_back(one.lies, one.path)
                    _forget_deletion(one.lies)

        self._do(work)

    def empty_trash(self) -> None:
        """Delete for good what lies in the trash of the runs folder; the desktop's stays."""

        def work(_: OnProgress) -> None:
            from regnet_studio.folders import runs_folder
            from regnet_studio.runs import trash

            trash.empty(runs_folder())

        self._banners.withdraw(TOPIC)  # what it offers to take back is no longer there
        self._do(work)

    def close(self, seconds: float) -> None:
        """Do what was asked for to its end (for closing the window)."""
        if self._job is not None:
            self._job.wait(seconds)
        while self._waiting:
            work, _ = self._waiting.popleft()
            try:
                work(lambda *_: None)
            except Exception as error:
                self.failed.emit(error)

    def _say(self, runs: Sequence[Path], **values: Any) -> None:
        def work(_: OnProgress) -> None:
            from regnet_studio.runs import about

            for run in runs:
                about.say(run, **values)

        self._do(work)

    def _do(self, work: Work, offers_back: bool = False) -> None:
        self._waiting.append((work, offers_back))
        if self._job is None:
            self._next()

    def _next(self) -> None:
        self._job = None
        if not self._waiting:
            return
        work, offers_back = self._waiting.popleft()
        self._job = Job(work, self)
        if offers_back:
            self._job.succeeded.connect(self._offer_back)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self.changed)  # also after a failure: some of it may be done
        self._job.ended.connect(self._next)
        self._job.start()

    def _offer_back(self, thrown: list[Thrown]) -> None:
        self.thrown.emit([one.path for one in thrown])
        text = self.tr("{name} is in the trash").format(name=thrown[0].title)
        if len(thrown) > 1:
            text = self.tr("{n} runs are in the trash").format(n=words.number(len(thrown)))
        back = Answer(self.tr("Undo"), "trash.undo", lambda: self.take_back(thrown))
        known = all(one.lies is not None for one in thrown)
        self._banners.say(text, topic=TOPIC, answers=(back,) if known else ())


def _to_trash(run: Path) -> Path | None:
    """The desktop's trash, or that of the runs folder where there is none; where it lies then."""
    from regnet_studio.runs import trash

    file = QFile(str(run))
    if not file.moveToTrash():
        return trash.throw_away(run)
    lies = Path(file.fileName())
    return None if lies == run else lies


def _forget_deletion(lies: Path) -> None:
    """Take away the note that a desktop keeps beside its trash (freedesktop.org, Trash 1.0)."""
    with suppress(OSError):
        (lies.parent.parent / "info" / f"{lies.name}.trashinfo").unlink(missing_ok=True)
