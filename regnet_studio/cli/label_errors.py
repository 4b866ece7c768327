"""``label-errors``: which training images are probably filed under a wrong class."""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs
from regnet_studio.cli.training import INTERRUPTED, asked_to_stop
from regnet_studio.training.events import Event, Notice, Progress

if TYPE_CHECKING:
    from regnet_studio.runs.label_errors import LabelErrors


def label_errors(
    run: RunName,
    folds: Annotated[
        int, typer.Option(help="Networks to train, each on all but one of as many parts.")
    ] = 5,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Of each training; without: the run's own number.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Print at most so many images.")] = 50,
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Find likely label errors with networks trained without the images they judge.

    Interrupted, the same command goes on where it was.
    """
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.label_errors import find_label_errors, label_errors_file

    found_run = find_run(run, runs)
    found = _followed(find_label_errors(found_run, folds, epochs))
    if found is None:
        text = "interrupted; the same command goes on from here"
        print(f"regnet-studio: {text}", file=sys.stderr)
        return INTERRUPTED
    if json:
        record = {name: value for name, value in found.to_json().items() if name in _PLAIN}
        suggestions = len(found.paths)
        show.as_json(
            {
                "run": str(found_run.path),
                **record,
                "suggestions": suggestions,
                "errors": found.records(most),
            }
        )
        return 0
    show.say(
        f"{len(found.paths):,} of {found.images:,} images probably show another class than they "
        f"are filed under; about {found.share:.1%} of the labels are estimated to be wrong "
        f"({found.folds} networks, out-of-fold accuracy {found.accuracy:.2%})"
    )
    show.table(
        ["image", "filed under", "probably", "margin"],
        [
            [each["path"], each["given"], each["suggested"], f"{each['margin']:.3f}"]
            for each in found.records(most)
        ],
    )
    if len(found.paths) > most:
        show.say(f"... and {len(found.paths) - most:,} less likely ones; --most prints more")
    show.say(f"kept in {label_errors_file(found_run)}")
    return 0


_PLAIN = ("classes", "images", "share", "accuracy", "folds", "epochs")


def _followed(work: Generator[Event, None, LabelErrors]) -> LabelErrors | None:
    """What comes of the work; None where the user interrupted it."""
    from regnet_studio.runs.label_errors import FoldStep

    with asked_to_stop() as asked, show.ProgressLine() as progress:
        try:
            while not asked:
                event = next(work)
                if isinstance(event, FoldStep):
                    text = f"fold {event.fold}/{event.folds}  epoch {event.epoch}/{event.epochs}"
                    progress.at(text, event.share, 1.0)
                elif isinstance(event, Notice) and (text := show.told(event)):
                    progress.line(text)
                elif isinstance(event, Progress):
                    continue  # of what is a moment's work here: the images are decoded already
        except StopIteration as end:
            return end.value
        finally:
            work.close()
    return None
