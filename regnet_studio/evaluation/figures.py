"""The figures that are sums over images: of a whole split, or of many resamples of it at once.

What nothing was counted for is 0. Classes absent from the images are left out of means over
classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOPS = (1, 2, 3, 5, 10)
"""How many of the likeliest classes may hold the true one."""
TOP = 5
_AT_ONCE = 8_000_000


@dataclass(frozen=True)
class ClassCounts:
    """Images of each class, [..., classes]: those right, those there are, those called so."""

    hits: Floats
    support: Floats
    called: Floats

    @classmethod
    def of(
        cls, labels: NDArray[np.int64], predicted: NDArray[np.int64], classes: int
    ) -> ClassCounts:
        """Those of one split."""
        counts = (
            np.bincount(which, minlength=classes).astype(np.float64)
            for which in (labels[labels == predicted], labels, predicted)
        )
        return cls(*counts)

    @property
    def accuracy(self) -> Floats:
        """Share of the images that are right."""
        return _divided(self.hits.sum(-1), self.support.sum(-1))

    @property
    def balanced_accuracy(self) -> Floats:
        """Mean recall of the classes that are there."""
        return self._mean_over_classes(_divided(self.hits, self.support))

    @property
    def macro_f1(self) -> Floats:
        """Mean F1 of the classes that are there."""
        return self._mean_over_classes(_divided(2 * self.hits, self.support + self.called))

    @property
    def kappa(self) -> Floats:
        """Cohen's kappa: accuracy beyond that of guessing as often as was answered, -1..1.

        0 where there is but one class and one answer.
        """
        images = self.support.sum(-1)
        guessed = _divided((self.support * self.called).sum(-1), images**2)
        return _divided(self.accuracy - guessed, 1 - guessed)

    @property
    def matthews(self) -> Floats:
        """Matthews correlation of classes and answers, -1..1 (Gorodkin 2004).

        0 where there is but one class or one answer.
        """
        images = self.support.sum(-1)
        both = self.hits.sum(-1) * images - (self.support * self.called).sum(-1)
        squares = [images**2 - (counts**2).sum(-1) for counts in (self.support, self.called)]
        return _divided(both, np.sqrt(squares[0] * squares[1]))

    def _mean_over_classes(self, values: Floats) -> Floats:
        return _divided(values.sum(-1), (self.support > 0).sum(-1).astype(np.float64))


def ranks(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many classes come before the true one, image by image: [N], 0: it is the answer.

    Of equal logits the first class comes first, as ``argmax`` has it; NaN is above all.
    """
    # Not scikit-learn's top_k_accuracy_score: of equal logits it takes the last.
    before = np.empty(len(labels), np.int64)
    step = max(1, _AT_ONCE // logits.shape[1])
    columns = np.arange(logits.shape[1])
    for start in range(0, len(labels), step):
        part = logits[start : start + step]
        part = np.where(np.isnan(part), np.float32(np.inf), part)
        truth = labels[start : start + step, None]
        own = np.take_along_axis(part, truth, axis=1)
        ahead = (part > own) | ((part == own) & (columns < truth))
        before[start : start + step] = ahead.sum(axis=1)
    return before


def tops(before: NDArray[np.int64], classes: int) -> dict[str, float]:
    """Share of the images whose class is among the 1, 2, 3, 5 and 10 likeliest, where there are
    as many classes.

    Args:
        before: as :func:`ranks` gives it.
    """
    return {str(top): float((before < top).mean()) for top in TOPS if top <= classes}


def _divided(above: Floats, below: Floats) -> Floats:
    """Quotients; 0 where nothing was counted."""
    above, below = np.asarray(above), np.asarray(below)
    return np.divide(above, below, out=np.zeros(below.shape), where=below != 0)
