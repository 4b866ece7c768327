"""The tree of layers against networks whose figures can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from regnet_studio.models.catalogue import on_meta
from regnet_studio.models.layers import Layer, layer_tree
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe.tree import Model


class Twice(nn.Module):
    """One convolution that an image passes two times, and a list that is never called itself."""

    def __init__(self) -> None:
        super().__init__()
        self.shared = nn.Conv2d(3, 3, 3, padding=1, bias=False)
        self.heads = nn.ModuleList([nn.Linear(3 * 16, 5)])
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        x = self.shared(self.shared(x)) * self.scale
        return self.heads[0](x.flatten(1))


def walk(layer: Layer) -> Iterator[Layer]:
    yield layer
    for child in layer.children:
        yield from walk(child)


def test_a_shared_layer_counts_at_each_call_but_its_weights_once() -> None:
    top = layer_tree(Twice(), Shape(5, 3, 4))
    shared, heads = top.children
    assert (shared.name, shared.shape, shared.calls) == ("shared", (3, 4, 4), 2)
    assert shared.params == 81
    assert shared.macs == 2 * 81 * 16
    assert shared.kind.startswith("Conv2d(3, 3, kernel_size=(3, 3)")
    assert (heads.shape, heads.calls, heads.macs) == (None, 0, 240)
    assert heads.children[0].shape == (5,)
    assert top.params == 81 + 240 + 5 + 1
    assert top.macs == shared.macs + heads.macs


@pytest.mark.parametrize("name", ["resnet20", "regnet20_lstm", "vit_tiny"])
def test_what_is_inside_a_layer_is_not_more_than_the_layer(name: str) -> None:
    shape = Shape(10, 3, 32)
    top = layer_tree(on_meta(Model(name=name), shape), shape)
    assert top.shape == (10,)
    for layer in walk(top):
        assert layer.macs >= max((child.macs for child in layer.children), default=0)
        assert layer.params >= max((child.params for child in layer.children), default=0)
    leaves = [layer for layer in walk(top) if not layer.children]
    assert sum(layer.params for layer in leaves) <= top.params


def test_a_regulator_is_passed_by_every_block_of_its_stage() -> None:
    shape = Shape(10, 3, 32)
    top = layer_tree(on_meta(Model(name="regnet20_gru"), shape), shape)
    regulators = [layer for layer in walk(top) if layer.name == "regulator"]
    assert [layer.calls for layer in regulators] == [3, 3, 3]
    assert all(layer.macs > 0 for layer in regulators)


def test_looking_leaves_the_network_as_it_was() -> None:
    shape = Shape(4, 3, 16)
    network = build(Model(name="resnet20"), shape, seed=0).train()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    on_cpu = layer_tree(network, shape)
    assert network.training
    assert all(torch.equal(before[name], t) for name, t in network.state_dict().items())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in network.modules())
    assert on_cpu == layer_tree(on_meta(Model(name="resnet20"), shape), shape)
