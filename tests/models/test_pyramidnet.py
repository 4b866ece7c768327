"""PyramidNets."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from regnet_studio.models.pyramidnet import PyramidBlock, PyramidNet
from regnet_studio.models.registry import Shape
from tests.models.checks import (
    assert_anatomy_is_whole,
    assert_channels_last_and_bf16_change_little,
    assert_takes,
    lived_in,
    losses,
    params,
)

SHAPE = Shape(classes=10, channels=3, size=32)


@pytest.mark.parametrize(
    ("name", "millions", "exact"),
    [
        ("pyramidnet110_a48", 1.7, 1_739_730),
        ("pyramidnet110_a84", 3.8, 3_855_054),
        ("pyramidnet110_a270", 28.3, 28_485_477),
        ("pyramidnet164_a270", 27.0, 27_216_021),
    ],
)
def test_parameters_are_the_published_ones(name: str, millions: float, exact: int) -> None:
    """The paper prints one digit after the point; its equation 2 comes to up to 1.5 % more."""
    held = params(name, SHAPE)
    assert held == exact
    assert abs(held / 1e6 - millions) < 0.05 + 0.01 * millions


def test_widths_grow_by_alpha_over_all_blocks() -> None:
    with torch.device("meta"):
        net = PyramidNet(20, 48, bottleneck=False, shape=SHAPE)
    widths = [int(b.branch[1].out_channels) for stage in net.stages for b in stage]  # pyright: ignore
    assert widths == [21, 26, 32, 37, 42, 48, 53, 58, 64]  # floor(16 + 48 k / 9)
    with pytest.raises(ValueError, match="not 6n"):
        PyramidNet(21, 48, bottleneck=False, shape=SHAPE)
    with pytest.raises(ValueError, match="not 9n"):
        PyramidNet(22, 48, bottleneck=True, shape=SHAPE)


@pytest.mark.parametrize("size", [6, 7])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("bottleneck", [True, False])
def test_a_block_is_its_figure(bottleneck: bool, stride: int, size: int) -> None:
    torch.manual_seed(0)
    blocks = [
        PyramidBlock(8, 10, stride, bottleneck, skip, batch_norm=True) for skip in (True, False)
    ]
    blocks[1].load_state_dict(blocks[0].state_dict())
    with_skip, without = (lived_in(block).eval() for block in blocks)
    layers = list(blocks[0].branch)
    kinds = [type(layer).__name__ for layer in layers]
    middle = ["BatchNorm2d", "ReLU", "Conv2d"] * (2 if bottleneck else 1)
    assert kinds == ["BatchNorm2d", "Conv2d", *middle, "BatchNorm2d"]
    x = torch.randn(2, 8, size, size)
    carried = x if stride == 1 else F.avg_pool2d(x, 2, ceil_mode=True)
    outputs = 40 if bottleneck else 10
    with torch.no_grad():
        difference = with_skip(x) - without(x)
        assert without(x).shape == (2, outputs, *carried.shape[2:])
    torch.testing.assert_close(difference[:, :8], carried, rtol=1e-4, atol=1e-5)
    assert difference[:, 8:].abs().max() < 1e-5


def test_a_fixed_batch_is_learned() -> None:
    seen = losses("pyramidnet110_a48", size=8, steps=4)
    assert seen[-1] < 0.9 * seen[0], seen


def test_every_parameter_has_its_stage() -> None:
    for name in ("pyramidnet110_a84", "pyramidnet164_a270"):
        parts = assert_anatomy_is_whole(name, SHAPE)
        assert parts.stage_of("bn_stem.weight") == 0
        assert parts.stage_of("bn.weight") == 3


def test_any_size_memory_format_and_precision() -> None:
    assert_takes("pyramidnet110_a48", [8], channels=1, skip=False)
    assert_takes("pyramidnet110_a48", [13], batch_norm=False)
    assert_channels_last_and_bf16_change_little("pyramidnet110_a48", size=8)
