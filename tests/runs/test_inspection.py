"""Looking inside a run's network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from regnet_studio.data.dataset import open_dataset
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.regulators import look_inside
from regnet_studio.files import DiskTrouble
from regnet_studio.recipe.tree import Data
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import evaluate
from regnet_studio.runs.inspection import inspect_exits, inspect_image, write_pictures
from regnet_studio.runs.prediction import load_predictor
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.device import choose_device
from tests.runs.regulated import regulated


@pytest.fixture
def run(finished_run: Path, tmp_path: Path) -> Run:
    """Of a RegNet whose stages 1 and 3 are regulated."""
    return Run(regulated(finished_run, tmp_path / "regulated"))


@pytest.fixture
def digit(tmp_path: Path) -> Path:
    path = tmp_path / "digit.png"
    path.write_bytes(open_dataset(Data()).read(5))
    return path


def test_an_image_is_seen_as_when_predicting(run: Run, digit: Path) -> None:
    seen = inspect_image(run, digit)
    (said,) = load_predictor(run.path).predict([digit])["predictions"]
    assert (seen.label, seen.probability) == (said["label"], said["probability"])

    device = choose_device(run.recipe().compute)
    classifier = Classifier.from_checkpoint(best_checkpoint(run.path), device)
    pixels = np.asarray(Image.open(digit), np.float32)[None, None]  # 8 px, grey: as it lies
    normal = (pixels - classifier.card.mean[0]) / classifier.card.std[0]
    for mine, truth in zip(
        seen.stages, look_inside(classifier.network, torch.tensor(normal)), strict=True
    ):
        for name, course in truth.courses.items():
            np.testing.assert_allclose(mine.courses[name], course, rtol=1e-3, atol=1e-4)


def test_a_picture_of_each_stage(run: Run, digit: Path, tmp_path: Path) -> None:
    stages = inspect_image(run, digit).stages
    written = write_pictures(stages, tmp_path / "new" / "folder")
    assert [path.name for path in written] == ["stage-1.png", "stage-3.png"]
    for path in written:
        with Image.open(path) as picture:
            assert (picture.format, picture.mode) == ("PNG", "L")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskTrouble):
        write_pictures(stages, tmp_path / "file")


def test_the_last_exit_is_the_runs_accuracy(run: Run, finished_run: Path) -> None:
    exits = inspect_exits(run)
    assert [leave.block for leave in exits] == [7, 8, 9]
    assert exits[-1].accuracy == evaluate(run).accuracy

    plain = Run(finished_run)
    told: list[tuple[int, int]] = []
    exits = inspect_exits(plain, "validation", lambda done, total: told.append((done, total)))
    assert exits[-1].accuracy == evaluate(plain, "validation").accuracy
    assert exits[0].accuracy < exits[-1].accuracy
    assert told[-1] == (153, 153)


def test_mistakes(finished_run: Path, run: Run, digit: Path, tmp_path: Path) -> None:
    with pytest.raises(RunMistake, match="no regulators to look into"):
        inspect_image(Run(finished_run), digit)
    with pytest.raises(DataMistake, match="no such image"):
        inspect_image(run, tmp_path / "none.png")
    with pytest.raises(DataMistake, match="a folder; name one image"):
        inspect_image(run, tmp_path)
    (tmp_path / "broken.png").write_bytes(digit.read_bytes()[:60])
    with pytest.raises(DataMistake, match=r"broken\.png: .*choose another image"):
        inspect_image(run, tmp_path / "broken.png")
    with pytest.raises(DataMistake, match=r"no split 'tests'.*did you mean 'test'"):
        inspect_exits(run, "tests")
