"""The perceptual hash: 64 bits that stay nearly the same when a picture is saved another way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WAVES = np.cos(np.pi / 32 * np.outer(np.arange(8), np.arange(32) + 0.5)).astype(np.float32)
"""The first eight rows of the cosine transform (DCT-II) of 32 numbers."""
_FLAT = 8
"""A picture whose grey levels lie within this range has no hash."""


def hash_of(square: NDArray[np.uint8]) -> int:
    """The 64-bit perceptual hash of uint8 [S, S, C], C 1 or 3; 0: a flat picture. From any thread.

    Bit by bit ``imagehash.phash``: which of the 8x8 lowest frequencies of the 32x32 grey levels
    are above their median. Two small matrix products hold Python's lock a third as long as its
    whole transform, and every image is hashed on its way through the decoding threads.
    """
    if square.shape == (32, 32, 1):
        return _hash(square[..., 0].astype(np.float32))
    picture = Image.fromarray(square[..., 0] if square.shape[2] == 1 else square)
    if square.shape[0] >= 64:  # a box filter is far cheaper than the other one on a large picture
        picture = picture.reduce(square.shape[0] // 32)
    small = picture.convert("L").resize((32, 32), Image.Resampling.LANCZOS)
    return _hash(np.asarray(small, dtype=np.float32))


def _hash(grey: NDArray[np.float32]) -> int:
    """The hash of 32x32 grey levels."""
    if np.ptp(grey) < _FLAT:
        return 0
    waves = (_WAVES @ grey @ _WAVES.T).ravel()
    ranked = np.sort(waves)
    return int.from_bytes(np.packbits(waves > (ranked[31] + ranked[32]) / 2).tobytes(), "big")
