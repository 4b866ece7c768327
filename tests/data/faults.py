"""Forty broken files of ten kinds, made on the spot: what must never pass for an image."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    """A PNG by hand, for what Pillow does not write; ``extra``: chunks as kind + content."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunk(part[:4], part[4:]) for part in extra)
        + chunk(b"IDAT", zlib.compress(rows, 1))
        + chunk(b"IEND", b"")
    )


def _saved(kind: str, seed: int, size: int = 48, **options: Any) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def _replaced(content: bytes, place: int, value: bytes) -> bytes:
    return content[:place] + value + content[place + len(value) :]


def truncated_photograph(variant: int) -> bytes:
    """The end of the file is missing: a full disk, a download that stopped."""
    content = _saved("JPEG" if variant < 3 else "BMP", variant)
    return content[: int(len(content) * (0.3, 0.6, 0.9, 0.99)[variant])]


def truncated_picture(variant: int) -> bytes:
    content = _saved(("PNG", "WEBP", "GIF", "TIFF")[variant], variant)
    return content[: len(content) * 3 // 5]


def nothing(variant: int) -> bytes:
    """No bytes, or nothing but zeros."""
    return b"\0" * (0, 1, 512, 40_000)[variant]


def text(variant: int) -> bytes:
    return (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
        "Photo prise en été à l'école 🙂\n".encode() * 20,
        b"path,label\na.jpg,cat\n",
        b"{}",
    )[variant]


def web_page(variant: int) -> bytes:
    return (
        b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>",
        b"<html>\n<head><title>Log in</title></head></html>",
        b"\xef\xbb\xbf\n  <!doctype HTML><p>Too many requests",
        b"<HTML></HTML>",
    )[variant]


def random_bytes(variant: int) -> bytes:
    return np.random.default_rng(variant).bytes((3, 100, 5_000, 50_000)[variant])


def header_only(variant: int) -> bytes:
    kind, keep = (("JPEG", 4), ("PNG", 40), ("GIF", 13), ("WEBP", 16))[variant]
    return _saved(kind, variant)[:keep]


def damaged_stream(variant: int) -> bytes:
    """Checksums that do not hold, and compressed data that is none."""
    content = _saved("PNG", variant)
    data = content.index(b"IDAT") + 4
    if variant == 0:
        return _replaced(content, data + 500, b"\xff\x00\xff\x00")  # the chunk's checksum
    if variant == 1:
        return _replaced(content, 29, b"\0\0\0\0")  # the header's checksum
    if variant == 2:  # the compressed stream, all checksums of chunks right
        start = b"\x89PNG\r\n\x1a\n"
        body = b"IDAT" + b"\x78\x9c" + b"\xff" * 200
        whole = struct.pack(">I", 202) + body + struct.pack(">I", zlib.crc32(body))
        return start + content[8:33] + whole + content[-12:]
    lzw = _saved("TIFF", variant, compression="tiff_lzw")
    return _replaced(lzw, 40, b"\xa5" * 400)


def impossible_size(variant: int) -> bytes:
    """Sizes that the pixels cannot fill, or that no picture has."""
    row = b"\0" + b"\x80" * 30
    if variant == 0:
        return png(30, 400, 8, 0, row * 20)  # twenty rows for four hundred
    if variant == 1:
        return png(0, 20, 8, 0, row * 20)
    if variant == 2:
        return png(2**31 - 1, 2**31 - 1, 8, 2, row)
    return _replaced(_saved("BMP", variant), 22, struct.pack("<i", 30_000))  # its height


def of_200_megapixels(variant: int) -> bytes:
    """20,000 x 10,000 pixels in a few kilobytes."""
    if variant == 0:  # a whole and correct one
        return png(20_000, 10_000, 1, 0, b"\0" * (2501 * 10_000))
    if variant == 1:
        jpeg = _saved("JPEG", variant)
        frame = jpeg.index(b"\xff\xc0") + 5
        return _replaced(jpeg, frame, struct.pack(">HH", 10_000, 20_000))
    if variant == 2:
        return _replaced(_saved("GIF", variant), 6, struct.pack("<HH", 20_000, 10_000))
    return _replaced(_saved("BMP", variant), 18, struct.pack("<ii", 20_000, 10_000))


FAULTS: dict[str, Callable[[int], bytes]] = {
    made.__name__: made
    for made in (
        truncated_photograph,
        truncated_picture,
        nothing,
        text,
        web_page,
        random_bytes,
        header_only,
        damaged_stream,
        impossible_size,
        of_200_megapixels,
    )
}
"""Kind -> a function that makes its variants 0..3."""


def faulty_files() -> dict[str, bytes]:
    """All of them by file name, such as ``text-2.jpg``: names that promise an image."""
    return {
        f"{kind}-{variant}.jpg": made(variant)
        for kind, made in FAULTS.items()
        for variant in range(4)
    }
