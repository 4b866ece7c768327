"""Gates and memory of the regulators, for one image."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.regulators import StageMemory, look_inside
from regnet_studio.models.conv_rnn import CELLS, CellName, State
from regnet_studio.models.registry import Shape, build
from regnet_studio.models.regnet import RegNet, RegulatedBasic, RegulatedStage
from regnet_studio.recipe.tree import Model

SHAPE = Shape(classes=10, channels=1, size=16)


def network(**model: object) -> nn.Module:
    return build(Model.model_validate(model), SHAPE, seed=0).eval()


@pytest.fixture(scope="module")
def image() -> Tensor:
    return torch.randn(1, 1, 16, 16, generator=torch.Generator().manual_seed(2))


def by_hand(net: RegNet, image: Tensor) -> list[list[tuple[tuple[Tensor, ...], State]]]:
    """Gates and state of every step of every stage, block by block, from the cell's equations."""
    x = F.relu(net.bn(net.stem(image)))
    stages: list[list[tuple[tuple[Tensor, ...], State]]] = []
    for stage in net.stages:
        assert isinstance(stage, RegulatedStage)
        steps: list[tuple[tuple[Tensor, ...], State]] = []
        given: State | None = None
        for block in stage.blocks:
            assert isinstance(block, RegulatedBasic)
            features = F.relu(block.bn2(block.conv12(x)))
            cell = stage.regulator
            state, gates = cell.look(features, cell.start(features) if given is None else given)
            steps.append((gates, state))
            x, given = block(x, cell, stage.bn_h, given)
        stages.append(steps)
    return stages


@pytest.mark.parametrize(
    ("cell", "convolution", "recurs"),
    [("lstm", "efficient", "raw"), ("gru", "full", "normalised"), ("rnn", "full", "raw")],
)
def test_gates_and_state_are_those_of_the_equations(
    cell: CellName, convolution: str, recurs: str, image: Tensor
) -> None:
    options = {"regulator_convolution": convolution, "regulator_state": recurs}
    net = network(name=f"regnet20_{cell}", **options)
    assert isinstance(net, RegNet)
    seen = look_inside(net, image)
    with torch.no_grad():
        expected = by_hand(net, image)
    assert [(m.stage, list(m.blocks)) for m in seen] == [
        (1, [1, 2, 3]),
        (2, [4, 5, 6]),
        (3, [7, 8, 9]),
    ]
    for memory, steps, width in zip(seen, expected, (16, 32, 64), strict=True):
        assert memory.cell == cell
        assert tuple(memory.gates) == CELLS[cell].gates
        assert tuple(memory.state) == ("H", "C")[: CELLS[cell].memories]
        for t, (gates, state) in enumerate(steps):
            for name, truth in zip(memory.courses, (*gates, *state), strict=True):
                course = memory.courses[name]
                assert course.dtype == np.float32
                assert course.shape == (3, width, 256 // width, 256 // width)
                np.testing.assert_allclose(course[t], truth[0].numpy(), rtol=1e-4, atol=1e-6)


def test_the_state_is_the_one_the_network_goes_on_with(image: Tensor) -> None:
    """To the last bit, though the gates are computed apart; and no hook stays behind."""
    net = network(name="regnet20_lstm")
    assert isinstance(net, RegNet)
    stage = net.stages[2]
    assert isinstance(stage, RegulatedStage)
    told: list[State] = []
    hook = stage.blocks[-1].register_forward_hook(lambda _, __, out: told.append(out[1]))
    with torch.inference_mode():
        plain = net(image)
    memory = look_inside(net, image)[-1]
    hook.remove()
    assert np.array_equal(memory.state["H"][-1], told[0][0][0].numpy())
    assert np.array_equal(memory.state["C"][-1], told[0][1][0].numpy())
    assert not any(module._forward_hooks for module in net.modules())
    with torch.inference_mode():
        assert torch.equal(net(image), plain)


def test_stages_without_a_regulator_are_left_out(image: Tensor) -> None:
    seen = look_inside(network(name="regnet20_lstm", regulated_stages=(1, 3)), image)
    assert [(m.stage, m.first_block) for m in seen] == [(1, 1), (3, 7)]
    deep = look_inside(
        network(name="regnet50_gru", regulated_stages=(2,), regulator_convolution="full"), image
    )
    assert [(m.stage, list(m.blocks)) for m in deep] == [(2, [4, 5, 6, 7])]
    assert deep[0].state["H"].shape == (4, 128, 8, 8)


def test_means_and_shares() -> None:
    h = np.array([[[[-1.0, 0.5]], [[0.25, 1.0]]], [[[0.0, 0.0]], [[0.0, -0.5]]]], np.float32)
    h = np.concatenate([h, h], axis=2)  # [T, N, S, S] = [2, 2, 2, 2]
    memory = StageMemory(
        2, 4, "gru", gates={"update": (h / 2 + 0.5).astype(np.float32)}, state={"H": h}
    )
    assert np.array_equal(memory.maps()["H"], [[[-0.375, 0.75]] * 2, [[0.0, -0.25]] * 2])
    assert np.array_equal(memory.channel_means()["H"], [[-0.25, 0.625], [0.0, -0.25]])
    record = memory.to_json()
    blocks = record.pop("blocks")
    assert record == {"stage": 2, "cell": "gru", "channels": 2, "size": 2}
    assert blocks[0] == {
        "block": 4,
        "gates": {"update": 0.59375},
        "state": {"H": {"mean": 0.1875, "magnitude": 0.6875}},
        "negative": 0.25,
    }
    assert blocks[1]["block"] == 5
    assert blocks[1]["negative"] == 0.25


def test_a_network_without_regulators_is_refused(image: Tensor) -> None:
    with pytest.raises(RunMistake, match="no regulators to look into"):
        look_inside(network(name="resnet20"), image)
