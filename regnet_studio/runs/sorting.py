"""Copying images into one folder a class by what a network takes them for: planned, then done.

Nothing is moved, nothing is overwritten. What lies there already and is equal is left as it is, so
that a copying that was cut off goes on where it ended.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from regnet_studio import files
from regnet_studio.data.progress import Done, finished
from regnet_studio.errors import DataMistake
from regnet_studio.runs.folder_names import folder_names, numbered, same_name
from regnet_studio.runs.predicted import Predicted

UNCERTAIN = "uncertain"
_TOLD_EVERY = 200


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """A file and where it goes."""

    source: str
    target: str
    size: int
    """In bytes; -1: the file is gone."""
    row: int
    """Of the predictions."""
    is_there: bool
    """Whether an equal file of that name is there already."""
    is_renamed: bool
    """Whether another file has its name, so that it gets a number."""


@dataclass(frozen=True)
class SortPlan:
    """What would be copied where."""

    target: Path
    least: float
    copies: list[PlannedCopy]
    folders: dict[str, tuple[int, int]]
    """Name of each folder that gets files -> how many, and their bytes; the fullest first."""
    free: int
    """Bytes on the disk of the target."""
    trouble: str
    """Why it cannot be done, in one sentence; empty: it can."""

    @property
    def to_copy(self) -> int:
        """How many files are to be copied."""
        return sum(not each.is_there and each.size >= 0 for each in self.copies)

    @property
    def bytes(self) -> int:
        """How many bytes that are."""
        return sum(max(each.size, 0) for each in self.copies if not each.is_there)

    @property
    def present(self) -> int:
        """How many are there already."""
        return sum(each.is_there for each in self.copies)

    @property
    def renamed(self) -> int:
        """How many get a number, because others have their name."""
        return sum(each.is_renamed for each in self.copies)

    @property
    def missing(self) -> int:
        """How many are gone since they were predicted."""
        return sum(each.size < 0 for each in self.copies)

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio predict --json`` prints it."""
        return {
            "target": str(self.target),
            "folders": {name: count for name, (count, _) in self.folders.items()},
            "to_copy": self.to_copy,
            "bytes": self.bytes,
            "already_there": self.present,
            "renamed": self.renamed,
        }


def planning(
    predicted: Predicted, target: Path, least: float = 0.0, sources: Sequence[Path] = ()
) -> Generator[Done, None, SortPlan]:
    """Which file goes where; reads the disk and changes nothing.

    Args:
        target: the folder that gets a folder for each class.
        least: below this probability (0..1) an image goes into the folder ``uncertain``.
        sources: what was predicted: no image may be copied to where it would be found again.

    Yields:
        how many files are looked at.
    """
    names = folder_names((*predicted.classes, UNCERTAIN))
    labels = predicted.labels.astype(np.int64)
    if least > 0:
        labels = np.where(predicted.confidences < least, len(predicted.classes), labels)
    places = [os.path.join(target, name) for name in names]  # noqa: PTH118 (there are many)
    rooms = [_Room(place) for place in places]
    folders: dict[str, list[int]] = {}
    copies: list[PlannedCopy] = []
    for row, (path, label) in enumerate(zip(predicted.paths, labels.tolist(), strict=True)):
        if row % _TOLD_EVERY == 0:
            yield row, len(labels)
        size = _size(path)
        name, is_there, is_renamed = rooms[label].place_for(path, size)
        where = os.path.join(places[label], name)  # noqa: PTH118
        copies.append(PlannedCopy(path, where, size, row, is_there, is_renamed))
        count = folders.setdefault(names[label], [0, 0])
        count[0] += 1
        count[1] += max(size, 0)
    ranked = sorted(folders.items(), key=lambda item: -item[1][0])
    counted = {name: (count, size) for name, (count, size) in ranked}
    free, trouble = _room_at(target)
    trouble = trouble or _within(target, [target / name for name in counted], sources)
    plan = SortPlan(target, least, copies, counted, free, trouble)
    if not trouble and plan.bytes > free:
        trouble = (
            f"{target}: {plan.bytes / 1e6:,.0f} MB are to be copied and {free / 1e6:,.0f} MB are "
            "free on this disk; choose another folder"
        )
    return replace(plan, trouble=trouble)


class _Room:
    """A folder of the target, with what is in it and what will be."""

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            names = os.listdir(path)  # noqa: PTH208 (names alone)
        except OSError:  # not there yet, or not to be read: then copying says so
            names = []
        self._there = {same_name(name): name for name in names}
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def place_for(self, path: str, size: int) -> tuple[str, bool, bool]:
        """A name that no other file has; whether an equal file has it; whether it is another."""
        plain = os.path.basename(path)  # noqa: PTH119
        number = self._next.get(same_name(plain), 1)
        while True:
            name = numbered(plain, number)
            key = same_name(name)
            number += 1
            if key in self._taken:
                continue
            is_there = key in self._there
            if is_there and not _equal(path, size, os.path.join(self._path, self._there[key])):  # noqa: PTH118
                continue
            self._taken.add(key)
            self._next[same_name(plain)] = number
            return (self._there[key] if is_there else name), is_there, number > 2


def _equal(path: str, size: int, other: str) -> bool:
    """Whether a file holds the same bytes."""
    try:
        return _size(other) == size and filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 (quicker)
    except OSError:
        return -1


def _room_at(target: Path) -> tuple[int, str]:
    """Free bytes, and why nothing can be written there."""
    place = target
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        return 0, f"{place}: not a folder; choose another one"
    if not os.access(place, os.W_OK):
        return 0, f"{place}: cannot be written; choose another folder"
    try:
        return shutil.disk_usage(place).free, ""
    except OSError as error:
        return 0, str(files.trouble(error, place))


def _within(target: Path, places: Sequence[Path], sources: Sequence[Path]) -> str:
    """Why the copies would be found where the images are; empty: they would not."""
    roots = [(source, source.resolve()) for source in sources if source.is_dir()]
    for place in (target, *places):
        whole = place.resolve()
        for source, root in roots:
            if whole.is_relative_to(root):
                return (
                    f"{target}: the copies would lie within {source}, whose images are sorted, and "
                    "be read with them the next time; choose a folder elsewhere"
                )
    return ""


def plan_sorting(
    predicted: Predicted, target: Path, least: float = 0.0, sources: Sequence[Path] = ()
) -> SortPlan:
    """:func:`planning`, run to its end.

    Raises:
        DataMistake: it cannot be done; see :attr:`SortPlan.trouble`.
    """
    plan = finished(planning(predicted, target, least, sources))
    if plan.trouble:
        raise DataMistake(plan.trouble)
    return plan
