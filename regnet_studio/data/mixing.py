"""MixUp and CutMix: each image of a batch with a part of another, and of its label."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from regnet_studio.data.draws import mixing_generator
from regnet_studio.data.geometry import inside, to_device
from regnet_studio.recipe.tree import Augment


class Mixed(NamedTuple):
    """A batch after mixing."""

    images: Tensor
    """float32 [B, C, S, S]."""
    partners: Tensor
    """int64 [B]: which image of the batch each was mixed with."""
    share: Tensor
    """float32 [B]: how much of the image is its own."""


def mix(images: Tensor, augment: Augment, seed: int, epoch: int, batch: int) -> Mixed | None:
    """A batch mixed within itself, every image in its own proportion; None: mixing is off.

    MixUp blends (Zhang et al. 2018, arXiv 1710.09412), CutMix pastes a rectangle (Yun et al. 2019,
    arXiv 1905.04899). Where both are on, each batch draws one of them.

    Args:
        images: float32 [B, C, S, S], contiguous in either layout; kept.
        batch: its number in the epoch.
    """
    if not (augment.mixup or augment.cutmix):
        return None
    generator = mixing_generator(seed, epoch, batch)
    count, size, device = len(images), images.shape[2], images.device
    blends = generator.random() < 0.5 if augment.mixup and augment.cutmix else augment.mixup > 0
    alpha = augment.mixup if blends else augment.cutmix
    kept = generator.beta(alpha, alpha, count)
    partners = to_device(generator.permutation(count), device)
    others = _picked(images, partners)
    if blends:
        share = to_device(kept, device)
        return Mixed(torch.lerp(others, images, share[:, None, None, None]), partners, share)
    side = np.floor(size * np.sqrt(1 - kept))
    top, left = generator.integers(0, size, (2, count)) - side // 2
    boxes = np.stack([top, left, top + side, left + side], axis=1).clip(0, size).astype(np.int64)
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    pasted = inside(boxes, size, device)[:, None]
    share = to_device(1 - area / size**2, device)
    torch.where(pasted, others, images, out=others)
    return Mixed(others, partners, share)


def _picked(images: Tensor, order: Tensor) -> Tensor:
    """``images[order]`` in the layout of ``images``: indexing alone would lose channels_last."""
    if images.stride(1) != 1:
        return images.index_select(0, order)
    return images.permute(0, 2, 3, 1).index_select(0, order).permute(0, 3, 1, 2)
