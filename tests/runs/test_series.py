"""A curve keeps every value and draws as many as there is room for."""

from __future__ import annotations

import numpy as np
import pytest

from regnet_studio.runs.series import MOST_DRAWN, Series


@pytest.fixture
def long() -> Series:
    """100,000 values between 0 and 9, and one peak."""
    made = Series()
    for n in range(1_000):
        made.add(n, 50.0 if n == 123 else n % 10)
    made.extend(np.arange(1_000.0, 100_000), np.arange(1_000.0, 100_000) % 10)
    return made


def test_few_points_are_drawn_and_no_peak_is_lost(long: Series) -> None:
    xs, ys = long.drawn(0, 100_000)
    assert len(xs) <= MOST_DRAWN + 2
    assert (np.diff(xs) >= 0).all()
    assert (ys.max(), ys.min(), xs[-1]) == (50.0, 0.0, 99_999)
    assert xs[ys.argmax()] == 123


def test_near_by_every_point_is_drawn(long: Series) -> None:
    xs, ys = long.drawn(500, 600)
    assert xs.tolist() == list(range(499, 602))
    assert ys.tolist() == [x % 10 for x in range(499, 602)]


def test_the_same_points_stand_for_the_rest_while_it_moves(long: Series) -> None:
    first, moved = (set(long.drawn(low, low + 50_000)[0]) for low in (10_000, 10_700))
    assert len(first & moved) > 0.95 * len(first)


def test_what_is_forgotten_is_added_anew(long: Series) -> None:
    long.forget_after(10)
    assert len(long) == 11
    long.add(11, 7.0)
    assert long.points[1][-1] == 7.0
    assert long.nearest(1e9) == (11.0, 7.0)


@pytest.mark.parametrize(("x", "found"), [(-5, 0.0), (0.4, 0.0), (0.6, 1.0), (2.0, 2.0)])
def test_the_nearest_point(x: float, found: float) -> None:
    series = Series()
    assert series.nearest(x) is None
    series.extend(np.arange(3.0), np.zeros(3))
    nearest = series.nearest(x)
    assert nearest is not None
    assert nearest[0] == found


def test_smoothing_has_no_bias_at_its_beginning(long: Series) -> None:
    series = Series()
    series.extend(np.arange(10.0), np.array([3.0] * 5 + [1.0] * 5))
    xs, ys = series.smoothed(0.6)
    assert ys[:5] == pytest.approx([3.0] * 5)
    assert (np.diff(ys[4:]) < 0).all()
    assert xs.tolist() == list(range(10))
    assert series.smoothed(0.0)[1] == pytest.approx(series.points[1])
    assert len(long.smoothed(0.9)[0]) <= MOST_DRAWN


def test_an_empty_curve_draws_nothing() -> None:
    assert [len(part) for part in Series().drawn(0, 1)] == [0, 0]
    assert [len(part) for part in Series().smoothed(0.5)] == [0, 0]
