"""How well scores put one class before the others: AUC and average precision of every class.

scikit-learn reckons both for one class in 35 ms at 50,000 images, and has no interval. Here one
look at the scores gives both and what an interval needs, in about 4 ms, so that 1,000 classes take
seconds. The tests hold both equal to scikit-learn's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Slots:
    """The images by score, lowest first: those at each score of a positive, and those between."""

    at: NDArray[np.int64]
    """The slot of each image: [N]."""
    positives: Floats
    """In each slot; not 0 in every second one only."""
    negatives: Floats

    @classmethod
    def of(cls, scores: Floats, truth: NDArray[np.bool_]) -> Slots:
        """Those of ``scores`` [N], of which ``truth`` [N] are positive."""
        edges = np.unique(scores[truth])
        below = np.searchsorted(edges, scores)
        at = 2 * below
        if len(edges):
            at += edges[np.minimum(below, len(edges) - 1)] == scores
        count = 2 * len(edges) + 1
        every = np.bincount(at, minlength=count)
        positives = np.bincount(at[truth], minlength=count)
        return cls(at, positives.astype(np.float64), (every - positives).astype(np.float64))

    def roc(self) -> tuple[Floats, Floats]:
        """The corners of the ROC curve from (0, 0) to (1, 1): false and true positive rates."""
        rates = []
        for counts in (self.negatives, self.positives):
            seen = np.concatenate([[0.0], np.cumsum(counts[::-1])])
            rates.append(seen / seen[-1])
        return rates[0], rates[1]


@dataclass(frozen=True)
class Area:
    """An area under a curve, and how much images pull at it.

    A pull is the derivative of the area by the weight of an image: the sum of the squares of all
    pulls is its variance over images (infinitesimal jackknife).
    """

    value: float
    """0..1."""
    of_positives: Floats
    """The pull of a positive image in each slot."""
    of_negatives: Floats

    def pulls(self, slots: Slots, truth: NDArray[np.bool_]) -> Floats:
        """The pull of each image: [N]."""
        pulls = self.of_negatives[slots.at]
        pulls[truth] = self.of_positives[slots.at[truth]]
        return pulls


def auc(slots: Slots) -> Area | None:
    """Area under the ROC curve: how often a positive is above a negative, ties counting half.

    None where there are no positives or no negatives. The pulls are DeLong's structural components
    (DeLong, DeLong and Clarke-Pearson 1988).
    """
    p, n = slots.positives.sum(), slots.negatives.sum()
    if not p or not n:
        return None
    beaten = (np.cumsum(slots.negatives) - slots.negatives / 2) / n
    beating = (p - np.cumsum(slots.positives) + slots.positives / 2) / p
    value = float(slots.positives @ beaten / p)
    return Area(value, (beaten - value) / p, (beating - value) / n)


def average_precision(slots: Slots) -> Area | None:
    """Mean over the positives of the precision at their score. None where there are none."""
    p = slots.positives.sum()
    if not p:
        return None
    every = slots.positives + slots.negatives
    found = p - np.cumsum(slots.positives) + slots.positives
    called = np.maximum(every.sum() - np.cumsum(every) + every, 1)  # 0 above the last positive only
    precision = found / called
    value = float(slots.positives @ precision / p)
    share = slots.positives / called
    gained, lost = np.cumsum(share), np.cumsum(share * precision)
    return Area(value, (precision - value + gained - lost) / p, -lost / p)


@dataclass(frozen=True)
class Macro:
    """The mean of the areas of several classes."""

    value: float
    pulls: Floats
    """Of each image: [N]."""


@dataclass(frozen=True)
class OneAgainstRest:
    """Every class against all others; None: nothing to reckon it from."""

    auc: list[float | None]
    average_precision: list[float | None]
    macro_auc: Macro | None
    """Over the classes that have one."""
    macro_average_precision: Macro | None


def one_against_rest(probabilities: Floats, labels: NDArray[np.int64]) -> OneAgainstRest:
    """AUC and average precision of each class and their means.

    Args:
        probabilities: [N, classes]; column k is how much each image looks like class k.
        labels: the truth, [N].
    """
    images, classes = probabilities.shape
    values: tuple[list[float | None], list[float | None]] = ([], [])
    pulls = np.zeros(images), np.zeros(images)
    for number in range(classes):
        truth = labels == number
        slots = Slots.of(np.ascontiguousarray(probabilities[:, number]), truth)
        for place, area in enumerate((auc(slots), average_precision(slots))):
            values[place].append(None if area is None else area.value)
            if area is not None:
                pulls[place][:] += area.pulls(slots, truth)
    return OneAgainstRest(*values, *map(_macro, values, pulls))


def _macro(values: list[float | None], pulls: Floats) -> Macro | None:
    known = [value for value in values if value is not None]
    return Macro(sum(known) / len(known), pulls / len(known)) if known else None
