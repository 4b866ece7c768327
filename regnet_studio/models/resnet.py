"""ResNet-18, -34 and -50 (He et al., arXiv 1512.03385, table 1).

Parameter names are torchvision's, so its weights load as they are. The stem depends on the image:
7x7 stride 2 with max-pooling as in the paper, or one 3x3 that keeps the resolution, without which
a 32-pixel image would be 1 pixel wide in the last stage.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.cifar_resnet import conv3x3, he_initialise
from regnet_studio.models.registry import Shape, register
from regnet_studio.recipe.tree import Model

SMALL_IMAGE = 48
"""Largest side in pixels for which the automatic choice is the small stem."""


def _projection(inputs: int, outputs: int, stride: int) -> nn.Module | None:
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
    )


class BasicBlock(nn.Module):
    """Two 3x3 convolutions."""

    expansion = 1

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = conv3x3(inputs, width, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = _projection(inputs, width, stride)

    def forward(self, x: Tensor) -> Tensor:
        carried = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(out)) + carried, inplace=True)


class Bottleneck(nn.Module):
    """1x1 down, 3x3, 1x1 up; the stride sits on the 3x3, as in torchvision ("V1.5")."""

    expansion = 4

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        outputs = width * self.expansion
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width, stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = _projection(inputs, outputs, stride)

    def forward(self, x: Tensor) -> Tensor:
        carried = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = F.relu(self.bn2(self.conv2(out)), inplace=True)
        return F.relu(self.bn3(self.conv3(out)) + carried, inplace=True)


class ResNet(nn.Module):
    """Four stages of 64, 128, 256 and 512 channels (times the block's expansion)."""

    def __init__(
        self,
        block: type[BasicBlock] | type[Bottleneck],
        blocks: tuple[int, int, int, int],
        shape: Shape,
        small_stem: bool,
    ) -> None:
        super().__init__()
        self.conv1 = (
            conv3x3(shape.channels, 64)
            if small_stem
            else nn.Conv2d(shape.channels, 64, 7, stride=2, padding=3, bias=False)
        )
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.Identity() if small_stem else nn.MaxPool2d(3, stride=2, padding=1)
        stages = []
        inputs = 64
        for stage, count in enumerate(blocks):
            width = 64 * 2**stage
            layers = []
            for position in range(count):
                stride = 2 if stage > 0 and position == 0 else 1
                layers.append(block(inputs, width, stride))
                inputs = width * block.expansion
            stages.append(nn.Sequential(*layers))
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.fc = nn.Linear(inputs, shape.classes)
        he_initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x)), inplace=True))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean(dim=(2, 3)))


def has_small_stem(model: Model, shape: Shape) -> bool:
    """Which stem the recipe's choice comes to for these images."""
    return shape.size <= SMALL_IMAGE if model.stem == "auto" else model.stem == "small"


def _register(
    depth: int,
    block: type[BasicBlock] | type[Bottleneck],
    blocks: tuple[int, int, int, int],
) -> None:
    @register(
        f"resnet{depth}",
        "ResNet",
        f"{depth} layers, 64 to 512 channels (He et al. 2015); stem suited to the image size",
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        return ResNet(block, blocks, shape, has_small_stem(model, shape))


_register(18, BasicBlock, (2, 2, 2, 2))
_register(34, BasicBlock, (3, 4, 6, 3))
_register(50, Bottleneck, (3, 4, 6, 3))
