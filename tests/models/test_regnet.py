"""The self-regulated network: its blocks, its memory, its gradients."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.catalogue import model_cost
from regnet_studio.models.conv_rnn import CELLS, CellName
from regnet_studio.models.registry import Shape, build
from regnet_studio.models.regnet import (
    DeepRegNet,
    RegNet,
    RegulatedBasic,
    RegulatedBlock,
    RegulatedBottleneck,
    RegulatedStage,
    Regulation,
)
from regnet_studio.recipe.tree import Model

NAMES = ["regnet20_lstm", "regnet20_gru"]
SHAPE = Shape(classes=10, channels=3, size=16)


def network(name: str) -> RegNet:
    built = build(Model(name=name), SHAPE, seed=0)
    assert isinstance(built, RegNet)
    return built


def stages(net: RegNet) -> list[RegulatedStage]:
    found = [stage for stage in net.stages if isinstance(stage, RegulatedStage)]
    assert len(found) == 3
    return found


def lived_in(net: nn.Module) -> nn.Module:
    """Its batch norms have seen something: their statistics are no longer 0 and 1."""
    draw = torch.Generator().manual_seed(3)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.copy_(torch.randn(module.num_features, generator=draw) * 0.1)
            module.running_var.copy_(torch.rand(module.num_features, generator=draw) + 0.5)
            module.weight.data = torch.rand(module.num_features, generator=draw) + 0.5
            module.bias.data = torch.randn(module.num_features, generator=draw) * 0.1
    return net


def norm(x: Tensor, bn: nn.BatchNorm2d) -> Tensor:
    """Batch normalisation in evaluation, written out."""
    assert bn.running_mean is not None
    assert bn.running_var is not None
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    return (x - bn.running_mean.view(1, -1, 1, 1)) * scale.view(1, -1, 1, 1) + bn.bias.view(
        1, -1, 1, 1
    )


def regulation(cell: CellName = "lstm", **choices: Any) -> Regulation:
    return Regulation.of(Model(**choices), cell, se=False, published="zero_pad")


@pytest.mark.parametrize("cell", list(CELLS))
@pytest.mark.parametrize(("inputs", "stride"), [(8, 1), (4, 2)])
def test_a_block_is_the_papers_equations(cell: CellName, inputs: int, stride: int) -> None:
    torch.manual_seed(0)
    block = RegulatedBasic(inputs, 8, stride, regulation(cell))
    regulator = CELLS[cell](8).double()
    lived_in(block).double().eval()
    assert block.bn_h is not None
    x1 = torch.randn(2, inputs, 6, 6, dtype=torch.float64)
    state = tuple(
        torch.randn(2, 8, 6 // stride, 6 // stride, dtype=torch.float64)
        for _ in regulator.start(x1)
    )
    out, memory = block(x1, regulator, None, state)

    x2 = norm(F.conv2d(x1, block.conv12.weight, stride=stride, padding=1), block.bn2).relu()
    told = regulator(x2, state)
    h = norm(told[0], block.bn_h).relu()
    x3 = norm(F.conv2d(torch.cat([x2, h], 1), block.conv23.weight), block.bn3).relu()
    x4 = norm(F.conv2d(x3, block.conv34.weight, padding=1), block.bn4)
    carried = x1[:, :, ::stride, ::stride]
    carried = torch.cat([carried, torch.zeros_like(x4)[:, inputs:]], dim=1)
    torch.testing.assert_close(out, (carried + x4).relu(), rtol=0, atol=1e-10)
    # What recurs is the cell's own state, not the normalised one.
    for got, expected in zip(memory, told, strict=True):
        torch.testing.assert_close(got, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("inputs", "stride"), [(32, 1), (16, 2)])
def test_a_bottleneck_is_the_papers_equations(inputs: int, stride: int) -> None:
    torch.manual_seed(0)
    block = RegulatedBottleneck(inputs, 8, stride, regulation())
    regulator = CELLS["lstm"](8).double()
    lived_in(block).double().eval()
    assert block.bn_h is not None
    x1 = torch.randn(2, inputs, 6, 6, dtype=torch.float64)
    out, memory = block(x1, regulator, None, None)

    x2 = norm(F.conv2d(x1, block.conv12.weight, stride=stride), block.bn2).relu()
    told = regulator(x2)
    h = norm(told[0], block.bn_h).relu()
    x3 = norm(F.conv2d(x2, block.conv3.weight, padding=1), block.bn3).relu()
    x4 = norm(F.conv2d(torch.cat([x3, h], 1), block.conv23.weight), block.bn4).relu()
    x5 = norm(F.conv2d(x4, block.conv45.weight), block.bn5)
    carried = x1[:, :, ::stride, ::stride]
    carried = torch.cat([carried, torch.zeros_like(x5)[:, inputs:]], dim=1)
    torch.testing.assert_close(out, (carried + x5).relu(), rtol=0, atol=1e-10)
    torch.testing.assert_close(memory[1], told[1], rtol=0, atol=1e-12)


def test_the_normalised_state_recurs_where_it_is_chosen() -> None:
    net = build(Model(name="regnet20_lstm", regulator_state="normalised"), SHAPE, seed=0).train()
    assert isinstance(net, RegNet)
    with torch.no_grad():
        logs = calls_of(net, torch.randn(4, 3, 16, 16))
    for log in logs:
        for (_, told), ((_, given), _) in itertools.pairwise(log):
            assert given[0].min() == 0
            assert (told[0] < 0).any()
            assert given[1] is told[1]  # C goes on as it is


def test_a_shared_norm_is_one_for_the_stage() -> None:
    shared = build(Model(name="regnet20_lstm", regulator_norm="shared"), SHAPE, seed=0)
    plain = network("regnet20_lstm")
    norms = sum(isinstance(module, nn.BatchNorm2d) for module in shared.modules())
    assert norms == sum(isinstance(module, nn.BatchNorm2d) for module in plain.modules()) - 6
    seen = lived_in(shared).eval()
    assert isinstance(seen, RegNet)
    F.cross_entropy(seen(torch.randn(4, 3, 16, 16)), torch.arange(4)).backward()
    for stage in stages(seen):
        assert stage.bn_h is not None
        assert stage.bn_h.weight.grad is not None
        assert stage.bn_h.weight.grad.any()
        blocks = [block for block in stage.blocks if isinstance(block, RegulatedBlock)]
        assert all(block.bn_h is None for block in blocks)


@pytest.mark.parametrize("chosen", [(1,), (2, 3)])
def test_stages_that_are_not_regulated_are_plain(chosen: tuple[int, ...]) -> None:
    net = build(Model(name="se_regnet20_gru", regulated_stages=chosen), SHAPE, seed=0)
    assert isinstance(net, RegNet)
    found = [isinstance(stage, RegulatedStage) for stage in net.stages]
    assert found == [number in chosen for number in (1, 2, 3)]
    assert net(torch.randn(2, 3, 16, 16)).shape == (2, 10)


def test_a_stage_that_is_not_there_is_refused() -> None:
    with pytest.raises(RecipeMistake, match="has 3 stages"):
        build(Model(name="regnet20_gru", regulated_stages=(1, 4)), SHAPE)


@pytest.mark.parametrize(
    ("name", "convolution", "params", "macs"),
    [
        ("regnet20_gru", "efficient", 0.307, 48.1),
        ("regnet20_lstm", "efficient", 0.309, 49.1),
        ("regnet20_lstm", "full", 0.690, 215),
        ("regnet32_gru", "efficient", 0.524, 81.5),
        ("regnet32_lstm", "efficient", 0.525, 83.0),
        ("regnet32_lstm", "full", 0.907, 360),
        ("regnet44_gru", "efficient", 0.740, 115),
        ("regnet44_lstm", "efficient", 0.742, 117),
        ("regnet44_lstm", "full", 1.12, 505),
        ("regnet56_gru", "efficient", 0.956, 148),
        ("regnet56_lstm", "efficient", 0.958, 151),
        ("regnet56_lstm", "full", 1.34, 649),
    ],
)
def test_costs_are_the_papers(name: str, convolution: Any, params: float, macs: float) -> None:
    """The table of facts.md, within 1 %."""
    model = Model(name=name, regulator_convolution=convolution)
    counted = model_cost(model, Shape(10, 3, 32))
    assert counted[0] / 1e6 == pytest.approx(params, rel=0.01)
    assert counted[1] / 1e6 == pytest.approx(macs, rel=0.01)


@pytest.mark.parametrize("name", ["regnet18_rnn", "se_regnet50_lstm"])
def test_deep_ones_have_four_stages(name: str) -> None:
    net = build(Model(name=name), Shape(7, 3, 32), seed=0).eval()
    assert isinstance(net, DeepRegNet)
    assert all(isinstance(stage, RegulatedStage) for stage in net.stages)
    with torch.no_grad():
        assert net(torch.randn(1, 3, 32, 32)).shape == (1, 7)


def calls_of(net: RegNet, x: Tensor) -> list[list[tuple[Any, Any]]]:
    """Stage by stage, what went into its regulator and what came out, call by call."""
    logs: list[list[tuple[Any, Any]]] = []
    hooks = []
    for stage in stages(net):
        log: list[tuple[Any, Any]] = []
        logs.append(log)

        def note(module: nn.Module, args: Any, out: Any, log: list[tuple[Any, Any]] = log) -> None:
            log.append((args, out))

        hooks.append(stage.regulator.register_forward_hook(note))
    net(x)
    for hook in hooks:
        hook.remove()
    return logs


@pytest.mark.parametrize("name", NAMES)
def test_the_memory_is_empty_at_each_stage_and_handed_on_inside_it(name: str) -> None:
    net = network(name).eval()
    with torch.no_grad():
        for _ in range(2):  # and nothing stays from one pass to the next
            for width, side, log in zip(
                (16, 32, 64), (16, 8, 4), calls_of(net, torch.randn(2, 3, 16, 16)), strict=True
            ):
                assert len(log) == 3  # the blocks are the time steps, the cell is shared
                for (x, _), told in log:
                    assert x.shape == told[0].shape == (2, width, side, side)
                (_, first), _ = log[0]
                assert first is None
                for (_, told), ((_, given), _) in itertools.pairwise(log):
                    assert all(a is b for a, b in zip(told, given, strict=True))
                    assert all(part.any() for part in given)


@pytest.mark.parametrize("name", NAMES)
def test_the_memory_may_be_negative(name: str) -> None:
    """Were ReLU(BN(H)) to recur, it could not be."""
    with torch.no_grad():
        logs = calls_of(network(name).train(), torch.randn(4, 3, 16, 16))
    assert all((out[0] < 0).any() for log in logs for _, out in log)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_reach_every_parameter(name: str) -> None:
    net = network(name).train()
    torch.manual_seed(0)
    F.cross_entropy(net(torch.randn(8, 3, 16, 16)), torch.arange(8)).backward()
    names = [key for key, _ in net.named_parameters()]
    assert sum(key.endswith("mix_x") for key in names) == 3 * (1 if "lstm" in name else 2)
    assert sum(key.endswith("mix_h") for key in names) == 3 * (1 if "lstm" in name else 2)
    for key, parameter in net.named_parameters():
        assert parameter.grad is not None, key
        assert parameter.grad.isfinite().all(), key
        if key.endswith(("mix_x", "mix_h")):
            assert (parameter.grad != 0).float().mean() > 0.9, key
        if not key.endswith(("depthwise.bias",)):
            assert parameter.grad.any(), key


@pytest.mark.parametrize("name", NAMES)
def test_the_last_blocks_memory_depends_on_the_first_block(name: str) -> None:
    """The regulator's way is open: cut the residual way and the gradient still arrives."""
    stage = stages(network(name))[0].eval()
    x = torch.randn(1, 16, 8, 8, requires_grad=True)
    first = stage.blocks[0]
    assert isinstance(first, RegulatedBlock)
    out, state = first(x, stage.regulator, None, None)
    second = stage.blocks[1]
    assert isinstance(second, RegulatedBlock)
    _, later = second(out.detach(), stage.regulator, None, state)
    later[0].sum().backward()
    assert x.grad is not None
    assert x.grad.any()


@pytest.mark.parametrize("name", NAMES)
def test_images_of_a_batch_do_not_touch_each_other(name: str) -> None:
    net = lived_in(network(name)).eval()
    x = torch.randn(5, 3, 16, 16)
    with torch.no_grad():
        whole = net(x)
        alone = torch.cat([net(x[i : i + 1]) for i in range(5)])
    torch.testing.assert_close(whole, alone, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_channels_last_and_bf16_give_nearly_the_same(name: str) -> None:
    net = lived_in(network(name)).eval()
    x = torch.randn(4, 3, 16, 16)
    with torch.no_grad():
        plain = net(x)
        last = net.to(memory_format=torch.channels_last)(  # pyright: ignore[reportCallIssue]
            x.contiguous(memory_format=torch.channels_last)
        )
        torch.testing.assert_close(last, plain, rtol=1e-4, atol=1e-4)
        with torch.autocast("cpu", torch.bfloat16):
            rough = net(x).float()
    assert F.cosine_similarity(rough, plain).min() > 0.97
