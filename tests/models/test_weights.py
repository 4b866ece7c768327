"""Files of weights: what torch and safetensors write is read, nothing is run, damage is told."""

from __future__ import annotations

import argparse
import io
import os
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save
from torch import Tensor, nn

from regnet_studio.errors import RunMistake
from regnet_studio.models.weights import read_weights

Tensors = dict[str, Tensor]


class Net(nn.Sequential):
    """A small network with a stem, a body, batch norm and a head at ``fc``."""

    def __init__(self, channels: int = 3, classes: int = 4, width: int = 8) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(width, classes)


def net(seed: int, **shape: int) -> Net:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        made = Net(**shape)
        for buffer in made.buffers():
            buffer.add_(seed)
        return made


def under(prefix: str, state: Tensors) -> Tensors:
    return {f"{prefix}{name}": tensor for name, tensor in state.items()}


def same(a: nn.Module, b: nn.Module, without: str = "-") -> bool:
    other = b.state_dict()
    return all(
        torch.equal(t, other[name])
        for name, t in a.state_dict().items()
        if not name.startswith(without)
    )


def torch_bytes(content: object, **how: Any) -> bytes:
    whole = io.BytesIO()
    torch.save(content, whole, **how)
    return whole.getvalue()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "weights.pth"
        path.write_bytes(content)
        return path

    return write


def refusal(path: Path) -> str:
    with pytest.raises(RunMistake) as caught:
        read_weights(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert len(message) < 330
    return message


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_torch_saves(written: Callable[[bytes], Path], old: bool, wrapped: bool) -> None:
    state = net(1).state_dict()
    content = {"epoch": 3, "state_dict": state, "optimizer": {"lr": 0.1}} if wrapped else state
    path = written(torch_bytes(content, _use_new_zipfile_serialization=not old))
    read = read_weights(path)
    assert list(read) == list(state)
    assert all(torch.equal(read[name], state[name]) for name in state)


def test_safetensors_whatever_they_are_called(written: Callable[[bytes], Path]) -> None:
    state = net(1).state_dict()
    assert read_weights(written(save(dict(state)))).keys() == state.keys()


def test_what_others_note_beside_weights_does_not_disturb(
    written: Callable[[bytes], Path],
) -> None:
    notes = {
        "args": argparse.Namespace(lr=0.1),
        "best": np.float64(0.5),
        "epochs": np.int64(3),
        "history": [1, (2.0, "x")],
        "model": net(1).state_dict(),
    }
    assert "conv1.weight" in read_weights(written(torch_bytes(notes)))


class _Payload:
    """On being unpickled, touches a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("kind", ["zip", "old", "pickle 0", "pickle 2", "pickle 5", "hidden"])
def test_code_inside_is_not_run(
    written: Callable[[bytes], Path], tmp_path: Path, kind: str
) -> None:
    content = {"fine": torch.ones(2), "payload": _Payload(tmp_path / "ran")}
    if kind == "hidden":  # renamed to what needs no unpickling
        path = tmp_path / "weights.safetensors"
        path.write_bytes(torch_bytes(content))
    elif kind.startswith("pickle"):
        path = written(pickle.dumps({"x": content["payload"]}, int(kind[-1])))
    else:
        path = written(torch_bytes(content, _use_new_zipfile_serialization=kind == "zip"))
    message = refusal(path)
    assert not (tmp_path / "ran").exists()
    if kind in ("zip", "old", "hidden"):
        assert "posix.mkdir" in message
        assert "was not opened; save the weights alone" in message
    pickle.loads(pickle.dumps(content["payload"]))
    assert (tmp_path / "ran").exists()  # it would have been


def test_a_whole_network_is_code_too(written: Callable[[bytes], Path]) -> None:
    message = refusal(written(torch_bytes(nn.Linear(2, 2))))
    assert "holds code or objects (torch.nn.modules.linear.Linear)" in message


def test_files_of_another_kind(written: Callable[[bytes], Path], tmp_path: Path) -> None:
    def zipped(*names: str) -> bytes:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")
        return whole.getvalue()

    for content, said in (
        (b"", "it is empty"),
        (b"\n  <!DOCTYPE html><html>sign in</html>", "it is a web page"),
        (b'{"error": "not found"}', "it is a text in JSON"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"),
        (b"\x89HDF\r\n\x1a\n and so on", "HDF5"),
        (os.urandom(7) + b"\0" * 99, "of another kind"),
        (zipped("dogs/1.png"), "not of weights alone"),
        (zipped("net/data.pkl", "net/constants.pkl", "net/code/x.py"), "TorchScript"),
        (torch_bytes({"epoch": 3}), "no weights in it"),
        (torch_bytes([torch.ones(2)]), "no weights in it"),
        (save({}), "no weights in it"),
    ):
        assert said in refusal(written(content)), content[:40]
    assert "a folder, but no run" in refusal(tmp_path)
    assert "no such file" in refusal(tmp_path / "nothing.pth")


@pytest.mark.parametrize("kind", ["safetensors", "zip", "old"])
def test_files_that_are_cut_off(written: Callable[[bytes], Path], kind: str) -> None:
    state = dict(net(1).state_dict())
    whole = (
        save(state)
        if kind == "safetensors"
        else torch_bytes(state, _use_new_zipfile_serialization=kind == "zip")
    )
    for left in (200, len(whole) // 2, len(whole) - 1):
        assert "damaged or cut off" in refusal(written(whole[:left]))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=st.floats(0, 1), byte=st.integers(0, 255), kind=st.sampled_from(["st", "zip", "old"]))
def test_whatever_is_wrong_is_a_mistake_and_no_defect(
    written: Callable[[bytes], Path], where: float, byte: int, kind: str
) -> None:
    state = {"a.weight": torch.ones(3)}
    whole = save(state) if kind == "st" else torch_bytes(
        state, _use_new_zipfile_serialization=kind == "zip"
    )  # fmt: skip
    spoilt = bytearray(whole)
    for place in range(int(where * (len(whole) - 9)), int(where * (len(whole) - 9)) + 8):
        spoilt[place] = byte
    with suppress(RunMistake):
        read_weights(written(bytes(spoilt)))
