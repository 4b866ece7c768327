"""Calibration: reliability, its error, and the temperature."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from regnet_studio.evaluation.calibration import (
    COOLEST,
    FEWEST,
    HOTTEST,
    bin_numbers,
    calibrate,
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from regnet_studio.evaluation.probabilities import cross_entropies, probabilities


def calibrated(
    images: int, classes: int, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Logits whose softmax is what the labels were drawn from."""
    draw = np.random.default_rng(seed)
    logits = draw.normal(0, 2, (images, classes)).astype(np.float32)
    sums = np.cumsum(probabilities(logits), axis=1)
    return logits, np.minimum((draw.random((images, 1)) > sums).sum(axis=1), classes - 1)


def by_hand(odds: np.ndarray, labels: np.ndarray, bins: int) -> float:
    """Guo et al. 2017, equations 1 to 3, image by image."""
    error = 0.0
    for number in range(bins):
        inside = [
            (float(row.max()), int(row.argmax()) == truth)
            for row, truth in zip(odds, labels, strict=True)
            if number / bins < row.max() <= (number + 1) / bins
        ]
        if inside:
            confidence, accuracy = np.mean(inside, axis=0)
            error += len(inside) / len(labels) * abs(accuracy - confidence)
    return error


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(2, 9), st.integers(1, 20))
def test_the_error_is_its_formula(seed: int, images: int, classes: int, bins: int) -> None:
    draw = np.random.default_rng(seed)
    odds = draw.dirichlet(np.full(classes, 0.5), images)
    labels = draw.integers(0, classes, images)
    diagram = reliability(odds, labels, bins)
    assert expected_calibration_error(diagram) == pytest.approx(by_hand(odds, labels, bins))
    assert len(diagram) == bins
    assert sum(one.images for one in diagram) == images
    assert [one.low for one in diagram[1:]] == [one.high for one in diagram[:-1]]
    for one in diagram:
        if one.images:
            assert one.low < one.confidence <= one.high + 1e-12
        else:
            assert (one.confidence, one.accuracy) == (0, 0)


def test_edges_belong_to_the_bin_below() -> None:
    assert bin_numbers(np.array([0.2, 0.2000001, 1.0, 1 / 3, 0.0]), 5).tolist() == [0, 1, 4, 1, 0]
    assert bin_numbers(np.array([3 / 15, 6 / 15, 7 / 15])).tolist() == [2, 5, 6]


def test_no_images_no_error() -> None:
    assert expected_calibration_error([]) == 0


@pytest.mark.parametrize("factor", [0.3, 1.0, 2.0, 5.0])
def test_the_temperature_undoes_what_made_it_too_sure(factor: float) -> None:
    logits, labels = calibrated(20_000, 6)
    assert fit_temperature(logits * np.float32(factor), labels) == pytest.approx(factor, rel=0.04)


def test_it_is_the_one_of_least_cross_entropy() -> None:
    logits, labels = calibrated(500, 4)
    found = fit_temperature(logits * 3, labels)
    losses = [
        F.cross_entropy(torch.from_numpy(logits * 3) / t, torch.from_numpy(labels)).item()
        for t in (found * 0.97, found, found * 1.03)
    ]
    assert losses[1] < min(losses[0], losses[2])
    step = 1e-4
    slope = [cross_entropies(logits * 3, labels, found + s).mean() for s in (-step, step)]
    assert (slope[1] - slope[0]) / (2 * step) == pytest.approx(0, abs=1e-6)


def test_it_lowers_the_error_on_other_images() -> None:
    logits, labels = calibrated(8000, 10)
    sure = logits * np.float32(2.5)
    fit = calibrate(sure[:4000], labels[:4000])
    assert fit is not None
    before, after = (
        expected_calibration_error(reliability(probabilities(sure[4000:], t), labels[4000:]))
        for t in (1.0, fit.temperature)
    )
    assert before > 0.1
    assert after < 0.03
    assert fit.images == 4000
    assert fit.loss_after < fit.loss_before
    assert fit.ece_after < 0.03 < 0.1 < fit.ece_before
    assert fit.loss_before == pytest.approx(cross_entropies(sure[:4000], labels[:4000]).mean())


def test_few_images_fit_none() -> None:
    logits, labels = calibrated(FEWEST, 3)
    assert calibrate(logits, labels) is not None
    assert calibrate(logits[1:], labels[1:]) is None


def test_where_the_images_cannot_tell() -> None:
    logits, _ = calibrated(100, 4)
    assert fit_temperature(logits, logits.argmax(axis=1)) == 1.0  # all right: never too sure
    assert fit_temperature(logits[:0], np.array([], int)) == 1.0
    assert fit_temperature(np.zeros((60, 4), np.float32), np.arange(60) % 4) == 1.0
    assert fit_temperature(logits, logits.argmin(axis=1)) == HOTTEST  # all wrong: say nothing
    nearly = logits.argmax(axis=1)
    wide = np.where(np.eye(4)[nearly] > 0, 0.01, 0.0).astype(np.float32)
    wide[0] = [1e-5, 0, 0, 0]
    assert fit_temperature(wide, np.r_[1, nearly[1:]]) == COOLEST
    blown = logits.copy()
    blown[:, 0] = np.nan
    assert fit_temperature(blown, nearly) == 1.0
    huge = logits * np.float32(1e30)
    assert COOLEST <= fit_temperature(huge, np.roll(nearly, 1)) <= HOTTEST


def test_rows_that_are_no_numbers_are_left_out() -> None:
    logits, labels = calibrated(300, 4)
    more = np.concatenate([logits, np.full((5, 4), np.nan, np.float32)])
    assert fit_temperature(more, np.r_[labels, np.zeros(5, int)]) == fit_temperature(logits, labels)


def test_of_very_many_a_part_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    logits, labels = calibrated(3000, 4)
    whole = fit_temperature(logits * 2, labels)
    monkeypatch.setattr("regnet_studio.evaluation.calibration._MOST_LOGITS", 4000)
    assert fit_temperature(logits * 2, labels) == fit_temperature(logits[::3] * 2, labels[::3])
    assert fit_temperature(logits * 2, labels) == pytest.approx(whole, rel=0.2)
