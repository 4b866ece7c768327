"""``queue``: recipes that wait, and training them one after the other."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import (
    DataPath,
    Json,
    PresetName,
    RecipeFile,
    Runs,
    Settings,
)
from regnet_studio.cli.training import INTERRUPTED, asked_to_stop
from regnet_studio.errors import RunMistake
from regnet_studio.recipe.command_line import chosen_recipe
from regnet_studio.training.events import RunEnded

if TYPE_CHECKING:
    from regnet_studio.runs.queue import EntryEnded, Queue

_MOST_LISTED = 10

app = typer.Typer(
    help="Recipes that wait to be trained one after the other, through the night.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Number = Annotated[
    int, typer.Argument(metavar="N", help="The entry's number, as `queue list` shows it.")
]


@app.callback(invoke_without_command=True)
def _alone(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_()


@app.command()
def add(
    recipe: RecipeFile = None,
    preset_name: PresetName = None,
    data: DataPath = None,
    settings: Settings = None,
    name: Annotated[str, typer.Option(help="What the entry and its run are called.")] = "",
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Put a recipe at the end of the queue."""
    chosen = chosen_recipe(recipe, preset_name, data, settings, "add")
    queue = _queue(runs)
    entry = queue.add(chosen, name)
    if json:
        return show.as_json(entry.to_json())
    before = [other.number for other in queue.entries()].index(entry.number)
    show.say(f"entry {entry.number}, {entry.name}: {before} before it")
    return _say_who_works(queue)


@app.command("list")
def list_(runs: Runs = None, json: Json = False) -> None:
    """List what waits, and how the last entries ended."""
    queue = _queue(runs)
    if json:
        return show.as_json(_record(queue))
    entries, done = queue.entries(), queue.done()
    if not entries:
        show.say("the queue is empty: `regnet-studio queue add` puts a recipe into it")
    show.table(
        ["entry", "name", "status", "network", "epochs", "data", "added"],
        [
            [
                entry.number,
                entry.name,
                entry.status,
                entry.recipe.model.name if entry.recipe else "-",
                entry.recipe.stopping.epochs if entry.recipe else "-",
                Path(entry.recipe.data.source).name if entry.recipe else "-",
                f"{entry.added.astimezone():%Y-%m-%d %H:%M}",
            ]
            for entry in entries
        ],
    )
    for entry in entries:
        if entry.problem:
            show.say(f"entry {entry.number}: {entry.problem}")
    show.table(
        ["ended", "name", "status", "run, or why not"],
        [[one.number, one.name, one.status, one.detail or one.run] for one in done[-_MOST_LISTED:]],
    )
    return _say_who_works(queue)


@app.command()
def remove(
    numbers: Annotated[
        list[int], typer.Argument(metavar="N...", help="Numbers of entries, as listed.")
    ],
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Take entries out; a run that was interrupted stays."""
    queue = _queue(runs)
    removed = [queue.remove(number) for number in numbers]
    if json:
        return show.as_json({"removed": [entry.to_json() for entry in removed]})
    for entry in removed:
        show.say(f"entry {entry.number}, {entry.name}, is out of the queue")
    return None


@app.command()
def move(
    number: Number,
    place: Annotated[int, typer.Argument(metavar="PLACE", help="Where it shall be, from 1.")],
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Let an entry be trained earlier or later."""
    queue = _queue(runs)
    queue.move(number, place)
    if json:
        return show.as_json(_record(queue))
    order = ", ".join(f"{entry.number} ({entry.name})" for entry in queue.entries())
    return show.say(f"the queue is now: {order}")


@app.command()
def clear(runs: Runs = None, json: Json = False) -> None:
    """Take out everything but what is being trained."""
    removed = _queue(runs).clear()
    if json:
        return show.as_json({"removed": [entry.to_json() for entry in removed]})
    return show.say(f"{len(removed)} taken out of the queue")


@app.command()
def run(runs: Runs = None, json: Json = False) -> int:
    """Train what waits, one after the other.

    Ctrl-C or SIGTERM interrupts the run in progress with its state saved; called again, it goes on
    with that run.
    """
    queue = _queue(runs)
    ended, stopped = _follow(queue)
    waiting = len(queue.entries())
    if stopped:
        print("regnet-studio: interrupted; go on with: regnet-studio queue run", file=sys.stderr)
        return INTERRUPTED
    if json:
        show.as_json({"ended": [asdict(one) for one in ended], "waiting": waiting})
    elif not ended:
        show.say("the queue is empty: `regnet-studio queue add` puts a recipe into it")
    else:
        show.table(
            ["entry", "name", "status", "run, or why not"],
            [[one.number, one.name, one.status, one.detail or one.run] for one in ended],
        )
    if failed := [one for one in ended if one.status == "failed"]:
        raise RunMistake(
            f"{len(failed)} of {len(ended)} entries failed ({failed[0].name}: {failed[0].detail}); "
            f"their recipes are kept in {queue.failed_folder}"
        )
    return 0


def _follow(queue: Queue) -> tuple[list[EntryEnded], bool]:
    """Show the queue's events until it is empty; which entries ended, and whether it was stopped.

    A signal stops it as it stops ``train``.
    """
    from regnet_studio.runs.queue import EntryBegan, EntryEnded

    ended: list[EntryEnded] = []
    with asked_to_stop() as asked, show.ProgressLine() as progress:
        lines = show.TrainingLines(progress)
        events = queue.work()
        try:
            for event in events:
                if isinstance(event, EntryBegan):
                    lines = show.TrainingLines(progress)
                    goes_on = " goes on" if event.resumed else ""
                    progress.line(
                        f"entry {event.number}, {event.name}{goes_on}; {event.waiting} behind it"
                    )
                elif isinstance(event, EntryEnded):
                    ended.append(event)
                    why = f": {event.detail}" if event.detail else ""
                    progress.line(f"entry {event.number}, {event.name}: {event.status}{why}")
                else:
                    lines.show(event)
                if asked and not isinstance(event, RunEnded):  # its end is still to be noted
                    break
        finally:
            events.close()
    return ended, bool(asked)


def _queue(runs: Path | None) -> Queue:
    from regnet_studio.runs.queue import Queue

    return Queue(runs)


def _record(queue: Queue) -> dict[str, Any]:
    return {
        "entries": [entry.to_json() for entry in queue.entries()],
        "done": [one.to_json() for one in queue.done()],
        "worker": queue.worker(),
    }


def _say_who_works(queue: Queue) -> None:
    worker = queue.worker()
    if worker is not None:
        who = f"process {worker}" if worker else "another process"
        show.say(f"{who} works the queue off")
    elif queue.entries():
        show.say("nobody works the queue off: `regnet-studio queue run` does")
