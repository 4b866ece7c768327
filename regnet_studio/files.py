"""Files that are written whole or not at all. Every file that matters goes through here."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from regnet_studio.errors import UserMistake


class DiskTrouble(UserMistake):
    """The disk is full, or the place cannot be written."""


def write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` in one step: what a reader sees is the old file or the new.

    Raises:
        DiskTrouble: the disk is full or the folder cannot be written; the old file is untouched.
    """
    write_with(path, lambda temporary: temporary.write_bytes(content))


def write_text(path: Path, content: str) -> None:
    """:func:`write_bytes` for UTF-8 text."""
    write_bytes(path, content.encode("utf-8"))


def write_with(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then put it in the place of ``path``.

    Raises:
        DiskTrouble: as :func:`write_bytes`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(descriptor)
        temporary = Path(name)
        try:
            write(temporary)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            # mkstemp makes private files; a result is as readable as any other file of the user.
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise trouble(error, path) from error


def trouble(error: OSError, path: Path, instead: str = "choose another folder") -> UserMistake:
    """The sentence for an operating system's refusal to write ``path``; ``instead``: what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskTrouble(
            f"the disk is full: {path} was not written; free some space, then go on, or {instead}"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DiskTrouble(f"cannot write {path}: permission denied; {instead}")
    return DiskTrouble(f"cannot write {path}: {error.strerror or error}; {instead}")


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
