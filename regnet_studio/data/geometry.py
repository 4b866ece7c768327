"""Where the pixels of a varied image come from: crops, flips, turns; edges are mirrored.

Whole-pixel movements are one gather of uint8 pixels. As soon as one movement is not, all of them
are composed into one affine map per image, and the image is sampled once, bilinearly.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.draws import Draws
from regnet_studio.recipe.tree import Augment

Reach = float | NDArray[np.float64]
"""The largest value of a variation: of all images, or of each one [B]."""


def to_device(values: NDArray[np.generic], device: torch.device) -> Tensor:
    """Numbers drawn on the host, where the images are; float64 becomes float32."""
    tensor = torch.from_numpy(values)
    tensor = tensor.float() if tensor.is_floating_point() else tensor
    return tensor.to(device, non_blocking=True)


def flips(draws: Draws, augment: Augment) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which images are mirrored left to right, and which top to bottom: each [B].

    Alternating, an image shows the network its other side in every other epoch ("alternating
    flip", Jordan 2024, arXiv 2404.00498, section 3.6). Top to bottom is always by chance.
    """
    if augment.flip and augment.flip_turns == "alternating":
        across = draws.alternating()
    else:
        across = draws.chance("flip", 0.5 * augment.flip)
    return across, draws.chance("flip vertical", 0.5 * augment.flip_vertical)


def shifts(draws: Draws, padding: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(dy, dx) by which each crop lies beside the image, in pixels: each [B]."""
    choices = 2 * padding + 1
    return draws.whole("shift y", choices) - padding, draws.whole("shift x", choices) - padding


def gather(images: Tensor, rows: Tensor, draws: Draws, augment: Augment) -> Tensor:
    """Crops and mirror images of the images at ``rows``, as one gather of pixels.

    Args:
        images: uint8 [N, S, S, C].
        rows: int64 [B], on the device of ``images``.

    Returns:
        uint8 [B, S, S, C].
    """
    size, channels = images.shape[2:]
    device = images.device
    mirrored_x, mirrored_y = (to_device(flip, device) for flip in flips(draws, augment))
    dy, dx = (to_device(shift, device) for shift in shifts(draws, augment.crop_padding))
    line = torch.arange(size, device=device)
    y = _mirrored(torch.where(mirrored_y[:, None], size - 1 - line, line) + dy[:, None], size)
    x = _mirrored(torch.where(mirrored_x[:, None], size - 1 - line, line) + dx[:, None], size)
    position = (rows[:, None] * size + y)[:, :, None] * size + x[:, None, :]
    picked = images.view(-1, channels).index_select(0, position.flatten())
    return picked.view(len(rows), size, size, channels)


def _mirrored(position: Tensor, size: int) -> Tensor:
    """Positions outside of 0..size-1 folded back at the edge (the edge itself not repeated)."""
    position = position.abs()
    return torch.where(position >= size, 2 * (size - 1) - position, position).clamp_(0, size - 1)


def drawn_maps(
    draws: Draws,
    augment: Augment,
    size: int,
    rotation: Reach,
    scale: Reach,
    translate: Reach,
) -> NDArray[np.float64]:
    """All movements as one map per image from the place of a pixel to where it is taken from.

    Args:
        rotation: in degrees. scale, translate: shares.

    Returns:
        [B, 2, 3], acting on (x, y, 1) with the image spanning -1..1 between the centres of its
        outermost pixels. Seen from the image: mirrored, zoomed, slanted, then turned.
    """
    flip_x, flip_y = flips(draws, augment)
    dy, dx = shifts(draws, augment.crop_padding)
    angle = np.deg2rad(draws.uniform("rotation", -1, 1) * rotation)
    slope = np.tan(np.deg2rad(draws.uniform("shear", -1, 1) * augment.shear))
    zoom = 1 + draws.uniform("scale", -1, 1) * scale
    cos, sin = np.cos(angle) / zoom, np.sin(angle) / zoom
    maps = np.empty((len(draws), 2, 3))
    maps[:, 0, 0] = cos - slope * sin
    maps[:, 0, 1] = -sin - slope * cos
    maps[:, 1, 0] = sin
    maps[:, 1, 1] = cos
    maps[:, 0, :2] *= np.where(flip_x, -1, 1)[:, None]
    maps[:, 1, :2] *= np.where(flip_y, -1, 1)[:, None]
    pixel = 2 / (size - 1)
    maps[:, 0, 2] = pixel * (dx + size * translate * draws.uniform("translate x", -1, 1))
    maps[:, 1, 2] = pixel * (dy + size * translate * draws.uniform("translate y", -1, 1))
    return maps


def warp(images: Tensor, maps: NDArray[np.float64]) -> Tensor:
    """Images sampled bilinearly where the maps (of :func:`drawn_maps`) say.

    Args:
        images: float32 [B, C, S, S].
    """
    size = images.shape[2]
    numbers = to_device(maps, images.device)[..., None]  # [B, 2, 3, 1]
    line = torch.linspace(-1, 1, size, device=images.device)
    grid = images.new_empty(len(images), size, size, 2)
    # Not `affine_grid`: its matrix product over three numbers takes longer than the sampling,
    # and may be computed in TF32, too coarse for places.
    for axis in range(2):
        along = numbers[:, axis, 0] * line
        down = numbers[:, axis, 1] * line + numbers[:, axis, 2]
        torch.add(along[:, None, :], down[:, :, None], out=grid[..., axis])
    return F.grid_sample(images, grid, padding_mode="reflection", align_corners=True)


def inside(boxes: NDArray[np.int64], size: int, device: torch.device) -> Tensor:
    """Which pixels lie in each image's box (top, left, bottom, right; ends not included).

    Args:
        boxes: [B, 4], in pixels.

    Returns:
        bool [B, S, S].
    """
    top, left, bottom, right = to_device(boxes.T.copy(), device)[..., None]
    line = torch.arange(size, device=device)
    rows = (line >= top) & (line < bottom)
    columns = (line >= left) & (line < right)
    return rows[:, :, None] & columns[:, None, :]
