"""The commands by name. Each turns its arguments into one call of a lower room and shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from regnet_studio import __version__
from regnet_studio.cli import (
    cache,
    comparison,
    datasets,
    explanation,
    label_errors,
    prediction,
    queue,
    rehearsal,
    report,
    robustness,
    runs,
    show,
)
from regnet_studio.cli import settings as settings_
from regnet_studio.cli.options import (
    Changes,
    DataPath,
    Json,
    PresetName,
    RecipeFile,
    RunName,
    Runs,
    Settings,
)
from regnet_studio.cli.training import follow
from regnet_studio.errors import UserMistake
from regnet_studio.recipe.command_line import chosen_recipe

# Rooms that need torch or scikit-learn are imported inside the commands: --help stays quick.

app = typer.Typer(
    help="Turn images into a classifier you can trust. Without a command the window opens, "
    "on PATH where one is given: `regnet-studio [PATH]`.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# The base of every mistake in the words of a command line: typer has no public name for it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # pyright: ignore[reportAssignmentType]


@app.callback(invoke_without_command=True)
def _program(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        show.say(f"regnet-studio {__version__}")
        raise typer.Exit


@app.command("open")
def open_(
    context: typer.Context,
    path: Annotated[str | None, typer.Argument(help="A dataset, a recipe or a run.")] = None,
) -> int:
    """Open the studio's window."""
    return context.obj(path)


app.command()(datasets.scan)
app.command()(datasets.datasets)


@app.command()
def models(
    classes: Annotated[int, typer.Option(min=2, max=100_000, help="Number of classes.")] = 10,
    size: Annotated[int, typer.Option(min=8, max=1024, help="Side of the images in px.")] = 32,
    family: Annotated[
        str | None, typer.Option(help="Only families with this in their name, e.g. VGG.")
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Time training steps of this network here."),
    ] = None,
    layers: Annotated[
        str | None, typer.Option(metavar="NAME", help="Show the layers of this network.")
    ] = None,
    batch: Annotated[int, typer.Option(min=2, help="Images a step when measuring.")] = 128,
    json: Json = False,
) -> None:
    """List the architectures: accuracy, parameters, multiply-accumulates, memory."""
    from regnet_studio.cli import models as listing
    from regnet_studio.models.registry import Shape

    shape = Shape(classes, 3, size)
    if layers is not None:
        return listing.show_layers(layers, shape, json)
    return listing.show_models(shape, family, measure or [], batch, json)


app.command()(settings_.presets)
app.command()(settings_.settings)
app.command("find-lr")(rehearsal.find_lr)
app.command("find-batch")(rehearsal.find_batch)
app.command()(rehearsal.preflight)


@app.command()
def train(
    recipe: RecipeFile = None,
    preset_name: PresetName = None,
    data: DataPath = None,
    settings: Settings = None,
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Train a network, evaluate it on the test images and keep it all as a run."""
    chosen = chosen_recipe(recipe, preset_name, data, settings)
    from regnet_studio.runs.execute import start

    return follow(start(chosen, runs), json)


@app.command()
def resume(run: RunName, settings: Changes = None, runs: Runs = None, json: Json = False) -> int:
    """Go on with a run that was interrupted or stopped, or give a finished one more epochs."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.execute import resume as go_on

    return follow(go_on(find_run(run, runs).path, settings or []), json)


app.command()(runs.evaluate)
app.command()(comparison.compare)
app.command()(robustness.robustness)
app.command("label-errors")(label_errors.label_errors)
app.command()(prediction.predict)
app.command()(prediction.inspect)
app.command()(explanation.explain)
app.command()(explanation.examples)
app.command()(runs.export)
app.command()(report.report)
app.command()(runs.runs)
app.command()(runs.about)
app.command()(cache.cache)
app.add_typer(queue.app, name="queue")


def run(argv: Sequence[str], open_studio: Callable[[str | None], int]) -> int:
    """Run the command that ``argv`` names; where it names none, its first word is a path to open.

    Raises:
        UserMistake: words that make no command, or whatever the command found wrong.
        KeyboardInterrupt: the user broke off.
    """
    names = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    names |= {group.name for group in app.registered_groups if group.name}
    arguments = list(argv)
    if not (arguments[0] in names or arguments[0].startswith("-")):
        arguments.insert(0, "open")
    try:
        outcome = app(
            args=arguments, prog_name="regnet-studio", standalone_mode=False, obj=open_studio
        )
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort as end:
        if isinstance(end.__context__, EOFError):  # taken for the end of the user's typing
            raise end.__context__ from None
        raise KeyboardInterrupt from end
    except UsageError as mistake:
        words = getattr(mistake, "format_message", mistake.__str__)()
        raise UserMistake(f"{words}; see `regnet-studio --help`") from mistake
    return outcome if isinstance(outcome, int) else 0
