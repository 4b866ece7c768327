"""From a recipe to everything the loop needs: images decoded and set apart, a network in place."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from torch import nn

from regnet_studio.data.batches import SplitImages, channel_statistics
from regnet_studio.data.dataset import Dataset, open_dataset
from regnet_studio.data.pixels import Pixels, decoding
from regnet_studio.data.split import Split, split
from regnet_studio.models.card import Card
from regnet_studio.models.registry import build_from_card
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.device import Device
from regnet_studio.training.events import Event, Notice, Progress


@dataclass(frozen=True)
class PreparedData:
    """The images of a recipe, decoded and set apart."""

    dataset: Dataset
    pixels: Pixels
    split: Split
    card: Card
    """What a network for these images is built from, and how they are normalised."""

    def images_of(self, name: str, device: Device) -> SplitImages:
        """The images of the split ``train``, ``validation`` or ``test``, ready for batches."""
        return SplitImages(
            self.pixels.images,
            self.dataset.labels,
            getattr(self.split, name),
            mean=self.card.mean,
            std=self.card.std,
            device=device.device,
            channels_last=device.channels_last,
        )


def prepare_data(recipe: Recipe) -> Generator[Event, None, PreparedData]:
    """Decode (or find in the cache) the recipe's images and set them apart.

    Raises:
        DataMistake: the images cannot be read or are too few.
        DiskTrouble: no room for the decoded images.
    """
    dataset = open_dataset(recipe.data.source)
    work = decoding(dataset, recipe.data.size)
    shown = -1
    while True:
        try:
            done, total = next(work)
        except StopIteration as end:
            pixels: Pixels = end.value
            break
        if done == total or done * 100 // total > shown:
            shown = done * 100 // total
            yield Progress("decoding", done, total)
    problems = (*dataset.problems, *pixels.problems)
    if problems:
        first = problems[0]
        yield Notice(
            f"{len(problems)} file(s) left out, the first: {first.path}: {first.detail}; "
            "a scan of the images lists them all"
        )
    usable = np.setdiff1d(np.arange(len(dataset)), pixels.bad).astype(np.int64)
    parts = split(
        dataset.labels,
        dataset.splits,
        usable,
        dataset.classes,
        test_share=recipe.data.test_share,
        validation_share=recipe.data.validation_share,
        seed=recipe.seed,
    )
    mean, std = channel_statistics(pixels.images, parts.train)
    card = Card(
        model=recipe.model,
        classes=dataset.classes,
        size=pixels.size,
        channels=pixels.channels,
        mean=mean,
        std=std,
    )
    return PreparedData(dataset, pixels, parts, card)


def fresh_network(card: Card, device: Device, seed: int) -> nn.Module:
    """The card's network with weights drawn by ``seed``, in place on the device."""
    return device.place(build_from_card(card, seed))
