"""The temperature travels: what an export computes is calibrated."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from torch import nn

from regnet_studio.evaluation.calibration import (
    calibrate,
    expected_calibration_error,
    reliability,
)
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.export import bundle
from regnet_studio.export.bundle import export_classifier, open_export
from regnet_studio.models.calibrated import as_calibrated
from regnet_studio.models.card import Card
from regnet_studio.models.registry import build_from_card
from regnet_studio.recipe import Recipe
from regnet_studio.recipe.tree import Model
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import own_images
from regnet_studio.runs.exporting import export
from regnet_studio.runs.prediction import load_predictor
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.device import Device

CPU = Device(torch.device("cpu"), "fp32", channels_last=False)
FORMATS = ["onnx", "safetensors"]


@pytest.fixture(scope="module")
def too_sure() -> tuple[Classifier, np.ndarray, np.ndarray]:
    """A network that is three times as sure as it may be, images, and their labels."""
    card = Card(model=Model(name="resnet20"), classes=("a", "b", "c", "d"), size=8, channels=1,
                mean=(120.0,), std=(60.0,))  # fmt: skip
    network = build_from_card(card, seed=0).eval()
    images = np.random.default_rng(0).integers(0, 256, (600, 8, 8, 1), dtype=np.uint8)
    plain = Classifier(card, network, CPU).logits_of(images)
    last = [module for module in network.modules() if isinstance(module, nn.Linear)][-1]
    grown = 6 / float(plain.std(axis=0).mean())
    with torch.no_grad():  # about no class at the mean, and widely apart
        last.weight.mul_(grown)
        last.bias.sub_(torch.from_numpy(plain.mean(axis=0))).mul_(grown)
    classifier = Classifier(card, network, CPU)
    logits = classifier.logits_of(images)
    sums = np.cumsum(probabilities(logits, 3.0), axis=1)
    drawn = np.random.default_rng(1).random((len(images), 1))
    return classifier, images, np.minimum((drawn > sums).sum(axis=1), 3)


def error(odds: np.ndarray, labels: np.ndarray) -> float:
    return expected_calibration_error(reliability(odds, labels))


@pytest.mark.parametrize("format", FORMATS)
def test_exported_probabilities_carry_it(
    format: str, too_sure: tuple[Classifier, np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    classifier, images, labels = too_sure
    raw = classifier.logits_of(images)
    fit = calibrate(raw[:300], labels[:300])
    assert fit is not None
    assert fit.temperature == pytest.approx(3, rel=0.3)
    cooled = classifier.at_temperature(fit.temperature)
    record = export_classifier(cooled, Recipe(), {}, images, labels, format, tmp_path)
    assert record["check"]["passed"]
    assert record["check"]["accuracy_before"] == record["check"]["accuracy_after"]
    card, run = open_export(tmp_path)
    assert card.network.temperature == fit.temperature
    logits = run(images)
    np.testing.assert_allclose(logits, raw / fit.temperature, atol=1e-4)
    before = error(probabilities(raw[300:]), labels[300:])
    after = error(probabilities(logits[300:]), labels[300:])
    assert after < before / 2
    np.testing.assert_allclose(
        load_predictor(tmp_path).run(images[:5]), raw[:5] / fit.temperature, atol=1e-4
    )
    # Who runs the weights elsewhere is told to divide; the graph does it itself.
    assert ("; divided by the temperature" in card.output) == (format == "safetensors")
    assert (", divided by the temperature" in card.output) == (format == "onnx")
    assert f"{fit.temperature:.4g}" in card.output


def test_the_check_measures_the_network_whatever_the_temperature(
    too_sure: tuple[Classifier, np.ndarray, np.ndarray],
) -> None:
    classifier, images, labels = too_sure
    for temperature in (0.1, 1.0, 10.0):
        cooled = classifier.at_temperature(temperature)

        def off(shown: np.ndarray, cooled: Classifier = cooled) -> np.ndarray:
            return cooled.logits_of(shown) + np.float32(0.5 / cooled.card.temperature)

        check = bundle._check(cooled, off, images[:5], labels[:5], None)
        assert check["max_abs_diff"] == pytest.approx(0.5, rel=1e-3)


@pytest.mark.parametrize("format", FORMATS)
def test_a_run_takes_its_temperature_out(format: str, finished_run: Path, tmp_path: Path) -> None:
    run = Run(Path(shutil.copytree(finished_run, tmp_path / "run")))
    record = json.loads(run.calibration_file.read_text())
    run.calibration_file.write_text(json.dumps(record | {"temperature": 2.5}))
    export(run.path, format, tmp_path / "out")
    card, exported = open_export(tmp_path / "out")
    assert card.network.temperature == 2.5
    assert card.metrics["calibration"]["fitted_on"] == "validation"
    data = own_images(run)
    images = data.pixels.take(data.split.test[:20])
    raw = Classifier.from_checkpoint(best_checkpoint(run.path), CPU)
    assert raw.card.temperature == 1
    np.testing.assert_allclose(exported(images), raw.logits_of(images) / 2.5, atol=1e-4)


def test_an_export_of_before_has_none(finished_run: Path, tmp_path: Path) -> None:
    export(finished_run, "safetensors", tmp_path)
    file = tmp_path / "model.safetensors.card.json"
    record = json.loads(file.read_text())
    assert record["network"].pop("temperature") == Run(finished_run).temperature()
    file.write_text(json.dumps(record))
    card, _ = open_export(tmp_path)
    assert card.network.temperature == 1


def test_none_is_the_network_itself() -> None:
    network = nn.Linear(3, 2)
    assert as_calibrated(network, 1.0) is network
    images = torch.randn(4, 3)
    torch.testing.assert_close(as_calibrated(network, 2.0)(images), network(images) / 2)
    half = as_calibrated(network.to(torch.bfloat16), 3.0)(images.to(torch.bfloat16))
    assert half.dtype == torch.float32


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan"), float("inf")])
def test_a_card_takes_sane_temperatures_only(
    temperature: float, too_sure: tuple[Classifier, np.ndarray, np.ndarray]
) -> None:
    record = too_sure[0].card.model_dump() | {"temperature": temperature}
    with pytest.raises(ValidationError):
        Card.model_validate(record)
