"""Setting images apart: train, validation and test, stratified and decided by the seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.layout import SPLITS
from regnet_studio.errors import DataMistake

FEWEST = 3
"""Images a class needs where all three splits are cut from it."""

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Positions of the images of each split, ascending; no image is in two."""

    train: Indices
    validation: Indices
    test: Indices

    def sizes(self) -> dict[str, int]:
        """Images per split."""
        return {
            "train": len(self.train),
            "validation": len(self.validation),
            "test": len(self.test),
        }


def split(
    labels: NDArray[np.int32],
    given: NDArray[np.uint8],
    usable: Indices,
    classes: Sequence[str],
    *,
    test_share: float,
    validation_share: float,
    seed: int,
) -> Split:
    """Respect the splits that are given and cut the missing ones out of the rest.

    A missing test split is cut first, from what is unsplit or training; then a missing
    validation split, from what is left. Cuts take the same share of every class, at least one
    image of each, and leave at least one.

    Args:
        labels: class of every image, [N].
        given: position in ``SPLITS`` of every image, [N].
        usable: positions of the images to share out.

    Raises:
        DataMistake: a class has too few images for this.
    """
    of = {name: usable[given[usable] == n] for n, name in enumerate(SPLITS)}
    rest = np.sort(np.concatenate([of["unsplit"], of["train"]]))
    test, validation = of["test"], of["validation"]
    cuts = (len(test) == 0) + (len(validation) == 0)
    counts = np.bincount(labels[rest], minlength=len(classes))
    for name, count in zip(classes, counts.tolist(), strict=True):
        if count < cuts + 1:
            images = "1 usable image" if count == 1 else f"{count} usable images"
            raise DataMistake(
                f"class '{name}' has {images} for training; at least {cuts + 1} are needed: "
                "add images or remove the class"
            )
    # One generator a purpose: that a test split is given must not change how validation is cut.
    if len(test) == 0:
        leave = 1 + (len(validation) == 0)
        test, rest = _cut(rest, labels, test_share, leave, np.random.default_rng([seed, 3]))
    if len(validation) == 0:
        validation, rest = _cut(rest, labels, validation_share, 1, np.random.default_rng([seed, 2]))
    return Split(train=rest, validation=validation, test=test)


def _cut(
    pool: Indices, labels: NDArray[np.int32], share: float, leave: int, draw: np.random.Generator
) -> tuple[Indices, Indices]:
    """Take ``share`` of every class, at least one image, and leave at least ``leave``."""
    taken = []
    for label in np.unique(labels[pool]):
        members = pool[labels[pool] == label]
        count = min(max(1, round(len(members) * share)), len(members) - leave)
        taken.append(draw.permutation(members)[:count])
    cut = np.sort(np.concatenate(taken))
    return cut, np.setdiff1d(pool, cut, assume_unique=True)
