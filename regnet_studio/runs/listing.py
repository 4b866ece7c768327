"""The runs of a folder for whoever asks again and again: only what changed is read again."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from regnet_studio.folders import runs_folder
from regnet_studio.runs import about
from regnet_studio.runs.directory import Run, RunSummary
from regnet_studio.runs.disk_use import Measured

_TOLD = ("recipe.toml", "events.jsonl", "changes.json", about.FILE)
"""Files that a run's line in the list is made of."""
_Stamp = tuple[tuple[int, int], ...]


class Listing:
    """Lines of the list with their disk use. One thread at a time.

    Args:
        root: the folder; default: the program's runs folder, wherever that is when it is read.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._root = root
        self._known: dict[Path, tuple[_Stamp, RunSummary]] = {}
        self._measured = Measured()

    def read(self) -> list[RunSummary]:
        """Every run as it is now, the newest first."""
        root = self._root or runs_folder()
        found: dict[Path, tuple[_Stamp, RunSummary]] = {}
        for path in _folders(root):
            stamp = _stamp(path)
            if stamp[0] == _NOTHING:  # no recipe, no run
                continue
            known = self._known.get(path)
            if known is not None and known[0] == stamp:
                line = _again(known[1])
            else:
                line = Run(path).summary()
            disk = self._measured.of(path)
            if line.disk != disk:
                line = dataclasses.replace(line, disk=disk)
            found[path] = stamp, line
        self._known = found
        self._measured.forget_all_but(set(found))
        return sorted((line for _, line in found.values()), key=lambda line: -line.modified)


_NOTHING = (0, 0)


def _folders(root: Path) -> list[Path]:
    try:
        with os.scandir(root.absolute()) as entries:
            return [Path(entry.path) for entry in entries if not entry.name.startswith(".")]
    except OSError:  # none yet
        return []


def _stamp(run: Path) -> _Stamp:
    """Time and size of each file that is told of."""
    found: list[tuple[int, int]] = []
    for name in _TOLD:
        try:
            stat = os.stat(f"{run}/{name}")  # noqa: PTH116 (20,000 of them every ten seconds)
        except OSError:
            found.append(_NOTHING)
        else:
            found.append((stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def _again(line: RunSummary) -> RunSummary:
    """The same files: only whether somebody works on it may have changed.

    Whoever resumes a run that had ended says so in its events, which makes other files; to ask
    thousands of locks every ten seconds would take a second of the processor each time.
    """
    if line.status not in ("running", "interrupted"):
        return line
    if Run(line.run).is_locked() == (line.status == "running"):
        return line
    return Run(line.run).summary()
