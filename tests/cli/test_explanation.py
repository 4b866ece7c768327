"""``regnet-studio explain`` and ``examples``: what they print, write and refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from regnet_studio.cli.main import main
from regnet_studio.data.dataset import open_dataset
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.recipe.tree import Data
from regnet_studio.runs.directory import Run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def digit(tmp_path: Path) -> Path:
    path = tmp_path / "digit.png"
    path.write_bytes(open_dataset(Data()).read(5))
    return path


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


def test_an_image(capsys: Capture, finished_run: Path, digit: Path, tmp_path: Path) -> None:
    assert run("explain", finished_run, digit, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert run("predict", finished_run, digit, "--json") == 0
    (said,) = json.loads(capsys.readouterr().out)["predictions"]
    assert record["label"] == said["label"]
    assert record["probability"] == pytest.approx(said["probability"], abs=1e-6)
    assert record["top"][0] == [record["label"], record["probability"]]
    assert record["method"] == "grad_cam"
    assert [line["name"] for line in record["classes"]] == [record["label"]]
    assert record["files"] == []

    out = tmp_path / "deep" / "out"
    asked = ["--class", "3", "--class", "8", "--class", "3", "--out", out]
    assert run("explain", finished_run, digit, *asked, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [line["name"] for line in record["classes"]] == ["3", "8"]
    assert [Path(f).name for f in record["files"]] == ["digit-3.png", "digit-8.png"]
    first, second = (np.asarray(Image.open(file)) for file in record["files"])
    assert first.shape == second.shape
    assert first.shape[2] == 3
    assert min(first.shape[:2]) >= 256
    assert not np.array_equal(first, second)

    assert run("explain", finished_run, digit, "--method", "integrated_gradients") == 0
    table = capsys.readouterr().out
    assert "--out DIR" in table
    assert said["label"] in table


def test_examples(capsys: Capture, finished_run: Path) -> None:
    said = Predictions.read(Run(finished_run).predictions_file())
    wrong = said.logits.argmax(axis=1) != said.labels
    assert run("examples", finished_run, "--most", 3, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["split"], record["kind"]) == ("test", "worst")
    lines = record["examples"]
    assert len(lines) == min(3, wrong.sum())
    assert [line["loss"] for line in lines] == sorted((x["loss"] for x in lines), reverse=True)
    for line in lines:
        place = list(said.paths).index(line["path"])
        assert line["truth"] == said.classes[said.labels[place]] != line["guess"]
        assert line["guess"] == said.classes[said.logits[place].argmax()]
        assert 0 < line["probability"] <= 1

    assert run("examples", finished_run, "--kind", "least-sure", "--most", 2) == 0
    assert "taken for" in capsys.readouterr().out


def test_nothing_was_mistaken(capsys: Capture, finished_run: Path, tmp_path: Path) -> None:
    path = shutil.copytree(finished_run, tmp_path / "perfect")
    said = Predictions.read(Run(path).predictions_file())
    logits = np.eye(len(said.classes), dtype=np.float32)[said.labels]
    Predictions("test", logits, said.labels, said.paths, said.classes).write(
        Run(path).predictions_file()
    )
    assert run("examples", path) == 0
    assert "every image of the test split was recognised" in capsys.readouterr().out


def test_mistakes(capsys: Capture, finished_run: Path, digit: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no image")
    for arguments, words in (
        (["explain", "nothing", digit], "no such run"),
        (["explain", finished_run, tmp_path], "a folder"),
        (["explain", finished_run, tmp_path / "none.png"], "give the path of an image"),
        (["explain", finished_run, text], "choose another image"),
        (["explain", finished_run, digit, "--class", "12"], "unknown to this network"),
        (["explain", finished_run, digit, "--method", "grad-cam"], "did you mean 'grad_cam'"),
        (["examples", finished_run, "--kind", "leastsure"], "did you mean 'least-sure'"),
        (["examples", finished_run, "--split", "tset"], "did you mean 'test'"),
        (["examples", finished_run, "--split", "train"], "evaluate the run on that split first"),
    ):
        assert run(*arguments) == 2
        caught = capsys.readouterr()
        assert caught.out == ""
        assert caught.err.startswith("regnet-studio: ")
        assert caught.err.count("\n") == 1
        assert words in caught.err
