"""The recipe: one frozen tree that says all of an experiment.

Every field is declared here once, with its type, bounds, default, unit and one line of help. The
window's form, ``--set``, the TOML file, the help text and the checks are all derived from it.
``advanced`` marks what the window keeps folded away.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

VERSION = 1


def _field(
    default: Any,
    help: str,
    *,
    title: str | None = None,
    unit: str = "",
    advanced: bool = False,
    **bounds: Any,
) -> Any:
    return Field(
        default=default,
        title=title,
        description=help,
        json_schema_extra={"unit": unit, "advanced": advanced},
        **bounds,
    )


class Section(BaseModel):
    """A branch of the recipe: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Data(Section):
    """Where the images come from and how they are set apart."""

    source: str = _field(
        "digits", "A built-in set, or the path of a folder or .zip of images", min_length=1
    )
    size: int | None = _field(
        None,
        "Side to which images are resized; empty: chosen from the images",
        title="Image size",
        unit="px",
        ge=8,
        le=1024,
    )
    test_share: float = _field(
        0.15, "Share of images held back for the test, where the set has no test split",
        advanced=True, gt=0, le=0.5,
    )  # fmt: skip
    validation_share: float = _field(
        0.1, "Share of training images held back to choose the best epoch, where none are given",
        advanced=True, gt=0, le=0.5,
    )  # fmt: skip


class Model(Section):
    """Which network learns."""

    name: str = _field(
        "resnet20", "The network, as `regnet-studio models` lists it", title="Architecture"
    )
    stem: Literal["auto", "small", "standard"] = _field(
        "auto",
        "First layers of ResNet-18/34/50: small keeps the resolution (auto: up to 48 px)",
        advanced=True,
    )


class Augment(Section):
    """How training images are varied, anew in each epoch."""

    crop_padding: int = _field(
        4,
        "Move images at random by up to this much, edges mirrored",
        title="Shift",
        unit="px",
        ge=0,
        le=64,
    )
    flip: bool = _field(True, "Mirror images left to right at random; not for digits or text")


class Optimizer(Section):
    """How the weights are changed at each step."""

    name: Literal["sgd", "adamw"] = _field("sgd", "The optimisation method", title="Method")
    lr: float = _field(0.1, "At its highest", title="Learning rate", gt=0, le=10)
    batch_size: int = _field(128, "Images per step", unit="images", ge=2, le=16384)
    weight_decay: float = _field(
        5e-4, "Pull of weights toward zero (not on norms and biases)", advanced=True, ge=0, le=1
    )
    momentum: float = _field(0.9, "Momentum of SGD, first beta of AdamW", advanced=True, ge=0, lt=1)
    nesterov: bool = _field(True, "Nesterov's momentum (SGD only)", advanced=True)


class Schedule(Section):
    """How the learning rate moves over the run."""

    name: Literal["one_cycle", "cosine", "multi_step", "constant"] = _field(
        "one_cycle", "How the learning rate falls after the warm-up", title="Course"
    )
    warmup: float = _field(
        0.2, "Share of the run in which the learning rate rises to its highest",
        advanced=True, ge=0, le=0.9,
    )  # fmt: skip
    milestones: tuple[float, ...] = _field(
        (0.5, 0.75), "Shares of the run at which multi_step lowers the rate", advanced=True
    )
    gamma: float = _field(
        0.1, "By how much multi_step lowers the rate", title="Factor", advanced=True, gt=0, le=1
    )

    @field_validator("milestones")
    @classmethod
    def _milestones_rise(cls, marks: tuple[float, ...]) -> tuple[float, ...]:
        if list(marks) != sorted(set(marks)) or not all(0 < mark < 1 for mark in marks):
            raise ValueError("must rise and lie between 0 and 1, e.g. 0.5, 0.75")
        return marks


class Loss(Section):
    """What the training makes small."""

    label_smoothing: float = _field(
        0.0, "Share of the target spread evenly over all classes", ge=0, le=0.9
    )


class Stopping(Section):
    """When the training ends."""

    epochs: int = _field(10, "Passes over the training images", unit="epochs", ge=1, le=100_000)


class Compute(Section):
    """Where and how the arithmetic is done."""

    device: Literal["auto", "cpu", "cuda", "mps"] = _field(
        "auto", "Processor that trains; auto takes the fastest there is"
    )
    precision: Literal["auto", "bf16", "fp32"] = _field(
        "auto",
        "Number format of the heavy arithmetic; auto takes bf16 where the processor has it",
        advanced=True,
    )
    channels_last: Literal["auto", "on", "off"] = _field(
        "auto", "Memory layout; auto: channels last on CPU and CUDA", advanced=True
    )
    threads: int | None = _field(
        None,
        "CPU threads; empty: one per core. One thread is faster where other programs are busy",
        unit="threads",
        advanced=True,
        ge=1,
        le=512,
    )
    checkpoint_minutes: float = _field(
        5.0, "Longest time between two checkpoints inside an epoch", unit="min", advanced=True,
        gt=0, le=1440,
    )  # fmt: skip


class Recipe(Section):
    """All of an experiment. The same recipe on the same machine gives the same result."""

    version: Literal[1] = Field(default=VERSION, description="Version of this file's format")
    data: Data = Data()
    model: Model = Model()
    augment: Augment = Augment()
    optimizer: Optimizer = Optimizer()
    schedule: Schedule = Schedule()
    loss: Loss = Loss()
    stopping: Stopping = Stopping()
    compute: Compute = Compute()
    seed: int = _field(0, "Decides everything that is drawn at random", ge=0, le=2**31 - 1)
