"""Predicting with a run."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from regnet_studio.data.dataset import open_dataset
from regnet_studio.data.decode import BadImage
from regnet_studio.errors import DataMistake, UserMistake
from regnet_studio.recipe.tree import Data
from regnet_studio.runs import prediction
from regnet_studio.runs.prediction import Predictor, load_predictor


@pytest.fixture(scope="module")
def predictor(finished_run: Path) -> Predictor:
    return load_predictor(finished_run)


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


def test_portions_tell_how_far_it_is_and_stop_when_closed(
    predictor: Predictor, digit_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prediction, "_BATCH", 8)
    portions = list(predictor.predicting([digit_files[0].parent]))
    count = len(digit_files)
    assert [p.done for p in portions if p.paths] == [*range(8, count, 8), count]
    assert {p.total for p in portions} == {count}
    assert [path for p in portions for path in p.paths] == sorted(map(str, digit_files))
    working = predictor.predicting(digit_files)
    assert next(working).paths == []
    kept = next(working)
    working.close()
    assert kept.paths == [str(path) for path in digit_files[:8]], "what is done is kept"


def test_decoding_ahead_gives_the_same(predictor: Predictor, digit_files: list[Path]) -> None:
    ahead = replace(predictor, decodes_ahead=True)
    assert ahead.predict(digit_files) == predictor.predict(digit_files)


def test_an_image_in_memory_is_brought_to_the_network_as_a_file_is(
    predictor: Predictor, tmp_path: Path
) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (37, 61, 3), dtype=np.uint8)
    picture = Image.fromarray(pixels)
    picture.save(tmp_path / "one.png")
    of_file = predictor.predict([tmp_path / "one.png"])["predictions"][0]["top"]
    for same in (picture, pixels):
        assert [list(line) for line in predictor.predict_image(same)] == of_file
    content = (tmp_path / "one.png").read_bytes()
    assert [list(line) for line in predictor.predict_content(content)] == of_file
    turned = predictor.predict_image(np.ascontiguousarray(pixels[::-1]))
    assert [list(line) for line in turned] != of_file
    with pytest.raises(BadImage, match="no pixels"):
        predictor.predict_image(Image.new("RGB", (0, 4)))


def test_folders_below_folders_in_order_without_what_is_hidden_or_named_twice(
    predictor: Predictor, digit_files: list[Path]
) -> None:
    folder = digit_files[0].parent
    content = digit_files[0].read_bytes()
    names = ["b/deep/1.PNG", "b.png", "b/2.png", ".hidden/3.png", "b/._4.png"]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for path in digit_files:
        path.unlink()
    (folder / "b" / "loop").symlink_to(folder)
    found = predictor.predict([folder, folder / "b.png"])["predictions"]
    assert [Path(p["path"]).relative_to(folder).as_posix() for p in found] == [
        "b/2.png",
        "b/deep/1.PNG",
        "b.png",
    ]


def test_what_is_no_file_is_said_to_be_none(predictor: Predictor, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "good.png").symlink_to(tmp_path / "nowhere.png")
    with pytest.raises(DataMistake, match="not a file"):
        predictor.predict([tmp_path / "pipe.png"])
    problems = predictor.predict([tmp_path])["problems"]
    assert {Path(p["path"]).name: p["kind"] for p in problems}["good.png"] == "unreadable"
