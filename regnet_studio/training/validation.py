"""How well a network does on images that it does not learn from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from regnet_studio.data.batches import SplitImages
from regnet_studio.training.device import Device, is_out_of_memory
from regnet_studio.training.events import Validated, WrongImage
from regnet_studio.training.features import FeatureImages

VALIDATION_BATCH = 512
_MOST_CLASSES, _MOST_PAIRS, _MOST_WRONG = 1_000, 2_000, 24


@dataclass(frozen=True, eq=False)
class Validation:
    """What became of each image of a split, in the split's order."""

    loss: float
    """Mean cross-entropy, without smoothing."""
    accuracy: float
    entries: NDArray[np.int64]
    """Numbers of the images within the split [N]: those that could be read."""
    truths: NDArray[np.int64]
    """Class numbers [N]."""
    guesses: NDArray[np.int64]
    """Class numbers [N]."""
    probabilities: NDArray[np.float32]
    """Of the guesses, 0..1 [N]."""

    @property
    def is_finite(self) -> bool:
        """Whether the network gave numbers at all."""
        return math.isfinite(self.loss)

    def told(self, epoch: int, step: int, classes: int, path: Callable[[int], str]) -> Validated:
        """The event of it.

        Args:
            path: of an entry.
        """
        is_wrong = self.guesses != self.truths
        counted = classes <= _MOST_CLASSES
        images = np.bincount(self.truths, minlength=classes)
        right = np.bincount(self.truths[~is_wrong], minlength=classes)
        wrong = np.flatnonzero(is_wrong)
        surest = wrong[np.argsort(-self.probabilities[wrong], kind="stable")][:_MOST_WRONG]
        return Validated(
            epoch=epoch,
            step=step,
            images=images.tolist() if counted else [],
            right=right.tolist() if counted else [],
            mistaken=_mistaken(self.truths[wrong], self.guesses[wrong], classes),
            wrong=[
                WrongImage(
                    path=path(int(self.entries[n])),
                    truth=int(self.truths[n]),
                    guess=int(self.guesses[n]),
                    probability=round(float(self.probabilities[n]), 4),
                )
                for n in surest
            ],
        )


def _mistaken(
    truths: NDArray[np.int64], guesses: NDArray[np.int64], classes: int
) -> list[list[int]]:
    """``[truth, guess, images]``, the most frequent first, then by class."""
    pairs, counts = np.unique(truths * classes + guesses, return_counts=True)
    chosen = np.argsort(-counts, kind="stable")[:_MOST_PAIRS]
    table = np.stack([pairs // classes, pairs % classes, counts], axis=1)[chosen]
    return table.tolist()


@torch.inference_mode()
def validate(network: nn.Module, images: SplitImages | FeatureImages, device: Device) -> Validation:
    """Loss and accuracy over a split, and what each image was taken for.

    Args:
        network: put into evaluation mode. Where memory ends, it is shown fewer images at once.
        images: of a kind that the network takes.
    """
    network.eval()
    size = VALIDATION_BATCH
    while True:
        try:
            return _validated(network, images, device, size)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error) or size == 1:
                raise
        size = (size + 1) // 2


def _validated(
    network: nn.Module, images: SplitImages | FeatureImages, device: Device, size: int
) -> Validation:
    loss = torch.zeros((), device=device.device)
    entries: list[NDArray[np.int64]] = []
    answers: list[Tensor] = []
    sureness: list[Tensor] = []
    for batch in images.in_order(size):
        with device.autocast():
            logits = network(batch.images).float()
        odds = F.log_softmax(logits, dim=1)
        loss += F.nll_loss(odds, batch.labels, reduction="sum")
        best, guesses = odds.max(dim=1)
        entries.append(batch.entries)
        answers.append(torch.stack([batch.labels, guesses]))
        sureness.append(best)
    # The device is waited for here, and only here.
    truths, guesses = torch.cat(answers, dim=1).cpu().numpy()
    return Validation(
        loss=float(loss) / len(truths),
        accuracy=int((truths == guesses).sum()) / len(truths),
        entries=np.concatenate(entries),
        truths=truths,
        guesses=guesses,
        probabilities=torch.cat(sureness).exp().cpu().numpy(),
    )
