"""Progressive resizing: smaller, cheaper images in the first epochs (``augment.first_size``).

A network that takes images of any size learns the coarse first, in a fraction of the time (Howard
2018, fast.ai's DAWNBench entries). Validation and test see whole images from the first epoch on.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.tree import Augment

_STEP = 4
"""Sides differ from the first by a multiple of this many pixels."""


def size_of_epoch(augment: Augment, epoch: int, epochs: int, size: int) -> int:
    """Side of the training images of an epoch, in pixels.

    It grows evenly from ``augment.first_size`` in the first epoch, in steps of a multiple of 4 px,
    and is whole when ``augment.grown_by`` of the epochs are done, in the last epoch at the latest.

    Args:
        epoch: from 1.
        epochs: of the whole run.
        size: side of the whole images.
    """
    first = augment.first_size
    done, growing = epoch - 1, augment.grown_by * epochs
    if first is None or done >= growing or epoch >= epochs:
        return size
    return first + int((size - first) * done / growing / _STEP) * _STEP


def check_growth(augment: Augment, size: int) -> None:
    """See before the training that images can grow.

    Raises:
        RecipeMistake: they are smaller than what they are to begin with.
    """
    if augment.first_size is not None and augment.first_size > size:
        raise RecipeMistake(
            f"augment.first_size = {augment.first_size}: the images have {size} px; set it below "
            "that, leave it empty, or set data.size"
        )


def resized(images: Tensor, size: int) -> Tensor:
    """Images brought to another side, each pixel the mean of what it covers, bilinearly weighted.

    Args:
        images: float32 [B, C, S, S], contiguous in either layout.

    Returns:
        float32 [B, C, size, size] in the same layout; ``images`` themselves where they have it.
    """
    if images.shape[2] == size:
        return images
    last = images.stride(1) == 1
    small = F.interpolate(images, (size, size), mode="bilinear", antialias=True)
    if (small.stride(1) == 1) == last:
        return small
    return small.clone(memory_format=torch.channels_last if last else torch.contiguous_format)
