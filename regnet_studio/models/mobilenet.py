"""MobileNetV2 (arXiv 1801.04381, table 2) and V3 (arXiv 1905.02244, tables 1 and 2).

For small images the first two of the five halvings are left out: 32 px end at 4 px, not at 1.
"""

from __future__ import annotations

from functools import partial

from torch import nn

from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import (
    Tell,
    features_by,
    first_convolution,
    from_torchvision,
    keep_resolution,
    offer,
)
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

_kaiming = partial(nn.init.kaiming_normal_, mode="fan_out")


def _build(name: str, second_halving: int, shape: Shape, model: Model) -> nn.Module:
    network = from_torchvision(name, shape.classes)
    first_convolution(network, "features.0.0", _kaiming, in_channels=shape.channels)
    if has_small_stem(model, shape):
        keep_resolution(
            network.get_submodule("features.0"), network.get_submodule(f"features.{second_halving}")
        )
    return network


def _offer(
    name: str, weights: str, top1: float, second_halving: int, anatomy: Tell, summary: str
) -> None:
    offer(
        name,
        "MobileNet",
        summary,
        partial(_build, name, second_halving),
        anatomy=anatomy,
        source="arXiv 1801.04381" if name == "mobilenet_v2" else "arXiv 1905.02244",
        weights=weights,
        top1=top1,
    )


_offer(
    "mobilenet_v2",
    "MobileNet_V2_Weights",
    71.878,
    2,
    features_by(0, 1, 2, 4, 7, 11, 14, 17, head="classifier.1"),
    "Inverted residuals of depthwise convolutions, for phones (Sandler et al. 2018)",
)
_offer(
    "mobilenet_v3_small",
    "MobileNet_V3_Small_Weights",
    67.668,
    1,
    features_by(0, 1, 2, 4, 7, 9, head="classifier.3", last=("classifier.0",)),
    "Found by search, with squeeze-excitation; the least work of all (Howard et al. 2019)",
)
_offer(
    "mobilenet_v3_large",
    "MobileNet_V3_Large_Weights",
    74.042,
    2,
    features_by(0, 1, 2, 4, 7, 11, 13, head="classifier.3", last=("classifier.0",)),
    "Found by search, with squeeze-excitation (Howard et al. 2019)",
)
