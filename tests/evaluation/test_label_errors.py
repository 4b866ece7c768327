"""Confident learning against a literal transcription of the paper, and on flipped labels."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from regnet_studio.evaluation.label_errors import (
    confident_joint,
    joint,
    likely_errors,
    share_of_errors,
    thresholds,
)


def literal(p: NDArray[np.float64], labels: NDArray[np.int64]) -> tuple[list[float], list, list]:
    """Equations 1 and 2 and the ranking, image by image: t, C, [(place, i, j, margin)]."""
    n, m = p.shape
    t = []
    for j in range(m):
        total, count = 0.0, 0
        for x in range(n):
            if labels[x] == j:
                total, count = total + float(p[x, j]), count + 1
        t.append(total / count if count else inf)
    c = [[0] * m for _ in range(m)]
    off = []
    for x in range(n):
        at_least = [j for j in range(m) if p[x, j] >= t[j]]
        if not at_least:
            continue
        best = at_least[0]
        for j in at_least[1:]:
            if p[x, j] > p[x, best]:
                best = j
        i = int(labels[x])
        c[i][best] += 1
        if best != i:
            off.append((x, i, best, p[x, best] - p[x, i]))
    off.sort(key=lambda found: -found[3])
    return t, c, off


def draw(seed: int, n: int, m: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(n, m)) * rng.uniform(0.1, 4)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return p, rng.integers(0, m, n)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(2, 7))
def test_equal_to_the_literal_transcription(seed: int, n: int, m: int) -> None:
    p, labels = draw(seed, n, m)
    t, c, off = literal(p, labels)
    assert thresholds(p, labels).tolist() == t
    assert confident_joint(p, labels).tolist() == c
    found = likely_errors(p, labels)
    assert [(e.place, e.given, e.suggested, e.margin) for e in found] == off


def test_a_worked_example() -> None:
    """Two classes; t = (0.7, 0.6). The third image is called 0 and shows 1."""
    p = np.array([[0.95, 0.05], [0.9, 0.1], [0.25, 0.75], [0.3, 0.7], [0.5, 0.5]])
    labels = np.array([0, 0, 0, 1, 1])
    assert thresholds(p, labels) == pytest.approx([0.7, 0.6])
    assert confident_joint(p, labels).tolist() == [[2, 1], [0, 1]]
    (found,) = likely_errors(p, labels)
    assert (found.place, found.given, found.suggested) == (2, 0, 1)
    assert found.margin == pytest.approx(0.5)
    # Rows stretched to 3 and 2 images: [[2, 1], [0, 2]] / 5.
    assert joint(confident_joint(p, labels), np.array([3, 2])) == pytest.approx(
        np.array([[0.4, 0.2], [0.0, 0.4]])
    )
    assert share_of_errors(p, labels) == pytest.approx(0.2)


def test_a_class_without_images_and_one_that_nothing_reaches() -> None:
    p = np.array([[0.6, 0.3, 0.1], [0.5, 0.4, 0.1], [0.1, 0.2, 0.7]])
    labels = np.array([0, 0, 1])
    assert thresholds(p, labels)[2] == inf  # nothing is counted as class 2, however likely
    assert confident_joint(p, labels)[:, 2].tolist() == [0, 0, 0]
    assert joint(np.zeros((2, 2), dtype=np.int64), np.array([3, 1])).tolist() == [
        [0.75, 0.0],
        [0.0, 0.25],
    ]


def test_flipped_labels_are_found() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 10, 5000)
    labels = truth.copy()
    flipped = rng.choice(5000, 250, replace=False)
    labels[flipped] = (truth[flipped] + rng.integers(1, 10, 250)) % 10
    logits = rng.normal(size=(5000, 10))
    logits[np.arange(5000), truth] += 4
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    found = likely_errors(p.astype(np.float32), labels)
    first = found[:200]
    assert np.mean([e.place in set(flipped.tolist()) for e in first]) > 0.95
    assert np.mean([truth[e.place] == e.suggested for e in first]) > 0.95
    assert share_of_errors(p, labels) == pytest.approx(0.05, abs=0.02)
    assert [e.margin for e in found] == sorted((e.margin for e in found), reverse=True)
