"""Every method keeps its promise, and never looks beyond the training images."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from regnet_studio.data.balance import (
    balanced,
    memory_needed,
    on_features,
    promised_counts,
    resolved_space,
)
from regnet_studio.data.entries import ArrayPixels, Entries
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.advice import SYNTHETIC
from regnet_studio.recipe.tree import Balance

METHODS = get_args(Balance.model_fields["method"].annotation)
FOUR = np.array([545, 455, 95, 85])
"""The four-class photographs: Dog, Cat, Voitures, Fleurs."""
SIDE = 4
MARK = 255
"""Pixel (0, 0) of every image that is not for training; 0 in those that are."""


def an_album(counts: list[int], others: int, seed: int) -> tuple[ArrayPixels, Any, Any]:
    """Noise of which each class has ``counts`` images to train on and ``others`` that are not."""
    draw = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), np.array(counts) + others)
    train = np.concatenate(
        [
            draw.choice(np.flatnonzero(labels == c), count, replace=False)
            for c, count in enumerate(counts)
        ]
    )
    images = draw.integers(60, 190, (len(labels), SIDE, SIDE, 1), dtype=np.uint8)
    images[:, 0, 0] = MARK
    images[train, 0, 0] = 0
    return ArrayPixels(images), np.sort(train).astype(np.int64), labels.astype(np.int32)


def names(counts: Any) -> list[str]:
    return [f"class {n}" for n in range(len(counts))]


def run(balance: Balance, counts: list[int], others: int = 3, seed: int = 0) -> Entries:
    pixels, train, labels = an_album(counts, others, seed)
    return balanced(balance, pixels, train, labels, names(counts), seed)


def images_of(entries: Entries, pixels: ArrayPixels) -> NDArray[np.uint8]:
    if entries.synthetic is None:
        return pixels.whole[entries.rows]
    return np.concatenate([pixels.whole, entries.synthetic])[entries.rows]


@pytest.mark.parametrize("method", METHODS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    counts=st.lists(st.integers(4, 25), min_size=1, max_size=4),
    others=st.integers(1, 6),
    target=st.floats(0.05, 1),
    seed=st.integers(0, 2**31 - 1),
)
def test_only_training_images_are_trained_on(
    method: Any, counts: list[int], others: int, target: float, seed: int
) -> None:
    balance = Balance(method=method, target=target, neighbors=3)
    pixels, train, labels = an_album(counts, others, seed)
    try:
        entries = balanced(balance, pixels, train, labels, names(counts), seed)
    except DataMistake:  # allowed to those that need a border, where there is none
        assert method in ("borderline_smote", "svm_smote", "adasyn")
        return
    given_rows = entries.rows < len(pixels)
    assert set(entries.rows[given_rows]) <= set(train)
    assert np.array_equal(labels[entries.rows[given_rows]], entries.labels[given_rows])
    synthetic = entries.rows[~given_rows] - len(pixels)
    made = 0 if entries.synthetic is None else len(entries.synthetic)
    assert np.array_equal(synthetic, np.arange(made))
    # No pixel of theirs either: any share of a marked image would show.
    assert not images_of(entries, pixels)[:, 0, 0].any()
    assert np.array_equal(entries.counts(len(counts)), promised_counts(balance, np.array(counts)))


@pytest.mark.parametrize(
    ("method", "target", "promised"),
    [
        ("none", 1.0, [545, 455, 95, 85]),
        *[(m, 1.0, [545] * 4) for m in ("duplicate", "augment", *SYNTHETIC)],
        *[(m, 0.5, [545, 455, 272, 272]) for m in ("duplicate", "augment", *SYNTHETIC)],
        ("undersample", 1.0, [85] * 4),
        ("undersample", 0.5, [170, 170, 95, 85]),
        ("weighted", 1.0, [295] * 4),
        ("weighted", 0.5, [416, 348, 208, 208]),
    ],
)
def test_what_is_promised_of_the_four_classes(
    method: Any, target: float, promised: list[int]
) -> None:
    balance = Balance(method=method, target=target)
    assert promised_counts(balance, FOUR).tolist() == promised
    assert run(balance, FOUR.tolist()).counts(4).tolist() == promised


@pytest.mark.parametrize("method", METHODS)
def test_promises_hold_where_a_class_has_no_images(method: Any) -> None:
    promised = promised_counts(Balance(method=method), np.array([6, 0, 3]))
    assert promised[1] == 0
    assert promised_counts(Balance(method=method), np.array([0, 0])).tolist() == [0, 0]
    entries = run(Balance(method=method, neighbors=2), [30, 0, 12], others=0, seed=1)
    assert entries.counts(3)[1] == 0


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides(method: Any) -> None:
    balance = Balance(method=method, neighbors=3)
    pixels, train, labels = an_album([30, 12, 9], 2, 0)

    def drawn(seed: int) -> NDArray[np.uint8]:
        return images_of(balanced(balance, pixels, train, labels, names([1] * 3), seed), pixels)

    assert np.array_equal(drawn(5), drawn(5))
    random = method not in ("none", "weighted")
    assert np.array_equal(drawn(5), drawn(6)) != random


@pytest.mark.parametrize("method", ["duplicate", "augment"])
def test_every_image_is_there_before_any_is_repeated(method: Any) -> None:
    pixels, train, labels = an_album([30, 12, 9], 2, 0)
    entries = balanced(Balance(method=method), pixels, train, labels, names([1] * 3), 0)
    assert np.array_equal(entries.rows[: len(train)], train)
    if method == "duplicate":
        assert entries.strong is None
    else:
        assert entries.strong is not None
        assert np.flatnonzero(entries.strong).tolist() == list(range(51, 90))


def test_undersampling_repeats_nothing() -> None:
    entries = run(Balance(method="undersample"), [30, 12, 9])
    assert len(np.unique(entries.rows)) == len(entries) == 27


def test_weights_are_chances() -> None:
    entries = run(Balance(method="weighted", target=0.5), [40, 30, 10])
    assert entries.weights is not None
    assert entries.weights.sum() == pytest.approx(1)
    of_class = np.bincount(entries.labels, entries.weights)
    assert of_class / of_class.max() == pytest.approx([1, 0.75, 0.5])


@pytest.mark.parametrize("method", SYNTHETIC)
def test_on_features_the_images_stay_as_they_are(method: Any) -> None:
    balance = Balance(method=method, space="features")
    entries = run(balance, [30, 12, 9])
    assert entries.counts(3).tolist() == [30, 12, 9]
    assert entries.synthetic is None
    assert promised_counts(balance, np.array([30, 12, 9])).tolist() == [30] * 3
    with pytest.raises(DataMistake, match="class 'class 2' has 5 training images"):
        run(balance, [30, 12, 5])  # said before the training, not after


@pytest.mark.parametrize(
    ("space", "size", "expected"),
    [
        ("auto", 32, "pixels"),
        ("auto", 33, "features"),
        ("pixels", 224, "pixels"),
        ("features", 8, "features"),
    ],
)
def test_where_smote_works(space: Any, size: int, expected: str) -> None:
    balance = Balance(method="smote", space=space)
    assert resolved_space(balance, size) == expected
    assert on_features(balance, size) == (expected == "features")
    assert not on_features(Balance(method="weighted", space=space), size)


def test_the_memory_is_bounded() -> None:
    counts = np.array([1000, 600])
    balance = Balance(method="smote")
    assert memory_needed(balance, counts, 32, 3) > 400 * 3072
    assert memory_needed(balance, counts, 33, 3) == 0
    assert memory_needed(Balance(method="duplicate"), counts, 32, 3) == 0
    tight = Balance(method="smote", memory_gb=1e-5)
    with pytest.raises(DataMistake) as mistake:
        run(tight, [40, 20])
    assert "making 20 images of 4 px by SMOTE takes about 1.2e-05 GB" in str(mistake.value)
    assert str(mistake.value).endswith("or set balance.space to features")
