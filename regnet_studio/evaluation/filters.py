"""The filters of a network's first layer, which see the pixels themselves."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from torch import nn

from regnet_studio.errors import RunMistake

_TILE = 40
"""Least side of a filter in the picture; every weight is a square of whole pixels."""
_GAP = 4


def first_layer(network: nn.Module) -> NDArray[np.float32]:
    """The weights of the first convolution, [F, height, width, C]; the network stays as it is.

    Raises:
        RunMistake: the network has no convolution.
    """
    # In every family of the registry the first that is made is the first that an image meets.
    first = next((m for m in network.modules() if isinstance(m, nn.Conv2d)), None)
    if first is None:
        raise RunMistake(
            "this network begins with no convolution, so it has no filters to look at; open a run "
            "of a convolutional network"
        )
    weights = first.weight.detach().float().cpu().numpy()
    return np.ascontiguousarray(weights.transpose(0, 2, 3, 1))


def tiles(filters: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Each filter as a picture of its own: [F, height, width, 3].

    Mid-grey is no weight, the strongest weight of the filter black or full; a filter of three
    channels is seen in their colours, another one by the mean over its channels.
    """
    shown = filters if filters.shape[3] == 3 else filters.mean(axis=3, keepdims=True).repeat(3, 3)
    strongest = np.abs(shown).max(axis=(1, 2, 3), keepdims=True)
    share = shown / np.where(strongest > 0, strongest, 1)
    return np.rint(127.5 + 127.5 * share).astype(np.uint8)


def picture(filters: NDArray[np.float32]) -> NDArray[np.uint8]:
    """All filters [F, height, width, C] side by side on white, about twice as wide as high.

    Returns:
        uint8 [H, W, 3].
    """
    drawn = tiles(filters)
    many, height, width, _ = drawn.shape
    scale = math.ceil(_TILE / max(height, width))
    drawn = drawn.repeat(scale, axis=1).repeat(scale, axis=2)
    columns = min(many, math.ceil(math.sqrt(2 * many)))
    lines = math.ceil(many / columns)
    down, across = drawn.shape[1] + _GAP, drawn.shape[2] + _GAP
    sheet = np.full((lines * down - _GAP, columns * across - _GAP, 3), 255, np.uint8)
    for number, tile in enumerate(drawn):
        top, left = number // columns * down, number % columns * across
        sheet[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
    return sheet
