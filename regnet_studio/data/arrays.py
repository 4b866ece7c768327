"""Sets that are published as arrays of pixels: shown as image files that are made when read."""

from __future__ import annotations

import io
import math
import pickle
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.layout import Problem
from regnet_studio.data.sources import Listing, UnreadableFile
from regnet_studio.errors import DataMistake

MAX_BYTES = 2**30
"""What an array may take: more than any set that is read this way, less than a computer has."""


class ArraySource:
    """Images in memory, as files ``SPLIT/CLASS/NUMBER.ppm`` (``.pgm`` where grey).

    The number is the image's row in the published array.

    Args:
        parts: split -> images, uint8 [N, H, W, 3] or [N, H, W], and labels [N], positions in
            ``classes``.

    Raises:
        DataMistake: labels that are not of these images or classes.
    """

    def __init__(
        self,
        where: Path,
        classes: Sequence[str],
        parts: Mapping[str, tuple[NDArray[np.uint8], NDArray[np.integer[Any]]]],
    ) -> None:
        self.problems: Sequence[Problem] = ()
        self._parts = dict(parts)
        self._folders: dict[str, tuple[str, int]] = {}
        for split, (images, labels) in self._parts.items():
            if labels.shape != images.shape[:1]:
                raise DataMistake(
                    f"{where}: {len(images)} images but {labels.size} labels in its {split} part; "
                    "delete it and download it again"
                )
            if len(labels) and not 0 <= labels.min() <= labels.max() < len(classes):
                raise DataMistake(
                    f"{where}: labels from {labels.min()} to {labels.max()} in its {split} part, "
                    f"but {len(classes)} classes; delete it and download it again"
                )
            for label, name in enumerate(classes):
                self._folders[f"{split}/{name.replace('/', ' or ')}"] = split, label

    def list(self) -> Sequence[Listing]:
        listings: list[Listing] = []
        for folder, (split, label) in sorted(self._folders.items()):
            images, labels = self._parts[split]
            rows: Sequence[int] = np.flatnonzero(labels == label).tolist()
            if rows:
                sums = [zlib.crc32(images[row].tobytes()) for row in rows]
                stamps = np.column_stack([np.full(len(rows), math.prod(images.shape[1:])), sums])
                names = [_name(row, images) for row in rows]
                listings.append(Listing(folder, names, stamps.astype(np.int64)))
        return listings

    def read(self, path: str) -> bytes:
        folder, _, name = path.rpartition("/")
        number = name.partition(".")[0]
        if folder in self._folders and number.isdecimal():
            split, label = self._folders[folder]
            images, labels = self._parts[split]
            row = int(number)
            if row < len(labels) and labels[row] == label and name == _name(row, images):
                return pnm(images[row])
        raise UnreadableFile("not in the set")


def _name(row: int, images: NDArray[np.uint8]) -> str:
    return f"{row:06d}.{'pgm' if images.ndim == 3 else 'ppm'}"


def pnm(image: NDArray[np.uint8]) -> bytes:
    """A PGM or PPM file: uint8 [H, W] or [H, W, 3] with the plainest of headers."""
    height, width = image.shape[:2]
    return b"P%d\n%d %d\n255\n" % (5 if image.ndim == 2 else 6, width, height) + image.tobytes()


def read_idx(file: Path) -> NDArray[np.uint8]:
    """The array in a file of MNIST's format, packed with gzip or not.

    Four bytes (0, 0, 8 for unsigned bytes, number of dimensions), the dimensions as big-endian
    32-bit numbers, then the values (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist).

    Raises:
        DataMistake: it is not one, or more or less than it says.
    """
    try:
        content = _plain(file.read_bytes())
        if content[:3] != b"\0\0\x08" or not 1 <= content[3] <= 4:
            raise ValueError("it does not begin as an IDX file of bytes")
        shape = struct.unpack_from(f">{content[3]}I", content, 4)
        start = 4 + 4 * len(shape)
        if math.prod(shape) != len(content) - start:
            raise ValueError(f"it says {shape}, but holds {len(content) - start:,} bytes")
    except (OSError, ValueError, IndexError, EOFError, zlib.error, struct.error) as error:
        raise _unreadable(file, error) from error
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def read_mat(file: Path, *names: str, squeeze: bool = False) -> dict[str, NDArray[Any]]:
    """Arrays of a MATLAB file (up to version 7); ``squeeze``: without dimensions of one.

    Raises:
        DataMistake: it is not one, or lacks one of the arrays.
    """
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        found = loadmat(file, variable_names=names, squeeze_me=squeeze)
        return {name: np.asarray(found[name]) for name in names}
    except KeyError as error:
        raise _unreadable(file, ValueError(f"it has no {error}")) from error
    except (
        MatReadError, OSError, ValueError, TypeError, NotImplementedError, zlib.error, LookupError,
        MemoryError, OverflowError, struct.error,
    ) as error:  # fmt: skip
        raise _unreadable(file, error) from error


def unpickled(content: bytes, where: Path) -> dict[str, Any]:
    """What lies in one of the CIFAR files: dictionaries, lists, texts and arrays of bytes.

    They are pickles of Python 2. Nothing that they name is ever called or imported.

    Raises:
        DataMistake: it is damaged, or asks for anything else.
    """
    try:
        found = _ArraysOnly(io.BytesIO(content), encoding="latin1").load()
        return {
            str(key): value.array() if isinstance(value, _Array) else value
            for key, value in found.items()
        }
    except (
        pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, LookupError,
        ImportError, MemoryError, OverflowError, struct.error, RecursionError,
    ) as error:  # fmt: skip
        raise _unreadable(where, error) from error


class _Kind:
    """Stands in for ``numpy.dtype``."""

    def __init__(self, code: str, *_: object) -> None:
        if code != "u1":
            raise pickle.UnpicklingError(f"it holds values of type {code}")

    def __setstate__(self, _: object) -> None:
        pass


class _Array:
    """Stands in for ``numpy.ndarray`` and what makes one."""

    def __init__(self, *_: object) -> None:
        self._state: tuple[Any, ...] = ()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._state = state

    def array(self) -> NDArray[np.uint8]:
        _, shape, kind, by_columns, values = self._state
        if not isinstance(kind, _Kind) or by_columns:
            raise ValueError("an array is stored in another way")
        raw = values if isinstance(values, bytes) else values.encode("latin1")
        return np.frombuffer(raw, np.uint8).reshape(shape)


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        match module_name, global_name:
            case ("numpy.core.multiarray", "_reconstruct") | ("numpy", "ndarray"):
                return _Array
            case ("numpy", "dtype"):
                return _Kind
        raise pickle.UnpicklingError(f"it asks for {module_name}.{global_name}")


def _plain(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    stream = zlib.decompressobj(wbits=31)
    plain = stream.decompress(content, MAX_BYTES)
    if not stream.eof:
        raise ValueError("it is cut off, or larger than any of its kind")
    return plain


def _unreadable(file: Path, error: Exception) -> DataMistake:
    if isinstance(error, OSError) and error.strerror:
        return DataMistake(f"{file}: cannot be read: {error.strerror}; check its permissions")
    return DataMistake(f"{file}: damaged or not as published ({error}); download it again")
