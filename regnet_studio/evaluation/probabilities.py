"""From logits to probabilities, sharpened or softened by a temperature, and what they cost.

Rows that are no numbers (NaN, or +inf) say nothing: every class is equally likely there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def probabilities(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float64]:
    """Softmax of ``logits / temperature``: [N, classes], rows sum to 1.

    Args:
        logits: [N, classes].
        temperature: above 0; the larger, the less sure.
    """
    odds = _below_the_largest(logits, temperature)
    np.exp(odds, out=odds)
    odds /= odds.sum(axis=1, keepdims=True)
    silent = np.isnan(odds[:, 0])
    odds[silent] = 1 / odds.shape[1]
    return odds


def cross_entropies(
    logits: NDArray[np.float32], labels: NDArray[np.int64], temperature: float = 1.0
) -> NDArray[np.float64]:
    """Minus the log of the true class's probability, image by image: [N], at least 0.

    Reckoned from the logits, so that it is exact where the probability is too small for a float;
    NaN where a row of logits is no numbers.
    """
    wide = _below_the_largest(logits, temperature)
    own = wide[np.arange(len(labels)), labels]
    return np.log(np.exp(wide, out=wide).sum(axis=1)) - own


def _below_the_largest(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    """The logits, divided, less the largest of their row: 0 or below. NaN: no numbers."""
    wide = logits.astype(np.float64)
    with np.errstate(invalid="ignore"):  # inf - inf is NaN, and means it
        wide -= wide.max(axis=1, keepdims=True)
    wide /= temperature
    return wide
