"""The presets: recipes that ship with the program, as TOML files in ``resources/presets``."""

from __future__ import annotations

from functools import cache

from regnet_studio.errors import RecipeMistake, nearest
from regnet_studio.recipe.toml import load
from regnet_studio.recipe.tree import Recipe
from regnet_studio.resources import resource


@cache
def preset_names() -> tuple[str, ...]:
    """The names of all presets, sorted."""
    return tuple(sorted(path.stem for path in resource("presets").glob("*.toml")))


def preset(name: str) -> Recipe:
    """The recipe of a preset.

    Raises:
        RecipeMistake: there is no preset of that name.
    """
    if name not in preset_names():
        known = ", ".join(preset_names())
        raise RecipeMistake(
            f"no preset '{name}' (there are: {known}){nearest(name, preset_names())}"
        )
    return load(resource("presets", f"{name}.toml"))


def preset_summary(name: str) -> str:
    """What a preset is for: the comment on the first line of its file."""
    first = resource("presets", f"{name}.toml").read_text(encoding="utf-8").partition("\n")[0]
    return first.lstrip("# ").strip()
