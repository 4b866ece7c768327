"""A trained network with its card: pixels in, logits out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import ValidationError
from torch import nn

from regnet_studio.data.batches import SplitImages
from regnet_studio.data.entries import ArrayPixels, Entries
from regnet_studio.errors import RunMistake
from regnet_studio.models.at_test import as_at_test
from regnet_studio.models.calibrated import as_calibrated
from regnet_studio.models.card import Card
from regnet_studio.models.registry import build_from_card
from regnet_studio.training.checkpoint import Tensors, load_weights, read_tensors, weights_in
from regnet_studio.training.device import Device

BATCH = 256


@dataclass(frozen=True)
class Classifier:
    """A network in evaluation mode on a device."""

    card: Card
    network: nn.Module
    device: Device
    epoch: int | None = None
    """Whose weights these are; None: not known, or stopped before the first was over."""

    @classmethod
    def from_checkpoint(cls, path: Path, device: Device) -> Classifier:
        """The network whose weights a checkpoint holds.

        Raises:
            RunMistake: the file is missing, damaged, or not a checkpoint of ours.
        """
        tensors, notes = read_tensors(path)
        found = cls.from_weights(card_in(notes, path), weights_in(tensors), device)
        return replace(found, epoch=notes.get("state", {}).get("best_epoch") or None)

    @classmethod
    def from_weights(cls, card: Card, weights: Tensors, device: Device) -> Classifier:
        """The card's network with these weights.

        Raises:
            RunMistake: the weights are of another network.
        """
        network = build_from_card(card)
        load_weights(network, weights)
        return cls(card, device.place(network).eval(), device)

    @property
    def predictor(self) -> nn.Module:
        """What predicts: the network, asked for as many views of an image as the card says, its
        logits divided by the card's temperature."""
        return as_calibrated(as_at_test(self.network, self.card.at_test), self.card.temperature)

    def at_temperature(self, temperature: float) -> Classifier:
        """The same network with another temperature on its card; 1: logits as they are."""
        return replace(self, card=self.card.model_copy(update={"temperature": temperature}))

    @torch.inference_mode()
    def logits(self, images: SplitImages) -> Iterator[NDArray[np.float32]]:
        """The logits of a split, batch by batch: float32 [B, classes]."""
        predictor = self.predictor
        for batch in images.in_order(BATCH):
            with self.device.autocast():
                logits = predictor(batch.images)
            yield logits.float().cpu().numpy()

    def logits_of(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The logits of images uint8 [N, S, S, C] that are decoded to the card's size."""
        rows = np.arange(len(images), dtype=np.int64)
        split = SplitImages(
            ArrayPixels(images),
            Entries(rows, labels=np.zeros_like(rows)),
            mean=self.card.mean,
            std=self.card.std,
            device=self.device.device,
            channels_last=self.device.channels_last,
        )
        return np.concatenate(list(self.logits(split)))


def card_in(notes: dict[str, Any], path: Path) -> Card:
    """The card among a checkpoint's notes.

    Raises:
        RunMistake: there is none that can be read.
    """
    try:
        return Card.model_validate(notes["card"])
    except (KeyError, ValidationError) as error:
        raise RunMistake(
            f"{path}: not a checkpoint of this program (its card is missing)"
        ) from error
