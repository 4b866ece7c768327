"""The course of a run, as it is drawn: events in, curves and figures out."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from regnet_studio.runs.series import Series
from regnet_studio.runs.step_table import Steps
from regnet_studio.training.event_log import is_undone
from regnet_studio.training.events import (
    Changed,
    Checkpointed,
    DiskFull,
    EpochEnded,
    Evaluated,
    Event,
    ImageSetAside,
    MemoryShort,
    Progress,
    Resumed,
    RunEnded,
    RunStarted,
    Step,
    StepSkipped,
    TrainingEnded,
    Validated,
)

MOST_TOLD = 2_000
"""Events of a run that are kept to be told in words."""
_DRAWN_ONLY = Step | Progress | Checkpointed | Validated


@dataclass(frozen=True)
class Change:
    """A setting that was changed in the midst of the run."""

    position: float
    """In epochs."""
    key: str
    before: str
    after: str


@dataclass
class Course:
    """All that is shown of one run. Positions are in epochs, accuracies 0..1."""

    run: str = ""
    model: str = ""
    dataset: str = ""
    device: str = ""
    classes: list[str] = field(default_factory=list)
    epochs: int = 0
    steps_per_epoch: int = 1
    entries: int = 0
    """Images an epoch is made of, after balancing."""
    epoch: int = 0
    step: int = 0
    stage: tuple[str, int, int] | None = None
    """Preparation going on: word, done, total."""
    images_per_second: float = 0.0
    seconds_left: float | None = None
    memory_mb: float = 0.0
    load: float | None = None
    """Of the processor that trains, 0..1."""
    lr: float | None = None
    grad_norm: float | None = None
    update_ratio: float | None = None
    skipped: int = 0
    """Steps left out because something in them was not finite."""
    set_aside: set[str] = field(default_factory=set)
    """Paths of images that could not be read any more."""
    set_aside_count: int = 0
    micro_batch: int | None = None
    """Images computed at once, where that is less than a batch because memory ended."""
    waits_for_room: bool = False
    """Whether the disk is full and the run waits."""
    changes: list[Change] = field(default_factory=list)
    best_epoch: int = 0
    best_accuracy: float | None = None
    test_accuracy: float | None = None
    status: str = ""
    validated: Validated | None = None
    """The last validation, where it was recorded."""
    told: deque[Event] = field(default_factory=lambda: deque(maxlen=MOST_TOLD))
    """The last events that can be told in words."""
    told_count: int = 0
    """How many there were in all."""
    read_to: int = 0
    """Bytes of ``events.jsonl`` that are in it, where it was read from there."""
    version: int = 0
    """Rises with every event: who draws compares it with what was drawn."""
    step_loss: Series = field(default_factory=Series)
    step_accuracy: Series = field(default_factory=Series)
    rate: Series = field(default_factory=Series)
    norm: Series = field(default_factory=Series)
    """Of the gradient."""
    train_loss: Series = field(default_factory=Series)
    train_accuracy: Series = field(default_factory=Series)
    validation_loss: Series = field(default_factory=Series)
    validation_accuracy: Series = field(default_factory=Series)

    def add(self, event: Event) -> None:
        """Take one event in; kinds that draw nothing are passed over."""
        self.version += 1
        if not isinstance(event, _DRAWN_ONLY):
            self.told.append(event)
            self.told_count += 1
        match event:
            case Progress():
                self.stage = (event.stage, event.done, event.total)
            case RunStarted():
                self._started(event)
            case Resumed():
                self._resumed(event)
            case Step():
                self._stepped(event)
            case EpochEnded():
                self._epoch_ended(event)
            case Validated():
                self.validated = event
            case TrainingEnded():
                self._training_ended(event)
            case Changed():
                position = event.step / self.steps_per_epoch
                self.changes.append(Change(position, event.key, event.before, event.after))
            case StepSkipped() | MemoryShort() | ImageSetAside() | DiskFull():
                self._troubled(event)
            case Evaluated():
                self.test_accuracy = event.accuracy
            case RunEnded():
                self.status, self.stage = event.status, None
            case _:
                pass

    def _started(self, event: RunStarted) -> None:
        self.run, self.model, self.dataset = event.run, event.model, event.dataset
        self.device, self.epochs, self.entries = event.device, event.epochs, event.entries
        self.classes = event.classes
        self.steps_per_epoch = max(event.steps_per_epoch, 1)
        self.stage = None

    def _resumed(self, event: Resumed) -> None:
        end = event.step / self.steps_per_epoch + 1e-9
        for series in self.all_series():
            series.forget_after(end)
        self.epoch, self.step, self.status, self.stage = event.epoch, event.step, "", None
        self.test_accuracy = None
        self.waits_for_room = False
        if self.validated is not None and is_undone(self.validated, event):
            self.validated = None

    def add_steps(self, steps: Steps) -> None:
        """Take many steps in at once, as :meth:`add` takes one: rows of a step table [N]."""
        if not len(steps):
            return
        self.version += 1
        xs = steps["step"] / self.steps_per_epoch
        for series, name in (
            (self.step_loss, "loss"),
            (self.step_accuracy, "accuracy"),
            (self.rate, "lr"),
            (self.norm, "grad_norm"),
        ):
            ys = steps[name]
            known = np.isfinite(ys) if name == "grad_norm" else slice(None)
            series.extend(xs[known], ys[known])
        last = steps[-1]
        self._stand(int(last["epoch"]), int(last["step"]))
        self.images_per_second = float(last["images_per_second"])
        self.seconds_left = float(last["seconds_left"])
        self.memory_mb, self.lr = float(last["memory_mb"]), float(last["lr"])
        for name in ("load", "update_ratio", "grad_norm"):
            known = np.flatnonzero(np.isfinite(steps[name]))
            if len(known):
                setattr(self, name, float(steps[name][known[-1]]))

    def _stepped(self, event: Step) -> None:
        x = event.step / self.steps_per_epoch
        self._stand(event.epoch, event.step)
        self.step_loss.add(x, event.loss)
        self.step_accuracy.add(x, event.accuracy)
        self.rate.add(x, event.lr)
        self.images_per_second, self.seconds_left = event.images_per_second, event.seconds_left
        self.memory_mb, self.lr = event.memory_mb, event.lr
        # What is told now and then stays until it is told again.
        self.load = self.load if event.load is None else event.load
        if event.update_ratio is not None:
            self.update_ratio = event.update_ratio
        if event.grad_norm is not None and math.isfinite(event.grad_norm):
            self.grad_norm = event.grad_norm
            self.norm.add(x, event.grad_norm)

    def _stand(self, epoch: int, step: int) -> None:
        self.stage = None
        self.epoch, self.step = epoch, step
        self.waits_for_room = False

    def _troubled(self, event: StepSkipped | MemoryShort | ImageSetAside | DiskFull) -> None:
        match event:
            case StepSkipped():
                self.skipped = event.total
            case MemoryShort():
                self.micro_batch = event.micro_batch
            case ImageSetAside():
                self.set_aside.add(event.path)
                self.set_aside_count = max(self.set_aside_count, len(self.set_aside))
            case DiskFull():
                self.waits_for_room = True

    def _training_ended(self, event: TrainingEnded) -> None:
        self.best_epoch = event.best_epoch
        self.best_accuracy = event.best_accuracy if event.best_epoch else None
        self.images_per_second = event.images_per_second
        self.seconds_left = 0.0
        self.skipped = max(self.skipped, event.skipped)
        self.micro_batch = event.micro_batch or self.micro_batch
        self.set_aside_count = max(self.set_aside_count, event.set_aside)

    def _epoch_ended(self, event: EpochEnded) -> None:
        self.stage = None
        self.epoch, self.step = event.epoch, event.step
        for series, value in (
            (self.train_loss, event.train_loss),
            (self.train_accuracy, event.train_accuracy),
            (self.validation_loss, event.validation_loss),
            (self.validation_accuracy, event.validation_accuracy),
        ):
            if value is not None:
                series.add(event.epoch, value)
        self.images_per_second, self.seconds_left = event.images_per_second, event.seconds_left
        self.memory_mb = event.memory_mb
        if event.best and event.validation_accuracy is not None:
            self.best_epoch, self.best_accuracy = event.epoch, event.validation_accuracy

    def all_series(self) -> tuple[Series, ...]:
        """Every curve."""
        return (
            self.step_loss,
            self.step_accuracy,
            self.rate,
            self.norm,
            self.train_loss,
            self.train_accuracy,
            self.validation_loss,
            self.validation_accuracy,
        )


def course_of(events: Iterable[Event]) -> Course:
    """The course that a run's events tell."""
    course = Course()
    for event in events:
        course.add(event)
    return course
