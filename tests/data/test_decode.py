"""One file to one array: every kind of picture, and every kind of damage."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image, ImageOps

from regnet_studio.data.decode import (
    BadImage,
    Header,
    formats,
    look,
)
from tests.data.encoded import Encode, fault, noise, square
from tests.data.faults import png

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM"])
@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_of_the_right_size_come_out_as_they_are(
    encode: Encode, kind: str, channels: int
) -> None:
    pixels = noise(12, 12, channels)
    out = square(encode(Image.fromarray(pixels), kind), 12, channels)
    assert out.dtype == np.uint8
    assert out.shape == (12, 12, channels)
    assert np.array_equal(out.reshape(pixels.shape), pixels)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF", "MPO"])
def test_lossy_formats_come_out_near(encode: Encode, kind: str) -> None:
    ramp = np.linspace(0, 255, 32).astype(np.uint8)
    pixels = np.stack([np.tile(ramp, (32, 1))] * 3, axis=-1)
    options = {"quality": 95} if kind != "GIF" else {}
    if kind == "MPO":
        options["save_all"] = True
    out = square(encode(Image.fromarray(pixels), kind, **options), 32, 3)
    assert np.abs(out.astype(int) - pixels).max() <= 12


def test_the_centre_square_is_cut_out(encode: Encode) -> None:
    wide = np.zeros((16, 48, 3), np.uint8)
    wide[:, :16], wide[:, 16:32], wide[:, 32:] = RED, GREEN, BLUE
    assert np.array_equal(square(encode(Image.fromarray(wide)), 16, 3)[8, 8], GREEN)
    assert (square(encode(Image.fromarray(wide)), 16, 3) == GREEN).all()
    tall = np.ascontiguousarray(wide.transpose(1, 0, 2))
    assert (square(encode(Image.fromarray(tall)), 16, 3) == GREEN).all()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(("height", "width"), [(64, 64), (200, 131), (97, 300), (500, 700)])
def test_larger_images_are_scaled(encode: Encode, kind: str, height: int, width: int) -> None:
    """Against Pillow's own way of fitting a picture (a slower road through other code)."""
    y, x = np.mgrid[0:height, 0:width]
    waves = 127 + 60 * np.sin(x / 23)[..., None] + 60 * np.cos(y[..., None] / (17, 29, 41))
    image = Image.fromarray(waves.astype(np.uint8))
    fitted = np.asarray(ImageOps.fit(image, (32, 32), Image.Resampling.BICUBIC)).astype(int)
    options = {"quality": 98} if kind == "JPEG" else {}
    out = square(encode(image, kind, **options), 32, 3).astype(int)
    assert np.abs(out - fitted).mean() < 3


POLICIES = ("crop", "stretch", "pad")


METHODS = ("bicubic", "bilinear", "lanczos", "nearest")


@pytest.mark.parametrize("resize", POLICIES)
@pytest.mark.parametrize("interpolation", METHODS)
def test_no_policy_touches_an_image_of_the_right_size(
    encode: Encode, resize: str, interpolation: str
) -> None:
    pixels = noise(12, 12)
    out = square(encode(Image.fromarray(pixels)), 12, 3, resize=resize, interpolation=interpolation)
    assert np.array_equal(out, pixels)


def test_stretched(encode: Encode) -> None:
    """All of the picture, each direction by its own factor."""
    pixels = noise(9, 6)
    content = encode(Image.fromarray(pixels.repeat(2, axis=0).repeat(3, axis=1)))
    out = square(content, 18, 3, resize="stretch", interpolation="nearest")
    assert np.array_equal(out, pixels.repeat(2, axis=0).repeat(3, axis=1))
    half = square(content, 9, 3, resize="stretch", interpolation="nearest")
    assert np.array_equal(half[:, [0, 3, 4, 8]], pixels[:, [0, 2, 3, 5]])


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("tall", [False, True])
def test_padded(encode: Encode, channels: int, tall: bool) -> None:
    """The whole picture in the middle; around it its mean colour."""
    pixels = noise(10, 30, channels)
    stored = pixels.swapaxes(0, 1) if tall else pixels
    content = encode(Image.fromarray(np.ascontiguousarray(stored)))
    out = square(content, 30, channels, resize="pad").reshape(30, 30, -1)
    if tall:
        out = out.swapaxes(0, 1)
    flat = pixels.reshape(10, 30, -1)
    assert np.array_equal(out[10:20], flat)
    border = np.concatenate([out[:10].reshape(600 // 2, -1), out[20:].reshape(600 // 2, -1)])
    assert (border == border[0]).all()
    assert np.abs(border[0] - flat.mean(axis=(0, 1))).max() <= 0.5


def test_a_sliver_is_padded_to_at_least_a_line(encode: Encode) -> None:
    out = square(encode(Image.new("RGB", (900, 1), RED)), 16, 3, resize="pad")
    assert (out == RED).all()


@pytest.mark.parametrize("interpolation", METHODS)
def test_interpolations_are_pillows(encode: Encode, interpolation: str) -> None:
    image = Image.fromarray(noise(20, 20))
    truth = np.asarray(image.resize((13, 13), Image.Resampling[interpolation.upper()]))
    out = square(encode(image), 13, 3, interpolation=interpolation)
    assert np.array_equal(out, truth)
    others = [name for name in METHODS if name != interpolation]
    assert all(
        not np.array_equal(square(encode(image), 13, 3, interpolation=other), out)
        for other in others
    )


def test_smaller_images_are_enlarged(encode: Encode) -> None:
    out = square(encode(Image.new("RGB", (3, 5), (9, 99, 199))), 32, 3)
    assert (out == (9, 99, 199)).all()


def test_a_large_jpeg_is_not_decoded_in_full(encode: Encode) -> None:
    """Decoded at a fraction of its size, yet at least twice as large as asked for: still sharp."""
    stripes = np.zeros((1024, 1024), np.uint8)
    stripes[:, (np.arange(1024) // 64) % 2 == 1] = 255
    out = square(encode(Image.fromarray(stripes), "JPEG", quality=95), 64, 1)[:, :, 0]
    truth = np.where((np.arange(64) // 4) % 2 == 1, 255, 0)
    assert np.abs(out.astype(int) - truth)[:, 1::4].max() < 60
    assert np.abs(out.astype(int) - truth)[:, 2::4].max() < 60


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "PPM"])
def test_16_bit_grey_is_scaled_not_clipped(encode: Encode, kind: str) -> None:
    ramp = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)
    content = encode(Image.fromarray(ramp), kind)
    truth = ramp / 257
    for channels in (1, 3):
        out = square(content, 64, channels)
        assert np.abs(out - truth[..., None]).max() <= 2
    assert look(content) == Header(64, 64, 1, 1)


def test_16_bit_colour_is_scaled() -> None:
    row = b"\0" + struct.pack(">HHH", 65535, 32768, 0) * 8
    assert np.abs(square(png(8, 8, 16, 2, row * 8), 8, 3).astype(int) - (255, 128, 0)).max() <= 1


def test_16_bit_grey_with_transparency() -> None:
    pairs = [(65535, 65535), (32768, 65535), (0, 65535), (0, 0)] * 2
    row = b"\0" + b"".join(struct.pack(">HH", *pair) for pair in pairs)
    out = square(png(8, 8, 16, 4, row * 8), 8, 1)[0, :4, 0]
    assert np.abs(out.astype(int) - (255, 128, 0, 255)).max() <= 1


@pytest.mark.parametrize("order", ["I;16", "I;16B"])
def test_16_bit_tiffs_of_either_byte_order(encode: Encode, order: str) -> None:
    ramp = np.linspace(0, 65535, 64).reshape(8, 8).astype("<u2" if order == "I;16" else ">u2")
    content = encode(Image.frombytes(order, (8, 8), ramp.tobytes()), "TIFF")
    assert content[:2] == (b"II" if order == "I;16" else b"MM")
    out = square(content, 8, 1)[:, :, 0]
    assert np.abs(out - ramp.astype(float) / 257).max() <= 1


def test_32_bit_integers(encode: Encode) -> None:
    for white in (65535, 2**31 - 1):
        ramp = np.linspace(0, white, 64).reshape(8, 8).astype(np.int32)
        out = square(encode(Image.fromarray(ramp), "TIFF"), 8, 1)[:, :, 0]
        assert np.abs(out - np.linspace(0, 255, 64).reshape(8, 8)).max() <= 1


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 255.0), (0.0, 65535.0)])
def test_floats(encode: Encode, low: float, high: float) -> None:
    ramp = np.linspace(low, high, 64, dtype=np.float32).reshape(8, 8)
    out = square(encode(Image.fromarray(ramp), "TIFF"), 8, 1)[:, :, 0]
    assert np.abs(out - np.linspace(0, 255, 64).reshape(8, 8)).max() <= 1


def half_transparent(mode: str, colour: tuple[int, ...]) -> Image.Image:
    """Left half opaque, right half clear."""
    image = Image.new(mode, (8, 8), (*colour, 255))
    image.paste((*colour, 0), (4, 0, 8, 8))
    return image


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_transparency_is_laid_on_white(encode: Encode, kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    out = square(encode(half_transparent("RGBA", RED), kind, **options), 8, 3)
    assert (out[:, :4] == RED).all()
    assert (out[:, 4:] == WHITE).all()


def test_half_transparency_is_mixed(encode: Encode) -> None:
    out = square(encode(Image.new("RGBA", (8, 8), (255, 0, 0, 128))), 8, 3)
    assert np.abs(out.astype(int) - (255, 127, 127)).max() <= 1


def test_grey_with_transparency(encode: Encode) -> None:
    content = encode(half_transparent("LA", (40,)))
    assert look(content).channels == 1
    for channels in (1, 3):
        out = square(content, 8, channels)
        assert (out[:, :4] == 40).all()
        assert (out[:, 4:] == 255).all()


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_palette_with_transparency(encode: Encode, kind: str) -> None:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([0, 0, 0, *RED, *BLUE])
    image.paste(2, (4, 0, 8, 8))
    out = square(encode(image, kind, transparency=2), 8, 3)
    assert (out[:, :4] == RED).all()
    assert (out[:, 4:] == WHITE).all()
    out = square(encode(image, kind), 8, 3)
    assert (out[:, 4:] == BLUE).all()


def test_a_transparent_colour_is_laid_on_white(encode: Encode) -> None:
    image = Image.new("RGB", (8, 8), RED)
    image.paste(BLUE, (4, 0, 8, 8))
    out = square(encode(image, transparency=BLUE), 8, 3)
    assert (out[:, :4] == RED).all()
    assert (out[:, 4:] == WHITE).all()


def test_a_transparent_grey_is_laid_on_white(encode: Encode) -> None:
    image = Image.new("L", (8, 8), 40)
    image.paste(0, (4, 0, 8, 8))
    for channels in (1, 3):
        out = square(encode(image, transparency=0), 8, channels)
        assert (out[:, :4] == 40).all()
        assert (out[:, 4:] == 255).all()


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_printers_colours(encode: Encode, kind: str) -> None:
    for cmyk, rgb in (((0, 255, 255, 0), RED), ((0, 0, 0, 0), WHITE), ((0, 0, 0, 255), (0, 0, 0))):
        options = {"quality": 95} if kind == "JPEG" else {}
        content = encode(Image.new("CMYK", (16, 16), cmyk), kind, **options)
        assert look(content).channels == 3
        assert np.abs(square(content, 16, 3).astype(int) - rgb).max() <= 8


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_printers_colours_to_within_two_grey_levels(encode: Encode, kind: str) -> None:
    """Adobe's inverted CMYK in the JPEG; red is (1 - C)(1 - K), and so on."""
    y, x = np.mgrid[0:32, 0:32]
    inks = np.stack([x * 8, y * 8, (x + y) * 4, x * 2 + y], axis=-1).astype(np.uint8)
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    content = encode(Image.fromarray(inks, "CMYK"), kind, **options)
    if kind == "JPEG":
        assert b"Adobe" in content[:100]
    light = 1 - inks / 255.0
    truth = light[..., :3] * light[..., 3:] * 255
    assert np.abs(square(content, 32, 3) - truth).max() <= 2


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_black_and_white(encode: Encode, kind: str) -> None:
    image = Image.new("1", (8, 8), 1)
    image.paste(0, (4, 0, 8, 8))
    content = encode(image, kind)
    for channels in (1, 3):
        out = square(content, 8, channels)
        assert (out[:, :4] == 255).all()
        assert (out[:, 4:] == 0).all()


def test_only_the_first_frame_counts(encode: Encode) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    for kind, options in (("GIF", {}), ("WEBP", {"lossless": True}), ("TIFF", {})):
        content = encode(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        assert np.abs(square(content, 8, 3).astype(int) - RED).max() <= 2, kind


def test_how_many_frames_there_are(encode: Encode) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE, GREEN)]
    for kind in ("GIF", "WEBP", "TIFF", "PNG"):
        content = encode(frames[0], kind, save_all=True, append_images=frames[1:])
        assert look(content).frames == 3, kind
        assert look(encode(frames[0], kind)).frames == 1
    previews = encode(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert look(previews).frames == 1  # what a telephone writes is one photograph


@pytest.mark.skipif("AVIF" not in formats(), reason="this Pillow has none")
def test_avif(encode: Encode) -> None:
    pixels = np.stack([np.tile(np.linspace(0, 255, 32), (32, 1))] * 3, axis=-1).astype(np.uint8)
    content = encode(Image.fromarray(pixels), "AVIF", quality=95)
    assert np.abs(square(content, 32, 3).astype(int) - pixels).max() <= 6
    assert fault(content[: len(content) // 2]).kind in ("broken", "truncated")


def test_colour_as_grey_and_grey_as_colour(encode: Encode) -> None:
    grey = square(encode(Image.new("RGB", (8, 8), GREEN)), 8, 1)
    assert grey.shape == (8, 8, 1)
    assert (grey == 150).all()  # 0.587 of 255, ITU-R 601-2
    colour = square(encode(Image.new("L", (8, 8), 77)), 8, 3)
    assert (colour == 77).all()


@pytest.mark.parametrize(
    ("kind", "mode", "channels"),
    [("PNG", "1", 1), ("PNG", "L", 1), ("PNG", "LA", 1), ("PNG", "I;16", 1), ("TIFF", "F", 1),
     ("PNG", "P", 3), ("PNG", "RGB", 3), ("PNG", "RGBA", 3), ("JPEG", "CMYK", 3)],
)  # fmt: skip
def test_what_is_grey(encode: Encode, kind: str, mode: str, channels: int) -> None:
    assert look(encode(Image.new(mode, (5, 2)), kind)) == Header(5, 2, channels, 1)


def test_look_reads_the_header_alone() -> None:
    content = png(30, 20, 8, 0, (b"\0" + b"\x80" * 30) * 20)
    assert look(content[:60]) == Header(30, 20, 1, 1)
    with pytest.raises(BadImage):
        look(b"hello")
    with pytest.raises(BadImage) as caught:
        look(b"")
    assert caught.value.kind == "empty"
