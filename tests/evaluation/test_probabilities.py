"""From logits to probabilities, whatever the logits are."""

from __future__ import annotations

import numpy as np
from scipy.special import log_softmax, softmax

from regnet_studio.evaluation.probabilities import cross_entropies, probabilities


def some(scale: float = 3.0) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    logits = draw.normal(0, scale, (50, 7)).astype(np.float32)
    return logits, draw.integers(0, 7, 50)


def test_they_are_scipys() -> None:
    logits, labels = some()
    for temperature in (0.2, 1.0, 4.0):
        wide = logits.astype(np.float64) / temperature
        np.testing.assert_allclose(
            probabilities(logits, temperature), softmax(wide, axis=1), rtol=0, atol=1e-12
        )
        np.testing.assert_allclose(
            cross_entropies(logits, labels, temperature),
            -log_softmax(wide, axis=1)[np.arange(50), labels],
            rtol=1e-12,
            atol=1e-12,
        )


def test_losses_are_exact_where_probabilities_are_nought() -> None:
    logits = np.array([[1e30, 0.0], [0.0, 2000.0]], np.float32)
    assert probabilities(logits).tolist() == [[1, 0], [0, 1]]
    assert cross_entropies(logits, np.array([1, 0])).tolist() == [float(np.float32(1e30)), 2000]


def test_rows_that_are_no_numbers_say_nothing() -> None:
    inf, nan = np.inf, np.nan
    logits = np.array([[nan, 1], [inf, 1], [-inf, -inf], [-inf, 1]], np.float32)
    before = logits.copy()
    assert probabilities(logits).tolist() == [[0.5, 0.5]] * 3 + [[0, 1]]
    losses = cross_entropies(logits, np.array([0, 0, 0, 1]))
    assert np.isnan(losses).tolist() == [True, True, True, False]
    assert losses[3] == 0
    assert np.array_equal(logits, before, equal_nan=True)
