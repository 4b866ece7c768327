"""The way the camera was held: every turn, in every format, and senseless notes about it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from regnet_studio.data.decode import Header, formats, look
from tests.data.encoded import Encode, square

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
POLICIES = ("crop", "stretch", "pad")

# What the camera stored: the inverse of what the note tells us to do (EXIF 2.3, table 6).
STORED: dict[int, Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]] = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a, -1),
}


def as_held(encode: Encode, upright: np.ndarray[Any, Any], orientation: int, kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    lossless: dict[str, Any] = {
        "JPEG": {"quality": 100, "subsampling": 0}, "WEBP": {"lossless": True},
        "AVIF": {"quality": 100, "subsampling": "4:4:4"},
    }.get(kind, {})  # fmt: skip
    stored = np.ascontiguousarray(STORED[orientation](upright))
    return encode(Image.fromarray(stored), kind, exif=exif, **lossless)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_upright_to_within_two_grey_levels(encode: Encode, orientation: int, kind: str) -> None:
    if kind not in formats():
        pytest.skip("this Pillow has none")
    y, x = np.mgrid[0:45, 0:30]
    upright = np.stack([x * 8, y * 5, (x + y) * 3], axis=-1).astype(np.uint8)
    content = as_held(encode, upright, orientation, kind)
    assert look(content) == Header(30, 45, 3, 1)
    for resize in POLICIES:
        truth = square(encode(Image.fromarray(upright)), 16, 3, resize=resize)
        out = square(content, 16, 3, resize=resize)
        # AVIF at its best turns colours by a level or two already.
        assert np.abs(out.astype(int) - truth).max() <= (4 if kind == "AVIF" else 2), resize


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_are_turned_upright(encode: Encode, orientation: int, kind: str) -> None:
    quarters = np.zeros((32, 32, 3), np.uint8)
    quarters[:16, :16], quarters[:16, 16:], quarters[16:, :16], quarters[16:, 16:] = (
        RED, GREEN, BLUE, WHITE,
    )  # fmt: skip
    upright = quarters[[4, 4, 28, 28], [4, 28, 4, 28]]
    content = as_held(encode, quarters, orientation, kind)
    out = square(content, 32, 3)
    assert np.abs(out[[4, 4, 28, 28], [4, 28, 4, 28]].astype(int) - upright).max() < 40


def camera_note(kind: int, count: int, value: bytes) -> bytes:
    """EXIF by hand: an orientation of any type (TIFF 6.0, section 2)."""
    return (
        b"Exif\0\0II*\0\x08\0\0\0\x01\0"
        + struct.pack("<HHI", 0x0112, kind, count)
        + value.ljust(4, b"\0")[:4]
        + b"\0" * 4
        + struct.pack("<II", 0, 0)
    )


@pytest.mark.parametrize(
    "note",
    [
        camera_note(3, 1, b"\x00"),  # no such turn
        camera_note(3, 1, b"\x63"),
        camera_note(3, 2, b"\x06\0\x01\0"),  # two of them
        camera_note(3, 0, b"\x06"),  # none of them
        camera_note(2, 2, b"6\0"),  # a text
        camera_note(2, 4, b"top\0"),
        camera_note(7, 1, b"\x06"),  # bytes
        camera_note(5, 1, struct.pack("<I", 26)),  # 0 / 0
        camera_note(11, 1, struct.pack("<f", float("nan"))),
        camera_note(11, 1, struct.pack("<f", float("inf"))),
        camera_note(99, 1, b"\x06"),  # an unknown type
        camera_note(3, 2**31, b"\x06"),
        camera_note(3, 1, b"\x06")[:20],  # cut off
        b"Exif\0\0",
        b"Exif\0\0nonsense",
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_senseless_orientation_does_not_spoil_the_picture(
    encode: Encode, quiet: None, kind: str, note: bytes
) -> None:
    content = encode(Image.new("RGB", (8, 8), WHITE), kind, exif=note)
    assert square(content, 8, 3).min() > 250
