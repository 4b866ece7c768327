"""``presets`` and ``settings``: where a recipe starts from, and what may be set in it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json
from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe, preset
from regnet_studio.recipe.fields import as_setting
from regnet_studio.recipe.finding import find_settings
from regnet_studio.recipe.presets import built_in_names, own_names, preset_problems, preset_summary


def presets(json: Json = False) -> None:
    """List the presets, the program's and your own: recipes to start from."""
    rows = [(name, preset_summary(name), preset(name), False) for name in built_in_names()]
    for name in own_names():
        try:
            rows.append((name, preset_summary(name), preset(name), True))
        except RecipeMistake:
            continue  # among the problems
    problems = preset_problems()
    if json:
        record = [
            {"name": name, "summary": summary, "own": own, "recipe": recipe.model_dump(mode="json")}
            for name, summary, recipe, own in rows
        ]
        return show.as_json({"presets": record, "problems": problems})
    show.table(
        ["name", "network", "epochs", "what"],
        [
            [name, recipe.model.name, recipe.stopping.epochs, f"{'yours: ' * own}{text}"]
            for name, text, recipe, own in rows
        ],
    )
    for problem in problems:
        print(f"regnet-studio: {problem}", file=sys.stderr)
    return None


def settings(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORD]...", help="Only those that say this.")
    ] = None,
    json: Json = False,
) -> None:
    """List what may be set with --set: its default, what is allowed, what it is for."""
    fields = find_settings(" ".join(words or []))
    if json:
        record = [
            {
                "key": field.key,
                "title": field.title,
                "default": field.of(Recipe()),
                "bounds": field.bounds,
                "help": field.help,
                "only_where": [need.text for need in field.applies],
            }
            for field in fields
        ]
        return show.as_json({"settings": record})
    if not fields:
        show.say("no setting says this; `regnet-studio settings` lists all of them")
    return show.table(
        ["key", "default", "allowed", "what"],
        [[f.key, as_setting(f.of(Recipe())), f.bounds, f.explained] for f in fields],
    )
