"""The arguments and options that commands share, and the recipe that they come to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe, load, override, preset, preset_names

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Runs = Annotated[Path | None, typer.Option("--runs", help="Folder of the runs.", metavar="DIR")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a value, e.g. optimizer.lr=0.05."),
]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change from here on, e.g. optimizer.lr=0.01."),
]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A run: its folder or its name.")]
RecipeFile = Annotated[Path | None, typer.Argument(metavar="RECIPE.toml")]
PresetName = Annotated[
    str | None, typer.Option("--preset", metavar="NAME", help="Start from a preset.")
]
DataPath = Annotated[
    str | None,
    typer.Option("--data", metavar="PATH", help="The images: folder, .zip or built-in set."),
]


def chosen_recipe(
    path: Path | None,
    preset_name: str | None,
    data: str | None,
    settings: list[str] | None,
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
        recipe = override(recipe, [f"data.source={data}"])
    return override(recipe, settings or [])
