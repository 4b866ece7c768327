"""How a session begins: with fresh weights, with loaded ones, or where a checkpoint left it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch

from regnet_studio.data.balance import on_features
from regnet_studio.data.entries import Entries
from regnet_studio.errors import RunMistake
from regnet_studio.models.registry import anatomy
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.checkpoint import (
    Tensors,
    load_weights,
    read_last,
    read_tensors,
    start_checkpoint,
    weights_in,
    write_tensors,
)
from regnet_studio.training.device import Device
from regnet_studio.training.events import Event, Notice
from regnet_studio.training.features import extracting
from regnet_studio.training.head import check_head, last_linear
from regnet_studio.training.preparation import PreparedData, fit_first_layer, fresh_network
from regnet_studio.training.pretrained import load_pretrained
from regnet_studio.training.session import Session
from regnet_studio.training.transfer import Layers, starting_point


def begin(
    recipe: Recipe,
    device: Device,
    data: PreparedData,
    entries: Entries,
    directory: Path | None,
    resume: bool,
) -> Generator[Event, None, Session]:
    """A session as it begins, or as it was when its last checkpoint was written.

    Raises:
        RecipeMistake: the weights or the network do not suit the recipe.
        DataMistake: a class has too few images to be balanced as asked.
        RunMistake: nothing to resume, damaged, or the images are not the same any more.
        DiskTrouble: no room.
    """
    layers = fresh_layers(recipe, device, data)
    kept = None
    if resume:
        kept, start = yield from _kept(recipe, data, directory)
        load_weights(layers.network, weights_in(kept[0]))
    else:
        start = yield from loaded(recipe, device, data, layers)
        if start is not None and directory:
            write_tensors(start_checkpoint(directory), start, {})
    features = None
    if layers.head_alone and recipe.transfer.cache_features:
        features = yield from extracting(layers, data, entries, recipe.augment, device)
    torch.manual_seed(recipe.seed)
    run = Session(recipe, device, data, entries, directory, layers, start, features)
    if kept:
        yield run.restore(*kept)
    else:
        run.save_last()  # so that there is a checkpoint to resume from at any moment
    return run


def fresh_layers(recipe: Recipe, device: Device, data: PreparedData) -> Layers:
    """The recipe's network with fresh weights, in place.

    Raises:
        RecipeMistake: the network does not suit the recipe.
        DataMistake: a class has too few images to be balanced as asked.
    """
    network = fresh_network(data.card, device, recipe.seed)
    layers = Layers(recipe.transfer, network, anatomy(data.card.model.name, network))
    if on_features(recipe.balance, data.card.size):
        layer = last_linear(layers.head)
        check_head(layer, recipe.balance, data.train_counts, data.card.classes)
    return layers


def loaded(
    recipe: Recipe, device: Device, data: PreparedData, layers: Layers
) -> Generator[Event, None, Tensors | None]:
    """Fit the first layer to the images and load the recipe's weights; w0 of L2-SP, if it is on."""
    fit_first_layer(layers.network, data, device)
    fit = yield from load_pretrained(recipe, data.card, layers.network)
    return starting_point(layers, fit.loaded if fit else None) if recipe.transfer.l2_sp else None


def _kept(
    recipe: Recipe, data: PreparedData, directory: Path | None
) -> Generator[Event, None, tuple[tuple[Tensors, dict[str, Any]], Tensors | None]]:
    """The last checkpoint, with its notes, and w0 of L2-SP, where it is on."""
    if directory is None:
        raise RunMistake("nothing to resume: the run was not kept in a directory")
    tensors, notes, damage = read_last(directory)
    if damage:
        yield Notice(f"{damage}; the run goes on from the checkpoint before it")
    if notes["fingerprint"] != data.fingerprint:
        raise RunMistake(
            f"{data.dataset.source}: its images changed since the run began; restore "
            "them to resume, or train anew"
        )
    start = read_tensors(start_checkpoint(directory))[0] if recipe.transfer.l2_sp else None
    return (tensors, notes), start
