"""What looking at every image once has told of each: lean arrays, about 40 bytes an image.

Each file is read and decoded whole, though small and grey, so that what is broken is known before
training begins. The facts are kept in the cache under the dataset's stamp.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import PIL
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.copies import Copies, find_copies
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import Frame, decode, formats, quiet_pillow
from regnet_studio.data.layout import Problem
from regnet_studio.data.lookouts import glimpses
from regnet_studio.data.progress import Done
from regnet_studio.errors import DataMistake
from regnet_studio.folders import cache_folder
from regnet_studio.recipe.tree import Data

FORMAT = 1
ELSEWHERE = "set REGNET_STUDIO_CACHE to another folder"
DAMAGED = (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged file of the cache raises."""
PASSING = frozenset({"unreadable", "too-slow", "crashed"})
"""Kinds of problems that may be over the next time."""
_LARGEST_AUTO_SIZE = 128
_LOOK = Frame(64, 3)
"""At this size two pictures are compared."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Facts:
    """One row an image, as in the dataset's index."""

    digests: NDArray[np.uint8]
    """[N, 16]: BLAKE2b of the file's bytes; zero where it could not be read."""
    hashes: NDArray[np.uint64]
    """[N]: perceptual hash (see ``copies``); zero where there is none."""
    sizes: NDArray[np.int32]
    """[N, 2]: width and height, upright; zero where bad."""
    channels: NDArray[np.uint8]
    """[N]: 1 (grey) or 3 (colour); zero where bad."""
    bad: Rows
    """Rows of the images that cannot be used, ascending."""
    problems: tuple[Problem, ...]

    def usable(self, dataset: Dataset) -> Rows:
        """Rows of the images that are neither bad nor excluded, ascending."""
        kept = ~dataset.excluded
        kept[self.bad] = False
        return np.flatnonzero(kept)

    def frame(self, data: Data) -> Frame:
        """What the images are brought to: as the recipe says, what it leaves open from the images.

        Small images (all sides equal and at most 64 px) keep their size. Larger ones get the median
        of their short sides, rounded down to a multiple of 32, at most 128 px. Grey stays grey.
        """
        sizes, channels = self.sizes[self.channels > 0], int(self.channels.max())
        size = data.size
        if size is None and sizes.min() == sizes.max() <= 64:
            size = max(8, int(sizes.max()))
        elif size is None:
            median = int(np.median(sizes.min(axis=1)))
            size = max(32, min(_LARGEST_AUTO_SIZE, median // 32 * 32))
        return Frame(size, channels, data.resize, data.interpolation)

    def fingerprint(self, dataset: Dataset) -> str:
        """Of paths, classes, splits, groups, edits and every byte of every image; 32 hex digits."""
        whole = hashlib.blake2b(digest_size=16)
        for path in dataset.paths:
            whole.update(path.encode("utf-8", "surrogateescape") + b"\0")
        whole.update("\0".join(dataset.classes).encode("utf-8", "surrogateescape"))
        groups = () if dataset.groups is None else (dataset.groups,)
        for column in (dataset.labels, dataset.splits, dataset.excluded, *groups, self.digests):
            whole.update(np.ascontiguousarray(column).tobytes())
        return whole.hexdigest()

    def copies(
        self, dataset: Dataset, *, near: bool, on_progress: Callable[[int, int], None] | None = None
    ) -> Copies:
        """Equal files and, where asked, near copies.

        Args:
            on_progress: called with (pictures compared, of how many); raise from it to cancel.
        """

        def picture(row: int) -> NDArray[np.uint8]:
            return decode(dataset.read(row), _LOOK)

        hashes = self.hashes if near else np.zeros_like(self.hashes)
        with quiet_pillow():
            return find_copies(self.digests, hashes, picture, on_progress)

    def write(self, path: Path) -> None:
        """Keep them in an ``.npz`` file without pickles.

        Raises:
            DiskTrouble: no room or no permission.
        """
        problems = json.dumps([asdict(problem) for problem in self.problems])

        def write(temporary: Path) -> None:
            with temporary.open("wb") as file:  # savez adds .npz to a name, not to a file
                np.savez(
                    file,
                    digests=self.digests,
                    hashes=self.hashes,
                    sizes=self.sizes,
                    channels=self.channels,
                    bad=self.bad,
                    problems=np.array(problems),
                )

        files.write_with(path, write)

    @classmethod
    def read(cls, path: Path) -> Facts:
        """What :meth:`write` kept."""
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        problems = json.loads(str(arrays.pop("problems")))
        return cls(**arrays, problems=tuple(Problem(**problem) for problem in problems))


def checking(dataset: Dataset, threads: int | None = None) -> Generator[Done, None, Facts]:
    """The facts of all images of ``dataset``, from the cache or looked up now.

    Args:
        threads: that look at a time; None: one a core.

    Raises:
        DataMistake: not one image can be decoded.
        DiskTrouble: the cache folder cannot be written.
    """
    # What another version of Pillow, or one with more formats, would see may be something else.
    reader = hashlib.blake2b(f"{PIL.__version__} {formats()}".encode(), digest_size=4).hexdigest()
    place = cache_folder() / "facts" / f"{FORMAT}-{reader}-{dataset.stamp}.npz"
    facts = _kept(place)
    if facts is None:
        facts = yield from _look_at_all(dataset, threads)
        if len(facts.bad) == len(dataset):
            raise DataMistake(
                f"{dataset.source}: not one of its {len(dataset)} images can be decoded; "
                f"the first: {facts.problems[0].path}: {facts.problems[0].detail}"
            )
        if any(problem.kind in PASSING for problem in facts.problems):
            return facts  # it may be well the next time
        try:
            facts.write(place)
        except files.DiskTrouble as trouble:
            raise files.DiskTrouble(f"{trouble}, or {ELSEWHERE}") from trouble
    return facts


def _kept(place: Path) -> Facts | None:
    """The facts of an earlier look; None where there are none, or the file was damaged."""
    if not place.is_file():
        return None
    try:
        return Facts.read(place)
    except DAMAGED:
        return None  # it is looked up anew, and written over


def _look_at_all(dataset: Dataset, threads: int | None) -> Generator[Done, None, Facts]:
    count = len(dataset)
    facts = Facts(
        digests=np.zeros((count, 16), dtype=np.uint8),
        hashes=np.zeros(count, dtype=np.uint64),
        sizes=np.zeros((count, 2), dtype=np.int32),
        channels=np.zeros(count, dtype=np.uint8),
        bad=np.zeros(0, dtype=np.int64),
        problems=(),
    )
    told: dict[int, Problem] = {}
    bad: list[int] = []
    done = 0
    for portion in glimpses(dataset, threads):
        for row, seen in portion:
            facts.digests[row] = np.frombuffer(seen.digest, dtype=np.uint8)
            facts.hashes[row] = seen.hash
            facts.sizes[row] = seen.width, seen.height
            facts.channels[row] = seen.channels
            if seen.fault:
                bad.append(row)
                told[row] = Problem(dataset.paths[row], *seen.fault)
            elif seen.frames > 1:
                text = f"has {seen.frames} frames; the first one is used"
                told[row] = Problem(dataset.paths[row], "several-frames", text)
        done += len(portion)
        yield done, count
    return replace(
        facts,
        bad=np.array(sorted(bad), dtype=np.int64),
        problems=tuple(told[row] for row in sorted(told)),
    )
