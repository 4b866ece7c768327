"""``predict`` as a user or a script meets it: CSV, sorted copies, what is interrupted."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from regnet_studio.cli.main import main
from regnet_studio.data.dataset import open_dataset
from regnet_studio.recipe.tree import Data
from regnet_studio.runs.prediction import Predictor

Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    digits, place = open_dataset(Data()), tmp_path / "images"
    place.mkdir()
    for index in range(0, len(digits), 150):
        (place / f"{index}.png").write_bytes(digits.read(index))
    (place / "broken.png").write_bytes(b"\x89PNG nothing")
    return place


def test_csv_and_sorted_copies(
    finished_run: Path, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    out, table = tmp_path / "sorted", tmp_path / "said.csv"
    asked = ("predict", finished_run, folder, "--sort-into", out, "--csv", table, "--json")
    assert run(*asked, "--dry-run") == 0
    plan = json.loads(capsys.readouterr().out)
    count = len(plan["predictions"])
    assert not out.exists()
    assert plan["sorted"]["to_copy"] == count == len(list(folder.glob("[0-9]*.png")))
    assert run(*asked, "--min-confidence", "1") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["sorted"]["copied"] == count
    assert record["predictions"] == plan["predictions"]
    assert set(record["problems"][0]) == {"path", "kind", "detail"}
    made = {path.name: path for path in out.rglob("*.png")}
    for p in record["predictions"]:
        place = made[Path(p["path"]).name].parent.name
        assert place == ("uncertain" if p["probability"] < 1 else p["label"])
    with table.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["label"] for line in lines[:-1]] == [p["label"] for p in record["predictions"]]
    assert lines[-1]["problem"]
    assert Path(record["sorted"]["log"]).parent == out


def test_without_json_it_says_what_it_did(
    finished_run: Path, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert run("predict", finished_run, folder, "--sort-into", tmp_path / "sorted") == 0
    said = capsys.readouterr().out
    assert "12 images were copied into" in said
    assert "broken.png: " in said


def test_mistakes(finished_run: Path, folder: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run("predict", finished_run, folder, "--dry-run") == 2
    assert "--sort-into" in capsys.readouterr().err
    assert run("predict", finished_run, folder, "--sort-into", folder / "in") == 2
    assert "choose a folder elsewhere" in capsys.readouterr().err


def test_what_is_done_when_it_is_interrupted_is_in_the_csv(
    finished_run: Path,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = Predictor.predicting

    def interrupted(self: Predictor, paths: list[Path]):
        yield from plain(self, paths)
        raise KeyboardInterrupt

    monkeypatch.setattr(Predictor, "predicting", interrupted)
    table = tmp_path / "said.csv"
    assert run("predict", finished_run, folder, "--csv", table) == 130
    assert len(table.read_text(encoding="utf-8").splitlines()) == 14
