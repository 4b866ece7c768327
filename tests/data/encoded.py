"""Pictures for the tests of decoding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from regnet_studio.data.decode import (
    BadImage,
    Frame,
    decode,
)

Encode = Callable[..., bytes]


def noise(height: int, width: int, channels: int = 3, seed: int = 0) -> np.ndarray[Any, Any]:
    shape = (height, width, channels) if channels > 1 else (height, width)
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def square(content: bytes, size: int, channels: int, **how: Any) -> np.ndarray[Any, Any]:
    return decode(content, Frame(size, channels, **how))


def fault(content: bytes) -> BadImage:
    with pytest.raises(BadImage) as caught:
        decode(content, Frame(16, 3))
    assert caught.value.detail == str(caught.value)
    return caught.value
