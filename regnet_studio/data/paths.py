"""Many paths in little memory: their bytes one after another, instead of one object each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray


class Paths(Sequence[str]):
    """A sequence of paths that takes their length and 8 bytes each (a ``str`` takes 49 more)."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        text, ends = bytearray(), array("q")
        for path in paths:
            text += path.encode("utf-8", "surrogateescape")
            ends.append(len(text))
        self._bytes = bytes(text)
        self._ends: NDArray[np.int64] = np.array(ends, dtype=np.int64)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        count = len(self._ends)
        if not -count <= place < count:
            raise IndexError(place)
        place %= count
        start = int(self._ends[place - 1]) if place else 0
        return self._bytes[start : int(self._ends[place])].decode("utf-8", "surrogateescape")

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        start = 0
        for end in self._ends.tolist():
            yield self._bytes[start:end].decode("utf-8", "surrogateescape")
            start = end

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Paths):
            return self._bytes == other._bytes and np.array_equal(self._ends, other._ends)
        if isinstance(other, list):
            return list(self) == other
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Paths of {len(self)} files"

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        return len(self._bytes) + self._ends.nbytes
