"""The head as the recipe has it."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from regnet_studio.models.head import DroppedLinear
from regnet_studio.models.registry import Shape, anatomy, build
from regnet_studio.recipe.tree import Model

SHAPE = Shape(7, 3, 32)


def head_of(name: str, **choices: Any) -> nn.Module:
    network = build(Model(name=name, **choices), SHAPE, seed=0)
    assert network.train()(torch.randn(2, 3, 32, 32)).shape == (2, 7)
    return network.get_submodule(anatomy(name, network).head)


def test_a_head_is_one_linear_layer() -> None:
    assert type(head_of("resnet20")) is nn.Linear


def test_dropout_drops_features_while_training_alone() -> None:
    head = head_of("resnet20", dropout=0.5)
    assert isinstance(head, DroppedLinear)
    assert {"weight", "bias"} == set(head.state_dict())  # named as without
    x = torch.ones(1, 64)
    assert not torch.equal(head.train()(x), head(x))
    assert torch.equal(head.eval()(x), head(x))


def test_two_layers_are_as_wide_as_asked() -> None:
    head = head_of("resnet20", head="mlp", head_width=24, dropout=0.3)
    assert isinstance(head, nn.Sequential)
    hidden, _, dropout, last = head
    assert isinstance(hidden, nn.Linear)
    assert (hidden.in_features, hidden.out_features) == (64, 24)
    assert isinstance(dropout, nn.Dropout)
    assert dropout.p == 0.3
    assert isinstance(last, nn.Linear)
    assert (last.in_features, last.out_features) == (24, 7)


@pytest.mark.parametrize(("chosen", "expected"), [(None, 0.2), (0.0, 0.0), (0.6, 0.6)])
def test_a_network_with_a_dropout_of_its_own_uses_that(
    chosen: float | None, expected: float
) -> None:
    network = build(Model(name="mobilenet_v2", dropout=chosen), SHAPE, seed=0)
    found = [module.p for module in network.modules() if isinstance(module, nn.Dropout)]
    assert found == [expected]


@pytest.mark.parametrize(("chosen", "expected"), [(None, 0.2), (0.0, 0.0), (0.6, 0.6)])
def test_a_published_dropout_stays_before_two_layers(chosen: float | None, expected: float) -> None:
    with torch.device("meta"):
        network = build(Model(name="googlenet", head="mlp", dropout=chosen), Shape(7, 3, 64))
    head = network.get_submodule(anatomy("googlenet", network).head)
    assert [m.p for m in head.modules() if isinstance(m, nn.Dropout)] == [expected]
