"""Likely label errors by confident learning: our own short implementation of the paper.

Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels",
Journal of Artificial Intelligence Research 70 (2021), 1373-1411. The probabilities must be
out-of-sample: of networks that did not learn from the images they speak of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.floating]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class LabelError:
    """An image that probably shows another class than it is filed under."""

    place: int
    """Among the images."""
    given: int
    """The class it is filed under."""
    suggested: int
    """The class it shows in all likelihood."""
    margin: float
    """Probability of the suggested class less that of the given one, -1..1."""


def thresholds(probabilities: Probabilities, labels: Labels) -> NDArray[np.float64]:
    """Mean self-confidence t_j of each class (equation 2), [K]; infinite where it has no images.

    Args:
        probabilities: [N, K], rows sum to 1.
        labels: as given, [N].
    """
    classes = probabilities.shape[1]
    own = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    counts = np.bincount(labels, minlength=classes)
    sums = np.bincount(labels, own, minlength=classes)
    means = np.full(classes, np.inf)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means


def confident_classes(probabilities: Probabilities, labels: Labels) -> Labels:
    """The class each image is confidently counted as, [N]; -1: none.

    It is the likeliest of the classes whose threshold is reached (equation 1); of equally likely
    ones the first.
    """
    reached = probabilities >= thresholds(probabilities, labels)
    counted = np.where(reached, probabilities, -1.0).argmax(axis=1)
    return np.where(reached.any(axis=1), counted, -1)


def confident_joint(probabilities: Probabilities, labels: Labels) -> NDArray[np.int64]:
    """How many images of class i (as given) are confidently counted as class j: [K, K]."""
    classes = probabilities.shape[1]
    counted = confident_classes(probabilities, labels)
    sure = counted >= 0
    cells = labels[sure] * classes + counted[sure]
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def joint(confident: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Estimated joint distribution of given and true classes (equation 3): [K, K], sums to 1.

    Each row of the confident joint is stretched to the images that the class really has. A class
    of whose images none is counted is taken to be right.

    Args:
        counts: images of each class as given, [K].
    """
    rows = confident.astype(np.float64)
    uncounted = rows.sum(axis=1) == 0
    rows[uncounted, uncounted] = 1.0
    rows *= (counts / rows.sum(axis=1))[:, None]
    return rows / rows.sum()


def likely_errors(probabilities: Probabilities, labels: Labels) -> list[LabelError]:
    """The images off the confident joint's diagonal, the likeliest errors first.

    Ranked by the normalised margin of the paper's method 4 (prune by noise rate).
    """
    counted = confident_classes(probabilities, labels)
    (places,) = np.nonzero((counted >= 0) & (counted != labels))
    given, suggested = labels[places], counted[places]
    margins = (probabilities[places, suggested] - probabilities[places, given]).astype(np.float64)
    order = np.argsort(-margins, kind="stable")
    return [
        LabelError(int(places[i]), int(given[i]), int(suggested[i]), float(margins[i]))
        for i in order
    ]


def share_of_errors(probabilities: Probabilities, labels: Labels) -> float:
    """The share of labels that are estimated to be wrong, 0..1."""
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    return 1.0 - float(np.trace(joint(confident_joint(probabilities, labels), counts)))
