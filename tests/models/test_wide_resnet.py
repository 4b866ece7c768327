"""Wide ResNets."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from regnet_studio.models.registry import Shape
from regnet_studio.models.wide_resnet import WideBlock, WideResNet
from tests.models.checks import (
    assert_anatomy_is_whole,
    assert_channels_last_and_bf16_change_little,
    assert_takes,
    lived_in,
    losses,
    params,
    params_and_macs,
)

SHAPE = Shape(classes=10, channels=3, size=32)


@pytest.mark.parametrize(
    ("name", "published"),
    [("wrn28_10", 36_479_194), ("wrn40_4", 8_949_210), ("wrn16_8", 10_961_370)],
)
def test_parameters_are_the_published_ones(name: str, published: int) -> None:
    assert params(name, SHAPE) == published


def test_macs_are_the_published_ones() -> None:
    assert params_and_macs("wrn28_10", SHAPE)[1] == pytest.approx(5.25e9, rel=0.01)


@pytest.mark.parametrize("depth", [10, 16, 28, 40])
def test_depth_counts_convolutions_but_projections(depth: int) -> None:
    with torch.device("meta"):
        net = WideResNet(depth, 1, SHAPE)
    weights = [key for key, value in net.named_parameters() if value.ndim == 4]
    assert sum("projection" not in key for key in weights) == depth - 3  # less 3 projections
    with pytest.raises(ValueError, match="not 6n"):
        WideResNet(depth + 1, 1, SHAPE)


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("skip", [True, False])
@pytest.mark.parametrize(("inputs", "stride"), [(8, 1), (4, 1), (4, 2)])
def test_a_block_is_its_equation(inputs: int, stride: int, skip: bool, batch_norm: bool) -> None:
    torch.manual_seed(0)
    block = WideBlock(inputs, 8, stride, skip, batch_norm)
    lived_in(block).eval()
    x = torch.randn(2, inputs, 7, 7)
    kept = x.clone()
    out = block(x)
    assert torch.equal(x, kept)
    active = F.relu(block.bn1(x))
    branch = block.conv2(F.relu(block.bn2(block.conv1(active))))
    if not skip:
        expected = branch
    elif inputs == 8:
        expected = branch + x
    else:
        assert block.projection is not None
        expected = branch + block.projection(active)
    torch.testing.assert_close(out, expected)


@pytest.mark.parametrize("options", [{}, {"batch_norm": False}])
def test_a_fixed_batch_is_learned(options: dict[str, Any]) -> None:
    seen = losses("wrn40_4", size=8, steps=4, **options)
    assert seen[-1] < 0.9 * seen[0], seen


def test_every_parameter_has_its_stage() -> None:
    parts = assert_anatomy_is_whole("wrn16_8", SHAPE)
    assert parts.stage_of("bn.running_mean") == 3
    assert_anatomy_is_whole("wrn16_8", SHAPE, skip=False, batch_norm=False)


def test_any_size_memory_format_and_precision() -> None:
    assert_takes("wrn40_4", [8, 13], channels=1)
    assert_channels_last_and_bf16_change_little("wrn40_4", size=8)
    assert_channels_last_and_bf16_change_little("wrn40_4", size=8, batch_norm=False)
