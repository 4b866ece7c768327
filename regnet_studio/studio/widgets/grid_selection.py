"""Which images of a grid are selected, as in a file manager. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NONE = -1


class Selection:
    """One truth value a position; where the keyboard is, and where a range begins."""

    def __init__(self, count: int = 0) -> None:
        self.chosen: NDArray[np.bool_] = np.zeros(count, dtype=bool)
        self.current = NONE
        self._anchor = NONE

    @property
    def count(self) -> int:
        """How many positions are selected."""
        return int(np.count_nonzero(self.chosen))

    def stand(self, place: int) -> None:
        """Be at a position without selecting it."""
        self.current = self._anchor = place

    def go(self, place: int, *, extend: bool, add: bool, toggle: bool) -> None:
        """Move to a position.

        Args:
            extend: select from where the range begins to here (Shift).
            add: keep what is selected besides (Ctrl).
            toggle: with ``add``, select this position or no longer (a click, not an arrow).
        """
        self.current = place
        if extend and self._anchor != NONE:
            low, high = sorted((self._anchor, place))
            if not add:
                self.chosen.fill(False)
            self.chosen[low : high + 1] = True
            return
        self._anchor = place
        if add:
            self.chosen[place] ^= toggle
        else:
            self.chosen.fill(False)
            self.chosen[place] = True

    def flip(self) -> None:
        """Select the current position, or no longer."""
        if self.current != NONE:
            self.chosen[self.current] ^= True

    def fill(self, chosen: bool) -> None:
        """Select all or nothing."""
        self.chosen.fill(chosen)

    def put(self, before: NDArray[np.bool_], places: NDArray[np.int64]) -> None:
        """Select what was ``before`` and those of ``places`` that there are."""
        self.chosen[:] = before
        self.chosen[places[places < len(self.chosen)]] = True
