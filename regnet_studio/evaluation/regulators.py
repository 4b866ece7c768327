"""What the regulators of a self-regulated network do with one image: their gates and memory."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.early_exit import blocks_of
from regnet_studio.models.conv_rnn import Cell, State
from regnet_studio.models.regnet import DeepRegNet, RegNet, RegulatedStage

Course = Mapping[str, NDArray[np.float32]]
"""By name: [T, N, S, S], block by block."""

MEMORIES = ("H", "C")
"""Names of what a cell remembers, in the order of its state."""


@dataclass(frozen=True, eq=False)
class StageMemory:
    """A stage's regulator over the T blocks of the stage: N channels of S x S."""

    stage: int
    """Counted from 1."""
    first_block: int
    """Number of its first block, counted from 1 over the whole network."""
    cell: str
    """``rnn``, ``gru`` or ``lstm``."""
    gates: Course
    """By the cell's own names; the ConvRNN has none. 0..1, but ``new`` is -1..1."""
    state: Course
    """After each block: H (-1..1), and C for the LSTM. H is before the block's batch norm."""

    @property
    def courses(self) -> Course:
        """Gates and state together."""
        return {**self.gates, **self.state}

    @property
    def blocks(self) -> range:
        """Numbers of its blocks over the whole network."""
        return range(self.first_block, self.first_block + len(self.state["H"]))

    def maps(self) -> Course:
        """Means over the channels, [T, S, S] each: where in the image."""
        return {name: course.mean(axis=1) for name, course in self.courses.items()}

    def channel_means(self) -> Course:
        """Means over the image, [T, N] each: which channels."""
        return {name: course.mean(axis=(2, 3)) for name, course in self.courses.items()}

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio inspect --json`` prints it: means over all numbers of a step.

        ``magnitude`` is the mean of absolute values, ``negative`` the share of H below zero (and
        of C: the two have one sign).
        """
        _, channels, size, _ = self.state["H"].shape
        return {
            "stage": self.stage,
            "cell": self.cell,
            "channels": channels,
            "size": size,
            "blocks": [
                {
                    "block": block,
                    "gates": {name: float(gate[t].mean()) for name, gate in self.gates.items()},
                    "state": {
                        name: {
                            "mean": float(memory[t].mean()),
                            "magnitude": float(np.abs(memory[t]).mean()),
                        }
                        for name, memory in self.state.items()
                    },
                    "negative": float((self.state["H"][t] < 0).mean()),
                }
                for t, block in enumerate(self.blocks)
            ],
        }


@torch.inference_mode()
def look_inside(network: nn.Module, image: Tensor) -> list[StageMemory]:
    """The memory of each regulated stage while the network looks at one image.

    The state is what the network goes on with; the gates are those of the cell's equations for
    the features and the state that it was given.

    Args:
        network: put into evaluation mode.
        image: float32 [1, C, S, S], normalised, where the network is.

    Raises:
        RunMistake: a network without regulators.
    """
    if not isinstance(network, RegNet | DeepRegNet):
        raise RunMistake(
            "this network has no regulators to look into; inspect a run whose model.name is a "
            "regnet, or leave out the image for the early-exit accuracy of a resnet"
        )
    network.eval()
    watched: list[tuple[int, int, Cell, _Watch]] = []
    first = 1
    with ExitStack() as hooks:
        for number, stage in enumerate(network.stages, start=1):
            if isinstance(stage, RegulatedStage):
                watch = _Watch()
                hooks.enter_context(stage.regulator.register_forward_hook(watch))
                watched.append((number, first, stage.regulator, watch))
            first += len(blocks_of(stage))
        network(image)
    return [
        StageMemory(
            stage=number,
            first_block=first,
            cell=cell.name,
            gates=_by_name(cell.gates, watch.gates),
            state=_by_name(MEMORIES[: cell.memories], watch.states),
        )
        for number, first, cell, watch in watched
    ]


class _Watch:
    """A forward hook that keeps what a cell did, step by step."""

    def __init__(self) -> None:
        self.gates: list[tuple[Tensor, ...]] = []
        self.states: list[State] = []

    def __call__(self, cell: Cell, given: tuple[Tensor, State | None], state: State) -> None:
        x, before = given
        self.gates.append(cell.look(x, cell.start(x) if before is None else before)[1])
        self.states.append(state)


def _by_name(names: tuple[str, ...], steps: list[tuple[Tensor, ...]]) -> Course:
    """Of T steps with a tensor [1, N, S, S] for each name."""
    courses = (torch.cat(course).float().cpu().numpy() for course in zip(*steps, strict=True))
    return dict(zip(names, courses, strict=True))
