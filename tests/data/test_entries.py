"""What an epoch is drawn from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regnet_studio.data.entries import (
    ArrayPixels,
    Aside,
    Entries,
    plain_entries,
    stand_ins,
    statistics,
)

NOISE = np.random.default_rng(0).integers(0, 256, (50, 6, 6, 3), dtype=np.uint8)


def test_plain_entries_are_the_rows_once_each() -> None:
    entries = plain_entries(np.array([4, 2]), np.arange(10, dtype=np.int32) * 10)
    assert entries.rows.tolist() == [4, 2]
    assert entries.labels.tolist() == [40, 20]
    assert len(entries) == 2


def test_counts_are_those_of_an_epoch() -> None:
    labels = np.array([0, 0, 0, 2])
    rows = np.arange(4)
    assert Entries(rows, labels).counts(3).tolist() == [3, 0, 1]
    weights = np.array([1, 1, 1, 3]) / 6
    assert Entries(rows, labels, weights=weights).counts(3).tolist() == [2, 0, 2]


def test_statistics_are_numpys_and_of_the_given_images_alone() -> None:
    indices = np.array([3, 9, 27, 41])
    mean, std = statistics(ArrayPixels(NOISE), indices)
    chosen = NOISE[indices].astype(np.float64)
    np.testing.assert_allclose(mean, chosen.mean(axis=(0, 1, 2)), atol=1e-4)
    np.testing.assert_allclose(std, chosen.std(axis=(0, 1, 2)), atol=1e-4)
    assert all(isinstance(number, float) for number in (*mean, *std))


def test_statistics_of_many_images_are_of_an_even_sample() -> None:
    images = np.repeat(np.arange(20_000) // 100, 4).astype(np.uint8).reshape(-1, 2, 2, 1)
    mean, std = statistics(ArrayPixels(images), np.arange(20_000))
    assert mean[0] == pytest.approx(images.mean(), abs=0.1)
    assert std[0] == pytest.approx(images.std(), abs=0.1)


def test_images_of_one_colour_have_a_deviation_of_one() -> None:
    images = np.full((5, 4, 4, 3), 77, np.uint8)
    assert statistics(ArrayPixels(images), np.arange(5)) == ((77.0,) * 3, (1.0,) * 3)


@given(st.lists(st.booleans(), min_size=1, max_size=30).filter(any))
def test_the_next_that_can_be_read_stands_in(readable: list[bool]) -> None:
    count = len(readable)
    for place, shown in enumerate(stand_ins(np.array(readable)).tolist()):
        ahead = (shown - place) % count
        assert readable[shown]
        assert not any(readable[(place + n) % count] for n in range(ahead))


def test_entries_of_an_image_that_is_aside_are_not_readable() -> None:
    aside = Aside(np.array([7, 3, 7, 9, 50]))
    assert aside.readable(np.arange(5)) is None
    assert aside.left(np.array([4, 0])).tolist() == [4, 0]
    aside.put({7: "rubbish"})
    aside.put([50, 2])
    assert aside.reasons[7] == "rubbish"
    assert "resumed" in aside.reasons[50]
    readable = aside.readable(np.array([0, 1, 2, 3, 4]))
    assert readable is not None
    assert readable.tolist() == [False, True, False, True, False]
    assert aside.readable(np.array([1, 3])) is None
    assert aside.left(np.array([4, 3, 0, 1])).tolist() == [3, 1]
