"""Copies planted on purpose: the same picture saved in other ways, and pictures to plant."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance

_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What undoes each EXIF orientation."""


def scene(seed: int, width: int = 160, height: int = 120) -> Image.Image:
    """A made-up photograph: coloured patches on every scale, more on the large ones."""
    draw = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 128.0)
    for cells, strength in ((2, 45), (4, 35), (8, 25), (16, 15), (32, 8)):
        patches = draw.normal(0, strength, (cells, cells, 3))
        patches += draw.normal(0, strength, (cells, cells, 1))
        for channel in range(3):
            layer = Image.fromarray(patches[..., channel].astype(np.float32))
            pixels[..., channel] += layer.resize((width, height), Image.Resampling.BICUBIC)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """The image ``factor`` times as large."""
    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Image.Resampling.BICUBIC)


def turned(image: Image.Image, orientation: int) -> bytes:
    """A JPEG with its pixels turned, and the EXIF orientation (2..8) that turns them back."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image.transpose(_BACK[orientation]), "JPEG", quality=92, exif=exif)


NEAR: dict[str, Callable[[Image.Image], bytes]] = {
    "half.png": lambda image: saved(scaled(image, 0.5), "PNG"),
    "double.png": lambda image: saved(scaled(image, 2), "PNG"),
    "half-75.jpg": lambda image: saved(scaled(image, 0.5), "JPEG", quality=75),
    "50.jpg": lambda image: saved(image, "JPEG", quality=50),
    "75.jpg": lambda image: saved(image, "JPEG", quality=75),
    "95.jpg": lambda image: saved(image, "JPEG", quality=95),
    "80.webp": lambda image: saved(image, "WEBP", quality=80),
    "brighter.png": lambda image: saved(ImageEnhance.Brightness(image).enhance(1.1), "PNG"),
    "paler.png": lambda image: saved(ImageEnhance.Contrast(image).enhance(0.9), "PNG"),
    **{
        f"turned-{n}.jpg": lambda image, orientation=n: turned(image, orientation)
        for n in range(2, 9)
    },
}
"""The ways of copying that must be found, by the end of the copy's name."""


def near_copy(image: Image.Image, number: int) -> tuple[str, bytes]:
    """The end of a name and the file of a near copy; ``number`` chooses the way."""
    ways = list(NEAR)
    way = ways[number % len(ways)]
    return way, NEAR[way](image)


def planted(exact: int, near: int, mislabelled: int, alone: int) -> dict[str, bytes]:
    """Files of a dataset ``train|test/cat|dog/...`` with copies in it.

    Args:
        exact: pairs of equal files, one in train, one in test, of the same class.
        near: pairs of near copies, one in train, one in test, of the same class.
        mislabelled: pairs of equal files within train, one a cat and one a dog.
        alone: pictures in train and as many in test that have no copy.
    """
    files: dict[str, bytes] = {}
    for n in range(exact):
        content = saved(scene(10_000 + n), "JPEG", quality=90)
        name = ("cat", "dog")[n % 2]
        files[f"train/{name}/exact-{n}.jpg"] = files[f"test/{name}/exact-{n}.jpg"] = content
    for n in range(near):
        picture = scene(20_000 + n)
        name = ("cat", "dog")[n % 2]
        end, content = near_copy(picture, n)
        files[f"train/{name}/near-{n}-{end}"] = content
        files[f"test/{name}/near-{n}.jpg"] = saved(picture, "JPEG", quality=90)
    for n in range(mislabelled):
        content = saved(scene(30_000 + n), "JPEG", quality=90)
        files[f"train/cat/mixed-{n}.jpg"] = files[f"train/dog/mixed-{n}.jpg"] = content
    for n in range(2 * alone):
        split, name = ("train", "test")[n % 2], ("cat", "dog")[n // 2 % 2]
        files[f"{split}/{name}/alone-{n}.jpg"] = saved(scene(40_000 + n), "JPEG", quality=90)
    return files
