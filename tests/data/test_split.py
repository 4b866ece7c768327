"""Setting apart: nothing lost, nothing twice, every class everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from regnet_studio.data.layout import SPLITS
from regnet_studio.data.split import FEWEST, Split, split
from regnet_studio.errors import DataMistake

UNSPLIT, TRAIN, VALIDATION, TEST = range(4)


def cut(
    labels: NDArray[np.int32],
    given: NDArray[np.uint8] | None = None,
    usable: NDArray[np.int64] | None = None,
    *,
    test: float = 0.15,
    validation: float = 0.1,
    seed: int = 0,
) -> Split:
    return split(
        labels,
        np.zeros(len(labels), np.uint8) if given is None else given,
        np.arange(len(labels)) if usable is None else usable,
        [f"class {n}" for n in range(int(labels.max()) + 1)],
        test_share=test,
        validation_share=validation,
        seed=seed,
    )


def same(a: Split, b: Split) -> bool:
    pairs = ((a.train, b.train), (a.validation, b.validation), (a.test, b.test))
    return all(np.array_equal(one, other) for one, other in pairs)


SHARES = st.floats(0.001, 0.5)


@st.composite
def labelled(draw: st.DrawFn) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Shuffled labels of 2 to 5 classes with at least three usable images; which are usable."""
    counts = draw(st.lists(st.integers(FEWEST, 30), min_size=2, max_size=5))
    unusable = draw(st.integers(0, 5))  # of class 0
    labels = np.repeat(np.arange(len(counts)), counts)
    order = np.random.default_rng(draw(st.integers(0, 99))).permutation(len(labels) + unusable)
    usable = order[: len(labels)]
    shuffled = np.zeros(len(order), np.int32)
    shuffled[usable] = labels
    return shuffled, np.sort(usable)


@settings(deadline=None, max_examples=150)
@given(labelled(), SHARES, SHARES, st.integers(0, 2**31 - 1))
def test_everything_is_cut(
    images: tuple[NDArray[np.int32], NDArray[np.int64]], test: float, validation: float, seed: int
) -> None:
    labels, usable = images
    parts = cut(labels, usable=usable, test=test, validation=validation, seed=seed)
    joined = np.concatenate([parts.train, parts.validation, parts.test])
    assert np.array_equal(np.sort(joined), usable)  # disjoint and complete
    for part in (parts.train, parts.validation, parts.test):
        assert np.array_equal(part, np.unique(part))
        assert set(labels[part]) == set(labels[usable])  # at least one of each class
    for label in np.unique(labels[usable]):
        whole = int((labels[usable] == label).sum())
        taken = int((labels[parts.test] == label).sum())
        assert abs(taken - whole * test) <= 1  # stratified
        rest = whole - taken
        assert abs(int((labels[parts.validation] == label).sum()) - rest * validation) <= 1
    assert same(parts, cut(labels, usable=usable, test=test, validation=validation, seed=seed))


def test_the_smallest_class_reaches_every_split_even_at_the_largest_shares() -> None:
    parts = cut(np.repeat([0, 1], 3).astype(np.int32), test=0.5, validation=0.5)
    assert parts.sizes() == {"train": 2, "validation": 2, "test": 2}


def test_another_seed_is_another_split() -> None:
    labels = np.repeat(np.arange(4), 50).astype(np.int32)
    parts = [cut(labels, seed=seed) for seed in range(3)]
    assert not np.array_equal(parts[0].test, parts[1].test)
    assert not np.array_equal(parts[1].validation, parts[2].validation)
    # Chosen at random, not cut from the front.
    assert not np.array_equal(parts[0].test[:7], np.arange(7))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_given_splits_are_respected(data: st.DataObject) -> None:
    kinds = data.draw(
        st.sampled_from(
            [
                (TRAIN, VALIDATION, TEST),
                (TRAIN, TEST),
                (TRAIN, VALIDATION),
                (TRAIN,),
                (UNSPLIT, TEST),
                (UNSPLIT, TRAIN, VALIDATION),
            ]
        )
    )
    given = np.repeat(np.array(kinds, np.uint8), 24)
    labels = np.tile(np.arange(3), len(given) // 3).astype(np.int32)
    parts = cut(labels, given)
    for kind, part in ((VALIDATION, parts.validation), (TEST, parts.test)):
        if kind in kinds:
            assert np.array_equal(part, np.flatnonzero(given == kind)), SPLITS[kind]
        else:
            assert set(given[part]) <= {UNSPLIT, TRAIN}
            assert set(labels[part]) == {0, 1, 2}
    joined = np.concatenate([parts.train, parts.validation, parts.test])
    assert np.array_equal(np.sort(joined), np.arange(len(labels)))


def test_a_given_test_split_does_not_change_how_validation_is_cut() -> None:
    labels = np.repeat(np.arange(2), 20).astype(np.int32)
    parts = cut(labels)
    given = np.full(40, TRAIN, np.uint8)
    given[parts.test] = TEST
    assert same(parts, cut(labels, given))


@pytest.mark.parametrize(
    ("kinds", "needed"),
    [((UNSPLIT,), 3), ((TRAIN, TEST), 2), ((TRAIN, VALIDATION), 2), ((TRAIN, VALIDATION, TEST), 1)],
)
def test_a_class_with_too_few_images_is_named(kinds: tuple[int, ...], needed: int) -> None:
    def images(few: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        labels = [0] * 9 + [1] * few
        given = [kinds[0]] * len(labels)
        for kind in kinds[1:]:
            labels += [0, 1]
            given += [kind, kind]
        return np.array(labels, np.int32), np.array(given, np.uint8)

    cut(*images(needed))
    with pytest.raises(DataMistake) as caught:
        cut(*images(needed - 1))
    message = str(caught.value)
    assert "class 'class 1'" in message
    assert f"at least {needed} are needed" in message
    assert ("1 usable image " if needed == 2 else f"{needed - 1} usable images") in message


def test_unusable_images_do_not_count() -> None:
    labels = np.array([0] * 5 + [1] * 3, np.int32)
    with pytest.raises(DataMistake, match="class 'class 1' has 2 usable images"):
        cut(labels, usable=np.arange(7))


def test_sizes() -> None:
    labels = np.repeat(np.arange(2), 100).astype(np.int32)
    assert cut(labels, test=0.2, validation=0.25).sizes() == {
        "train": 120,
        "validation": 40,
        "test": 40,
    }
