"""The built-in sets: data a user can start with at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from regnet_studio.data.sources import MemorySource, Source


@dataclass(frozen=True)
class BuiltinSet:
    """A dataset known by name."""

    name: str
    title: str
    images: int
    classes: int
    size: int
    """Side of its images in pixels."""
    summary: str
    open: Callable[[], Source]


def builtin_sets() -> tuple[BuiltinSet, ...]:
    """All built-in sets, in the order in which they are shown."""
    return (
        BuiltinSet(
            name="digits",
            title="Digits",
            images=1797,
            classes=10,
            size=8,
            summary="Handwritten digits of 8x8 pixels from 43 people; embedded, no download",
            open=_digits,
        ),
    )


def _digits() -> Source:
    """Scikit-learn's copy of the test part of the UCI Optical Recognition of Handwritten Digits.

    Grey values 0..16 become 0..255. (Alpaydin and Kaynak, 1998, doi 10.24432/C50P49.)
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    digits: Any = load_digits()
    files: dict[str, bytes] = {}
    for i, (picture, label) in enumerate(zip(digits.images, digits.target, strict=True)):
        buffer = io.BytesIO()
        grey = (picture * (255 / 16)).round().astype("uint8")
        Image.fromarray(grey).save(buffer, "PNG", compress_level=1)
        files[f"{label}/{i:04d}.png"] = buffer.getvalue()
    return MemorySource(files)
