"""The recipe, of the training: how weights change, until when, and where it is computed."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from regnet_studio.recipe.section import Section, Wanted, field

_BY_MUON: dict[str, Wanted] = {"optimizer.name": ("muon",)}


class Optimizer(Section):
    """How the weights are changed at each step."""

    name: Literal["sgd", "adamw", "nadam", "rmsprop", "muon", "lamb"] = field(
        "sgd",
        "The optimisation method; muon turns filters by orthogonal steps and leaves the rest to "
        "SGD, lamb needs the extra zoo",
        title="Method",
    )
    lr: float = field(0.1, "At its highest", title="Learning rate", gt=0, le=10)
    batch_size: int = field(128, "Images per step", unit="images", ge=2, le=16384)
    weight_decay: float = field(
        5e-4, "Pull of weights toward zero (not on norms and biases)", advanced=True, ge=0, le=1
    )
    momentum: float = field(
        0.9, "Momentum of SGD, RMSprop and Muon, first beta of the others", advanced=True, ge=0,
        lt=1,
    )  # fmt: skip
    nesterov: bool = field(
        True,
        "Nesterov's momentum (SGD and Muon)",
        advanced=True,
        applies={"optimizer.name": ("sgd", "muon"), "optimizer.momentum": "set"},
    )
    companion_lr: float = field(
        0.05,
        "Highest learning rate of what Muon leaves to SGD: biases, norms, first layer and head",
        advanced=True,
        applies=_BY_MUON,
        gt=0,
        le=10,
    )
    head_lr: float | None = field(
        None,
        "Highest learning rate of the last layer beside Muon; empty: that of its companion",
        advanced=True,
        applies=_BY_MUON,
        gt=0,
        le=10,
    )
    filter_norm: bool = field(
        False,
        "Muon scales each layer's filters back to one length after every step; for networks with "
        "a norm after each convolution",
        title="Filters keep their length",
        advanced=True,
        applies=_BY_MUON,
    )
    clip_norm: float | None = field(
        None, "Longest gradient: a longer one is shortened to this norm; empty: off",
        title="Gradient clipping", advanced=True, gt=0, le=1e6,
    )  # fmt: skip
    ema: float = field(
        0.0,
        "Averaged weights: each step keeps this share of the average, which is what is validated "
        "and kept; 0: off",
        title="Weight averaging",
        advanced=True,
        ge=0,
        lt=1,
    )

    @property
    def head_scale(self) -> float:
        """Learning rate of the last layer over that of what is optimised beside it."""
        if self.name != "muon" or self.head_lr is None:
            return 1.0
        return self.head_lr / self.companion_lr


class Schedule(Section):
    """How the learning rate moves over the run."""

    name: Literal["one_cycle", "cosine", "linear", "step", "multi_step", "plateau", "constant"] = (
        field(
            "one_cycle",
            "How the learning rate falls after the warm-up: straight to 0 (one_cycle), to a last "
            "share (linear, cosine), in steps, or whenever validation stands still (plateau)",
            title="Course",
        )
    )
    warmup: float = field(
        0.2, "Share of the run in which the learning rate rises to its highest",
        advanced=True, ge=0, le=0.9,
    )  # fmt: skip
    last: float = field(
        0.0,
        "Share of the highest rate at which linear and cosine end",
        title="Last rate",
        advanced=True,
        applies={"schedule.name": ("linear", "cosine")},
        ge=0,
        le=1,
    )
    restarts: int = field(
        0, "How often cosine begins again at the highest rate (SGDR)", advanced=True, ge=0, le=100,
        applies={"schedule.name": ("cosine",)},
    )  # fmt: skip
    every: int = field(
        30, "After how many epochs step lowers the rate, each time",
        title="Step length", unit="epochs", advanced=True,
        ge=1, le=100_000, applies={"schedule.name": ("step",)},
    )  # fmt: skip
    milestones: tuple[float, ...] = field(
        (0.5, 0.75), "Shares of the run at which multi_step lowers the rate", advanced=True,
        applies={"schedule.name": ("multi_step",)},
    )  # fmt: skip
    gamma: float = field(
        0.1, "By how much step, multi_step and plateau lower the rate", title="Factor",
        advanced=True, gt=0, le=1, applies={"schedule.name": ("step", "multi_step", "plateau")},
    )  # fmt: skip
    patience: int = field(
        5, "Validations without a better loss after which plateau lowers the rate",
        title="Plateau length", advanced=True,
        ge=1, le=10_000, applies={"schedule.name": ("plateau",)},
    )  # fmt: skip

    @field_validator("milestones")
    @classmethod
    def _milestones_rise(cls, marks: tuple[float, ...]) -> tuple[float, ...]:
        if list(marks) != sorted(set(marks)) or not all(0 < mark < 1 for mark in marks):
            raise ValueError("must rise and lie between 0 and 1, e.g. 0.5, 0.75")
        return marks


class Loss(Section):
    """What the training makes small."""

    name: Literal["cross_entropy", "focal"] = field(
        "cross_entropy", "Focal loss counts images less the surer the network is", title="Loss"
    )
    focal_gamma: float = field(
        2.0, "How much less the focal loss counts sure images", advanced=True, ge=0, le=10,
        applies={"loss.name": ("focal",)},
    )  # fmt: skip
    label_smoothing: float = field(
        0.0, "Share of the target spread evenly over all classes", ge=0, le=0.9
    )
    hard_batch: float = field(
        1.0,
        "Hard-example mining in each batch: the share of its images, those with the highest loss, "
        "that counts",
        title="Hard examples (batch)",
        advanced=True,
        gt=0,
        le=1,
    )
    hard_epoch: float = field(
        0.0,
        "Hard-example mining between epochs: this share of the images, the easiest in the epoch "
        "before, gives its place to as many of the hardest",
        title="Hard examples (epoch)",
        advanced=True,
        ge=0,
        le=0.5,
    )
    class_weights: Literal["none", "inverse", "effective"] = field(
        "none",
        "Count rare classes more: by the inverse of their images, or of their effective number",
    )
    effective_beta: float = field(
        0.999, "Beta of the effective number of images", advanced=True, ge=0, lt=1,
        applies={"loss.class_weights": ("effective",)},
    )  # fmt: skip
    logit_adjustment: float = field(
        0.0, "Tau: how far logits are shifted by how rare a class is; 0: off", advanced=True,
        ge=0, le=5,
    )  # fmt: skip


class Stopping(Section):
    """When the training ends."""

    epochs: int = field(10, "Passes over the training images", unit="epochs", ge=1, le=100_000)
    watch: Literal["accuracy", "loss"] = field(
        "accuracy",
        "What of the validation tells which epoch is the best",
        title="Best by",
        advanced=True,
    )
    patience: int | None = field(
        None,
        "Early stopping: end after this many validations that brought nothing better; empty: off",
        title="Stop early after",
        unit="validations",
        advanced=True,
        ge=1,
        le=10_000,
    )
    validate_every: int = field(
        1, "Epochs between validations; the last epoch always has one", unit="epochs",
        advanced=True, ge=1, le=10_000,
    )  # fmt: skip
    bad_steps: int = field(
        10,
        "Steps in a row without a finite loss and gradient, each of them left out, after which the "
        "run ends",
        title="Bad steps at most",
        advanced=True,
        ge=1,
        le=10_000,
    )


class Compute(Section):
    """Where and how the arithmetic is done."""

    device: Literal["auto", "cpu", "cuda", "mps"] = field(
        "auto", "Processor that trains; auto takes the fastest there is"
    )
    precision: Literal["auto", "bf16", "fp16", "fp32"] = field(
        "auto",
        "Number format of the heavy arithmetic; auto takes bf16 where the processor has it; fp16 "
        "scales the loss",
        advanced=True,
    )
    compile: Literal["auto", "off", "default", "reduce-overhead", "max-autotune"] = field(
        "auto",
        "torch.compile and its mode; auto: on a GPU, where the run is long enough to repay the "
        "compiling",
        title="Compile",
        advanced=True,
    )
    micro_batch: int | None = field(
        None,
        "Images computed at once: a batch is a sum of such parts (gradient accumulation); empty: "
        "the whole batch. Halved by itself where memory ends",
        unit="images",
        advanced=True,
        ge=1,
        le=16384,
    )
    channels_last: Literal["auto", "on", "off"] = field(
        "auto", "Memory layout; auto: channels last on CPU and CUDA", advanced=True
    )
    threads: int | None = field(
        None,
        "CPU threads; empty: one per core. One thread is faster where other programs are busy",
        unit="threads",
        advanced=True,
        ge=1,
        le=512,
    )
    images: Literal["auto", "decoded", "stream"] = field(
        "auto",
        "Decode images once into the cache, or anew in every epoch; auto: by the room there is",
        advanced=True,
    )
    checkpoint_minutes: float = field(
        5.0, "Longest time between two checkpoints inside an epoch", unit="min", advanced=True,
        gt=0, le=1440,
    )  # fmt: skip
