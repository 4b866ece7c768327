"""Following a run on the command line, and stopping it when asked, without losing anything."""

from __future__ import annotations

import signal
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from regnet_studio.cli import show
from regnet_studio.training.events import Evaluated, Event, RunEnded, RunStarted, TrainingEnded

INTERRUPTED = 130


def follow(events: Generator[Event, None, None], json: bool) -> int:
    """Show a run's events until it ends or the user interrupts.

    The first Ctrl-C (or SIGTERM) ends after the step in progress, with the state saved; a second
    one ends at once, and the run goes on from its last checkpoint.
    """
    record: dict[str, Any] = {"run": "", "epochs": 0, "best": None, "test": None}
    with asked_to_stop() as asked, show.ProgressLine() as progress:
        lines = show.TrainingLines(progress)
        try:
            for event in events:
                lines.show(event)
                _remember(record, event)
                if asked and not isinstance(event, RunEnded):
                    break
        finally:
            events.close()
    if asked:
        where = record["run"]
        text = f"interrupted; go on with: regnet-studio resume {where}" if where else "interrupted"
        print(f"regnet-studio: {text}", file=sys.stderr)
        return INTERRUPTED
    if json:
        show.as_json(record)
    elif record["test"] is not None:
        best = record["best"]
        show.say(
            f"test accuracy {record['test']['accuracy']:.2%}, "
            f"macro F1 {record['test']['macro_f1']:.4f} (epoch {best['epoch']}, chosen by its "
            f"validation accuracy of {best['accuracy']:.2%})"
        )
        show.say(
            f"trained in {show.clock(record['seconds'])} at "
            f"{record['images_per_second']:,.0f} images/s; kept in {record['run']}"
        )
    return 0


def _remember(record: dict[str, Any], event: Event) -> None:
    """Put what the event says into the record that ``train --json`` prints."""
    if isinstance(event, RunStarted):
        record["run"] = event.run
    elif isinstance(event, TrainingEnded):
        record["epochs"] = event.epochs
        record["best"] = {
            "epoch": event.best_epoch,
            "accuracy": event.best_accuracy,
            "loss": event.best_loss,
        }
        record["seconds"] = round(event.seconds, 3)
        record["images_per_second"] = round(event.images_per_second, 1)
        record["skipped"] = event.skipped
        record["set_aside"] = event.set_aside
        record["micro_batch"] = event.micro_batch
    elif isinstance(event, Evaluated):
        record["test"] = {"accuracy": event.accuracy, "macro_f1": event.macro_f1}


@contextmanager
def asked_to_stop() -> Iterator[list[int]]:
    """A list that is filled when a signal asks to stop; the second signal raises."""
    asked: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
