"""The ResNets for small images."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from regnet_studio.models.cifar_resnet import (
    BasicBlock,
    CifarResNet,
    ZeroPadShortcut,
    blocks_per_stage,
    zero_pad_shortcut,
)
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe.tree import Model

PARAMETERS = {20: 269722, 32: 464154, 44: 658586, 56: 853018}


@pytest.mark.parametrize("depth", PARAMETERS)
def test_parameters_are_the_papers(depth: int) -> None:
    net = build(Model(name=f"resnet{depth}"), Shape(10, 3, 32))
    assert isinstance(net, CifarResNet)
    assert sum(p.numel() for p in net.parameters()) == PARAMETERS[depth]
    layers = sum(isinstance(m, nn.Conv2d | nn.Linear) for m in net.modules())
    assert layers == depth


@pytest.mark.parametrize(("depth", "blocks"), [(8, 1), (20, 3), (44, 7), (56, 9), (110, 18)])
def test_depth_is_6n_plus_2(depth: int, blocks: int) -> None:
    assert blocks_per_stage(depth) == blocks


@pytest.mark.parametrize("depth", [2, 1, 18, 51, -4])
def test_other_depths_are_refused(depth: int) -> None:
    with pytest.raises(ValueError, match="not 6n"):
        blocks_per_stage(depth)


def test_the_shortcut_subsamples_and_pads_with_zeros() -> None:
    x = torch.randn(2, 4, 6, 6)
    out = ZeroPadShortcut(4, 8, 2)(x)
    assert out.shape == (2, 8, 3, 3)
    assert torch.equal(out[:, :4], x[:, :, ::2, ::2])
    assert not out[:, 4:].any()
    assert isinstance(zero_pad_shortcut(4, 4, 1), nn.Identity)
    assert not list(zero_pad_shortcut(4, 8, 2).parameters())


@pytest.mark.parametrize(("inputs", "stride"), [(8, 1), (4, 2)])
def test_a_block_is_its_equation(inputs: int, stride: int) -> None:
    torch.manual_seed(0)
    block = BasicBlock(inputs, 8, stride).eval()
    x = torch.randn(2, inputs, 6, 6)
    kept = x.clone()
    eps = (1 + block.bn1.eps) ** 0.5
    inner = (F.conv2d(x, block.conv1.weight, stride=stride, padding=1) / eps).relu()
    carried = F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, 8 - inputs))
    truth = (F.conv2d(inner, block.conv2.weight, padding=1) / eps + carried).relu()
    torch.testing.assert_close(block(x), truth, rtol=1e-4, atol=1e-5)
    assert torch.equal(x, kept)  # in-place work touches nothing of the caller's


@pytest.mark.parametrize("size", [4, 8, 9, 28, 32])
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
