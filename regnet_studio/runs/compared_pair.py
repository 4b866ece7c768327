"""Two runs on the same images: McNemar's test, and the images of which one of them is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regnet_studio.evaluation.comparison import McNemar, mcnemar
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.runs.compared_run import ReadRun


@dataclass(frozen=True)
class ChangedImage:
    """One network is right about it, the other is not."""

    path: str
    truth: str
    first: str
    """What the first run takes it for."""
    second: str
    place: int
    """Among the first run's predictions."""
    other_place: int
    """Among the second's."""


@dataclass(frozen=True)
class Pair:
    """Two runs on the images that both were evaluated on, with the same class."""

    first: int
    """Position among the runs: the one with the highest accuracy of all."""
    second: int
    images: int
    only_first: int
    """Images that only the first was evaluated on, or with another class."""
    only_second: int
    accuracy_first: float
    """On these images."""
    accuracy_second: float
    mcnemar: McNemar
    p: float
    """McNemar's, raised by Holm's method where the best is compared with several."""
    changed: list[ChangedImage]


def pair_of(runs: Sequence[ReadRun], first: int, second: int) -> Pair | None:
    """Two of the runs on their common images, ``p`` as of a single test; None: there are none."""
    one, other = runs[first].predictions, runs[second].predictions
    if one is None or other is None:
        return None
    # A path says which image it is only within one source.
    if runs[first].recipe.data.source != runs[second].recipe.data.source:
        return None
    at, beside = _common(one, other)
    if not len(at):
        return None
    right_one, right_other = _right(one)[at], _right(other)[beside]
    found = mcnemar(right_one, right_other)
    return Pair(
        first=first,
        second=second,
        images=len(at),
        only_first=len(one.labels) - len(at),
        only_second=len(other.labels) - len(at),
        accuracy_first=float(right_one.mean()),
        accuracy_second=float(right_other.mean()),
        mcnemar=found,
        p=found.p,
        changed=_changed(one, other, at, beside, right_one != right_other),
    )


def _common(one: Predictions, other: Predictions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the images are among either's that both have, with the same class: [n] each."""
    where = {path: place for place, path in enumerate(other.paths)}
    both = [
        (place, beside)
        for place, path in enumerate(one.paths)
        if (beside := where.get(path)) is not None
        and one.classes[one.labels[place]] == other.classes[other.labels[beside]]
    ]
    places = np.array(both, dtype=np.int64).reshape(-1, 2)
    return places[:, 0], places[:, 1]


def _right(predictions: Predictions) -> NDArray[np.bool_]:
    return predictions.logits.argmax(axis=1) == predictions.labels


def _changed(
    one: Predictions,
    other: Predictions,
    at: NDArray[np.int64],
    beside: NDArray[np.int64],
    differs: NDArray[np.bool_],
) -> list[ChangedImage]:
    guess_one, guess_other = one.logits.argmax(axis=1), other.logits.argmax(axis=1)
    return [
        ChangedImage(
            path=str(one.paths[place]),
            truth=one.classes[one.labels[place]],
            first=one.classes[guess_one[place]],
            second=other.classes[guess_other[there]],
            place=place,
            other_place=there,
        )
        for place, there in zip(at[differs].tolist(), beside[differs].tolist(), strict=True)
    ]
