"""Checkpoints: whole, checked, and without code."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch
from torch import nn

from regnet_studio.errors import RunMistake
from regnet_studio.training.checkpoint import (
    last_checkpoint,
    load_weights,
    previous_checkpoint,
    read_last,
    read_tensors,
    restore_tensors,
    training_tensors,
    write_last,
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


def test_state_of_parameters_that_are_not_there_is_refused() -> None:
    tensors = training_tensors(*trained(2))
    key = next(name for name in tensors if name.startswith("optimizer."))
    numbered = {name.replace(key, "optimizer.0.momentum_buffer"): t for name, t in tensors.items()}
    larger = tensors | {key: torch.zeros(2, 2, 2)}
    for wrong in (numbered, larger):
        with pytest.raises(RunMistake, match="named the network's parameters otherwise"):
            restore_tensors(wrong, *trained(0))
    restore_tensors(tensors, *trained(0))


def test_the_generation_before_is_kept_and_taken_where_the_last_is_damaged(tmp_path: Path) -> None:
    for number in range(3):
        write_last(tmp_path, {"a": torch.full((3,), float(number))}, {"n": number})
    assert read_last(tmp_path)[1:] == ({"n": 2}, None)
    last = last_checkpoint(tmp_path)
    last.write_bytes(last.read_bytes()[:-1])
    tensors, notes, damage = read_last(tmp_path)
    assert (tensors["a"].tolist(), notes) == ([1.0] * 3, {"n": 1})
    assert damage is not None
    assert "last.safetensors is damaged" in damage
    last.unlink()
    assert read_last(tmp_path)[1] == {"n": 1}
    previous_checkpoint(tmp_path).unlink()
    with pytest.raises(RunMistake, match="missing"):
        read_last(tmp_path)
