"""From a recipe to everything the loop needs: images decoded and set apart, a network in place."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from regnet_studio.data.balance import balanced
from regnet_studio.data.batches import SplitImages
from regnet_studio.data.copies import Copies
from regnet_studio.data.dataset import Dataset, opening
from regnet_studio.data.decode import Frame
from regnet_studio.data.entries import Entries, Pixels, plain_entries, statistics
from regnet_studio.data.facts import Facts, checking
from regnet_studio.data.manifest import Manifest
from regnet_studio.data.pixels import Decoded, decoding
from regnet_studio.data.split import Indices, Split, set_apart
from regnet_studio.models.card import Card
from regnet_studio.models.registry import FitsImages, build_from_card
from regnet_studio.recipe.advice import advice
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.device import Device
from regnet_studio.training.events import Event, Notice, Progress
from regnet_studio.training.pretrained import origin_of

T = TypeVar("T")


@dataclass(frozen=True)
class PreparedData:
    """The images of a recipe, decoded and set apart."""

    dataset: Dataset
    pixels: Pixels
    facts: Facts
    split: Split
    card: Card
    """What a network for these images is built from, and how they are normalised."""

    @cached_property
    def fingerprint(self) -> str:
        """Of the dataset: equal only for equal images, classes, splits and edits."""
        return self.facts.fingerprint(self.dataset)

    @property
    def train_counts(self) -> NDArray[np.int64]:
        """Training images of each class, before balancing: [classes]."""
        labels = self.dataset.labels[self.split.train]
        return np.bincount(labels, minlength=len(self.card.classes))

    def rows_of(self, name: str) -> Indices:
        """Rows of the split ``train``, ``validation`` or ``test``."""
        return getattr(self.split, name)

    def images_of(self, name: str, device: Device) -> SplitImages:
        """The images of the split ``train``, ``validation`` or ``test``, once each."""
        return self.images(plain_entries(self.rows_of(name), self.dataset.labels), device)

    def images(self, entries: Entries, device: Device) -> SplitImages:
        """Any entries, ready for batches."""
        return SplitImages(
            self.pixels,
            entries,
            mean=self.card.mean,
            std=self.card.std,
            device=device.device,
            channels_last=device.channels_last,
        )


def prepare_data(
    recipe: Recipe, manifest: Manifest | None = None, kept: Card | None = None
) -> Generator[Event, None, PreparedData]:
    """Decode (or find in the cache) the recipe's images and set them apart.

    Args:
        manifest: the user's edits.
        kept: the card of a run that began already (``kept_card``): its network is built and its
            images are normalised as then, whether or not the weights it began with are still there.

    Raises:
        DataMistake: the images cannot be read or are too few.
        RecipeMistake: the weights to begin with are not there, or are of another network.
        DiskTrouble: no room for the decoded images.
    """
    origin = None if kept else origin_of(recipe)
    dataset = yield from _opened(recipe, manifest)
    seen = yield from _decoded(recipe, dataset)
    copies = yield from _copies(recipe, dataset, seen)
    numbers = copies.group if copies else None
    usable = seen.facts.usable(dataset)
    parts = set_apart(dataset, usable, numbers, recipe.data, recipe.seed)
    yield from _remarks(recipe, dataset, seen, parts)
    channels = seen.frame.channels
    if kept and kept.channels == channels:
        mean, std = kept.mean, kept.std
    else:
        brought = origin.normalisation(channels) if origin else None
        mean, std = brought or statistics(seen.pixels, parts.train)
    card = Card(
        model=kept.model if kept else origin.model if origin else recipe.model,
        classes=dataset.classes,
        size=seen.frame.size,
        channels=channels,
        resize=recipe.data.resize,
        interpolation=recipe.data.interpolation,
        at_test=kept.at_test if kept else recipe.augment.at_test,
        mean=mean,
        std=std,
    )
    return PreparedData(dataset, seen.pixels, seen.facts, parts, card)


def balance_data(recipe: Recipe, data: PreparedData) -> Generator[Event, None, Entries]:
    """What is trained on: the training images after ``recipe.balance``.

    Raises:
        DataMistake: a class is too small for the method, or it would take too much memory.
    """
    if recipe.balance.method != "none":
        yield Progress("balancing", 0, 1)
    return balanced(
        recipe.balance,
        data.pixels,
        data.split.train,
        data.dataset.labels,
        data.dataset.classes,
        recipe.seed,
    )


def frame_in(card: Card) -> Frame:
    """The frame in which a network wants its images."""
    return Frame(card.size, card.channels, card.resize, card.interpolation)


WHITENED_BY = 5_000
"""Training images, evenly over all of them, to which a network fits its first layer."""


def fit_first_layer(network: nn.Module, data: PreparedData, device: Device) -> None:
    """Show some training images to a network whose first layer is made for its images."""
    if isinstance(network, FitsImages):
        every = data.rows_of("train")
        # Not the first ones: in a folder they are all of one class.
        rows = every[:: max(1, len(every) // WHITENED_BY)][:WHITENED_BY]
        images = data.images(plain_entries(rows, data.dataset.labels), device)
        network.fit_to(torch.cat([batch.images for batch in images.in_order(512)]))


def fresh_network(card: Card, device: Device, seed: int) -> nn.Module:
    """The card's network with weights drawn by ``seed``, in place on the device."""
    return device.place(build_from_card(card, seed))


def _opened(recipe: Recipe, manifest: Manifest | None) -> Generator[Event, None, Dataset]:
    work = opening(recipe.data)
    while True:
        try:
            yield Progress(*next(work))
        except StopIteration as end:
            dataset: Dataset = end.value
            return manifest.apply(dataset) if manifest else dataset


def _decoded(recipe: Recipe, dataset: Dataset) -> Generator[Event, None, Decoded]:
    keep, threads = recipe.compute.images, recipe.compute.threads
    facts = yield from _in_percents("checking", checking(dataset, threads))
    frame = facts.frame(recipe.data)
    work = decoding(dataset, facts, frame, keep=keep, threads=threads)
    return (yield from _in_percents("decoding", work))


def _copies(
    recipe: Recipe, dataset: Dataset, seen: Decoded
) -> Generator[Event, None, Copies | None]:
    if recipe.data.copies == "ignore":
        return None
    near = recipe.data.copies == "near"
    if near:
        yield Progress("comparing", 0, 1)
    return seen.facts.copies(dataset, near=near)


def _in_percents(
    stage: str, work: Generator[tuple[int, int], None, T]
) -> Generator[Event, None, T]:
    shown = -1
    while True:
        try:
            done, total = next(work)
        except StopIteration as end:
            return end.value
        if done == total or done * 100 // max(total, 1) > shown:
            shown = done * 100 // max(total, 1)
            yield Progress(stage, done, total)


def _remarks(
    recipe: Recipe, dataset: Dataset, seen: Decoded, parts: Split
) -> Generator[Event, None, None]:
    """What the user should know before training begins."""
    problems = (*dataset.problems, *seen.facts.problems)
    if problems:
        first = problems[0]
        yield Notice(
            f"{len(problems)} problem(s) with the images, the first: {first.path}: "
            f"{first.detail}; a scan of the images lists them all"
        )
    if excluded := int(dataset.excluded.sum()):
        yield Notice(f"{excluded:,} image(s) left out: you excluded them")
    if len(parts.copies):
        example = dataset.paths[int(parts.copies[0])]
        yield Notice(
            f"{len(parts.copies):,} image(s) left out of training: copies of validation or test "
            f"images, such as {example}"
        )
    if dataset.groups is not None:
        numbers = [
            set(np.unique(dataset.groups[rows])) - {-1}
            for rows in (parts.train, parts.validation, parts.test)
        ]
        torn = len(
            (numbers[0] & numbers[1]) | (numbers[0] & numbers[2]) | (numbers[1] & numbers[2])
        )
        if torn:
            yield Notice(
                f"the given splits cut through {torn:,} group(s) that were to stay together; "
                "they are kept as given"
            )
    sized = recipe.data.model_copy(update={"size": seen.frame.size})
    for sentence in advice(recipe.model_copy(update={"data": sized})):
        yield Notice(sentence)
