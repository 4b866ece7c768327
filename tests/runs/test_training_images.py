"""Images that a run was trained on are known again by their bytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.data.dataset import open_dataset
from regnet_studio.data.progress import finished
from regnet_studio.errors import RunMistake
from regnet_studio.recipe.tree import Data
from regnet_studio.runs.directory import Run
from regnet_studio.runs.execute import prepare_again
from regnet_studio.runs.prediction import load_predictor
from regnet_studio.runs.training_images import TrainingImages


def test_those_of_the_training_split_and_no_others(finished_run: Path, tmp_path: Path) -> None:
    run, digits = Run(finished_run), open_dataset(Data())
    split = finished(prepare_again(run)).split
    paths = []
    for name in ("train", "validation", "test"):
        for row in getattr(split, name)[:3].tolist():
            path = tmp_path / f"{name}-{row}.png"
            path.write_bytes(digits.read(row))
            paths.append(path)
    said = load_predictor(finished_run).predict(paths)["predictions"]
    assert [each["trained_on"] for each in said] == [True] * 3 + [False] * 6


def test_nobody_knows_of_a_run_without_them(finished_run: Path, tmp_path: Path) -> None:
    old = shutil.copytree(finished_run, tmp_path / "old")
    Run(old).training_images_file.unlink()
    path = tmp_path / "digit.png"
    path.write_bytes(open_dataset(Data()).read(0))
    assert TrainingImages.read(Run(old)) is None
    assert load_predictor(old).predict([path])["predictions"][0]["trained_on"] is None


def test_of_two_that_begin_alike_the_right_one(finished_run: Path, tmp_path: Path) -> None:
    run = Run(shutil.copytree(finished_run, tmp_path / "run"))
    content = open_dataset(Data()).read(0)
    kept = TrainingImages.read(run)
    assert kept is not None
    alike = np.repeat(kept.digests[:1], 2, axis=0)
    alike[1, -1] ^= 1
    TrainingImages(alike).write(run)
    read = TrainingImages.read(run)
    assert read is not None
    assert (read.digests == alike).all()
    assert not read.holds(content + b"more")


def test_a_damaged_file_is_told(finished_run: Path, tmp_path: Path) -> None:
    run = Run(shutil.copytree(finished_run, tmp_path / "run"))
    run.training_images_file.write_bytes(b"no longer an array")
    with pytest.raises(RunMistake, match=r"training-images\.npy is damaged: delete it"):
        load_predictor(run.path)
