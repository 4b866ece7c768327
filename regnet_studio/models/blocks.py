"""What the networks of our own are made of, and how their weights begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

SMALL_IMAGE = 48
"""Largest side in pixels for which the automatic choice is the small stem."""

ShortcutKind = Literal["zero_pad", "projection"]


def conv3x3(inputs: int, outputs: int, stride: int = 1, bias: bool = False) -> nn.Conv2d:
    """A 3x3 convolution; without bias where batch norm follows, which has one."""
    return nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=bias)


def conv1x1(inputs: int, outputs: int, stride: int = 1, bias: bool = False) -> nn.Conv2d:
    """A 1x1 convolution; without bias where batch norm follows, which has one."""
    return nn.Conv2d(inputs, outputs, 1, stride=stride, bias=bias)


def norm(channels: int, on: bool) -> nn.Module:
    """Batch norm, or nothing; where it is off, the convolution before it has a bias."""
    return nn.BatchNorm2d(channels) if on else nn.Identity()


class ZeroPadShortcut(nn.Module):
    """Option A of arXiv 1512.03385: every second pixel, new channels filled with zeros."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.extra = outputs - inputs
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        # As x[:, :, ::s, ::s], whose gradient would come in the other memory layout: 5 % of a step.
        x = F.avg_pool2d(x, 1, self.stride)
        return F.pad(x, (0, 0, 0, 0, 0, self.extra))


def shortcut(
    kind: ShortcutKind, inputs: int, outputs: int, stride: int, batch_norm: bool = True
) -> nn.Module:
    """What carries x [B, inputs, S, S] around a block: the identity where shapes agree.

    Else option A (``zero_pad``) or B (``projection``) of arXiv 1512.03385, section 3.3.
    """
    if stride == 1 and inputs == outputs:
        return nn.Identity()
    if kind == "zero_pad":
        return ZeroPadShortcut(inputs, outputs, stride)
    projection = conv1x1(inputs, outputs, stride, bias=not batch_norm)
    return nn.Sequential(projection, norm(outputs, batch_norm))


def shortcut_kind(model: Model, published: ShortcutKind) -> ShortcutKind | None:
    """The shortcut that a recipe asks for; None: its skip connections are off.

    Raises:
        RecipeMistake: a kind of shortcut is chosen and there are none.
    """
    if model.skip:
        return published if model.shortcut == "auto" else model.shortcut
    if model.shortcut != "auto":
        raise RecipeMistake(
            f"model.shortcut = {model.shortcut}: with model.skip = false there is no shortcut; "
            "leave it at auto, or set model.skip = true"
        )
    return None


class SqueezeExcitation(nn.Module):
    """Weighs each channel by what all of them hold on average (arXiv 1709.01507, eq. 2-4)."""

    def __init__(self, channels: int, reduction: int = 16) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, max(1, channels // reduction))
        self.excite = nn.Linear(self.squeeze.out_features, channels)

    def forward(self, x: Tensor) -> Tensor:
        weights = self.excite(F.relu(self.squeeze(x.mean(dim=(2, 3))))).sigmoid()
        return x * weights[:, :, None, None]


def he_initialise(network: nn.Module, batch_norm: bool = True) -> None:
    """He initialisation of all dense filters and linear layers (arXiv 1502.01852, section 2.2).

    Filters by fan-out (equation 14), as is usual for ResNets; without batch norm by fan-in
    (equation 10), since then nothing else keeps the signal's size on its way to the head.
    Depthwise ones are their module's own business.
    """
    mode = "fan_out" if batch_norm else "fan_in"
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.groups == 1:
            nn.init.kaiming_normal_(module.weight, mode=mode, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight)
            nn.init.zeros_(module.bias)


def fixup_initialise(branches: Sequence[Sequence[nn.Conv2d]]) -> None:
    """Begin the residual branches of a network without batch norm (Fixup, arXiv 1901.09321).

    Each branch, given by its m convolutions, would double the variance of what it is added to:
    2^27 after the blocks of ResNet-56. So its last convolution begins at zero, and the others are
    scaled by L^(-1/(2m-2)), with L branches, that one step of training changes the output by as
    much as in a shallow network (section 3.1).
    """
    with torch.no_grad():
        for *first, last in branches:
            for convolution in first:
                convolution.weight.mul_(len(branches) ** (-1 / (2 * len(first))))
            nn.init.zeros_(last.weight)


def has_small_stem(model: Model, shape: Shape) -> bool:
    """Which stem the recipe's choice comes to for these images."""
    return shape.size <= SMALL_IMAGE if model.stem == "auto" else model.stem == "small"
