"""The architectures by name. A family file registers what it builds; here it is looked up."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake, nearest
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.card import Card
from regnet_studio.models.head import put_head
from regnet_studio.recipe.tree import Model

_FAMILIES = (
    "cifar_resnet",
    "resnet9",
    "airbench",
    "wide_resnet",
    "pyramidnet",
    "regnet",
    "resnet",
    "xception",
    "vgg",
    "mobilenet",
    "efficientnet",
    "densenet",
    "inception",
    "convnext",
    "transformers",
    "design_space",
)


@dataclass(frozen=True)
class Shape:
    """What a network is built for."""

    classes: int
    channels: int
    size: int
    """Side of its images in pixels."""


_EVERYWHERE = ("name", "dropout", "head", "head_width")
"""Fields of the recipe's ``model`` that every architecture heeds."""

Build = Callable[[Shape, Model], nn.Module]


def own_anatomy(network: nn.Module) -> Anatomy:
    """The anatomy that a network of ours tells itself, by its method ``anatomy``."""
    tell: Callable[[], Anatomy] = network.anatomy  # pyright: ignore[reportAssignmentType]
    return tell()


@dataclass(frozen=True)
class Traits:
    """What is known of an architecture besides how it is built."""

    options: frozenset[str] = frozenset()
    """Fields of the recipe's ``model`` that it heeds, besides name, dropout, head, head_width."""
    anatomy: Callable[[nn.Module], Anatomy] = own_anatomy
    smallest: int = 8
    """Least side in pixels of the images it can take."""
    usual: int = 32
    """Side in pixels at which it was published."""
    accuracy: Mapping[str, float] = field(default_factory=dict[str, float])
    """Published top-1 accuracy in % on the test images, by dataset: CIFAR-10, ImageNet, ..."""
    source: str = ""
    """The paper, e.g. ``arXiv 1512.03385``."""
    pretrained: str | None = None
    """Where ImageNet weights come from, e.g. ``torchvision:ResNet18_Weights.IMAGENET1K_V1``."""


@dataclass(frozen=True)
class Architecture:
    """A network that can be chosen."""

    name: str
    family: str
    summary: str
    """One line for people."""
    build: Build
    traits: Traits


@runtime_checkable
class FitsImages(Protocol):
    """A network some of whose first weights follow from the images it is to learn."""

    def fit_to(self, images: Tensor) -> None:
        """Take those weights from training images [N, C, S, S], normalised, in any float type."""
        ...


_known: dict[str, Architecture] = {}


def register(
    name: str, family: str, summary: str, traits: Traits | None = None
) -> Callable[[Build], Build]:
    """Put the decorated builder on the list under ``name``."""

    def put(build: Build) -> Build:
        _known[name] = Architecture(name, family, summary, build, traits or Traits())
        return build

    return put


def architectures() -> dict[str, Architecture]:
    """Every architecture by name, family by family."""
    for family in _FAMILIES:
        importlib.import_module(f"regnet_studio.models.{family}")
    return _known


def build(model: Model, shape: Shape, seed: int | None = None) -> nn.Module:
    """A network with fresh weights, decided by ``seed`` where one is given.

    Returns:
        a module that takes float [B, channels, size, size] and gives logits [B, classes].

    Raises:
        RecipeMistake: no such architecture, an option that it does not have, or images that are
            too small for it.
    """
    chosen = architecture(model.name)
    _refuse_foreign_options(chosen, model)
    if shape.size < chosen.traits.smallest:
        raise RecipeMistake(
            f"model.name = {model.name}: takes images from {chosen.traits.smallest} px on, these "
            f"have {shape.size}; set data.size = {chosen.traits.smallest} or take another network"
        )
    if seed is None:
        return _built(chosen, shape, model)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return _built(chosen, shape, model)


def architecture(name: str) -> Architecture:
    """The architecture of this name; ``timm:`` and a name of timm's, which are not listed, too.

    Raises:
        RecipeMistake: there is none, or it is timm's and timm is not installed.
    """
    if name.startswith("timm:"):
        return importlib.import_module("regnet_studio.models.zoo").architecture(name)
    known = architectures()
    if name not in known:
        raise RecipeMistake(
            f"model.name = {name}: no such architecture"
            f"{nearest(name, known) or '; `regnet-studio models` lists them'}"
        )
    return known[name]


def anatomy(name: str, network: nn.Module) -> Anatomy:
    """Where the stages and the head of a network of this architecture are."""
    return architecture(name).traits.anatomy(network)


def _built(chosen: Architecture, shape: Shape, model: Model) -> nn.Module:
    network = chosen.build(shape, model)
    put_head(network, chosen.traits.anatomy(network).head, model)
    return network


def _refuse_foreign_options(chosen: Architecture, model: Model) -> None:
    plain = Model()
    for option in Model.model_fields:
        if option in _EVERYWHERE or option in chosen.traits.options:
            continue
        if (value := getattr(model, option)) != getattr(plain, option):
            raise RecipeMistake(
                f"model.{option} = {value}: {chosen.name} has no such choice; leave it at its "
                "default, or take another model.name"
            )


def build_from_card(card: Card, seed: int | None = None) -> nn.Module:
    """The network that a card describes, with fresh weights."""
    return build(card.model, Shape(len(card.classes), card.channels, card.size), seed)
