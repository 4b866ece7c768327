"""The course of a run, as the window draws it: events in, bounded curves and figures out. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from regnet_studio.training.events import (
    Changed,
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
)

MOST_POINTS = 1_000
"""A curve never holds more: wider than most windows, and cheap to redraw (facts.md, Speed)."""


class Series:
    """A curve that stays bounded: full, its neighbours are merged and each point stands for twice
    as many values as before."""

    def __init__(self, most: int = MOST_POINTS) -> None:
        self._most = most
        self._xs: list[float] = []
        self._ys: list[float] = []
        self._stride = 1
        self._pending: list[tuple[float, float]] = []

    def __len__(self) -> int:
        return len(self._xs)

    @property
    def points(self) -> tuple[list[float], list[float]]:
        """Positions and values to draw."""
        return self._xs, self._ys

    def add(self, x: float, y: float) -> None:
        """One more value; ``x`` rises from call to call."""
        self._pending.append((x, y))
        if len(self._pending) < self._stride:
            return
        self._xs.append(sum(p[0] for p in self._pending) / len(self._pending))
        self._ys.append(sum(p[1] for p in self._pending) / len(self._pending))
        self._pending.clear()
        if len(self._xs) >= self._most:
            self._xs = _halved(self._xs)
            self._ys = _halved(self._ys)
            self._stride *= 2

    def forget_after(self, x: float) -> None:
        """Drop what lies beyond ``x``: a resume does it over."""
        keep = sum(1 for position in self._xs if position <= x)
        del self._xs[keep:], self._ys[keep:]
        self._pending.clear()


def _halved(values: list[float]) -> list[float]:
    pairs = zip(values[::2], values[1::2], strict=False)
    halved = [(first + second) / 2 for first, second in pairs]
    return halved + values[-1:] if len(values) % 2 else halved


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
    """All that the Train page shows of one run. Positions are in epochs, accuracies 0..1."""

    run: str = ""
    model: str = ""
    dataset: str = ""
    device: str = ""
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
        self.steps_per_epoch = max(event.steps_per_epoch, 1)
        self.stage = None

    def _resumed(self, event: Resumed) -> None:
        end = event.step / self.steps_per_epoch + 1e-9
        for series in self.all_series():
            series.forget_after(end)
        self.epoch, self.step, self.status, self.stage = event.epoch, event.step, "", None
        self.test_accuracy = None
        self.waits_for_room = False

    def _stepped(self, event: Step) -> None:
        x = event.step / self.steps_per_epoch
        self.stage = None
        self.epoch, self.step = event.epoch, event.step
        self.step_loss.add(x, event.loss)
        self.step_accuracy.add(x, event.accuracy)
        self.rate.add(x, event.lr)
        self.images_per_second, self.seconds_left = event.images_per_second, event.seconds_left
        self.memory_mb, self.lr = event.memory_mb, event.lr
        self.waits_for_room = False
        # What is told now and then stays until it is told again.
        self.load = self.load if event.load is None else event.load
        if event.update_ratio is not None:
            self.update_ratio = event.update_ratio
        if event.grad_norm is not None and math.isfinite(event.grad_norm):
            self.grad_norm = event.grad_norm
            self.norm.add(x, event.grad_norm)

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


def course_of(events: list[Event]) -> Course:
    """The course that a run's recorded events tell."""
    course = Course()
    for event in events:
        course.add(event)
    return course
