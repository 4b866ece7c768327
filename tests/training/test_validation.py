"""What a validation tells: which classes are taken for which, and the surest mistakes; bounded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from regnet_studio.training.event_log import as_it_counts, from_json
from regnet_studio.training.events import Resumed, Validated
from regnet_studio.training.validation import Validation


def test_it_tells_what_was_taken_for_what() -> None:
    found = _validation([0, 0, 1, 2, 2, 2], [0, 1, 1, 0, 0, 1], [0.9, 0.6, 0.8, 0.7, 0.99, 0.5])
    told = found.told(3, 30, 4, lambda entry: f"{entry}.png")
    assert (told.images, told.right) == ([2, 1, 3, 0], [1, 1, 0, 0])
    assert told.mistaken == [[2, 0, 2], [0, 1, 1], [2, 1, 1]]
    # The surest first; entries are numbers within the split, twice the places here.
    assert [image["path"] for image in told.wrong] == ["8.png", "6.png", "2.png", "10.png"]
    assert told.wrong[0] == {"path": "8.png", "truth": 2, "guess": 0, "probability": 0.99}
    assert from_json(told.to_json()) == told


def test_it_is_bounded_however_much_is_wrong() -> None:
    draws = np.random.default_rng(0)
    truths, guesses = draws.integers(0, 1_000, (2, 50_000))
    found = _validation(truths, guesses, draws.random(50_000))
    told = found.told(1, 1, 1_000, lambda entry: f"train/some-class/{entry:08}.jpeg")
    assert (len(told.images), len(told.right)) == (1_000, 1_000)
    assert (len(told.mistaken), len(told.wrong)) == (2_000, 24)
    counts = [count for _, _, count in told.mistaken]
    assert counts == sorted(counts, reverse=True)
    assert len(told.to_json()) < 64_000
    assert found.told(1, 1, 1_000, lambda entry: f"train/some-class/{entry:08}.jpeg") == told


def test_of_more_than_a_thousand_classes_only_the_mistakes_are_told() -> None:
    told = _validation([0, 1_500], [1, 1_500], [0.5, 0.5]).told(1, 1, 2_000, str)
    assert (told.images, told.right) == ([], [])
    assert told.mistaken == [[0, 1, 1]]


def test_equally_sure_mistakes_come_in_their_order() -> None:
    told = _validation([0] * 40, [1] * 40, [0.5] * 40).told(1, 1, 2, str)
    assert [image["path"] for image in told.wrong] == [str(2 * n) for n in range(24)]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_network_that_gives_no_numbers_is_known(loss: float) -> None:
    assert not _validation([0], [0], [loss], loss).is_finite


def test_a_validation_is_undone_with_its_epoch() -> None:
    first, second = (Validated(epoch, 10 * epoch, [], [], [], []) for epoch in (1, 2))
    resumed = Resumed(2, 10)
    assert as_it_counts([first, second, resumed]) == [first, resumed]
    # Broken off after the validation and before the end of the epoch: it happens again.
    again = Resumed(1, 10)
    assert as_it_counts([first, again, first]) == [again, first]


def _validation(
    truths: object, guesses: object, probabilities: object, loss: float = 1.0
) -> Validation:
    truths, guesses = np.array(truths, np.int64), np.array(guesses, np.int64)
    accuracy = float((truths == guesses).mean())
    entries = 2 * np.arange(len(truths))
    return Validation(loss, accuracy, entries, truths, guesses, np.array(probabilities, np.float32))
