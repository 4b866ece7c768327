"""Additive PyramidNets (Han, Kim and Kim, arXiv 1610.02915, table 1).

Instead of doubling the channels where the resolution halves, every block adds the same number:
block k of N has 16 + alpha k / N channels, rounded down (equation 2). Shortcuts are zero-padded
(section 3.3), and a block has one ReLU less and one batch norm more than usual (figure 6d).
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import conv1x1, conv3x3, fixup_initialise, he_initialise, norm
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model


class PyramidBlock(nn.Module):
    """Norm, convolution, then (norm, ReLU, convolution) once or, in a bottleneck, twice; norm.

    Carries its input around: averaged over 2x2 pixels where it has a stride, new channels zero.
    """

    def __init__(
        self,
        inputs: int,
        width: int,
        stride: int,
        bottleneck: bool,
        skip: bool,
        batch_norm: bool,
    ) -> None:
        super().__init__()
        bias = not batch_norm
        outputs = 4 * width if bottleneck else width
        convolutions = (
            [
                conv1x1(inputs, width, bias=bias),
                conv3x3(width, width, stride, bias=bias),
                conv1x1(width, outputs, bias=bias),
            ]
            if bottleneck
            else [conv3x3(inputs, width, stride, bias=bias), conv3x3(width, width, bias=bias)]
        )
        layers: list[nn.Module] = [norm(inputs, batch_norm), convolutions[0]]
        for convolution in convolutions[1:]:
            layers += [norm(convolution.in_channels, batch_norm), nn.ReLU(), convolution]
        self.branch = nn.Sequential(*layers, norm(outputs, batch_norm))
        self.stride = stride
        self.extra = outputs - inputs
        self.skip = skip

    def forward(self, x: Tensor) -> Tensor:
        out = self.branch(x)
        if not self.skip:
            return out
        if self.stride != 1:
            x = F.avg_pool2d(x, self.stride, ceil_mode=True)
        return out + F.pad(x, (0, 0, 0, 0, 0, self.extra))


class PyramidNet(nn.Module):
    """Input [B, channels, S, S] for any S of at least 4, output [B, classes].

    ``depth`` is 6n + 2 with basic blocks and 9n + 2 with bottlenecks, for n blocks a stage.
    """

    def __init__(
        self,
        depth: int,
        alpha: int,
        bottleneck: bool,
        shape: Shape,
        skip: bool = True,
        batch_norm: bool = True,
    ) -> None:
        super().__init__()
        count, rest = divmod(depth - 2, 9 if bottleneck else 6)
        if rest or count < 1:
            raise ValueError(f"depth {depth} is not {9 if bottleneck else 6}n + 2")
        self.stem = conv3x3(shape.channels, 16, bias=not batch_norm)
        self.bn_stem = norm(16, batch_norm)
        self.stages = nn.ModuleList()
        blocks: list[PyramidBlock] = []
        inputs = 16
        for stage in range(3):
            for position in range(count):
                stride = 2 if stage > 0 and position == 0 else 1
                width = 16 + alpha * (len(blocks) + 1) // (3 * count)
                blocks.append(PyramidBlock(inputs, width, stride, bottleneck, skip, batch_norm))
                inputs = 4 * width if bottleneck else width
            self.stages.append(nn.Sequential(*blocks[-count:]))
        self.bn = norm(inputs, batch_norm)
        self.head = nn.Linear(inputs, shape.classes)
        he_initialise(self, batch_norm)
        if skip and not batch_norm:
            fixup_initialise(
                [[m for m in block.branch if isinstance(m, nn.Conv2d)] for block in blocks]
            )

    def forward(self, x: Tensor) -> Tensor:
        x = self.bn_stem(self.stem(x))
        for stage in self.stages:
            x = stage(x)
        return self.head(F.relu(self.bn(x)).mean(dim=(2, 3)))

    def anatomy(self) -> Anatomy:
        """The stem, the three stages (the last norm with the last of them), the head."""
        last = ("stages.2", "bn")
        return Anatomy((("stem", "bn_stem"), ("stages.0",), ("stages.1",), last), "head")


def _register(depth: int, alpha: int, bottleneck: bool = False) -> None:
    blocks = "bottlenecks" if bottleneck else "basic blocks"

    @register(
        f"pyramidnet{depth}_a{alpha}",
        "PyramidNet",
        f"{depth} layers of {blocks}, {alpha} channels added block by block (Han et al. 2016)",
        Traits(frozenset({"skip", "batch_norm"}), source="arXiv 1610.02915"),
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        return PyramidNet(depth, alpha, bottleneck, shape, model.skip, model.batch_norm)


_register(110, 48)
_register(110, 84)
_register(110, 270)
_register(164, 270, bottleneck=True)
