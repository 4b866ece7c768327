import copy

import pytest
import torch
from torch import nn

from regnet_studio.models.depthwise import SinglePrecisionConv2d, with_fast_depthwise
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe import Recipe, override


def layers() -> dict[str, nn.Conv2d]:
    return {
        "full": nn.Conv2d(8, 8, 3, stride=2, padding=1),
        "grouped": nn.Conv2d(8, 8, 3, stride=2, padding=1, groups=4),
        "depthwise": nn.Conv2d(8, 8, 3, padding=1, groups=8),
        "strided": nn.Conv2d(8, 8, 3, stride=2, padding=1, groups=8),
        "large": nn.Conv2d(8, 8, 5, padding=2, groups=8),
    }


def test_only_strided_and_large_depthwise_layers_change() -> None:
    network = with_fast_depthwise(nn.ModuleDict(layers()))
    changed = {
        n for n, layer in network.named_children() if isinstance(layer, SinglePrecisionConv2d)
    }
    assert changed == {"strided", "large"}


@pytest.mark.parametrize("name", ["strided", "large"])
def test_without_autocast_nothing_changes(name: str) -> None:
    plain = layers()[name]
    fast = copy.deepcopy(plain)
    with_fast_depthwise(nn.ModuleDict({"it": fast}))
    images = torch.randn(2, 8, 9, 9)
    assert torch.equal(plain(images), fast(images))
    assert fast.state_dict().keys() == plain.state_dict().keys()


@pytest.mark.parametrize("name", ["strided", "large"])
def test_under_autocast_it_is_as_near_as_bf16_allows(name: str) -> None:
    layer = layers()[name]
    with_fast_depthwise(nn.ModuleDict({"it": layer}))
    images = torch.randn(2, 8, 9, 9, requires_grad=True)
    exact = layer(images)
    with torch.autocast("cpu", torch.bfloat16):
        near = layer(images.to(torch.bfloat16))
    assert near.dtype == torch.bfloat16
    torch.testing.assert_close(near.float(), exact, rtol=2e-2, atol=2e-2)
    near.float().sum().backward()
    assert images.grad is not None
    assert layer.weight.grad is not None
    assert layer.weight.grad.dtype == torch.float32


def test_mobilenet_has_such_layers() -> None:
    model = override(Recipe(), ["model.name=mobilenet_v2"]).model
    network = with_fast_depthwise(build(model, Shape(10, 3, 96), 0))
    assert sum(isinstance(m, SinglePrecisionConv2d) for m in network.modules()) == 4
