"""Files that are named like images and are none."""

from __future__ import annotations

import re

_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a .zip archive or an office document"),
    (b"\x1f\x8b", "a .gz archive"),
    (b"8BPS", "a Photoshop file: save it as PNG"),
    (b"\x00\x00\x01\x00", "an icon: save it as PNG"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 image: save it as PNG"),
    (b"\x00\x00\x00\x0cJXL", "a JPEG XL image: save it as PNG"),
    (b"\xff\x0a", "a JPEG XL image: save it as PNG"),
    (b"%!PS", "a PostScript drawing: save it as PNG"),
)
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*")


def what_it_is(content: bytes) -> str:
    """What a file is that Pillow does not know, said to a person: its first bytes tell."""
    for start, what in _OTHERS:
        if content.startswith(start):
            return f"not an image but {what}" if ":" not in what else what
    if content[4:8] == b"ftyp":
        if content[8:12] in (b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"):
            return "a HEIC image: pip install pillow-heif to read it"
        if content[8:11] == b"avi":
            return "an AVIF image: this Pillow cannot read it, 11.3 and newer can"
        return "not an image but a video"
    if content.startswith(_STARTS):
        return "cut off after its first bytes, or its header is damaged"
    head = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "an SVG drawing: save it as PNG"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page, not an image (a download that was refused?)"
    if not content.strip(b"\0"):
        return "nothing but zero bytes (a disk or a download that failed?)"
    if re.fullmatch(rb"[\t\r\n\x20-\x7e\x80-\xff]*", head) and _is_text(content):
        return "text, not an image, whatever its name says"
    return "not an image, whatever its name says"


def _is_text(content: bytes) -> bool:
    try:
        content[:100_000].decode()
    except UnicodeDecodeError as error:
        return error.start > 90_000  # the cut may have split a letter
    return True
