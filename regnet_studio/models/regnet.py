"""RegNet, the self-regulated ResNet (Xu et al., arXiv 2101.00590; TNNLS 2022).

Not torchvision's RegNetX/Y, which come from a design space. Here each stage of a ResNet carries
one ConvRNN, the regulator: the blocks of the stage are its time steps, it sees the features of
each block and hands what it remembers on to the next.

Choices that the paper leaves open are fields of the recipe. The state that recurs is the cell's
own H, and what the block sees is ReLU(BN(H)), as in the paper's figure; were the normalised H to
recur (``regulator_state``), as its equation 5 can be read, the memory could never be negative.
That batch norm belongs to the block, not to the cell (``regulator_norm``), because features of
different depth have different statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models import resnet
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import (
    ShortcutKind,
    SqueezeExcitation,
    conv1x1,
    conv3x3,
    has_small_stem,
    he_initialise,
    shortcut,
)
from regnet_studio.models.cifar_resnet import DEPTHS, WIDTHS, blocks_per_stage
from regnet_studio.models.conv_rnn import CELLS, Cell, CellName, State
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model


@dataclass(frozen=True)
class Regulation:
    """How the stages of a network are regulated."""

    cell: CellName
    stages: tuple[int, ...]
    """Counted from 1; empty: all."""
    full: bool
    """Full convolutions inside the cell."""
    normalised: bool
    """ReLU(BN(H)) recurs instead of H."""
    shared_norm: bool
    se: bool
    """Squeeze and excitation at the end of each block's branch, as in SE-ResNets."""
    shortcut: ShortcutKind

    @classmethod
    def of(cls, model: Model, cell: CellName, se: bool, published: ShortcutKind) -> Regulation:
        """What a recipe asks for."""
        return cls(
            cell=cell,
            stages=model.regulated_stages,
            full=model.regulator_convolution == "full",
            normalised=model.regulator_state == "normalised",
            shared_norm=model.regulator_norm == "shared",
            se=se,
            shortcut=published if model.shortcut == "auto" else model.shortcut,
        )

    def regulates(self, stage: int) -> bool:
        """Whether a stage, counted from 1, has a regulator."""
        return not self.stages or stage in self.stages


class RegulatedBlock(nn.Module):
    """A block that listens to its stage's regulator; subclasses hold the equations of facts.md."""

    expansion = 1

    def __init__(self, inputs: int, width: int, stride: int, regulation: Regulation) -> None:
        super().__init__()
        outputs = width * self.expansion
        # Parameters in the order in which an image passes them, as optimisers number them.
        self.conv12 = self.first(inputs, width, stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.bn_h = None if regulation.shared_norm else nn.BatchNorm2d(width)
        self.conv23 = conv1x1(2 * width, width)
        self.bn3 = nn.BatchNorm2d(width)
        self.last(width)
        self.se = SqueezeExcitation(outputs) if regulation.se else nn.Identity()
        self.shortcut = shortcut(regulation.shortcut, inputs, outputs, stride)
        self.normalised = regulation.normalised

    def first(self, inputs: int, width: int, stride: int) -> nn.Conv2d:
        """The convolution before the regulator."""
        raise NotImplementedError

    def last(self, width: int) -> None:
        """Make the layers after the block has listened."""
        raise NotImplementedError

    def listen(
        self, x2: Tensor, regulator: Cell, norm: nn.Module | None, state: State | None
    ) -> tuple[Tensor, State]:
        """What the block hears, ReLU(BN(H)) [B, N, S, S], and the state for the next block."""
        memory = regulator(x2, state)
        norm = self.bn_h if norm is None else norm
        assert norm is not None
        heard = F.relu(norm(memory[0]), inplace=True)
        return heard, (heard, *memory[1:]) if self.normalised else memory

    def joined(self, x: Tensor, heard: Tensor) -> Tensor:
        """W23 * Concat[x, heard]: the sum of both halves, so that nothing is copied together."""
        of_x, of_heard = self.conv23.weight.chunk(2, dim=1)
        return F.conv2d(x, of_x).add_(F.conv2d(heard, of_heard))


class RegulatedBasic(RegulatedBlock):
    """The basic block: 3x3, regulator, 1x1 of both, 3x3."""

    def first(self, inputs: int, width: int, stride: int) -> nn.Conv2d:
        return conv3x3(inputs, width, stride)

    def last(self, width: int) -> None:
        self.conv34 = conv3x3(width, width)
        self.bn4 = nn.BatchNorm2d(width)

    def forward(
        self, x1: Tensor, regulator: Cell, norm: nn.Module | None, state: State | None
    ) -> tuple[Tensor, State]:
        x2 = F.relu(self.bn2(self.conv12(x1)), inplace=True)
        heard, state = self.listen(x2, regulator, norm, state)
        x3 = F.relu(self.bn3(self.joined(x2, heard)), inplace=True)
        x4 = self.se(self.bn4(self.conv34(x3)))
        return F.relu(x4 + self.shortcut(x1), inplace=True), state


class RegulatedBottleneck(RegulatedBlock):
    """The bottleneck block: 1x1, regulator beside a 3x3, 1x1 of both, 1x1.

    The stride sits on the first 1x1, so that the regulator and the 3x3 see one resolution.
    """

    expansion = 4

    def first(self, inputs: int, width: int, stride: int) -> nn.Conv2d:
        return conv1x1(inputs, width, stride)

    def last(self, width: int) -> None:
        self.conv3 = conv3x3(width, width)
        self.bn4 = nn.BatchNorm2d(width)
        self.conv45 = conv1x1(width, width * self.expansion)
        self.bn5 = nn.BatchNorm2d(width * self.expansion)

    def forward(
        self, x1: Tensor, regulator: Cell, norm: nn.Module | None, state: State | None
    ) -> tuple[Tensor, State]:
        x2 = F.relu(self.bn2(self.conv12(x1)), inplace=True)
        heard, state = self.listen(x2, regulator, norm, state)
        x3 = F.relu(self.bn3(self.conv3(x2)), inplace=True)
        x4 = F.relu(self.bn4(self.joined(x3, heard)), inplace=True)
        x5 = self.se(self.bn5(self.conv45(x4)))
        return F.relu(x5 + self.shortcut(x1), inplace=True), state


class RegulatedStage(nn.Module):
    """n blocks of one resolution and the regulator that they share; its memory starts empty."""

    def __init__(
        self,
        block: type[RegulatedBlock],
        inputs: int,
        width: int,
        blocks: int,
        stride: int,
        regulation: Regulation,
    ) -> None:
        super().__init__()
        self.regulator = CELLS[regulation.cell](width, regulation.full)
        self.bn_h = nn.BatchNorm2d(width) if regulation.shared_norm else None
        outputs = width * block.expansion
        self.blocks = nn.ModuleList(
            block(inputs if n == 0 else outputs, width, stride if n == 0 else 1, regulation)
            for n in range(blocks)
        )

    def forward(self, x: Tensor) -> Tensor:
        state: State | None = None
        for block in self.blocks:
            x, state = block(x, self.regulator, self.bn_h, state)
        return x


class RegNet(nn.Module):
    """The CIFAR ResNet of depth 6n + 2 with regulated stages (the paper's table II)."""

    def __init__(self, depth: int, shape: Shape, regulation: Regulation) -> None:
        super().__init__()
        blocks = blocks_per_stage(depth)
        self.stem = conv3x3(shape.channels, WIDTHS[0])
        self.bn = nn.BatchNorm2d(WIDTHS[0])
        inputs = (WIDTHS[0], *WIDTHS[:-1])
        self.stages = nn.Sequential(
            *(
                _stage(n, resnet.BasicBlock, i, width, blocks, regulation)
                for n, (i, width) in enumerate(zip(inputs, WIDTHS, strict=True), start=1)
            )
        )
        self.head = nn.Linear(WIDTHS[-1], shape.classes)
        he_initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.bn(self.stem(x)))
        return self.head(self.stages(x).mean(dim=(2, 3)))

    def anatomy(self) -> Anatomy:
        """Stem, the three stages, head."""
        stages = tuple((f"stages.{n}",) for n in range(len(self.stages)))
        return Anatomy((("stem", "bn"), *stages), "head")


class DeepRegNet(nn.Module):
    """ResNet-18 to -152 with regulated stages: four of 64 to 512 channels."""

    def __init__(self, depth: int, shape: Shape, small_stem: bool, regulation: Regulation) -> None:
        super().__init__()
        block, blocks = resnet.LAYOUTS[depth]
        self.conv1, self.maxpool = resnet.stem(shape.channels, small_stem)
        self.bn1 = nn.BatchNorm2d(64)
        stages: list[nn.Module] = []
        inputs = 64
        for n, count in enumerate(blocks, start=1):
            stages.append(_stage(n, block, inputs, 32 * 2**n, count, regulation))
            inputs = 32 * 2**n * block.expansion
        self.stages = nn.Sequential(*stages)
        self.head = nn.Linear(inputs, shape.classes)
        he_initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        return self.head(self.stages(x).mean(dim=(2, 3)))

    def anatomy(self) -> Anatomy:
        """The stem, the four stages, the head."""
        stages = tuple((f"stages.{n}",) for n in range(len(self.stages)))
        return Anatomy((("conv1", "bn1"), *stages), "head")


def _stage(
    number: int, block: resnet.Block, inputs: int, width: int, blocks: int, regulation: Regulation
) -> nn.Module:
    """A stage of ``blocks`` blocks, counted from 1; a plain one where it is not regulated."""
    stride = 1 if number == 1 else 2
    if regulation.regulates(number):
        regulated = RegulatedBasic if block is resnet.BasicBlock else RegulatedBottleneck
        return RegulatedStage(regulated, inputs, width, blocks, stride, regulation)
    design = resnet.Design(regulation.shortcut, excitation=regulation.se)
    outputs = width * block.expansion
    first = block(inputs, width, stride, design)
    return nn.Sequential(first, *(block(outputs, width, 1, design) for _ in range(blocks - 1)))


def _refuse_missing_stages(model: Model, stages: int) -> None:
    if model.regulated_stages and model.regulated_stages[-1] > stages:
        raise RecipeMistake(
            f"model.regulated_stages = {', '.join(map(str, model.regulated_stages))}: {model.name} "
            f"has {stages} stages; name stages from 1 to {stages}"
        )


_TITLES: dict[CellName, str] = {"rnn": "ConvRNN", "gru": "ConvGRU", "lstm": "ConvLSTM"}
_OPTIONS = frozenset(
    {
        "shortcut",
        "regulated_stages",
        "regulator_convolution",
        "regulator_state",
        "regulator_norm",
    }
)
# Table III of the paper, 100 less the error.
_ACCURACY: dict[str, dict[str, float]] = {
    "regnet20_rnn": {"CIFAR-10": 92.40, "CIFAR-100": 69.97},
    "regnet20_gru": {"CIFAR-10": 92.58, "CIFAR-100": 70.31},
    "regnet20_lstm": {"CIFAR-10": 92.72, "CIFAR-100": 70.19},
    "se_regnet20_rnn": {"CIFAR-10": 92.45, "CIFAR-100": 70.37},
    "se_regnet20_gru": {"CIFAR-10": 92.75, "CIFAR-100": 70.92},
    "se_regnet20_lstm": {"CIFAR-10": 93.02, "CIFAR-100": 70.98},
}


def _register(depth: int, cell: CellName, se: bool) -> None:
    small = depth in DEPTHS
    name = f"{'se_' if se else ''}regnet{depth}_{cell}"
    traits = Traits(
        options=_OPTIONS if small else _OPTIONS | {"stem"},
        usual=32 if small else 224,
        accuracy=_ACCURACY.get(name, {}),
        source="arXiv 2101.00590",
    )
    network = f"{'SE-' if se else ''}ResNet-{depth}"

    @register(
        name,
        "Self-regulated ResNet (RegNet)",
        f"{network} regulated by {_TITLES[cell]}: each stage remembers its blocks (Xu et al. 2022)",
        traits,
    )
    def build(shape: Shape, model: Model) -> nn.Module:
        if small:
            _refuse_missing_stages(model, 3)
            return RegNet(depth, shape, Regulation.of(model, cell, se, "zero_pad"))
        _refuse_missing_stages(model, 4)
        regulation = Regulation.of(model, cell, se, "projection")
        return DeepRegNet(depth, shape, has_small_stem(model, shape), regulation)


for _se in (False, True):
    for _depth in (*DEPTHS, *resnet.LAYOUTS):
        for _cell in CELLS:
            _register(_depth, _cell, _se)
