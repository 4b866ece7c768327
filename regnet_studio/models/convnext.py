"""ConvNeXt (Liu et al., arXiv 2201.03545, section 3): a ResNet with the choices of a transformer.

For small images the stem's 4x4 patches lie 2 pixels apart, not 4: 32 px end at 2 px, not at 1.
"""

from __future__ import annotations

from functools import partial

from torch import nn

from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import (
    features_by,
    first_convolution,
    from_torchvision,
    offer,
    refuse_below,
)
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

OVERLAP = {"stride": (2, 2), "padding": (1, 1)}
"""How 4x4 patches are cut out of small images: half as far apart."""


def _build(name: str, shape: Shape, model: Model) -> nn.Module:
    small = has_small_stem(model, shape)
    if not small:
        refuse_below(32, model, shape)
    network = from_torchvision(name, shape.classes)
    first_convolution(
        network,
        "features.0.0",
        partial(nn.init.trunc_normal_, std=0.02),
        in_channels=shape.channels,
        **(OVERLAP if small else {}),
    )
    return network


for _size, _width, _blocks, _top1 in (
    ("tiny", 96, 18, 82.52),
    ("small", 96, 36, 83.616),
    ("base", 128, 36, 84.062),
):
    offer(
        f"convnext_{_size}",
        "ConvNeXt",
        f"{_blocks} blocks of 7x7 depthwise convolutions, from {_width} channels (Liu et al. 2022)",
        partial(_build, f"convnext_{_size}"),
        anatomy=features_by(0, 1, 2, 4, 6, head="classifier.2", last=("classifier.0",)),
        source="arXiv 2201.03545",
        smallest=16,
        weights=f"ConvNeXt_{_size.title()}_Weights",
        top1=_top1,
    )
