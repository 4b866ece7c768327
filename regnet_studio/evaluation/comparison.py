"""Whether one network is better than another, or only luckier: figures for comparing honestly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, chi2
from scipy.stats import t as student

FEW = 25
"""Up to so many images on which only one of two networks is right, the test is reckoned exactly."""
SIGNIFICANT = 0.05
"""A p below it counts as a difference that chance would rarely make."""
Test = Literal["exact", "corrected"]


@dataclass(frozen=True)
class McNemar:
    """McNemar's test of two networks on the same images (Psychometrika 12, 1947, 153-157)."""

    both: int
    """Images that both get right."""
    first: int
    """That only the first gets right."""
    second: int
    """That only the second gets right."""
    neither: int
    p: float
    """How likely a difference at least as large is where both are equally good, 0..1."""
    test: Test
    """``exact``: binomial, two-sided; ``corrected``: chi-squared with Edwards's correction."""

    @property
    def changed(self) -> int:
        """Images of which one network is right and the other wrong."""
        return self.first + self.second

    @property
    def significant(self) -> bool:
        """Whether p is below :data:`SIGNIFICANT`."""
        return self.p < SIGNIFICANT


def mcnemar(right_a: NDArray[np.bool_], right_b: NDArray[np.bool_]) -> McNemar:
    """Compare two networks by the images of which only one of them is right.

    Args:
        right_a: which images the first gets right, [N].
        right_b: the same images with the second, [N].

    Raises:
        ValueError: not of one length.
    """
    if right_a.shape != right_b.shape:
        raise ValueError(f"{right_a.shape} and {right_b.shape}: not the same images")
    first = int((right_a & ~right_b).sum())
    second = int((right_b & ~right_a).sum())
    both = int((right_a & right_b).sum())
    changed = first + second
    if changed <= FEW:
        p = min(1.0, 2 * float(binom.cdf(min(first, second), changed, 0.5))) if changed else 1.0
        test: Test = "exact"
    else:
        # Edwards's correction (Psychometrika 13, 1948, 185-187) may not turn a tie into a lead.
        p = float(chi2.sf(max(abs(first - second) - 1, 0) ** 2 / changed, df=1))
        test = "corrected"
    return McNemar(both, first, second, len(right_a) - both - changed, p, test)


def holm(values: Sequence[float]) -> list[float]:
    """p values of several tests, raised so that no more than 5 % of such families mislead.

    Holm, Scandinavian Journal of Statistics 6 (1979), 65-70: the smallest is multiplied by the
    number of tests, the next by one less, and none gets below one that was smaller.
    """
    raised = [0.0] * len(values)
    highest = 0.0
    for done, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, (len(values) - done) * values[place]))
        raised[place] = highest
    return raised


@dataclass(frozen=True)
class Spread:
    """What several seeds of one recipe came to."""

    n: int
    mean: float
    deviation: float
    """Standard deviation of a sample (divided by n - 1)."""
    low: float
    """The mean's 95 % interval by Student's t begins here..."""
    high: float
    """... and ends here."""


def spread(values: Sequence[float], within: tuple[float, float] = (-math.inf, math.inf)) -> Spread:
    """Mean, deviation and 95 % interval of the mean.

    Args:
        within: what values there can be; the interval ends there.

    Raises:
        ValueError: fewer than two values: one tells nothing of how they vary.
    """
    n = len(values)
    if n < 2:
        raise ValueError("the spread of fewer than two values is not known")
    mean = float(np.mean(values))
    deviation = float(np.std(values, ddof=1))
    half = float(student.ppf(0.975, n - 1)) * deviation / n**0.5
    low, high = within
    return Spread(n, mean, deviation, max(mean - half, low), min(mean + half, high))
