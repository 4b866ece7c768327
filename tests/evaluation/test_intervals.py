"""Intervals: the same for the same predictions, and right 95 times of 100."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regnet_studio.evaluation import intervals
from regnet_studio.evaluation.intervals import Interval, Outcome, bootstrap, normal_interval
from regnet_studio.evaluation.probabilities import cross_entropies, probabilities
from regnet_studio.evaluation.ranking import Macro
from regnet_studio.evaluation.report import Report, evaluate


def case(seed: int, images: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, classes, images)
    logits = draw.normal(0, 1, (images, classes)).astype(np.float32)
    logits[np.arange(images), labels] += 1
    return logits, labels


def report_of(logits: np.ndarray, labels: np.ndarray) -> Report:
    return evaluate(logits, labels, [str(n) for n in range(logits.shape[1])], "test")


def outcome_of(logits: np.ndarray, labels: np.ndarray) -> Outcome:
    own = logits[np.arange(len(labels)), labels][:, None]
    return Outcome(
        labels,
        logits.argmax(axis=1),
        cross_entropies(logits, labels),
        (logits > own).sum(axis=1),
        probabilities(logits).max(axis=1),
    )


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(2, 8))
def test_a_resample_has_the_figures_of_its_images(seed: int, images: int, classes: int) -> None:
    """What the table of sums makes of a resample is what the report makes of those images."""
    logits, labels = case(seed, images, classes)
    rows = np.random.default_rng(seed).integers(0, images, images)
    table = intervals._table(outcome_of(logits, labels), classes, 5)
    sums = np.asarray(table[rows].sum(axis=0))[None]
    got = intervals._figures(sums, classes)
    report = report_of(logits[rows], labels[rows])
    record = report.to_json() | {"macro_f1": report.macro.f1, "ece": report.calibration.ece}
    for name, values in got.items():
        assert values.tolist() == pytest.approx([record[name]], abs=1e-9), name


def test_every_image_is_as_likely_and_every_resample_as_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intervals, "_AT_ONCE", 70)  # three resamples at once
    table = intervals._table(outcome_of(*case(0, 20, 3)), 3, 5)
    drawn = list(intervals._resampled(table, 20))
    assert {len(part) for part in drawn} == {3, 1}
    sums = np.concatenate(drawn)
    assert len(sums) == 1000
    assert (sums[:, :3].sum(axis=1) == 20).all()
    assert sums.mean(axis=0) == pytest.approx(table.sum(axis=0), abs=0.6)
    assert len(np.unique(sums[:, -1])) > 900


def test_the_same_predictions_give_the_same_interval() -> None:
    first, second = (report_of(*case(3, 200, 5)) for _ in range(2))
    assert first == second
    assert first.intervals != report_of(*case(4, 200, 5)).intervals


def test_they_hold_their_figures_and_narrow_with_the_images() -> None:
    small, large = report_of(*case(5, 200, 8)), report_of(*case(5, 3200, 8))
    for report in (small, large):
        record = report.to_json() | {"macro_f1": report.macro.f1, "ece": report.calibration.ece}
        for name, interval in report.intervals.items():
            assert interval.low < record[name] < interval.high, name
    for name in small.intervals:
        widths = [r.intervals[name].high - r.intervals[name].low for r in (small, large)]
        assert 2.5 < widths[0] / widths[1] < 6, name  # four times, but for chance


def test_the_interval_of_accuracy_is_the_binomial_one() -> None:
    report = report_of(*case(6, 2000, 4))
    half = 1.96 * np.sqrt(report.accuracy * (1 - report.accuracy) / 2000)
    interval = report.intervals["accuracy"]
    assert interval.low == pytest.approx(report.accuracy - half, abs=0.002)
    assert interval.high == pytest.approx(report.accuracy + half, abs=0.002)


def test_95_of_100_hold_the_truth() -> None:
    """The truth: the figure over very many images of the same kind."""
    truth = report_of(*case(10**6, 60_000, 4)).to_json()
    held = dict.fromkeys(("accuracy", "loss", "kappa", "auc", "average_precision"), 0)
    for seed in range(200):
        report = report_of(*case(seed, 300, 4))
        for name in held:
            interval = report.intervals[name]
            held[name] += interval.low <= truth[name] <= interval.high
    for name, count in held.items():
        assert count >= 178, name  # 190 expected, deviation 3
    assert any(count < 200 for count in held.values())


def test_a_network_that_is_calibrated_has_an_interval_about_its_error() -> None:
    """Without the correction nearly all resamples would have larger errors."""
    draw = np.random.default_rng(0)
    logits = draw.normal(0, 1.5, (3000, 4)).astype(np.float32)
    sums = np.cumsum(probabilities(logits), axis=1)
    labels = (draw.random((3000, 1)) > sums).sum(axis=1)
    report = report_of(logits, labels)
    interval = report.intervals["ece"]
    assert interval.low < report.calibration.ece < interval.high
    assert interval.high < 0.04


def test_one_image() -> None:
    report = report_of(*case(0, 1, 3))
    assert report.intervals["accuracy"] == Interval(report.accuracy, report.accuracy)
    assert report.intervals["loss"].low == pytest.approx(report.loss)


def test_no_interval_of_a_loss_that_is_no_number() -> None:
    outcome = outcome_of(*case(0, 10, 3))
    outcome.losses[3] = np.nan
    assert "loss" not in bootstrap(outcome, 3, 5)


def test_areas_end_at_nought_and_one() -> None:
    high = normal_interval(Macro(0.99, np.full(4, 0.1)))
    assert high.low == pytest.approx(0.99 - 1.96 * 0.2, abs=1e-4)
    assert high.high == 1
    assert normal_interval(Macro(0.1, np.full(4, 0.1))).low == 0
