"""``regnet-studio inspect``: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regnet_studio.cli.main import main
from regnet_studio.data.dataset import open_dataset
from regnet_studio.recipe.tree import Data
from tests.runs.regulated import regulated

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def regulated_run(finished_run: Path, tmp_path: Path) -> Path:
    return regulated(finished_run, tmp_path / "regulated")


@pytest.fixture
def digit(tmp_path: Path) -> Path:
    path = tmp_path / "digit.png"
    path.write_bytes(open_dataset(Data()).read(5))
    return path


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


def test_an_image(capsys: Capture, regulated_run: Path, digit: Path, tmp_path: Path) -> None:
    assert run("inspect", regulated_run, digit, "--out", tmp_path / "out", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [stage["stage"] for stage in record["stages"]] == [1, 3]
    assert [b["block"] for stage in record["stages"] for b in stage["blocks"]] == [1, 2, 3, 7, 8, 9]
    for stage in record["stages"]:
        for block in stage["blocks"]:
            assert set(block["gates"]) == {"update", "reset", "new"}
            assert set(block["state"]) == {"H"}
    assert record["label"] in "0123456789"
    assert [Path(file).name for file in record["files"]] == ["stage-1.png", "stage-3.png"]
    assert all(Path(file).is_file() for file in record["files"])

    assert run("inspect", regulated_run, digit) == 0
    table = capsys.readouterr().out
    gate = record["stages"][1]["blocks"][2]["gates"]["reset"]
    assert f"{gate:.3f}" in table
    assert "H magnitude" in table


def test_early_exits(capsys: Capture, finished_run: Path) -> None:
    assert run("inspect", finished_run, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [leave["block"] for leave in record["early_exit"]] == [7, 8, 9]
    assert run("inspect", finished_run) == 0
    assert f"{record['early_exit'][0]['accuracy']:.2%}" in capsys.readouterr().out


def test_mistakes(capsys: Capture, finished_run: Path, digit: Path) -> None:
    for arguments, words in (
        (["nothing"], "no such run"),
        ([finished_run, digit], "no regulators to look into"),
        ([finished_run, digit, "--split", "test"], "not both"),
        ([finished_run, "--out", "x"], "name an image"),
        ([finished_run, "--split", "tset"], "did you mean 'test'"),
    ):
        assert run("inspect", *arguments) == 2
        caught = capsys.readouterr()
        assert caught.out == ""
        assert caught.err.startswith("regnet-studio: ")
        assert caught.err.count("\n") == 1
        assert words in caught.err
