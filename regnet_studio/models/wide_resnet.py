"""Wide residual networks (Zagoruyko and Komodakis, arXiv 1605.07146, table 1).

WRN-d-k has depth d = 6n + 4 and k times the channels of a ResNet for small images. Its blocks
normalise before they convolve (pre-activation). They have no dropout inside: the paper's main
results do without.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import conv1x1, conv3x3, fixup_initialise, he_initialise, norm
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model


class WideBlock(nn.Module):
    """B(3,3): norm, ReLU, 3x3, norm, ReLU, 3x3; where shapes change, a 1x1 of the first ReLU."""

    def __init__(
        self, inputs: int, outputs: int, stride: int, skip: bool, batch_norm: bool
    ) -> None:
        super().__init__()
        self.bn1 = norm(inputs, batch_norm)
        self.conv1 = conv3x3(inputs, outputs, stride, bias=not batch_norm)
        self.bn2 = norm(outputs, batch_norm)
        self.conv2 = conv3x3(outputs, outputs, bias=not batch_norm)
        changes = stride != 1 or inputs != outputs
        self.skip = skip
        self.projection = conv1x1(inputs, outputs, stride) if skip and changes else None

    def forward(self, x: Tensor) -> Tensor:
        # Not in place: without batch norm this is x itself, which the shortcut carries.
        active = F.relu(self.bn1(x))
        out = self.conv2(F.relu(self.bn2(self.conv1(active)), inplace=True))
        if not self.skip:
            return out
        return out + (x if self.projection is None else self.projection(active))


class WideResNet(nn.Module):
    """WRN-depth-widening; input [B, channels, S, S] for any S of at least 4, gives [B, classes]."""

    def __init__(
        self, depth: int, widening: int, shape: Shape, skip: bool = True, batch_norm: bool = True
    ) -> None:
        super().__init__()
        count, rest = divmod(depth - 4, 6)
        if rest or count < 1:
            raise ValueError(f"depth {depth} is not 6n + 4")
        self.stem = conv3x3(shape.channels, 16, bias=not batch_norm)
        self.stages = nn.ModuleList()
        blocks: list[WideBlock] = []
        inputs = 16
        for stage in range(3):
            outputs = 16 * 2**stage * widening
            for position in range(count):
                stride = 2 if stage > 0 and position == 0 else 1
                blocks.append(WideBlock(inputs, outputs, stride, skip, batch_norm))
                inputs = outputs
            self.stages.append(nn.Sequential(*blocks[-count:]))
        self.bn = norm(inputs, batch_norm)
        self.head = nn.Linear(inputs, shape.classes)
        he_initialise(self, batch_norm)
        if skip and not batch_norm:
            fixup_initialise([(block.conv1, block.conv2) for block in blocks])

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(F.relu(self.bn(x)).mean(dim=(2, 3)))

    def anatomy(self) -> Anatomy:
        """The stem, the three stages (the last norm with the last of them), the head."""
        return Anatomy((("stem",), ("stages.0",), ("stages.1",), ("stages.2", "bn")), "head")


def _register(depth: int, widening: int, accuracy: Mapping[str, float]) -> None:
    @register(
        f"wrn{depth}_{widening}",
        "Wide ResNet",
        f"WRN-{depth}-{widening}: {depth} layers, up to {64 * widening} channels "
        "(Zagoruyko and Komodakis 2016)",
        Traits(frozenset({"skip", "batch_norm"}), accuracy=accuracy, source="arXiv 1605.07146"),
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        return WideResNet(depth, widening, shape, model.skip, model.batch_norm)


_register(16, 8, {})
_register(40, 4, {"Fashion-MNIST": 96.7})
_register(28, 10, {"CIFAR-10": 96.0, "CIFAR-100": 80.8, "Fashion-MNIST": 95.9})
