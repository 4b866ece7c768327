"""The page for people beside an export."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from regnet_studio.evaluation.report import evaluate
from regnet_studio.export.card import ExportCard
from regnet_studio.export.model_card import model_card
from regnet_studio.models.card import Card
from regnet_studio.recipe import Recipe

NAMES = ("cat", "dog", "<script>alert(1)</script>", "a|b")


@pytest.fixture
def report() -> dict[str, Any]:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 4, 300)
    logits = draw.normal(size=(300, 4)).astype(np.float32)
    logits[np.arange(300), labels] += 2
    made = evaluate(
        logits, labels, NAMES, "test", temperature=1.25, fitted_on="validation", test_evaluations=4
    )
    return replace(made).to_json()


def card_of(metrics: dict[str, Any], temperature: float = 1.25) -> ExportCard:
    network = Card(
        model=Recipe().model,
        classes=NAMES,
        size=32,
        channels=3,
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        temperature=temperature,
    )
    return ExportCard(
        kind="onnx",
        weights="model.onnx",
        network=network,
        input="images, uint8",
        preprocessing=("convert to RGB", "scale"),
        recipe=Recipe(),
        metrics=metrics,
        check={"images": 300, "accuracy_before": 0.9, "accuracy_after": 0.9},
    )


def test_it_tells_figures_with_intervals_calibration_data_and_limits(
    report: dict[str, Any],
) -> None:
    text = model_card(card_of(report))
    between = report["intervals"]["accuracy"]
    assert (
        f"| Accuracy | {report['accuracy']:.2%} | {between['low']:.2%} – {between['high']:.2%} |"
        in text
    )
    assert "A temperature of 1.25 was fitted" in text
    assert f"{report['calibration']['ece_scaled']:.2%}" in text
    assert "Evaluated on 300 test images" in text
    assert "looked at 4 times" in text
    assert "answered with one of the 4 classes" in text
    worst = min(report["classes"], key=lambda c: c["recall"])
    assert f"{worst['recall']:.1%} of {worst['support']}" in text
    assert "no temperature was fitted" in model_card(card_of(report, temperature=1.0))


def test_names_are_no_markup(report: dict[str, Any]) -> None:
    text = model_card(card_of(report))
    assert "<script" not in text
    assert r"a\|b" in text


def test_a_report_of_the_first_format(report: dict[str, Any]) -> None:
    kept = ("format", "split", "images", "accuracy", "top5", "loss", "macro", "classes")
    text = model_card(card_of({key: report[key] for key in kept}))
    assert f"| Accuracy | {report['accuracy']:.2%} |  |" in text
    assert "temperature" not in text
    assert "kappa" not in text
