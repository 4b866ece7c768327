"""The networks of airbench: their layers, and the first one, which follows from the images."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from regnet_studio.models.airbench import Airbench, Group, Whitening
from regnet_studio.models.registry import FitsImages, Shape, build
from regnet_studio.training.checkpoint import Tensors
from tests.models.checks import (
    assert_anatomy_is_whole,
    assert_channels_last_and_bf16_change_little,
    assert_takes,
    lived_in,
    losses,
    model,
    params_and_macs,
)

SHAPE = Shape(classes=10, channels=3, size=32)
WIDTHS = {"airbench94": (64, 256, 256), "airbench96": (128, 384, 512)}
CONVOLUTIONS = {"airbench94": 2, "airbench96": 3}
NAMES = tuple(WIDTHS)


def network(name: str = "airbench94", size: int = 16, channels: int = 3) -> Airbench:
    net = build(model(name), Shape(10, channels, size), seed=0)
    assert isinstance(net, Airbench)
    return net


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_those_of_the_published_layers(name: str) -> None:
    """The paper's network without the whitening filters, which are not trained; its head has no
    bias, ours has."""
    params, macs = params_and_macs(name, SHAPE)
    expected_params, expected_macs = 24, 24 * 12 * 31**2
    inputs, side = 24, 31
    for width in WIDTHS[name]:
        inside = 9 * width * width * (CONVOLUTIONS[name] - 1)
        expected_params += 9 * inputs * width + inside + CONVOLUTIONS[name] * width
        expected_macs += 9 * inputs * width * side**2 + inside * (side // 2) ** 2
        inputs, side = width, side // 2
    assert params == expected_params + inputs * 10 + 10
    assert macs == expected_macs + inputs * 10
    if name == "airbench94":
        assert 2 * macs == pytest.approx(236e6, rel=0.01)  # facts.md


def test_a_network_written_out() -> None:
    """As in Jordan's script, with ReLU."""
    net = network().eval()
    lived_in(net)
    x = torch.randn(3, 3, 16, 16)
    with torch.no_grad():
        out = F.relu(F.conv2d(x, net.whiten.weight, net.whiten.bias))
        for group in net.groups:
            assert isinstance(group, Group)
            first, second = group.convs
            out = F.relu(group.norms[0](F.max_pool2d(first(out), 2)))
            out = F.relu(group.norms[1](second(out)))
        features = F.max_pool2d(out, out.shape[-1]).flatten(1)
        torch.testing.assert_close(net(x), F.linear(features / 9, net.head.weight, net.head.bias))


def test_with_three_convolutions_a_shortcut_goes_around_two() -> None:
    group = Group(4, 8, convolutions=3, momentum=0.1).eval()
    lived_in(group)
    x = torch.randn(2, 4, 9, 9)
    with torch.no_grad():
        pooled = F.relu(group.norms[0](F.max_pool2d(group.convs[0](x), 2)))
        inner = group.norms[2](group.convs[2](F.relu(group.norms[1](group.convs[1](pooled)))))
        torch.testing.assert_close(group(x), F.relu(inner + pooled))


@pytest.mark.parametrize("name", NAMES)
def test_filters_begin_as_the_identity(name: str) -> None:
    for group in network(name).groups:
        assert isinstance(group, Group)
        for conv in group.convs:
            assert isinstance(conv, nn.Conv2d)
            x = torch.randn(1, conv.in_channels, 5, 5)
            torch.testing.assert_close(conv(x)[:, : conv.in_channels], x)
            others = conv.weight[conv.in_channels :]
            assert not others.numel() or others.std() > 0


@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_whitened_is_white(channels: int) -> None:
    """Directions of the patches have variance 1 and nothing to do with each other."""
    draw = torch.Generator().manual_seed(1)
    rough = torch.randn(100, channels, 20, 20, generator=draw)
    images = F.avg_pool2d(rough, 3, stride=1) * torch.linspace(1, 3, channels).view(-1, 1, 1)
    layer = Whitening(channels)
    layer.fit_to(images)
    numbers = 4 * channels
    assert layer.weight.shape == (2 * numbers, channels, 2, 2)
    assert torch.equal(layer.weight[:numbers], -layer.weight[numbers:])
    seen = layer(images).transpose(0, 1).flatten(1)[:numbers]
    covariance = (seen @ seen.T / seen.shape[1]).detach()
    # The least varying directions are held back by epsilon.
    torch.testing.assert_close(covariance, torch.eye(numbers), atol=0.06, rtol=0)


def test_fitting_knows_the_images_alone() -> None:
    images = torch.randn(150, 3, 12, 12, generator=torch.Generator().manual_seed(2))
    filters = []
    for size, layout in ((12, torch.contiguous_format), (32, torch.channels_last)):
        net = network(size=size)
        assert isinstance(net, FitsImages)
        net.fit_to(images.contiguous(memory_format=layout))
        filters.append(net.whiten.weight)
    torch.testing.assert_close(*filters)
    assert not isinstance(build(model("resnet9"), SHAPE), FitsImages)


def test_images_of_one_colour_whiten_to_finite_filters() -> None:
    net = network(channels=1)
    net.fit_to(torch.zeros(4, 1, 16, 16))
    assert net.whiten.weight.isfinite().all()


@pytest.mark.parametrize("name", NAMES)
def test_whitening_filters_and_scales_are_kept_but_not_trained(name: str) -> None:
    net = network(name)
    trained = dict(net.named_parameters())
    kept: Tensors = net.state_dict()
    assert "whiten.bias" in trained
    for key in ("whiten.weight", "groups.0.norms.0.weight"):
        assert key not in trained
        assert key in kept
    assert not any("norms" in key and key.endswith("weight") for key in trained)


@pytest.mark.parametrize("name", NAMES)
def test_a_fixed_batch_is_learned(name: str) -> None:
    seen = losses(name, size=9, steps=6)
    assert seen[-1] < 0.9 * seen[0], seen


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_its_stage(name: str) -> None:
    parts = assert_anatomy_is_whole(name, SHAPE)
    assert len(parts.stages) == 4
    assert parts.stage_of("groups.2.convs.1.weight") == 3
    assert parts.stage_of("whiten.weight") == 0


def test_any_size_memory_format_and_precision() -> None:
    assert_takes("airbench94", [9, 16, 23])
    assert_takes("airbench96", [11], channels=1)
    assert_channels_last_and_bf16_change_little("airbench94")
    assert_channels_last_and_bf16_change_little("airbench96")


def test_one_network_takes_images_that_grow() -> None:
    net = network(size=32).train()
    for size in (16, 20, 32):
        assert net(torch.randn(2, 3, size, size)).shape == (2, 10)
