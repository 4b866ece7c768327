"""Files that are written whole or not at all. Every file that matters goes through here.

``step`` is called before each operation that changes the disk: the tests that pull the plug, or
fill the disk, at the k-th of them replace it (the idea is that of SQLite's crash tests).
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from regnet_studio.errors import UserMistake


class DiskTrouble(UserMistake):
    """The disk is full, or the place cannot be written."""


class NoRoom(DiskTrouble):
    """The disk is full: what waits until there is room may try again."""


def step(what: str, path: Path) -> None:
    """About to change the disk: ``create``, ``sync``, ``keep``, ``replace``, ``append``..."""


def write_bytes(path: Path, content: bytes, keep: Path | None = None) -> None:
    """Replace ``path`` by ``content`` in one step: what a reader sees is the old file or the new.

    Args:
        keep: where the old file goes; it gets there only after the new one was read back and found
            to be equal to ``content``.

    Raises:
        DiskTrouble: the disk is full or the folder cannot be written; the old file is untouched.
    """

    def write(temporary: Path) -> None:
        temporary.write_bytes(content)

    def is_proven(temporary: Path) -> None:
        if keep is not None and temporary.read_bytes() != content:
            raise OSError(errno.EIO, "what was read back is not what was written")

    write_with(path, write, is_proven, keep)


def write_text(path: Path, content: str) -> None:
    """:func:`write_bytes` for UTF-8 text."""
    write_bytes(path, content.encode("utf-8"))


def write_with(
    path: Path,
    write: Callable[[Path], object],
    prove: Callable[[Path], object] | None = None,
    keep: Path | None = None,
) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then put it in the place of ``path``.

    Args:
        prove: looks at the file once it lies on the disk; raises OSError where it is not right.
        keep: where the file that was at ``path`` goes.

    Raises:
        DiskTrouble: as :func:`write_bytes`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        step("create", path)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(descriptor)
        temporary = Path(name)
        try:
            write(temporary)
            step("sync", path)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            if prove is not None:
                prove(temporary)
            # mkstemp makes private files; a result is as readable as any other file of the user.
            temporary.chmod(0o666 & ~_umask())
            if keep is not None and path.exists():
                step("keep", path)
                _keep(path, keep)
            step("replace", path)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise trouble(error, path) from error


def trouble(error: OSError, path: Path, instead: str = "choose another folder") -> UserMistake:
    """The sentence for an operating system's refusal to write ``path``; ``instead``: what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoRoom(
            f"the disk is full: {path} was not written; free some space, then go on, or {instead}"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DiskTrouble(f"cannot write {path}: permission denied; {instead}")
    return DiskTrouble(f"cannot write {path}: {error.strerror or error}; {instead}")


class Lines:
    """A file of lines that only grows, each line written whole or not at all.

    A line that a kill cut off is taken away when the file is opened again.

    Raises:
        DiskTrouble: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("ab+", buffering=0)
            self._end = self._whole_lines()
            self._file.truncate(self._end)
        except OSError as error:
            raise trouble(error, path) from error

    def append(self, line: str) -> None:
        """Write one line so that a kill of this process cannot lose it.

        Raises:
            DiskTrouble: no room; the file is as before, and the line may be appended again.
        """
        content = line.encode() + b"\n"
        try:
            step("append", self._path)
            written = self._file.write(content)
            if written != len(content):
                raise OSError(errno.ENOSPC, "no space left on device")
        except OSError as error:
            self._file.truncate(self._end)
            raise trouble(error, self._path) from error
        self._end += len(content)

    def sync(self) -> None:
        """See that what was appended outlives a power cut.

        Raises:
            DiskTrouble: the disk does not take it.
        """
        try:
            step("sync", self._path)
            os.fsync(self._file.fileno())
        except OSError as error:
            raise trouble(error, self._path) from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _whole_lines(self) -> int:
        """Where the last whole line ends."""
        end = self._file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - 65536)
            self._file.seek(start)
            newline = self._file.read(end - start).rfind(b"\n")
            if newline >= 0:
                return start + newline + 1
            end = start
        return 0


def _keep(path: Path, keep: Path) -> None:
    """Let the file at ``path`` be at ``keep`` too, in one step where the file system has links."""
    beside = keep.with_name(f".{keep.name}.link")
    beside.unlink(missing_ok=True)
    try:
        beside.hardlink_to(path)
    except OSError:  # no links on this file system: for a moment there is only the one at `keep`
        path.replace(keep)
        return
    beside.replace(keep)


def _umask() -> int:
    """The process's file mode mask (reading it means setting it: POSIX has no other way)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened (not Windows)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
