"""Calibration: whether of the images that a network is 80 % sure of, it has 80 % right."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.evaluation.probabilities import cross_entropies, probabilities

BINS = 15
COOLEST, HOTTEST = 0.05, 100.0
"""Temperatures are sought between these."""
FEWEST = 50
"""Images below which no temperature is fitted: it would follow chance."""
_MOST_LOGITS = 10_000_000
"""Of more (10,000 images of 1,000 classes), every n-th image tells the temperature as well."""


@dataclass(frozen=True)
class Bin:
    """The images of which the network was about equally sure."""

    low: float
    """Confidence, not included."""
    high: float
    """Confidence, included."""
    images: int
    confidence: float
    """Mean probability of what was answered; 0 where there are no images."""
    accuracy: float
    """Share that was right; 0 where there are no images."""


@dataclass(frozen=True)
class Fit:
    """A temperature, and what it does on the images it was fitted to."""

    temperature: float
    images: int
    loss_before: float
    loss_after: float
    ece_before: float
    ece_after: float

    def to_json(self) -> dict[str, Any]:
        """As it stands in ``calibration.json``."""
        return asdict(self)


def reliability(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], bins: int = BINS
) -> list[Bin]:
    """The reliability diagram: ``bins`` equally wide bins of confidence from 0 to 1.

    Args:
        probabilities: [N, classes].
        labels: the truth, [N].
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    number = bin_numbers(confidence, bins)
    images = np.bincount(number, minlength=bins)
    counted = np.maximum(images, 1)
    sure = np.bincount(number, confidence, minlength=bins) / counted
    hits = np.bincount(number, right, minlength=bins) / counted
    edges = _edges(bins)
    table = zip(edges[:-1], edges[1:], images, sure, hits, strict=True)
    return [Bin(float(a), float(b), int(n), float(c), float(h)) for a, b, n, c, h in table]


def expected_calibration_error(bins: list[Bin]) -> float:
    """Mean distance of confidence and accuracy over the images, bin by bin: 0..1.

    Equation 3 of Guo et al. 2017 (arXiv 1706.04599); 0 where there are no images.
    """
    images = sum(one.images for one in bins)
    apart = math.fsum(one.images * abs(one.confidence - one.accuracy) for one in bins)
    return apart / images if images else 0.0


def bin_numbers(confidence: NDArray[np.float64], bins: int = BINS) -> NDArray[np.int64]:
    """The bin of each confidence: [N], 0..bins-1. An edge belongs to the bin below it."""
    return np.clip(np.searchsorted(_edges(bins), confidence, side="left") - 1, 0, bins - 1)


def calibrate(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> Fit | None:
    """Fit a temperature to a validation split; None where it has fewer than 50 images."""
    if len(labels) < FEWEST:
        return None
    temperature = fit_temperature(logits, labels)
    losses = [cross_entropies(logits, labels, t).mean() for t in (1.0, temperature)]
    errors = [
        expected_calibration_error(reliability(probabilities(logits, t), labels))
        for t in (1.0, temperature)
    ]
    return Fit(temperature, len(labels), *map(float, losses), *errors)


def fit_temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The temperature at which the cross-entropy is least: temperature scaling (Guo et al. 2017).

    The cross-entropy is convex in 1/T; its slope, the mean over the images of the expected logit
    less the true one, is 0 at the T that is sought.

    Args:
        logits: [N, classes]; rows that are not finite are left out.
        labels: the truth, [N].

    Returns:
        0.05..100; above 1: the network is too sure. 1.0 where the images cannot tell: there are
        none, or the network is right about all of them, so that no sureness is too much.
    """
    from scipy.optimize import brentq

    stride = max(1, math.ceil(logits.size / _MOST_LOGITS))
    wide, labels = logits[::stride].astype(np.float64), labels[::stride]
    finite = np.isfinite(wide).all(axis=1)
    wide, labels = wide[finite], labels[finite]
    if not len(labels):
        return 1.0
    wide -= wide.max(axis=1, keepdims=True)
    own = wide[np.arange(len(labels)), labels]
    if not own.any():
        return 1.0

    def slope(inverse: float) -> float:
        odds = np.exp(wide * inverse)
        expected = np.einsum("nk,nk->n", odds, wide) / odds.sum(axis=1)
        return float((expected - own).mean())

    if slope(1 / COOLEST) <= 0:
        return COOLEST
    if slope(1 / HOTTEST) >= 0:
        return HOTTEST
    return 1 / float(brentq(slope, 1 / HOTTEST, 1 / COOLEST, xtol=1e-10, rtol=1e-10))  # pyright: ignore[reportArgumentType]


def _edges(bins: int) -> NDArray[np.float64]:
    return np.arange(bins + 1) / bins
