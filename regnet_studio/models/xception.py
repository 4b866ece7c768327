"""Xception (Chollet, arXiv 1610.02357, figure 5): separable convolutions with shortcuts.

Parameter names are those of timm's ``legacy_xception``, so its weights load as they are. With the
small stem the two first convolutions keep the resolution, and a 32-pixel image ends at 2 pixels.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import conv1x1, has_small_stem, he_initialise
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model


class SeparableConv(nn.Module):
    """A 3x3 convolution of each channel by itself, then a 1x1 that mixes them."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False)
        self.pointwise = conv1x1(inputs, outputs)
        # No ReLU follows, so no factor of 2 makes up for one.
        nn.init.kaiming_normal_(self.conv1.weight, nonlinearity="linear")

    def forward(self, x: Tensor) -> Tensor:
        return self.pointwise(self.conv1(x))


class XceptionBlock(nn.Module):
    """ReLU, separable convolution and norm for each width; max-pooling where it has a stride."""

    def __init__(
        self, inputs: int, widths: tuple[int, ...], stride: int, skip: bool, first_relu: bool = True
    ) -> None:
        super().__init__()
        changes = stride != 1 or inputs != widths[-1]
        self.carries = skip
        self.skip = conv1x1(inputs, widths[-1], stride) if skip and changes else nn.Identity()
        self.skipbn = nn.BatchNorm2d(widths[-1]) if skip and changes else nn.Identity()
        layers: list[nn.Module] = []
        for before, width in zip((inputs, *widths), widths, strict=False):
            layers += [nn.ReLU(), SeparableConv(before, width), nn.BatchNorm2d(width)]
        if stride != 1:
            layers.append(nn.MaxPool2d(3, stride, padding=1))
        self.rep = nn.Sequential(*(layers if first_relu else layers[1:]))

    def forward(self, x: Tensor) -> Tensor:
        out = self.rep(x)
        return out + self.skipbn(self.skip(x)) if self.carries else out


class Xception(nn.Module):
    """Input [B, channels, S, S] for any S of at least 8, output [B, classes]."""

    def __init__(self, shape: Shape, small_stem: bool, skip: bool = True) -> None:
        super().__init__()
        stride, padding = (1, 1) if small_stem else (2, 0)
        self.conv1 = nn.Conv2d(shape.channels, 32, 3, stride, padding, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=padding, bias=False)
        self.bn2 = nn.BatchNorm2d(64)
        self.block1 = XceptionBlock(64, (128, 128), 2, skip, first_relu=False)
        self.block2 = XceptionBlock(128, (256, 256), 2, skip)
        self.block3 = XceptionBlock(256, (728, 728), 2, skip)
        for number in range(4, 12):
            self.add_module(f"block{number}", XceptionBlock(728, (728, 728, 728), 1, skip))
        self.block12 = XceptionBlock(728, (728, 1024), 2, skip)
        self.conv3 = SeparableConv(1024, 1536)
        self.bn3 = nn.BatchNorm2d(1536)
        self.conv4 = SeparableConv(1536, 2048)
        self.bn4 = nn.BatchNorm2d(2048)
        self.fc = nn.Linear(2048, shape.classes)
        he_initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = F.relu(self.bn2(self.conv2(x)), inplace=True)
        for number in range(1, 13):
            x = getattr(self, f"block{number}")(x)
        x = F.relu(self.bn3(self.conv3(x)), inplace=True)
        x = F.relu(self.bn4(self.conv4(x)), inplace=True)
        return self.fc(x.mean(dim=(2, 3)))

    def anatomy(self) -> Anatomy:
        """The stem, the entry flow, two halves of the middle flow, the exit flow, the head."""
        stages = (
            ("conv1", "bn1", "conv2", "bn2"),
            ("block1", "block2", "block3"),
            ("block4", "block5", "block6", "block7"),
            ("block8", "block9", "block10", "block11"),
            ("block12", "conv3", "bn3", "conv4", "bn4"),
        )
        return Anatomy(stages, "fc")


@register(
    "xception",
    "Xception",
    "36 convolutions, nearly all separable (Chollet 2016); stem suited to the image size",
    Traits(
        frozenset({"stem", "skip"}),
        usual=299,
        accuracy={"ImageNet": 79.0, "CIFAR-100": 74.9},
        source="arXiv 1610.02357",
        pretrained="timm:legacy_xception.tf_in1k",
    ),
)
def _build(shape: Shape, model: Model) -> nn.Module:
    return Xception(shape, has_small_stem(model, shape), model.skip)
