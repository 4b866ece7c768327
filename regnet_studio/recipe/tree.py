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
        "digits",
        "A built-in set, or the path of a folder, .zip, .tar or .csv of images",
        min_length=1,
    )
    layout: Literal["auto", "folders", "nested", "names", "table"] = _field(
        "auto",
        "What tells the class: the top folder, the whole folder path (nested), the file name, or a "
        "table of path and label; auto tries them in this order",
        title="Class from",
        advanced=True,
    )
    name_pattern: str | None = _field(
        None,
        "How file names are read, e.g. {class}.* or {group}_*; empty: the letters before the "
        "number are the class",
        advanced=True,
    )
    size: int | None = _field(
        None,
        "Side to which images are resized; empty: chosen from the images",
        title="Image size",
        unit="px",
        ge=8,
        le=1024,
    )
    resize: Literal["crop", "stretch", "pad"] = _field(
        "crop",
        "How an image becomes square: cut out the centre, stretch, or pad with its mean colour",
        advanced=True,
    )
    interpolation: Literal["bicubic", "bilinear", "lanczos", "nearest"] = _field(
        "bicubic", "How pixels are computed when the size changes", advanced=True
    )
    test_share: float = _field(
        0.15, "Share of images held back for the test, where the set has no test split",
        advanced=True, gt=0, le=0.5,
    )  # fmt: skip
    validation_share: float = _field(
        0.1, "Share of training images held back to choose the best epoch, where none are given",
        advanced=True, gt=0, le=0.5,
    )  # fmt: skip
    group_by: Literal["none", "folder", "names", "column"] = _field(
        "none",
        "Images that stay on one side of the split: those of one subfolder, of one {group} in "
        "the file names, or of one value in the table's group column",
        title="Keep together",
        advanced=True,
    )
    copies: Literal["exact", "near", "ignore"] = _field(
        "exact",
        "Which copies of validation and test images are kept out of training: equal files, near "
        "copies as well, or none",
        title="Copies kept apart",
        advanced=True,
    )
    folds: int | None = _field(
        None,
        "Cut what is not test into this many parts, one of which validates; empty: one cut by "
        "the share above",
        advanced=True,
        ge=2,
        le=100,
    )
    fold: int = _field(1, "Which of the folds validates", advanced=True, ge=1, le=100)


class Model(Section):
    """Which network learns."""

    name: str = _field(
        "resnet20", "The network, as `regnet-studio models` lists it", title="Architecture"
    )
    stem: Literal["auto", "small", "standard"] = _field(
        "auto",
        "First layers of networks made for large images: small keeps the resolution (auto: up to "
        "48 px)",
        advanced=True,
    )
    shortcut: Literal["auto", "zero_pad", "projection"] = _field(
        "auto",
        "How a shortcut changes shape: new channels filled with zeros, or a 1x1 convolution; auto "
        "takes what the network was published with",
        advanced=True,
    )
    skip: bool = _field(
        True,
        "Carry the input of each block around it; without, a ResNet is a plain network",
        title="Skip connections",
        advanced=True,
    )
    batch_norm: bool = _field(
        True, "Normalise after convolutions; without, biases take its place", advanced=True
    )
    dropout: float | None = _field(
        None,
        "Share of features dropped before the last layer; empty: as the network was published",
        advanced=True,
        ge=0,
        lt=1,
    )
    head: Literal["linear", "mlp"] = _field(
        "linear", "What turns features into classes: one layer, or two", advanced=True
    )
    head_width: int = _field(
        256, "Hidden width of a head of two layers (mlp)", unit="channels", advanced=True,
        ge=8, le=8192,
    )  # fmt: skip
    regulated_stages: tuple[int, ...] = _field(
        (), "Stages of a RegNet that have a regulator, counted from 1; empty: all", advanced=True
    )
    regulator_convolution: Literal["efficient", "full"] = _field(
        "efficient",
        "Convolution inside a regulator: each channel with its own memory, or all with all (8 "
        "times the weights)",
        advanced=True,
    )
    regulator_state: Literal["raw", "normalised"] = _field(
        "raw",
        "What a regulator remembers: its own output, or what batch norm and ReLU leave of it",
        advanced=True,
    )
    regulator_norm: Literal["block", "shared"] = _field(
        "block",
        "Batch norm of a regulator's output: one for each block, or one for the whole stage",
        advanced=True,
    )

    @field_validator("regulated_stages")
    @classmethod
    def _stages_rise(cls, stages: tuple[int, ...]) -> tuple[int, ...]:
        if list(stages) != sorted(set(stages)) or not all(1 <= stage <= 4 for stage in stages):
            raise ValueError("must rise and lie between 1 and 4, e.g. 1, 2")
        return stages


class Transfer(Section):
    """What the network brings along from an earlier training, and which of its layers learn."""

    weights: str = _field(
        "none",
        "Weights to begin with: none, imagenet, a file (.safetensors, .pth) or a run",
        min_length=1,
    )
    stages: int | None = _field(
        None,
        "Last stages that learn besides the head; 0: the head alone; empty: all",
        title="Stages that learn",
        unit="stages",
        ge=0,
        le=200,
    )
    cache_features: bool = _field(
        True,
        "Where the head alone learns, compute the features of each image (and of its mirror image) "
        "once; other augmentation is then left out",
        advanced=True,
    )
    unfreeze_every: int | None = _field(
        None,
        "Gradual unfreezing: after every so many epochs one more stage learns; empty: off",
        unit="epochs",
        advanced=True,
        ge=1,
        le=10_000,
    )
    lr_decay: float = _field(
        1.0,
        "Discriminative learning rates: each stage has this share of the next one's",
        title="Learning rate per stage",
        advanced=True,
        gt=0,
        le=1,
    )
    l2_sp: float = _field(
        0.0,
        "L2-SP: lambda times the squared distance to the loaded weights, instead of their decay",
        title="L2-SP",
        advanced=True,
        ge=0,
        le=10,
    )
    frozen_norm: Literal["keep", "adapt"] = _field(
        "keep",
        "Batch-norm statistics of stages that do not learn: kept, or adapted to these images",
        advanced=True,
    )


class Balance(Section):
    """How rare classes are strengthened: after the split, among training images only."""

    method: Literal[
        "none",
        "duplicate",
        "augment",
        "undersample",
        "weighted",
        "smote",
        "borderline_smote",
        "svm_smote",
        "adasyn",
    ] = _field(
        "none",
        "Repeat images of rare classes, repeat them strongly varied, leave images of common ones "
        "out, draw rare ones more often, or make new images between neighbours (SMOTE)",
    )
    target: float = _field(
        1.0,
        "Rare classes reach this share of the largest (undersample: the smallest class has this "
        "share of the others)",
        gt=0,
        le=1,
    )
    space: Literal["auto", "pixels", "features"] = _field(
        "auto",
        "Where SMOTE works: between pixels, or between the trained network's features, on which "
        "its last layer is then trained anew; auto: pixels up to 32 px",
        advanced=True,
    )
    neighbors: int = _field(
        5, "Neighbours between which SMOTE makes new examples", advanced=True, ge=1, le=100
    )
    memory_gb: float = _field(
        2.0, "Memory that making new examples may take", title="Memory at most", unit="GB",
        advanced=True, gt=0, le=1024,
    )  # fmt: skip


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
    flip_vertical: bool = _field(
        False, "Mirror images top to bottom at random; for views from above", advanced=True
    )
    rotation: float = _field(0.0, "Turn by up to this angle either way", unit="°", ge=0, le=180)
    scale: float = _field(
        0.0, "Enlarge or shrink by up to this share", title="Zoom", advanced=True, ge=0, le=0.9
    )
    translate: float = _field(
        0.0, "Move by up to this share of the side", title="Shift (share)", advanced=True, ge=0,
        le=0.9,
    )  # fmt: skip
    shear: float = _field(
        0.0, "Slant by up to this angle either way", unit="°", advanced=True, ge=0, le=60
    )
    brightness: float = _field(0.0, "Change the brightness by up to this share", ge=0, le=1)
    contrast: float = _field(0.0, "Change the contrast by up to this share", ge=0, le=1)
    saturation: float = _field(
        0.0, "Change the strength of colours by up to this share", ge=0, le=1
    )
    hue: float = _field(
        0.0, "Turn the colour circle by up to this share", advanced=True, ge=0, le=0.5
    )
    grey: float = _field(0.0, "Share of images that lose their colour", advanced=True, ge=0, le=1)
    blur: float = _field(
        0.0, "Largest standard deviation of a Gaussian blur", unit="px", advanced=True, ge=0, le=5
    )
    erasing: float = _field(
        0.0, "Share of images of which a rectangle is erased (random erasing)", ge=0, le=1
    )
    policy: Literal[
        "none",
        "trivial",
        "rand",
        "autoaugment_cifar10",
        "autoaugment_imagenet",
        "autoaugment_svhn",
    ] = _field(
        "none",
        "A published policy besides: TrivialAugment, RandAugment, or a learned AutoAugment",
    )
    rand_operations: int = _field(
        2, "Operations that RandAugment applies to an image", advanced=True, ge=1, le=8
    )
    rand_magnitude: int = _field(9, "Strength of RandAugment", advanced=True, ge=0, le=30)
    mixup: float = _field(
        0.0, "Blend pairs of images and labels; the alpha of MixUp, 0: off", title="MixUp",
        advanced=True, ge=0, le=10,
    )  # fmt: skip
    cutmix: float = _field(
        0.0, "Paste a rectangle of another image and mix labels; the alpha of CutMix, 0: off",
        title="CutMix", advanced=True, ge=0, le=10,
    )  # fmt: skip


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

    name: Literal["cross_entropy", "focal"] = _field(
        "cross_entropy", "Focal loss counts images less the surer the network is", title="Loss"
    )
    focal_gamma: float = _field(
        2.0, "How much less the focal loss counts sure images", advanced=True, ge=0, le=10
    )
    label_smoothing: float = _field(
        0.0, "Share of the target spread evenly over all classes", ge=0, le=0.9
    )
    class_weights: Literal["none", "inverse", "effective"] = _field(
        "none",
        "Count rare classes more: by the inverse of their images, or of their effective number",
    )
    effective_beta: float = _field(
        0.999, "Beta of the effective number of images", advanced=True, ge=0, lt=1
    )
    logit_adjustment: float = _field(
        0.0, "Tau: how far logits are shifted by how rare a class is; 0: off", advanced=True,
        ge=0, le=5,
    )  # fmt: skip


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
    images: Literal["auto", "decoded", "stream"] = _field(
        "auto",
        "Decode images once into the cache, or anew in every epoch; auto: by the room there is",
        advanced=True,
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
    transfer: Transfer = Transfer()
    balance: Balance = Balance()
    augment: Augment = Augment()
    optimizer: Optimizer = Optimizer()
    schedule: Schedule = Schedule()
    loss: Loss = Loss()
    stopping: Stopping = Stopping()
    compute: Compute = Compute()
    seed: int = _field(0, "Decides everything that is drawn at random", ge=0, le=2**31 - 1)
