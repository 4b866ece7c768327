"""ResNet-18, -34 and -50: torchvision's, to the name and the number."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from regnet_studio.models.registry import Shape, build
from regnet_studio.models.resnet import ResNet, has_small_stem
from regnet_studio.recipe.tree import Model


@pytest.mark.parametrize("depth", [18, 34, 50])
def test_torchvisions_weights_give_torchvisions_outputs(depth: int) -> None:
    import torchvision

    torch.manual_seed(depth)
    theirs = getattr(torchvision.models, f"resnet{depth}")(weights=None).eval()
    with torch.no_grad():  # batch norms that do something
        for module in theirs.modules():
            if isinstance(module, nn.BatchNorm2d):
                assert module.running_mean is not None
                assert module.running_var is not None
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
                module.weight.uniform_(0.5, 1.0)
                module.bias.normal_(0, 0.1)
    ours = build(Model(name=f"resnet{depth}"), Shape(1000, 3, 224)).eval()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(2, 3, 224, 224)
    with torch.no_grad():
        expected = theirs(x)
        assert expected.std() > 0.01
        torch.testing.assert_close(ours(x), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("stem", "size", "small"),
    [
        ("auto", 8, True), ("auto", 32, True), ("auto", 48, True), ("auto", 49, False),
        ("auto", 224, False), ("small", 224, True), ("standard", 32, False),
    ],
)  # fmt: skip
def test_the_stem_suits_the_size(stem: str, size: int, small: bool) -> None:
    model, shape = Model.model_validate({"name": "resnet18", "stem": stem}), Shape(10, 3, size)
    assert has_small_stem(model, shape) is small
    with torch.device("meta"):
        net = build(model, shape)
    assert isinstance(net, ResNet)
    assert net.conv1.kernel_size == ((3, 3) if small else (7, 7))
    assert net.conv1.stride == ((1, 1) if small else (2, 2))
    assert isinstance(net.maxpool, nn.Identity if small else nn.MaxPool2d)


def test_the_small_stem_keeps_the_resolution() -> None:
    with torch.device("meta"):
        net = build(Model(name="resnet18"), Shape(10, 3, 32))
        assert isinstance(net, ResNet)
        shapes: list[tuple[int, ...]] = []
        for stage in (net.layer1, net.layer4):
            stage.register_forward_hook(lambda module, args, out: shapes.append(tuple(out.shape)))
        net(torch.randn(2, 3, 32, 32))
    assert shapes == [(2, 64, 32, 32), (2, 512, 4, 4)]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("name", "size"), [("resnet18", 16), ("resnet18", 64), ("resnet50", 32)])
def test_any_channels_and_size_give_logits(name: str, size: int, channels: int) -> None:
    net = build(Model(name=name), Shape(5, channels, size)).eval()
    with torch.no_grad():
        assert net(torch.randn(1, channels, size, size)).shape == (1, 5)
