"""DenseNet-BC (Huang et al., arXiv 1608.06993, table 1): each layer sees all before it.

For small images the stem is one 3x3 that keeps the resolution, as in the paper's section 4.2.
"""

from __future__ import annotations

from functools import partial

from torch import nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import first_convolution, from_torchvision, offer, refuse_below
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

_ANATOMY = Anatomy(
    (
        ("features.conv0", "features.norm0"),
        ("features.denseblock1", "features.transition1"),
        ("features.denseblock2", "features.transition2"),
        ("features.denseblock3", "features.transition3"),
        ("features.denseblock4", "features.norm5"),
    ),
    "classifier",
)


def _build(name: str, shape: Shape, model: Model) -> nn.Module:
    small = has_small_stem(model, shape)
    if not small:
        refuse_below(29, model, shape)
    network = from_torchvision(name, shape.classes)
    stem = {"kernel_size": 3, "stride": 1, "padding": 1} if small else {}
    first_convolution(
        network,
        "features.conv0",
        nn.init.kaiming_normal_,
        in_channels=shape.channels,
        **stem,
    )
    if small:
        network.set_submodule("features.pool0", nn.Identity())
    return network


for _depth, _growth, _top1 in (
    (121, 32, 74.434),
    (161, 48, 77.138),
    (169, 32, 75.6),
    (201, 32, 76.896),
):
    offer(
        f"densenet{_depth}",
        "DenseNet",
        f"{_depth} layers, each sees all before it; growth rate {_growth} (Huang et al. 2016)",
        partial(_build, f"densenet{_depth}"),
        anatomy=lambda network: _ANATOMY,
        source="arXiv 1608.06993",
        weights=f"DenseNet{_depth}_Weights",
        top1=_top1,
    )
