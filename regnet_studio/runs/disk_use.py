"""How much room a run takes on the disk, and what takes it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_OF = {"checkpoints": "checkpoints", "predictions.npz": "predictions", "events.jsonl": "events"}


@dataclass(frozen=True)
class DiskUse:
    """Sizes of files in bytes, by what they are."""

    checkpoints: int = 0
    predictions: int = 0
    """Logits of every evaluated split."""
    events: int = 0
    rest: int = 0
    """Recipe, reports, what was examined."""

    @property
    def total(self) -> int:
        """All of it, in bytes."""
        return self.checkpoints + self.predictions + self.events + self.rest


class Measured:
    """Disk use of runs, measured again only where a folder changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], tuple[Path, ...], DiskUse]] = {}

    def of(self, run: Path) -> DiskUse:
        """What the run in this folder takes now; nothing where it is gone."""
        known = self._known.get(run)
        if known is not None and known[0] == _stamp(run, known[1]):
            return known[2]
        folders, use = _walk(run)
        self._known[run] = _stamp(run, folders), folders, use
        return use

    def forget_all_but(self, runs: set[Path]) -> None:
        """Keep nothing about runs that are gone."""
        self._known = {run: known for run, known in self._known.items() if run in runs}


def disk_use(run: Path) -> DiskUse:
    """What the run in this folder takes."""
    return _walk(run)[1]


def _walk(run: Path) -> tuple[tuple[Path, ...], DiskUse]:
    """The folders in it, itself first, and the sizes of its files."""
    sizes = {"checkpoints": 0, "predictions": 0, "events": 0, "rest": 0}
    folders = [run]
    for folder in folders:  # grows while it is gone through
        try:
            entries = list(os.scandir(folder))
        except OSError:  # gone meanwhile, or somebody else's
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
                continue
            first = Path(entry.path).relative_to(run).parts[0]
            try:
                sizes[_kind(first)] += entry.stat(follow_symlinks=False).st_size
            except OSError:
                continue
    return tuple(folders), DiskUse(**sizes)


def _kind(first: str) -> str:
    """Of which kind a file is, by the first part of its path in the run."""
    if first.startswith("predictions.") and first.endswith(".npz"):
        return "predictions"
    return _OF.get(first, "rest")


def _stamp(run: Path, folders: tuple[Path, ...]) -> tuple[int, ...]:
    """Changes with any file of a run: all are put in place by a rename, but events grow."""
    try:
        times = [os.stat(folder).st_mtime_ns for folder in folders]  # noqa: PTH116 (5,000 runs)
    except OSError:
        return ()
    try:
        return (*times, os.stat(run / "events.jsonl").st_size)  # noqa: PTH116
    except OSError:
        return (*times, 0)
