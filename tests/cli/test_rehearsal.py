"""``preflight``, ``find-lr`` and ``find-batch``: what they print and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from regnet_studio.cli.main import main
from regnet_studio.data.manifest import Exclude, Manifest
from regnet_studio.recipe import Recipe, dump, override
from regnet_studio.runs.directory import list_runs
from regnet_studio.training import rehearsal as rehearsing

Capture = pytest.CaptureFixture[str]
COMMANDS = ("preflight", "find-lr", "find-batch")


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


def json_of(capsys: Capture, *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    assert run(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few steps are timed."""
    monkeypatch.setattr(rehearsing, "_MOST_STEPS", 1)


@pytest.fixture
def recipe_file(quick: Recipe, colour_folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "recipe.toml"
    settings = [f"data.source={colour_folder}", "data.size=none", "optimizer.batch_size=8"]
    path.write_text(dump(override(quick, settings)))
    return path


def test_preflight(capsys: Capture, recipe_file: Path, colour_folder: Path, tmp_path: Path) -> None:
    before = list_runs()
    found = json_of(capsys, "preflight", recipe_file, "--set", "stopping.epochs=3")
    assert (found["size"], found["epochs"], found["batch_size"]) == (16, 3, 8)
    assert found["total_seconds"] > 3 * found["epoch_seconds"]
    assert found["limit"] in ("data", "compute")
    assert {"params", "images", "device", "precision", "memory_peak", "warnings"} <= set(found)

    Manifest(str(colour_folder), (Exclude(("red/00.png", "red/01.png")),)).write()
    edited = json_of(capsys, "preflight", recipe_file)
    assert sum(edited["images"].values()) == sum(found["images"].values()) - 2

    assert run("preflight", recipe_file, "--set", "optimizer.batch_size=500") == 0
    out = capsys.readouterr().out
    assert "images/s" in out
    assert "warning: optimizer.batch_size = 500 is more than the" in out
    assert list_runs() == before


def test_find_lr(capsys: Capture, recipe_file: Path) -> None:
    found = json_of(capsys, "find-lr", recipe_file, "--steps", 20)
    assert len(found["lrs"]) == len(found["losses"]) == len(found["smoothed"]) <= 20
    assert set(found) >= {"suggestion", "rule", "steepest", "lowest", "diverged", "settings"}
    assert run("find-lr", recipe_file, "--steps", 20) == 0
    caught = capsys.readouterr()
    assert "1.0e-07" in caught.out
    assert "suggested: --set optimizer.lr=" in caught.out or "did not fall" in caught.out


def test_find_batch(capsys: Capture, recipe_file: Path) -> None:
    found = json_of(capsys, "find-batch", recipe_file)
    assert [one["batch_size"] for one in found["tried"]] == [2, 4, 8, 16]
    assert (found["largest"], found["limit"]) == (16, "images")
    assert run("find-batch", recipe_file) == 0
    caught = capsys.readouterr()
    assert "largest: 16; there are no more training images" in caught.out
    assert "suggested: --set optimizer.batch_size=" in caught.out
    assert "batch of 16: " in caught.err


@pytest.mark.parametrize("command", COMMANDS)
def test_mistakes_are_one_line(
    capsys: Capture, recipe_file: Path, tmp_path: Path, command: str
) -> None:
    def mistake(*arguments: object) -> str:
        capsys.readouterr()
        assert run(command, *arguments) == 2
        caught = capsys.readouterr()
        assert caught.out == ""
        (line,) = [x for x in caught.err.splitlines() if x.startswith("regnet-studio:")]
        return line

    assert "what? Give a recipe file or --preset" in mistake()
    assert "not both" in mistake(recipe_file, "--preset", "digits")
    assert "no such folder" in mistake(recipe_file, "--data", tmp_path / "none")
    assert "did you mean 'resnet20'" in mistake(recipe_file, "--set", "model.name=resnt20")
    assert "did you mean 'optimizer.lr'" in mistake(recipe_file, "--set", "optimiser.lr=1")
    assert "--bogus" in mistake("--bogus")
