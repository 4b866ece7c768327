"""What was opened last: data, runs, recipes, images, exports. Kept in the preferences."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.preferences import Preferred
from regnet_studio.studio.shell.drops import Meaning, meaning_of

MOST = 12


@dataclass(frozen=True)
class RecentItem:
    """Something that was opened."""

    path: str
    """Of a file or folder, or the name of a built-in set."""
    kind: Meaning | Literal["set"]
    is_there: bool
    """Whether it can still be opened."""
    title: str
    """What people call it."""


class Recent(QObject):
    """The last things that were opened, the last first. GUI thread only."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, preferred: Preferred, parent: QObject) -> None:
        super().__init__(parent)
        self._preferred = preferred
        self.items: tuple[RecentItem, ...] = ()
        self._looked_at: tuple[str, ...] | None = None
        self._job: Job | None = None
        preferred.changed.connect(self._follow)

    def add(self, path: Path | str) -> None:
        """This was opened now."""
        text = str(path)
        others = [one for one in self._preferred.now.recent if one != text]
        self._preferred.set(recent=(text, *others)[:MOST])

    def remove(self, path: str) -> None:
        """Forget one of them."""
        self._preferred.set(recent=tuple(one for one in self._preferred.now.recent if one != path))

    def clear(self) -> None:
        """Forget them all."""
        self._preferred.set(recent=())

    def look(self) -> None:
        """See what they are and which are still there, off the window's thread."""
        if self._job is not None:
            return
        paths = self._preferred.now.recent
        self._looked_at = paths

        def work(_: OnProgress) -> tuple[RecentItem, ...]:
            return tuple(_item(path) for path in paths)

        self._job = Job(work, self)
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        self._job.start()

    def close(self, seconds: float) -> None:
        """Wait for its thread."""
        if self._job is not None:
            self._job.wait(seconds)

    def _follow(self) -> None:
        if self._looked_at is not None and self._preferred.now.recent != self._looked_at:
            self.look()

    def _take(self, items: tuple[RecentItem, ...]) -> None:
        if items != self.items:
            self.items = items
            self.changed.emit()

    def _over(self) -> None:
        self._job = None
        self._follow()


def _item(path: str) -> RecentItem:
    from regnet_studio.data.builtin import builtin_sets
    from regnet_studio.errors import RunMistake
    from regnet_studio.runs.directory import Run

    for known in builtin_sets():
        if known.name == path:
            return RecentItem(path, "set", True, known.title)
    place = Path(path)
    kind = meaning_of(place)
    title = place.name or path
    if kind == "run":
        try:
            title = Run(place).title
        except RunMistake:  # gone this moment
            return RecentItem(path, kind, False, title)
    return RecentItem(path, kind, place.exists(), title)
