"""A recipe as the line that trains it, and back: what is copied here is pasted anywhere."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path, PurePath

from regnet_studio.errors import RecipeMistake, nearest
from regnet_studio.recipe.fields import recipe_fields
from regnet_studio.recipe.overrides import as_override, override, override_value
from regnet_studio.recipe.presets import built_in_names, preset, preset_names
from regnet_studio.recipe.toml import load
from regnet_studio.recipe.tree import Recipe

PROGRAM = "regnet-studio"
_VALUED = ("--preset", "--data", "--set", "--runs")
_PLAIN = ("--json",)
LONGEST = 100_000
"""Letters of a line that is read: no shell takes more."""


def command_of(recipe: Recipe) -> str:
    """The shortest ``regnet-studio train ...`` that gives exactly ``recipe``, quoted for a shell.

    It begins with one of the program's own presets: the user's may be absent where it is pasted.
    """
    lines = (_from_preset(recipe, name) for name in built_in_names())
    return min(lines, key=len)


def recipe_of(command: str) -> Recipe:
    """The recipe that such a line trains; a ``$`` before it and line breaks in it are no matter.

    ``--runs`` and ``--json`` say nothing of the recipe and are passed over.

    Raises:
        RecipeMistake: it is no such line, an option is not known, or the recipe does not hold.
    """
    path, names, sources, settings = _read(_words(command))
    # Of an option given twice the last one counts, as on the command line.
    return chosen_recipe(
        path, names[-1] if names else None, sources[-1] if sources else None, settings
    )


def chosen_recipe(
    path: Path | None,
    preset_name: str | None,
    data: str | None,
    settings: Iterable[str] | None,
    verb: str = "train",
) -> Recipe:
    """The recipe of a file or a preset, with other images and values put in.

    Args:
        verb: what the command does, for the question what to do it with.

    Raises:
        RecipeMistake: both or neither are given, or it does not hold.
    """
    if path is not None and preset_name is not None:
        raise RecipeMistake("give a recipe file or --preset, not both")
    if path is not None:
        recipe = load(path)
    elif preset_name is not None:
        recipe = preset(preset_name)
    else:
        names = ", ".join(preset_names())
        raise RecipeMistake(
            f"{verb} what? Give a recipe file or --preset NAME (there are: {names})"
        )
    if data is not None:
        recipe = override_value(recipe, "data.source", data)
    return override(recipe, settings or [])


def _from_preset(recipe: Recipe, name: str) -> str:
    base = preset(name)
    words = [PROGRAM, "train", "--preset", name]
    for key, field in recipe_fields().items():
        value = field.of(recipe)
        if value == field.of(base):
            continue
        if key == "data.source" and value.isprintable() and not value.startswith("-"):
            words += ["--data", value]
        else:
            words += ["--set", as_override(field, value)]
    return shlex.join(words)


def _words(command: str) -> list[str]:
    """What follows ``train``."""
    if len(command) > LONGEST:
        raise RecipeMistake(f"this is too long to be a command line (over {LONGEST:,} letters)")
    try:
        words = shlex.split(command.replace("\\\r\n", " ").replace("\\\n", " "))
    except ValueError as error:
        raise RecipeMistake(
            f"this is no command line: {str(error).lower()}; copy it whole"
        ) from error
    words = words[1:] if words[:1] in (["$"], [">"], ["%"]) else words
    if words[1:3] == ["-m", "regnet_studio"]:  # python -m regnet_studio
        words = words[2:]
    program = PurePath(words[0].replace("\\", "/")).name if words else ""
    if program.removesuffix(".exe").replace("_", "-") != PROGRAM:
        raise RecipeMistake(
            f"this is no command line of this program: it begins with `{PROGRAM} train`"
        )
    if words[1:2] != ["train"]:
        what = words[1] if len(words) > 1 else "nothing"
        raise RecipeMistake(f"{PROGRAM} {what}: only `{PROGRAM} train ...` says a whole recipe")
    return words[2:]


def _read(words: list[str]) -> tuple[Path | None, list[str], list[str], list[str]]:
    """The recipe file, and the values of ``--preset``, ``--data`` and ``--set``."""
    values: dict[str, list[str]] = {option: [] for option in _VALUED}
    files: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            files += rest
        elif not word.startswith("-") or word == "-":
            files.append(word)
        elif word not in _PLAIN:
            option, equals, value = word.partition("=")
            if option not in _VALUED:
                known = f"it has {', '.join(_VALUED)}{nearest(option, _VALUED)}"
                raise RecipeMistake(f"{PROGRAM} train has no option {option}; {known}")
            given = value if equals else next(rest, None)
            if given is None:
                raise RecipeMistake(f"{option} needs a value, such as --set optimizer.lr=0.05")
            values[option].append(given)
    if len(files) > 1:
        raise RecipeMistake(f"{PROGRAM} train takes one recipe file, not {' and '.join(files)}")
    path = Path(files[0]) if files else None
    return path, values["--preset"], values["--data"], values["--set"]
