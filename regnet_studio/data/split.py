"""Setting images apart: train, validation and test, stratified and decided by the seed.

What belongs together (frames of one video, copies of one picture) is cut as one piece. Where the
splits are given, training copies of validation and test images are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.dataset import Dataset
from regnet_studio.data.layout import SPLITS
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data

FEWEST = 3
"""Images a class needs where all three splits are cut from it."""

Indices = NDArray[np.int64]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Split:
    """Positions of the images of each split, ascending; no image is in two."""

    train: Indices
    validation: Indices
    test: Indices
    copies: Indices
    """Left out: copies of images that another split holds back."""

    def sizes(self) -> dict[str, int]:
        """Images per split."""
        return {
            "train": len(self.train),
            "validation": len(self.validation),
            "test": len(self.test),
        }


@dataclass(frozen=True)
class Labelled:
    """The images to be set apart: what the cuts look at."""

    labels: Numbers
    """Class of every image, [N]."""
    given: NDArray[np.uint8]
    """Position in ``SPLITS`` of every image, [N]."""
    usable: Indices
    """Positions of the images to share out."""
    classes: Sequence[str]
    groups: Numbers | None = None
    """What stays on one side: equal numbers, -1: alone, [N]."""
    copies: Numbers | None = None
    """Copies of one picture: equal numbers, -1: there is no other, [N]."""


def set_apart(
    dataset: Dataset, usable: Indices, copies: Numbers | None, data: Data, seed: int
) -> Split:
    """The images of a dataset as the recipe sets them apart; see :func:`split`."""
    images = Labelled(
        labels=dataset.labels,
        given=dataset.splits,
        usable=usable,
        classes=dataset.classes,
        groups=dataset.groups,
        copies=copies,
    )
    return split(images, data, seed)


def split(images: Labelled, data: Data, seed: int) -> Split:
    """Respect the splits that are given and cut the missing ones out of the rest.

    A missing test split is cut first, from what is unsplit or training; then a missing
    validation split, from what is left: a share of it, or one of ``data.folds`` parts (which
    takes a given validation split back into the pool). Cuts take the same share of every class,
    at least one image of each, and leave at least one.

    Raises:
        DataMistake: a class has too few images or too few groups for this.
    """
    given = images.given[images.usable]
    of = {name: images.usable[given == n] for n, name in enumerate(SPLITS)}
    rest = np.sort(np.concatenate([of["unsplit"], of["train"]]))
    test, validation = of["test"], of["validation"]
    if data.folds:
        rest, validation = np.sort(np.concatenate([rest, validation])), validation[:0]
    before = rest
    rest = _without_copies(rest, np.concatenate([test, validation]), images.copies)
    validation = _without_copies(validation, test, images.copies)
    left_out = np.setdiff1d(np.concatenate([before, of["validation"]]), rest)
    left_out = np.setdiff1d(left_out, validation)
    cut_test, cut_validation = len(test) == 0, len(validation) == 0
    _refuse_small_classes(rest, images, cut_test + cut_validation)
    together = _joined(images)
    # One generator a purpose: that a test split is given must not change how validation is cut.
    if cut_test:
        draw = np.random.default_rng([seed, 3])
        test, rest = _cut(rest, images, together, data.test_share, 1 + cut_validation, draw)
    if data.folds:
        draw = np.random.default_rng([seed, 4])
        validation, rest = _fold(rest, images, together, data.folds, data.fold, draw)
    elif cut_validation:
        draw = np.random.default_rng([seed, 2])
        validation, rest = _cut(rest, images, together, data.validation_share, 1, draw)
    return Split(train=rest, validation=validation, test=test, copies=left_out)


def _without_copies(pool: Indices, held_back: Indices, copies: Numbers | None) -> Indices:
    """``pool`` without the copies of images that are held back."""
    if copies is None or not len(held_back):
        return pool
    held = np.unique(copies[held_back])
    is_copy = (copies[pool] >= 0) & np.isin(copies[pool], held[held >= 0])
    return pool[~is_copy]


def _refuse_small_classes(rest: Indices, images: Labelled, cuts: int) -> None:
    counts = np.bincount(images.labels[rest], minlength=len(images.classes))
    for name, count in zip(images.classes, counts.tolist(), strict=True):
        if count < cuts + 1:
            number = "1 usable image" if count == 1 else f"{count} usable images"
            raise DataMistake(
                f"class '{name}' has {number} for training; at least {cuts + 1} are needed: "
                "add images or remove the class"
            )


def _joined(images: Labelled) -> Numbers | None:
    """Groups and copies as one: whatever is linked by either stays together."""
    if images.groups is None or images.copies is None:
        return images.copies if images.groups is None else images.groups
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    # A graph between images and the groups and copies that they belong to.
    count, groups = len(images.labels), int(images.groups.max(initial=-1)) + 1
    grouped = np.flatnonzero(images.groups >= 0)
    copied = np.flatnonzero(images.copies >= 0)
    ends = np.concatenate([count + images.groups[grouped], count + groups + images.copies[copied]])
    starts = np.concatenate([grouped, copied])
    size = count + groups + int(images.copies.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(size, size))
    _, component = connected_components(graph, directed=False)
    return np.where((images.groups >= 0) | (images.copies >= 0), component[:count], -1).astype(
        np.int32
    )


def _pieces(
    pool: Indices, together: Numbers | None, draw: np.random.Generator
) -> tuple[list[Indices], Indices]:
    """What is cut as one piece (several images each, in random order), and the single images."""
    if together is None:
        return [], pool
    number = together[pool]
    values, counts = np.unique(number[number >= 0], return_counts=True)
    is_piece = np.isin(number, values[counts > 1])
    members, numbers = pool[is_piece], number[is_piece]
    order = np.argsort(numbers, kind="stable")
    borders = np.flatnonzero(np.diff(numbers[order])) + 1
    pieces = np.split(members[order], borders) if len(order) else []
    return [pieces[i] for i in draw.permutation(len(pieces))], pool[~is_piece]


def _cut(
    pool: Indices,
    images: Labelled,
    together: Numbers | None,
    share: float,
    leave: int,
    draw: np.random.Generator,
) -> tuple[Indices, Indices]:
    """Take ``share`` of every class, at least one image, and leave at least ``leave``."""
    labels, names = images.labels, images.classes
    pieces, single = _pieces(pool, together, draw)
    have = np.bincount(labels[pool], minlength=len(names))
    wanted = np.minimum(np.maximum(1, np.rint(have * share)), have - leave)
    taken: list[Indices] = []
    got = np.zeros(len(names), dtype=np.int64)

    def take(piece: Indices) -> None:
        taken.append(piece)
        np.add.at(got, labels[piece], 1)

    def spares(counts: NDArray[np.int64]) -> bool:
        return bool((have - got - counts >= leave)[counts > 0].all())

    refused = []
    for piece in pieces:  # taken where that brings its classes nearer to what is wanted
        counts = np.bincount(labels[piece], minlength=len(names))
        if ((got + counts / 2 <= wanted) | (counts == 0)).all() and spares(counts):
            take(piece)
        else:
            refused.append(piece)
    for label in np.unique(labels[pool]):
        members = single[labels[single] == label]
        if (count := int(wanted[label] - got[label])) > 0 and len(members):
            take(draw.permutation(members)[:count])
        if not got[label]:  # only large pieces: the smallest that leaves some behind
            fitting = [p for p in refused if (labels[p] == label).any()]
            fitting.sort(key=len)
            for piece in fitting:
                if spares(np.bincount(labels[piece], minlength=len(names))):
                    take(piece)
                    break
            else:
                raise _too_few_groups(names[int(label)])
    cut = np.sort(np.concatenate(taken))
    return cut, np.setdiff1d(pool, cut, assume_unique=True)


def _fold(
    pool: Indices,
    images: Labelled,
    together: Numbers | None,
    folds: int,
    fold: int,
    draw: np.random.Generator,
) -> tuple[Indices, Indices]:
    """One of ``folds`` parts of the pool; over all folds every image is taken once."""
    labels, names = images.labels, images.classes
    if fold > folds:
        raise DataMistake(f"data.fold = {fold}: there are only {folds} folds (data.folds)")
    fewest = int(np.bincount(labels[pool], minlength=len(names)).min())
    if fewest < folds:
        raise DataMistake(
            f"data.folds = {folds}, but a class has only {fewest} images; set data.folds to "
            f"{fewest} or lower"
        )
    pieces, single = _pieces(pool, together, draw)
    filled = np.zeros((folds, len(names)), dtype=np.int64)
    place = np.zeros(len(images.labels), dtype=np.int32)
    for piece in sorted(pieces, key=len, reverse=True):
        counts = np.bincount(labels[piece], minlength=len(names))
        emptiest = int(np.argmin(filled[:, counts > 0].sum(axis=1)))
        place[piece] = emptiest
        filled[emptiest] += counts
    for label in np.unique(labels[pool]):
        members = draw.permutation(single[labels[single] == label])
        # Dealt so that all folds end level: each image to where the class is fewest.
        total = len(members) + int(filled[:, label].sum())
        level = np.full(folds, total // folds) + (np.arange(folds) < total % folds)
        room = np.maximum(level - filled[:, label], 0)
        places = np.repeat(np.arange(folds), room)[: len(members)]
        places = np.concatenate([places, np.arange(len(members) - len(places)) % folds])
        place[members] = places
        filled[:, label] += np.bincount(places, minlength=folds)
    chosen = place[pool] == fold - 1
    for side in (pool[chosen], pool[~chosen]):
        lacking = np.flatnonzero(np.bincount(labels[side], minlength=len(names)) == 0)
        if len(lacking):
            raise _too_few_groups(names[int(lacking[0])])
    return pool[chosen], pool[~chosen]


def _too_few_groups(name: str) -> DataMistake:
    return DataMistake(
        f"class '{name}': its images belong to too few groups to be set apart; add images of other "
        "groups, cut fewer folds, or keep less together (data.group_by, data.copies)"
    )
