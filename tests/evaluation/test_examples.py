"""Which images are shown: by hand on a few, in time on many."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, log_loss

from regnet_studio.evaluation.examples import (
    ConfusedPair,
    confused_pairs,
    guesses,
    in_cell,
    least_sure,
    losses,
    probabilities_of,
    worst,
)
from regnet_studio.evaluation.predictions import Predictions


def predictions(logits: object, labels: object) -> Predictions:
    given = np.array(logits, dtype=np.float32)
    return Predictions(
        split="test",
        logits=given,
        labels=np.array(labels, dtype=np.int64),
        paths=[f"{n}.png" for n in range(len(given))],
        classes=tuple(map(str, range(given.shape[1]))),
    )


@pytest.fixture(scope="module")
def drawn() -> Predictions:
    draw = np.random.default_rng(0)
    return predictions(3 * draw.standard_normal((6000, 7)), draw.integers(0, 7, 6000))


def softmax(logits: np.ndarray) -> np.ndarray:
    wide = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return wide / wide.sum(axis=1, keepdims=True)


def test_losses_are_those_of_scikit_learn(drawn: Predictions) -> None:
    odds = softmax(drawn.logits)
    assert losses(drawn).mean() == pytest.approx(log_loss(drawn.labels, odds), abs=1e-9)
    own = -np.log(odds[np.arange(6000), drawn.labels])
    np.testing.assert_allclose(losses(drawn), own, rtol=1e-9, atol=1e-12)


def test_the_worst_are_wrong_and_ordered(drawn: Predictions) -> None:
    places = worst(drawn, 40)
    assert len(places) == 40
    assert (guesses(drawn)[places] != drawn.labels[places]).all()
    loss = losses(drawn)
    assert (np.diff(loss[places]) <= 0).all()
    wrong = np.flatnonzero(guesses(drawn) != drawn.labels)
    assert set(places) == set(wrong[np.argsort(-loss[wrong])[:40]])


def test_a_sure_right_answer_is_never_among_the_worst() -> None:
    said = predictions([[9, 0], [0, 9], [0, 1]], [0, 0, 0])
    assert worst(said).tolist() == [1, 2]
    assert worst(said, 1).tolist() == [1]
    assert worst(predictions([[1, 0]], [0])).tolist() == []


def test_logits_that_are_no_numbers_are_the_worst() -> None:
    said = predictions([[np.nan, 0], [0, 50], [1, 0]], [1, 0, 0])
    assert worst(said).tolist() == [0, 1]
    assert np.isinf(losses(said)[0])


def test_the_least_sure_by_the_margin(drawn: Predictions) -> None:
    odds = np.sort(softmax(drawn.logits), axis=1)
    margin = odds[:, -1] - odds[:, -2]
    places = least_sure(drawn, 25)
    np.testing.assert_allclose(margin[places], np.sort(margin)[:25], atol=1e-12)
    # Of three logits the margin is not that of the two largest logits alone.
    said = predictions([[1.0, 0.9, -9], [5.0, 4.95, 5.0]], [0, 0])
    assert least_sure(said, 2).tolist() == [1, 0]


def test_cells_hold_what_the_confusion_matrix_counts(drawn: Predictions) -> None:
    counts = confusion_matrix(drawn.labels, guesses(drawn))
    for truth in range(7):
        for guess in range(7):
            places = in_cell(drawn, truth, guess)
            assert len(places) == counts[truth, guess]
            assert (drawn.labels[places] == truth).all()
            assert (guesses(drawn)[places] == guess).all()
            sure = probabilities_of(drawn, places, np.full(len(places), guess))
            assert (np.diff(sure) <= 0).all()
    assert in_cell(predictions([[1, 0]], [0]), 1, 0).tolist() == []


def test_probabilities_at_a_temperature() -> None:
    said = predictions([[2.0, 0.0]], [0])
    places, first = np.array([0]), np.array([0])
    assert probabilities_of(said, places, first)[0] == pytest.approx(1 / (1 + np.exp(-2)))
    assert probabilities_of(said, places, first, 2.0)[0] == pytest.approx(1 / (1 + np.exp(-1)))


def test_confused_pairs() -> None:
    confusion = [[5, 3, 0], [3, 50, 1], [0, 0, 0]]
    assert confused_pairs(confusion) == [
        ConfusedPair(truth=0, guess=1, count=3, support=8),
        ConfusedPair(truth=1, guess=0, count=3, support=54),
        ConfusedPair(truth=1, guess=2, count=1, support=54),
    ]
    assert len(confused_pairs(confusion, most=1)) == 1
    assert confused_pairs([[4, 0], [0, 4]]) == []
