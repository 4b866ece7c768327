"""What one epoch is drawn from: entries, each an image with its label. Where they lie: pixels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from regnet_studio.errors import DataMistake


class UnreadableImages(DataMistake):
    """Some of the images that were asked for cannot be read any more."""

    def __init__(self, text: str, reasons: Mapping[int, str]) -> None:
        super().__init__(text)
        self.reasons = reasons
        """Row -> why, of every one of them."""


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
        """The images at ``rows``: uint8 [len(rows), S, S, C], the same bits wherever they lie.

        Raises:
            UnreadableImages: names all of them that cannot be read.
        """
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


class Aside:
    """The images of a split that could not be read any more, and what comes in their place.

    Args:
        rows: int64 [T], of the entries.
    """

    def __init__(self, rows: NDArray[np.int64]) -> None:
        self.reasons: dict[int, str] = {}
        """Row -> why. An image that is here is not read again."""
        self._rows = rows

    def put(self, rows: Mapping[int, str] | Iterable[int]) -> None:
        """Add images, with the reasons where they are told."""
        told = rows if isinstance(rows, Mapping) else dict.fromkeys(rows, _EARLIER)
        self.reasons.update({int(row): reason for row, reason in told.items()})

    def readable(self, chosen: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Which of these entries are not set aside: [len(chosen)]; None: all of them."""
        if not self.reasons:
            return None
        readable = ~np.isin(self._rows[chosen], list(self.reasons))
        return None if readable.all() else readable

    def left(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of these entries that are not set aside, in their order."""
        readable = self.readable(chosen)
        return chosen if readable is None else chosen[readable]


_EARLIER = "it could not be read before the run was resumed"


def stand_ins(readable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each place of a batch the place of the image that is shown there: [B].

    Its own or, where that cannot be read, the next one that can, from the end on to the beginning.
    At least one can.
    """
    places = np.flatnonzero(readable)
    return places[np.searchsorted(places, np.arange(len(readable))) % len(places)]
