"""What decoding every image once has told of each: lean arrays, about 60 bytes an image."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.copies import Copies, find_copies
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import Frame, decode, quiet_pillow
from regnet_studio.data.layout import Problem

Rows = NDArray[np.int64]
_LOOK = Frame(64, 3)
"""At this size two pictures are compared."""


@dataclass(frozen=True)
class Facts:
    """One row an image, as in the dataset's index."""

    digests: NDArray[np.uint8]
    """[N, 16]: BLAKE2b of the file's bytes; zero where it could not be read."""
    hashes: NDArray[np.uint64]
    """[N]: perceptual hash (see ``copies``); zero where there is none."""
    sizes: NDArray[np.int32]
    """[N, 2]: width and height in the file, upright; zero where bad."""
    moments: NDArray[np.float32]
    """[N, 2, C]: mean and mean square per channel of the image at its working size, 0..255."""
    bad: Rows
    """Rows of the images that cannot be used, ascending."""
    problems: tuple[Problem, ...]

    @classmethod
    def of_nothing(cls, count: int, channels: int) -> Facts:
        """Room for ``count`` images."""
        return cls(
            digests=np.zeros((count, 16), dtype=np.uint8),
            hashes=np.zeros(count, dtype=np.uint64),
            sizes=np.zeros((count, 2), dtype=np.int32),
            moments=np.zeros((count, 2, channels), dtype=np.float32),
            bad=np.zeros(0, dtype=np.int64),
            problems=(),
        )

    @property
    def channels(self) -> int:
        """1 (grey) or 3 (RGB)."""
        return self.moments.shape[2]

    def usable(self, dataset: Dataset) -> Rows:
        """Rows of the images that are neither bad nor excluded, ascending."""
        kept = ~dataset.excluded
        kept[self.bad] = False
        return np.flatnonzero(kept)

    def statistics(self, rows: Rows) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Mean and standard deviation per channel (of 0..255) over the images at ``rows``."""
        mean, square = self.moments[rows].mean(axis=0, dtype=np.float64)
        deviation = np.sqrt(np.maximum(square - mean**2, 1.0))
        return tuple(np.round(mean, 4).tolist()), tuple(np.round(deviation, 4).tolist())

    def fingerprint(self, dataset: Dataset) -> str:
        """Of paths, classes, splits, edits and every byte of every image; [32 hex digits]."""
        whole = hashlib.blake2b(digest_size=16)
        for path in dataset.paths:
            whole.update(path.encode("utf-8", "surrogateescape") + b"\0")
        whole.update("\0".join(dataset.classes).encode())
        for column in (dataset.labels, dataset.splits, dataset.excluded, self.digests):
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
        arrays = {
            "digests": self.digests,
            "hashes": self.hashes,
            "sizes": self.sizes,
            "moments": self.moments,
            "bad": self.bad,
            "problems": np.array(problems),
        }

        def write(temporary: Path) -> None:
            with temporary.open("wb") as file:  # savez adds .npz to a name, not to a file
                np.savez(file, **arrays)

        files.write_with(path, write)

    @classmethod
    def read(cls, path: Path) -> Facts:
        """What :meth:`write` kept."""
        with np.load(path, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        problems = json.loads(str(arrays.pop("problems")))
        return cls(**arrays, problems=tuple(Problem(**problem) for problem in problems))
