"""From the bytes of an image file to an array of pixels."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 100_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM")
_GREY = {"1", "L", "LA", "La", "I", "F"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# All of these were seen to come out of Pillow for damaged files (facts.md).
_PILLOW_FAULTS = (
    OSError,
    ValueError,
    SyntaxError,
    NotImplementedError,
    MemoryError,
    OverflowError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
)


class BadImage(Exception):
    """An image that cannot be used; ``kind`` as in :class:`Problem`, ``detail`` for people."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Around any number of :func:`decode` calls: Pillow's remarks on odd files stay off the screen.

    Python's warning filters belong to the process, so this is entered once around a whole pool of
    decoding threads, not in each of them.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\..*")
        yield


def look(content: bytes) -> tuple[int, int, bool]:
    """Width, height and whether it is grey, from the header alone.

    Raises:
        BadImage: not an image.
    """
    with _opened(content) as image:
        return image.width, image.height, is_grey(image)


def is_grey(image: Image.Image) -> bool:
    """Whether the image has one channel (a palette counts as colour)."""
    return image.mode in _GREY or image.mode.startswith("I;")


def decode(content: bytes, size: int, channels: int) -> NDArray[np.uint8]:
    """Decode, turn upright, scale the short side to ``size`` and cut out the centre square.

    An image that is ``size`` x ``size`` already comes out pixel by pixel. Transparency is laid on
    white, 16-bit values are scaled to 8 bits, only the first frame counts.

    Returns:
        uint8 [size, size, channels], channels 1 (grey) or 3 (RGB).

    Raises:
        BadImage: empty, not an image, damaged, too large.
    """
    with _opened(content) as image:
        # JPEG only: decode at the smallest of 1/1, 1/2, 1/4, 1/8 that is still twice too large.
        image.draft("L" if channels == 1 else "RGB", (2 * size, 2 * size))
        image.load()
        turn = _TURNS.get(_orientation(image))
        square = _square(_plain(image, channels), size)
        if turn is not None:
            square = square.transpose(turn)
        return np.asarray(square).reshape(size, size, channels)


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    if not content:
        raise BadImage("empty", "the file is empty")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(image.width * image.height)
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Pillow's own limit, said as "Image size (N pixels) exceeds ...".
        count = re.search(r"\d+", str(error))
        raise _too_large(int(count.group()) if count else MAX_PIXELS) from error
    except UnidentifiedImageError as error:
        raise BadImage("broken", "not an image, whatever its name says") from error
    except _PILLOW_FAULTS as error:
        detail = str(error) or type(error).__name__
        kind = "truncated" if "truncated" in detail.lower() else "broken"
        raise BadImage(kind, f"cannot be decoded: {detail}") from error


def _too_large(pixels: int) -> BadImage:
    return BadImage("too-large", f"{pixels:,} pixels: more than {MAX_PIXELS:,}")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _PILLOW_FAULTS:  # an unreadable note about the camera does not spoil the picture
        return 1


def _plain(image: Image.Image, channels: int) -> Image.Image:
    """The image as 8-bit grey or RGB."""
    mode = "L" if channels == 1 else "RGB"
    if image.mode == mode and "transparency" not in image.info:
        return image
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        image = Image.fromarray(_to_8_bits(np.asarray(image)))
    elif image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return image.convert(mode)


def _to_8_bits(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """16-bit integers (0..65535) and floats (0..1, or 0..255) as 0..255."""
    with np.errstate(invalid="ignore"):  # signalling NaNs become 0 like the others
        numbers = np.nan_to_num(values.astype(np.float64))
    if values.dtype.kind == "f":
        scale = 255.0 if numbers.size and numbers.max() <= 1.0 else 1.0
    else:
        scale = 255.0 / 65535.0
    return np.clip(np.rint(numbers * scale), 0, 255).astype(np.uint8)


def _square(image: Image.Image, size: int) -> Image.Image:
    width, height = image.size
    if width == height == size:
        return image
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return image.resize(
        (size, size), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side)
    )
