"""New examples of rare classes between their neighbours: SMOTE and its kin.

The same for images as for features of a network: an array goes in, an array comes out. The methods
are imbalanced-learn's; each class is made on its own, so that the memory is that of one class.

    smote             Chawla et al. 2002, doi 10.1613/jair.953
    borderline_smote  Han et al. 2005, doi 10.1007/11538059_91 (borderline-1): from images with
                      at least half of their ten neighbours in other classes
    svm_smote         Nguyen et al. 2011, doi 10.1504/IJKESDP.2011.039875: from support vectors,
                      also outward, by up to half of the way to a neighbour
    adasyn            He et al. 2008, doi 10.1109/IJCNN.2008.4633969: the more, the more neighbours
                      are of other classes
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Balance

NAMES = {
    "smote": "SMOTE",
    "borderline_smote": "Borderline-SMOTE",
    "svm_smote": "SVM-SMOTE",
    "adasyn": "ADASYN",
}
_NOTHING_TO_START_FROM = {
    "borderline_smote": "none of its images lies on a border to other classes, where alone it "
    "makes new ones",
    "svm_smote": "all of its images that mark a border lie amid other classes",
    "adasyn": "none of its images has a neighbour of another class, near which alone it makes "
    "new ones",
}
_NO_START = {"svm_smote": ValueError, "adasyn": RuntimeError}
"""What imbalanced-learn raises then; Borderline-SMOTE just makes none."""
_BORDER_NEIGHBORS = 10
"""Neighbours that tell whether an example is on the border; imbalanced-learn's default."""
_SVM_CACHE_MB = 200


def synthesize(
    balance: Balance,
    examples: NDArray[Any],
    labels: NDArray[np.int64],
    promised: NDArray[np.int64],
    classes: Sequence[str],
    seed: int,
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """New examples, exactly as many as are missing.

    Args:
        balance: its method (one of ``NAMES``) and its neighbours.
        examples: uint8 or float32 [N, D]; they are only read.
        labels: [N].
        promised: [K], how many of each class there are to be, at least as many as there are.
        classes: K names, for messages.
        seed: decides what is drawn, for each class apart.

    Returns:
        the new examples, of the same dtype [M, D] (bytes rounded and kept within 0..255), class by
        class, and their labels [M].

    Raises:
        DataMistake: a class has too few examples, or none from which the method can start.
    """
    counts = np.bincount(labels, minlength=len(classes))
    refuse_few(balance, counts, promised, classes)
    missing = promised - counts
    made = np.empty((missing.sum(), examples.shape[1]), examples.dtype)
    if not len(made):
        return made, np.empty(0, np.int64)
    # SMOTE looks at one class alone, the others at all of them.
    everything = None if balance.method == "smote" else examples.astype(np.float32)
    svm = _fit_once() if balance.method == "svm_smote" else None
    start = 0
    for number in np.flatnonzero(missing):
        if everything is None:
            # One example of another class comes along, as imbalanced-learn insists on two.
            own = np.flatnonzero(labels == number)
            rows = np.append(own, np.flatnonzero(labels != number)[0])
            points, targets = examples[rows].astype(np.float32), labels[rows]
        else:
            points, targets = everything, labels
        end = start + missing[number]
        _fill(balance, made[start:end], points, targets, int(number), classes, seed, svm)
        start = end
    return made, np.repeat(np.arange(len(classes)), missing)


def refuse_few(
    balance: Balance,
    counts: NDArray[np.int64],
    promised: NDArray[np.int64],
    classes: Sequence[str],
) -> None:
    """See that every class to be enlarged has enough neighbours.

    Raises:
        DataMistake: one has fewer than ``balance.neighbors`` + 1 examples.
    """
    needed = balance.neighbors + 1
    few = np.flatnonzero((promised > counts) & (counts < needed))
    if not len(few):
        return
    worst = few[counts[few].argmin()]
    count = int(counts[worst])
    fewer = f"balance.neighbors to {count - 1} or lower, or " if count > 1 else ""
    raise DataMistake(
        f"class '{classes[worst]}' has {count} training image{'s' * (count != 1)}; "
        f"{NAMES[balance.method]} with {balance.neighbors} "
        f"neighbour{'s' * (balance.neighbors != 1)} needs at least {needed}: "
        f"set {fewer}balance.method to duplicate"
    )


def memory_needed(
    method: str,
    counts: NDArray[np.int64],
    promised: NDArray[np.int64],
    values: int,
    itemsize: int,
) -> int:
    """Bytes that :func:`synthesize` takes at its peak, what goes in and what comes out included.

    Counted from what imbalanced-learn holds at once: copies of what goes in as float32
    (for the support vector machine as float64, and its cache), of what is made as float64.

    Args:
        counts, promised: [K], examples of each class before and after.
        values: D, numbers of one example.
        itemsize: bytes of a number that goes in and comes out: 1 (pixels) or 4 (features).
    """
    missing = promised - counts
    enlarged = missing > 0
    if not enlarged.any():
        return 0
    total = int(counts.sum())
    asked = missing + (counts // 2 + 1 if method == "adasyn" else 0)
    held = itemsize * (total + missing.sum())
    if method == "smote":
        return int(values * (held + (16 * (counts + asked))[enlarged].max()))
    work = 12 * total + (8 * counts + 16 * asked)[enlarged].max()
    cache = 0
    if method == "svm_smote":
        work = max(work + 8 * total, 28 * total)
        cache = min(4 * total**2, _SVM_CACHE_MB * 2**20)
    return int(values * (held + work)) + cache


def refuse_too_large(
    balance: Balance, needed: int, examples: int, what: str, *, or_else: str
) -> None:
    """See that the new examples will not take more memory than is allowed.

    Args:
        needed: bytes.
        examples: how many are to be made.
        what: ``images of 32 px``, for the message.
        or_else: what else could be done, for the message.

    Raises:
        DataMistake: they would.
    """
    if needed > balance.memory_gb * 1e9:
        raise DataMistake(
            f"making {examples:,} {what} by {NAMES[balance.method]} takes about "
            f"{needed / 1e9:.2g} GB of memory, and balance.memory_gb allows "
            f"{balance.memory_gb:g}: raise it, lower balance.target, or {or_else}"
        )


def _fill(
    balance: Balance,
    made: NDArray[Any],
    points: NDArray[np.float32],
    labels: NDArray[np.int64],
    number: int,
    classes: Sequence[str],
    seed: int,
    svm: Any,
) -> None:
    """Fill ``made`` with new examples of class ``number``.

    ADASYN rounds how many it makes from each example, and SVM-SMOTE leaves out a share where all
    support vectors are on one side of the border: so more is asked for, what is too much is
    dropped at random, and what is missing is asked for again.
    """
    own = int((labels == number).sum())
    done = attempt = 0
    while done < len(made):
        states = np.random.SeedSequence([seed, number, attempt]).generate_state(2)
        asked = len(made) - done
        if balance.method == "adasyn":
            asked += own // 2 + 1  # rounding takes half an example away from each at most
        elif balance.method == "svm_smote":
            asked = max(asked, 32)  # a share of few could be none
        sampler = _sampler(balance, {number: own + asked}, int(states[0]), len(points), svm)
        try:
            new = sampler.fit_resample(points, labels)[0][len(points) :]
        except _NO_START.get(balance.method, ()) as error:
            raise _no_start(balance, classes[number]) from error
        if not len(new):
            raise _no_start(balance, classes[number])
        if len(new) > len(made) - done:
            chosen = np.random.default_rng(states[1]).permutation(len(new))[: len(made) - done]
            new = new[np.sort(chosen)]
        if made.dtype == np.uint8:
            np.rint(new, out=new)
            np.clip(new, 0, 255, out=new)
        made[done : done + len(new)] = new
        done += len(new)
        attempt += 1


def _no_start(balance: Balance, name: str) -> DataMistake:
    return DataMistake(
        f"class '{name}' cannot be enlarged by {NAMES[balance.method]}, because "
        f"{_NOTHING_TO_START_FROM[balance.method]}: set balance.method to smote"
    )


def _sampler(balance: Balance, totals: dict[int, int], state: int, points: int, svm: Any) -> Any:
    from imblearn.over_sampling import ADASYN, SMOTE, SVMSMOTE, BorderlineSMOTE

    k = balance.neighbors
    border = min(_BORDER_NEIGHBORS, points - 1)
    common: Any = {"sampling_strategy": totals, "random_state": state}
    if balance.method == "smote":
        return SMOTE(k_neighbors=k, **common)
    if balance.method == "borderline_smote":
        return BorderlineSMOTE(k_neighbors=k, m_neighbors=border, **common)
    if balance.method == "svm_smote":
        return SVMSMOTE(k_neighbors=k, m_neighbors=border, svm_estimator=svm, **common)
    return ADASYN(n_neighbors=k, **common)


def _fit_once() -> Any:
    """A support vector machine that learns the same examples once, and not for every class."""
    from sklearn.svm import SVC

    class FitOnce(SVC):
        def fit(self, X: Any, y: Any, sample_weight: Any = None) -> FitOnce:  # noqa: N803
            return self if hasattr(self, "support_") else super().fit(X, y, sample_weight)

        def __sklearn_clone__(self) -> FitOnce:
            return self

    return FitOnce(gamma="scale", cache_size=_SVM_CACHE_MB)
