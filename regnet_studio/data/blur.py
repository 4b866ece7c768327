"""Gaussian blur, each image by its own amount."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.geometry import to_device

_NOTHING = 0.2
"""Below this standard deviation, in pixels, a neighbour weighs less than 4e-6."""


def blur(images: Tensor, sigma: NDArray[np.float64]) -> Tensor:
    """Images blurred by ``sigma`` [B] pixels (standard deviation), edges mirrored.

    Args:
        images: float32 [B, C, S, S]; changed in place.

    A blur along one axis is a product with a band matrix; products are what every processor does
    best, whereas one small filter per image is a grouped convolution at its slowest.
    """
    chosen = np.flatnonzero(sigma > _NOTHING)
    if len(chosen) == 0:
        return images
    index = to_device(chosen, images.device)
    band = _band(to_device(sigma[chosen], images.device), images.shape[2])[:, None]
    blurred = band @ images.index_select(0, index) @ band.transpose(2, 3)
    return images.index_copy_(0, index, blurred)


def _band(sigma: Tensor, size: int) -> Tensor:
    """[B, S, S]: row i has the weights of all pixels in the blurred pixel i."""
    line = torch.arange(size, device=sigma.device)
    to, source = line[:, None], line
    last = size - 1
    # Every pixel is seen directly and in the two mirrors, save those in which a mirror stands.
    ways = (
        (to - source, torch.ones_like(source)),
        (to + source, source > 0),
        (2 * last - to - source, source < last),
    )
    falloff = -0.5 / sigma[:, None, None].square()
    weights = torch.zeros(len(sigma), size, size, device=sigma.device)
    for distance, seen in ways:
        weights += torch.exp(falloff * distance.square()) * seen
    return weights / weights.sum(dim=2, keepdim=True)
