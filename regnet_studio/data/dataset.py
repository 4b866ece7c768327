"""A dataset: an index of images with their classes and splits. Opening one decodes nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.archives import ARCHIVES, opening_archive
from regnet_studio.data.builtin import (
    builtin_sets,
    find_set,
    imagenet_source,
    opening_set,
    recognised,
)
from regnet_studio.data.layout import (
    SPLITS,
    TABLES,
    Images,
    Layout,
    Problem,
    read_layout,
)
from regnet_studio.data.paths import Paths
from regnet_studio.data.progress import Progress, finished
from regnet_studio.data.sources import FolderSource, Listing, Source, UnreadableFile
from regnet_studio.data.table import apply_table
from regnet_studio.errors import DataMistake, nearest
from regnet_studio.recipe.tree import Data

__all__ = ["SPLITS", "Dataset", "Problem", "open_dataset"]

_USUAL_TABLES = ("labels", "metadata", "annotations", "train")


@dataclass(frozen=True)
class Dataset:
    """Images (path, class, split) and what is wrong among them."""

    name: str
    source: str
    """What opens it again: the name of a built-in set or an absolute path."""
    classes: tuple[str, ...]
    paths: Paths
    """Relative to the source, ``/`` between the parts, one an image."""
    labels: NDArray[np.int32]
    """Position of each image's class in ``classes``; shape [N]."""
    splits: NDArray[np.uint8]
    """Position of each image's split in ``SPLITS``; shape [N]."""
    excluded: NDArray[np.bool_]
    """Images the user took out; shape [N]."""
    groups: NDArray[np.int32] | None
    """Number of what each image stays together with, -1: alone; shape [N]. None: nothing does."""
    problems: tuple[Problem, ...]
    stamp: str
    """Changes whenever a file is added, removed, renamed or written to; not with edits."""
    files: Source = field(repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.paths)

    def read(self, index: int) -> bytes:
        """The bytes of one image file; from any thread.

        Raises:
            UnreadableFile: it is gone, forbidden or damaged.
        """
        return self.files.read(self.paths[index])

    def counts(self, without: Sequence[int] | NDArray[np.int64] = ()) -> dict[str, dict[str, int]]:
        """Split -> class -> number of images, for the splits that have any.

        Args:
            without: rows that do not count, such as broken images; excluded ones never do.
        """
        counted = ~self.excluded
        counted[np.asarray(without, dtype=np.int64)] = False
        table: dict[str, dict[str, int]] = {}
        for number, split in enumerate(SPLITS):
            of_split = np.bincount(
                self.labels[counted & (self.splits == number)], minlength=len(self.classes)
            ).tolist()
            if sum(of_split):
                table[split] = dict(zip(self.classes, of_split, strict=True))
        return table


def open_dataset(data: Data, fetch: bool = True) -> Dataset:
    """:func:`opening`, run to its end.

    Args:
        fetch: whether a built-in set that is not on this machine is downloaded.

    Raises:
        DataMistake: as :func:`opening`; or the set would have to be downloaded.
    """
    for known in builtin_sets():
        if not fetch and data.source == known.name and known.files and find_set(known) is None:
            raise DataMistake(
                f"{known.title} is not on this machine any more: open it on the Data page, which "
                "downloads it"
            )
    return finished(opening(data))


def opening(data: Data) -> Generator[Progress, None, Dataset]:
    """Index a built-in set, a folder, an archive or a table; yields while it downloads or unpacks.

    Raises:
        DataMistake: there is no such thing, it cannot be read, or it holds no classes of images.
    """
    source = data.source
    for known in builtin_sets():
        if source == known.name:
            return _index(known.name, known.name, (yield from opening_set(known)), data)
    try:
        path = Path(lasting_source(source))
        if path.is_dir():
            known = recognised(path)
            if known is not None:
                files = yield from opening_set(known, path)
                return _index(known.name, str(path), files, data)
            return _index(path.name, str(path), imagenet_source(path) or FolderSource(path), data)
        if path.is_file():
            if path.suffix.lower() in TABLES:
                data = data.model_copy(update={"layout": "table"})
                return _index(path.stem, str(path), FolderSource(path.parent), data, path.name)
            if not path.name.lower().endswith(tuple(ARCHIVES)):
                raise DataMistake(
                    f"{path}: a dataset is a folder, an archive ({', '.join(ARCHIVES)}) or a "
                    "table (.csv, .tsv)"
                )
            files = yield from opening_archive(path)
            return _index(path.name.split(".")[0] or path.name, str(path), files, data)
    except OSError as error:
        raise DataMistake(f"{source}: cannot be read: {error.strerror or error}") from error
    names = [known.name for known in builtin_sets()]
    hint = nearest(source, names)
    raise DataMistake(
        f"{source}: no such folder or file, and no built-in set of that name"
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
    path = Path(os.path.expanduser(source))  # noqa: PTH111 (never raises)
    return str(path.resolve()) if os.path.exists(path) else source  # noqa: PTH110 (never raises)


def _index(name: str, source: str, files: Source, data: Data, table: str | None = None) -> Dataset:
    listings = files.list()
    table = table or _table_among(listings)

    def read_table(images: Sequence[Images], problems: list[Problem]) -> Sequence[Images]:
        assert table is not None
        try:
            content = files.read(table)
        except UnreadableFile as error:
            raise DataMistake(f"{source}: {table} cannot be read: {error}") from error
        folder = str(PurePosixPath(table).parent)
        by_column = data.group_by == "column"
        return apply_table(
            content, table, "" if folder == "." else folder, images, by_column, problems
        )

    layout = read_layout(listings, data, source, read_table if table else None)
    _refuse_no_groups(source, data, layout)
    unused = []
    if table and layout.by != "table":
        text = "not used: the folders or names tell the classes; data.layout = table reads it"
        unused.append(Problem(table, "unused-table", text))
    total = len(layout.labels)
    return Dataset(
        name=name,
        source=source,
        classes=layout.classes,
        paths=Paths(chain.from_iterable(part.paths() for part in layout.images)),
        labels=layout.labels,
        splits=layout.splits,
        excluded=np.zeros(total, dtype=bool),
        groups=layout.groups,
        problems=(*files.problems, *layout.problems, *unused),
        stamp=_stamp(layout),
        files=files,
    )


def _refuse_no_groups(source: str, data: Data, layout: Layout) -> None:
    """Asked to keep images together, none being kept together must not go unnoticed."""
    if data.group_by == "none" or (layout.groups is not None and (layout.groups >= 0).any()):
        return
    needed = {
        "column": "needs a table of labels with a group column",
        "folder": "keeps nothing together: there are no folders below those of the classes",
        "names": f"keeps nothing together: no file name fits data.name_pattern "
        f"({data.name_pattern})",
    }
    raise DataMistake(f"{source}: data.group_by = {data.group_by} {needed[data.group_by]}")


def _table_among(listings: Sequence[Listing]) -> str | None:
    """The table nearest to the root: the one of a usual name, else the first."""
    tables = [
        PurePosixPath(listing.folder, name)
        for listing in listings
        for name in listing.names
        if name.lower().endswith((".csv", ".tsv")) and not name.startswith(".")
    ]

    def rank(table: PurePosixPath) -> tuple[int, int, str]:
        stem = table.stem.lower()
        usual = _USUAL_TABLES.index(stem) if stem in _USUAL_TABLES else len(_USUAL_TABLES)
        return len(table.parts), usual, str(table)

    return str(min(tables, key=rank)) if tables else None


def _stamp(layout: Layout) -> str:
    stamp = hashlib.blake2b(digest_size=16)
    for part in layout.images:
        text = "\0".join((part.folder, *part.names, ""))
        stamp.update(text.encode("utf-8", "surrogateescape"))
        stamp.update(np.ascontiguousarray(part.stamps).tobytes())
    return stamp.hexdigest()
