"""What can be made again: kept in the cache folder, within bounds, the longest unused goes first.

Downloads (data sets, weights) lie in the same folder and are not counted: they cost somebody's
network, and nobody but the user takes them away.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from regnet_studio.folders import cache_folder

KINDS = ("decoded", "features", "archives", "facts", "models")
"""The folders of the cache whose entries can be made again."""
LEAST = 20_000_000_000
"""Bytes that the cache may always have."""
SHARE = 0.1
"""Of a large disk that it may have."""
_SPARED_S = 3600.0


@dataclass(frozen=True)
class Kept:
    """An entry of the cache: a file, or a folder with all that is in it."""

    path: Path
    kind: str
    """One of ``KINDS``."""
    size: int
    """In bytes."""
    used: float
    """When last, in seconds since 1970."""


def mark_used(path: Path) -> None:
    """Whoever takes an entry says so: what is used stays."""
    with suppress(OSError):  # a cache that cannot be written can still be read
        if path.is_dir():
            os.utime(path)
        else:  # when it was written may tell others whether it is still the same
            os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def kept() -> list[Kept]:
    """Every entry, the longest unused first."""
    found: list[Kept] = []
    for kind in KINDS:
        with suppress(FileNotFoundError):
            for path in (cache_folder() / kind).iterdir():
                if path.suffix != ".lock" and not path.name.startswith("."):
                    with suppress(FileNotFoundError):  # another process takes away as well
                        found.append(Kept(path, kind, _size(path), _used(path)))
    return sorted(found, key=lambda entry: entry.used)


def limit() -> int:
    """How many bytes the cache may have."""
    folder = cache_folder()
    while not folder.exists():
        folder = folder.parent
    return max(LEAST, int(SHARE * psutil.disk_usage(str(folder)).total))


def make_room(most: int | None = None, spared_s: float = _SPARED_S) -> list[Kept]:
    """Forget the longest unused entries until the rest has at most ``most`` bytes.

    Args:
        most: None: :func:`limit`.
        spared_s: what was used in these last seconds stays: somebody may be about to open it.

    Returns:
        what was forgotten.
    """
    most = limit() if most is None else most
    entries = kept()
    total, now = sum(entry.size for entry in entries), time.time()
    forgotten: list[Kept] = []
    for entry in entries:
        if total <= most or now - entry.used < spared_s:
            break
        if forget(entry.path):
            forgotten.append(entry)
            total -= entry.size
    return forgotten


def forget(path: Path) -> bool:
    """Take an entry away, as a whole; whether it is gone. Windows keeps a file that is in use."""
    gone = path.with_name(f".gone-{path.name}-{os.getpid()}")
    try:
        path.rename(gone)  # in one step: nobody finds half of it
        if gone.is_dir():
            shutil.rmtree(gone)
        else:
            gone.unlink()
    except OSError:
        return False
    return True


def _used(path: Path) -> float:
    status = path.stat()
    # Whoever lists a folder sets its time of access: it tells nothing.
    return status.st_mtime if path.is_dir() else max(status.st_mtime, status.st_atime)


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size
