"""ResNets for small images (He et al., arXiv 1512.03385, section 4.2), and their relatives.

A 3x3 stem of 16 channels; three stages of n basic blocks with 16, 32 and 64 channels at full,
half and quarter resolution; average pooling; one linear layer. Depth = 6n + 2. Plain networks are
the same without shortcuts; SE-ResNets weigh the channels of each residual branch (Hu et al.,
arXiv 1709.01507).
"""

from __future__ import annotations

from collections.abc import Mapping

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import (
    ShortcutKind,
    SqueezeExcitation,
    conv3x3,
    fixup_initialise,
    he_initialise,
    norm,
    shortcut,
    shortcut_kind,
)
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model

WIDTHS = (16, 32, 64)
DEPTHS = (20, 32, 44, 56, 110)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions around which the input is carried (figure 5, left)."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        stride: int,
        kind: ShortcutKind | None = "zero_pad",
        batch_norm: bool = True,
        excitation: bool = False,
    ) -> None:
        super().__init__()
        self.conv1 = conv3x3(inputs, outputs, stride, bias=not batch_norm)
        self.bn1 = norm(outputs, batch_norm)
        self.conv2 = conv3x3(outputs, outputs, bias=not batch_norm)
        self.bn2 = norm(outputs, batch_norm)
        self.se = SqueezeExcitation(outputs) if excitation else nn.Identity()
        self.shortcut = shortcut(kind, inputs, outputs, stride, batch_norm) if kind else None

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.se(self.bn2(self.conv2(out)))
        if self.shortcut is not None:
            out = out + self.shortcut(x)
        return F.relu(out, inplace=True)


class CifarResNet(nn.Module):
    """Depth 6n + 2; input [B, channels, S, S] for any S of at least 4, output [B, classes].

    Without shortcuts (``kind`` None) it is a plain network; without batch norm, convolutions have
    a bias and residual branches begin at zero.
    """

    def __init__(
        self,
        depth: int,
        shape: Shape,
        kind: ShortcutKind | None = "zero_pad",
        batch_norm: bool = True,
        excitation: bool = False,
    ) -> None:
        super().__init__()
        count = blocks_per_stage(depth)
        self.stem = conv3x3(shape.channels, WIDTHS[0], bias=not batch_norm)
        self.bn = norm(WIDTHS[0], batch_norm)
        self.stages = nn.ModuleList()
        blocks: list[BasicBlock] = []
        inputs = WIDTHS[0]
        for stage, width in enumerate(WIDTHS):
            for position in range(count):
                stride = 2 if stage > 0 and position == 0 else 1
                blocks.append(BasicBlock(inputs, width, stride, kind, batch_norm, excitation))
                inputs = width
            self.stages.append(nn.Sequential(*blocks[-count:]))
        self.head = nn.Linear(WIDTHS[-1], shape.classes)
        he_initialise(self, batch_norm)
        if kind and not batch_norm:
            fixup_initialise([(block.conv1, block.conv2) for block in blocks])

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.bn(self.stem(x)), inplace=True)
        for stage in self.stages:
            x = stage(x)
        return self.head(x.mean(dim=(2, 3)))

    def anatomy(self) -> Anatomy:
        """The stem, the three stages, the head."""
        stages = tuple((f"stages.{number}",) for number in range(len(self.stages)))
        return Anatomy((("stem", "bn"), *stages), "head")


def blocks_per_stage(depth: int) -> int:
    """n in depth = 6n + 2.

    Raises:
        ValueError: no whole n gives this depth.
    """
    blocks, rest = divmod(depth - 2, 6)
    if rest or blocks < 1:
        raise ValueError(f"depth {depth} is not 6n + 2")
    return blocks


def _register_plain(depth: int) -> None:
    @register(
        f"plain{depth}",
        "Plain network for small images",
        f"{depth} layers, 16-32-64 channels, nothing carried around them (He et al. 2015)",
        Traits(options=frozenset({"batch_norm"}), source="arXiv 1512.03385"),
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        return CifarResNet(depth, shape, kind=None, batch_norm=model.batch_norm)


def _register_residual(
    name: str,
    family: str,
    summary: str,
    depth: int,
    accuracy: Mapping[str, float],
    source: str,
    excitation: bool = False,
) -> None:
    options = frozenset({"shortcut", "skip", "batch_norm"})

    @register(name, family, summary, Traits(options, accuracy=accuracy, source=source))
    def build(shape: Shape, model: Model) -> nn.Module:
        kind = shortcut_kind(model, "zero_pad")
        return CifarResNet(depth, shape, kind, model.batch_norm, excitation)


# ResNet-20 and SE-ResNet-20: arXiv 2101.00590, table III. Of a range, the lower end.
_ACCURACY: dict[str, dict[str, float]] = {
    "resnet20": {"CIFAR-10": 91.62, "CIFAR-100": 68.28},
    "resnet56": {"CIFAR-10": 93.4, "CIFAR-100": 72.6},
    "resnet110": {"CIFAR-10": 93.6},
    "se_resnet20": {"CIFAR-10": 91.98, "CIFAR-100": 68.86},
}

for _depth in DEPTHS[:-1]:
    _register_plain(_depth)
for _depth in DEPTHS:
    _register_residual(
        name := f"resnet{_depth}",
        "ResNet for small images",
        f"{_depth} layers, 16-32-64 channels (He et al. 2015, for CIFAR)",
        _depth,
        _ACCURACY.get(name, {}),
        "arXiv 1512.03385",
    )
for _depth in DEPTHS:
    _register_residual(
        name := f"se_resnet{_depth}",
        "SE-ResNet for small images",
        f"ResNet-{_depth} whose blocks weigh their channels (Hu et al. 2017)",
        _depth,
        _ACCURACY.get(name, {}),
        "arXiv 1709.01507",
        excitation=True,
    )
