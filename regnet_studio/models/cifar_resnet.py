"""ResNets for small images (He et al., arXiv 1512.03385, section 4.2).

A 3x3 stem of 16 channels; three stages of n basic blocks with 16, 32 and 64 channels at full,
half and quarter resolution; average pooling; one linear layer. Depth = 6n + 2.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.registry import Shape, register
from regnet_studio.recipe.tree import Model

WIDTHS = (16, 32, 64)


def conv3x3(inputs: int, outputs: int, stride: int = 1) -> nn.Conv2d:
    """A 3x3 convolution without bias (batch norm follows and has one)."""
    return nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)


class ZeroPadShortcut(nn.Module):
    """Option A of the paper: take every second pixel, fill the new channels with zeros."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.extra = outputs - inputs
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        x = x[:, :, :: self.stride, :: self.stride]
        return F.pad(x, (0, 0, 0, 0, 0, self.extra))


def zero_pad_shortcut(inputs: int, outputs: int, stride: int) -> nn.Module:
    """The identity where shapes agree, else :class:`ZeroPadShortcut`."""
    if stride == 1 and inputs == outputs:
        return nn.Identity()
    return ZeroPadShortcut(inputs, outputs, stride)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions around which the input is carried (figure 5, left)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = conv3x3(inputs, outputs, stride)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = conv3x3(outputs, outputs)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = zero_pad_shortcut(inputs, outputs, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.shortcut(x), inplace=True)


class CifarResNet(nn.Module):
    """Depth 6n + 2; input [B, channels, S, S] for any S of at least 4, output [B, classes]."""

    def __init__(self, depth: int, shape: Shape) -> None:
        super().__init__()
        blocks = blocks_per_stage(depth)
        self.stem = conv3x3(shape.channels, WIDTHS[0])
        self.bn = nn.BatchNorm2d(WIDTHS[0])
        self.stages = nn.ModuleList()
        inputs = WIDTHS[0]
        for stage, width in enumerate(WIDTHS):
            stride = 1 if stage == 0 else 2
            layers = [BasicBlock(inputs, width, stride)]
            layers += [BasicBlock(width, width, 1) for _ in range(blocks - 1)]
            self.stages.append(nn.Sequential(*layers))
            inputs = width
        self.head = nn.Linear(WIDTHS[-1], shape.classes)
        he_initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.bn(self.stem(x)), inplace=True)
        for stage in self.stages:
            x = stage(x)
        return self.head(x.mean(dim=(2, 3)))


def blocks_per_stage(depth: int) -> int:
    """n in depth = 6n + 2.

    Raises:
        ValueError: no whole n gives this depth.
    """
    blocks, rest = divmod(depth - 2, 6)
    if rest or blocks < 1:
        raise ValueError(f"depth {depth} is not 6n + 2")
    return blocks


def he_initialise(network: nn.Module) -> None:
    """He initialisation of all dense filters and linear layers (arXiv 1502.01852, section 2.2).

    Filters by fan-out (equation 14), as is usual for ResNets; depthwise ones are their module's
    own business.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.groups == 1:
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight)
            nn.init.zeros_(module.bias)


def _register(depth: int) -> None:
    @register(
        f"resnet{depth}",
        "ResNet for small images",
        f"{depth} layers, 16-32-64 channels (He et al. 2015, for CIFAR)",
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        return CifarResNet(depth, shape)


for _depth in (20, 32, 44, 56):
    _register(_depth)
