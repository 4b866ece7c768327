"""ResNet-9."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from regnet_studio.models.registry import Shape, build
from regnet_studio.models.resnet9 import PooledStage, ResNet9
from tests.models.checks import (
    assert_anatomy_is_whole,
    assert_channels_last_and_bf16_change_little,
    assert_takes,
    losses,
    model,
    params_and_macs,
)

SHAPE = Shape(classes=10, channels=3, size=32)


def test_parameters_are_the_published_ones() -> None:
    """6,573,120 in Page's network, whose last layer has no bias; 8 convolutions and it are 9."""
    params, macs = params_and_macs("resnet9", SHAPE)
    assert params == 6_573_120 + 10
    sides = ((3, 64, 32), (64, 128, 32), (128, 128, 16), (128, 128, 16), (128, 256, 16),
             (256, 512, 8), (512, 512, 4), (512, 512, 4))  # fmt: skip
    assert macs == sum(9 * i * o * side**2 for i, o, side in sides) + 512 * 10


@pytest.mark.parametrize("skip", [True, False])
def test_a_stage_carries_its_pooled_input(skip: bool) -> None:
    stage = PooledStage(4, 8, batch_norm=True, residual=True, skip=skip).eval()
    assert stage.branch is not None
    x = torch.randn(2, 4, 9, 9)
    pooled = F.max_pool2d(F.relu(stage.first.bn(stage.first.conv(x))), 2)
    branch = stage.branch(pooled)
    assert branch.any()
    torch.testing.assert_close(stage(x), branch + pooled if skip else branch)


def test_features_are_the_greatest_values() -> None:
    net = build(model("resnet9"), Shape(10, 3, 16), seed=0).eval()
    assert isinstance(net, ResNet9)
    x = torch.randn(2, 3, 16, 16)
    with torch.no_grad():
        features = net.stages(net.stem(x)).flatten(2).max(dim=2).values
        torch.testing.assert_close(net(x), net.head(features) / 8)


@pytest.mark.parametrize("options", [{}, {"batch_norm": False}])
def test_a_fixed_batch_is_learned(options: dict[str, Any]) -> None:
    seen = losses("resnet9", size=8, steps=6, **options)
    assert seen[-1] < 0.9 * seen[0], seen


def test_every_parameter_has_its_stage() -> None:
    parts = assert_anatomy_is_whole("resnet9", SHAPE)
    assert len(parts.stages) == 4
    assert parts.stage_of("stages.2.branch.1.conv.weight") == 3


def test_any_size_memory_format_and_precision() -> None:
    assert_takes("resnet9", [8, 11], skip=False)
    assert_takes("resnet9", [23], channels=1)
    assert_channels_last_and_bf16_change_little("resnet9")
