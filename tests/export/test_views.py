"""What leaves the house predicts from as many views of an image as were evaluated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.export.bundle import export_classifier, open_export
from regnet_studio.export.card import output
from regnet_studio.models.card import Card, Views
from regnet_studio.models.registry import FitsImages, build_from_card
from regnet_studio.recipe import Recipe
from regnet_studio.recipe.tree import Model
from regnet_studio.training.device import Device

CPU = Device(torch.device("cpu"), "fp32", channels_last=False)


def classifier(views: Views) -> Classifier:
    card = Card(
        model=Model(name="airbench94"),
        classes=("a", "b", "c"),
        size=12,
        channels=3,
        mean=(120.0, 110.0, 100.0),
        std=(60.0, 50.0, 40.0),
        at_test=views,
    )
    network = build_from_card(card, seed=0)
    assert isinstance(network, FitsImages)
    network.fit_to(torch.randn(40, 3, 12, 12, generator=torch.Generator().manual_seed(0)))
    return Classifier(card, network.eval(), CPU)


@pytest.mark.parametrize("format", ["onnx", "safetensors"])
def test_an_export_looks_at_the_same_views(format: str, tmp_path: Path) -> None:
    seeing = classifier("flip_shift")
    images = np.random.default_rng(0).integers(0, 256, (7, 12, 12, 3), dtype=np.uint8)
    labels = np.arange(7) % 3
    record = export_classifier(seeing, Recipe(), {}, images, labels, format, tmp_path)
    assert record["check"]["max_abs_diff"] < 1e-4
    card, run = open_export(tmp_path)
    assert card.network.at_test == "flip_shift"
    logits = run(images)
    np.testing.assert_allclose(logits, seeing.logits_of(images), atol=1e-4)
    alone = Classifier(card.network.model_copy(update={"at_test": "none"}), seeing.network, CPU)
    assert np.abs(logits - alone.logits_of(images)).max() > 1e-3
    # Who runs the weights elsewhere is told; the graph does it itself.
    assert ("mirror image" in card.output) == (format == "safetensors")


@pytest.mark.parametrize(
    ("views", "words"), [("none", ""), ("flip", "mirror image"), ("flip_shift", "one pixel")]
)
def test_what_is_not_inside_is_said(views: Views, words: str) -> None:
    card = classifier(views).card
    plain = output(card, all_inside=True)
    assert plain == "logits, float32 [N, classes]; softmax gives probabilities"
    told = output(card, all_inside=False)
    assert words in told
    assert (told == plain) == (views == "none")
