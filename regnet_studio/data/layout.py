"""What the names of the files say: which image is of which class and split.

Understood are ``CLASS/image`` and ``train|val|valid|test/CLASS/image``, inside any number of
wrapping folders. Folders deeper than the class belong to the class above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from regnet_studio.errors import DataMistake

SPLITS = ("unsplit", "train", "validation", "test")
_SPLIT_NAMES = {
    "train": 1,
    "training": 1,
    "val": 2,
    "valid": 2,
    "validation": 2,
    "test": 3,
    "testing": 3,
}
EXTENSIONS = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm"}
)
_NOT_DATA = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one file or folder of a dataset."""

    path: str
    kind: str
    """A word that programs may rely on: ``broken``, ``empty``, ``not-an-image``, ..."""
    detail: str
    """A sentence for people."""


@dataclass(frozen=True)
class Layout:
    """Which of the listed files are images, and what they show."""

    classes: tuple[str, ...]
    kept: tuple[int, ...]
    """Positions in the list of the files that are images of a class."""
    labels: tuple[int, ...]
    splits: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_layout(paths: Sequence[str], where: str) -> Layout:
    """Sort the files of a dataset (``paths``: relative, ``/`` between the parts).

    Raises:
        DataMistake: no image among them, or fewer than two classes.
    """
    parts_of: list[tuple[str, ...]] = [PurePosixPath(path).parts for path in paths]
    problems: list[Problem] = []
    images: list[int] = []
    for i, parts in enumerate(parts_of):
        if any(part.startswith(".") or part.lower() in _NOT_DATA for part in parts):
            continue
        suffix = PurePosixPath(parts[-1]).suffix.lower()
        if suffix in EXTENSIONS:
            images.append(i)
        else:
            problems.append(Problem(paths[i], "not-an-image", "left out: not an image format"))
    if not images:
        raise DataMistake(
            f"{where}: no images found; put them in one folder per class, e.g. cat/001.jpg"
        )

    wrapping = _wrapping_depth([parts_of[i] for i in images])
    has_splits = any(
        len(parts_of[i]) > wrapping + 2 and parts_of[i][wrapping].lower() in _SPLIT_NAMES
        for i in images
    )
    kept: list[int] = []
    names: list[str] = []
    splits: list[int] = []
    for i in images:
        inner = list(parts_of[i][wrapping:])
        split = _SPLIT_NAMES.get(inner[0].lower(), 0) if has_splits else 0
        if has_splits and split == 0:
            problems.append(
                Problem(paths[i], "stray", "left out: lies beside the train and test folders")
            )
        elif len(inner) < (3 if has_splits else 2):
            problems.append(Problem(paths[i], "no-class", "left out: not in a class folder"))
        else:
            kept.append(i)
            names.append(inner[1] if has_splits else inner[0])
            splits.append(split)
    if not kept:
        raise DataMistake(
            f"{where}: the images lie in no class folder; "
            "put them in one folder per class, e.g. cat/001.jpg"
        )
    if len(set(names)) < 2:
        raise DataMistake(
            f"{where}: only one class ('{names[0]}') was found; a classifier needs at least two "
            "folders, one per class"
        )
    classes = tuple(sorted(set(names), key=_natural))
    number = {name: n for n, name in enumerate(classes)}
    return Layout(
        classes, tuple(kept), tuple(number[n] for n in names), tuple(splits), tuple(problems)
    )


def _wrapping_depth(paths: Sequence[tuple[str, ...]]) -> int:
    """How many folders wrap the whole dataset, as in ``my-photos/cat/001.jpg``."""
    depth = 0
    while True:
        heads = {parts[depth] for parts in paths}
        holds_images = any(len(parts) <= depth + 2 for parts in paths)
        if len(heads) > 1 or holds_images or all(head.lower() in _SPLIT_NAMES for head in heads):
            return depth
        depth += 1


def _natural(name: str) -> tuple[list[tuple[int, int | str]], str]:
    """Sorts ``2`` before ``10``, whatever the case; ties by the name itself."""
    parts = [part for part in re.split(r"(\d+)", name) if part]
    return [(0, int(p)) if p.isdecimal() else (1, p.casefold()) for p in parts], name
