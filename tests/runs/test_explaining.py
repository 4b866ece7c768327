"""Explaining one image: what is drawn, how fine, and where it is written."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from regnet_studio.errors import DataMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.runs.directory import Run
from regnet_studio.runs.explaining import Explanation, HeatMap, classifier_of, explain
from regnet_studio.runs.explaining import write_overlays as write


@pytest.fixture(scope="module")
def classifier(finished_run: Path) -> Classifier:
    return classifier_of(Run(finished_run))


def content(width: int, height: int) -> bytes:
    draw = np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(draw).save(file, "PNG")
    return file.getvalue()


def heat() -> NDArray[np.float32]:
    return np.zeros((8, 8), np.float32)


@pytest.mark.parametrize(
    ("width", "height", "resize", "side"),
    [
        (5, 6, "crop", 256),  # enlarged 32 times from 8 pixels
        (100, 300, "crop", 300),  # 100 px, three times
        (900, 700, "crop", 512),
        (300, 400, "pad", 400),
        (300, 400, "stretch", 400),
    ],
)
def test_the_picture_is_as_fine_as_the_file(
    classifier: Classifier, width: int, height: int, resize: str, side: int
) -> None:
    card = classifier.card.model_copy(update={"resize": resize})
    found = explain(replace(classifier, card=card), content(width, height), "x.png")
    assert found.picture.shape == (side, side, 3)
    assert found.overlay(0).shape == (side, side, 3)
    assert found.maps[0].heat.shape == (8, 8)


def test_the_likeliest_classes(classifier: Classifier) -> None:
    found = explain(classifier, content(20, 20), "x.png", at_least=3)
    assert [m.name for m in found.maps] == [name for name, _ in found.top[:3]]
    assert [m.probability for m in found.maps] == [share for _, share in found.top[:3]]
    assert len(found.top) == 5
    (one,) = explain(classifier, content(20, 20), "x.png", classes=("7",)).maps
    assert one.name == "7"
    rest = [name for name, _ in found.top if name != "7"]
    both = explain(classifier, content(20, 20), "x.png", classes=("7",), at_least=3).maps
    assert [m.name for m in both] == ["7", *rest[:2]]
    few = explain(classifier, content(20, 20), "x.png", classes=("7", "1"), at_least=1).maps
    assert [m.name for m in few] == ["7", "1"]


def test_the_temperature_of_the_run_counts(classifier: Classifier) -> None:
    sure = explain(classifier.at_temperature(0.5), content(20, 20), "x.png")
    unsure = explain(classifier.at_temperature(9.0), content(20, 20), "x.png")
    assert sure.label == unsure.label
    assert sure.probability > unsure.probability


def test_what_cannot_be_read(classifier: Classifier) -> None:
    with pytest.raises(DataMistake, match=r"x\.png: .*choose another image"):
        explain(classifier, b"\x89PNG\r\n\x1a\n and then nothing", "x.png")


def test_files_for_classes_of_any_name(tmp_path: Path) -> None:
    names = ["a/b", "a:b", "Äpfel & Öl", "x" * 300]
    maps = [HeatMap(name, 0.1, heat()) for name in names]
    picture = np.zeros((16, 16, 3), np.uint8)
    found = Explanation("grad_cam", [("a/b", 0.1)], maps, picture)
    written = write(found, tmp_path / "new", "image")
    assert len({path.name.lower() for path in written}) == 4
    assert all(path.parent == tmp_path / "new" and path.is_file() for path in written)
    assert written[2].name == "image-Äpfel-Öl.png"
    assert all(len(path.name) < 100 for path in written)
