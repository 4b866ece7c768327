"""A dataset: an index of images with their classes and splits. Opening one decodes nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.builtin import builtin_sets
from regnet_studio.data.layout import SPLITS, Problem, read_layout
from regnet_studio.data.sources import FolderSource, Source, ZipSource
from regnet_studio.errors import DataMistake, nearest

__all__ = ["SPLITS", "Dataset", "Problem", "open_dataset"]


@dataclass(frozen=True)
class Dataset:
    """Images (path, class, split) and what is wrong among them."""

    name: str
    source: str
    """What opens it again: the name of a built-in set or an absolute path."""
    classes: tuple[str, ...]
    paths: Sequence[str]
    """Relative to the source, ``/`` between the parts, one an image."""
    labels: NDArray[np.int32]
    """Position of each image's class in ``classes``; shape [N]."""
    splits: NDArray[np.uint8]
    """Position of each image's split in ``SPLITS``; shape [N]."""
    problems: tuple[Problem, ...]
    stamp: str
    """Changes whenever a file is added, removed, renamed or written to."""
    files: Source = field(repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.paths)

    def read(self, index: int) -> bytes:
        """The bytes of one image file; from any thread.

        Raises:
            UnreadableFile: it is gone, forbidden or damaged.
        """
        return self.files.read(self.paths[index])

    def counts(self) -> dict[str, dict[str, int]]:
        """Split -> class -> number of images, for the splits that have any."""
        table: dict[str, dict[str, int]] = {}
        for number, split in enumerate(SPLITS):
            of_split = np.bincount(
                self.labels[self.splits == number], minlength=len(self.classes)
            ).tolist()
            if sum(of_split):
                table[split] = dict(zip(self.classes, of_split, strict=True))
        return table

    def without(self, bad: Sequence[int], problems: Sequence[Problem]) -> Dataset:
        """The dataset with some images left out and the reasons added."""
        keep = np.ones(len(self), dtype=bool)
        keep[list(bad)] = False
        return replace(
            self,
            paths=[path for path, kept in zip(self.paths, keep, strict=True) if kept],
            labels=self.labels[keep],
            splits=self.splits[keep],
            problems=(*self.problems, *problems),
        )


def open_dataset(source: str) -> Dataset:
    """Index a built-in set, a folder or a .zip.

    Raises:
        DataMistake: there is no such thing, it cannot be read, or it holds no classes of images.
    """
    for known in builtin_sets():
        if source == known.name:
            return _index(known.name, known.name, known.open())
    try:
        path = Path(lasting_source(source))
        if path.is_dir():
            return _index(path.name, str(path), FolderSource(path))
        if path.is_file():
            if path.suffix.lower() != ".zip":
                raise DataMistake(f"{path}: a dataset is a folder or a .zip file")
            return _index(path.stem, str(path), ZipSource(path))
    except OSError as error:
        raise DataMistake(f"{source}: cannot be read: {error.strerror or error}") from error
    names = [known.name for known in builtin_sets()]
    hint = nearest(source, names)
    raise DataMistake(
        f"{source}: no such folder or .zip file, and no built-in set of that name"
        f"{hint or ' (there are: ' + ', '.join(names) + ')'}; give the images with --data PATH"
    )


def lasting_source(source: str) -> str:
    """What names the same images from any working folder: a built-in name or an absolute path.

    Raises:
        DataMistake: a path that is no text, and so cannot stand in a recipe.
    """
    if source in (known.name for known in builtin_sets()):
        return source
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise DataMistake(f"{source!r}: this name is not valid text; rename it") from error
    path = Path(source).expanduser()
    return str(path.resolve()) if os.path.exists(path) else source  # noqa: PTH110 (never raises)


def _index(name: str, source: str, files: Source) -> Dataset:
    listed = files.list()
    layout = read_layout([entry.path for entry in listed], where=source)
    stamp = hashlib.blake2b(digest_size=16)
    for i, label, split in zip(layout.kept, layout.labels, layout.splits, strict=True):
        entry = listed[i]
        line = f"{entry.path}\0{entry.stamp}\0{layout.classes[label]}\0{split}\n"
        stamp.update(line.encode("utf-8", "surrogateescape"))
    return Dataset(
        name=name,
        source=source,
        classes=layout.classes,
        paths=[listed[i].path for i in layout.kept],
        labels=np.array(layout.labels, dtype=np.int32),
        splits=np.array(layout.splits, dtype=np.uint8),
        problems=(*files.problems, *layout.problems),
        stamp=stamp.hexdigest(),
        files=files,
    )
