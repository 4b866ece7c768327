"""What the families bought from torchvision share: offering them, and fitting them to images.

The modules are torchvision's, under torchvision's names, so that its weights load as they are. All
imports of torchvision happen when a network is built: it takes seconds, a list of names must not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.registry import Build, Shape, Traits, register
from regnet_studio.recipe.tree import Model

Tell = Callable[[nn.Module], Anatomy]


def offer(
    name: str,
    family: str,
    summary: str,
    build: Build,
    *,
    anatomy: Tell,
    source: str,
    smallest: int = 8,
    usual: int = 224,
    weights: str | None = None,
    top1: float | None = None,
) -> None:
    """Register a network of torchvision's.

    Args:
        weights: torchvision's enumeration of its ImageNet weights; the first version is taken,
            which was trained much as the papers did.
        top1: accuracy of these weights in %, as torchvision states it.
    """
    traits = Traits(
        options=frozenset({"stem"}),
        anatomy=anatomy,
        smallest=smallest,
        usual=usual,
        accuracy={} if top1 is None else {"ImageNet": top1},
        source=source,
        pretrained=weights and f"torchvision:{weights}.IMAGENET1K_V1",
    )
    register(name, family, summary, traits)(build)


def from_torchvision(name: str, classes: int, **options: Any) -> nn.Module:
    """torchvision's network of this name with fresh weights."""
    from torchvision.models import get_model

    return get_model(name, weights=None, num_classes=classes, **options)


def first_convolution(
    network: nn.Module, path: str, draw: Callable[[Tensor], Any] | None, **changes: Any
) -> None:
    """Give the convolution at ``path`` other input channels, another kernel, stride or padding.

    Weights are drawn anew by ``draw`` (None: as torch does by itself), biases begin at zero; where
    nothing changes the convolution stays.
    """
    old = network.get_submodule(path)
    assert isinstance(old, nn.Conv2d)
    names = ("in_channels", "kernel_size", "stride", "padding")
    geometry = {name: getattr(old, name) for name in names}
    if geometry == geometry | changes:
        return
    new = nn.Conv2d(
        out_channels=old.out_channels, bias=old.bias is not None, **(geometry | changes)
    )
    if draw is not None:
        draw(new.weight)
        if new.bias is not None:
            nn.init.zeros_(new.bias)
    network.set_submodule(path, new)


def keep_resolution(*parts: nn.Module) -> None:
    """Take the stride out of every convolution in these parts; no weight changes its shape."""
    for part in parts:
        for module in part.modules():
            if isinstance(module, nn.Conv2d):
                module.stride = (1, 1)


def refuse_below(side: int, model: Model, shape: Shape) -> None:
    """For a standard stem that needs more pixels than the small one.

    Raises:
        RecipeMistake: the images are smaller than ``side``.
    """
    if shape.size < side:
        raise RecipeMistake(
            f"model.name = {model.name}: its standard stem takes images from {side} px on, these "
            f"have {shape.size}; set model.stem = small, or data.size = {side}"
        )


def features_by(*starts: int, head: str, last: tuple[str, ...] = ()) -> Tell:
    """The anatomy of a network whose layers are numbered in its ``features``.

    Args:
        starts: number of the first layer of each stage.
        last: what belongs to the last stage besides.
    """

    def tell(network: nn.Module) -> Anatomy:
        features = network.get_submodule("features")
        assert isinstance(features, nn.Sequential)
        ends = (*starts[1:], len(features))
        stages = [
            tuple(f"features.{n}" for n in range(start, end))
            for start, end in zip(starts, ends, strict=True)
        ]
        return Anatomy((*stages[:-1], stages[-1] + last), head)

    return tell


_OLD_NAMES = (
    (re.compile(r"(denselayer\d+\.(?:norm|relu|conv))\.([12])\."), r"\1\2."),  # DenseNet
    (re.compile(r"\.mlp\.linear_1\."), ".mlp.0."),  # ViT
    (re.compile(r"\.mlp\.linear_2\."), ".mlp.3."),
)


def present_names(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights from torchvision's files under the names that its modules have today.

    Its files of DenseNet and ViT are older than the modules; it renames them as it loads.
    """
    renamed: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        for old, new in _OLD_NAMES:
            name = old.sub(new, name)
        renamed[name] = tensor
    return renamed
