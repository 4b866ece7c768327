"""The presets: recipes to start from, as TOML files whose first line says what they are for.

Those that ship with the program lie in ``resources/presets``; the user's own lie in the folder
``REGNET_STUDIO_PRESETS`` and are written by :mod:`regnet_studio.recipe.own_presets`. A file there
that bears the name of a built-in preset is passed over.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from regnet_studio.errors import RecipeMistake, nearest
from regnet_studio.folders import presets_folder
from regnet_studio.recipe.toml import load
from regnet_studio.recipe.tree import Recipe
from regnet_studio.resources import resource


@cache
def built_in_names() -> tuple[str, ...]:
    """The names of the presets that ship with the program, sorted."""
    return tuple(sorted(path.stem for path in resource("presets").glob("*.toml")))


def own_names() -> tuple[str, ...]:
    """The names of the user's own presets, sorted; whether they can be read shows when they are."""
    known = {name.casefold() for name in built_in_names()}
    names = [path.stem for path in own_files() if path.stem.casefold() not in known]
    return tuple(sorted(names, key=str.casefold))


def preset_names() -> tuple[str, ...]:
    """The names of all presets: the built-in ones, then the user's own."""
    return (*built_in_names(), *own_names())


def preset(name: str) -> Recipe:
    """The recipe of a preset.

    Raises:
        RecipeMistake: there is no preset of that name, or its file is damaged.
    """
    return _built_in(name) if name in built_in_names() else load(preset_path(name))


def preset_path(name: str) -> Path:
    """The file of a preset.

    Raises:
        RecipeMistake: there is no preset of that name.
    """
    if name in built_in_names():
        return resource("presets", f"{name}.toml")
    if name in own_names():
        return presets_folder() / f"{name}.toml"
    known = ", ".join(preset_names())
    raise RecipeMistake(f"no preset '{name}' (there are: {known}){nearest(name, preset_names())}")


def preset_summary(name: str) -> str:
    """What a preset is for: the comment on the first line of its file; empty where it has none."""
    try:
        with preset_path(name).open(encoding="utf-8") as file:
            first = file.readline(1000)
    except (OSError, UnicodeDecodeError):  # `preset` says what is wrong with it
        return ""
    return first.lstrip("# ").strip() if first.startswith("#") else ""


def preset_problems() -> list[str]:
    """One sentence for each own file that is no preset, or cannot be one."""
    problems: list[str] = []
    for path in own_files():
        if path.stem.casefold() in (name.casefold() for name in built_in_names()):
            problems.append(
                f"{path}: the preset of the program that is called so comes first; rename the file"
            )
            continue
        try:
            load(path)
        except RecipeMistake as mistake:
            problems.append(str(mistake))
    return problems


def own_files() -> list[Path]:
    """The files in the folder of the user's own presets, sorted; none where there is no folder."""
    return sorted(presets_folder().glob("[!.]*.toml"))


@cache
def _built_in(name: str) -> Recipe:
    return load(resource("presets", f"{name}.toml"))
