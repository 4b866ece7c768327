"""RegNet, the self-regulated ResNet (Xu et al., arXiv 2101.00590; TNNLS 2022).

Not torchvision's RegNetX/Y, which come from a design space. Here each stage of a ResNet carries
one ConvRNN, the regulator: the blocks of the stage are its time steps, it sees the features of
each block and hands what it remembers on to the next.

Two choices the paper leaves open: the state that recurs is the cell's own H, and what the block
sees is ReLU(BN(H)) (the paper's figure; were the normalised H to recur, as its equation 5 can be
read, the memory could never be negative). That batch norm belongs to the block, not to the cell,
because features of different depth have different statistics.
"""

from __future__ import annotations

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.cifar_resnet import (
    WIDTHS,
    blocks_per_stage,
    conv3x3,
    he_initialise,
    zero_pad_shortcut,
)
from regnet_studio.models.conv_rnn import ConvGRU, ConvLSTM, State
from regnet_studio.models.registry import Shape, register
from regnet_studio.recipe.tree import Model

Cell = Literal["lstm", "gru"]
_CELLS: dict[Cell, type[ConvLSTM] | type[ConvGRU]] = {"lstm": ConvLSTM, "gru": ConvGRU}


class RegulatedBlock(nn.Module):
    """A basic block that listens to the stage's regulator (facts.md, equations of the block)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv12 = conv3x3(inputs, outputs, stride)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.bn_h = nn.BatchNorm2d(outputs)
        self.conv23 = nn.Conv2d(2 * outputs, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.conv34 = conv3x3(outputs, outputs)
        self.bn4 = nn.BatchNorm2d(outputs)
        self.shortcut = zero_pad_shortcut(inputs, outputs, stride)

    def forward(
        self, x1: Tensor, regulator: ConvLSTM | ConvGRU, state: State | None
    ) -> tuple[Tensor, State]:
        x2 = F.relu(self.bn2(self.conv12(x1)))
        memory: State = regulator(x2, regulator.start(x2) if state is None else state)
        h = F.relu(self.bn_h(memory[0]))
        x3 = F.relu(self.bn3(self.conv23(torch.cat([x2, h], dim=1))))
        x4 = self.bn4(self.conv34(x3))
        return F.relu(x4 + self.shortcut(x1)), memory


class RegulatedStage(nn.Module):
    """n blocks of one resolution and the regulator that they share; it starts empty."""

    def __init__(self, inputs: int, outputs: int, blocks: int, stride: int, cell: Cell) -> None:
        super().__init__()
        self.regulator = _CELLS[cell](outputs)
        self.blocks = nn.ModuleList(
            RegulatedBlock(inputs if n == 0 else outputs, outputs, stride if n == 0 else 1)
            for n in range(blocks)
        )

    def forward(self, x: Tensor) -> Tensor:
        state: State | None = None
        for block in self.blocks:
            x, state = block(x, self.regulator, state)
        return x


class RegNet(nn.Module):
    """The CIFAR ResNet of depth 6n + 2, regulated in each of its three stages."""

    def __init__(self, depth: int, cell: Cell, shape: Shape) -> None:
        super().__init__()
        blocks = blocks_per_stage(depth)
        self.stem = conv3x3(shape.channels, WIDTHS[0])
        self.bn = nn.BatchNorm2d(WIDTHS[0])
        inputs = (WIDTHS[0], *WIDTHS[:-1])
        self.stages = nn.Sequential(
            *(
                RegulatedStage(i, width, blocks, stride=1 if n == 0 else 2, cell=cell)
                for n, (i, width) in enumerate(zip(inputs, WIDTHS, strict=True))
            )
        )
        self.head = nn.Linear(WIDTHS[-1], shape.classes)
        he_initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.bn(self.stem(x)))
        return self.head(self.stages(x).mean(dim=(2, 3)))


def _register(depth: int, cell: Cell, title: str) -> None:
    @register(
        f"regnet{depth}_{cell}",
        "Self-regulated ResNet (RegNet)",
        f"ResNet-{depth} regulated by {title}: each stage remembers its blocks (Xu et al. 2022)",
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        return RegNet(depth, cell, shape)


_register(20, "lstm", "ConvLSTM")
_register(20, "gru", "ConvGRU")
