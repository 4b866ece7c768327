"""The user's own presets: kept, renamed, deleted, and handed on as files."""

from __future__ import annotations

import re
from pathlib import Path

from regnet_studio.errors import RecipeMistake
from regnet_studio.files import trouble, write_text
from regnet_studio.folders import presets_folder
from regnet_studio.recipe.presets import built_in_names, own_files, preset_path
from regnet_studio.recipe.toml import dump, load
from regnet_studio.recipe.tree import Recipe

LONGEST_NAME, LONGEST_SUMMARY = 60, 200
_NAME = re.compile(r"[^\W_](?:[\w .()+-]*[\w()+-])?")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for itself, with any ending."""


def checked_name(name: str) -> str:
    """``name`` as a preset can be called: it is a file's name on every system.

    Raises:
        RecipeMistake: it cannot, or a preset that ships with the program is called so.
    """
    name = " ".join(name.split())
    if not name:
        raise RecipeMistake("a preset needs a name, such as photos-small")
    if len(name) > LONGEST_NAME:
        raise RecipeMistake(f"preset '{name[:20]}…': take a name of at most {LONGEST_NAME} letters")
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise RecipeMistake(
            f"preset '{name}': take a name of letters, numbers, spaces and - + . ( ) that begins "
            "with a letter or a number"
        )
    if name.casefold() in (known.casefold() for known in built_in_names()):
        raise RecipeMistake(
            f"preset '{name}': a preset of the program is called so; take another name"
        )
    return name


def taken_name(name: str) -> str:
    """The own preset that is called so, in small or capital letters; empty: none."""
    alike = (path.stem for path in own_files() if path.stem.casefold() == name.casefold())
    return next(alike, "")


def preset_text(recipe: Recipe, summary: str) -> str:
    """A recipe as the text of a preset's file."""
    return f"# {' '.join(summary.split())[:LONGEST_SUMMARY]}\n{dump(recipe)}"


def save_preset(name: str, summary: str, recipe: Recipe, replace: bool = False) -> str:
    """Keep ``recipe`` as one of the user's own presets.

    Args:
        summary: one line that says what it is for.
        replace: whether it may take the place of an own preset of that name.

    Returns:
        the name it is kept under.

    Raises:
        RecipeMistake: the name does not do, or is taken.
        DiskTrouble: it could not be written.
    """
    name = checked_name(name)
    taken = taken_name(name)
    if taken and not replace:
        raise RecipeMistake(f"preset '{taken}': there is one already; take another name")
    write_text(presets_folder() / f"{taken or name}.toml", preset_text(recipe, summary))
    return taken or name


def rename_preset(name: str, new: str) -> str:
    """Call one of the user's own presets something else.

    Returns:
        the name it has now.

    Raises:
        RecipeMistake: it is none of the user's own, or the new name does not do or is taken.
        DiskTrouble: the folder cannot be written.
    """
    path, new = _own_path(name), checked_name(new)
    taken = taken_name(new)
    if taken and taken != name:
        raise RecipeMistake(f"preset '{taken}': there is one already; take another name")
    try:
        path.rename(path.with_name(f"{new}.toml"))
    except OSError as error:
        raise trouble(error, path) from error
    return new


def delete_preset(name: str) -> None:
    """Delete one of the user's own presets.

    Raises:
        RecipeMistake: it is none of the user's own.
        DiskTrouble: the folder cannot be written.
    """
    path = _own_path(name)
    try:
        path.unlink()
    except OSError as error:
        raise trouble(error, path) from error


def import_preset(path: Path, replace: bool = False) -> str:
    """Take a recipe's file in among the user's own presets, under the name of the file.

    Raises:
        RecipeMistake: it is no recipe, or its name does not do or is taken.
        DiskTrouble: it could not be written.
    """
    recipe = load(path)
    if path.is_dir():
        path = path / "recipe.toml"
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    summary = first.lstrip("# ").strip() if first.startswith("#") else ""
    return save_preset(path.stem, summary, recipe, replace)


def export_preset(recipe: Recipe, summary: str, path: Path) -> None:
    """Write a recipe to a file that others can import as a preset, or train with.

    Raises:
        DiskTrouble: it could not be written.
    """
    write_text(path, preset_text(recipe, summary))


def _own_path(name: str) -> Path:
    if name in built_in_names():
        raise RecipeMistake(f"preset '{name}' ships with the program and stays as it is")
    return preset_path(name)
