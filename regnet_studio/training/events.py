"""Events: frozen, JSON-serialisable records of something that happened.

The engine yields them, the command line prints them, the run directory appends them, the window
draws them. This module imports no torch, so that whoever only reads a run starts fast.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import ClassVar, TypedDict


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run."""

    kind: ClassVar[str] = ""

    def to_json(self) -> str:
        """One line of JSON, with the kind of the event."""
        return json.dumps({"kind": self.kind, **dataclasses.asdict(self)})


@dataclass(frozen=True, slots=True)
class Progress(Event):
    """A long preparation moved on: ``stage`` is a word for people, ``done`` of ``total``."""

    kind: ClassVar[str] = "progress"
    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something the user should know, such as images that were set aside."""

    kind: ClassVar[str] = "notice"
    text: str


@dataclass(frozen=True, slots=True)
class WeightsLoaded(Event):
    """The network begins with weights from elsewhere; lists give the first few names."""

    kind: ClassVar[str] = "weights_loaded"
    source: str
    """As the recipe names it."""
    file: str
    size: int
    """Of the file, in bytes."""
    digest: str
    """The file's SHA-256: the same weights are the same file."""
    tensors: int
    """Parameters and buffers that were taken..."""
    of: int
    """... of all that the network has."""
    head: bool
    """Whether the head was taken too; otherwise it begins anew."""
    prefix: str
    """What was taken off the file's names, or (``+``) put before them."""
    adapted: list[str]
    """Taken after a change of shape."""
    reshaped: list[str]
    """Not taken: of another shape."""
    missing: list[str]
    """Not in the file."""
    unexpected: list[str]
    """In the file, and nowhere in the network."""
    counts: dict[str, int]
    """How many are ``reshaped``, ``missing`` and ``unexpected``."""
    seconds: float


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """A run exists and its data and network are ready."""

    kind: ClassVar[str] = "run_started"
    run: str
    """The run directory (empty when the engine is used without one)."""
    model: str
    dataset: str
    fingerprint: str
    """Of the data set: equal only for equal images, classes and splits."""
    classes: list[str]
    images: dict[str, int]
    """Images per split."""
    size: int
    channels: int
    epochs: int
    steps_per_epoch: int
    params: int
    macs: int
    """Multiply-accumulates per image."""
    device: str
    precision: str
    channels_last: bool
    pid: int
    entries: int = 0
    """Training images an epoch holds after balancing; 0 in runs that are older than it."""


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """Training goes on from a checkpoint: what follows replaces what came after that position."""

    kind: ClassVar[str] = "resumed"
    epoch: int
    step: int


@dataclass(frozen=True, slots=True)
class Step(Event):
    """One step, or a few of them on a GPU, where asking after each would slow it down."""

    kind: ClassVar[str] = "step"
    epoch: int
    """From 1."""
    step: int
    """Steps done in the whole run."""
    loss: float
    accuracy: float
    """Share of the batch that was right, 0..1, in training mode."""
    lr: float
    images_per_second: float
    seconds_left: float
    """Estimate for the rest of the run."""
    memory_mb: float
    """Memory in use: the GPU's peak on CUDA, the process's now elsewhere."""
    grad_norm: float | None = None
    """Euclidean norm of the gradient of all weights, before clipping."""
    update_ratio: float | None = None
    """How far the step moved the weights, as a share of their norm; told now and then."""
    load: float | None = None
    """Load of the processor that trains, 0..1, over the time since the last such event."""


@dataclass(frozen=True, slots=True)
class Changed(Event):
    """A setting was changed while the run stood still; it holds for the steps from here on."""

    kind: ClassVar[str] = "changed"
    key: str
    """Of the recipe, e.g. ``optimizer.lr``."""
    before: str
    after: str
    epoch: int
    step: int


@dataclass(frozen=True, slots=True)
class StepSkipped(Event):
    """A step was left out: its loss or gradient was not finite. The weights are as before."""

    kind: ClassVar[str] = "step_skipped"
    epoch: int
    step: int
    what: str
    """``loss`` or ``gradient``."""
    images: list[str]
    """Paths of the images of its batch, the first few."""
    in_a_row: int
    """Steps left out since the last good one, this one included."""
    total: int
    """Steps left out in the whole run."""


@dataclass(frozen=True, slots=True)
class MemoryShort(Event):
    """Memory ended: batches are computed in smaller parts from here on, their sum is the same."""

    kind: ClassVar[str] = "memory_short"
    epoch: int
    step: int
    micro_batch: int
    """Images computed at once from now on."""
    detail: str


@dataclass(frozen=True, slots=True)
class ImageSetAside(Event):
    """An image could not be read any more: the run goes on without it."""

    kind: ClassVar[str] = "image_set_aside"
    path: str
    split: str
    reason: str


@dataclass(frozen=True, slots=True)
class DiskFull(Event):
    """The disk has no room: the run waits, and goes on by itself when there is some.

    For the moment only, like Progress: there is nowhere to write it down.
    """

    kind: ClassVar[str] = "disk_full"
    text: str
    waited: float
    """Seconds so far."""


@dataclass(frozen=True, slots=True)
class EpochEnded(Event):
    """An epoch was trained and, where it has one, validated."""

    kind: ClassVar[str] = "epoch_ended"
    epoch: int
    step: int
    train_loss: float
    train_accuracy: float
    validation_loss: float | None
    """None where this epoch had no validation (``stopping.validate_every``)."""
    validation_accuracy: float | None
    lr: float
    images_per_second: float
    """Training images over the seconds spent training them, data path included."""
    seconds: float
    """Training and validation so far, pauses left out."""
    seconds_left: float
    memory_mb: float
    best_accuracy: float | None
    """Highest validation accuracy so far; None before the first validation."""
    best: bool
    """Whether this is the best epoch so far, by validation accuracy, then loss."""


class WrongImage(TypedDict):
    """An image that was taken for another class."""

    path: str
    """In the data set."""
    truth: int
    guess: int
    """Class numbers."""
    probability: float
    """Of the guess, 0..1."""


@dataclass(frozen=True, slots=True)
class Validated(Event):
    """What a validation found: which classes were taken for which, and the surest mistakes.

    Bounded: some 40 KB where there are a thousand classes, some 3 KB where there are ten.
    """

    kind: ClassVar[str] = "validated"
    epoch: int
    step: int
    images: list[int]
    """Of each class [K]; empty, as is ``right``, where there are more than 1,000 classes."""
    right: list[int]
    """Those of them that were recognised [K]."""
    mistaken: list[list[int]]
    """``[truth, guess, images]``, by class numbers, the most frequent first: at most 2,000."""
    wrong: list[WrongImage]
    """Mistakes of which the network was surest, the surest first: at most 24."""


@dataclass(frozen=True, slots=True)
class HeadRetrained(Event):
    """The last layer of the best epoch's network was trained anew on balanced features."""

    kind: ClassVar[str] = "head_retrained"
    features: int
    """Numbers by which an image is described."""
    images: list[int]
    """Training images of each class."""
    examples: list[int]
    """What the last layer was trained on, by class: images and examples made by SMOTE."""
    accuracy_before: float
    """On validation, as the epochs left the network."""
    accuracy: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Checkpointed(Event):
    """The state is safe on disk: a resume would go on from here."""

    kind: ClassVar[str] = "checkpointed"
    epoch: int
    step: int


@dataclass(frozen=True, slots=True)
class TrainingEnded(Event):
    """All epochs are done, or the user stopped and keeps the best.

    ``best_epoch`` is 0 where training was stopped before the first validation.
    """

    kind: ClassVar[str] = "training_ended"
    epochs: int
    best_epoch: int
    best_accuracy: float
    best_loss: float
    seconds: float
    images_per_second: float
    stopped: bool
    skipped: int = 0
    """Steps left out because their loss or gradient was not finite."""
    set_aside: int = 0
    """Images that could not be read any more and were left out."""
    micro_batch: int | None = None
    """Images computed at once at the end, where less than a batch."""


@dataclass(frozen=True, slots=True)
class Evaluated(Event):
    """The best weights were evaluated on a split; the report is in the run directory."""

    kind: ClassVar[str] = "evaluated"
    split: str
    images: int
    accuracy: float
    macro_f1: float
    loss: float


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """The last event of a run: ``finished``, ``stopped``, ``interrupted`` or ``failed``."""

    kind: ClassVar[str] = "run_ended"
    status: str
    detail: str = ""
