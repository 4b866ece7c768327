"""Setting apart: nothing lost, nothing twice, every class everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from regnet_studio.data.layout import SPLITS
from regnet_studio.data.split import FEWEST, Labelled, Split, split
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data

UNSPLIT, TRAIN, VALIDATION, TEST = range(4)


def cut(
    labels: NDArray[np.int32],
    given: NDArray[np.uint8] | None = None,
    usable: NDArray[np.int64] | None = None,
    *,
    test: float = 0.15,
    validation: float = 0.1,
    seed: int = 0,
    groups: NDArray[np.int32] | None = None,
    copies: NDArray[np.int32] | None = None,
    folds: int | None = None,
    fold: int = 1,
) -> Split:
    images = Labelled(
        labels=labels,
        given=np.zeros(len(labels), np.uint8) if given is None else given,
        usable=np.arange(len(labels)) if usable is None else usable,
        classes=[f"class {n}" for n in range(int(labels.max()) + 1)],
        groups=groups,
        copies=copies,
    )
    choices = Data.model_construct(
        test_share=test, validation_share=validation, folds=folds, fold=fold
    )
    return split(images, choices, seed)


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


# Groups and copies


def sides(parts: Split) -> list[NDArray[np.int64]]:
    return [parts.train, parts.validation, parts.test]


@st.composite
def grouped(draw: st.DrawFn) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Labels of 2 to 4 classes, each in 6 to 20 groups of 1 to 8 images; the groups' numbers."""
    labels: list[int] = []
    groups: list[int] = []
    number = 0
    for label in range(draw(st.integers(2, 4))):
        for size in draw(st.lists(st.integers(1, 8), min_size=6, max_size=20)):
            labels += [label] * size
            groups += [number if size > 1 or draw(st.booleans()) else -1] * size
            number += 1
    order = np.random.default_rng(draw(st.integers(0, 99))).permutation(len(labels))
    return np.array(labels, np.int32)[order], np.array(groups, np.int32)[order]


@settings(deadline=None, max_examples=150)
@given(grouped(), st.floats(0.05, 0.4), st.integers(0, 9), st.sampled_from([None, 2, 3, 5]))
def test_groups_stay_together(
    images: tuple[NDArray[np.int32], NDArray[np.int32]],
    share: float,
    seed: int,
    folds: int | None,
) -> None:
    labels, groups = images
    try:
        parts = cut(labels, test=share, validation=share, seed=seed, groups=groups, folds=folds)
    except DataMistake:
        assert folds  # more of them than groups
        return
    assert np.array_equal(np.sort(np.concatenate(sides(parts))), np.arange(len(labels)))
    of = [set(groups[part][groups[part] >= 0].tolist()) for part in sides(parts)]
    assert not of[0] & of[1]
    assert not of[0] & of[2]
    assert not of[1] & of[2]
    assert set(labels[parts.test]) == set(labels[parts.train]) == set(labels)
    for label in np.unique(labels):  # as near to the share as pieces of 8 allow
        whole = int((labels == label).sum())
        taken = int((labels[parts.test] == label).sum())
        assert abs(taken - whole * share) <= 8


def test_groups_and_copies_that_touch_are_one_piece() -> None:
    labels = np.repeat([0, 1], 40).astype(np.int32)
    groups = np.full(80, -1, np.int32)
    copies = np.full(80, -1, np.int32)
    groups[[0, 1]] = 0
    copies[[1, 2]] = 0  # a copy of the group's second image
    groups[[2, 3]] = 1
    for seed in range(20):
        parts = cut(labels, seed=seed, groups=groups, copies=copies, test=0.4, validation=0.4)
        assert sum(bool(set(part) & {0, 1, 2, 3}) for part in sides(parts)) == 1


def test_a_fold_leaves_images_of_every_class() -> None:
    labels = np.repeat([0, 1], 30).astype(np.int32)
    groups = np.arange(60, dtype=np.int32) // 15  # two groups a class: the test takes one
    for fold in (1, 2):
        with pytest.raises(DataMistake, match="too few groups"):
            cut(labels, groups=groups, folds=2, fold=fold)


def test_one_group_a_class_cannot_be_cut() -> None:
    labels = np.repeat([0, 1], 10).astype(np.int32)
    with pytest.raises(DataMistake, match="class 'class 0': its images belong to too few groups"):
        cut(labels, groups=labels.copy())


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_no_copy_of_a_held_back_image_is_trained_on(data: st.DataObject) -> None:
    count = 60
    labels = np.tile([0, 1], count // 2).astype(np.int32)
    copies = np.array(
        data.draw(st.lists(st.integers(-1, 20), min_size=count, max_size=count)), np.int32
    )
    kinds = data.draw(
        st.sampled_from([(0,), (1, 3), (1, 2, 3), (0, 2), (0, 1, 2, 3)]), label="splits"
    )
    given = np.array(
        data.draw(st.lists(st.sampled_from(kinds), min_size=count, max_size=count)), np.uint8
    )
    try:
        parts = cut(labels, given, copies=copies)
    except DataMistake:
        return  # too few images are left of a class
    numbers = [set(copies[part][copies[part] >= 0].tolist()) for part in sides(parts)]
    assert not numbers[0] & (numbers[1] | numbers[2])
    assert not numbers[1] & numbers[2]
    everything = np.sort(np.concatenate([*sides(parts), parts.copies]))
    assert np.array_equal(everything, np.arange(count))  # left out, and told
    assert np.array_equal(parts.test, np.flatnonzero(given == 3)) or 3 not in given


# Folds


@settings(deadline=None, max_examples=60)
@given(labelled(), st.integers(2, 5), st.integers(0, 99))
def test_over_all_folds_every_image_validates_once(
    images: tuple[NDArray[np.int32], NDArray[np.int64]], folds: int, seed: int
) -> None:
    labels, usable = images
    labels, usable = (
        np.tile(labels, 4),
        np.concatenate([usable + k * len(labels) for k in range(4)]),
    )
    parts = [cut(labels, usable=usable, folds=folds, fold=k + 1, seed=seed) for k in range(folds)]
    assert all(np.array_equal(part.test, parts[0].test) for part in parts)
    validated = np.concatenate([part.validation for part in parts])
    assert np.array_equal(np.sort(validated), np.setdiff1d(usable, parts[0].test))
    for part in parts:
        assert not set(part.train) & set(part.validation)
        for label in np.unique(labels[usable]):
            pool = int((labels[np.setdiff1d(usable, part.test)] == label).sum())
            assert abs(int((labels[part.validation] == label).sum()) - pool / folds) < 1


def test_folds_take_a_given_validation_split_in() -> None:
    labels = np.tile([0, 1], 30).astype(np.int32)
    given = np.repeat([TRAIN, VALIDATION, TEST], 20).astype(np.uint8)
    parts = [cut(labels, given, folds=4, fold=k) for k in (1, 2, 3, 4)]
    validated = np.sort(np.concatenate([part.validation for part in parts]))
    assert np.array_equal(validated, np.arange(40))
    assert all(np.array_equal(part.test, np.arange(40, 60)) for part in parts)


def test_folds_that_cannot_be() -> None:
    labels = np.repeat([0, 1], 6).astype(np.int32)
    with pytest.raises(DataMistake, match="there are only 3 folds"):
        cut(labels, folds=3, fold=4)
    with pytest.raises(DataMistake, match=r"set data\.folds to 5 or lower"):
        cut(labels, folds=9)
