"""ResNet-18 to -152 (He et al., arXiv 1512.03385, table 1), and their relatives.

Parameter names are torchvision's, so its weights load as they are. The stem depends on the image:
7x7 stride 2 with max-pooling as in the paper, or one 3x3 that keeps the resolution, without which
a 32-pixel image would be 1 pixel wide in the last stage. Plain networks are the same without
shortcuts (figure 3); SE-ResNets weigh the channels of each residual branch (Hu et al., arXiv
1709.01507, figure 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import (
    ShortcutKind,
    SqueezeExcitation,
    conv1x1,
    conv3x3,
    fixup_initialise,
    has_small_stem,
    he_initialise,
    norm,
    shortcut,
    shortcut_kind,
)
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model


@dataclass(frozen=True)
class Design:
    """What the blocks of a network have in common."""

    kind: ShortcutKind | None = "projection"
    """How a shortcut changes shape; None: there are no shortcuts."""
    batch_norm: bool = True
    excitation: bool = False


class BasicBlock(nn.Module):
    """Two 3x3 convolutions."""

    expansion = 1

    def __init__(self, inputs: int, width: int, stride: int, design: Design) -> None:
        super().__init__()
        on = design.batch_norm
        self.conv1 = conv3x3(inputs, width, stride, bias=not on)
        self.bn1 = norm(width, on)
        self.conv2 = conv3x3(width, width, bias=not on)
        self.bn2 = norm(width, on)
        self.se = SqueezeExcitation(width) if design.excitation else nn.Identity()
        self.downsample = shortcut(design.kind, inputs, width, stride, on) if design.kind else None

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.se(self.bn2(self.conv2(out)))
        if self.downsample is not None:
            out = out + self.downsample(x)
        return F.relu(out, inplace=True)

    def branch(self) -> tuple[nn.Conv2d, ...]:
        """The convolutions of the residual branch, in order."""
        return self.conv1, self.conv2


class Bottleneck(nn.Module):
    """1x1 down, 3x3, 1x1 up; the stride sits on the 3x3, as in torchvision ("V1.5")."""

    expansion = 4

    def __init__(self, inputs: int, width: int, stride: int, design: Design) -> None:
        super().__init__()
        on = design.batch_norm
        outputs = width * self.expansion
        self.conv1 = conv1x1(inputs, width, bias=not on)
        self.bn1 = norm(width, on)
        self.conv2 = conv3x3(width, width, stride, bias=not on)
        self.bn2 = norm(width, on)
        self.conv3 = conv1x1(width, outputs, bias=not on)
        self.bn3 = norm(outputs, on)
        self.se = SqueezeExcitation(outputs) if design.excitation else nn.Identity()
        self.downsample = (
            shortcut(design.kind, inputs, outputs, stride, on) if design.kind else None
        )

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = F.relu(self.bn2(self.conv2(out)), inplace=True)
        out = self.se(self.bn3(self.conv3(out)))
        if self.downsample is not None:
            out = out + self.downsample(x)
        return F.relu(out, inplace=True)

    def branch(self) -> tuple[nn.Conv2d, ...]:
        """The convolutions of the residual branch, in order."""
        return self.conv1, self.conv2, self.conv3


Block = type[BasicBlock] | type[Bottleneck]

LAYOUTS: dict[int, tuple[Block, tuple[int, int, int, int]]] = {
    18: (BasicBlock, (2, 2, 2, 2)),
    34: (BasicBlock, (3, 4, 6, 3)),
    50: (Bottleneck, (3, 4, 6, 3)),
    101: (Bottleneck, (3, 4, 23, 3)),
    152: (Bottleneck, (3, 8, 36, 3)),
}
"""By depth: the block, and how many of it each stage has."""


def stem(channels: int, small: bool, batch_norm: bool = True) -> tuple[nn.Conv2d, nn.Module]:
    """First convolution (to 64 channels) and max-pooling, which a small stem does without."""
    if small:
        return conv3x3(channels, 64, bias=not batch_norm), nn.Identity()
    convolution = nn.Conv2d(channels, 64, 7, stride=2, padding=3, bias=not batch_norm)
    return convolution, nn.MaxPool2d(3, stride=2, padding=1)


class ResNet(nn.Module):
    """Four stages of 64, 128, 256 and 512 channels (times the block's expansion)."""

    def __init__(self, depth: int, shape: Shape, small_stem: bool, design: Design) -> None:
        super().__init__()
        block, counts = LAYOUTS[depth]
        self.conv1, self.maxpool = stem(shape.channels, small_stem, design.batch_norm)
        self.bn1 = norm(64, design.batch_norm)
        blocks: list[BasicBlock | Bottleneck] = []
        stages: list[nn.Sequential] = []
        inputs = 64
        for stage, count in enumerate(counts):
            width = 64 * 2**stage
            for position in range(count):
                stride = 2 if stage > 0 and position == 0 else 1
                blocks.append(block(inputs, width, stride, design))
                inputs = width * block.expansion
            stages.append(nn.Sequential(*blocks[-count:]))
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.fc = nn.Linear(inputs, shape.classes)
        he_initialise(self, design.batch_norm)
        if design.kind and not design.batch_norm:
            fixup_initialise([block.branch() for block in blocks])

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x)), inplace=True))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean(dim=(2, 3)))

    def anatomy(self) -> Anatomy:
        """The stem, the four stages, the head."""
        stages = tuple((f"layer{number}",) for number in range(1, 5))
        return Anatomy((("conv1", "bn1"), *stages), "fc")


_RESIDUAL = frozenset({"stem", "shortcut", "skip", "batch_norm"})


def _register_residual(
    depth: int, accuracy: Mapping[str, float], excitation: bool, pretrained: str | None = None
) -> None:
    name, family, summary, source = (
        (
            f"se_resnet{depth}",
            "SE-ResNet",
            f"ResNet-{depth} whose blocks weigh their channels (Hu et al. 2017)",
            "arXiv 1709.01507",
        )
        if excitation
        else (
            f"resnet{depth}",
            "ResNet",
            f"{depth} layers, 64 to 512 channels (He et al. 2015); stem suited to the image size",
            "arXiv 1512.03385",
        )
    )
    traits = Traits(_RESIDUAL, usual=224, accuracy=accuracy, source=source, pretrained=pretrained)

    @register(name, family, summary, traits)
    def build(shape: Shape, model: Model) -> nn.Module:
        design = Design(shortcut_kind(model, "projection"), model.batch_norm, excitation)
        return ResNet(depth, shape, has_small_stem(model, shape), design)


def _register_plain(depth: int) -> None:
    @register(
        f"plain{depth}",
        "Plain network",
        f"{depth} layers, 64 to 512 channels, nothing carried around them (He et al. 2015)",
        Traits(frozenset({"stem", "batch_norm"}), usual=224, source="arXiv 1512.03385"),
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        design = Design(None, model.batch_norm)
        return ResNet(depth, shape, has_small_stem(model, shape), design)


_PRETRAINED = {18: "V1", 34: "V1", 50: "V2", 101: "V2", 152: "V2"}
"""The better of torchvision's two sets of weights, whose ImageNet accuracy is given below."""

# On small images: with the small stem; of a range, the lower end.
_ACCURACY: dict[int, dict[str, float]] = {
    18: {"ImageNet": 69.758, "CIFAR-10": 95.0, "CIFAR-100": 75.6, "Fashion-MNIST": 94.9},
    34: {"ImageNet": 73.314},
    50: {"ImageNet": 80.858, "CIFAR-100": 77.4},
    101: {"ImageNet": 81.886},
    152: {"ImageNet": 82.284},
}
_SE_ACCURACY: dict[int, dict[str, float]] = {18: {"CIFAR-100": 76.4}, 50: {"ImageNet": 77.6}}

_register_plain(18)
_register_plain(34)
for _depth, _version in _PRETRAINED.items():
    _weights = f"torchvision:ResNet{_depth}_Weights.IMAGENET1K_{_version}"
    _register_residual(_depth, _ACCURACY[_depth], excitation=False, pretrained=_weights)
for _depth in LAYOUTS:
    _register_residual(_depth, _SE_ACCURACY.get(_depth, {}), excitation=True)
