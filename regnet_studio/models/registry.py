"""The architectures by name. A family file registers what it builds; here it is looked up."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from regnet_studio.errors import RecipeMistake, nearest
from regnet_studio.models.card import Card
from regnet_studio.recipe.tree import Model

_FAMILIES = ("cifar_resnet", "regnet", "resnet")


@dataclass(frozen=True)
class Shape:
    """What a network is built for."""

    classes: int
    channels: int
    size: int
    """Side of its images in pixels."""


Build = Callable[[Shape, Model], nn.Module]


@dataclass(frozen=True)
class Architecture:
    """A network that can be chosen."""

    name: str
    family: str
    summary: str
    """One line for people, with its source."""
    build: Build


_known: dict[str, Architecture] = {}


def register(name: str, family: str, summary: str) -> Callable[[Build], Build]:
    """Put the decorated builder on the list under ``name``."""

    def put(build: Build) -> Build:
        _known[name] = Architecture(name, family, summary, build)
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
        RecipeMistake: no such architecture.
    """
    known = architectures()
    if model.name not in known:
        raise RecipeMistake(
            f"model.name = {model.name}: no such architecture"
            f"{nearest(model.name, known) or '; `regnet-studio models` lists them'}"
        )
    if seed is None:
        return known[model.name].build(shape, model)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return known[model.name].build(shape, model)


def build_from_card(card: Card, seed: int | None = None) -> nn.Module:
    """The network that a card describes, with fresh weights."""
    return build(card.model, Shape(len(card.classes), card.channels, card.size), seed)
