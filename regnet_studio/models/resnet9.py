"""ResNet-9, the small network that learns CIFAR-10 fast.

From David Page's entry to DAWNBench, described in "How to train your ResNet" (Myrtle.ai, 2018):
eight convolutions, two residual branches, pooling by the maximum throughout.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import conv3x3, fixup_initialise, he_initialise, norm
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model

_LOGIT_SCALE = 0.125
"""Page's factor on the logits: with it the loss begins near log(classes)."""


class ConvNorm(nn.Module):
    """3x3 convolution, batch norm, ReLU, then a 2x2 max-pooling where asked for."""

    def __init__(self, inputs: int, outputs: int, batch_norm: bool, pool: bool = False) -> None:
        super().__init__()
        self.conv = conv3x3(inputs, outputs, bias=not batch_norm)
        self.bn = norm(outputs, batch_norm)
        self.pool = nn.MaxPool2d(2) if pool else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.pool(F.relu(self.bn(self.conv(x)), inplace=True))


class PooledStage(nn.Module):
    """Doubles the channels, halves the sides; then perhaps two convolutions with a shortcut."""

    def __init__(
        self, inputs: int, outputs: int, batch_norm: bool, residual: bool, skip: bool
    ) -> None:
        super().__init__()
        self.first = ConvNorm(inputs, outputs, batch_norm, pool=True)
        self.branch = (
            nn.Sequential(*(ConvNorm(outputs, outputs, batch_norm) for _ in range(2)))
            if residual
            else None
        )
        self.skip = skip

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        if self.branch is None:
            return x
        return x + self.branch(x) if self.skip else self.branch(x)


class ResNet9(nn.Module):
    """Input [B, channels, S, S] for any S of at least 8, output [B, classes]."""

    def __init__(self, shape: Shape, skip: bool = True, batch_norm: bool = True) -> None:
        super().__init__()
        self.stem = ConvNorm(shape.channels, 64, batch_norm)
        self.stages = nn.Sequential(
            PooledStage(64, 128, batch_norm, residual=True, skip=skip),
            PooledStage(128, 256, batch_norm, residual=False, skip=skip),
            PooledStage(256, 512, batch_norm, residual=True, skip=skip),
        )
        self.head = nn.Linear(512, shape.classes)
        he_initialise(self, batch_norm)
        if skip and not batch_norm:
            convolutions = [
                [module for module in stage.modules() if isinstance(module, nn.Conv2d)][1:]
                for stage in (self.stages[0], self.stages[2])
            ]
            fixup_initialise(convolutions)

    def forward(self, x: Tensor) -> Tensor:
        features = self.stages(self.stem(x)).amax(dim=(2, 3))
        return self.head(features * _LOGIT_SCALE)

    def anatomy(self) -> Anatomy:
        """The stem, the three stages, the head."""
        stages = tuple((f"stages.{number}",) for number in range(len(self.stages)))
        return Anatomy((("stem",), *stages), "head")


@register(
    "resnet9",
    "ResNet for small images",
    "9 layers, 64 to 512 channels: learns CIFAR-10 fast (Page 2018, DAWNBench)",
    Traits(frozenset({"skip", "batch_norm"}), source="Page, How to train your ResNet, 2018"),
)
def _build(shape: Shape, model: Model) -> nn.Module:
    return ResNet9(shape, model.skip, model.batch_norm)
