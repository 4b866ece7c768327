"""A table of path and label (and split, and group) beside the images: CSV or TSV."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from regnet_studio.data.layout import Images, Problem, split_of
from regnet_studio.errors import DataMistake

# Names of columns as they are found in the tables of published datasets.
_COLUMNS = {
    "path": [
        "path",
        "file",
        "filename",
        "file_name",
        "filepath",
        "file_path",
        "image",
        "image_path",
        "image_name",
        "img",
        "name",
        "image_id",
        "img_id",
        "id",
    ],
    "label": [
        "label",
        "labels",
        "class",
        "class_name",
        "category",
        "target",
        "species",
        "diagnosis",
        "y",
    ],
    "split": ["split", "subset", "set", "partition", "usage"],
    "group": [
        "group",
        "groups",
        "patient",
        "patient_id",
        "subject",
        "subject_id",
        "video",
        "video_id",
        "session",
        "scene",
        "person",
    ],
}
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of one image."""

    line: int
    label: str
    split: int
    group: str


def apply_table(
    content: bytes,
    where: str,
    folder: str,
    images: Sequence[Images],
    with_groups: bool,
    problems: list[Problem],
) -> list[Images]:
    """Give images the class, split and group that a table says.

    Args:
        content: of the table's file, UTF-8.
        where: its name, for messages.
        folder: the folder it lies in, relative to the source; its paths are relative to that.
        with_groups: ``data.group_by = column``.

    Raises:
        DataMistake: not a table, a column is missing, or an unknown split.
    """
    rows = _rows(content, where, folder, with_groups, problems)
    by_stem = {str(PurePosixPath(path).with_suffix("")): path for path in rows}
    found: list[Images] = []
    used: set[str] = set()
    unnamed = 0
    for part in images:
        kept: list[int] = []
        known: list[Row] = []
        for i, path in enumerate(part.paths()):
            # Tables often leave the file's ending out.
            key = path if path in rows else str(PurePosixPath(path).with_suffix(""))
            key = key if key in rows else by_stem.get(path, "")
            if key:
                kept.append(i)
                known.append(rows[key])
                used.add(key)
            else:
                unnamed += 1
        if kept:
            found.append(
                Images(
                    part.folder,
                    [part.names[i] for i in kept],
                    part.stamps[kept],
                    [row.label for row in known],
                    [row.split for row in known],
                    [row.group for row in known] if with_groups else (),
                )
            )
    if unnamed:
        problems.append(
            Problem(where, "no-label", f"{unnamed:,} images left out: not in the table")
        )
    _tell_missing([(path, row) for path, row in rows.items() if path not in used], where, problems)
    if not found:
        fault = (
            "none of its paths is an image there; they must be relative to the table"
            if rows
            else "none of its rows has both a path and a label"
        )
        raise DataMistake(f"{where}: {fault}")
    return found


def _rows(
    content: bytes, where: str, folder: str, with_groups: bool, problems: list[Problem]
) -> dict[str, Row]:
    lines = _lines(content, where)
    header = next(lines, (1, []))[1]
    place = _columns(header, where, with_groups)
    rows: dict[str, Row] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue

        def cell(column: str, cells: list[str] = cells) -> str:
            at = place.get(column)
            return cells[at].strip() if at is not None and at < len(cells) else ""

        path = _plain(cell("path"), folder)
        label = unicodedata.normalize("NFC", cell("label"))
        split = split_of(cell("split"))
        if split is None:
            raise DataMistake(
                f"{where}, line {line}: split '{cell('split')}' is unknown; write train, "
                "validation or test"
            )
        if path is None:
            problems.append(Problem(cell("path"), "outside", f"line {line}: not below the table"))
        elif not path or not label:
            problems.append(Problem(path or where, "no-label", f"line {line}: no path or label"))
        elif path in rows and rows[path].label != label:
            first = rows[path]
            problems.append(
                Problem(
                    path,
                    "two-labels",
                    f"'{first.label}' in line {first.line}, '{label}' in line {line}; the first "
                    "counts",
                )
            )
        else:
            rows.setdefault(path, Row(line, label, split, cell("group")))
    return rows


def _lines(content: bytes, where: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataMistake(f"{where}: not UTF-8 text; save the table as UTF-8") from error
    head = text.partition("\n")[0]
    comma = max((",", "\t", ";"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataMistake(
                f"{where}, line {reader.line_num}: not a readable table: {error}"
            ) from error
        yield reader.line_num, cells


def _columns(header: Sequence[str], where: str, with_groups: bool) -> dict[str, int]:
    titles = [title.strip().lower().replace(" ", "_") for title in header]
    place: dict[str, int] = {}
    for column, names in _COLUMNS.items():
        at = [titles.index(name) for name in names if name in titles]
        if at:
            place[column] = at[0]
    wanted = ("path", "label", "group") if with_groups else ("path", "label")
    for column in wanted:
        if column not in place:
            raise DataMistake(
                f"{where}: no {column} column (its columns are: {', '.join(header)[:200]}); name "
                f"one of them '{column}'"
            )
    return place


def _plain(path: str, folder: str) -> str | None:
    """The path relative to the source; None where it leads out of it."""
    given = PurePosixPath(path.replace("\\", "/"))
    if given.is_absolute() or ".." in given.parts or (given.parts and ":" in given.parts[0]):
        return None
    return str(PurePosixPath(folder) / given) if given.parts else ""


def _tell_missing(missing: Sequence[tuple[str, Row]], where: str, problems: list[Problem]) -> None:
    for path, row in missing[:_MOST_NAMED]:
        problems.append(
            Problem(path, "missing", f"named in {where}, line {row.line}, but not there")
        )
    if len(missing) > _MOST_NAMED:
        problems.append(
            Problem(where, "missing", f"{len(missing) - _MOST_NAMED:,} more of its files are gone")
        )
