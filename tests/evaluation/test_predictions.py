"""What the network said, by image path, in a file that holds no code."""

from __future__ import annotations

import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import torch

from regnet_studio.errors import DataMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.early_exit import early_exits
from regnet_studio.evaluation.predictions import Predictions, predict_split
from regnet_studio.evaluation.report import evaluate
from regnet_studio.files import DiskTrouble
from regnet_studio.models.registry import build_from_card
from regnet_studio.recipe import Recipe, override
from regnet_studio.training.device import Device
from regnet_studio.training.preparation import PreparedData, prepare_data

T = TypeVar("T")
CPU = Device(torch.device("cpu"), "fp32", channels_last=True)


def finished(work: Generator[Any, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def run(classifier: Classifier, data: PreparedData, split: str) -> Predictions:
    return finished(predict_split(classifier, data, split))


def some() -> Predictions:
    draw = np.random.default_rng(0)
    return Predictions(
        split="test",
        logits=draw.normal(0, 1, (3, 2)).astype(np.float32),
        labels=np.array([0, 1, 1]),
        paths=["a/1.png", "b/größe.png", "b/犬.png"],
        classes=("a", "b"),
    )


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_every_image_of_a_split_is_answered_once_by_its_path(
    classifier: Classifier, digits: PreparedData, split: str
) -> None:
    said = run(classifier, digits, split)
    indices = getattr(digits.split, split)
    assert said.split == split
    assert list(said.paths) == [digits.dataset.paths[i] for i in indices]
    assert said.labels.tolist() == digits.dataset.labels[indices].tolist()
    assert [path.split("/")[0] for path in said.paths] == [said.classes[n] for n in said.labels]
    assert said.logits.shape == (len(indices), 10)
    assert said.logits.dtype == np.float32
    row = len(indices) // 2
    pixels = digits.pixels.take(indices[row : row + 1]).astype(np.float32)
    normal = (pixels - digits.card.mean) / digits.card.std
    with torch.no_grad():
        alone = classifier.network(torch.tensor(normal).permute(0, 3, 1, 2).float())
    np.testing.assert_allclose(said.logits[row], alone[0].numpy(), rtol=1e-3, atol=1e-4)


def test_progress_runs_to_the_end(classifier: Classifier, digits: PreparedData) -> None:
    steps = list(predict_split(classifier, digits, "train"))
    total = len(digits.split.train)
    assert [t for _, t in steps] == [total] * len(steps)
    assert [done for done, _ in steps] == [*range(256, total, 256), total]


def test_images_that_turned_bad_are_named_and_the_others_keep_their_paths(
    colour_folder: Path, quick: Recipe
) -> None:
    recipe = override(quick, [f"data.source={colour_folder}", "compute.images=stream"])
    data = finished(prepare_data(recipe))
    classifier = Classifier(data.card, CPU.place(build_from_card(data.card, seed=0)).eval(), CPU)
    whole = run(classifier, data, "train")
    assert not whole.set_aside
    bad = {whole.paths[place] for place in (0, 4, len(whole.paths) - 1)}
    for path in bad:
        (colour_folder / path).write_bytes(b"rubbish")
    said = run(classifier, data, "train")
    assert set(said.set_aside) == bad
    assert all(said.set_aside.values())
    left = np.array([path not in bad for path in whole.paths])
    assert list(said.paths) == [path for path in whole.paths if path not in bad]
    assert np.array_equal(said.labels, whole.labels[left])
    np.testing.assert_allclose(said.logits, whole.logits[left], rtol=1e-4, atol=1e-5)
    assert said.report().images == left.sum()
    exits = finished(early_exits(classifier, data, "train"))
    assert exits[-1].accuracy == pytest.approx(said.report().accuracy)
    for path in whole.paths:
        (colour_folder / path).unlink(missing_ok=True)
    with pytest.raises(DataMistake, match="put it back"):
        run(classifier, data, "train")


def test_an_empty_split_is_said(classifier: Classifier, digits: PreparedData) -> None:
    from dataclasses import replace

    nothing = np.array([], np.int64)
    without = replace(digits, split=replace(digits.split, test=nothing))
    with pytest.raises(DataMistake, match="no images in the test split"):
        run(classifier, without, "test")


def test_the_file_holds_no_pickles(tmp_path: Path) -> None:
    said = some()
    said.write(tmp_path / "p.npz")
    with np.load(tmp_path / "p.npz", allow_pickle=False) as file:
        assert set(file.files) == {"split", "logits", "labels", "paths", "classes", "epoch"}
        assert str(file["split"]) == "test"
        assert np.array_equal(file["logits"], said.logits)
        assert file["logits"].dtype == np.float32
        assert file["labels"].tolist() == [0, 1, 1]
        assert file["paths"].tolist() == said.paths
        assert file["classes"].tolist() == ["a", "b"]
    with zipfile.ZipFile(tmp_path / "p.npz") as archive:
        assert archive.testzip() is None


def test_the_report_is_of_these_predictions() -> None:
    said = some()
    assert said.report() == evaluate(said.logits, said.labels, ("a", "b"), "test")


def test_they_come_back_with_the_epoch_of_the_weights(tmp_path: Path) -> None:
    from dataclasses import replace

    for epoch in (None, 7):
        said = replace(some(), epoch=epoch)
        said.write(tmp_path / "p.npz")
        again = Predictions.read(tmp_path / "p.npz")
        assert (again.epoch, again.split, again.classes) == (epoch, said.split, said.classes)
        assert np.array_equal(again.logits, said.logits)
        assert again.report() == said.report()
        assert said.report(test_evaluations=3).test_evaluations == 3
        assert said.report().epoch == epoch


def test_predictions_from_before_the_epoch_was_kept(tmp_path: Path) -> None:
    said = some()
    np.savez(tmp_path / "p.npz", split="test", logits=said.logits, labels=said.labels,
             paths=np.array(said.paths), classes=np.array(said.classes))  # fmt: skip
    assert Predictions.read(tmp_path / "p.npz").epoch is None


def test_probabilities() -> None:
    said = some()
    for temperature in (1.0, 3.0):
        raised = np.exp(said.logits.astype(np.float64) / temperature)
        expected = raised / raised.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(said.probabilities(temperature), expected, atol=1e-12)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskTrouble):
        some().write(tmp_path / "file" / "p.npz")


def test_names_that_are_no_utf8_come_back(tmp_path: Path) -> None:
    from dataclasses import replace

    odd = b"caf\xe9/1.png".decode("utf-8", "surrogateescape")
    replace(some(), paths=[odd, "b/1.png", "b/2.png"]).write(tmp_path / "p.npz")
    with np.load(tmp_path / "p.npz", allow_pickle=False) as file:
        assert file["paths"].tolist()[0] == odd
