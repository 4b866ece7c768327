"""Rare classes strengthened: what one epoch holds, made from the training images alone.

Splitting comes first. Whatever the method, what is trained on are rows of the training split and,
with SMOTE, images made between such rows: no validation or test image is ever looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data import smote
from regnet_studio.data.entries import Entries, Pixels, plain_entries
from regnet_studio.recipe.advice import SYNTHETIC, resolved_space
from regnet_studio.recipe.tree import Balance


def balanced(
    balance: Balance,
    pixels: Pixels,
    train: NDArray[np.int64],
    labels: NDArray[np.int32],
    classes: Sequence[str],
    seed: int,
) -> Entries:
    """The training images as the recipe wants them balanced, decided by ``seed``.

    The window shows ``synthetic`` of what this returns as the images SMOTE makes. Where SMOTE
    works on features, the images stay as they are: the network learns them first, then its last
    layer is trained anew (``training.head``).

    Args:
        pixels: all images of the dataset; only rows in ``train`` are taken.
        train: rows of the training split.
        labels: [N], of the whole dataset.
        classes: names, in the order of their numbers.

    Returns:
        entries with :func:`promised_counts` of each class.

    Raises:
        DataMistake: a class has too few images for SMOTE, or they would take too much memory.
    """
    entries = plain_entries(train, labels)
    counts = entries.counts(len(classes))
    promised = promised_counts(balance, counts)
    if balance.method == "weighted":
        return Entries(
            entries.rows, entries.labels, weights=_chances(balance, counts, entries.labels)
        )
    if balance.method in SYNTHETIC:
        smote.refuse_few(balance, counts, promised, classes)
    if on_features(balance, pixels.size) or np.array_equal(promised, counts):
        return entries
    if balance.method in SYNTHETIC:
        return _with_synthetic(balance, pixels, entries, promised, classes, seed)
    chosen = _drawn(balance, entries.labels, counts, promised, seed)
    strong = np.arange(len(chosen)) >= len(entries) if balance.method == "augment" else None
    return Entries(entries.rows[chosen], entries.labels[chosen], strong=strong)


def promised_counts(balance: Balance, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many entries of each class an epoch will hold: known without doing the work.

    With SMOTE on features it is what the last layer is trained on. A class without images stays
    without.

    duplicate, augment, SMOTE and its kin
        a class with fewer than ``target`` times the largest is enlarged to that.
    undersample
        a class with more than the smallest over ``target`` is cut to that.
    weighted
        the sum stays; the chance of a rare class is raised to ``target`` times that of the
        largest. What is promised is the mean over epochs.

    Args:
        counts: [K], training images of each class.
    """
    present = counts[counts > 0]
    if balance.method == "none" or not len(present):
        return counts.copy()
    if balance.method == "weighted":
        labels = np.repeat(np.arange(len(counts)), counts)
        chances = _chances(balance, counts, labels)
        return Entries(labels, labels, weights=chances).counts(len(counts))
    if balance.method == "undersample":
        return np.minimum(counts, round(int(present.min()) / balance.target))
    goal = round(balance.target * int(present.max()))
    return np.where(counts > 0, np.maximum(counts, goal), 0)


def on_features(balance: Balance, size: int) -> bool:
    """Whether the last layer is to be trained anew on balanced features."""
    return balance.method in SYNTHETIC and resolved_space(balance, size) == "features"


def memory_needed(balance: Balance, counts: NDArray[np.int64], size: int, channels: int) -> int:
    """Bytes that new images will take at the peak of their making; 0 where none are made.

    Args:
        counts: [K], training images of each class.
        size, channels: of the images.
    """
    if balance.method not in SYNTHETIC or on_features(balance, size):
        return 0
    promised = promised_counts(balance, counts)
    return smote.memory_needed(balance.method, counts, promised, size * size * channels, 1)


def _chances(
    balance: Balance, counts: NDArray[np.int64], labels: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The chance of each of ``labels`` [T] to be drawn: [T], they sum to 1."""
    shares = np.where(counts > 0, np.maximum(counts, balance.target * counts.max()), 0.0)
    each = shares / shares.sum() / np.maximum(counts, 1)
    return each[labels]


def _drawn(
    balance: Balance,
    labels: NDArray[np.int64],
    counts: NDArray[np.int64],
    promised: NDArray[np.int64],
    seed: int,
) -> NDArray[np.int64]:
    """Positions of the entries that are kept, in order, then of those that are repeated."""
    from imblearn.over_sampling import RandomOverSampler
    from imblearn.under_sampling import RandomUnderSampler

    totals: Any = {int(c): int(promised[c]) for c in np.flatnonzero(promised != counts)}
    kind = RandomUnderSampler if balance.method == "undersample" else RandomOverSampler
    sampler = kind(sampling_strategy=totals, random_state=seed)
    sampler.fit_resample(np.arange(len(labels))[:, None], labels)
    chosen = np.asarray(sampler.sample_indices_, np.int64)
    return np.sort(chosen) if balance.method == "undersample" else chosen


def _with_synthetic(
    balance: Balance,
    pixels: Pixels,
    entries: Entries,
    promised: NDArray[np.int64],
    classes: Sequence[str],
    seed: int,
) -> Entries:
    """The entries and, after them, new images made between them."""
    counts = entries.counts(len(classes))
    smote.refuse_too_large(
        balance,
        memory_needed(balance, counts, pixels.size, pixels.channels),
        int((promised - counts).sum()),
        f"images of {pixels.size} px",
        or_else="set balance.space to features",
    )
    images = pixels.take(entries.rows)
    flat = images.reshape(len(images), -1)
    made, labels = smote.synthesize(balance, flat, entries.labels, promised, classes, seed)
    rows = len(pixels) + np.arange(len(made))
    return Entries(
        np.concatenate([entries.rows, rows]),
        np.concatenate([entries.labels, labels]),
        synthetic=made.reshape(-1, *images.shape[1:]),
    )
