"""Weights to begin with, on the command line: one line for what was taken, one for each mistake."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save

from regnet_studio.cli.main import main
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe import Recipe, dump
from regnet_studio.recipe.tree import Model
from regnet_studio.runs.directory import list_runs

Capture = pytest.CaptureFixture[str]


class _Payload:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.mark),)


@pytest.fixture
def train(quick: Recipe, tmp_path: Path) -> list[str]:
    """The words of a command that begins with weights; what they are follows."""
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(dump(quick))
    return ["train", str(recipe), "--runs", str(tmp_path / "runs"), "--set", "stopping.epochs=1"]


def test_what_was_taken_is_told_in_a_line(train: list[str], capsys: Capture) -> None:
    there = build(Model(name="resnet20"), Shape(100, 3, 32), seed=1)
    path = Path(train[1]).with_name("their.pth")
    torch.save({f"module.{name}": tensor for name, tensor in there.state_dict().items()}, path)
    assert main([*train, "--set", f"transfer.weights={path}"], lambda path: 77) == 0
    (line,) = [x for x in capsys.readouterr().err.splitlines() if x.startswith("weights: ")]
    of = len(there.state_dict())
    assert f"{of - 2} of {of} tensors from {path} (sha256 " in line
    assert "; a new head; prefix module.; changed to fit: " in line
    assert line.endswith("16x1x3x3, not 16x3x3x3")


def test_mistakes_are_one_line_and_leave_nothing(
    train: list[str], capsys: Capture, tmp_path: Path
) -> None:
    resnet = build(Model(name="resnet18"), Shape(10, 1, 8), seed=1).state_dict()
    files = {
        "web.pth": b"<!DOCTYPE html><html>",
        "empty.pt": b"",
        "cut.safetensors": save(resnet)[:5000],
        "other.safetensors": save(resnet),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    torch.save({"weights": torch.ones(3), "more": _Payload(tmp_path / "ran")}, tmp_path / "bad.pth")
    for weights, said in (
        ("web.pth", "it is a web page"),
        ("empty.pt", "it is empty"),
        ("cut.safetensors", "is damaged or cut off"),
        ("other.safetensors", "other.safetensors does not fit resnet20, "),
        ("bad.pth", "holds code or objects (posix.mkdir) besides weights, and was not opened"),
        ("missing.pth", "no such file and no such run"),
        ("runs", "a folder, but no run"),
        ("imagenet", "there are none for resnet20"),
    ):
        source = weights if weights == "imagenet" else str(tmp_path / weights)
        capsys.readouterr()
        assert main([*train, "--set", f"transfer.weights={source}"], lambda path: 77) == 2
        caught = capsys.readouterr()
        (line,) = [x for x in caught.err.splitlines() if x.startswith("regnet-studio: ")]
        assert said in line
        assert caught.err.splitlines()[-1] == line
        assert len(line) < 600
        assert caught.out == ""
    assert not (tmp_path / "ran").exists()
    assert list_runs(tmp_path / "runs") == []
