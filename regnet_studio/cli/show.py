"""What the command line prints: JSON or tables on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from regnet_studio.training.events import (
    Changed,
    DiskFull,
    EpochEnded,
    Evaluated,
    Event,
    HeadRetrained,
    ImageSetAside,
    MemoryShort,
    Notice,
    Resumed,
    RunStarted,
    Step,
    StepSkipped,
    WeightsLoaded,
)
from regnet_studio.training.events import Progress as Preparing

_LINE_SECONDS = 10.0
_WIDE = 240
_NAMED = 3
"""Images of a bad batch that are named."""


def as_json(record: dict[str, Any]) -> None:
    """One JSON object on stdout and nothing else; ASCII, so that no terminal can spoil it."""
    print(json.dumps(record, indent=1))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; the first column is text, a column of numbers sits right."""
    rows = [[str(cell) for cell in row] for row in rows]
    if not rows:
        return
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        numeric = bool(rows) and all(
            row[number].replace(",", "").replace(".", "").rstrip("% MKG").isdecimal()
            for row in rows
            if row[number] not in ("", "-")
        )
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(cell.replace("[", "\\[") for cell in row))
    # In a pipe there is no edge to fold at.
    Console(width=None if sys.stdout.isatty() else _WIDE).print(shown)


def say(text: str) -> None:
    """A line on stdout."""
    print(text)


class ProgressLine:
    """A bar on a terminal, a line now and then elsewhere; always on stderr."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._printed = time.monotonic()
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not self._live,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> ProgressLine:
        self._bar.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._bar.stop()

    def at(self, description: str, done: float, total: float) -> None:
        """Show how far it is."""
        if self._live:
            if self._task is None:
                self._task = self._bar.add_task(description, total=total)
            self._bar.update(self._task, description=description, completed=done, total=total)
        elif time.monotonic() - self._printed > _LINE_SECONDS:
            self._printed = time.monotonic()
            print(f"{description}  {done / max(total, 1):.0%}", file=sys.stderr, flush=True)

    def line(self, text: str) -> None:
        """A line that stays, above the bar."""
        if self._live:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            print(text, file=sys.stderr, flush=True)


class TrainingLines:
    """A run as it goes, for people: one line an epoch and a bar."""

    def __init__(self, progress: ProgressLine) -> None:
        self._progress = progress
        self._started: RunStarted | None = None
        self._reached = (0.0, 1.0)
        """How far the bar is, and how far it goes."""
        self._waits = False
        """Whether the run waits for room on the disk."""

    def show(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, DiskFull):
            self._wait(event)
            return
        self._waits = False
        if isinstance(event, Preparing):
            what = event.stage if " " in event.stage else f"{event.stage} images"
            self._at(what, event.done, event.total)
        elif isinstance(event, RunStarted):
            self._started = event
            self._progress.line(started(event))
            self._progress.line(f"run {event.run}")
        elif isinstance(event, Changed) and event.key == "stopping.epochs" and self._started:
            self._started = replace(self._started, epochs=int(event.after))
        elif isinstance(event, Step) and self._started:
            total = self._started.epochs * self._started.steps_per_epoch
            self._at(
                f"epoch {event.epoch}/{self._started.epochs}  loss {event.loss:.3f}  "
                f"{event.images_per_second:,.0f} img/s",
                event.step,
                total,
            )
        elif isinstance(event, EpochEnded):
            epochs = self._started.epochs if self._started else event.epoch
            self._progress.line(epoch_line(event, epochs))
        if text := told(event):
            self._progress.line(text)

    def _at(self, description: str, done: float, total: float) -> None:
        self._reached = (done, total)
        self._progress.at(description, done, total)

    def _wait(self, event: DiskFull) -> None:
        """One line when the wait begins; then the bar tells how long it is."""
        if not self._waits:
            self._progress.line(f"paused: {event.text}")
        self._waits = True
        waited = clock(event.waited)
        self._progress.at(f"waiting for room on the disk, {waited}", *self._reached)


def told(event: Event) -> str | None:
    """What an event says in a line; None for those that :class:`TrainingLines` shows in its way."""
    match event:
        case Notice():
            return f"note: {event.text}"
        case WeightsLoaded():
            return f"weights: {loaded(event)}"
        case Resumed():
            return f"resumed in epoch {event.epoch}, after {event.step} steps"
        case Changed():
            return f"changed: {event.key} = {event.after} (was {event.before})"
        case StepSkipped():
            more = ", ..." if len(event.images) > _NAMED else ""
            return (
                f"step {event.step} left out: its {event.what} is not finite ({event.in_a_row} in "
                f"a row, {event.total} in all); images: {', '.join(event.images[:_NAMED])}{more}"
            )
        case MemoryShort():
            return (
                f"memory ended: batches are computed in parts of {event.micro_batch} images from "
                f"here on ({event.detail})"
            )
        case ImageSetAside():
            return f"image set aside ({event.split}): {event.path}: {event.reason}"
        case HeadRetrained():
            return (
                f"last layer trained anew on {sum(event.examples):,} balanced examples of "
                f"{event.features} features: validation {event.accuracy_before:.2%} -> "
                f"{event.accuracy:.2%}"
            )
        case Evaluated():
            return (
                f"{event.split}: {event.accuracy:.2%} of {event.images:,} images, "
                f"macro F1 {event.macro_f1:.4f}"
            )
        case _:
            return None


def started(event: RunStarted) -> str:
    """What a run is about, in a line."""
    balanced = (
        ""
        if event.entries in (0, event.images["train"])
        else (f", {event.entries:,} an epoch after balancing")
    )
    images = ", ".join(f"{count:,} {split}" for split, count in event.images.items())
    return (
        f"{event.model} on {event.dataset}: {len(event.classes)} classes, {images} images "
        f"of {event.size} px{balanced}; {event.params / 1e6:.2f} M parameters, "
        f"{event.macs / 1e6:.1f} M MACs; {event.device}, {event.precision}"
    )


def epoch_line(event: EpochEnded, epochs: int) -> str:
    """An epoch in a line."""
    validation = " " * 23
    if event.validation_loss is not None and event.validation_accuracy is not None:
        validation = f"validation {event.validation_loss:.3f} {event.validation_accuracy:6.2%}"
    return (
        f"epoch {event.epoch:>3}/{epochs}  train {event.train_loss:.3f} "
        f"{event.train_accuracy:6.2%}  {validation}{' *' if event.best else '  '}  "
        f"{event.images_per_second:,.0f} img/s  {clock(event.seconds_left)} left"
    )


def loaded(event: WeightsLoaded) -> str:
    """What of a file of weights the network took, in a line."""
    parts = [
        f"{event.tensors} of {event.of} tensors from {event.source} (sha256 {event.digest[:12]})",
        "its head as well" if event.head else "a new head",
        *([f"prefix {event.prefix}"] if event.prefix else []),
        *(f"changed to fit: {name}" for name in event.adapted),
    ]
    words = {
        "reshaped": "of another shape, fresh",
        "missing": "not in the file, fresh",
        "unexpected": "in the file unused",
    }
    for kind, text in words.items():
        if count := event.counts.get(kind, 0):
            first = ", ".join(getattr(event, kind))
            parts.append(f"{count} {text} ({first}{', ...' if count > 3 else ''})")
    return "; ".join(parts)


def clock(seconds: float) -> str:
    """``1:02:03`` or ``2:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
