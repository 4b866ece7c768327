"""The image files that a user means by naming files and folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Sequence
from pathlib import Path

from regnet_studio.data.decode import BadImage
from regnet_studio.data.layout import EXTENSIONS, Problem
from regnet_studio.data.sources import MAX_FILE_BYTES
from regnet_studio.errors import DataMistake

_TOLD_EVERY = 1000


def finding(paths: Sequence[Path]) -> Generator[int, None, tuple[list[str], list[Problem]]]:
    """Files as they are named, and the images below folders; yields how many it has so far.

    Folders are gone through in the order of their paths, hidden files and folders left out, links
    to folders not followed. What is named twice comes once.

    Returns:
        the paths, and the folders that could not be looked into.

    Raises:
        DataMistake: a path does not exist or is no file, or a folder holds no images.
    """
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            inside = yield from _below(path, problems, len(found))
            if not inside and not problems:
                raise DataMistake(f"{path}: no images in this folder")
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[str(path)] = None
        elif path.exists():
            raise DataMistake(f"{path}: not a file; give images or folders")
        else:
            raise DataMistake(f"{path}: no such image")
    return list(found), problems


def read_image(path: str) -> bytes:
    """The bytes of an image file; from any thread.

    Raises:
        BadImage: it is gone, forbidden or too large.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 (quicker); before opening, which waits at a pipe
        if not stat.S_ISREG(status.st_mode):
            raise BadImage("unreadable", "not a file")
        if status.st_size > MAX_FILE_BYTES:
            raise BadImage("too-large", "too large to be an image (over 512 MB)")
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (quicker)
            return file.readall()
    except OSError as error:
        raise BadImage("unreadable", error.strerror or str(error)) from error


def _below(root: Path, problems: list[Problem], before: int) -> Generator[int, None, list[str]]:
    found: list[str] = []

    def note(error: OSError) -> None:
        where = str(error.filename or root)
        problems.append(Problem(where, "unreadable", error.strerror or str(error)))

    told = 0
    for folder, folders, names in os.walk(root, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            os.path.join(folder, name)  # noqa: PTH118 (ten times quicker, and there are many)
            for name in names
            if name[name.rfind(".") :].lower() in EXTENSIONS and not name.startswith(".")
        ]
        if len(found) >= told + _TOLD_EVERY:
            told = len(found)
            yield before + told
    # A folder before the files whose names go on where its own ends, as Path would have it.
    return sorted(found, key=lambda path: path.replace(os.sep, "\0"))
