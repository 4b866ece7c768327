"""Which images to look at: the worst, the least sure, those of a cell, the classes confused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.probabilities import cross_entropies, probabilities

Places = NDArray[np.int64]
"""Positions of images among the predictions, 0..N-1."""
_ROWS = 4096
"""Rows of logits that are widened at a time: 50,000 x 1,000 at once would take 400 MB."""


@dataclass(frozen=True)
class ConfusedPair:
    """A class that is taken for another one: ``cat taken for dog: 22 of 200``."""

    truth: int
    guess: int
    count: int
    support: int
    """Images of ``truth``."""


def guesses(predictions: Predictions) -> NDArray[np.int64]:
    """The class each image is taken for: [N]; of equal logits the first class."""
    return predictions.logits.argmax(axis=1)


def losses(predictions: Predictions) -> NDArray[np.float64]:
    """The cross-entropy of each image: [N], from 0; infinite where the logits are no numbers."""
    parts = [
        cross_entropies(logits, predictions.labels[start : start + _ROWS])
        for start, logits in _in_parts(predictions.logits)
    ]
    return np.nan_to_num(np.concatenate([np.empty(0), *parts]), nan=np.inf, posinf=np.inf)


def probabilities_of(
    predictions: Predictions,
    places: Places,
    classes: NDArray[np.int64],
    temperature: float = 1.0,
) -> NDArray[np.float64]:
    """The probability of a class for each of some images: [n], 0..1.

    Args:
        classes: [n], one for each place.
        temperature: by which the logits are divided.
    """
    parts = [
        probabilities(logits, temperature)[np.arange(len(logits)), classes[start : start + _ROWS]]
        for start, logits in _in_parts(predictions.logits[places])
    ]
    return np.concatenate([np.empty(0), *parts])


def worst(predictions: Predictions, most: int = 50) -> Places:
    """The images taken for another class than their own, the highest loss first."""
    wrong = np.flatnonzero(guesses(predictions) != predictions.labels)
    order = np.argsort(-losses(predictions)[wrong], kind="stable")
    return wrong[order[:most]]


def least_sure(predictions: Predictions, most: int = 50) -> Places:
    """The images whose two likeliest classes are nearest in probability, the nearest first."""
    margins = [np.empty(0)]
    for _, logits in _in_parts(predictions.logits):
        odds = probabilities(logits)
        odds.partition(-2, axis=1)
        margins.append(odds[:, -1] - odds[:, -2])
    return np.argsort(np.concatenate(margins), kind="stable")[:most]


def in_cell(predictions: Predictions, truth: int, guess: int) -> Places:
    """The images of a cell of the confusion matrix, the most confident first."""
    # Of that class first: at 1,000 classes that leaves one row in a thousand to look at.
    own = np.flatnonzero(predictions.labels == truth)
    found = own[predictions.logits[own].argmax(axis=1) == guess]
    sure = probabilities_of(predictions, found, np.full(len(found), guess))
    return found[np.argsort(-sure, kind="stable")]


def confused_pairs(
    confusion: Sequence[Sequence[int]] | NDArray[np.int64], most: int = 10
) -> list[ConfusedPair]:
    """The cells beside the diagonal with the most images; of equal ones the larger share first.

    Args:
        confusion: [classes, classes]; rows: what it is, columns: what it was taken for.
    """
    counts = np.asarray(confusion, dtype=np.int64)
    support = counts.sum(axis=1)
    truth, guess = np.nonzero(counts * ~np.eye(len(counts), dtype=np.bool_))
    found = counts[truth, guess]
    order = np.lexsort((guess, truth, -found / support[truth], -found))[:most]
    return [
        ConfusedPair(int(t), int(g), int(counts[t, g]), int(support[t]))
        for t, g in zip(truth[order], guess[order], strict=True)
    ]


def _in_parts(logits: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Rows of logits, some at a time, with the number of the first."""
    for start in range(0, len(logits), _ROWS):
        yield start, logits[start : start + _ROWS]
