"""``regnet-studio queue`` as a user or a script meets it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from regnet_studio.cli.main import main
from regnet_studio.recipe import Recipe, dump, override
from regnet_studio.runs.directory import Run, list_runs

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def recipe_file(quick: Recipe, colour_folder: Path, tmp_path: Path) -> Path:
    """A recipe of one epoch of six steps."""
    path = tmp_path / "recipe.toml"
    settings = [f"data.source={colour_folder}", "stopping.epochs=1", "optimizer.batch_size=4"]
    path.write_text(dump(override(quick, settings)))
    return path


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def queue(runs: Path, *arguments: object) -> int:
    words = ["queue", *map(str, arguments), "--runs", str(runs)]
    return main(words, open_studio=lambda path: 77)


def json_of(capsys: Capture, runs: Path, *arguments: object, status: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert queue(runs, *arguments, "--json") == status
    return json.loads(capsys.readouterr().out)


def mistake(capsys: Capture, runs: Path, *arguments: object) -> str:
    capsys.readouterr()
    assert queue(runs, *arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_the_whole_road(capsys: Capture, recipe_file: Path, runs: Path) -> None:
    assert queue(runs, "list") == 0
    assert queue(runs, "run") == 0
    assert capsys.readouterr().out.count("the queue is empty") == 2

    added = json_of(capsys, runs, "add", recipe_file, "--set", "optimizer.lr=0.02")
    assert (added["number"], added["name"]) == (1, "resnet20-colours")
    assert (added["model"], added["epochs"], added["run"]) == ("resnet20", 1, None)
    assert queue(runs, "add", recipe_file, "--name", "second") == 0
    assert "entry 2, second: 1 before it" in capsys.readouterr().out
    assert queue(runs, "add", "--preset", "digits", "--name", "third") == 0
    assert queue(runs, "add", recipe_file, "--name", "fourth") == 0

    moved = json_of(capsys, runs, "move", 2, 1)
    assert [entry["number"] for entry in moved["entries"]] == [2, 1, 3, 4]
    removed = json_of(capsys, runs, "remove", 3, 4)
    assert [entry["name"] for entry in removed["removed"]] == ["third", "fourth"]
    assert queue(runs, "list") == 0
    text = capsys.readouterr().out
    assert text.index("second") < text.index("resnet20-colours")
    assert "nobody works the queue off" in text

    record = json_of(capsys, runs, "run")
    assert [(one["name"], one["status"]) for one in record["ended"]] == [
        ("second", "finished"),
        ("resnet20-colours", "finished"),
    ]
    assert record["waiting"] == 0
    assert Run(Path(record["ended"][1]["run"])).recipe().optimizer.lr == 0.02
    listed = json_of(capsys, runs, "list")
    assert (listed["entries"], listed["worker"]) == ([], None)
    assert [one["number"] for one in listed["done"]] == [2, 1]

    assert queue(runs, "add", recipe_file) == 0
    assert len(json_of(capsys, runs, "clear")["removed"]) == 1
    assert json_of(capsys, runs, "list")["entries"] == []


def test_failures_are_told_and_make_the_status(
    capsys: Capture, recipe_file: Path, runs: Path
) -> None:
    queue(runs, "add", recipe_file, "--data", "/none", "--name", "no-data")
    queue(runs, "add", recipe_file, "--name", "good")
    (runs / "queue" / "0009-broken.toml").write_text("[")
    queue(runs, "list")
    assert "entry 9: " in capsys.readouterr().out
    record = json_of(capsys, runs, "run", status=2)
    assert [one["status"] for one in record["ended"]] == ["failed", "finished", "failed"]
    queue(runs, "add", recipe_file, "--data", "/none")
    assert queue(runs, "run") == 2
    captured = capsys.readouterr()
    assert "1 of 1 entries failed (resnet20-none: /none: no such folder" in captured.err
    assert "failed" in captured.out
    assert queue(runs, "list") == 0
    assert "no such folder" in capsys.readouterr().out


def test_mistakes(capsys: Capture, recipe_file: Path, runs: Path) -> None:
    assert "no entry 7 in the queue" in mistake(capsys, runs, "remove", 7)
    assert "no entry 7 in the queue" in mistake(capsys, runs, "move", 7, 1)
    assert "add what?" in mistake(capsys, runs, "add")
    assert "did you mean 'optimizer.lr'" in mistake(
        capsys, runs, "add", recipe_file, "--set", "optimiser.lr=1"
    )
    assert "No such command 'bogus'" in mistake(capsys, runs, "bogus")
    (runs.parent / "file").write_text("")
    assert "cannot write" in mistake(capsys, runs.parent / "file", "add", recipe_file)
    assert "cannot write" in mistake(capsys, runs.parent / "file", "run")


@pytest.mark.slow
def test_interrupted_and_gone_on_with(capsys: Capture, quick: Recipe, runs: Path) -> None:
    file = runs.parent / "long.toml"
    file.write_text(dump(override(quick, ["stopping.epochs=4", "optimizer.batch_size=16"])))
    queue(runs, "add", file, "--name", "long")
    command = [sys.executable, "-m", "regnet_studio", "queue", "run", "--runs", str(runs)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert next(line for line in process.stderr if line.startswith("epoch   1"))
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "go on with: regnet-studio queue run" in err
    (entry,) = json_of(capsys, runs, "list")["entries"]
    assert entry["status"] == "interrupted"
    (line,) = list_runs(runs)
    assert (line.status, entry["run"]) == ("interrupted", str(line.run))

    (ended,) = json_of(capsys, runs, "run")["ended"]
    assert (ended["status"], ended["run"]) == ("finished", str(line.run))
    assert len(list_runs(runs)) == 1
