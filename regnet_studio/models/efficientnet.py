"""EfficientNet-B0 to -B4 (Tan and Le, arXiv 1905.11946, table 1; scaled by section 3.3).

For small images the first two of the five halvings are left out: 32 px end at 4 px, not at 1.
"""

from __future__ import annotations

from functools import partial

from torch import nn

from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import (
    features_by,
    first_convolution,
    from_torchvision,
    keep_resolution,
    offer,
)
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

_kaiming = partial(nn.init.kaiming_normal_, mode="fan_out")


def _build(name: str, shape: Shape, model: Model) -> nn.Module:
    network = from_torchvision(name, shape.classes)
    first_convolution(network, "features.0.0", _kaiming, in_channels=shape.channels)
    if has_small_stem(model, shape):
        keep_resolution(network.get_submodule("features.0"), network.get_submodule("features.2"))
    return network


for _number, (_side, _top1) in enumerate(
    ((224, 77.692), (240, 78.642), (288, 80.608), (300, 82.008), (380, 83.384))
):
    offer(
        f"efficientnet_b{_number}",
        "EfficientNet",
        f"Depth, width and image size grown together, step {_number} (Tan and Le 2019)",
        partial(_build, f"efficientnet_b{_number}"),
        anatomy=features_by(*range(8), head="classifier.1"),
        source="arXiv 1905.11946",
        usual=_side,
        weights=f"EfficientNet_B{_number}_Weights",
        top1=_top1,
    )
