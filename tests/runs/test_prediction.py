"""Predicting with a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from regnet_studio.data.dataset import open_dataset
from regnet_studio.errors import DataMistake, UserMistake
from regnet_studio.recipe.tree import Data
from regnet_studio.runs.prediction import load_predictor


@pytest.fixture
def digit_files(tmp_path: Path) -> list[Path]:
    digits = open_dataset(Data())
    paths = []
    for index in range(0, len(digits), 60):
        path = tmp_path / "images" / digits.paths[index].replace("/", "-")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(digits.read(index))
        paths.append(path)
    return paths


def test_it_knows_the_digits(finished_run: Path, digit_files: list[Path]) -> None:
    record = load_predictor(finished_run).predict(digit_files)
    predictions = record["predictions"]
    assert record["problems"] == []
    assert [p["path"] for p in predictions] == [str(path) for path in digit_files]
    right = sum(p["label"] == Path(p["path"]).name[0] for p in predictions)
    assert right >= 0.8 * len(digit_files)
    for p in predictions:
        assert len(p["top"]) == 5
        assert p["top"][0] == [p["label"], p["probability"]]
        shares = [share for _, share in p["top"]]
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1 + 1e-9


def test_a_folder_and_a_broken_image(finished_run: Path, digit_files: list[Path]) -> None:
    folder = digit_files[0].parent
    (folder / "broken.png").write_bytes(b"\x89PNG nothing")
    (folder / "notes.txt").write_text("not an image")
    record = load_predictor(finished_run).predict([folder])
    assert len(record["predictions"]) == len(digit_files)
    assert [Path(p["path"]).name for p in record["problems"]] == ["broken.png"]


def test_mistakes(finished_run: Path, tmp_path: Path) -> None:
    predictor = load_predictor(finished_run)
    with pytest.raises(DataMistake, match="no such image"):
        predictor.predict([tmp_path / "none.png"])
    with pytest.raises(DataMistake, match="no images in this folder"):
        predictor.predict([tmp_path])
    with pytest.raises(UserMistake, match="no such run or export"):
        load_predictor(tmp_path / "none")
    with pytest.raises(UserMistake, match="neither a run nor an export"):
        load_predictor(tmp_path)
