"""Tables of path and label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from regnet_studio.data.layout import Images, Problem
from regnet_studio.data.table import apply_table
from regnet_studio.errors import DataMistake

NAMES = ["a.png", "b.png", "c.jpg"]


def apply(
    text: str | bytes,
    names: Sequence[str] = NAMES,
    folder: str = "",
    groups: bool = False,
    table_folder: str = "",
) -> tuple[dict[str, tuple[str, int]], list[Problem]]:
    content = text if isinstance(text, bytes) else text.encode()
    problems: list[Problem] = []
    images = [Images(folder, names, np.zeros((len(names), 2), np.int64))]
    found = apply_table(content, "labels.csv", table_folder, images, groups, problems)
    table = {
        path: (name, split)
        for part in found
        for path, name, split in zip(part.paths(), part.classes, part.splits, strict=True)
    }
    return table, problems


@pytest.mark.parametrize(
    "text",
    [
        "path,label\na.png,x\nb.png,y\nc.jpg,x\n",
        "\ufefffilename;Class\r\na.png;x\r\nb.png;y\r\nc.jpg;x\r\n",
        "split\tTarget\tImage Path\n\tx\ta.png\n\ty\tb.png\n\tx\tc.jpg",
        'id,species\n"a",x\n"b",y\n"c",x\n\n',
        "path,label\n./a.png, x \nb.png,y\nc.jpg,x\n",
    ],
)
def test_ways_of_writing(text: str) -> None:
    table, problems = apply(text)
    assert table == {"a.png": ("x", 0), "b.png": ("y", 0), "c.jpg": ("x", 0)}
    assert not problems


def test_splits_by_any_of_their_names() -> None:
    text = "path,label,subset\na.png,x,Train\nb.png,y,val\nc.jpg,x,TEST\n"
    assert apply(text)[0] == {"a.png": ("x", 1), "b.png": ("y", 2), "c.jpg": ("x", 3)}
    with pytest.raises(DataMistake, match=r"labels\.csv, line 2: split 'holdout' is unknown"):
        apply("path,label,split\na.png,x,holdout\n")


def test_paths_are_relative_to_the_table() -> None:
    text = "path,label\nimages\\a.png,x\nimages/b.png,y\n"
    table, _ = apply(text, folder="deep/images", table_folder="deep")
    assert table == {"deep/images/a.png": ("x", 0), "deep/images/b.png": ("y", 0)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("path,when\na.png,x\n", "no label column (its columns are: path, when)"),
        ("", "no path column"),
        ("picture,label\na.png,x\n", "no path column"),
        ("path,label\nz.png,x\n", "none of its paths is an image there"),
        (b"path,label\na.png,\xff\n", "not UTF-8"),
        ('path,label\n"a.png,x\n', "not a readable table"),
    ],
)
def test_what_is_no_table_of_labels(text: str | bytes, words: str) -> None:
    with pytest.raises(DataMistake) as caught:
        apply(text)
    assert words in str(caught.value)
    assert str(caught.value).startswith("labels.csv")


def test_what_is_wrong_with_a_row_is_told() -> None:
    table, problems = apply(
        "path,label\na.png,x\na.png,x\na.png,y\nb.png,\ngone.png,x\n../up.png,x\n/etc/p.png,x\n"
    )
    assert table == {"a.png": ("x", 0)}
    assert {(p.path, p.kind) for p in problems} == {
        ("a.png", "two-labels"),
        ("b.png", "no-label"),
        ("gone.png", "missing"),
        ("../up.png", "outside"),
        ("/etc/p.png", "outside"),
        ("labels.csv", "no-label"),
    }
    (two,) = [p for p in problems if p.kind == "two-labels"]
    assert two.detail == "'x' in line 2, 'y' in line 4; the first counts"


def test_many_missing_files_are_counted() -> None:
    text = "path,label\na.png,x\n" + "".join(f"{i}.gif,y\n" for i in range(100))
    _, problems = apply(text)
    missing = [p for p in problems if p.kind == "missing"]
    assert len(missing) == 21
    assert missing[-1].detail == "80 more of its files are gone"


def test_a_group_column_is_needed_where_it_is_asked_for() -> None:
    with pytest.raises(DataMistake, match="no group column"):
        apply("path,label\na.png,x\n", groups=True)
