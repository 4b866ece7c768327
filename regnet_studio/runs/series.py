"""A curve of any length: every value is kept, and as many as a plot can show are drawn."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Points = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Positions and values, [N] each."""
MOST_DRAWN = 2_000
"""Points of a curve on the screen: more than most plots are wide, and cheap to draw."""
_FIRST_ROOM = 64


class Series:
    """Values at rising positions: 16 bytes each."""

    def __init__(self) -> None:
        self._data = np.empty((2, _FIRST_ROOM))
        self._count = 0
        self._smoothed: tuple[tuple[int, float], Points] | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def points(self) -> Points:
        """All positions and values."""
        return self._data[0, : self._count], self._data[1, : self._count]

    def add(self, x: float, y: float) -> None:
        """One more value; ``x`` rises from call to call."""
        self._make_room(1)
        self._data[0, self._count] = x
        self._data[1, self._count] = y
        self._count += 1

    def extend(self, xs: NDArray[np.floating], ys: NDArray[np.floating]) -> None:
        """More values [N] at rising positions."""
        self._make_room(len(xs))
        self._data[0, self._count : self._count + len(xs)] = xs
        self._data[1, self._count : self._count + len(xs)] = ys
        self._count += len(xs)

    def forget_after(self, x: float) -> None:
        """Drop what lies beyond ``x``: a resume does it over."""
        self._count = int(np.searchsorted(self.points[0], x, side="right"))
        self._smoothed = None

    def nearest(self, x: float) -> tuple[float, float] | None:
        """The point whose position is nearest to ``x``; None: there are none."""
        if not self._count:
            return None
        xs, ys = self.points
        after = min(int(np.searchsorted(xs, x)), self._count - 1)
        before = max(after - 1, 0)
        place = before if x - xs[before] <= xs[after] - x else after
        return float(xs[place]), float(ys[place])

    def drawn(self, low: float, high: float, most: int = MOST_DRAWN) -> Points:
        """What to draw between two positions, and a point to either side.

        Where there are more than ``most`` points, the lowest and the highest of every so many stand
        for all of them: no peak is lost, and zooming in brings the single points.
        """
        xs, ys = self.points
        first = max(int(np.searchsorted(xs, low)) - 1, 0)
        last = min(int(np.searchsorted(xs, high, side="right")) + 1, self._count)
        if last - first <= most:
            return xs[first:last], ys[first:last]
        # Powers of two from the first value on: the same points stand for the rest while it moves.
        every = 1 << int(np.ceil(np.log2(2 * (last - first) / most)))
        first -= first % every
        whole = (last - first) // every
        table = ys[first : first + whole * every].reshape(whole, every)
        pairs = np.stack([table.argmin(axis=1), table.argmax(axis=1)], axis=1)
        pairs.sort(axis=1)
        chosen = (pairs + first + every * np.arange(whole)[:, None]).ravel()
        chosen = np.append(chosen, last - 1)
        return xs[chosen], ys[chosen]

    def smoothed(self, weight: float) -> Points:
        """An exponential moving average without the bias of its beginning.

        Args:
            weight: of what came before, 0..1. Of a long curve the means of neighbours are
                averaged, so that the same weight smoothes a long one as much as a short one.
        """
        key = self._count, weight
        if self._smoothed is not None and self._smoothed[0] == key:
            return self._smoothed[1]
        xs, ys = self._means(-(-self._count // MOST_DRAWN))
        sums = accumulate(ys.tolist(), lambda s, y: weight * s + (1 - weight) * y, initial=0.0)
        past = 1 - weight ** np.arange(1, len(ys) + 1)
        points = xs, np.array(list(sums)[1:]) / past
        self._smoothed = key, points
        return points

    def _means(self, every: int) -> Points:
        """Of every so many neighbours; the last group may be smaller."""
        xs, ys = self.points
        if every <= 1 or not self._count:
            return xs, ys
        starts = np.arange(0, self._count, every)
        counts = np.diff(np.append(starts, self._count))
        return np.add.reduceat(xs, starts) / counts, np.add.reduceat(ys, starts) / counts

    def _make_room(self, more: int) -> None:
        needed = self._count + more
        if needed > self._data.shape[1]:
            larger = np.empty((2, max(needed, 2 * self._data.shape[1])))
            larger[:, : self._count] = self._data[:, : self._count]
            self._data = larger
