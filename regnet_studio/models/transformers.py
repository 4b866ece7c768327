"""Vision transformers: ViT (arXiv 2010.11929, table 1) and Swin (arXiv 2103.14030, 2111.09883).

A ViT cuts the image into patches and lets each attend to all; its positions belong to one image
size. Swin attends within windows, which shift from block to block. Small images are cut finer: ViT
takes 4x4 patches, Swin's lie 2 pixels apart and its windows are chosen so that they divide.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from torch import nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import features_by, first_convolution, offer
from regnet_studio.models.convnext import OVERLAP
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

_SMALL_PATCH = 4


class _ViT(NamedTuple):
    patch: int
    layers: int
    heads: int
    width: int


class _Swin(NamedTuple):
    width: int
    blocks: list[int]
    heads: list[int]
    drop_path: float
    """Share of images for which the last block is left out while training."""
    version: int

    @property
    def window(self) -> int:
        return 7 if self.version == 1 else 8


def _build_vit(kind: _ViT, shape: Shape, model: Model) -> nn.Module:
    from torchvision.models import VisionTransformer

    patch = _SMALL_PATCH if has_small_stem(model, shape) else kind.patch
    if shape.size % patch:
        fitting = math.ceil(shape.size / patch) * patch
        raise RecipeMistake(
            f"model.name = {model.name}: cuts images into patches of {patch} px, which those of "
            f"{shape.size} px are no multiple of; set data.size = {fitting}"
        )
    network = VisionTransformer(
        shape.size,
        patch,
        kind.layers,
        kind.heads,
        kind.width,
        mlp_dim=4 * kind.width,
        num_classes=shape.classes,
    )
    std = math.sqrt(1 / (shape.channels * patch**2))
    draw = partial(nn.init.trunc_normal_, std=std)
    first_convolution(network, "conv_proj", draw, in_channels=shape.channels)
    return network


def _vit_anatomy(network: nn.Module) -> Anatomy:
    layers = network.get_submodule("encoder.layers")
    names = [f"encoder.layers.{name}" for name, _ in layers.named_children()]
    stem = ("class_token", "conv_proj", "encoder.pos_embedding")
    blocks = [(name,) for name in names[:-1]]
    return Anatomy((stem, *blocks, (names[-1], "encoder.ln")), "heads.head")


def _build_swin(kind: _Swin, shape: Shape, model: Model) -> nn.Module:
    from torchvision.models import swin_transformer as swin

    small = has_small_stem(model, shape)
    block = swin.SwinTransformerBlock if kind.version == 1 else swin.SwinTransformerBlockV2
    network = swin.SwinTransformer(
        [4, 4],
        kind.width,
        kind.blocks,
        kind.heads,
        [kind.window] * 2,
        stochastic_depth_prob=kind.drop_path,
        num_classes=shape.classes,
        block=_windowed(block, kind, shape.size) if small else block,
        downsample_layer=swin.PatchMerging if kind.version == 1 else swin.PatchMergingV2,
    )
    first_convolution(
        network, "features.0.0", None, in_channels=shape.channels, **(OVERLAP if small else {})
    )
    return network


def _windowed(block: Callable[..., nn.Module], kind: _Swin, size: int) -> Callable[..., nn.Module]:
    """A block whose window divides what its stage, told by its channels, sees of the image."""
    windows: dict[int, int] = {}
    side = size // 2
    for stage in range(len(kind.blocks)):
        windows[kind.width * 2**stage] = window_for(side, kind.window)
        side = math.ceil(side / 2)

    def build(
        channels: int, heads: int, window_size: list[int], shift_size: list[int], **rest: Any
    ) -> nn.Module:
        window = windows[channels]
        shift = window // 2 if any(shift_size) else 0
        return block(channels, heads, [window] * 2, [shift] * 2, **rest)

    return build


def window_for(side: int, largest: int) -> int:
    """Side of the windows for features of this side: the largest that divides it, from 3 on.

    Where none does, as for primes, the largest there is: torchvision fills up with zeros.
    """
    for window in range(min(side, largest), 2, -1):
        if side % window == 0:
            return window
    return max(2, min(side, largest))


for _name, _title, _top1, _kind in (
    ("vit_tiny", "of 3 heads, for small images (Touvron et al. 2020, table 1)", None,
     _ViT(16, 12, 3, 192)),
    ("vit_b_16", "of 12 heads, patches of 16 px (Dosovitskiy et al. 2020)", 81.072,
     _ViT(16, 12, 12, 768)),
    ("vit_b_32", "of 12 heads, patches of 32 px (Dosovitskiy et al. 2020)", 75.912,
     _ViT(32, 12, 12, 768)),
    ("vit_l_16", "of 16 heads, patches of 16 px (Dosovitskiy et al. 2020)", 79.662,
     _ViT(16, 24, 16, 1024)),
):  # fmt: skip
    offer(
        _name,
        "Vision transformer (ViT)",
        f"{_kind.layers} layers {_title}",
        partial(_build_vit, _kind),
        anatomy=_vit_anatomy,
        source="arXiv 2010.11929" if _top1 else "arXiv 2012.12877",
        usual=224 if _top1 else 32,
        weights=f"ViT_{_name[4:].upper()}_Weights" if _top1 else None,
        top1=_top1,
    )

_THIN, _WIDE = [3, 6, 12, 24], [4, 8, 16, 32]
for _name, _weights, _top1, _kind in (
    ("swin_t", "Swin_T_Weights", 81.474, _Swin(96, [2, 2, 6, 2], _THIN, 0.2, 1)),
    ("swin_s", "Swin_S_Weights", 83.196, _Swin(96, [2, 2, 18, 2], _THIN, 0.3, 1)),
    ("swin_b", "Swin_B_Weights", 83.582, _Swin(128, [2, 2, 18, 2], _WIDE, 0.5, 1)),
    ("swin_v2_t", "Swin_V2_T_Weights", 82.072, _Swin(96, [2, 2, 6, 2], _THIN, 0.2, 2)),
    ("swin_v2_s", "Swin_V2_S_Weights", 83.712, _Swin(96, [2, 2, 18, 2], _THIN, 0.3, 2)),
    ("swin_v2_b", "Swin_V2_B_Weights", 84.112, _Swin(128, [2, 2, 18, 2], _WIDE, 0.5, 2)),
):
    offer(
        _name,
        "Swin transformer",
        f"{sum(_kind.blocks)} blocks, attention in shifted windows, from {_kind.width} channels "
        f"(Liu et al. {2021 if _kind.version == 1 else '2022, version 2'})",
        partial(_build_swin, _kind),
        anatomy=features_by(0, 1, 2, 4, 6, head="head", last=("norm",)),
        source="arXiv 2103.14030" if _kind.version == 1 else "arXiv 2111.09883",
        usual=224 if _kind.version == 1 else 256,
        weights=_weights,
        top1=_top1,
    )
