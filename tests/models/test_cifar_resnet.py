"""The ResNets for small images, their plain and their SE relatives."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.blocks import SqueezeExcitation
from regnet_studio.models.cifar_resnet import BasicBlock, CifarResNet, blocks_per_stage
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe.tree import Model
from tests.models.checks import (
    assert_anatomy_is_whole,
    assert_channels_last_and_bf16_change_little,
    assert_takes,
    lived_in,
    losses,
    model,
    params,
    params_and_macs,
)

SHAPE = Shape(classes=10, channels=3, size=32)
PARAMETERS = {20: 269_722, 32: 464_154, 44: 658_586, 56: 853_018, 110: 1_727_962}
MACS = {20: 40.6e6, 32: 68.9e6, 44: 97.2e6, 56: 126e6}


@pytest.mark.parametrize("depth", PARAMETERS)
def test_parameters_and_macs_are_the_published_ones(depth: int) -> None:
    params, macs = params_and_macs(f"resnet{depth}", SHAPE)
    assert params == PARAMETERS[depth]
    if depth in MACS:
        assert macs == pytest.approx(MACS[depth], rel=0.01)
        assert params_and_macs(f"plain{depth}", SHAPE) == (params, macs)
    with torch.device("meta"):
        net = build(Model(name=f"resnet{depth}"), SHAPE)
    assert sum(isinstance(m, nn.Conv2d | nn.Linear) for m in net.modules()) == depth


@pytest.mark.parametrize("depth", PARAMETERS)
def test_excitation_costs_what_its_layers_hold(depth: int) -> None:
    held = params(f"se_resnet{depth}", SHAPE)
    each = sum(2 * c * (c // 16) + c + c // 16 for c in (16, 32, 64))
    assert held == PARAMETERS[depth] + (depth - 2) // 6 * each


def test_projections_add_a_1x1_and_a_norm_at_two_places() -> None:
    held = params("resnet20", SHAPE, shortcut="projection")
    assert held == PARAMETERS[20] + (16 * 32 + 2 * 32) + (32 * 64 + 2 * 64)


@pytest.mark.parametrize("name", ["resnet20", "plain20", "se_resnet20"])
def test_without_batch_norm_a_bias_takes_its_place(name: str) -> None:
    with_norms = params(name, SHAPE)
    without = params(name, SHAPE, batch_norm=False)
    assert with_norms - without == 16 + 6 * (16 + 32 + 64)  # scale and shift against bias


@pytest.mark.parametrize(("depth", "blocks"), [(8, 1), (20, 3), (44, 7), (56, 9), (110, 18)])
def test_depth_is_6n_plus_2(depth: int, blocks: int) -> None:
    assert blocks_per_stage(depth) == blocks


@pytest.mark.parametrize("depth", [2, 1, 18, 51, -4])
def test_other_depths_are_refused(depth: int) -> None:
    with pytest.raises(ValueError, match="not 6n"):
        blocks_per_stage(depth)


@pytest.mark.parametrize(("inputs", "stride"), [(8, 1), (4, 2)])
def test_a_block_is_its_equation(inputs: int, stride: int) -> None:
    torch.manual_seed(0)
    block = BasicBlock(inputs, 8, stride).eval()
    x = torch.randn(2, inputs, 6, 6)
    kept = x.clone()
    assert isinstance(block.bn1, nn.BatchNorm2d)
    eps = (1 + block.bn1.eps) ** 0.5
    inner = (F.conv2d(x, block.conv1.weight, stride=stride, padding=1) / eps).relu()
    carried = F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, 8 - inputs))
    truth = (F.conv2d(inner, block.conv2.weight, padding=1) / eps + carried).relu()
    torch.testing.assert_close(block(x), truth, rtol=1e-4, atol=1e-5)
    assert torch.equal(x, kept)  # in-place work touches nothing of the caller's


@pytest.mark.parametrize("excitation", [False, True])
@pytest.mark.parametrize("stride", [1, 2])
def test_without_a_shortcut_a_block_hands_on_its_branch_alone(
    stride: int, excitation: bool
) -> None:
    """With the branch silenced, the input is all there is, and then nothing is."""
    x = torch.rand(2, 4, 6, 6)
    for kind, carried in (("zero_pad", True), ("projection", stride == 2), (None, False)):
        torch.manual_seed(0)
        block = BasicBlock(4, 4 * stride, stride, kind, excitation=excitation).eval()  # pyright: ignore[reportArgumentType]
        nn.init.zeros_(block.conv2.weight)
        out: Tensor = block(x)
        if kind is None:
            assert not out.any()
        else:
            assert block.shortcut is not None
            torch.testing.assert_close(out, block.shortcut(x).relu())
            assert out.any()
        assert any(key.startswith("shortcut") for key, _ in block.named_parameters()) is (
            kind == "projection" and carried
        )


def test_the_recipe_takes_shortcuts_away() -> None:
    assert [*build(model("resnet20", skip=False), SHAPE).state_dict()] == [
        *build(model("plain20"), SHAPE).state_dict()
    ]
    one, other = (
        build(m, SHAPE, seed=0).eval() for m in (model("resnet20", skip=False), model("plain20"))
    )
    x = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(one(x), other(x))
        assert not torch.equal(one(x), build(model("resnet20"), SHAPE, seed=0).eval()(x))


def test_options_that_would_do_nothing_are_refused() -> None:
    with pytest.raises(RecipeMistake, match=r"model\.skip = False: plain20 has no such choice"):
        build(model("plain20", skip=False), SHAPE)
    with pytest.raises(RecipeMistake, match=r"model\.shortcut = projection: with model\.skip"):
        build(model("resnet20", skip=False, shortcut="projection"), SHAPE)


def test_excitation_weighs_the_branch_and_not_the_shortcut() -> None:
    torch.manual_seed(0)
    block = BasicBlock(16, 16, 1, excitation=True)
    lived_in(block).eval()
    assert isinstance(block.se, SqueezeExcitation)
    x = torch.randn(2, 16, 6, 6)
    branch = block.bn2(block.conv2(F.relu(block.bn1(block.conv1(x)))))
    torch.testing.assert_close(block(x), F.relu(block.se(branch) + x))


@pytest.mark.parametrize("name", ["resnet56", "se_resnet56"])
def test_without_batch_norm_depth_does_not_blow_up_the_signal(name: str) -> None:
    """He initialisation alone would double the variance in each of the 27 blocks."""
    net = build(model(name, batch_norm=False), Shape(10, 3, 16), seed=0)
    assert isinstance(net, CifarResNet)
    with torch.no_grad():
        out = net(torch.randn(16, 3, 16, 16))
    assert 0.1 < out.std().item() < 3


@pytest.mark.parametrize(
    ("name", "options", "to"),
    [
        ("resnet20", {}, 0.5),
        ("resnet20", {"batch_norm": False}, 0.8),
        ("resnet20", {"batch_norm": False, "shortcut": "projection"}, 0.8),
        ("plain20", {}, 0.8),
        ("se_resnet20", {}, 0.6),
        ("se_resnet20", {"batch_norm": False}, 0.9),
    ],
)
def test_a_fixed_batch_is_learned(name: str, options: dict[str, Any], to: float) -> None:
    seen = losses(name, steps=12, **options)
    assert seen[-1] < to * seen[0], seen


@pytest.mark.parametrize("name", ["resnet20", "se_resnet32", "plain44"])
def test_every_parameter_has_its_stage(name: str) -> None:
    parts = assert_anatomy_is_whole(name, SHAPE)
    assert len(parts.stages) == 4
    assert parts.stage_of("stem.weight") == 0
    assert parts.stage_of("stages.2.1.bn2.running_var") == 3
    assert parts.stage_of("head.bias") is None
    assert_anatomy_is_whole(name, SHAPE, batch_norm=False)


@pytest.mark.parametrize("name", ["resnet20", "se_resnet20", "plain20"])
def test_memory_format_and_bf16_change_little(name: str) -> None:
    assert_channels_last_and_bf16_change_little(name)
    assert_channels_last_and_bf16_change_little(name, batch_norm=False)


@pytest.mark.parametrize("shortcut", ["zero_pad", "projection"])
def test_odd_sizes_keep_branch_and_shortcut_alike(shortcut: str) -> None:
    assert_takes("resnet20", [9, 15, 26], shortcut=shortcut)


@pytest.mark.parametrize("size", [8, 11])
@pytest.mark.parametrize("channels", [1, 3])
def test_any_size_gives_logits(size: int, channels: int) -> None:
    net = build(Model(name="resnet20"), Shape(7, channels, size), seed=0).eval()
    with torch.no_grad():
        assert net(torch.randn(2, channels, size, size)).shape == (2, 7)


def test_stages_halve_the_resolution_and_double_the_channels() -> None:
    net = build(Model(name="resnet20"), Shape(10, 3, 32))
    assert isinstance(net, CifarResNet)
    shapes: list[tuple[int, ...]] = []
    for stage in net.stages:
        stage.register_forward_hook(lambda module, args, out: shapes.append(tuple(out.shape)))
    net(torch.randn(2, 3, 32, 32))
    assert shapes == [(2, 16, 32, 32), (2, 32, 16, 16), (2, 64, 8, 8)]


def test_images_of_a_batch_do_not_touch_each_other() -> None:
    net = build(Model(name="resnet20"), Shape(10, 3, 16), seed=0).eval()
    x = torch.randn(4, 3, 16, 16)
    with torch.no_grad():
        alone = torch.cat([net(x[i : i + 1]) for i in range(4)])
        torch.testing.assert_close(net(x), alone, rtol=1e-4, atol=1e-5)


def test_gradients_reach_every_parameter() -> None:
    net = build(Model(name="resnet20"), Shape(10, 3, 16), seed=0).train()
    F.cross_entropy(net(torch.randn(8, 3, 16, 16)), torch.arange(8)).backward()
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.any(), name
