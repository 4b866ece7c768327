"""Published augmentation policies, each operation on all images of the batch that drew it.

TrivialAugmentWide (Mueller and Hutter 2021, arXiv 2103.10158), RandAugment (Cubuk et al. 2020,
arXiv 1909.13719) and AutoAugment (Cubuk et al. 2019, arXiv 1805.09501), with the magnitudes of
torchvision; edges are mirrored instead of black, and pixels interpolated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.colour import mean_luma, recolour, recolouring
from regnet_studio.data.draws import Draws
from regnet_studio.data.geometry import to_device, warp
from regnet_studio.recipe.tree import Augment

OPERATIONS = (
    "Identity", "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness", "Color",
    "Contrast", "Sharpness", "Posterize", "Solarize", "AutoContrast", "Equalize", "Invert",
)  # fmt: skip
_CODE = {name: code for code, name in enumerate(OPERATIONS)}
_SIGNED = np.array([1 <= code <= _CODE["Sharpness"] for code in range(len(OPERATIONS))])
_DRAWN = _CODE["Invert"]
"""TrivialAugment and RandAugment draw among all operations before this one."""


@dataclass(frozen=True)
class Step:
    """One operation on each image of a batch."""

    operations: NDArray[np.int64]
    """[B]: places in ``OPERATIONS``."""
    amounts: NDArray[np.float64]
    """[B]: slope of a shear, pixels of a translation, degrees of a rotation, what is added to the
    factor 1 of brightness, color, contrast and sharpness, bits that posterize leaves, value from
    which solarize inverts; 0 for the others."""


def apply_policy(images: Tensor, augment: Augment, draws: Draws) -> Tensor:
    """Images varied by the recipe's policy.

    Args:
        images: float32 [B, C, S, S] of 0..255; may be changed in place.

    Returns:
        whole numbers of 0..255, float32 [B, C, S, S].
    """
    images = images.round_().clamp_(0, 255)
    for step in drawn_steps(augment, draws, images.shape[2]):
        images = apply_step(images, step)
    return images


def drawn_steps(augment: Augment, draws: Draws, size: int) -> list[Step]:
    """What the policy does to each image of ``size`` pixels, one step after the other."""
    if augment.policy == "trivial":
        operations = draws.whole("policy", _DRAWN)
        level = draws.whole("policy level", 31) / 30
        return [_step(operations, level, _trivial(), draws, "policy sign")]
    if augment.policy == "rand":
        level = np.full(len(draws), augment.rand_magnitude / 30)
        return [
            _step(
                draws.whole(f"policy {n}", _DRAWN), level, _usual(size), draws, f"policy sign {n}"
            )
            for n in range(augment.rand_operations)
        ]
    table = _learned(augment.policy.removeprefix("autoaugment_"))
    chosen = table[draws.whole("policy", len(table))]  # [B, 2, 3]
    steps = []
    for n in range(2):
        code, chance, level = chosen[:, n].T
        applied = draws.uniform(f"policy chance {n}") < chance
        operations = np.where(applied, code, _CODE["Identity"]).astype(np.int64)
        steps.append(_step(operations, level, _usual(size), draws, f"policy sign {n}"))
    return steps


@dataclass(frozen=True)
class _Magnitudes:
    """Amounts of the operations at the highest level; they grow in proportion to the level."""

    largest: NDArray[np.float64]
    """[operations]."""
    bits: int
    """That posterize takes away."""


@cache
def _trivial() -> _Magnitudes:
    return _magnitudes(shear=0.99, translate=32.0, rotate=135.0, factor=0.99, bits=6)


@cache
def _usual(size: int) -> _Magnitudes:
    return _magnitudes(shear=0.3, translate=150 / 331 * size, rotate=30.0, factor=0.9, bits=4)


def _magnitudes(
    shear: float, translate: float, rotate: float, factor: float, bits: int
) -> _Magnitudes:
    largest = np.zeros(len(OPERATIONS))
    for name, amount in {
        "ShearX": shear, "ShearY": shear, "TranslateX": translate, "TranslateY": translate,
        "Rotate": rotate, "Brightness": factor, "Color": factor, "Contrast": factor,
        "Sharpness": factor,
    }.items():  # fmt: skip
        largest[_CODE[name]] = amount
    return _Magnitudes(largest, bits)


def _step(
    operations: NDArray[np.int64],
    level: NDArray[np.float64],
    magnitudes: _Magnitudes,
    draws: Draws,
    sign: str,
) -> Step:
    """Operations at ``level`` (0..1, [B]), half of those that have a sign the other way."""
    amounts = magnitudes.largest[operations] * level
    amounts = np.where(draws.chance(sign, 0.5) & _SIGNED[operations], -amounts, amounts)
    for name, values in {
        "TranslateX": np.trunc(amounts),
        "TranslateY": np.trunc(amounts),
        "Posterize": 8 - np.rint(level * magnitudes.bits),
        "Solarize": 255 * (1 - level),
    }.items():
        amounts = np.where(operations == _CODE[name], values, amounts)
    return Step(operations, amounts)


@cache
def _learned(name: str) -> NDArray[np.float64]:
    """AutoAugment's table: [25, 2, 3] of (operation, chance, level of 0..1)."""
    from torchvision.transforms import AutoAugment, AutoAugmentPolicy

    policies = AutoAugment(AutoAugmentPolicy(name)).policies
    return np.array(
        [
            [(_CODE[operation], chance, (level or 0) / 9) for operation, chance, level in pair]
            for pair in policies
        ]
    )


def apply_step(images: Tensor, step: Step) -> Tensor:
    """One step on a batch of whole numbers of 0..255: float32 [B, C, S, S], changed in place."""
    for names, act in _ACTS:
        chosen = np.flatnonzero(np.isin(step.operations, [_CODE[name] for name in names]))
        if len(chosen):
            index = to_device(chosen, images.device)
            part = Step(step.operations[chosen], step.amounts[chosen])
            changed = act(images.index_select(0, index), part).round_().clamp_(0, 255)
            images.index_copy_(0, index, changed)
    return images


def _move(images: Tensor, step: Step) -> Tensor:
    """Shear about the top left corner, translate, or rotate about the centre."""
    size = images.shape[2]

    def amount(name: str) -> NDArray[np.float64]:
        return np.where(step.operations == _CODE[name], step.amounts, 0)

    angle, pixel = np.deg2rad(amount("Rotate")), 2 / (size - 1)
    shear_x, shear_y = amount("ShearX"), amount("ShearY")
    maps = np.empty((len(images), 2, 3))
    maps[:, 0, 0] = maps[:, 1, 1] = np.cos(angle)
    maps[:, 0, 1] = shear_x - np.sin(angle)
    maps[:, 1, 0] = shear_y + np.sin(angle)
    maps[:, 0, 2] = pixel * (shear_x * size / 2 - amount("TranslateX"))
    maps[:, 1, 2] = pixel * (shear_y * size / 2 - amount("TranslateY"))
    return warp(images, maps)


def _tone(images: Tensor, step: Step) -> Tensor:
    """Brightness, contrast or colour."""

    def factor(name: str) -> NDArray[np.float64]:
        return np.where(step.operations == _CODE[name], 1 + step.amounts, 1)

    channels = images.shape[1]
    change = recolouring(channels, factor("Brightness"), factor("Contrast"), factor("Color"))
    nothing, one = (0.0,) * channels, (1.0,) * channels
    return recolour(images, change, mean_luma(images), nothing, one)


def _sharpen(images: Tensor, step: Step) -> Tensor:
    """Away from, or toward, the image smoothed with 1 1 1, 1 5 1, 1 1 1; its rim stays."""
    channels = images.shape[1]
    kernel = torch.ones(channels, 1, 3, 3, device=images.device)
    kernel[:, :, 1, 1] = 5
    smooth = images.clone()
    smooth[:, :, 1:-1, 1:-1] = F.conv2d(images, kernel / 13, groups=channels)
    return torch.lerp(smooth, images, _each(1 + step.amounts, images))


def _posterize(images: Tensor, step: Step) -> Tensor:
    """Only the highest bits of each value."""
    unit = _each(2.0 ** (8 - step.amounts), images)
    return (images / unit).floor_() * unit


def _solarize(images: Tensor, step: Step) -> Tensor:
    """What is as bright as the threshold, or brighter, inverted."""
    return torch.where(images >= _each(step.amounts, images), 255 - images, images)


def _auto_contrast(images: Tensor, _: Step) -> Tensor:
    """Each channel spread over 0..255; one that has a single value stays."""
    low, high = images.amin(dim=(2, 3), keepdim=True), images.amax(dim=(2, 3), keepdim=True)
    flat = low == high
    factor = torch.where(flat, 1.0, 255 / torch.where(flat, 1.0, high - low))
    return (images - torch.where(flat, 0.0, low)) * factor


def _equalize(images: Tensor, _: Step) -> Tensor:
    """Each channel's values spread so that its histogram is even (as Pillow does it)."""
    flat = images.flatten(0, 1).flatten(1).long()  # [B*C, S*S]
    counts = torch.zeros(len(flat), 256, dtype=torch.long, device=flat.device)
    counts.scatter_add_(1, flat, torch.ones_like(flat))
    values = torch.arange(256, device=flat.device)
    brightest = torch.where(counts > 0, values, 0).amax(dim=1, keepdim=True)
    step = (flat.shape[1] - counts.gather(1, brightest)) // 255
    below = counts.cumsum(dim=1) - counts
    table = ((below + step // 2) // step.clamp(min=1)).clamp_(max=255)
    table = torch.where(step == 0, values, table)
    return table.gather(1, flat).float().view_as(images)


def _invert(images: Tensor, _: Step) -> Tensor:
    return 255 - images


def _each(amounts: NDArray[np.float64], images: Tensor) -> Tensor:
    """One number per image, to be combined with images: [B, 1, 1, 1]."""
    return to_device(amounts, images.device).view(-1, 1, 1, 1)


_ACTS: tuple[tuple[tuple[str, ...], Callable[[Tensor, Step], Tensor]], ...] = (
    (("ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate"), _move),
    (("Brightness", "Color", "Contrast"), _tone),
    (("Sharpness",), _sharpen),
    (("Posterize",), _posterize),
    (("Solarize",), _solarize),
    (("AutoContrast",), _auto_contrast),
    (("Equalize",), _equalize),
    (("Invert",), _invert),
)
