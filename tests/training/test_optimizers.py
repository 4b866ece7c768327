"""Every optimiser: it learns, decays what it should, and goes on from what it remembers."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.registry import Shape, anatomy, build
from regnet_studio.recipe.tree import Model, Optimizer, Transfer
from regnet_studio.training.checkpoint import read_tensors, write_tensors
from regnet_studio.training.optimizers import make_optimizer, set_lr
from regnet_studio.training.transfer import Layers

NAMES: tuple[str, ...] = get_args(Optimizer.model_fields["name"].annotation)
RATES = {"sgd": 0.05, "adamw": 1e-3, "nadam": 1e-3, "rmsprop": 1e-3, "muon": 0.02, "lamb": 5e-3}
HAS_TIMM = importlib.util.find_spec("timm") is not None

every_name = pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=pytest.mark.skipif(n == "lamb" and not HAS_TIMM, reason="no timm"))
        for n in NAMES
    ],
)


def recipe(name: str, **choices: Any) -> Optimizer:
    return Optimizer.model_validate(
        {"name": name, "lr": RATES[name], "companion_lr": 0.05, "weight_decay": 0.01, **choices}
    )


def network(layout: torch.memory_format = torch.channels_last) -> nn.Module:
    net = build(Model(name="resnet20"), Shape(3, 3, 8), seed=0).train()
    return net.to(memory_format=layout)  # pyright: ignore[reportCallIssue]


def batch(step: int, layout: torch.memory_format = torch.channels_last) -> tuple[Tensor, Tensor]:
    draw = torch.Generator().manual_seed(step)
    labels = torch.arange(6) % 3
    images = torch.randn(6, 3, 8, 8, generator=draw) + labels.view(-1, 1, 1, 1)
    return images.contiguous(memory_format=layout), labels


def learn(net: nn.Module, optimizer: torch.optim.Optimizer, lr: float, steps: range) -> list[float]:
    losses = []
    for step in steps:
        set_lr(optimizer, lr * (1 + step) / 10)
        images, labels = batch(step)
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@every_name
def test_it_learns(name: str) -> None:
    net, chosen = network(), recipe(name)
    losses = learn(net, make_optimizer(chosen, net), chosen.lr, range(12))
    assert sum(losses[-3:]) < 0.8 * sum(losses[:3]), losses


@every_name
@pytest.mark.parametrize("choices", [{}, {"lr_decay": 0.5, "stages": 2}])
def test_it_goes_on_from_what_it_remembered(
    name: str, choices: dict[str, Any], tmp_path: Path
) -> None:
    """By name of the parameter, through a file, into an optimiser that has not taken a step."""
    chosen = recipe(name)

    def made(net: nn.Module) -> torch.optim.Optimizer:
        layers = Layers(Transfer.model_validate(choices), net, anatomy("resnet20", net))
        layers.begin_epoch(1)
        return make_optimizer(chosen, net, layers.groups(chosen.weight_decay))

    whole = network()
    optimizer = made(whole)
    learn(whole, optimizer, chosen.lr, range(3))
    state = {
        f"{name}/{kind}": value
        for name, parameter in whole.named_parameters()
        for kind, value in optimizer.state.get(parameter, {}).items()
    }
    assert all(isinstance(value, Tensor) for value in state.values())
    for key, value in state.items():
        parameter = whole.get_parameter(key.split("/")[0])
        assert value.ndim == 0 or value.shape == parameter.shape, key
        assert value.ndim == 0 or value.stride() == parameter.stride(), key
    weights = {f"model/{name}": tensor for name, tensor in whole.state_dict().items()}
    write_tensors(tmp_path / "kept", {**state, **weights}, {})

    parts = network()
    tensors, _ = read_tensors(tmp_path / "kept")
    parts.load_state_dict(
        {key.removeprefix("model/"): t for key, t in tensors.items() if key.startswith("model/")}
    )
    fresh = made(parts)
    for key in state:
        parameter, kind = parts.get_parameter(key.split("/")[0]), key.split("/")[1]
        value = tensors[key]
        if value.shape == parameter.shape:
            value = torch.empty_like(parameter, requires_grad=False).copy_(value)
        fresh.state[parameter][kind] = value

    learn(whole, optimizer, chosen.lr, range(3, 6))
    learn(parts, fresh, chosen.lr, range(3, 6))
    for key, tensor in whole.state_dict().items():
        assert torch.equal(tensor, parts.state_dict()[key]), key


@every_name
def test_norms_and_biases_do_not_decay(name: str) -> None:
    """Without gradients, decay is all that moves."""
    net, chosen = network(), recipe(name, weight_decay=0.5)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(1.0)
    optimizer = make_optimizer(chosen, net)
    for parameter in net.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    for key, parameter in net.named_parameters():
        assert bool((parameter < 1).all()) == (parameter.ndim > 1), key
        assert parameter.ndim > 1 or bool((parameter == 1).all()), key


@every_name
def test_the_recipes_momentum_is_heeded(name: str) -> None:
    ends = []
    for momentum in (0.0, 0.9):
        net, chosen = network(), recipe(name, momentum=momentum)
        learn(net, make_optimizer(chosen, net), chosen.lr, range(3))
        ends.append(torch.cat([p.detach().flatten() for p in net.parameters()]))
    assert not torch.equal(*ends)


@every_name
def test_a_learning_rate_is_taken_at_once(name: str) -> None:
    net, chosen = network(), recipe(name)
    optimizer = make_optimizer(chosen, net)
    learn(net, optimizer, chosen.lr, range(1))
    before = [parameter.detach().clone() for parameter in net.parameters()]
    set_lr(optimizer, 0.0)
    optimizer.step()
    for old, parameter in zip(before, net.parameters(), strict=True):
        assert torch.equal(old, parameter)


@pytest.mark.skipif(HAS_TIMM, reason="timm is here")
def test_what_lamb_needs_is_said() -> None:
    with pytest.raises(RecipeMistake, match="needs timm, which is not installed; pip install"):
        make_optimizer(recipe("lamb"), network())
