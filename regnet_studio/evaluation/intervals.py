"""How sure the figures are: what they would be on other images of the same kind.

95 % intervals over the images, the network as it is. Figures that are sums over images get the
percentile bootstrap (Efron), its bias removed: 1,000 resamples, drawn from a fixed seed, so that
the same predictions give the same interval. All sums of a resample are one product of how often it
has each image with one sparse table, so that 50,000 images of 1,000 classes take about two seconds.

AUC and average precision are no sums over images; for them the variance is that of the
infinitesimal jackknife, which for the AUC is DeLong's (1988), and the interval is normal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from regnet_studio.evaluation.calibration import BINS, bin_numbers
from regnet_studio.evaluation.figures import ClassCounts
from regnet_studio.evaluation.ranking import Macro

Floats = NDArray[np.float64]

RESAMPLES = 1000
_SEED = 20170619
_LEVEL = (2.5, 97.5)
_NORMAL = 1.959963984540054
"""97.5 % of a normal distribution lies below as many standard deviations."""
_AT_ONCE = 2_000_000
RANGES = {"kappa": (-1.0, 1.0), "matthews": (-1.0, 1.0), "loss": (0.0, np.inf)}
"""Of the figures that are no shares."""


@dataclass(frozen=True)
class Interval:
    """Where a figure lies, 95 %."""

    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """What came of each of N images."""

    labels: NDArray[np.int64]
    predicted: NDArray[np.int64]
    losses: Floats
    """Cross-entropies."""
    before: NDArray[np.int64]
    """Classes likelier than the true one."""
    confidence: Floats
    """Probability of what was answered."""


def bootstrap(outcome: Outcome, classes: int, top: int) -> dict[str, Interval]:
    """Intervals of ``accuracy``, ``balanced_accuracy``, ``macro_f1``, ``top5``, ``loss``,
    ``kappa``, ``matthews`` and ``ece``; of ``loss`` only where every loss is finite.

    Args:
        top: how many likeliest classes ``top5`` looks at.
    """
    table = _table(outcome, classes, top)
    parts = [_figures(sums, classes) for sums in _resampled(table, len(outcome.labels))]
    drawn = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    # Drawing anew moves some figures: confidence and accuracy part, images of rare classes vanish.
    # What it moves them by on average is taken off, else the interval could lie beside its figure.
    whole = _figures(table.sum(axis=0)[None], classes)
    for name, values in drawn.items():
        low, high = RANGES.get(name, (0.0, 1.0))
        drawn[name] = np.clip(values - (values.mean() - whole[name][0]), low, high)
    if not np.isfinite(outcome.losses).all():
        del drawn["loss"]
    return {
        name: Interval(*map(float, np.percentile(values, _LEVEL))) for name, values in drawn.items()
    }


def normal_interval(area: Macro) -> Interval:
    """The interval of a mean of areas under curves, within 0..1."""
    reach = _NORMAL * float(np.sqrt((area.pulls**2).sum()))
    return Interval(max(0.0, area.value - reach), min(1.0, area.value + reach))


def _table(outcome: Outcome, classes: int, top: int) -> csr_array:
    """What each image adds to each sum: [N, 3 * classes + 2 * BINS + 2], see ``_figures``."""
    images = len(outcome.labels)
    right = outcome.predicted == outcome.labels
    bins = 3 * classes + bin_numbers(outcome.confidence)
    places = np.full(images, 3 * classes + 2 * BINS)
    one = np.ones(images)
    columns = [
        (outcome.labels, one),
        (outcome.predicted + classes, one),
        (outcome.labels + 2 * classes, right),
        (bins, outcome.confidence),
        (bins + BINS, right),
        (places, outcome.before < top),
        (places + 1, np.where(np.isfinite(outcome.losses), outcome.losses, 0.0)),
    ]
    where = np.stack([column for column, _ in columns], axis=1)
    values = np.stack([value for _, value in columns], axis=1).astype(np.float64)
    starts = np.arange(0, where.size + 1, len(columns))
    shape = (images, 3 * classes + 2 * BINS + 2)
    return csr_array((values.ravel(), where.ravel(), starts), shape=shape)


def _resampled(table: csr_array, images: int) -> Iterator[Floats]:
    """The sums of resamples, as many at once as memory should hold: [some, columns]."""
    draw = np.random.default_rng(_SEED)
    at_once = min(RESAMPLES, max(1, _AT_ONCE // images))
    for start in range(0, RESAMPLES, at_once):
        count = min(at_once, RESAMPLES - start)
        drawn = draw.integers(0, images, (count, images)) + images * np.arange(count)[:, None]
        often = np.bincount(drawn.ravel(), minlength=count * images).reshape(count, images)
        yield (table.T @ often.T.astype(np.float64)).T


def _figures(sums: Floats, classes: int) -> dict[str, Floats]:
    """The figures of resamples, from their sums [resamples, columns]: [resamples] each."""
    of_classes = [classes, 2 * classes, 3 * classes]
    of_bins = [3 * classes + BINS * number for number in (1, 2)]
    support, called, hits, confidence, right, rest = np.split(sums, of_classes + of_bins, axis=1)
    counts = ClassCounts(hits, support, called)
    images = support.sum(axis=1)
    return {
        "accuracy": counts.accuracy,
        "balanced_accuracy": counts.balanced_accuracy,
        "macro_f1": counts.macro_f1,
        "kappa": counts.kappa,
        "matthews": counts.matthews,
        "ece": np.abs(confidence - right).sum(axis=1) / images,
        "top5": rest[:, 0] / images,
        "loss": rest[:, 1] / images,
    }
