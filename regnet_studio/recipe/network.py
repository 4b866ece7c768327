"""The recipe, of the network: which one, and what it brings along."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from regnet_studio.recipe.section import Section, field


class Model(Section):
    """Which network learns."""

    name: str = field(
        "resnet20", "The network, as `regnet-studio models` lists it", title="Architecture"
    )
    stem: Literal["auto", "small", "standard"] = field(
        "auto",
        "First layers of networks made for large images: small keeps the resolution (auto: up to "
        "48 px)",
        advanced=True,
    )
    shortcut: Literal["auto", "zero_pad", "projection"] = field(
        "auto",
        "How a shortcut changes shape: new channels filled with zeros, or a 1x1 convolution; auto "
        "takes what the network was published with",
        advanced=True,
    )
    skip: bool = field(
        True,
        "Carry the input of each block around it; without, a ResNet is a plain network",
        title="Skip connections",
        advanced=True,
    )
    batch_norm: bool = field(
        True, "Normalise after convolutions; without, biases take its place", advanced=True
    )
    dropout: float | None = field(
        None,
        "Share of features dropped before the last layer; empty: as the network was published",
        advanced=True,
        ge=0,
        lt=1,
    )
    head: Literal["linear", "mlp"] = field(
        "linear", "What turns features into classes: one layer, or two", advanced=True
    )
    head_width: int = field(
        256, "Hidden width of a head of two layers (mlp)", unit="channels", advanced=True,
        applies={"model.head": ("mlp",)}, ge=8, le=8192,
    )  # fmt: skip
    regulated_stages: tuple[int, ...] = field(
        (), "Stages of a RegNet that have a regulator, counted from 1; empty: all", advanced=True
    )
    regulator_convolution: Literal["efficient", "full"] = field(
        "efficient",
        "Convolution inside a regulator: each channel with its own memory, or all with all (8 "
        "times the weights)",
        advanced=True,
    )
    regulator_state: Literal["raw", "normalised"] = field(
        "raw",
        "What a regulator remembers: its own output, or what batch norm and ReLU leave of it",
        advanced=True,
    )
    regulator_norm: Literal["block", "shared"] = field(
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

    weights: str = field(
        "none",
        "Weights to begin with: none, imagenet, a file (.safetensors, .pth) or a run",
        min_length=1,
    )
    stages: int | None = field(
        None,
        "Last stages that learn besides the head; 0: the head alone; empty: all",
        title="Stages that learn",
        unit="stages",
        ge=0,
        le=200,
    )
    cache_features: bool = field(
        True,
        "Where the head alone learns, compute the features of each image (and of its mirror image) "
        "once; other augmentation is then left out",
        advanced=True,
        applies={"transfer.stages": (0,), "transfer.unfreeze_every": (None,)},
    )
    unfreeze_every: int | None = field(
        None,
        "Gradual unfreezing: after every so many epochs one more stage learns; empty: off",
        unit="epochs",
        advanced=True,
        ge=1,
        le=10_000,
    )
    lr_decay: float = field(
        1.0,
        "Discriminative learning rates: each stage has this share of the next one's",
        title="Learning rate per stage",
        advanced=True,
        gt=0,
        le=1,
    )
    l2_sp: float = field(
        0.0,
        "L2-SP: lambda times the squared distance to the loaded weights, instead of their decay",
        title="L2-SP",
        advanced=True,
        ge=0,
        le=10,
    )
    frozen_norm: Literal["keep", "adapt"] = field(
        "keep",
        "Batch-norm statistics of stages that do not learn: kept, or adapted to these images",
        advanced=True,
    )
