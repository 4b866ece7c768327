"""Where the bytes of images come from: a folder, memory or (see ``archives``) an archive."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.layout import Problem
from regnet_studio.errors import DataMistake

MAX_FILE_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that lie directly in one folder of a source."""

    folder: str
    """Relative to the source, ``/`` between the parts; empty for the source itself."""
    names: list[str]
    """Sorted."""
    stamps: NDArray[np.int64]
    """[n, 2]: numbers that change when the content of a file does."""


class UnreadableFile(Exception):
    """A single file of a source could not be read; its text says why."""


class Source(Protocol):
    """A place that holds files. ``read`` may be called from several threads at once."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What could not be listed."""
        ...

    def list(self) -> Sequence[Listing]:
        """All files, folder by folder, sorted by the folders' paths."""
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

    def list(self) -> Sequence[Listing]:
        """All files, folder by folder.

        Raises:
            DataMistake: the folder itself cannot be read.
        """
        self.problems.clear()
        try:
            os.scandir(self.root).close()
        except OSError as error:
            raise DataMistake(
                f"{self.root}: cannot be read ({error.strerror}); check its permissions"
            ) from error
        listings: list[Listing] = []
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            names: list[tuple[str, int, int]] = []
            try:
                with os.scandir(self.root / folder) as entries:
                    for entry in entries:
                        self._sort(entry, folder, names, waiting)
            except OSError as error:
                self._note(folder, error)
            if names:
                names.sort()
                stamps = np.array([(size, time) for _, size, time in names], dtype=np.int64)
                listings.append(Listing(folder, [name for name, _, _ in names], stamps))
        return sorted(listings, key=lambda listing: listing.folder)

    def read(self, path: str) -> bytes:
        try:
            with open(f"{self.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 (quicker)
                if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                    raise UnreadableFile("too large to be an image (over 512 MB)")
                return file.readall()
        except OSError as error:
            raise UnreadableFile(error.strerror or str(error)) from error

    def _sort(
        self,
        entry: os.DirEntry[str],
        folder: str,
        names: list[tuple[str, int, int]],
        waiting: list[str],
    ) -> None:
        path = f"{folder}/{entry.name}" if folder else entry.name
        try:
            status = entry.stat()
            if stat.S_ISREG(status.st_mode):
                # Both times: a copy may keep that of its original; a change of rights counts, too.
                times = status.st_mtime_ns + status.st_ctime_ns
                names.append((entry.name, status.st_size, times))
            elif entry.is_symlink():
                self.problems.append(Problem(path, "link", "left out: a link to a folder"))
            elif stat.S_ISDIR(status.st_mode):
                waiting.append(path)
        except OSError as error:  # gone since it was listed, a broken link, a link to itself
            self._note(path, error)

    def _note(self, path: str, error: OSError) -> None:
        self.problems.append(Problem(path or ".", "unreadable", error.strerror or str(error)))


class MemorySource:
    """Files held in memory: what a built-in set is made of."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files
        self.problems: Sequence[Problem] = ()

    def list(self) -> Sequence[Listing]:
        return listed({path: (len(c), zlib.crc32(c)) for path, c in self._files.items()})

    def read(self, path: str) -> bytes:
        return self._files[path]


def listed(stamps: dict[str, tuple[int, int]]) -> Sequence[Listing]:
    """Paths with their stamps, folder by folder."""
    folders: dict[str, list[tuple[str, tuple[int, int]]]] = {}
    for path in sorted(stamps):
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append((name, stamps[path]))
    return [
        Listing(
            folder,
            [name for name, _ in found],
            np.array([stamp for _, stamp in found], dtype=np.int64).reshape(-1, 2),
        )
        for folder, found in sorted(folders.items())
    ]
