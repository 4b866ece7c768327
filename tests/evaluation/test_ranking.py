"""AUC and average precision, and how much each image pulls at them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from regnet_studio.evaluation.ranking import (
    Area,
    Slots,
    auc,
    average_precision,
    one_against_rest,
)

Score = Callable[..., float]
BOTH: list[tuple[Callable[[Slots], Area | None], Score]] = [
    (auc, roc_auc_score),
    (average_precision, average_precision_score),
]


def case(seed: int, images: int, steps: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Scores of ``steps`` different values: few make ties."""
    draw = np.random.default_rng(seed)
    truth = draw.random(images) < 0.4
    truth[0], truth[-1] = True, False
    scores = np.round(draw.random(images) * 0.8 + truth * 0.2, 12)
    return np.floor(scores * steps) / steps, truth


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**6), st.integers(2, 60), st.sampled_from([1, 2, 5, 10**9]))
def test_they_are_scikit_learns(seed: int, images: int, steps: int) -> None:
    scores, truth = case(seed, images, steps)
    for ours, theirs in BOTH:
        area = ours(Slots.of(scores, truth))
        assert area is not None
        assert area.value == pytest.approx(theirs(truth, scores), rel=0, abs=1e-9)


@pytest.mark.parametrize("steps", [4, 10**9])
@pytest.mark.parametrize("number", [0, 1])
def test_pulls_are_derivatives_by_the_weight_of_an_image(number: int, steps: int) -> None:
    ours, theirs = BOTH[number]
    scores, truth = case(3, 25, steps)
    slots = Slots.of(scores, truth)
    area = ours(slots)
    assert area is not None
    pulls = area.pulls(slots, truth)
    assert pulls.sum() == pytest.approx(0, abs=1e-12)
    for place in range(25):
        weights = np.ones(25)
        values = []
        for weight in (1 + 1e-6, 1 - 1e-6):
            weights[place] = weight
            values.append(theirs(truth, scores, sample_weight=weights))
        assert pulls[place] == pytest.approx((values[0] - values[1]) / 2e-6, abs=1e-7)


def test_the_variance_is_that_of_the_bootstrap() -> None:
    """Of the means over classes, which move together."""
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, 400)
    odds = draw.random((400, 3))
    odds[np.arange(400), labels] += 0.5
    found = one_against_rest(odds, labels)
    drawn: tuple[list[float | None], list[float | None]] = ([], [])
    for _ in range(400):
        rows = draw.integers(0, 400, 400)
        again = one_against_rest(odds[rows], labels[rows])
        for values, macro in zip(
            drawn, (again.macro_auc, again.macro_average_precision), strict=True
        ):
            values.append(macro and macro.value)
    for values, macro in zip(drawn, (found.macro_auc, found.macro_average_precision), strict=True):
        assert macro is not None
        spread = np.std(np.array(values, float))
        assert np.sqrt((macro.pulls**2).sum()) == pytest.approx(spread, rel=0.12)


def test_what_there_is_nothing_to_reckon_from() -> None:
    scores = np.array([0.1, 0.7])
    none, both = np.array([False, False]), np.array([True, True])
    assert auc(Slots.of(scores, none)) is None
    assert average_precision(Slots.of(scores, none)) is None
    assert auc(Slots.of(scores, both)) is None
    alone = average_precision(Slots.of(scores, both))
    assert alone is not None
    assert alone.value == 1
    one = one_against_rest(np.array([[0.2, 0.8]]), np.array([0]))
    assert (one.auc, one.average_precision, one.macro_auc) == ([None, None], [1.0, None], None)


def test_roc_corners() -> None:
    scores = np.array([0.9, 0.8, 0.8, 0.3, 0.1])
    truth = np.array([True, True, False, False, True])
    x, y = Slots.of(scores, truth).roc()
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    assert np.trapezoid(y, x) == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
