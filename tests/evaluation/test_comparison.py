"""McNemar's test, Holm's correction and the spread of seeds, against literal formulas."""

from __future__ import annotations

from math import comb, sqrt

import numpy as np
import pytest
from scipy.stats import chi2

from regnet_studio.evaluation.comparison import FEW, holm, mcnemar, spread


def pair(both: int, first: int, second: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Which images each of two networks gets right, in a shuffled order."""
    a = [True] * (both + first) + [False] * (second + neither)
    b = [True] * both + [False] * first + [True] * second + [False] * neither
    order = np.random.default_rng(0).permutation(len(a))
    return np.array(a, dtype=bool)[order], np.array(b, dtype=bool)[order]


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (0, 6), (5, 1), (12, 13), (3, 22)])
def test_few_changes_are_reckoned_exactly(first: int, second: int) -> None:
    found = mcnemar(*pair(100, first, second, 7))
    assert (found.both, found.first, found.second, found.neither) == (100, first, second, 7)
    n, k = first + second, min(first, second)
    literal = min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)
    assert found.test == "exact"
    assert found.p == pytest.approx(literal, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), [(20, 6), (300, 340), (500, 500), (401, 400)])
def test_many_changes_by_chi_squared_with_the_correction(first: int, second: int) -> None:
    found = mcnemar(*pair(9000, first, second, 50))
    literal = chi2.sf(max(abs(first - second) - 1, 0) ** 2 / (first + second), 1)
    assert found.test == "corrected"
    assert found.p == pytest.approx(literal, abs=1e-12)
    assert found.changed == first + second > FEW


def test_both_ways_of_reckoning_agree_where_they_meet() -> None:
    exact = mcnemar(*pair(0, 17, 8, 0)).p
    corrected = mcnemar(*pair(0, 18, 8, 0)).p
    assert abs(exact - corrected) < 0.05
    assert not mcnemar(*pair(0, 17, 8, 0)).significant
    assert mcnemar(*pair(0, 25, 8, 0)).significant


def test_a_swap_changes_the_sides_and_not_p() -> None:
    a, b = pair(80, 14, 40, 3)
    one, other = mcnemar(a, b), mcnemar(b, a)
    assert (one.first, one.second) == (other.second, other.first) == (14, 40)
    assert one.p == other.p


def test_of_no_images_and_of_unequal_ones() -> None:
    none = np.zeros(0, dtype=bool)
    assert mcnemar(none, none).p == 1.0
    with pytest.raises(ValueError, match="not the same images"):
        mcnemar(none, np.ones(3, dtype=bool))


def test_holm() -> None:
    # Worked by hand: 0.01 * 4, 0.02 * 3, then 0.03 * 2 = 0.06, and 0.04 may not get below 0.06.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.3]) == [0.3]
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_spread() -> None:
    values = [0.8906, 0.8922, 0.8899]
    found = spread(values)
    mean = sum(values) / 3
    deviation = sqrt(sum((value - mean) ** 2 for value in values) / 2)
    assert found.n == 3
    assert found.mean == pytest.approx(mean, abs=1e-12)
    assert found.deviation == pytest.approx(deviation, abs=1e-12)
    half = 4.302652729911275 * deviation / sqrt(3)  # Student's t, 97.5 %, two degrees of freedom
    assert (found.low, found.high) == pytest.approx((mean - half, mean + half), abs=1e-12)
    assert spread([0.5, 0.5]).low == 0.5
    assert spread([0.98, 0.99], (0.0, 1.0)).high == 1.0
    assert spread([0.01, 0.02], (0.0, 1.0)).low == 0.0
    with pytest.raises(ValueError, match="fewer than two"):
        spread([0.5])
