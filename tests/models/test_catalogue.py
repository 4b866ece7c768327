"""Parameters and multiply-accumulates against published figures."""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn

from regnet_studio.models.catalogue import catalogue, cost, model_cost
from regnet_studio.models.registry import Shape, architectures, build
from regnet_studio.recipe.tree import Model

M = 1_000_000
CIFAR = Shape(10, 3, 32)


@pytest.mark.parametrize(
    ("name", "params", "macs"),
    [
        ("resnet20", 0.269722, 40.6),
        ("resnet32", 0.464154, 68.9),
        ("resnet44", 0.658586, 97.2),
        ("resnet56", 0.853018, 126),
        ("regnet20_lstm", 0.309, 49.1),
        ("regnet20_gru", 0.307, 48.1),
    ],
)
def test_networks_for_cifar_cost_what_facts_say(name: str, params: float, macs: float) -> None:
    got_params, got_macs = model_cost(Model(name=name), CIFAR)
    assert got_params == pytest.approx(params * M, rel=0.01)
    assert got_macs == pytest.approx(macs * M, rel=0.01)


@pytest.mark.parametrize(
    ("name", "params", "macs"),
    [("resnet18", 11.69, 1810), ("resnet34", 21.80, 3660), ("resnet50", 25.56, 4090)],
)
def test_networks_for_imagenet_cost_what_facts_say(name: str, params: float, macs: float) -> None:
    got_params, got_macs = model_cost(Model(name=name), Shape(1000, 3, 224))
    assert got_params == pytest.approx(params * M, rel=0.01)
    assert got_macs == pytest.approx(macs * M, rel=0.01)


def test_a_cost_worked_out_by_hand() -> None:
    net = nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.Flatten(), nn.Linear(5 * 64, 7))
    params, macs = cost(net, Shape(7, 3, 8))
    assert params == 5 * 3 * 9 + 5 + 5 * 64 * 7 + 7
    assert macs == 64 * 5 * 3 * 9 + 5 * 64 * 7


def test_counting_leaves_the_network_as_it_was() -> None:
    net = build(Model(name="resnet20"), Shape(10, 3, 8), seed=0).train()
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    on_meta = model_cost(Model(name="resnet20"), Shape(10, 3, 8))
    assert cost(net, Shape(10, 3, 8)) == on_meta
    assert net.training
    assert all(torch.equal(before[name], t) for name, t in net.state_dict().items())
    assert all(parameter.grad is None for parameter in net.parameters())
    net.eval()
    cost(net, Shape(10, 3, 8))
    assert not net.training


def test_the_catalogue_has_them_all() -> None:
    entries = catalogue(classes=10, size=32)
    assert [entry.name for entry in entries] == list(architectures())
    by_name = {entry.name: entry for entry in entries}
    assert by_name["resnet20"].params == 269722
    for entry in entries:
        record = entry.to_json()
        assert {"name", "family", "params", "macs"} <= record.keys()
        assert json.loads(json.dumps(record)) == record
        assert entry.macs > entry.params
    assert "(RegNet)" in by_name["regnet20_lstm"].family
    assert "RegNet" not in by_name["resnet50"].family


def test_classes_and_channels_and_size_count() -> None:
    base = model_cost(Model(name="resnet20"), Shape(10, 3, 32))
    assert model_cost(Model(name="resnet20"), Shape(100, 3, 32))[0] == base[0] + 90 * 65
    assert model_cost(Model(name="resnet20"), Shape(10, 1, 32))[0] == base[0] - 2 * 9 * 16
    larger = model_cost(Model(name="resnet20"), Shape(10, 3, 64))
    assert larger[0] == base[0]
    assert larger[1] == pytest.approx(4 * base[1], rel=0.001)
