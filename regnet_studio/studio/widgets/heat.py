"""A confusion matrix as pixels: numpy all the way, so that a thousand classes are drawn at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from regnet_studio.studio.look.theme import mixed

Scale = Literal["counts", "row", "column"]
_STEPS = 256
_FAINT = 0.05
"""Share that a mistake has to reach to be drawn in full, where there is no larger one."""
_DIAGONAL = 512
"""Added to the step of a cell on the diagonal: where pixels are few it wins over its neighbours."""


def shares(counts: NDArray[np.int64], scale: Scale) -> NDArray[np.float64]:
    """Counts [K, K] as 0..1: of the largest, of their row's sum, or of their column's."""
    if scale == "counts":
        return counts / max(int(counts.max(initial=0)), 1)
    axis = 1 if scale == "row" else 0
    return counts / np.maximum(counts.sum(axis=axis, keepdims=True), 1)


def steps(counts: NDArray[np.int64], scale: Scale) -> NDArray[np.int16]:
    """How strongly each cell [K, K] is coloured; 0 for what never happened."""
    found = np.zeros(counts.shape, dtype=np.int16)
    lines, columns = np.nonzero(counts)
    share = shares(counts, scale)[lines, columns]
    wrong = lines != columns
    # Mistakes are rare: they are seen against the largest of them, not against what is right.
    largest = max(float(share[wrong].max(initial=0.0)), _FAINT)
    strength = 0.12 + 0.88 * np.where(wrong, (share / largest) ** 0.7, share)
    found[lines, columns] = np.rint(np.minimum(strength, 1.0) * (_STEPS - 1))
    here = np.arange(len(counts))
    found[here, here] += _DIAGONAL
    return found


def colours(ground: QColor, right: QColor, wrong: QColor) -> NDArray[np.uint32]:
    """The colour of every step: 0xffRRGGBB [_DIAGONAL + _STEPS]."""
    return _table(*(color.rgb() for color in (ground, right, wrong)))


@lru_cache(maxsize=4)
def _table(*rgb: int) -> NDArray[np.uint32]:
    ground, right, wrong = (QColor.fromRgb(each) for each in rgb)
    table = np.full(_DIAGONAL + _STEPS, ground.rgb(), dtype=np.uint32)
    for step in range(1, _STEPS):
        share = step / (_STEPS - 1)
        table[step] = mixed(ground, wrong, share).rgb()
        table[_DIAGONAL + step] = mixed(ground, right, share).rgb()
    return table


def picture(cells: NDArray[np.int16], table: NDArray[np.uint32], pixels: int) -> QImage:
    """Steps [h, w] as an image of a pixel a cell, or about ``pixels`` across where those are fewer.

    Where several cells share a pixel the strongest is seen: no mistake disappears.
    """
    across = -(-max(cells.shape) // max(pixels, 1))
    if across > 1:
        cells = _strongest(cells, across)
    drawn = np.ascontiguousarray(table[cells])
    high, wide = drawn.shape
    shared = QImage(drawn.data, wide, high, 4 * wide, QImage.Format.Format_RGB32)
    return shared.copy()  # the picture outlives the array


def _strongest(cells: NDArray[np.int16], across: int) -> NDArray[np.int16]:
    """The largest step in each square of ``across`` cells; the last squares may be smaller."""
    found = cells[::across, ::across].copy()
    for down in range(across):
        for right in range(across):
            part = cells[down::across, right::across]
            high, wide = part.shape
            np.maximum(found[:high, :wide], part, out=found[:high, :wide])
    return found
