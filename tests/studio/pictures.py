"""Pictures made on the spot."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image


def png(colour: tuple[int, int, int], seed: int, size: int = 16) -> bytes:
    """A noisy picture of one colour."""
    noise = np.random.default_rng(seed).integers(-60, 61, (size, size, 3))
    pixels = (np.array(colour) + noise).clip(0, 255).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()
