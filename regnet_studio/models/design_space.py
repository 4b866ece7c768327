"""RegNetX and RegNetY, found by narrowing a design space (Radosavovic et al., arXiv 2003.13678).

No kin of the self-regulated RegNet, which has memory; these are plain ResNet bottlenecks of
grouped convolutions whose widths grow linearly, Y with squeeze-excitation. For small images the
first two of the five halvings are left out: 32 px end at 4 px, not at 1.
"""

from __future__ import annotations

from functools import partial

from torch import nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import first_convolution, keep_resolution, offer
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

_DESIGNS: dict[str, tuple[list[int], list[int], list[int], float]] = {
    # blocks, widths, widths of groups of the four stages; ImageNet top-1 (figures 16 and 17)
    "x_400mf": ([1, 2, 7, 12], [32, 64, 160, 400], [16] * 4, 72.834),
    "x_800mf": ([1, 3, 7, 5], [64, 128, 288, 672], [16] * 4, 75.212),
    "x_1_6gf": ([2, 4, 10, 2], [72, 168, 408, 912], [24] * 4, 77.04),
    "x_3_2gf": ([2, 6, 15, 2], [96, 192, 432, 1008], [48] * 4, 78.364),
    "x_8gf": ([2, 5, 15, 1], [80, 240, 720, 1920], [80, 120, 120, 120], 79.344),
    "y_400mf": ([1, 3, 6, 6], [48, 104, 208, 440], [8] * 4, 74.046),
    "y_800mf": ([1, 3, 8, 2], [64, 144, 320, 784], [16] * 4, 76.42),
    "y_1_6gf": ([2, 6, 17, 2], [48, 120, 336, 888], [24] * 4, 77.95),
    "y_3_2gf": ([2, 5, 13, 1], [72, 216, 576, 1512], [24] * 4, 78.948),
    "y_8gf": ([2, 4, 10, 1], [224, 448, 896, 2016], [56] * 4, 80.032),
}
_ANATOMY = Anatomy((("stem",), *((f"trunk_output.block{n}",) for n in range(1, 5))), "fc")
_kaiming = partial(nn.init.kaiming_normal_, mode="fan_out", nonlinearity="relu")


def _build(design: str, shape: Shape, model: Model) -> nn.Module:
    from torchvision.models.regnet import BlockParams, RegNet

    blocks, widths, groups, _ = _DESIGNS[design]
    # torchvision works these lists out with tensors, which cannot be done on the meta device.
    network = RegNet(
        BlockParams(blocks, widths, groups, [1.0] * 4, [2] * 4, 0.25 if design[0] == "y" else None),
        num_classes=shape.classes,
    )
    first_convolution(network, "stem.0", _kaiming, in_channels=shape.channels)
    if has_small_stem(model, shape):
        keep_resolution(network.stem, network.trunk_output.get_submodule("block1"))
    return network


for _design, (_blocks, _widths, _, _top1) in _DESIGNS.items():
    _kind, _, _work = _design.partition("_")
    _gigas = float(_work[:-2].replace("_", ".")) / (1000 if _work.endswith("mf") else 1)
    offer(
        f"regnet{_design}",
        "RegNetX/Y (design space)",
        f"{sum(_blocks)} blocks of {_widths[0]} to {_widths[-1]} channels, {_gigas:g} GMACs at 224 "
        f"px{', squeeze-excitation' * (_kind == 'y')} (Radosavovic et al. 2020)",
        partial(_build, _design),
        anatomy=lambda network: _ANATOMY,
        source="arXiv 2003.13678",
        weights=f"RegNet_{_design.upper()}_Weights",
        top1=_top1,
    )
