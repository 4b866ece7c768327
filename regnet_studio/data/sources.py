"""Where the bytes of images come from: a folder, a .zip archive, or memory. Nothing is unpacked."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from regnet_studio.data.layout import Problem
from regnet_studio.errors import DataMistake

MAX_FILE_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a source: where it is, and what changes when its content does."""

    path: str
    stamp: str


class UnreadableFile(Exception):
    """A single file of a source could not be read; its text says why."""


class Source(Protocol):
    """A place that holds files. ``read`` may be called from several threads at once."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What could not be listed."""
        ...

    def list(self) -> Sequence[Listed]:
        """All files, sorted by path; paths are relative with ``/`` between the parts."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of one file.

        Raises:
            UnreadableFile: it is gone, forbidden, damaged or too large.
        """
        ...


class FolderSource:
    """The files below a folder. Links to folders are not followed: they can run in circles."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def list(self) -> Sequence[Listed]:
        found: list[Listed] = []
        for folder, folders, names in os.walk(self.root, onerror=self._note):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = Path(folder, name)
                relative = path.relative_to(self.root).as_posix()
                try:
                    status = path.stat()
                except OSError as error:
                    self._note(error)
                    continue
                if stat.S_ISREG(status.st_mode):
                    found.append(Listed(relative, f"{status.st_size}:{status.st_mtime_ns}"))
        return sorted(found, key=lambda listed: listed.path)

    def read(self, path: str) -> bytes:
        file = self.root / path
        try:
            if file.stat().st_size > MAX_FILE_BYTES:
                raise UnreadableFile("too large to be an image (over 512 MB)")
            return file.read_bytes()
        except OSError as error:
            raise UnreadableFile(error.strerror or str(error)) from error

    def _note(self, error: OSError) -> None:
        path = Path(error.filename or self.root)
        name = path.relative_to(self.root).as_posix() if path != self.root else "."
        self.problems.append(Problem(name, "unreadable", error.strerror or str(error)))


class ZipSource:
    """The files inside a .zip, read in place.

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
        self._entries = {
            info.filename: info
            for info in self._zip.infolist()
            if PurePosixPath(info.filename).parts and not info.is_dir()
        }
        for name, info in self._entries.items():
            self._refuse_outside(name, info)

    def list(self) -> Sequence[Listed]:
        entries = sorted(self._entries.items())
        return [Listed(name, f"{info.file_size}:{info.CRC:08x}") for name, info in entries]

    def read(self, path: str) -> bytes:
        info = self._entries[path]
        if info.flag_bits & 0x1:
            raise UnreadableFile("is protected by a password")
        if info.file_size > MAX_FILE_BYTES:
            raise UnreadableFile("too large to be an image (over 512 MB)")
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise UnreadableFile(f"damaged inside the archive: {error}") from error
        except (OSError, NotImplementedError, RuntimeError) as error:
            raise UnreadableFile(str(error)) from error

    def _refuse_outside(self, name: str, info: zipfile.ZipInfo) -> None:
        plain = name.replace("\\", "/")
        is_link = info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16)
        if is_link:
            fault = "is a link"
        elif plain.startswith("/") or (len(plain) > 1 and plain[1] == ":"):
            fault = "has an absolute name"
        elif ".." in PurePosixPath(plain).parts:
            fault = "points outside of the archive"
        else:
            return
        raise DataMistake(
            f"{self.file}: unsafe archive: the entry '{name}' {fault}; pack the folder again"
        )


class MemorySource:
    """Files held in memory: what a built-in set is made of."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files
        self.problems: Sequence[Problem] = ()

    def list(self) -> Sequence[Listed]:
        return [
            Listed(path, f"{len(content)}:{zlib.crc32(content):08x}")
            for path, content in sorted(self._files.items())
        ]

    def read(self, path: str) -> bytes:
        return self._files[path]
