"""From the bytes of an image file to a square array of pixels."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import io
import re
import struct
import time
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from regnet_studio.data.foreign import what_it_is

MAX_PIXELS = 100_000_000
SECONDS = 30.0
"""What one file may take, in seconds of its thread's own work: others' load does not count."""
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "DIB", "GIF", "TIFF", "PPM")
_WHERE_BUILT_IN = ("AVIF", "HEIF")
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
_RESAMPLING = {
    "bicubic": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "lanczos": Image.Resampling.LANCZOS,
    "nearest": Image.Resampling.NEAREST,
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
    RuntimeError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Frame:
    """What every image is brought to."""

    size: int
    """Side of the square in pixels."""
    channels: int
    """1 (grey) or 3 (RGB)."""
    resize: str = "crop"
    """``crop``: the centre square; ``stretch``: all of it, distorted; ``pad``: all of it, with a
    border of its mean colour."""
    interpolation: str = "bicubic"
    """``bicubic``, ``bilinear``, ``lanczos`` or ``nearest``."""


_GLANCE = Frame(32, 1, interpolation="bilinear")


@dataclass(frozen=True, slots=True)
class Header:
    """What an image says of itself."""

    width: int
    """As seen upright, in pixels."""
    height: int
    channels: int
    """1: grey, 3: anything else (a palette counts as colour)."""
    frames: int
    """More than 1: an animation, or several pages, of which the first counts."""


class BadImage(Exception):
    """An image that cannot be used.

    ``kind``: ``empty``, ``broken``, ``truncated``, ``too-large`` or ``too-slow``; ``detail``:
    for people.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class _TooSlow(Exception):
    """The time for a file is up. Not an OSError: Pillow must not take it for a damaged file."""


class _Reader(io.BytesIO):
    """Hands out the bytes of a file until the time for it is up."""

    def start_clock(self) -> None:
        """From here on; a header is read byte by byte, at the speed of the plain method."""
        plain, end = super().read, time.thread_time() + SECONDS

        def read(size: int | None = -1, /) -> bytes:
            if time.thread_time() >= end:
                raise _TooSlow
            return plain(size)

        self.read = read


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Around any number of :func:`decode` calls: Pillow's remarks on odd files stay off the screen.

    Python's warning filters belong to the process, so this is entered once around a whole pool of
    decoding threads, not in each of them.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\..*")
        yield


@functools.cache
def formats() -> tuple[str, ...]:
    """The formats that are read, by Pillow's names; AVIF and HEIF where they are installed."""
    Image.init()
    if importlib.util.find_spec("pillow_heif"):
        importlib.import_module("pillow_heif").register_heif_opener()
    return _FORMATS + tuple(name for name in _WHERE_BUILT_IN if name in Image.OPEN)


def look(content: bytes) -> Header:
    """What the header tells; no pixel is decoded.

    Raises:
        BadImage: not an image, or too large.
    """
    with _opened(content) as image:
        return _header(image)


def glance(content: bytes) -> tuple[Header, NDArray[np.uint8]]:
    """The whole file decoded at the least cost, to know that it can be and roughly what it shows.

    Returns:
        the header, and the picture small and grey: uint8 [32, 32, 1].

    Raises:
        BadImage: as :func:`decode`.
    """
    with _opened(content) as image:
        header = _header(image)
        image.draft("L", (_GLANCE.size, _GLANCE.size))
        return header, _in_frame(image, content, _GLANCE)


def _header(image: Image.Image) -> Header:
    width, height = image.size
    # A TIFF says its size upright already.
    if image.format != "TIFF" and _orientation(image, loaded=False) >= 5:
        width, height = height, width
    grey = image.mode in ("1", "L", "LA", "La", "F") or image.mode.startswith("I")
    # The further pictures of an MPO are a camera's previews.
    frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
    return Header(width, height, 1 if grey else 3, frames)


def decode(content: bytes, frame: Frame) -> NDArray[np.uint8]:
    """Decode, turn upright and bring to the frame.

    An image of the frame's size comes out pixel by pixel. Transparency is laid on white, 16-bit
    values are scaled to 8 bits, only the first frame counts.

    Returns:
        uint8 [size, size, channels].

    Raises:
        BadImage: empty, not an image, damaged, too large, too slow.
    """
    with _opened(content) as image:
        return _in_frame(image, content, frame)


def fitted(image: Image.Image, frame: Frame) -> NDArray[np.uint8]:
    """An image that is held in memory as :func:`decode` gives it from a file.

    Returns:
        uint8 [size, size, channels].

    Raises:
        BadImage: it is too large, or has no pixels.
    """
    if not image.width or not image.height:
        raise BadImage("empty", "the image has no pixels")
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(image.width * image.height)
    return _fitted(image, frame)


def _in_frame(image: Image.Image, content: bytes, frame: Frame) -> NDArray[np.uint8]:
    size = frame.size
    if frame.interpolation != "nearest":
        # JPEG: decode at the smallest of 1/1, 1/2, 1/4, 1/8 that is still twice too large.
        image.draft("L" if frame.channels == 1 else "RGB", (2 * size, 2 * size))
    image.load()
    if image.format == "PNG" and _ends_in_black(image):
        _refuse_missing_rows(content)
    return _fitted(image, frame)


def _fitted(image: Image.Image, frame: Frame) -> NDArray[np.uint8]:
    size, resampling = frame.size, _RESAMPLING[frame.interpolation]
    turn = _TURNS.get(_orientation(image, loaded=True))
    plain = _plain(image, frame.channels)
    if plain.size != (size, size):
        plain = _resized(plain, frame, resampling)
    if turn is not None:
        plain = plain.transpose(turn)
    if plain.size != (size, size):
        plain = _bordered(plain, size)
    return np.asarray(plain).reshape(size, size, frame.channels)


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    if not content:
        raise BadImage("empty", "the file is empty")
    try:
        reader = _Reader(content)
        with Image.open(reader, formats=formats()) as image:
            reader.start_clock()
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(image.width * image.height)
            if image.format in ("JPEG", "MPO"):
                # In smaller bites than 2**16, between which the clock is looked at: a few
                # kilobytes can ask for thousands of passes over the picture.
                image.decodermaxblock = 2**14  # pyright: ignore[reportAttributeAccessIssue]
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Pillow's own limit, said as "Image size (N pixels) exceeds ...".
        count = re.search(r"\d+", str(error))
        raise _too_large(int(count.group()) if count else MAX_PIXELS) from error
    except _TooSlow as error:
        raise BadImage("too-slow", f"takes more than {SECONDS:g} seconds to decode") from error
    except UnidentifiedImageError as error:
        raise BadImage("broken", what_it_is(content)) from error
    except _PILLOW_FAULTS as error:
        detail = str(error) or type(error).__name__
        kind = "truncated" if "truncated" in detail.lower() else "broken"
        raise BadImage(kind, f"cannot be decoded: {detail}") from error


def _too_large(pixels: int) -> BadImage:
    return BadImage("too-large", f"{pixels:,} pixels: more than {MAX_PIXELS:,}")


def _ends_in_black(image: Image.Image) -> bool:
    corner = image.getpixel((image.width - 1, image.height - 1))
    if any(corner) if isinstance(corner, tuple) else corner:
        return False
    return not any(image.crop((0, image.height - 1, *image.size)).tobytes())


def _refuse_missing_rows(content: bytes) -> None:
    """A PNG whose data ends early, though orderly, is black from there on, says Pillow.

    Raises:
        BadImage: it holds fewer rows than its header says.
    """
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", content, 16)
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    missing = height * (1 + (width * depth * samples + 7) // 8)  # PNG specification, 7.2
    stream, place = zlib.decompressobj(), 33
    while missing > 0 and not interlaced and not stream.eof and place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        waiting = content[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        while waiting and missing > 0:
            missing -= len(stream.decompress(waiting, 2**20))
            waiting = stream.unconsumed_tail
        place += length + 12
    if missing > 0 and stream.eof:
        raise BadImage("truncated", "cannot be decoded: its last rows are missing")


def _orientation(image: Image.Image, loaded: bool) -> int:
    """EXIF's 1..8, the way the picture was held."""
    if not loaded and image.format == "PNG" and "exif" not in image.info:
        return 1  # asking would decode the whole picture
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _PILLOW_FAULTS:  # an unreadable note about the camera does not spoil the picture
        return 1


def _plain(image: Image.Image, channels: int) -> Image.Image:
    """The image as 8-bit grey or RGB."""
    mode = "L" if channels == 1 else "RGB"
    if image.mode == mode and "transparency" not in image.info:
        return image
    if image.mode == "LAB":
        image = image.convert("RGB")  # to grey there is no direct way
    if image.mode == "F" or image.mode.startswith("I"):
        image = Image.fromarray(_to_8_bits(np.asarray(image)))
    elif image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return image.convert(mode)


def _to_8_bits(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Integers of 16 bits (or 32, where some value needs them) and floats as 0..255.

    Floats are taken for 0..1, 0..255 or 0..65535, whichever is the first to hold them all.
    """
    with np.errstate(invalid="ignore"):  # signalling NaNs become 0 like the others
        numbers = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(numbers.max(initial=0))
    if values.dtype.kind == "f":
        white = 1.0 if highest <= 1 else 255.0 if highest <= 255 else 65535.0
    else:
        white = 65535.0 if highest <= 65535 else 2.0**31 - 1
    numbers *= 255 / white
    return np.clip(np.rint(numbers, out=numbers), 0, 255, out=numbers).astype(np.uint8)


def _resized(image: Image.Image, frame: Frame, resampling: Image.Resampling) -> Image.Image:
    """The image as large as it is in the frame; still to be turned and bordered."""
    width, height = image.size
    target, box = (frame.size, frame.size), (0.0, 0.0, float(width), float(height))
    if frame.resize == "crop":
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        box = (left, top, left + side, top + side)
    elif frame.resize == "pad":
        scale = frame.size / max(width, height)
        target = (max(1, round(width * scale)), max(1, round(height * scale)))
    if image.size == target:
        return image
    return image.resize(target, resampling, box=box)


def _bordered(image: Image.Image, size: int) -> Image.Image:
    """In the middle of a square of its own mean colour."""
    means = np.asarray(image).reshape(image.width * image.height, -1).mean(axis=0)
    colour = tuple(int(value) for value in np.rint(means))
    square = Image.new(image.mode, (size, size), colour)
    square.paste(image, ((size - image.width) // 2, (size - image.height) // 2))
    return square
