"""The arguments and options that commands share, and the recipe that they come to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
