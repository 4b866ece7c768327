"""The table of predictions: as CSV, and safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.data.layout import Problem
from regnet_studio.runs.predicted import Predicted, harmless
from regnet_studio.runs.prediction import Portion
from tests.runs.said import predicted_of

CLASSES = ("cat", "=HYPERLINK(1)", "chien")


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_line_an_image_with_all_ranks_and_the_problems_last(tmp_path: Path) -> None:
    predicted = predicted_of(CLASSES, [("a, b.png", 0, 0.75), ("é.png", 2, 0.6)])
    predicted.add(Portion(3, 3, problems=[Problem("bad.png", "broken", "cut off")]))
    predicted.write_csv(tmp_path / "out.csv")
    content = (tmp_path / "out.csv").read_bytes()
    assert b"\r\n" in content
    assert not content.startswith(b"\xef")
    head, *lines = rows_of(content.decode("utf-8"))
    assert head == [
        *("path", "label", "probability", "second", "second_probability"),
        *("third", "third_probability", "problem"),
    ]
    assert lines[0] == ["a, b.png", "cat", "0.75", "'=HYPERLINK(1)", "0.125", "chien", "0.125", ""]
    assert lines[1][:3] == ["é.png", "chien", "0.6"]
    assert lines[2] == ["bad.png", "", "", "", "", "", "", "cut off"]
    assert rows_of(predicted.table([1], with_problems=False).csv())[1:] == [lines[1]]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(name: str) -> None:
    assert harmless(name) == "'" + name
    predicted = predicted_of((name, "b"), [(name, 0, 0.9)])
    assert all(not cell.startswith(name) for cell in rows_of(predicted.table().csv())[1][:2])


def test_it_grows_without_losing_what_is_there() -> None:
    predicted = Predicted(("a", "b"))
    rng = np.random.default_rng(0)
    for part in range(30):
        labels = rng.integers(0, 2, 100)
        top = np.stack([labels, 1 - labels], axis=1).astype(np.int32)
        predicted.add(
            Portion(0, 0, [f"{part}-{n}" for n in range(100)], top, top.astype(float) + 0.5)
        )
    assert len(predicted) == 3000
    assert predicted.paths[2999] == "29-99"
    assert predicted.counts().sum() == 3000
    assert (predicted.shares == predicted.top + 0.5).all()
