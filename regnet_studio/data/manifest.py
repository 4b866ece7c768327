"""Edits to a dataset, kept beside it: the user's files are never touched.

A manifest is a list of edits that are applied, in order, to what the files say. It lies in the
program's own data folder, one for each source, and is the same for the window and the command
line; a run keeps a copy.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.copies import Copies
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.layout import SPLITS, Problem, natural
from regnet_studio.errors import DataMistake, nearest
from regnet_studio.folders import data_folder

FORMAT = 1


@dataclass(frozen=True)
class Relabel:
    """These images are of class ``label``, which may be a new one."""

    kind: ClassVar = "relabel"
    paths: tuple[str, ...]
    label: str

    def __post_init__(self) -> None:
        _check_class(self.label)


@dataclass(frozen=True)
class Exclude:
    """These images are not used."""

    kind: ClassVar = "exclude"
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Restore:
    """These images are used again."""

    kind: ClassVar = "restore"
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """These images belong to ``split``, one of ``layout.SPLITS``."""

    kind: ClassVar = "move"
    paths: tuple[str, ...]
    split: str

    def __post_init__(self) -> None:
        if self.split not in SPLITS:
            hint = nearest(self.split, SPLITS) or f" (there are: {', '.join(SPLITS)})"
            raise DataMistake(f"'{self.split}' is no split{hint}")


@dataclass(frozen=True)
class RenameClass:
    """All images of class ``old`` are of class ``new``; where that exists the two become one."""

    kind: ClassVar = "rename-class"
    old: str
    new: str

    def __post_init__(self) -> None:
        _check_class(self.new)


Edit = Relabel | Exclude | Restore | Move | RenameClass
_KINDS: dict[str, type[Edit]] = {
    kind.kind: kind for kind in (Relabel, Exclude, Restore, Move, RenameClass)
}


@dataclass(frozen=True)
class Manifest:
    """The edits to the dataset that ``source`` opens."""

    source: str
    edits: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()
    """What :meth:`redo` would bring back, the next one last."""

    def add(self, edit: Edit) -> Manifest:
        """With one more edit; what was undone can no longer be redone."""
        return replace(self, edits=(*self.edits, edit), undone=())

    def undo(self) -> Manifest:
        """Without the last edit, where there is one."""
        if not self.edits:
            return self
        return replace(self, edits=self.edits[:-1], undone=(*self.undone, self.edits[-1]))

    def redo(self) -> Manifest:
        """With the edit that was undone last, where there is one."""
        if not self.undone:
            return self
        return replace(self, edits=(*self.edits, self.undone[-1]), undone=self.undone[:-1])

    def apply(self, dataset: Dataset) -> Dataset:
        """The dataset after all edits.

        A class without images that are used is gone: its excluded images have label -1. What an
        edit speaks of and is not there is a problem of kind ``edit-unused``.

        Raises:
            DataMistake: fewer than two classes would be left, or a new one would differ from
                another only by case or Unicode form.
        """
        if not self.edits:
            return dataset
        work = _Work(dataset, self.edits)
        for edit in self.edits:
            work.apply(edit)
        return work.done(self.place)

    def digest(self) -> str:
        """Of the edits in force: 32 hex digits, equal for equal edits of whatever source."""
        return hashlib.blake2b(_text(_listed(self.edits)).encode(), digest_size=16).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The record that :meth:`from_json` reads."""
        return {
            "version": FORMAT,
            "source": self.source,
            "edits": _listed(self.edits),
            "undone": _listed(self.undone),
        }

    @classmethod
    def from_json(cls, record: Any, where: str) -> Manifest:
        """The manifest of a record; ``where`` it came from is said in the mistakes.

        Raises:
            DataMistake: it is damaged, or newer than this program.
        """
        version = record.get("version") if isinstance(record, dict) else None
        if isinstance(version, int) and version > FORMAT:
            raise DataMistake(
                f"{where}: these edits were written by a newer version of RegNet Studio; update it"
            )
        try:
            if version != FORMAT or not isinstance(record["source"], str):
                raise ValueError("no version or no source")
            edits, undone = (
                tuple(_edit(entry) for entry in record[name]) for name in ("edits", "undone")
            )
            return cls(record["source"], edits, undone)
        except (KeyError, TypeError, ValueError, DataMistake) as error:
            raise _damaged(where) from error

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """The manifest in a file, such as the copy that a run keeps.

        Raises:
            DataMistake: it cannot be read, is damaged, or newer than this program.
        """
        try:
            record = json.loads(path.read_bytes())
        except OSError as error:
            raise DataMistake(f"{path}: cannot be read: {error.strerror or error}") from error
        except (ValueError, RecursionError) as error:
            raise _damaged(str(path)) from error
        return cls.from_json(record, str(path))

    @classmethod
    def read(cls, source: str) -> Manifest:
        """The edits kept for a source (see ``Dataset.source``); none where there are none.

        Raises:
            DataMistake: as :meth:`load`.
        """
        empty = cls(source)
        return cls.load(empty.place) if empty.place.exists() else empty

    def save(self, path: Path) -> None:
        """Write it to any file.

        Raises:
            DiskTrouble: no room or no permission.
        """
        files.write_text(path, _text(self.to_json()))

    def write(self) -> None:
        """Keep it for its source.

        Raises:
            DiskTrouble: no room or no permission.
        """
        self.save(self.place)

    @property
    def place(self) -> Path:
        name = hashlib.blake2b(self.source.encode("utf-8", "surrogateescape"), digest_size=16)
        return data_folder() / "manifests" / f"{name.hexdigest()}.json"


def without_copies(dataset: Dataset, copies: Copies) -> Exclude:
    """Takes copies out of the training side (splits ``train`` and ``unsplit``).

    Out go the copies of validation and test images, and of what is left of each group all but the
    first. Images that are excluded already count for nothing.

    Args:
        dataset: after the edits so far.
    """
    used = ~dataset.excluded
    copies = copies.among(used)
    is_training = dataset.splits < SPLITS.index("validation")
    leaked = copies.of_held_back(np.flatnonzero(used & ~is_training))
    leaked = leaked[is_training[leaked]]
    rest = np.setdiff1d(np.flatnonzero(used & is_training), leaked)
    rows = np.union1d(leaked, copies.repeated(rest))
    return Exclude(tuple(dataset.paths[row] for row in rows.tolist()))


class _Work:
    """A dataset while edits are applied to it."""

    def __init__(self, dataset: Dataset, edits: tuple[Edit, ...]) -> None:
        self._dataset = dataset
        self._labels = dataset.labels.copy()
        self._splits = dataset.splits.copy()
        self._excluded = dataset.excluded.copy()
        self._classes = {name: number for number, name in enumerate(dataset.classes)}
        self._problems: list[Problem] = []
        named = {path for edit in edits if not isinstance(edit, RenameClass) for path in edit.paths}
        self._row = {path: row for row, path in enumerate(dataset.paths) if path in named}

    def apply(self, edit: Edit) -> None:
        match edit:
            case Relabel(paths, label):
                self._labels[self._rows(paths)] = self._class(label)
            case Exclude(paths):
                self._excluded[self._rows(paths)] = True
            case Restore(paths):
                self._excluded[self._rows(paths)] = False
            case Move(paths, split):
                self._splits[self._rows(paths)] = SPLITS.index(split)
            case RenameClass(old, new):
                of_old = self._labels == self._classes.get(_composed(old), -1)
                if not of_old.any():
                    self._unused(old, f"no class has this name, so none was renamed to '{new}'")
                self._labels[of_old] = self._class(new)

    def done(self, place: Path) -> Dataset:
        """``place``: where the edits are kept, for the mistakes."""
        alive = np.unique(self._labels[~self._excluded]).tolist()
        names = list(self._classes)
        classes = tuple(sorted((names[number] for number in alive), key=natural))
        if len(classes) < 2:
            raise DataMistake(
                f"{self._dataset.source}: the edits leave fewer than two classes; undo the last, "
                f"or remove {place} to undo them all"
            )
        self._refuse_alike(classes, place)
        number_of = {name: number for number, name in enumerate(classes)}
        renumbered = np.array([number_of.get(name, -1) for name in names], dtype=np.int32)
        return replace(
            self._dataset,
            classes=classes,
            labels=renumbered[self._labels],
            splits=self._splits,
            excluded=self._excluded,
            problems=(*self._dataset.problems, *self._problems),
        )

    def _class(self, name: str) -> int:
        return self._classes.setdefault(_composed(name), len(self._classes))

    def _rows(self, paths: tuple[str, ...]) -> NDArray[np.int64]:
        gone = [path for path in paths if path not in self._row]
        if gone:
            others = f"; {len(gone) - 1:,} more of the same edit are gone too" if gone[1:] else ""
            self._unused(gone[0], f"an edit speaks of this image, which is not there{others}")
        return np.array([self._row[p] for p in paths if p in self._row], dtype=np.int64)

    def _unused(self, path: str, detail: str) -> None:
        self._problems.append(Problem(path, "edit-unused", detail))

    def _refuse_alike(self, classes: tuple[str, ...], place: Path) -> None:
        forms = Counter(_form(name) for name in classes)
        for name in classes:
            # What the files themselves say is not the edits' fault.
            if forms[_form(name)] > 1 and name not in self._dataset.classes:
                other = next(o for o in classes if o != name and _form(o) == _form(name))
                raise DataMistake(
                    f"{self._dataset.source}: the edits make a class '{name}' beside '{other}', "
                    "which differs only by case or Unicode form; give both one name, or remove "
                    f"{place} to undo all edits"
                )


def _composed(name: str) -> str:
    """The one Unicode form in which classes are named."""
    return unicodedata.normalize("NFC", name)


def _form(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _check_class(name: str) -> None:
    if not name.strip() or name != name.strip() or not all(c.isprintable() for c in name):
        raise DataMistake(
            f"{name!r} cannot name a class: give it at least one letter or digit, without blanks "
            "at its ends and without control characters"
        )


def _listed(edits: tuple[Edit, ...]) -> list[dict[str, Any]]:
    records = [{"kind": edit.kind, **vars(edit)} for edit in edits]
    for record in records:
        if "paths" in record:
            record["paths"] = list(record["paths"])
    return records


def _edit(entry: dict[str, Any]) -> Edit:
    """One edit of a record; TypeError, KeyError or ValueError where it is none."""
    kind = _KINDS[entry["kind"]]
    values = {field.name: entry[field.name] for field in fields(kind)}
    if len(entry) != len(values) + 1:
        raise ValueError("an unknown field")
    for name, value in values.items():
        parts = value if name == "paths" else [value]
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise TypeError("text expected")
        values[name] = tuple(parts) if name == "paths" else value
    return kind(**values)


def _text(record: Any) -> str:
    # ASCII: names that are no valid text (lone surrogates) come back as they were.
    return json.dumps(record, indent=1, sort_keys=True) + "\n"


def _damaged(where: str) -> DataMistake:
    return DataMistake(f"{where}: the edits kept here are damaged; remove this file to go on")
