"""The report: what an evaluation found, as plain data. Window, JSON and files draw from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from regnet_studio import files

TOP = 5


@dataclass(frozen=True)
class ClassFigures:
    """How well one class is found."""

    name: str
    precision: float
    """Of the images called so, the share that are."""
    recall: float
    """Of the images that are so, the share that are called so."""
    f1: float
    """Harmonic mean of both."""
    support: int
    """Images of the class in the split."""


@dataclass(frozen=True)
class Averages:
    """Means over classes."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Report:
    """The figures of one evaluation. Shares are 0..1; what nothing was counted for is 0."""

    format: int
    split: str
    images: int
    accuracy: float
    top5: float
    """Share of images whose class is among the five likeliest (1 where there are no more)."""
    loss: float
    """Mean cross-entropy."""
    classes: list[ClassFigures]
    macro: Averages
    """Every class counts the same (classes absent from the split left out)."""
    weighted: Averages
    """Every image counts the same."""
    confusion: list[list[int]]
    """Rows: what it is. Columns: what it was taken for."""

    def to_json(self) -> dict[str, Any]:
        """As it stands in ``report.json``."""
        return asdict(self)

    def write(self, path: Path) -> None:
        """Keep it in a file, whole or not at all.

        Raises:
            DiskTrouble: no room or no permission.
        """
        files.write_text(path, json.dumps(self.to_json(), indent=1))


def evaluate(
    logits: NDArray[np.float32], labels: NDArray[np.int64], classes: Sequence[str], split: str
) -> Report:
    """Figures of predictions.

    Args:
        logits: [N, classes], N at least 1.
        labels: the truth, [N].
    """
    every = np.arange(len(classes))
    predicted = logits.argmax(axis=1)
    precision, recall, f1, support = (
        np.asarray(column)
        for column in precision_recall_fscore_support(
            labels,
            predicted,
            labels=every,
            zero_division=0,  # pyright: ignore[reportArgumentType]
        )
    )
    present = support > 0
    table = np.stack([precision, recall, f1])
    macro = table[:, present].mean(axis=1)
    weighted = np.average(table, axis=1, weights=support)
    return Report(
        format=1,
        split=split,
        images=len(labels),
        accuracy=float((predicted == labels).mean()),
        top5=_top(logits, labels),
        loss=_cross_entropy(logits, labels),
        classes=[
            ClassFigures(name, float(p), float(r), float(f), int(s))
            for name, p, r, f, s in zip(classes, precision, recall, f1, support, strict=True)
        ],
        macro=Averages(*macro.tolist()),
        weighted=Averages(*weighted.tolist()),
        confusion=confusion_matrix(labels, predicted, labels=every).tolist(),
    )


def _top(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    # Not scikit-learn's top_k_accuracy_score: of equal logits it takes the last, argmax the first.
    likeliest = np.argsort(-logits, axis=1, kind="stable")[:, :TOP]
    return float((likeliest == labels[:, None]).any(axis=1).mean())


def _cross_entropy(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    wide = logits.astype(np.float64)
    wide -= wide.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(wide).sum(axis=1))
    return float((log_sum - wide[np.arange(len(labels)), labels]).mean())
