"""Curves of one class against the rest."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from regnet_studio.evaluation.curves import class_curve, macro_roc, precision_recall, roc
from regnet_studio.evaluation.report import evaluate


def case(images: int = 400, classes: int = 5, ties: bool = False) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, classes, images)
    scores = draw.random((images, classes))
    scores[np.arange(images), labels] += 0.5
    return (scores.round(1) if ties else scores), labels


@pytest.mark.parametrize("ties", [False, True])
def test_roc_is_scikit_learns(ties: bool) -> None:
    scores, labels = case(ties=ties)
    curve = roc(scores[:, 1], labels == 1)
    x, y, thresholds = metrics.roc_curve(labels == 1, scores[:, 1])
    assert np.array_equal(curve.x, x)
    assert np.array_equal(curve.y, y)
    assert np.array_equal(curve.thresholds, thresholds)
    assert curve.area == pytest.approx(metrics.roc_auc_score(labels == 1, scores[:, 1]), abs=1e-12)
    assert (np.diff(curve.x) >= 0).all()


@pytest.mark.parametrize("ties", [False, True])
def test_precision_recall_is_scikit_learns(ties: bool) -> None:
    scores, labels = case(ties=ties)
    truth = labels == 2
    curve = precision_recall(scores[:, 2], truth)
    assert (curve.x[0], curve.y[0], curve.thresholds[0]) == (0, 1, np.inf)
    assert len(curve.x) == len(curve.y) == len(curve.thresholds)
    assert (np.diff(curve.x) >= 0).all()
    for x, y, threshold in list(zip(curve.x, curve.y, curve.thresholds, strict=True))[1::20]:
        called = scores[:, 2] >= threshold
        assert x == pytest.approx((called & truth).sum() / truth.sum())
        assert y == pytest.approx((called & truth).sum() / called.sum())
    area = metrics.average_precision_score(truth, scores[:, 2])
    assert curve.area == pytest.approx(area, abs=1e-12)


def test_areas_are_those_of_the_report() -> None:
    draw = np.random.default_rng(1)
    logits = draw.normal(0, 1, (300, 6)).astype(np.float32)
    labels = draw.integers(0, 5, 300)  # the last class is absent
    odds = np.exp(logits.astype(np.float64))
    odds /= odds.sum(axis=1, keepdims=True)
    report = evaluate(logits, labels, list("abcdef"), "test")
    for number, figures in enumerate(report.classes):
        for curve, area in (
            (class_curve("roc", odds, labels, number), figures.auc),
            (class_curve("precision_recall", odds, labels, number), figures.average_precision),
        ):
            assert curve.area == (None if area is None else pytest.approx(area, abs=1e-9))
            assert (len(curve.x) == 0) == (area is None)
    assert macro_roc(odds, labels).area == pytest.approx(report.auc, abs=1e-9)


def test_the_mean_curve() -> None:
    scores, labels = case(classes=3)
    curve = macro_roc(scores, labels)
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)
    assert (np.diff(curve.y) >= 0).all()
    for at in (0.0, 0.1, 0.5):
        rates = []
        for number in range(3):
            x, y, _ = metrics.roc_curve(labels == number, scores[:, number])
            last = np.flatnonzero(x <= at)[-1]
            step = 0 if x[last] == at else (at - x[last]) / (x[last + 1] - x[last])
            rates.append(y[last] + (step and step * (y[last + 1] - y[last])))
        place = np.flatnonzero(np.isclose(curve.x, at))[-1]
        assert curve.y[place] == pytest.approx(np.mean(rates), abs=1e-12)
    assert curve.area == pytest.approx(np.trapezoid(curve.y, curve.x), abs=1e-3)


@pytest.mark.parametrize("labels", [np.zeros(4, int), np.ones(4, int)])
def test_nothing_to_draw_from(labels: np.ndarray) -> None:
    scores = np.random.default_rng(0).random((4, 2))
    assert len(macro_roc(scores, labels).x) == 0
    assert roc(scores[:, 0], labels == 0).area is None
    empty = precision_recall(scores[:, 0], labels == 2)
    assert (len(empty.x), empty.area) == (0, None)
    assert len(empty.thinned().x) == 0


def test_thinned_it_is_still_the_curve() -> None:
    scores, labels = case(images=20_000)
    for whole in (roc(scores[:, 0], labels == 0), precision_recall(scores[:, 0], labels == 0)):
        thin = whole.thinned(200)
        assert len(thin.x) <= 200
        assert (thin.x[0], thin.y[0], thin.x[-1], thin.y[-1]) == (
            whole.x[0], whole.y[0], whole.x[-1], whole.y[-1]
        )  # fmt: skip
        assert thin.area == whole.area
        at = np.linspace(0.01, 1, 300)
        apart = np.interp(at, thin.x, thin.y) - np.interp(at, whole.x, whole.y)
        assert np.abs(apart).max() < 0.03
        assert whole.thinned(len(whole.x)) is whole
