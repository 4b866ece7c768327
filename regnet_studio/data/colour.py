"""Brightness, contrast, saturation, hue and grey, as one affine map of the colours per image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.draws import Draws
from regnet_studio.data.geometry import Reach, to_device

LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in brightness (ITU-R BT.601)."""
_YIQ = np.array([LUMA, [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]])
"""From RGB to the colour space of NTSC, in which a hue is an angle."""
_RGB = np.linalg.inv(_YIQ)


@dataclass(frozen=True)
class Recolouring:
    """What happens to the colours of some images: ``colour -> matrix @ colour + pull * luma``."""

    matrix: NDArray[np.float64]
    """[B, C, C]."""
    pull: NDArray[np.float64]
    """[B]: how far every colour is drawn toward the mean luma of its image, by contrast."""


def recolouring(
    channels: int,
    brightness: NDArray[np.float64],
    contrast: NDArray[np.float64],
    saturation: NDArray[np.float64],
    turn: NDArray[np.float64] | None = None,
) -> Recolouring:
    """The factors (1: as it is) applied in the order of the arguments, then a turn of the hues.

    Args:
        channels: 1 or 3; grey images have neither saturation nor hue.
        turn: [B], in turns: 1 is once around the colour circle.

    The maps of saturation and hue keep greys, so contrast's pull toward a grey passes through
    them unchanged: all of it is one matrix and one number.
    """
    shades = np.ones((len(brightness), 1, 1))
    if channels == 3:
        strength = saturation[:, None, None]
        shades = strength * np.eye(3) + (1 - strength) * LUMA
        if turn is not None:
            shades = _turned(turn) @ shades
    return Recolouring((brightness * contrast)[:, None, None] * shades, brightness * (1 - contrast))


def _turned(turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotations of the IQ plane, seen from RGB: [B, 3, 3]."""
    cos, sin = np.cos(2 * np.pi * turn), np.sin(2 * np.pi * turn)
    rotation = np.zeros((len(turn), 3, 3))
    rotation[:, 0, 0] = 1
    rotation[:, 1, 1] = rotation[:, 2, 2] = cos
    rotation[:, 1, 2], rotation[:, 2, 1] = -sin, sin
    return _RGB @ rotation @ _YIQ


def drawn_recolouring(
    draws: Draws,
    channels: int,
    brightness: Reach,
    contrast: Reach,
    saturation: Reach,
    hue: float,
    grey: float,
) -> Recolouring:
    """A recolouring drawn for each image; ``grey`` is the share that loses its colour."""
    colourless = draws.chance("grey", grey)
    return recolouring(
        channels,
        1 + brightness * draws.uniform("brightness", -1, 1),
        1 + contrast * draws.uniform("contrast", -1, 1),
        np.where(colourless, 0, 1 + saturation * draws.uniform("saturation", -1, 1)),
        hue * draws.uniform("hue", -1, 1) if hue else None,
    )


def mean_luma(images: Tensor) -> Tensor:
    """Mean brightness of images of whole numbers, exact in any order of summing: float32 [B].

    Args:
        images: float32 [B, C, S, S] of 0..255.
    """
    # A row's sum is exact in float32, the sum of rows is not: those are summed as integers.
    sums = images.sum(dim=3).long().sum(dim=2).float()
    means = sums / images[0, 0].numel()
    if images.shape[1] == 1:
        return means[:, 0]
    red, green, blue = LUMA.tolist()
    return red * means[:, 0] + green * means[:, 1] + blue * means[:, 2]


def recolour(
    images: Tensor,
    change: Recolouring,
    luma: Tensor,
    mean: tuple[float, ...],
    std: tuple[float, ...],
) -> Tensor:
    """Images recoloured, cut to 0..255 once, and normalised: all in one matrix product.

    Args:
        images: float32 [B, C, S, S] of 0..255.
        luma: [B], of :func:`mean_luma`.
        mean, std: per channel.
    """
    scale = 1 / np.array(std)
    matrix = to_device(change.matrix * scale[:, None], images.device)
    per_channel = torch.tensor(np.stack([scale, -np.array(mean) * scale]), dtype=torch.float32)
    factor, shift = per_channel.to(images.device, non_blocking=True)[..., None]
    offset = shift + factor * (to_device(change.pull, images.device) * luma)
    flat = torch.baddbmm(offset.T[..., None], matrix, images.flatten(2))
    # Normalising keeps the order of numbers, so the ends of the range may be cut after it. Plane
    # by plane: with bounds per channel in one call it takes six times as long on a CPU.
    for channel, (middle, spread) in enumerate(zip(mean, std, strict=True)):
        flat[:, channel].clamp_(-middle / spread, (255 - middle) / spread)
    return flat.view_as(images)
