"""Archives, read in place. A compressed .tar is unpacked once, to a plain one in the cache."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from regnet_studio import cache, files
from regnet_studio.data.layout import Problem
from regnet_studio.data.progress import Done, Progress, staged, taking
from regnet_studio.data.sources import MAX_FILE_BYTES, Listing, Source, UnreadableFile, listed
from regnet_studio.errors import DataMistake
from regnet_studio.folders import cache_folder

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
"""The endings of files that :func:`opening_archive` opens."""
_TOO_LARGE = "too large to be an image (over 512 MB)"
_ELSEWHERE = "set REGNET_STUDIO_CACHE to another folder"
_BITE = 2**20
_COMPRESSIONS: tuple[tuple[bytes, Callable[[IO[bytes]], IO[bytes]]], ...] = (
    (b"\x1f\x8b", gzip.open),  # pyright: ignore[reportAssignmentType]
    (b"BZh", bz2.open),  # pyright: ignore[reportAssignmentType]
    (b"\xfd7zXZ\0", lzma.open),  # pyright: ignore[reportAssignmentType]
)
_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OverflowError,
    struct.error,
)  # fmt: skip
# What tarfile was seen to raise for damaged headers, by its own words or not.
_TAR_FAULTS = (tarfile.TarError, ValueError, OverflowError, EOFError, IndexError, RecursionError)


def opening_archive(file: Path) -> Generator[Progress, None, Source]:
    """The files of an archive; yields while a compressed .tar is being unpacked.

    Raises:
        DataMistake: not a whole archive, or one with names that point outside of it.
        DiskTrouble: no room to unpack it.
    """
    if file.name.lower().endswith(".zip"):
        return ZipSource(file)
    plain = yield from staged("unpacking", plain_tar(file))
    return TarSource(plain, shown=file)


class ZipSource:
    """The files inside a .zip.

    Raises:
        DataMistake: not a whole zip, or one with names that point outside of it.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []
        try:
            self._zip = zipfile.ZipFile(file)
        except zipfile.BadZipFile as error:
            raise DataMistake(
                f"{file}: not a whole .zip (cut off or damaged); download or pack it again"
            ) from error
        except (OSError, NotImplementedError, ValueError) as error:
            raise DataMistake(f"{file}: cannot be read: {error}") from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            is_link = info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16)
            # What some packers of Windows write is meant as folders.
            path = _path_inside(file, info.filename.replace("\\", "/"), is_link)
            if path and not info.is_dir():
                self._entries[path] = info

    def list(self) -> Sequence[Listing]:
        return listed({path: (info.file_size, info.CRC) for path, info in self._entries.items()})

    def read(self, path: str) -> bytes:
        info = self._entries.get(path)
        if info is None:
            raise UnreadableFile("not in the archive")
        if info.flag_bits & 0x1:
            raise UnreadableFile("is protected by a password")
        if info.file_size > MAX_FILE_BYTES:
            raise UnreadableFile(_TOO_LARGE)
        try:
            return self._zip.read(info)
        except _ZIP_FAULTS as error:
            raise UnreadableFile(f"damaged inside the archive: {error}") from error
        except (OSError, NotImplementedError, RuntimeError) as error:
            raise UnreadableFile(str(error)) from error


class TarSource:
    """The files inside a plain .tar.

    Args:
        shown: the file that messages name, where it is another one.

    Raises:
        DataMistake: not a whole tar, or one with names that point outside of it.
    """

    def __init__(self, file: Path, shown: Path | None = None) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._shown = shown or file
        archive = file.stat()
        # folder -> names, sorted; and for each where it starts, its size and time: [n, 3].
        self._folders: dict[str, tuple[list[str], NDArray[np.int64]]] = {}
        found: dict[str, dict[str, tuple[int, int, int]]] = {}
        links: dict[str, str] = {}
        for member in self._members():
            path = _path_inside(self._shown, member.name)
            if member.isdir() or not path:
                continue
            if member.islnk():  # a further name of a file that was packed before
                links[path] = member.linkname
            elif not member.isreg() or member.issparse():
                kind = "link" if member.issym() else "unreadable"
                what = {"link": "a link", "unreadable": "not a plain file"}[kind]
                self.problems.append(Problem(path, kind, f"left out: {what}"))
            else:
                folder, _, name = path.rpartition("/")
                # Of the archive as well: packed so that it can be built again, all times are equal.
                times = f"{member.mtime!r} {archive.st_size} {archive.st_mtime_ns}"
                time = zlib.crc32(times.encode())  # no number is too large for it
                found.setdefault(folder, {})[name] = (member.offset_data, member.size, time)
        for path, target in links.items():
            folder, _, name = _plain_path(target).rpartition("/")
            place = found.get(folder, {}).get(name)
            if place is None:
                self.problems.append(Problem(path, "link", f"left out: a link to '{target}'"))
            else:
                folder, _, name = path.rpartition("/")
                found.setdefault(folder, {})[name] = place
        for folder in sorted(found):
            names = sorted(found[folder])
            places = np.array([found[folder][name] for name in names], dtype=np.int64)
            self._folders[folder] = names, places

    def list(self) -> Sequence[Listing]:
        return [
            Listing(folder, names, places[:, 1:])
            for folder, (names, places) in self._folders.items()
        ]

    def read(self, path: str) -> bytes:
        start, size = self.place(path)
        if size > MAX_FILE_BYTES:
            raise UnreadableFile(_TOO_LARGE)
        try:
            with self.file.open("rb") as file:  # one each: threads do not move one another's place
                file.seek(start)
                content = file.read(size)
        except OSError as error:
            raise UnreadableFile(error.strerror or str(error)) from error
        if len(content) < size:
            raise UnreadableFile("the archive was cut off meanwhile")
        return content

    def place(self, path: str) -> tuple[int, int]:
        """Where a file starts in the archive, and its size, in bytes.

        Raises:
            UnreadableFile: there is no such file.
        """
        folder, _, name = path.rpartition("/")
        names, places = self._folders.get(folder, ([], None))
        at = bisect_left(names, name)
        if places is None or at == len(names) or names[at] != name:
            raise UnreadableFile("not in the archive")
        return int(places[at, 0]), int(places[at, 1])

    def _members(self) -> Iterator[tarfile.TarInfo]:
        try:
            with tarfile.open(self.file, "r:") as tar:
                while (member := tar.next()) is not None:
                    if member.size < 0:
                        raise tarfile.ReadError("negative size")
                    # It would keep a kilobyte for each.
                    tar.members.clear()  # pyright: ignore[reportAttributeAccessIssue]
                    yield member
                end = tar.offset
            with self.file.open("rb") as file:
                file.seek(end)
                # tarfile takes a damaged header for the end; the true end is a block of zeros.
                if any(file.read(512)):
                    raise tarfile.ReadError("bad header")
        except _TAR_FAULTS as error:
            raise DataMistake(
                f"{self._shown}: not a whole .tar (cut off or damaged); download or pack it again"
            ) from error
        except OSError as error:
            raise DataMistake(
                f"{self._shown}: cannot be read: {error.strerror or error}; check its permissions"
            ) from error


def plain_tar(file: Path, to: Path | None = None) -> Generator[Done, None, Path]:
    """The plain .tar in a compressed one, made once; yields (bytes read, bytes in all).

    Args:
        file: compressed with gzip, bzip2 or xz, or not at all: then it is what is returned.
        to: where the plain one belongs; None: in the cache.

    Raises:
        DataMistake: damaged, cut off, or no .tar inside.
        DiskTrouble: no room for it. What was written is removed, as when the work is closed.
    """
    try:
        status = file.stat()
        with file.open("rb") as packed:
            start = packed.read(6)
    except OSError as error:
        raise DataMistake(f"{file}: cannot be read: {error.strerror or error}") from error
    opened = next((opener for magic, opener in _COMPRESSIONS if start.startswith(magic)), None)
    if opened is None:
        return file
    if to is None:
        key = f"{file.absolute()}\0{status.st_size}\0{status.st_mtime_ns}"
        digest = hashlib.blake2b(os.fsencode(key), digest_size=16).hexdigest()
        to = cache_folder() / "archives" / f"{digest}.tar"
    part, lock = to.with_name(f"{to.name}.part"), FileLock(f"{to}.lock", thread_local=False)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        yield from taking(lock, lambda: (0, status.st_size))
        try:
            cache.mark_used(to)
            if not to.is_file():
                cache.make_room()
                with part.open("wb") as plain:
                    for content, done in _unpacked(file, opened):
                        plain.write(content)
                        yield done, status.st_size
                    plain.flush()
                    os.fsync(plain.fileno())
                part.replace(to)
        finally:
            part.unlink(missing_ok=True)
            lock.release()
    except OSError as error:
        raise files.trouble(error, to, _ELSEWHERE) from error
    return to


def _unpacked(file: Path, opened: Callable[[IO[bytes]], IO[bytes]]) -> Iterator[tuple[bytes, int]]:
    """The content in bites, and how many bytes of the file were read for it."""
    try:
        with file.open("rb") as packed, opened(packed) as content:
            first = True
            while bite := content.read(_BITE):
                if first and any(bite[:512]):
                    tarfile.TarInfo.frombuf(bite[:512], "utf-8", "surrogateescape")
                first = False
                yield bite, packed.tell()
    except tarfile.TarError as error:
        raise DataMistake(f"{file}: there is no .tar in it; pack the folder again") from error
    except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        raise DataMistake(
            f"{file}: cut off or damaged ({error}); download or pack it again"
        ) from error


def _plain_path(name: str) -> str:
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _path_inside(archive: Path, name: str, is_link: bool = False) -> str:
    """The path of an entry without empty parts and dots; empty for the archive itself.

    Raises:
        DataMistake: a name that points outside, or a link in a .zip.
    """
    plain = name.replace("\\", "/")
    if is_link:
        fault = "is a link"
    elif plain.startswith("/") or (len(plain) > 1 and plain[1] == ":"):
        fault = "has an absolute name"
    elif ".." in plain.split("/"):
        fault = "points outside of the archive"
    else:
        return _plain_path(name)
    raise DataMistake(
        f"{archive}: unsafe archive: the entry '{name}' {fault}; pack the folder again"
    )
