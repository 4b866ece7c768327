"""Architectures by name, and weights by seed."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.card import Card
from regnet_studio.models.registry import Shape, architectures, build, build_from_card
from regnet_studio.recipe.tree import Model

SHAPE = Shape(10, 3, 16)


def weights(net: nn.Module) -> dict[str, torch.Tensor]:
    return dict(net.state_dict())


def same(a: nn.Module, b: nn.Module) -> bool:
    one, other = weights(a), weights(b)
    return one.keys() == other.keys() and all(torch.equal(one[k], other[k]) for k in one)


def test_those_of_the_main_job_are_there() -> None:
    assert set(architectures()) >= {
        "resnet20", "resnet32", "resnet44", "resnet56", "resnet18", "resnet34", "resnet50",
        "regnet20_lstm", "regnet20_gru",
    }  # fmt: skip
    for name, known in architectures().items():
        assert known.name == name
        assert known.family
        assert len(known.summary) > 20


@pytest.mark.parametrize("name", ["resnet20", "regnet20_lstm", "regnet20_gru", "resnet18"])
def test_the_seed_decides_the_weights(name: str) -> None:
    torch.manual_seed(5)
    first = build(Model(name=name), SHAPE, seed=1)
    torch.manual_seed(6)
    assert same(build(Model(name=name), SHAPE, seed=1), first)
    assert not same(build(Model(name=name), SHAPE, seed=2), first)


@pytest.mark.parametrize("name", ["resnet20", "regnet20_lstm"])
def test_a_seeded_build_does_not_disturb_the_global_generator(name: str) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    build(Model(name=name), SHAPE, seed=1)
    assert torch.equal(torch.get_rng_state(), before)


def test_without_a_seed_weights_are_drawn_anew() -> None:
    assert not same(build(Model(name="resnet20"), SHAPE), build(Model(name="resnet20"), SHAPE))


@pytest.mark.parametrize("name", ["resnet20", "regnet20_lstm", "regnet20_gru"])
def test_fresh_networks_are_neither_dead_nor_wild(name: str) -> None:
    net = build(Model(name=name), SHAPE, seed=0).train()
    logits = net(torch.randn(32, 3, 16, 16))
    assert logits.isfinite().all()
    assert 0.05 < logits.std().item() < 20


def test_an_unknown_model_is_answered_with_the_nearest() -> None:
    with pytest.raises(RecipeMistake) as caught:
        build(Model(name="resnet-20"), SHAPE)
    assert str(caught.value).startswith("model.name = resnet-20: no such architecture")
    assert "did you mean 'resnet20'?" in str(caught.value)
    with pytest.raises(RecipeMistake, match="`regnet-studio models` lists them"):
        build(Model(name="qqq"), SHAPE)


def test_a_card_builds_its_network() -> None:
    card = Card(
        model=Model(name="regnet20_gru"),
        classes=("a", "b"),
        size=16,
        channels=1,
        mean=(0.0,),
        std=(1.0,),
    )
    net = build_from_card(card, seed=3)
    assert same(net, build(Model(name="regnet20_gru"), Shape(2, 1, 16), seed=3))
    assert net.eval()(torch.zeros(1, 1, 16, 16)).shape == (1, 2)
