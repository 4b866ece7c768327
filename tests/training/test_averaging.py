"""The average of weights: its formula, what it covers, and that it can be kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from regnet_studio.errors import RunMistake
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe.tree import Model
from regnet_studio.training.averaging import Average
from regnet_studio.training.checkpoint import read_tensors, write_tensors


def network() -> nn.Module:
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4 * 36, 3)
    ).train()
    return net.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]


def move(net: nn.Module, step: int) -> None:
    """A step of any kind: everything in the network becomes something else."""
    draw = torch.Generator().manual_seed(step)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=draw))
        net(torch.randn(2, 3, 8, 8, generator=draw))


def kept(net: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in net.state_dict().items()}


def test_it_is_the_formula() -> None:
    net = network()
    average, expected = Average(net, decay=0.4), kept(net)
    for n in range(12):
        move(net, n)
        average.update(n)
        d = min(0.4, (1 + n) / (10 + n))
        for name, tensor in net.state_dict().items():
            if tensor.is_floating_point():
                expected[name] = d * expected[name] + (1 - d) * tensor
            else:
                expected[name] = tensor.clone()
    told = average.tensors()
    assert told.keys() == net.state_dict().keys()
    for name, tensor in expected.items():
        torch.testing.assert_close(told[name], tensor)
    assert int(told["1.num_batches_tracked"]) == 12
    assert torch.equal(average.network.state_dict()["3.weight"], told["3.weight"])


def test_the_first_steps_are_soon_forgotten() -> None:
    net = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        net.weight.fill_(100.0)
    average = Average(net, decay=0.999)
    with torch.no_grad():
        net.weight.zero_()
    shares = []
    for n in range(3):
        average.update(n)
        shares.append(float(average.tensors()["weight"]) / 100)
    assert shares == pytest.approx([1 / 10, 1 / 10 * 2 / 11, 1 / 10 * 2 / 11 * 3 / 12])


def test_the_network_is_left_alone_and_so_is_the_average() -> None:
    net = network()
    average = Average(net, decay=0.9)
    move(net, 1)
    now = kept(net)
    average.update(0)
    assert all(torch.equal(tensor, now[name]) for name, tensor in net.state_dict().items())
    assert net.training
    assert not any(module.training for module in average.network.modules())
    assert not any(parameter.requires_grad for parameter in average.network.parameters())
    assert all(parameter.requires_grad for parameter in net.parameters())
    told = kept(average.network)
    move(net, 2)
    assert all(torch.equal(t, told[n]) for n, t in average.tensors().items() if t.ndim)


def test_it_goes_on_from_a_file_as_if_never_stopped(tmp_path: Path) -> None:
    net = network()
    whole = Average(net, decay=0.7)
    for n in range(5):
        move(net, n)
        whole.update(n)
    write_tensors(tmp_path / "average", whole.tensors(), {})
    parts = Average(net, decay=0.7)
    parts.load(read_tensors(tmp_path / "average")[0])
    for n in range(5, 9):
        move(net, n)
        whole.update(n)
        parts.update(n)
    told = parts.tensors()
    assert all(torch.equal(tensor, told[name]) for name, tensor in whole.tensors().items())
    for mine, theirs in zip(parts.network.parameters(), net.parameters(), strict=True):
        assert mine.stride() == theirs.stride()  # else one pass over memory becomes many


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(RunMistake, match="another network"):
        Average(network(), 0.9).load({"3.weight": torch.zeros(2)})


def test_what_is_shared_is_averaged_once() -> None:
    net = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    net[1].weight = shared = nn.Parameter(torch.ones(1, 1))
    net[0].weight = shared
    average = Average(net, decay=0.1)
    with torch.no_grad():
        shared.zero_()
    average.update(0)
    assert average.tensors()["1.weight"].item() == pytest.approx(0.1)


def test_a_regulated_network_can_be_averaged() -> None:
    net = build(Model(name="regnet20_lstm"), Shape(3, 3, 8), seed=0).train()
    average = Average(net, decay=0.5)
    x = torch.randn(2, 3, 8, 8)
    net(x).sum().backward()
    with torch.no_grad():
        for parameter in net.parameters():
            assert parameter.grad is not None
            parameter.sub_(parameter.grad, alpha=1e-3)
    average.update(100)
    assert average.network(x).isfinite().all()
