"""Whether two pictures are the same one, saved in two ways: compared as very small prints."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.decode import BadImage
from regnet_studio.data.sources import UnreadableFile

Rows = NDArray[np.int64]
Look = Callable[[int], NDArray[np.uint8]]
"""One image by its row, decoded: uint8 [s, s, C], s of 16 or more (64 is plenty)."""
OnProgress = Callable[[int, int], None]

_PRINT = 288
"""Bytes of a print."""
_CHUNK = 16_384
"""Pairs compared at once."""

# Calibrated on CIFAR-10, Fashion-MNIST, the digits and photographs, 600 images of each against
# copies of theirs (x0.5, x2, JPEG 50-95, WebP 50-80, 10 % brighter). All in grey levels of 0..255.
_COARSE = 5.0
"""Most that 8x8 copies may differ (root mean square) once their tones are made alike, on average
over the cells that are not black (or white) in both: an empty background is no likeness."""
_SHARE, _LEAST = 0.14, 1.5
"""Over all cells: this share of the deviation of the paler one, but the least is always allowed."""
_DETAIL = 0.8
"""Least correlation of what 16x16 copies hold beyond 8x8 ..."""
_FAINT = 1.5
"""... unless that is so little (root mean square) that encoding drowns it."""
_TONE = 24.0
"""Most that 8x8 copies may differ as they are (mean), so that a paler shirt is another shirt."""
_COLOUR = 8.0
"""Most that the two colour-difference channels may differ at 4x4 (mean)."""
_BLACK, _WHITE = 5, 250


class Album:
    """Prints of the pictures that were looked at, 288 bytes each.

    Args:
        count: number of images; rows are below it.
        look: called in threads, at most once an image. One that is bad or gone by now is like none.
        report: called with (pictures looked at, of how many); raise from it to cancel.
    """

    def __init__(self, count: int, look: Look, report: OnProgress) -> None:
        self._look = look
        self._report = report
        self._gone = np.zeros(count, dtype=bool)
        self._slot = np.full(count, -1, dtype=np.int32)
        self._prints = np.zeros((0, _PRINT), dtype=np.uint8)

    def same(self, one: Rows, other: Rows) -> NDArray[np.bool_]:
        """Which of the pairs show the same picture."""
        self._collect(np.unique(np.concatenate([one, other])))
        same = np.zeros(len(one), dtype=bool)
        for start in range(0, len(one), _CHUNK):
            part = slice(start, start + _CHUNK)
            same[part] = same_picture(
                self._prints[self._slot[one[part]]], self._prints[self._slot[other[part]]]
            )
        return same & ~self._gone[one] & ~self._gone[other]

    def _collect(self, rows: Rows) -> None:
        rows = rows[self._slot[rows] < 0]
        done, total = len(self._prints), len(self._prints) + len(rows)
        self._slot[rows] = np.arange(done, total)
        grown = np.zeros((total, _PRINT), dtype=np.uint8)
        grown[:done] = self._prints
        self._prints = grown
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for start in range(0, len(rows), 256):
                some = rows[start : start + 256].tolist()
                at = done + start
                for n, small in enumerate(pool.map(self._print, some)):
                    self._prints[at + n] = small
                self._report(min(at + len(some), total), total)

    def _print(self, row: int) -> NDArray[np.uint8]:
        try:
            return print_of(self._look(row))
        except (BadImage, UnreadableFile):
            self._gone[row] = True
            return np.zeros(_PRINT, dtype=np.uint8)


def print_of(square: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """16x16 grey levels (as four planes of 8x8) and 4x4 of both colour differences: uint8 [288]."""
    from PIL import Image

    picture = Image.fromarray(square[..., 0] if square.shape[2] == 1 else square)
    grey, *colours = picture.convert("YCbCr").resize((16, 16), Image.Resampling.BOX).split()
    planes = np.asarray(grey).reshape(8, 2, 8, 2).transpose(1, 3, 0, 2)
    small = [np.asarray(part.resize((4, 4), Image.Resampling.BOX)) for part in colours]
    return np.concatenate([part.ravel() for part in (planes, *small)])


def same_picture(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which of the prints [n, 288] are of the same picture: [n]."""
    a, b = _coarse(one), _coarse(other)
    colour = np.abs(one[:, 256:].astype(np.int16) - other[:, 256:]).mean(1)
    same = (np.abs(a - b).mean(1) <= _TONE) & (colour <= _COLOUR)
    likely = np.flatnonzero(same)
    a, b = a[likely], b[likely]
    squares = np.minimum(_toned_difference(a, b), _toned_difference(b, a))
    limit = np.maximum(_LEAST, _SHARE * np.minimum(a.std(1), b.std(1)))
    telling = ((np.maximum(a, b) > _BLACK) & (np.minimum(a, b) < _WHITE)).sum(1)
    alike = (squares <= 64 * limit**2) & (squares <= np.maximum(8, telling) * _COARSE**2)
    same[likely] = alike
    likely = likely[alike]
    # The rest are few: what 16x16 shows beyond 8x8.
    a, b = _details(one[likely]), _details(other[likely])
    energy = np.minimum((a * a).mean(1), (b * b).mean(1))
    product = (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1) + 1e-6)
    unlike = np.sqrt(np.maximum(0, 1 - product**2) * energy)
    same[likely] = (product >= _DETAIL) | (unlike < _FAINT)
    return same


def _coarse(prints: NDArray[np.uint8]) -> NDArray[np.float32]:
    """8x8 grey levels: [n, 64]."""
    total = sum(prints[:, at : at + 64].astype(np.float32) for at in range(0, 256, 64))
    return np.asarray(total) * np.float32(0.25)


def _details(prints: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What 16x16 shows beyond 8x8: [n, 256]."""
    return prints[:, :256] - np.tile(_coarse(prints), 4)


def _toned_difference(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum of squares of ``b`` less ``a`` in the brightness and contrast of ``b``: [n].

    These are told from the cells that are black or white in neither: brightening clips.
    """
    fair = (np.minimum(a, b) > _BLACK) & (np.maximum(a, b) < _WHITE)
    fair = fair.astype(np.float32)
    fair[fair.sum(1) < a.shape[1] / 8] = 1
    count = fair.sum(1, keepdims=True)
    mean_a, mean_b = (((x * fair).sum(1, keepdims=True)) / count for x in (a, b))
    spread_a = (fair * (a - mean_a) ** 2).sum(1, keepdims=True) + 1
    spread_b = (fair * (b - mean_b) ** 2).sum(1, keepdims=True) + 1
    gain = np.clip(np.sqrt(spread_b / spread_a), 0.5, 2)
    return np.square(np.clip((a - mean_a) * gain + mean_b, 0, 255) - b).sum(1)
