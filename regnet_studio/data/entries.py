"""What one epoch is drawn from: entries, each an image with its label. Where they lie: pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Pixels(Protocol):
    """The images of a dataset at the working size, row by row as in its index."""

    @property
    def size(self) -> int:
        """Side of the images in pixels."""
        ...

    @property
    def channels(self) -> int:
        """1 (grey) or 3 (RGB)."""
        ...

    @property
    def whole(self) -> NDArray[np.uint8] | None:
        """All images [N, S, S, C] where they lie decoded; None where they are streamed."""
        ...

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The images at ``rows``: uint8 [len(rows), S, S, C], the same bits wherever they lie."""
        ...

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Entries:
    """What is trained (or validated) on, after balancing: T entries."""

    rows: NDArray[np.int64]
    """[T]: row of each entry in the pixels; ``len(pixels) + m`` is the m-th synthetic image."""
    labels: NDArray[np.int64]
    """[T]."""
    strong: NDArray[np.bool_] | None = None
    """[T]: entries to be varied strongly (copies made by ``balance.method = augment``)."""
    weights: NDArray[np.float64] | None = None
    """[T]: each epoch draws T entries with replacement, with these chances (they sum to 1)."""
    synthetic: NDArray[np.uint8] | None = None
    """[M, S, S, C]: images made by SMOTE."""

    def __len__(self) -> int:
        return len(self.rows)

    def counts(self, classes: int) -> NDArray[np.int64]:
        """Entries an epoch holds of each class, on average where they are drawn: [classes]."""
        if self.weights is None:
            return np.bincount(self.labels, minlength=classes)
        expected = np.bincount(self.labels, self.weights, minlength=classes) * len(self)
        return np.rint(expected).astype(np.int64)


def plain_entries(rows: NDArray[np.int64], labels: NDArray[np.int32]) -> Entries:
    """The images at ``rows`` once each; ``labels`` are those of the whole dataset."""
    return Entries(rows.astype(np.int64), labels[rows].astype(np.int64))


@dataclass(frozen=True)
class ArrayPixels:
    """Images that lie decoded in an array or a memory-mapped file."""

    whole: NDArray[np.uint8]
    """[N, S, S, C]."""

    @property
    def size(self) -> int:
        """Side of the images in pixels."""
        return int(self.whole.shape[1])

    @property
    def channels(self) -> int:
        """1 (grey) or 3 (RGB)."""
        return int(self.whole.shape[3])

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The images at ``rows``: uint8 [len(rows), S, S, C]."""
        return self.whole[rows]

    def __len__(self) -> int:
        return len(self.whole)


def statistics(
    pixels: Pixels, rows: NDArray[np.int64], most: int = 5000
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation per channel, 0..255, over up to ``most`` images at ``rows``."""
    chosen = rows[:: -(-len(rows) // most)]
    total = np.zeros(pixels.channels)
    squares = np.zeros(pixels.channels)
    for start in range(0, len(chosen), 256):
        part = pixels.take(chosen[start : start + 256]).astype(np.float32)
        total += part.sum(axis=(0, 1, 2), dtype=np.float64)
        squares += np.square(part).sum(axis=(0, 1, 2), dtype=np.float64)
    count = len(chosen) * pixels.size**2
    mean = total / count
    deviation = np.sqrt(np.maximum(squares / count - mean**2, 1.0))
    return tuple(np.round(mean, 4).tolist()), tuple(np.round(deviation, 4).tolist())
