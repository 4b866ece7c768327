"""What was interrupted, offered at the start: once for each state that a run was left in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from regnet_studio import files
from regnet_studio.folders import runs_folder
from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.shell.banners import Answer, Banners

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary

TOPIC = "interrupted"
_FILE = ".dismissed.json"


class Interrupted(QObject):
    """Offers the newest interrupted run; when the user waves it away, the next one."""

    failed = Signal(object)

    def __init__(self, banners: Banners, resume: Callable[[Path], object], parent: QObject) -> None:
        super().__init__(parent)
        self._banners, self._resume = banners, resume
        self._waiting: list[RunSummary] = []
        self._has_looked = False
        self._job: Job | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is being looked up or noted what was waved away."""
        return self._job is not None

    def look(self, runs: list[RunSummary]) -> None:
        """Offer what of these was interrupted; only the first list counts, that of the start."""
        if self._has_looked:
            return
        self._has_looked = True
        left = [run for run in runs if run.status == "interrupted"]
        if not left:
            return
        root = runs_folder()

        def work(_: OnProgress) -> list[RunSummary]:
            waved_away = _dismissed(root)
            return [run for run in left if waved_away.get(run.name) != _state(run)]

        self._job = Job(work, self)
        self._job.succeeded.connect(self._offer)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        self._job.start()

    def withdraw(self) -> None:
        """Something else is trained: the offer is no longer in place."""
        self._waiting.clear()
        self._banners.withdraw(TOPIC)

    def close(self, seconds: float) -> None:
        """Wait for its thread (for closing the window)."""
        if self._job is not None:
            self._job.wait(seconds)

    def _offer(self, runs: list[RunSummary]) -> None:
        self._waiting = runs
        self._offer_next()

    def _offer_next(self) -> None:
        if not self._waiting:
            return
        run = self._waiting.pop(0)
        text = self.tr("{name} was interrupted in epoch {epoch} of {epochs}").format(
            name=run.title, epoch=min(run.epoch + 1, run.epochs), epochs=run.epochs
        )
        if self._waiting:
            more = self.tr("{text}; {n} other run(s) wait too")
            text = more.format(text=text, n=words.number(len(self._waiting)))
        path = Path(run.run)
        self._banners.say(
            text,
            topic=TOPIC,
            answers=(Answer(self.tr("Resume"), "interrupted.resume", lambda: self._resume(path)),),
            on_dismissed=lambda: self._dismiss(run),
        )

    def _dismiss(self, run: RunSummary) -> None:
        root = runs_folder()

        def work(_: OnProgress) -> None:
            kept = {
                name: state for name, state in _dismissed(root).items() if (root / name).is_dir()
            }
            files.write_text(root / _FILE, json.dumps(kept | {run.name: _state(run)}, indent=1))

        self._job = Job(work, self)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        self._job.ended.connect(self._offer_next)
        self._job.start()

    def _over(self) -> None:
        self._job = None


def _state(run: RunSummary) -> list[float]:
    """What changes as soon as the run goes on."""
    return [run.epoch, run.modified]


def _dismissed(root: Path) -> dict[str, list[float]]:
    """Name of a run -> the state in which it was waved away. Unreadable: nothing was."""
    try:
        record = json.loads((root / _FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
