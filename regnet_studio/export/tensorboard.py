"""Export for TensorBoard: the curves of a run, and what was said beside them."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from regnet_studio import files
from regnet_studio.errors import ExportMistake
from regnet_studio.recipe import Recipe, dump
from regnet_studio.training.events import (
    Changed,
    EpochEnded,
    Evaluated,
    Event,
    HeadRetrained,
    ImageSetAside,
    MemoryShort,
    Notice,
    RunEnded,
    Step,
    StepSkipped,
)

NAME = "tensorboard"
FILE = "events.out.tfevents.regnet-studio"
"""TensorBoard takes every file with ``tfevents`` in its name; this one is replaced as a whole."""

_TOLD = 1000
_SAID = Notice | Changed | StepSkipped | MemoryShort | ImageSetAside | HeadRetrained | RunEnded


def require_tensorboard() -> None:
    """See that the package is there before any work.

    Raises:
        ExportMistake: it is not; says how to get it.
    """
    if importlib.util.find_spec("tensorboard") is None:
        raise ExportMistake(
            'export to tensorboard needs tensorboard: pip install "regnet-studio[tensorboard]"'
        )


def write_tensorboard(
    events: Sequence[Event],
    recipe: Recipe,
    out: Path,
    ended: float,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write a run's events to the folder ``out``; an earlier export of the run is replaced.

    Curves lie over the steps of the whole run: ``loss/step`` and ``accuracy/step`` of single
    batches, ``loss/train``, ``loss/validation`` and so on of epochs, ``accuracy/test`` at the end.
    Texts are the recipe and what was noted, with the step at which it was.

    Args:
        events: without what a resume did over; see
            :func:`~regnet_studio.training.event_log.as_it_counts`.
        out: TensorBoard calls the run what this folder is called.
        ended: when the last event happened, in seconds since 1970; events know no clock but the
            seconds of training, from which the time of each is counted back.
        on_progress: is told how many of the events are written.

    Returns:
        the files.

    Raises:
        ExportMistake: the package is missing.
        DiskTrouble: no room or no permission.
    """
    require_tensorboard()
    from torch.utils.tensorboard import SummaryWriter

    steps = list(_steps(events))
    seconds = list(_seconds(events, steps, recipe.optimizer.batch_size))
    began = ended - (seconds[-1] if seconds else 0.0)
    try:
        with tempfile.TemporaryDirectory() as folder:
            with SummaryWriter(folder) as writer:
                writer.add_text("recipe", f"```toml\n{dump(recipe)}\n```", 0, began)
                placed = zip(events, steps, seconds, strict=True)
                for number, (event, step, after) in enumerate(placed):
                    if on_progress and number % _TOLD == 0:
                        on_progress(number, len(events))
                    for tag, value in _scalars(event).items():
                        if value is not None:
                            writer.add_scalar(tag, value, step, began + after)
                    if isinstance(event, _SAID):
                        writer.add_text(event.kind, _words(event), step, began + after)
            (written,) = Path(folder).iterdir()
            files.write_bytes(out / FILE, written.read_bytes())
    except OSError as error:
        raise files.trouble(error, out) from error
    return [out / FILE]


def _scalars(event: Event) -> dict[str, float | None]:
    """The points that an event adds to the curves, by name; None: this one has no such point."""
    match event:
        case Step():
            return {
                "loss/step": event.loss,
                "accuracy/step": event.accuracy,
                "learning_rate": event.lr,
                "gradient/norm": event.grad_norm,
                "gradient/update_ratio": event.update_ratio,
                "machine/images_per_second": event.images_per_second,
                "machine/memory_mb": event.memory_mb,
                "machine/load": event.load,
            }
        case EpochEnded():
            return {
                "loss/train": event.train_loss,
                "accuracy/train": event.train_accuracy,
                "loss/validation": event.validation_loss,
                "accuracy/validation": event.validation_accuracy,
                "epoch": event.epoch,
            }
        case Evaluated():
            return {
                f"loss/{event.split}": event.loss,
                f"accuracy/{event.split}": event.accuracy,
                f"macro_f1/{event.split}": event.macro_f1,
            }
    return {}


def _steps(events: Sequence[Event]) -> Iterator[int]:
    """Steps done when each happened; what has no step of its own stays where the last one was."""
    step = 0
    for event in events:
        match event:
            case Step() | EpochEnded() | StepSkipped() | MemoryShort() | Changed():
                step = event.step
        yield step


def _seconds(events: Sequence[Event], steps: Sequence[int], batch_size: int) -> Iterator[float]:
    """Seconds of training up to each event: epochs tell theirs, steps lie evenly between them.

    Steps after the last whole epoch lie as far apart as their pace says.
    """
    ended = [event for event in events if isinstance(event, EpochEnded)]
    known = [0, *(event.step for event in ended)]
    told = [0.0, *(event.seconds for event in ended)]
    beyond = 0.0
    for event, step in zip(events, steps, strict=True):
        if isinstance(event, Step) and step > known[-1] and event.images_per_second > 0:
            beyond = (step - known[-1]) * batch_size / event.images_per_second
        yield float(np.interp(step, known, told)) + (beyond if step > known[-1] else 0.0)


def _words(event: Event) -> str:
    """An event in Markdown: its fields, or its text where that is all it has."""
    fields = asdict(event)
    if list(fields) == ["text"]:
        return fields["text"]
    return "  \n".join(f"{name}: {value}" for name, value in fields.items() if value != "")
