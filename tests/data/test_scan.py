"""The scan: what the command line and the window show of a dataset."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from regnet_studio.data import scan as module
from regnet_studio.data.manifest import Exclude, RenameClass, without_copies
from regnet_studio.data.scan import Scan
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data
from tests.data.faults import faulty_files
from tests.data.planted import planted

Fill = Callable[[dict[str, bytes]], Path]


def scan(source: str, on_progress: module.OnProgress | None = None, **choices: Any) -> Scan:
    return module.scan(Data(source=source, **choices), on_progress)


def test_the_record_of_a_clean_folder(colour_folder: Path) -> None:
    found = scan(str(colour_folder)).to_json()
    assert found == json.loads(json.dumps(found))
    seconds = found.pop("seconds")
    assert 0 < seconds < 60
    mean, std = found.pop("mean"), found.pop("std")
    pixels = np.stack([np.asarray(Image.open(file)) for file in colour_folder.rglob("*.png")])
    assert mean == pytest.approx(pixels.mean(axis=(0, 1, 2)), abs=1e-3)
    assert std == pytest.approx(pixels.std(axis=(0, 1, 2)), abs=1e-2)
    classes = {"blue": 12, "green": 12, "red": 12}
    assert found == {
        "dataset": "colours",
        "source": str(colour_folder),
        "images": 36,
        "classes": classes,
        "splits": {"unsplit": classes},
        "ratio": 1.0,
        "size": 16,
        "channels": 3,
        "sizes": {"smallest": [16, 16], "median": [16, 16], "largest": [16, 16]},
        "excluded": 0,
        "edits": 0,
        "problems": [],
        "duplicates": [],
        "near_duplicates": [],
        "across_splits": [],
        "disagreeing": [],
    }


def test_the_record_has_the_keys_others_rely_on(colour_folder: Path) -> None:
    (colour_folder / "red" / "00.png").write_bytes(b"broken")
    (colour_folder / "red" / "01.png").write_bytes((colour_folder / "red/02.png").read_bytes())
    (colour_folder / "red" / "notes.txt").write_text("hello")
    found = scan(str(colour_folder)).to_json()
    assert {"images", "classes", "splits", "problems", "duplicates", "seconds"} <= found.keys()
    assert found["images"] == 35
    assert found["classes"] == {"blue": 12, "green": 12, "red": 11}
    assert found["splits"] == {"unsplit": {"blue": 12, "green": 12, "red": 11}}
    assert all(problem.keys() == {"path", "kind", "detail"} for problem in found["problems"])
    assert {(problem["path"], problem["kind"]) for problem in found["problems"]} == {
        ("red/notes.txt", "not-an-image"),
        ("red/00.png", "broken"),
    }
    assert found["duplicates"] == [["red/01.png", "red/02.png"]]


def test_splits_are_counted(fill: Fill, make_png: Callable[..., bytes]) -> None:
    names = [
        *(f"train/{c}/{i}.png" for c in "ab" for i in range(5)),
        *(f"test/{c}/{i}.png" for c in "ab" for i in range(2)),
    ]
    found = scan(str(fill({name: make_png(i) for i, name in enumerate(names)})))
    assert found.to_json()["splits"] == {"train": {"a": 5, "b": 5}, "test": {"a": 2, "b": 2}}
    assert found.counts() == found.to_json()["splits"]
    assert found.to_json()["classes"] == {"a": 7, "b": 7}


def test_classes_too_small_to_split_are_problems(
    fill: Fill, make_png: Callable[..., bytes]
) -> None:
    names = [*(f"a/{i}.png" for i in range(3)), "b/0.png", "b/1.png", "c/0.png"]
    contents = {name: make_png(i) for i, name in enumerate(names)}
    found = scan(str(fill(contents | {"d/0.png": b"broken"})))
    small = {p.path: p.detail for p in found.problems if p.kind == "small-class"}
    assert sorted(small) == ["b", "c", "d"]
    assert "2 image(s)" in small["b"]
    assert "0 image(s)" in small["d"]
    assert found.to_json()["classes"] == {"a": 3, "b": 2, "c": 1, "d": 0}


def test_the_built_in_digits() -> None:
    calls: list[int] = []
    found = scan("digits", on_progress=lambda stage, done, total: calls.append(done))
    assert found.to_json()["images"] == 1797
    assert sum(found.to_json()["classes"].values()) == 1797
    assert (found.size, found.channels) == (8, 1)
    assert not found.problems


def test_an_exception_of_the_listener_cancels(
    colour_folder: Path, make_png: Callable[..., bytes]
) -> None:
    def cancel(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(str(colour_folder), on_progress=cancel)


def test_what_cannot_be_scanned_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataMistake, match="no such folder"):
        scan(str(tmp_path / "none"))
    with pytest.raises(DataMistake, match="no images"):
        scan(str(tmp_path))


# Planted faults are all found


def test_planted_copies_and_broken_files_are_all_found(fill: Fill) -> None:
    broken = {
        f"train/{('cat', 'dog')[n % 2]}/broken-{n}-{kind}": content
        for n, (kind, content) in enumerate(faulty_files().items())
    }
    assert len(broken) == 40
    found = scan(str(fill(planted(exact=50, near=50, mislabelled=20, alone=30) | broken)))
    record = found.to_json()
    faults = {problem["path"]: problem["kind"] for problem in record["problems"]}
    assert set(faults) == set(broken)
    assert all(problem["detail"] for problem in record["problems"])
    assert len(record["duplicates"]) == 70
    assert len(record["near_duplicates"]) == 50
    across = {frozenset(group) for group in record["across_splits"]}
    assert len(across) == 100
    for group in across:
        ends = {path.split("/", 2)[2].split("-")[1].split(".")[0] for path in group}
        assert len(group) == 2
        assert len(ends) == 1  # exact-7 with exact-7, near-3-half.png with near-3.jpg
    assert {frozenset(group) for group in record["disagreeing"]} == {
        frozenset({f"train/cat/mixed-{n}.jpg", f"train/dog/mixed-{n}.jpg"}) for n in range(20)
    }
    # One click: copies of test images, and all but one of what repeats, leave the training side.
    mended = found.edited(found.manifest.add(without_copies(found.dataset, found.copies)))
    assert mended.to_json()["across_splits"] == []
    assert mended.to_json()["duplicates"] == []
    assert mended.counts()["test"] == found.counts()["test"]
    assert sum(mended.counts()["train"].values()) == sum(found.counts()["train"].values()) - 120


def test_edits_of_the_user_are_seen_by_every_scan(colour_folder: Path) -> None:
    found = scan(str(colour_folder))
    edits = found.manifest.add(Exclude(("red/00.png",))).add(RenameClass("blue", "azure"))
    edits.write()
    again = scan(str(colour_folder))
    assert again.counts() == {"unsplit": {"azure": 12, "green": 12, "red": 11}}
    assert again.counts() == found.edited(edits).counts()
    assert (again.to_json()["excluded"], again.to_json()["edits"]) == (1, 2)
    again.manifest.undo().undo().write()
    assert scan(str(colour_folder)).counts() == found.counts()
