"""Checkpoints: whole, checked, and without code."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch
from torch import nn

from regnet_studio.errors import RunMistake
from regnet_studio.training.checkpoint import (
    load_weights,
    read_tensors,
    restore_tensors,
    training_tensors,
    write_tensors,
)


def trained(steps: int, name: str = "sgd") -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(1)
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(144, 3))
    optimizer: torch.optim.Optimizer = (
        torch.optim.SGD(network.parameters(), 0.1, momentum=0.9)
        if name == "sgd"
        else torch.optim.AdamW(network.parameters(), 0.01)
    )
    run(network, optimizer, steps)
    return network, optimizer


def run(network: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> None:
    for _ in range(steps):
        optimizer.zero_grad()
        network(torch.randn(8, 1, 8, 8)).square().mean().backward()
        optimizer.step()


@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_training_goes_on_bit_for_bit(tmp_path: Path, name: str) -> None:
    network, optimizer = trained(3, name)
    write_tensors(tmp_path / "c", training_tensors(network, optimizer), {"at": 3})
    run(network, optimizer, 4)

    again, its_optimizer = trained(0, name)
    tensors, notes = read_tensors(tmp_path / "c")
    restore_tensors(tensors, again, its_optimizer)
    run(again, its_optimizer, 4)

    assert notes == {"at": 3}
    for key, tensor in network.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[key]), key


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "c"
    write_tensors(file, {"a": torch.arange(6.0).view(2, 3), "b": torch.tensor(3)}, {"x": "y"})
    whole = file.read_bytes()
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 0x10
        file.write_bytes(damaged)
        with pytest.raises(RunMistake, match=r"^[^\n]*damaged[^\n]*$"):
            read_tensors(file)


@pytest.mark.parametrize("length", [0, 1, 7, 8, 100, 300])
def test_a_cut_off_file_is_noticed(tmp_path: Path, length: int) -> None:
    file = tmp_path / "c"
    write_tensors(file, {"a": torch.randn(100)}, {})
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(RunMistake, match="damaged"):
        read_tensors(file)


def test_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "exploded",)  # type: ignore[return-value]

    (tmp_path / "c").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(RunMistake):
        read_tensors(tmp_path / "c")
    assert not (tmp_path / "exploded").exists()


def test_a_missing_file_and_foreign_weights_say_so(tmp_path: Path) -> None:
    with pytest.raises(RunMistake, match="missing"):
        read_tensors(tmp_path / "none")
    with pytest.raises(RunMistake, match="another network"):
        load_weights(nn.Linear(2, 3), {"weight": torch.zeros(3, 4), "bias": torch.zeros(3)})


def test_state_of_parameters_counted_otherwise_is_refused() -> None:
    tensors = training_tensors(*trained(2))
    other = nn.Sequential(nn.BatchNorm2d(4), nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(144, 3))
    network, optimizer = trained(0)
    for groups in ([{"params": list(other.parameters())}], [{"params": [other[0].weight]}]):
        with pytest.raises(RunMistake, match="counted the network's parameters otherwise"):
            restore_tensors(tensors, network, torch.optim.SGD(groups, 0.1, momentum=0.9))
    restore_tensors(tensors, network, optimizer)
