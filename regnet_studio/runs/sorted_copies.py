"""Doing what a plan of sorting says: whole files or none, and a log of what was done."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from regnet_studio import files
from regnet_studio.errors import DataMistake
from regnet_studio.runs.predicted import Predicted, harmless
from regnet_studio.runs.sorting import PlannedCopy, SortPlan
from regnet_studio.runs.tables import Cell, Table

Fate = Literal["copied", "already there", "failed", "not copied"]


@dataclass
class Sorted:
    """How a copying went, up to where it is."""

    total: int
    done: int = 0
    copied: int = 0
    present: int = 0
    """Already there and equal."""
    bytes: int = 0
    """That were copied."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Files that could not be copied, and why."""
    log: Path | None = None
    """Written when it is over."""

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio predict --json`` prints it."""
        return {
            "copied": self.copied,
            "already_there": self.present,
            "bytes": self.bytes,
            "failures": [{"path": path, "detail": why} for path, why in self.failures],
            "log": str(self.log) if self.log else None,
        }


def copying(plan: SortPlan, predicted: Predicted) -> Generator[Sorted, None, Sorted]:
    """Copy what a plan says; close it to stop: what is copied stays, whole.

    Beside the folders, a CSV tells of every file where it went; its name has the time in it.

    Yields:
        how it goes, after each file: the same object.

    Raises:
        DataMistake: the plan cannot be carried out.
        NoRoom: the disk is full; what is copied stays.
    """
    if plan.trouble:
        raise DataMistake(plan.trouble)
    so_far = Sorted(len(plan.copies))
    fates: list[tuple[Fate, str]] = []
    try:
        for each in plan.copies:
            fates.append(_carry_out(each, so_far))
            so_far.done += 1
            yield so_far
        return so_far
    finally:
        so_far.log = _write_log(plan, predicted, fates)


def _carry_out(each: PlannedCopy, so_far: Sorted) -> tuple[Fate, str]:
    if each.is_there:
        so_far.present += 1
        return "already there", ""
    try:
        if each.size < 0:
            raise OSError(errno.ENOENT, "it is gone")
        _copy(each)
    except OSError as error:
        trouble = files.trouble(error, Path(each.target))
        if isinstance(trouble, files.NoRoom):
            raise trouble from error
        why = error.strerror or str(error)
        so_far.failures.append((each.source, why))
        return "failed", why
    so_far.copied += 1
    so_far.bytes += each.size
    return "copied", ""


def _copy(each: PlannedCopy) -> None:
    """Copy beside the target, look at the size, then give it its name, if nothing has it.

    Raises:
        OSError: it was not copied, and nothing is left of it.
    """
    target = Path(each.target)
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".copy-", dir=target.parent)
    os.close(descriptor)
    try:
        shutil.copyfile(each.source, name)
        status = os.stat(each.source)  # noqa: PTH116
        if os.stat(name).st_size != each.size or status.st_size != each.size:  # noqa: PTH116
            raise OSError(errno.EIO, "it changed while it was copied")
        os.utime(name, ns=(status.st_atime_ns, status.st_mtime_ns))
        Path(name).chmod(stat.S_IMODE(status.st_mode) | stat.S_IWUSR)
        _give_name(Path(name), target)
    finally:
        Path(name).unlink(missing_ok=True)


def _give_name(temporary: Path, target: Path) -> None:
    """Never over another file: a second name for it fails where there is one."""
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(errno.EEXIST, "another file has its name") from None
        temporary.rename(target)


def _write_log(plan: SortPlan, predicted: Predicted, fates: list[tuple[Fate, str]]) -> Path | None:
    if not fates:
        return None
    lines: list[tuple[Cell, ...]] = []
    for place, each in enumerate(plan.copies):
        fate, why = fates[place] if place < len(fates) else ("not copied", "")
        name, share = predicted.top_of(each.row)[0]
        cells = (each.source, each.target, name)
        lines.append((*map(harmless, cells), round(share, 6), fate, why))
    columns = ("source", "copy", "label", "probability", "what", "why")
    stem = datetime.now().strftime("sorted-%Y-%m-%d-%H%M%S")
    path, number = plan.target / f"{stem}.csv", 2
    while path.exists():
        path, number = plan.target / f"{stem}-{number}.csv", number + 1
    files.write_text(path, Table(columns, lines).csv())
    return path
