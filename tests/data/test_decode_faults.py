"""What cannot be decoded is a bad image with a kind, and nothing else."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from regnet_studio.data import decode as decoding
from regnet_studio.data.decode import (
    BadImage,
    Frame,
    decode,
    look,
    quiet_pillow,
)
from tests.data.encoded import Encode, fault, noise, square
from tests.data.faults import FAULTS, png

FAULTY = [(kind, variant) for kind in FAULTS for variant in range(4)]


@pytest.mark.parametrize(("kind", "variant"), FAULTY)
@pytest.mark.parametrize("resize", ["crop", "pad"])
def test_forty_broken_files_of_ten_kinds(quiet: None, kind: str, variant: int, resize: str) -> None:
    content = FAULTS[kind](variant)
    with pytest.raises(BadImage) as caught:
        decode(content, Frame(16, 3, resize))
    bad = caught.value
    expected = {
        "truncated_photograph": {"truncated"}, "truncated_picture": {"truncated", "broken"},
        "nothing": {"empty"} if variant == 0 else {"broken"},
        "impossible_size": {"truncated", "broken", "too-large"},
        "of_200_megapixels": {"too-large"},
    }.get(kind, {"broken"})  # fmt: skip
    assert bad.kind in expected
    words = {
        "nothing": "empty" if variant == 0 else "nothing but zero bytes",
        "text": "text, not an image", "web_page": "a web page", "random_bytes": "not an image",
        "of_200_megapixels": "200,000,000 pixels: more than 100,000,000",
    }.get(kind, "")  # fmt: skip
    assert words in bad.detail


def test_there_are_forty_of_ten_kinds() -> None:
    assert len(FAULTS) == 10
    assert len({made(variant) for made in FAULTS.values() for variant in range(4)}) == 40


@pytest.mark.parametrize(
    ("colour", "depth"),
    [(0, 1), (0, 8), (0, 16), (2, 8), (2, 16), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)],
)
def test_a_png_with_fewer_rows_than_it_says(colour: int, depth: int) -> None:
    """Pillow leaves the rest black without a word."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = b"\0" + bytes((7 * samples * depth + 7) // 8)
    palette = (b"PLTE" + bytes(768),) if colour == 3 else ()
    assert not square(png(7, 9, depth, colour, row * 9, *palette), 9, 1)[4, 4].any() or colour > 3
    bad = fault(png(7, 9, depth, colour, row * 8, *palette))
    assert (bad.kind, bad.detail) == ("truncated", "cannot be decoded: its last rows are missing")


def test_black_pictures_in_several_chunks_are_whole() -> None:
    rows = zlib.compress((b"\0" * 31) * 20)
    halves = (b"IDAT" + rows[:9], b"IDAT" + rows[9:])
    content = png(30, 20, 8, 0, b"", *halves)
    assert not square(content, 16, 1).any()


def test_a_file_that_takes_too_long(encode: Encode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty kilobytes that ask for thousands of passes over the picture."""
    content = encode(Image.new("L", (500, 500), 90), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    slow = content[:-2] + content[last:-2] * 4000 + content[-2:]
    monkeypatch.setattr(decoding, "SECONDS", 0.1)
    square(content, 16, 1)
    bad = fault(slow)
    assert (bad.kind, bad.detail) == ("too-slow", "takes more than 0.1 seconds to decode")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "pip install pillow-heif"),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp41", "a video"),
        (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"PK\x03\x04" + b"\0" * 30, "a .zip archive"),
        (b"8BPS\0\1" + b"\0" * 30, "a Photoshop file"),
        (b"\xff\x0a" + b"\0" * 30, "a JPEG XL image"),
        ("ü".encode() * 60_000, "text, not an image"),
        (b"hello \xff\xfe\xfd", "not an image, whatever its name says"),
    ],
)
def test_what_it_is_instead(content: bytes, said: str) -> None:
    assert said in fault(content).detail


def test_pillows_own_settings_are_left_alone() -> None:
    from PIL import ImageFile

    assert Image.MAX_IMAGE_PIXELS == 89_478_485
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_an_empty_file() -> None:
    assert fault(b"").kind == "empty"


@pytest.mark.parametrize(
    "content", [b"hello", b"<html></html>", b"\0" * 5000, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
)
def test_not_an_image(content: bytes) -> None:
    assert fault(content).kind == "broken"


@pytest.mark.parametrize("kind", ["PDF", "ICO", "EPS"])
def test_formats_that_are_not_read(encode: Encode, kind: str) -> None:
    assert fault(encode(Image.new("RGB", (16, 16)), kind)).kind == "broken"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_image_is_not_half_an_image(
    encode: Encode, quiet: None, kind: str, share: float
) -> None:
    content = encode(Image.fromarray(noise(64, 64)), kind)
    whole = square(content, 16, 3)
    bad = fault(content[: int(len(content) * share)])
    assert bad.kind in ("truncated", "broken")
    if kind in ("JPEG", "PNG"):
        assert bad.kind == "truncated"
    assert whole.any()


@pytest.mark.parametrize(("width", "height"), [(20000, 20000), (10001, 10000), (2**31 - 1, 1)])
def test_too_large_is_known_from_the_header(width: int, height: int, quiet: None) -> None:
    content = png(width, height, 8, 2, b"")
    for attempt in (lambda: square(content, 16, 3), lambda: look(content)):
        with pytest.raises(BadImage) as caught:
            attempt()
        assert caught.value.kind == "too-large"
        assert f"{width * height:,} pixels" in caught.value.detail


def test_a_damaged_checksum_is_damage() -> None:
    content = bytearray(png(16, 16, 8, 0, (b"\0" + b"\x80" * 16) * 16))
    content[content.index(b"IDAT") + 6] ^= 0xFF
    assert fault(bytes(content)).kind == "broken"


def test_a_tiff_whose_strips_lie_at_no_number(encode: Encode, quiet: None) -> None:
    """Seen once in 500,000 damaged files: Pillow then raises TypeError."""
    content = bytearray(encode(Image.new("L", (16, 16)), "TIFF"))
    at = content.index(struct.pack("<HH", 0x0111, 4))  # StripOffsets, a long
    content[at + 2] = 7  # undefined: bytes
    assert fault(bytes(content)).kind == "broken"


def test_floats_that_are_no_numbers(encode: Encode) -> None:
    """Signalling NaNs, too, without a word on the screen."""
    values = np.full((8, 8), 0.5, np.float32)
    values[2:] = np.float32("nan")
    content = encode(Image.fromarray(values), "TIFF")
    quiet_nan, loud_nan = struct.pack("<I", 0x7FC00000), struct.pack("<I", 0x7FA00000)
    assert content.count(quiet_nan) == 48
    for nan in (quiet_nan, loud_nan):
        out = square(content.replace(quiet_nan, nan), 8, 1)
        assert (out[:2] == 128).all()
        assert (out[2:] == 0).all()


ORIGINALS = {
    "JPEG": {"quality": 80},
    "PNG": {},
    "WEBP": {},
    "BMP": {},
    "GIF": {},
    "TIFF": {"compression": "tiff_lzw"},
    "PPM": {},
    "MPO": {"save_all": True},
}


def original(kind: str, mode: str) -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    options: dict[str, Any] = dict(ORIGINALS[kind])
    if kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        options["exif"] = exif.tobytes()
    Image.fromarray(noise(24, 20)).convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


CONTENTS = [original(kind, mode) for kind in ORIGINALS for mode in ("RGB", "L")] + [
    original("PNG", "P"), original("PNG", "RGBA"), original("PNG", "1"), original("TIFF", "1"),
    original("TIFF", "RGBA"), original("TIFF", "CMYK"), original("JPEG", "CMYK"),
    original("TIFF", "F"), original("BMP", "P"), original("WEBP", "RGBA"), original("TIFF", "P"),
]  # fmt: skip


@settings(deadline=None, max_examples=1500)
@given(
    content=st.sampled_from(CONTENTS),
    # Headers and tables of tags lie at the ends: that is where most damage is worth a look.
    changes=st.lists(
        st.tuples(
            st.integers(0, 200) | st.integers(-200, -1) | st.integers(0, 4000),
            st.binary(min_size=1, max_size=4),
        ),
        max_size=6,
    ),
    keep=st.none() | st.integers(0, 3000),
    channels=st.sampled_from([1, 3]),
)
def test_damage_is_a_bad_image_and_nothing_else(
    content: bytes, changes: list[tuple[int, bytes]], keep: int | None, channels: int
) -> None:
    damaged = bytearray(content)
    for position, value in changes:
        at = position % len(damaged)
        damaged[at : at + len(value)] = value
    damaged = damaged[:keep]
    with quiet_pillow():
        try:
            out = square(bytes(damaged), 16, channels)
        except BadImage as bad:
            said = (bad.kind, bad.detail)
        else:
            assert out.shape == (16, 16, channels)
            assert out.dtype == np.uint8
            return
    assert said[0] in ("empty", "broken", "truncated", "too-large", "too-slow")
    assert said[1]
