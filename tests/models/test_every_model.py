"""What is asked of every network on the list: the sweep is slow, light ones go through always.

``pytest -m slow tests/models/test_every_model.py`` takes hours on two cores.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.export.onnx import onnx_runner, write_onnx
from regnet_studio.models.card import Card
from regnet_studio.models.registry import Shape, anatomy, architectures, build
from regnet_studio.recipe.tree import Model
from regnet_studio.training.device import Device

LIGHT = (
    "resnet20",
    "vgg11_bn",
    "mobilenet_v3_small",
    "efficientnet_b0",
    "densenet121",
    "googlenet",
    "vit_tiny",
    "regnety_400mf",
)
"""Light ones of bought families, and of ours the first; all are in the slow tests below."""

NAMES = tuple(architectures())


def least(name: str) -> int:
    """The smallest side that is a multiple of 4, as vision transformers want it."""
    return -4 * (-architectures()[name].traits.smallest // 4)


def batch(shape: Shape, images: int = 8) -> tuple[Tensor, Tensor]:
    draw = torch.Generator().manual_seed(1)
    x = torch.randn(images, shape.channels, shape.size, shape.size, generator=draw)
    return x, torch.arange(images) % shape.classes


def loss(network: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    torch.manual_seed(7)  # the same features are dropped before and after the step
    return F.cross_entropy(network(x).float(), y)


def assert_it_learns_keeps_and_repeats(name: str, shape: Shape, file: Path) -> nn.Module:
    """A step lowers the loss; a file brings it all back; the seed decides."""
    network, twin = (build(Model(name=name), shape, seed=3) for _ in range(2))
    same = twin.state_dict()
    assert all(torch.equal(tensor, same[key]) for key, tensor in network.state_dict().items())

    x, y = batch(shape)
    network.train()
    before = loss(network, x, y)
    before.backward()
    for key, parameter in network.named_parameters():
        assert parameter.grad is not None, key
        assert parameter.grad.isfinite().all(), key
    # As far down the slope as promises a loss of 5 % less, were it straight; half of that, where
    # it is not.
    slope = sum(float(p.grad.square().sum()) for p in network.parameters() if p.grad is not None)
    rate, after = 0.05 * before.item() / slope, float("inf")
    start = {key: parameter.detach().clone() for key, parameter in network.named_parameters()}
    for _ in range(4):
        with torch.no_grad():
            for key, parameter in network.named_parameters():
                assert parameter.grad is not None
                parameter.copy_(start[key] - rate * parameter.grad)
            after = loss(network, x, y).item()
        if after < before.item():
            break
        rate /= 4
    assert after < before.item()

    save_file({key: tensor.contiguous() for key, tensor in network.state_dict().items()}, file)
    with torch.no_grad():
        learnt = network.eval()(x)
        assert not torch.equal(twin.eval()(x), learnt)
        twin.load_state_dict(load_file(file))
        assert torch.equal(twin(x), learnt)
    return network


def assert_it_takes_bf16_and_channels_last(network: nn.Module, shape: Shape) -> None:
    x, y = batch(shape, images=4)
    with torch.no_grad():
        plain = network.eval()(x)
    network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    network.zero_grad()
    x = x.contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        torch.testing.assert_close(network(x), plain, rtol=1e-3, atol=1e-4)
    with torch.autocast("cpu", torch.bfloat16):
        rough = loss(network.train(), x, y)
    rough.backward()
    assert rough.isfinite()
    for key, parameter in network.named_parameters():
        assert parameter.grad is not None, key
        assert parameter.grad.isfinite().all(), key


def assert_parts_make_up_the_whole(name: str, network: nn.Module) -> None:
    """Every parameter and buffer lies in exactly one stage or the head; none is empty."""
    parts = anatomy(name, network)
    places = [*parts.stages, (parts.head,)]
    filled = set[int]()
    for key in network.state_dict():
        homes = [
            number
            for number, paths in enumerate(places)
            if any(key == path or key.startswith(f"{path}.") for path in paths)
        ]
        assert len(homes) == 1, (key, homes)
        filled.update(homes)
    assert filled == set(range(len(places)))
    assert len(parts.stages) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_its_parts_make_up_the_whole(name: str) -> None:
    traits = architectures()[name].traits
    with torch.device("meta"):
        network = build(Model(name=name), Shape(10, 1, traits.usual))
        assert_parts_make_up_the_whole(name, network)
        head = network.get_submodule(anatomy(name, network).head)
        assert isinstance(head, nn.Linear)
        assert head.out_features == 10
        deeper = build(
            Model(name=name, head="mlp", dropout=0.3), Shape(10, 1, max(32, least(name)))
        )
        assert_parts_make_up_the_whole(name, deeper)
    assert traits.source
    assert traits.smallest <= traits.usual


@pytest.mark.parametrize("name", LIGHT)
def test_a_light_one_of_each_family(name: str, tmp_path: Path) -> None:
    shape = Shape(10, 1, least(name))
    network = assert_it_learns_keeps_and_repeats(name, shape, tmp_path / "weights.safetensors")
    assert_parts_make_up_the_whole(name, network)
    assert_it_takes_bf16_and_channels_last(network, shape)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_learns_keeps_and_repeats(name: str, tmp_path: Path) -> None:
    shape = Shape(10, 3, max(32, least(name)))
    assert_it_learns_keeps_and_repeats(name, shape, tmp_path / "weights.safetensors")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_takes_all_its_sizes(name: str) -> None:
    usual = architectures()[name].traits.usual
    for classes, size in ((10, least(name)), (1000, 32), (10, usual), (1000, usual)):
        if size < least(name):
            continue
        with torch.device("meta"):
            network = build(Model(name=name), Shape(classes, 3, size)).train()
            assert network(torch.zeros(2, 3, size, size)).shape == (2, classes)
    shape = Shape(10, 3, least(name))
    network = build(Model(name=name), shape, seed=0)
    x, _ = batch(shape, images=2)
    assert network.train()(x).isfinite().all()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_onnx_runtime_agrees(name: str, tmp_path: Path) -> None:
    size = max(32, least(name))
    card = Card(
        model=Model(name=name),
        classes=tuple("abcdefghij"),
        size=size,
        channels=3,
        mean=(120.0, 120.0, 120.0),
        std=(60.0, 60.0, 60.0),
    )
    network = build(Model(name=name), Shape(10, 3, size), seed=0)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None  # one batch is enough for statistics of images
    with torch.no_grad():
        network.train()(batch(Shape(10, 3, size))[0])
    cpu = Device(torch.device("cpu"), "fp32", channels_last=False)
    classifier = Classifier(card, network.eval(), cpu)
    write_onnx(classifier, tmp_path / "model.onnx")
    pixels = np.random.default_rng(0).integers(0, 256, (5, size, size, 3), dtype=np.uint8)
    ours, theirs = classifier.logits_of(pixels), onnx_runner(tmp_path / "model.onnx", card)(pixels)
    spread = max(1.0, float(np.abs(ours).max()))
    np.testing.assert_allclose(theirs / spread, ours / spread, rtol=0, atol=1e-4)
