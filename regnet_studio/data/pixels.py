"""Decoded images: each is decoded once, in parallel, into one file that is then memory-mapped.

The file lies in the cache folder under a key made from the dataset's stamp and the working size,
so the second run on the same images starts at once. It is a plain uint8 array [N, S, S, C].
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import BadImage, decode, look, quiet_pillow
from regnet_studio.data.layout import Problem
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.errors import DataMistake
from regnet_studio.folders import cache_folder

FORMAT = 1
_CHUNK = 64
_LOOKED_AT = 200
_LARGEST_AUTO_SIZE = 128
_ELSEWHERE = "set REGNET_STUDIO_CACHE to another folder"

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pixels:
    """The decoded images of a dataset, row by row as in its index."""

    images: NDArray[np.uint8]
    """[N, S, S, C], memory-mapped. Rows of ``bad`` are zero and not to be used."""
    bad: tuple[int, ...]
    problems: tuple[Problem, ...]
    duplicates: tuple[tuple[str, ...], ...]
    """Groups of paths whose files are equal byte by byte."""
    fingerprint: str
    """Of paths, classes, splits and every byte of every image: equal only for equal data."""

    @property
    def size(self) -> int:
        """Side of the images in pixels."""
        return int(self.images.shape[1])

    @property
    def channels(self) -> int:
        """1 (grey) or 3 (RGB)."""
        return int(self.images.shape[3])


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
                width, height, one_channel = look(dataset.read(index))
            except (BadImage, UnreadableFile):
                continue  # the decoding pass lists it
            sizes.append((width, height))
            grey = grey and one_channel
    if not sizes:
        return 32, 3
    sides = {side for pair in sizes for side in pair}
    if len(sides) == 1 and max(sides) <= 64:
        return max(8, sides.pop()), 1 if grey else 3
    median = int(np.median([min(pair) for pair in sizes]))
    return max(32, min(_LARGEST_AUTO_SIZE, median // 32 * 32)), 1 if grey else 3


def decoded(
    dataset: Dataset,
    size: int | None = None,
    on_progress: OnProgress | None = None,
    channels: int | None = None,
) -> Pixels:
    """:func:`decoding`, run to its end; ``on_progress`` may raise to cancel."""
    work = decoding(dataset, size, channels)
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
    dataset: Dataset, size: int | None = None, channels: int | None = None
) -> Generator[tuple[int, int], None, Pixels]:
    """The pixels of ``dataset``, from the cache or decoded now; yields (done, total) meanwhile.

    Args:
        size, channels: what is needed; None: as :func:`working_shape` says.

    Raises:
        DataMistake: not one image could be decoded.
        DiskTrouble: no room in the cache folder, or it cannot be written.
    """
    forced = channels is not None
    if size is None or channels is None:
        suits = working_shape(dataset)
        size, channels = size or suits[0], channels or suits[1]
    folder = _cached(dataset, size, channels)
    if folder is None and not forced:
        folder = _cached(dataset, size, 3)  # the colour was found late, the last time too
    if folder is None:
        try:
            folder = yield from _decode_all(dataset, size, channels, colour_is_grey=forced)
        except _ColourFound:  # beyond the 200 looked at: grey was the wrong guess
            folder = yield from _decode_all(dataset, size, 3)
    return _open(folder)


def _open(folder: Path) -> Pixels:
    notes = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    # Copy-on-write: torch wants a writable array, the file stays as it is.
    images = np.load(folder / "images.npy", mmap_mode="c")
    return Pixels(
        images=images,
        bad=tuple(notes["bad"]),
        problems=tuple(Problem(**problem) for problem in notes["problems"]),
        duplicates=tuple(tuple(group) for group in notes["duplicates"]),
        fingerprint=notes["fingerprint"],
    )


def _place(dataset: Dataset, size: int, channels: int) -> Path:
    key = hashlib.blake2b(
        f"{FORMAT}:{dataset.stamp}:{size}x{size}x{channels}".encode(), digest_size=16
    ).hexdigest()
    return cache_folder() / "decoded" / key


def _cached(dataset: Dataset, size: int, channels: int) -> Path | None:
    folder = _place(dataset, size, channels)
    whole = (folder / "index.json").is_file() and (folder / "images.npy").is_file()
    return folder if whole else None


class _ColourFound(Exception):
    """A colour image turned up in a dataset taken for grey."""


def _decode_all(
    dataset: Dataset, size: int, channels: int, colour_is_grey: bool = False
) -> Generator[tuple[int, int], None, Path]:
    folder = _place(dataset, size, channels)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".decoding-", dir=folder.parent))
    except OSError as error:
        raise files.trouble(error, folder.parent, _ELSEWHERE) from error
    try:
        images = _room(temporary / "images.npy", (len(dataset), size, size, channels))
        outcome = yield from _fill(dataset, images, colour_is_grey)
        if len(outcome.bad) == len(dataset):
            raise DataMistake(
                f"{dataset.source}: not one of its {len(dataset)} images can be decoded; "
                f"the first: {outcome.problems[0].path}: {outcome.problems[0].detail}"
            )
        images.flush()
        del images  # Windows renames no folder in which a file is mapped
        files.write_text(temporary / "index.json", json.dumps(outcome.to_json()))
        if _cached(dataset, size, channels) is None:  # else another process was faster
            shutil.rmtree(folder, ignore_errors=True)  # what a cleaner left of an older one
            temporary.rename(folder)
    except OSError as error:
        raise files.trouble(error, folder, _ELSEWHERE) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _room(path: Path, shape: tuple[int, ...]) -> np.memmap[Any, np.dtype[np.uint8]]:
    """A memory-mapped array with its disk space taken, so that a full disk is an error here.

    Writing to a mapped file that has no room would kill the process (SIGBUS).
    """
    images = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
    if hasattr(os, "posix_fallocate"):
        with path.open("rb+") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return images


@dataclass
class _Outcome:
    bad: list[int]
    problems: list[Problem]
    duplicates: list[list[str]]
    fingerprint: str

    def to_json(self) -> dict[str, Any]:
        return {
            "bad": self.bad,
            "problems": [asdict(problem) for problem in self.problems],
            "duplicates": self.duplicates,
            "fingerprint": self.fingerprint,
        }


def _fill(
    dataset: Dataset, images: np.memmap[Any, np.dtype[np.uint8]], colour_is_grey: bool
) -> Generator[tuple[int, int], None, _Outcome]:
    digests: list[bytes] = [b""] * len(dataset)
    faults: dict[int, Problem] = {}
    size, channels = images.shape[1], images.shape[3]

    def work(indices: range) -> int:
        for index in indices:
            try:
                content = dataset.read(index)
                digests[index] = hashlib.blake2b(content, digest_size=16).digest()
                if channels == 1 and not colour_is_grey and not look(content)[2]:
                    raise _ColourFound
                images[index] = decode(content, size, channels)
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
    bad = sorted(faults)
    return _Outcome(
        bad=bad,
        problems=[faults[index] for index in bad],
        duplicates=_equal_files(dataset.paths, digests),
        fingerprint=_fingerprint(dataset, digests),
    )


def _chunks(count: int) -> Iterator[range]:
    for start in range(0, count, _CHUNK):
        yield range(start, min(start + _CHUNK, count))


def _equal_files(paths: Sequence[str], digests: Sequence[bytes]) -> list[list[str]]:
    groups: dict[bytes, list[str]] = {}
    for path, digest in zip(paths, digests, strict=True):
        if digest:
            groups.setdefault(digest, []).append(path)
    return [group for group in groups.values() if len(group) > 1]


def _fingerprint(dataset: Dataset, digests: Sequence[bytes]) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for path, label, split, digest in zip(
        dataset.paths, dataset.labels, dataset.splits, digests, strict=True
    ):
        whole.update(
            f"{path}\0{dataset.classes[label]}\0{split}\0".encode("utf-8", "surrogateescape")
        )
        whole.update(digest)
    return whole.hexdigest()
