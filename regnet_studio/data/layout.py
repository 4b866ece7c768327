"""What tells the class and split of an image: its folders, its name, or a table.

Folders: ``CLASS/image`` and ``train|val|valid|test/CLASS/image``, inside any number of wrapping
folders; deeper folders belong to the class above them, or are classes themselves (``nested``).
Names: ``cat.001.jpg`` in a flat folder. Table: a CSV or TSV of path and label (``table.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data

if TYPE_CHECKING:
    from regnet_studio.data.sources import Listing

SPLITS = ("unsplit", "train", "validation", "test")
_SPLIT_NAMES = {
    "train": 1,
    "training": 1,
    "val": 2,
    "valid": 2,
    "validation": 2,
    "dev": 2,
    "test": 3,
    "testing": 3,
}
EXTENSIONS = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".apng",
        ".webp",
        ".bmp",
        ".dib",
        ".gif",
        ".tif",
        ".tiff",
        ".ppm",
        ".pgm",
        ".pbm",
        ".pnm",
        ".avif",
        ".heic",
        ".heif",
        ".hif",
    ]
)
TABLES = frozenset({".csv", ".tsv"})
_UNTOLD = dict.fromkeys(
    ("folders", "nested", "table"),
    "the images lie in no class folder; put them in one folder per class, e.g. cat/001.jpg",
) | {"names": "no file name tells a class; see data.name_pattern, e.g. {class}_*"}
_NOT_DATA = {"__macosx", "thumbs.db", "desktop.ini"}
_LETTERS_BEFORE_NUMBER = re.compile(r"(?P<class>.*?[^\W\d_])[\W_]*\d.*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one file or folder of a dataset."""

    path: str
    kind: str
    """A word that programs may rely on: ``broken``, ``empty``, ``not-an-image``, ..."""
    detail: str
    """A sentence for people."""


@dataclass(frozen=True)
class Images:
    """The images of one folder with what is known of each; a field may be empty for all."""

    folder: str
    names: Sequence[str]
    stamps: NDArray[np.int64]
    classes: Sequence[str] = ()
    splits: Sequence[int] = ()
    """Positions in ``SPLITS``."""
    groups: Sequence[str] = ()
    """What is to stay together; the empty text: alone."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The folder, part by part."""
        return PurePosixPath(self.folder).parts

    def paths(self) -> Iterator[str]:
        """Paths relative to the source."""
        before = f"{self.folder}/" if self.folder else ""
        return (before + name for name in self.names)


@dataclass(frozen=True)
class Layout:
    """Which of the listed files are images, and what they show."""

    classes: tuple[str, ...]
    images: tuple[Images, ...]
    labels: NDArray[np.int32]
    """[N], in the order of ``images``."""
    splits: NDArray[np.uint8]
    """[N]."""
    groups: NDArray[np.int32] | None
    """[N]: numbers; -1: alone. None where nothing is kept together."""
    problems: tuple[Problem, ...]
    by: str
    """What told the classes: ``folders``, ``nested``, ``names`` or ``table``."""


Problems = list[Problem]
Reader = Callable[[Sequence[Images], Data, Problems], Sequence[Images]]


def read_layout(
    listings: Sequence[Listing],
    data: Data,
    where: str,
    read_table: Callable[[Sequence[Images], Problems], Sequence[Images]] | None = None,
) -> Layout:
    """Sort the files of a dataset.

    Args:
        read_table: gives the images what the table beside them says, where there is a table.

    Raises:
        DataMistake: no image among them, fewer than two classes, or no such layout.
    """
    problems: list[Problem] = []
    images = _images_among(listings, problems)
    if not images:
        raise DataMistake(
            f"{where}: no images found; put them in one folder per class, e.g. cat/001.jpg"
        )
    readers: dict[str, Reader] = {"folders": by_folders, "nested": by_folders, "names": by_names}
    if read_table is not None:
        readers["table"] = lambda found, _, faults: read_table(found, faults)
    if data.layout != "auto":
        if data.layout not in readers:
            raise DataMistake(
                f"{where}: data.layout = table, but no .csv or .tsv lies there; open the table "
                "itself, or put it beside the images"
            )
        return _assembled(data.layout, readers, images, data, where, problems)
    first: DataMistake | None = None
    for name in ("folders", "table", "names"):
        if name in readers:
            try:
                return _assembled(name, readers, images, data, where, problems)
            except DataMistake as mistake:
                first = first or mistake
                if name == "table":
                    raise
    assert first is not None
    raise first


def by_folders(images: Sequence[Images], data: Data, problems: Problems) -> Sequence[Images]:
    """Class and split from the folders; ``data.layout = nested``: the whole path is the class."""
    wrapping = _wrapping_depth([part.parts for part in images])
    heads = [part.parts[wrapping].lower() for part in images if len(part.parts) > wrapping]
    has_splits = any(
        len(part.parts) > wrapping + 1 and part.parts[wrapping].lower() in _SPLIT_NAMES
        for part in images
    )
    if not has_splits and set(heads) <= set(_SPLIT_NAMES):
        heads = []  # train/001.jpg: folders for the splits, but none for the classes
    found = []
    for part in images:
        inner = part.parts[wrapping:]
        split = _SPLIT_NAMES.get(inner[0].lower(), 0) if has_splits and inner else 0
        if has_splits and not split and inner:
            problems.append(_left_out(part, "stray", "beside the train and test folders"))
        elif not heads or len(inner) < 1 + has_splits:
            problems.append(_left_out(part, "no-class", "not in a class folder"))
        else:
            inner = inner[1:] if has_splits else inner
            nested = data.layout == "nested"
            name = unicodedata.normalize("NFC", "/".join(inner) if nested else inner[0])
            below = "" if nested else "/".join(inner[1:])
            found.append(
                _known(
                    part,
                    [name] * len(part.names),
                    [split] * len(part.names),
                    _groups(part, data, below),
                )
            )
    return found


def by_names(images: Sequence[Images], data: Data, problems: Problems) -> Sequence[Images]:
    """Class from the file names, by ``data.name_pattern``; split from a folder named for one.

    Raises:
        RecipeMistake: the pattern has no ``{class}``.
    """
    pattern = _LETTERS_BEFORE_NUMBER
    if data.name_pattern and "{class}" in data.name_pattern:
        pattern = _compiled(data.name_pattern)
    elif data.name_pattern and data.layout == "names" and data.group_by != "names":
        raise DataMistake(
            f"data.name_pattern = {data.name_pattern}: holds no {{class}}; write it as in "
            "{class}.* or {class}_{group}_*"
        )
    found = []
    for part in images:
        matches = [_match(pattern, name) for name in part.names]
        kept = [i for i, match in enumerate(matches) if match]
        if len(kept) < len(matches):
            rest = _some(part, [i for i, match in enumerate(matches) if not match])
            problems.append(_left_out(rest, "no-class", "the name does not tell the class"))
        if kept:
            classes = [
                unicodedata.normalize("NFC", match["class"].strip()) for match in matches if match
            ]
            split = next(
                (_SPLIT_NAMES[p.lower()] for p in part.parts if p.lower() in _SPLIT_NAMES), 0
            )
            part = _some(part, kept)
            groups = _groups(part, data, part.folder)
            found.append(_known(part, classes, [split] * len(kept), groups))
    return found


def split_of(word: str) -> int | None:
    """The split that a word names, as a position in ``SPLITS``; None where it names none."""
    return 0 if not word else _SPLIT_NAMES.get(word.strip().lower())


def natural(name: str) -> tuple[list[tuple[int, int | str]], str]:
    """Sorts ``2`` before ``10``, whatever the case; ties by the name itself."""
    parts = [part for part in re.split(r"(\d+)", name) if part]
    return [(0, int(p)) if p.isdecimal() else (1, p.casefold()) for p in parts], name


def _images_among(listings: Sequence[Listing], problems: Problems) -> list[Images]:
    found: list[Images] = []
    for listing in listings:
        part = Images(listing.folder, listing.names, listing.stamps)
        if any(_is_hidden(folder) for folder in part.parts):
            problems.append(_left_out(part, "hidden", "hidden"))
            continue
        kept, others, hidden = [], [], []
        for i, name in enumerate(listing.names):
            suffix = name[name.rfind(".") :].lower() if "." in name else ""
            if _is_hidden(name):
                hidden.append(i)
            elif suffix in EXTENSIONS:
                kept.append(i)
            elif suffix not in TABLES:
                others.append(i)
        if hidden:
            problems.append(_left_out(_some(part, hidden), "hidden", "hidden"))
        if others:
            problems.append(_left_out(_some(part, others), "not-an-image", "not an image format"))
        if kept:
            found.append(part if len(kept) == len(part.names) else _some(part, kept))
    return found


def _assembled(
    by: str,
    readers: Mapping[str, Reader],
    images: Sequence[Images],
    data: Data,
    where: str,
    before: Sequence[Problem],
) -> Layout:
    problems = list(before)
    parts = tuple(readers[by](images, data, problems))
    names = sorted(set(chain.from_iterable(set(part.classes) for part in parts)), key=natural)
    if not parts:
        raise DataMistake(f"{where}: {_UNTOLD[by]}")
    if len(names) < 2:
        raise DataMistake(
            f"{where}: only one class ('{names[0]}') was found; a classifier needs at least two "
            "folders, one per class"
        )
    number = {name: n for n, name in enumerate(names)}
    total = sum(len(part.names) for part in parts)
    labels = np.fromiter((number[c] for part in parts for c in part.classes), np.int32, total)
    splits = np.fromiter(chain.from_iterable(part.splits for part in parts), np.uint8, total)
    return Layout(
        tuple(names),
        parts,
        labels,
        splits,
        _numbered(parts, total),
        (*problems, *_lookalikes(names)),
        by,
    )


def _numbered(parts: Sequence[Images], total: int) -> NDArray[np.int32] | None:
    if not any(part.groups for part in parts):
        return None
    number: dict[str, int] = defaultdict(lambda: len(number))
    texts = chain.from_iterable(part.groups or [""] * len(part.names) for part in parts)
    return np.fromiter((number[text] if text else -1 for text in texts), np.int32, total)


def _lookalikes(names: Sequence[str]) -> list[Problem]:
    """Classes that differ only by case, and so are probably one."""
    folded = Counter(name.casefold() for name in names)
    return [
        Problem(
            name,
            "similar-classes",
            "differs from another class only by case; rename it if both are the same",
        )
        for name in names
        if folded[name.casefold()] > 1
    ]


def _groups(part: Images, data: Data, below: str) -> Sequence[str]:
    """What each image of a folder stays together with, as ``data.group_by`` says."""
    if data.group_by == "folder":
        return [below] * len(part.names)
    if data.group_by == "names":
        if not data.name_pattern or "{group}" not in data.name_pattern:
            raise DataMistake(
                "data.group_by = names needs a data.name_pattern with {group}, such as {group}_*"
            )
        pattern = _compiled(data.name_pattern)
        matches = [_match(pattern, name) for name in part.names]
        return [match["group"] if match else "" for match in matches]
    return ()


def _compiled(pattern: str) -> re.Pattern[str]:
    text = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    for field in ("class", "group"):
        text = text.replace(re.escape(f"{{{field}}}"), f"(?P<{field}>.+?)", 1)
    return re.compile(text)


def _match(pattern: re.Pattern[str], name: str) -> re.Match[str] | None:
    """With or without the file's ending."""
    return pattern.fullmatch(name[: name.rfind(".")]) or pattern.fullmatch(name)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name.lower() in _NOT_DATA


def _some(part: Images, kept: Sequence[int]) -> Images:
    return Images(part.folder, [part.names[i] for i in kept], part.stamps[list(kept)])


def _known(
    part: Images, classes: Sequence[str], splits: Sequence[int], groups: Sequence[str]
) -> Images:
    return Images(part.folder, part.names, part.stamps, classes, splits, groups)


def _left_out(part: Images, kind: str, reason: str) -> Problem:
    """One line for a file, or for all such files of a folder."""
    count = len(part.names)
    if count == 1:
        return Problem(next(part.paths()), kind, f"left out: {reason}")
    return Problem(part.folder or ".", kind, f"{count:,} files left out: {reason}")


def _wrapping_depth(folders: Sequence[tuple[str, ...]]) -> int:
    """How many folders wrap the whole dataset, as in ``my-photos/cat/001.jpg``."""
    depth = 0
    while True:
        heads = {parts[depth] if len(parts) > depth else "" for parts in folders}
        holds_images = any(len(parts) <= depth + 1 for parts in folders)
        if len(heads) > 1 or holds_images or all(head.lower() in _SPLIT_NAMES for head in heads):
            return depth
        depth += 1
