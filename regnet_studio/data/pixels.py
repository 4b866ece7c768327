"""One pass over the images: each is decoded in parallel, checked, and kept where there is room.

The decoded images lie in the cache folder, in one file that is memory-mapped: a plain uint8 array
[N, S, S, C], under a key made from the dataset's stamp and the frame, so that the second run on the
same images starts at once. Where there is no room only the facts are kept, and images stream.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.copies import hash_of
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import BadImage, Frame, decode, look, quiet_pillow
from regnet_studio.data.entries import ArrayPixels, Pixels
from regnet_studio.data.facts import Facts
from regnet_studio.data.layout import Problem
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.data.stream import StreamedPixels
from regnet_studio.errors import DataMistake
from regnet_studio.folders import cache_folder
from regnet_studio.recipe.tree import Data

FORMAT = 2
_CHUNK = 64
_LOOKED_AT = 200
_LARGEST_AUTO_SIZE = 128
_ELSEWHERE = "set REGNET_STUDIO_CACHE to another folder"

T = TypeVar("T")
Keep = Literal["auto", "decoded", "stream"]


@dataclass(frozen=True)
class Decoded:
    """The images of a dataset at their working size, and what decoding them told."""

    frame: Frame
    pixels: Pixels
    facts: Facts


def working_shape(dataset: Dataset) -> tuple[int, int]:
    """Size and channels that suit a dataset, from the headers of up to 200 images.

    Small images (all sides equal and at most 64 px) keep their size. Larger ones get the median
    of their short sides, rounded down to a multiple of 32, at most 128 px. Grey stays grey.
    """
    sizes: list[tuple[int, int]] = []
    grey = True
    step = max(1, len(dataset) // _LOOKED_AT)
    with quiet_pillow():
        for index in range(0, len(dataset), step):
            try:
                header = look(dataset.read(index))
            except (BadImage, UnreadableFile):
                continue  # the decoding pass lists it
            sizes.append((header.width, header.height))
            grey = grey and header.channels == 1
    if not sizes:
        return 32, 3
    sides = {side for pair in sizes for side in pair}
    if len(sides) == 1 and max(sides) <= 64:
        return max(8, sides.pop()), 1 if grey else 3
    median = int(np.median([min(pair) for pair in sizes]))
    return max(32, min(_LARGEST_AUTO_SIZE, median // 32 * 32)), 1 if grey else 3


def frame_of(dataset: Dataset, data: Data, channels: int | None = None) -> Frame:
    """The frame that a recipe asks for, what it leaves open chosen from the images."""
    size = data.size
    if size is None or channels is None:
        suits = working_shape(dataset)
        size, channels = size or suits[0], channels or suits[1]
    return Frame(size, channels, data.resize, data.interpolation)


def decoded(
    dataset: Dataset,
    data: Data,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    keep: Keep = "auto",
) -> Decoded:
    """:func:`decoding` in the frame of ``data``, to its end; ``on_progress`` may raise to cancel."""
    return finished(decoding(dataset, frame_of(dataset, data), keep=keep), on_progress)


def finished(
    work: Generator[tuple[int, int], None, T],
    on_progress: Callable[[int, int], None] | None = None,
) -> T:
    """What ``work`` gives at its end; its steps are told, and closed where the telling raises."""
    try:
        while True:
            done, total = next(work)
            if on_progress:
                on_progress(done, total)
    except StopIteration as end:
        return end.value
    finally:
        work.close()


def decoding(
    dataset: Dataset,
    frame: Frame,
    *,
    keep: Keep = "auto",
    colour_is_grey: bool = False,
    threads: int | None = None,
) -> Generator[tuple[int, int], None, Decoded]:
    """The pixels of ``dataset``, from the cache or decoded now; yields (done, total) meanwhile.

    Args:
        keep: ``decoded`` in the cache, or ``stream``: decoded anew whenever they are asked for.
        colour_is_grey: turn colour images grey where the frame has one channel; else a colour
            image among grey ones makes the frame a colour one.
        threads: for streaming; None: one a core.

    Raises:
        DataMistake: not one image could be decoded.
        DiskTrouble: no room in the cache folder, or it cannot be written.
    """
    wanted = _place(dataset, frame)
    if not (wanted / "facts.npz").is_file() and frame.channels == 1 and not colour_is_grey:
        in_colour = replace(frame, channels=3)
        if (_place(dataset, in_colour) / "facts.npz").is_file():
            frame = in_colour  # the colour was found late, the last time too
    stream = keep == "stream" or (keep == "auto" and not _there_is_room(dataset, frame))
    if not _is_there(dataset, frame, stream):
        try:
            yield from _decode_all(dataset, frame, stream, colour_is_grey)
        except _ColourFound:  # beyond the 200 looked at: grey was the wrong guess
            frame = replace(frame, channels=3)
            yield from _decode_all(dataset, frame, stream, colour_is_grey)
    folder = _place(dataset, frame)
    facts = Facts.read(folder / "facts.npz")
    if stream:
        return Decoded(frame, StreamedPixels(dataset, frame, threads), facts)
    # Copy-on-write: torch wants a writable array, the file stays as it is.
    return Decoded(frame, ArrayPixels(np.load(folder / "images.npy", mmap_mode="c")), facts)


def _place(dataset: Dataset, frame: Frame) -> Path:
    key = hashlib.blake2b(f"{FORMAT}:{dataset.stamp}:{frame}".encode(), digest_size=16)
    return cache_folder() / "decoded" / key.hexdigest()


def _is_there(dataset: Dataset, frame: Frame, stream: bool) -> bool:
    folder = _place(dataset, frame)
    has_images = stream or (folder / "images.npy").is_file()
    return has_images and (folder / "facts.npz").is_file()


def _there_is_room(dataset: Dataset, frame: Frame) -> bool:
    """Whether the decoded images fit in memory, and in half of what the cache's disk has left."""
    if (_place(dataset, frame) / "images.npy").is_file():
        return True
    needed = len(dataset) * frame.size**2 * frame.channels
    folder = cache_folder()
    while not folder.exists():
        folder = folder.parent
    return needed <= min(psutil.virtual_memory().total, shutil.disk_usage(folder).free // 2)


class _ColourFound(Exception):
    """A colour image turned up in a dataset taken for grey."""


def _decode_all(
    dataset: Dataset, frame: Frame, stream: bool, colour_is_grey: bool
) -> Generator[tuple[int, int], None, None]:
    folder = _place(dataset, frame)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".decoding-", dir=folder.parent))
    except OSError as error:
        raise files.trouble(error, folder.parent, _ELSEWHERE) from error
    try:
        shape = (len(dataset), frame.size, frame.size, frame.channels)
        images = None if stream else _room(temporary / "images.npy", shape)
        facts = yield from _fill(dataset, frame, images, colour_is_grey)
        if len(facts.bad) == len(dataset):
            raise DataMistake(
                f"{dataset.source}: not one of its {len(dataset)} images can be decoded; "
                f"the first: {facts.problems[0].path}: {facts.problems[0].detail}"
            )
        if images is not None:
            images.flush()
            del images  # Windows renames no folder in which a file is mapped
        facts.write(temporary / "facts.npz")
        if not _is_there(dataset, frame, stream):  # else another process was faster
            shutil.rmtree(folder, ignore_errors=True)  # facts alone, or what a cleaner left
            temporary.rename(folder)
    except OSError as error:
        raise files.trouble(error, folder, _ELSEWHERE) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _room(path: Path, shape: tuple[int, ...]) -> np.memmap[Any, np.dtype[np.uint8]]:
    """A memory-mapped array with its disk space taken, so that a full disk is an error here.

    Writing to a mapped file that has no room would kill the process (SIGBUS).
    """
    images = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
    if hasattr(os, "posix_fallocate"):
        with path.open("rb+") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return images


def _fill(
    dataset: Dataset,
    frame: Frame,
    images: NDArray[np.uint8] | None,
    colour_is_grey: bool,
) -> Generator[tuple[int, int], None, Facts]:
    facts = Facts.of_nothing(len(dataset), frame.channels)
    faults: dict[int, Problem] = {}
    remarks: dict[int, Problem] = {}

    def learn(index: int) -> None:
        content = dataset.read(index)
        digest = hashlib.blake2b(content, digest_size=16).digest()
        facts.digests[index] = np.frombuffer(digest, dtype=np.uint8)
        header = look(content)
        if frame.channels == 1 and header.channels == 3 and not colour_is_grey:
            raise _ColourFound
        square = decode(content, frame)
        if header.frames > 1:
            text = f"has {header.frames} frames; the first one is used"
            remarks[index] = Problem(dataset.paths[index], "several-frames", text)
        facts.sizes[index] = header.width, header.height
        facts.hashes[index] = hash_of(square)
        values = square.reshape(-1, frame.channels).astype(np.float32)
        facts.moments[index, 0] = values.mean(axis=0)
        facts.moments[index, 1] = np.einsum("ij,ij->j", values, values) / len(values)
        if images is not None:
            images[index] = square

    def work(indices: range) -> int:
        for index in indices:
            try:
                learn(index)
            except BadImage as bad:
                faults[index] = Problem(dataset.paths[index], bad.kind, bad.detail)
            except UnreadableFile as unreadable:
                faults[index] = Problem(dataset.paths[index], "unreadable", str(unreadable))
        return len(indices)

    # Pillow decodes outside of Python's lock: threads are enough, and start at once.
    done = 0
    with quiet_pillow(), ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(work, chunk) for chunk in _chunks(len(dataset))]
        try:
            for future in as_completed(waiting):
                done += future.result()
                yield done, len(dataset)
        except BaseException:  # cancelled or failed: leave no work behind, then pass it on
            pool.shutdown(cancel_futures=True)
            raise
    told = faults | remarks
    return replace(
        facts,
        bad=np.array(sorted(faults), dtype=np.int64),
        problems=tuple(told[index] for index in sorted(told)),
    )


def _chunks(count: int) -> Iterator[range]:
    for start in range(0, count, _CHUNK):
        yield range(start, min(start + _CHUNK, count))
