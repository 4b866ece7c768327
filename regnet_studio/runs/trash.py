"""Runs that were deleted, kept in a folder beside the others until it is emptied.

The window asks the desktop for its own trash first; this one is for where there is none.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from regnet_studio.errors import RunMistake
from regnet_studio.files import trouble
from regnet_studio.runs.directory import Run

FOLDER = ".trash"


def refuse_going(path: Path, what: str) -> None:
    """Only a run that nobody works on is moved out of the way.

    Args:
        what: what would have been done to it, such as ``deleted``.

    Raises:
        RunMistake: it is going on, or there is no run.
    """
    run = Run(path)
    if run.is_locked():
        raise RunMistake(f"{run.title} is going on and cannot be {what}: stop it first")


def throw_away(path: Path) -> Path:
    """Move a run into the trash of its runs folder; says where it lies then.

    Raises:
        RunMistake: it is going on, or there is no run.
        DiskTrouble: the folder cannot be written.
    """
    refuse_going(path, "deleted")
    place = path.parent / FOLDER
    try:
        place.mkdir(exist_ok=True)
        lies = _free(place / path.name)
        path.rename(lies)
    except OSError as error:
        raise trouble(error, path, "close what has it open, then delete it again") from error
    return lies


def take_back(lies: Path, path: Path) -> None:
    """Put a run back to where it was.

    Raises:
        RunMistake: it is no longer in the trash, or its old place is taken.
        DiskTrouble: the folder cannot be written.
    """
    if not lies.is_dir():
        raise RunMistake(f"{path.name} is no longer in the trash")
    if path.exists():
        raise RunMistake(f"{path} is there already; move it away to get the deleted one back")
    try:
        shutil.move(lies, path)
    except OSError as error:
        raise trouble(error, path, "look for it in the trash") from error


def thrown_away(root: Path) -> list[Path]:
    """The runs in the trash of a runs folder."""
    place = root / FOLDER
    return sorted(path for path in place.iterdir() if path.is_dir()) if place.is_dir() else []


def empty(root: Path) -> None:
    """Delete for good what lies in the trash of a runs folder.

    Raises:
        DiskTrouble: something cannot be deleted.
    """
    for path in thrown_away(root):
        try:
            shutil.rmtree(path)
        except OSError as error:
            raise trouble(error, path, "delete it by hand") from error


def _free(path: Path) -> Path:
    """``path``, with a number behind it where there is one of that name."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
