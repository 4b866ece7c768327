"""The images at their working size: decoded once and kept, or streamed where there is no room.

The decoded images lie in the cache folder, in one file that is memory-mapped: a plain uint8 array
[N, S, S, C], under a key made from the dataset's stamp and the frame, so that the second run on the
same images starts at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil
from filelock import FileLock
from numpy.typing import NDArray

from regnet_studio import cache, files
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import BadImage, Frame, decode, quiet_pillow
from regnet_studio.data.entries import ArrayPixels, Pixels
from regnet_studio.data.facts import DAMAGED, ELSEWHERE, Facts
from regnet_studio.data.layout import Problem
from regnet_studio.data.progress import Done, in_threads, taking
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.data.stream import StreamedPixels
from regnet_studio.folders import cache_folder

FORMAT = 3
_CHUNK = 64

Keep = Literal["auto", "decoded", "stream"]


@dataclass(frozen=True)
class Decoded:
    """The images of a dataset at their working size, and what is known of them."""

    frame: Frame
    pixels: Pixels
    facts: Facts


def decoding(
    dataset: Dataset,
    facts: Facts,
    frame: Frame,
    *,
    keep: Keep = "auto",
    threads: int | None = None,
) -> Generator[Done, None, Decoded]:
    """The pixels of ``dataset``, from the cache or decoded now; yields (done, total) meanwhile.

    Args:
        keep: ``decoded`` in the cache, or ``stream``: decoded anew whenever they are asked for.
        threads: that decode, now or while streaming; None: one a core.

    Raises:
        DiskTrouble: no room in the cache folder, or it cannot be written.
    """
    folder = _place(dataset, frame)
    _forget_damaged(folder)
    if keep != "stream" and not _is_whole(folder):
        cache.make_room()
    if keep == "stream" or (keep == "auto" and not _there_is_room(dataset, frame)):
        return Decoded(frame, StreamedPixels(dataset, frame, threads), facts)
    if not _is_whole(folder):
        yield from _decode_all(dataset, facts, frame, folder, threads)
    cache.mark_used(folder)
    notes = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    late = [Problem(**problem) for problem in notes["problems"]]
    facts = replace(
        facts,
        bad=np.union1d(facts.bad, np.array(notes["bad"], dtype=np.int64)),
        problems=(*facts.problems, *late),
    )
    # Copy-on-write: torch wants a writable array, the file stays as it is.
    return Decoded(frame, ArrayPixels(np.load(folder / "images.npy", mmap_mode="c")), facts)


def _place(dataset: Dataset, frame: Frame) -> Path:
    key = hashlib.blake2b(f"{FORMAT}:{dataset.stamp}:{frame}".encode(), digest_size=16)
    return cache_folder() / "decoded" / key.hexdigest()


def _is_whole(folder: Path) -> bool:
    return (folder / "index.json").is_file() and (folder / "images.npy").is_file()


def _forget_damaged(folder: Path) -> None:
    """Remove a folder of the cache that cannot be read: it is decoded anew."""
    if _is_whole(folder):
        try:
            json.loads((folder / "index.json").read_text(encoding="utf-8"))
            np.load(folder / "images.npy", mmap_mode="r")
        except DAMAGED:
            shutil.rmtree(folder, ignore_errors=True)


def _there_is_room(dataset: Dataset, frame: Frame) -> bool:
    """Whether the decoded images fit in memory, and in half of what the cache's disk has left."""
    if _is_whole(_place(dataset, frame)):
        return True
    needed = len(dataset) * frame.size**2 * frame.channels
    folder = cache_folder()
    while not folder.exists():
        folder = folder.parent
    return needed <= min(psutil.virtual_memory().total, shutil.disk_usage(folder).free // 2)


def _decode_all(
    dataset: Dataset, facts: Facts, frame: Frame, folder: Path, threads: int | None
) -> Generator[Done, None, None]:
    """Fill ``folder``; another process that does the same is waited for instead."""
    temporary = folder.with_name(f".decoding-{folder.name}")
    lock = FileLock(cache_folder() / "locks" / folder.name, thread_local=False)
    try:
        for place in (folder, Path(lock.lock_file)):
            place.parent.mkdir(parents=True, exist_ok=True)
        yield from taking(lock, lambda: (0, len(dataset)))
        try:
            if _is_whole(folder):
                return
            for left in (temporary, folder):  # by who was killed, or by a cleaner
                shutil.rmtree(left, ignore_errors=True)
            temporary.mkdir()
            shape = (len(dataset), frame.size, frame.size, frame.channels)
            images = _room(temporary / "images.npy", shape)
            late = yield from _fill(dataset, facts, frame, images, threads)
            images.flush()
            del images  # Windows renames no folder in which a file is mapped
            notes = {"bad": sorted(late), "problems": [asdict(late[row]) for row in sorted(late)]}
            files.write_text(temporary / "index.json", json.dumps(notes))
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            lock.release()
    except OSError as error:
        raise files.trouble(error, folder, ELSEWHERE) from error


def _fill(
    dataset: Dataset,
    facts: Facts,
    frame: Frame,
    images: NDArray[np.uint8],
    threads: int | None,
) -> Generator[Done, None, dict[int, Problem]]:
    """Decode all images that were well when they were checked; those that are no more by row."""
    known = set(facts.bad.tolist())
    late: dict[int, Problem] = {}

    def work(rows: range) -> int:
        for row in rows:
            if row not in known:
                try:
                    images[row] = decode(dataset.read(row), frame)
                except (BadImage, UnreadableFile) as error:
                    late[row] = _fault(dataset, row, error)
        return len(rows)

    done, count = 0, len(dataset)
    portions = [range(s, min(s + _CHUNK, count)) for s in range(0, count, _CHUNK)]
    # Pillow decodes outside of Python's lock: threads are enough, and start at once.
    with quiet_pillow(), closing(in_threads(portions, work, threads)) as decoded:
        for more in decoded:
            done += more
            yield done, count
    return late


def _room(path: Path, shape: tuple[int, ...]) -> np.memmap[Any, np.dtype[np.uint8]]:
    """A memory-mapped array with its disk space taken, so that a full disk is an error here.

    Writing to a mapped file that has no room would kill the process (SIGBUS).
    """
    images = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
    if hasattr(os, "posix_fallocate"):
        with path.open("rb+") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return images


def _fault(dataset: Dataset, row: int, error: BadImage | UnreadableFile) -> Problem:
    """What is wrong with an image, as a problem of the dataset."""
    kind = error.kind if isinstance(error, BadImage) else "unreadable"
    return Problem(dataset.paths[row], kind, str(error))
