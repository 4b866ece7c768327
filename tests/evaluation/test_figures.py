"""Figures from the counts of classes, and the ranks of the true ones."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from regnet_studio.evaluation.figures import ClassCounts, ranks, tops


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(2, 9), st.integers(1, 9))
def test_they_are_scikit_learns(seed: int, images: int, classes: int, answers: int) -> None:
    """Few answers and few images: classes that are absent, that are never predicted."""
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, classes, images)
    predicted = np.where(draw.random(images) < 0.5, labels, draw.integers(0, classes, images))
    predicted = np.minimum(predicted, answers - 1)
    counts = ClassCounts.of(labels, predicted, classes)
    near = {"rel": 0, "abs": 1e-9}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        balanced = metrics.balanced_accuracy_score(labels, predicted)
        kappa = metrics.cohen_kappa_score(labels, predicted)
        matthews = metrics.matthews_corrcoef(labels, predicted)
    assert float(counts.accuracy) == pytest.approx(np.mean(labels == predicted), **near)
    assert float(counts.balanced_accuracy) == pytest.approx(balanced, **near)
    assert float(counts.kappa) == pytest.approx(0 if np.isnan(kappa) else kappa, **near)
    assert float(counts.matthews) == pytest.approx(matthews, **near)
    options: dict[str, Any] = {"zero_division": 0, "average": "macro"}
    f1 = metrics.f1_score(labels, predicted, labels=np.unique(labels), **options)
    assert float(counts.macro_f1) == pytest.approx(f1, **near)


def test_many_at_once_are_each_by_itself() -> None:
    draw = np.random.default_rng(0)
    cases = [(draw.integers(0, 4, 20), draw.integers(0, 4, 20)) for _ in range(5)]
    each = [ClassCounts.of(labels, predicted, 4) for labels, predicted in cases]
    together = ClassCounts(
        *(np.stack([getattr(one, name) for one in each]) for name in ("hits", "support", "called"))
    )
    for name in ("accuracy", "balanced_accuracy", "macro_f1", "kappa", "matthews"):
        alone = [float(getattr(one, name)) for one in each]
        assert getattr(together, name).tolist() == pytest.approx(alone, abs=1e-12)


def test_what_has_nothing_to_count_is_nought() -> None:
    one_class = ClassCounts.of(np.array([1, 1]), np.array([1, 1]), 3)
    assert (one_class.accuracy, one_class.balanced_accuracy, one_class.macro_f1) == (1, 1, 1)
    assert (one_class.kappa, one_class.matthews) == (0, 0)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(2, 12), st.integers(1, 9))
def test_ranks_are_those_of_a_stable_sort(seed: int, images: int, classes: int, step: int) -> None:
    draw = np.random.default_rng(seed)
    logits = draw.integers(0, step + 1, (images, classes)).astype(np.float32)
    labels = draw.integers(0, classes, images)
    order = np.argsort(-logits, axis=1, kind="stable")
    before = ranks(logits, labels)
    assert before.tolist() == [row.tolist().index(n) for row, n in zip(order, labels, strict=True)]
    assert ((before == 0) == (logits.argmax(axis=1) == labels)).all()
    for top, share in tops(before, classes).items():
        assert share == pytest.approx((order[:, : int(top)] == labels[:, None]).any(1).mean())


def test_ranks_of_no_numbers_follow_argmax(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regnet_studio.evaluation.figures._AT_ONCE", 4)
    logits = np.array([[1, np.nan, 2], [1, 3, 2], [np.nan, np.nan, 1]], np.float32)
    labels = np.array([1, 2, 1])
    assert ranks(logits, labels).tolist() == [0, 1, 1]
    assert ((ranks(logits, labels) == 0) == (logits.argmax(axis=1) == labels)).all()
