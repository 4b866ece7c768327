"""Edits beside a dataset: applied, undone, kept, and never in the user's files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regnet_studio.data.copies import Copies
from regnet_studio.data.dataset import Dataset, open_dataset
from regnet_studio.data.layout import SPLITS
from regnet_studio.data.manifest import (
    Edit,
    Exclude,
    Manifest,
    Move,
    Relabel,
    RenameClass,
    Restore,
    without_copies,
)
from regnet_studio.data.paths import Paths
from regnet_studio.data.sources import MemorySource
from regnet_studio.errors import DataMistake
from regnet_studio.files import DiskTrouble
from regnet_studio.recipe.tree import Data

Fill = Callable[[dict[str, bytes]], Path]

PATHS = [f"{name}/{i}.png" for name in ("cat", "dog", "item 2", "item 10") for i in range(3)]


def dataset(splits: str = "000111222333") -> Dataset:
    """Twelve images, three a class; ``splits``: a digit an image."""
    return Dataset(
        name="small",
        source="/pictures/small",
        classes=("cat", "dog", "item 2", "item 10"),
        paths=Paths(PATHS),
        labels=np.repeat(np.arange(4, dtype=np.int32), 3),
        splits=np.array([int(digit) for digit in splits], np.uint8),
        excluded=np.zeros(12, bool),
        groups=None,
        problems=(),
        stamp="stamp",
        files=MemorySource({}),
    )


def after(*edits: Edit) -> Dataset:
    return Manifest("small", edits).apply(dataset())


def effect(data: Dataset) -> tuple[Any, ...]:
    """All that edits may change."""
    return (
        data.classes,
        data.labels.tolist(),
        data.splits.tolist(),
        data.excluded.tolist(),
        data.problems,
    )


def classes_of(data: Dataset) -> dict[str, str]:
    """Path -> class, of the images in use."""
    rows = np.flatnonzero(~data.excluded)
    return {data.paths[row]: data.classes[data.labels[row]] for row in rows.tolist()}


some_paths = st.lists(st.sampled_from([*PATHS, "gone.png"]), max_size=4, unique=True).map(tuple)
names = st.sampled_from(["cat", "dog", "item 2", "item 10", "fox", "Été", "owl 1"])
edits_of_any_kind = st.lists(
    st.one_of(
        st.builds(Relabel, some_paths, names),
        st.builds(Exclude, some_paths),
        st.builds(Restore, some_paths),
        st.builds(Move, some_paths, st.sampled_from(SPLITS)),
        st.builds(RenameClass, names, names),
    ),
    max_size=8,
)


# What edits do


def test_relabelling_moves_images_to_a_class_that_may_be_new() -> None:
    found = after(Relabel(("cat/0.png", "dog/1.png"), "item 3"))
    assert found.classes == ("cat", "dog", "item 2", "item 3", "item 10")  # in natural order
    named = classes_of(found)
    assert named.pop("cat/0.png") == named.pop("dog/1.png") == "item 3"
    assert named == {p: p.split("/")[0] for p in PATHS if p not in ("cat/0.png", "dog/1.png")}


def test_a_class_left_empty_disappears() -> None:
    found = after(Relabel(("cat/0.png", "cat/1.png", "cat/2.png"), "dog"))
    assert found.classes == ("dog", "item 2", "item 10")
    assert found.labels.tolist() == [0] * 6 + [1] * 3 + [2] * 3


def test_excluding_and_restoring() -> None:
    found = after(Exclude(("cat/0.png", "dog/0.png")), Restore(("dog/0.png",)))
    assert np.flatnonzero(found.excluded).tolist() == [0]
    assert found.counts()["unsplit"]["cat"] == 2


def test_a_class_that_is_excluded_altogether_is_gone_until_restored() -> None:
    cats = tuple(PATHS[:3])
    found = after(Exclude(cats))
    assert found.classes == ("dog", "item 2", "item 10")
    assert found.labels.tolist() == [-1] * 3 + [0] * 3 + [1] * 3 + [2] * 3
    assert set(after(Exclude(cats), Restore(cats[:1])).classes) == set(dataset().classes)


def test_moving_to_another_split() -> None:
    found = after(Move(("cat/0.png", "dog/0.png"), "test"), Move(("dog/0.png",), "unsplit"))
    assert found.splits.tolist() == [3, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3]


def test_renaming_and_merging_classes() -> None:
    assert after(RenameClass("dog", "wolf")).classes == ("cat", "item 2", "item 10", "wolf")
    merged = after(RenameClass("dog", "cat"))
    assert merged.classes == ("cat", "item 2", "item 10")
    assert merged.labels.tolist() == [0] * 6 + [1] * 3 + [2] * 3
    # A name may be put right in its case, and an edit may speak of what an earlier one made.
    found = after(RenameClass("dog", "Dog"), Relabel(("cat/0.png",), "Dog"))
    assert found.counts()["unsplit"] == {"cat": 2, "Dog": 1, "item 2": 0, "item 10": 0}


def test_unicode_forms_of_one_name_are_one_class() -> None:
    found = after(Relabel(("cat/0.png",), "e\u0301te\u0301"), Relabel(("cat/1.png",), "été"))
    assert found.classes.count("été") == 1
    assert len(found.classes) == 5


def test_what_is_gone_is_a_problem_and_the_rest_is_done() -> None:
    found = after(
        Exclude(("gone/1.png", "cat/0.png", "gone/2.png", "gone/3.png")),
        RenameClass("horse", "donkey"),
    )
    assert found.excluded.sum() == 1
    assert [(p.path, p.kind) for p in found.problems] == [
        ("gone/1.png", "edit-unused"),
        ("horse", "edit-unused"),
    ]
    assert "2 more" in found.problems[0].detail
    assert "donkey" in found.problems[1].detail
    assert "donkey" not in found.classes


def test_the_dataset_itself_stays_as_it_was() -> None:
    data = dataset()
    before = effect(data)
    Manifest("small", (Exclude(tuple(PATHS[:2])), Move(tuple(PATHS), "test"))).apply(data)
    assert effect(data) == before
    assert data.stamp == after(Exclude(("cat/0.png",))).stamp


# What they refuse


@pytest.mark.parametrize("name", ["", "  ", " cat", "cat\n", "a\tb", "\x00", "a\udce9"])
def test_a_class_needs_a_name(name: str) -> None:
    with pytest.raises(DataMistake, match="cannot name a class"):
        Relabel((), name)
    with pytest.raises(DataMistake, match="cannot name a class"):
        RenameClass("cat", name)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(DataMistake, match="'tset' is no split; did you mean 'test'"):
        Move((), "tset")


@pytest.mark.parametrize("name", ["Cat", "CAT", "ｃａｔ"])
def test_classes_that_differ_only_by_case_or_form_are_refused(name: str) -> None:
    with pytest.raises(DataMistake, match=f"class '{name}' beside 'cat'"):
        after(Relabel(("dog/0.png",), name))


def test_what_the_files_say_twice_is_not_the_edits_fault() -> None:
    data = replace(dataset(), classes=("cat", "Cat", "item 2", "item 10"))
    edits = (Exclude(("cat/0.png",)),)
    assert Manifest("small", edits).apply(data).classes[:2] == ("Cat", "cat")


def test_two_classes_must_be_left() -> None:
    with pytest.raises(DataMistake, match="fewer than two classes"):
        after(Exclude(tuple(PATHS[3:])))
    with pytest.raises(DataMistake, match="fewer than two classes"):
        after(Exclude(tuple(PATHS)))


# Undo, redo, keeping


@settings(deadline=None)
@given(edits_of_any_kind)
def test_undoing_all_gives_the_original_and_redoing_all_the_edits(edits: list[Edit]) -> None:
    manifest = Manifest("small")
    for edit in edits:
        assert manifest.add(edit).undo().redo() == manifest.add(edit)
        manifest = manifest.add(edit)
    back = manifest
    for _ in edits:
        back = back.undo()
    assert back.undo() == back
    assert effect(back.apply(dataset())) == effect(dataset())
    for _ in edits:
        back = back.redo()
    assert back == manifest
    assert back.redo() == back
    assert back.digest() == manifest.digest()


def test_a_new_edit_forgets_what_was_undone() -> None:
    manifest = Manifest("small").add(Exclude(("a",))).undo().add(Exclude(("b",)))
    assert manifest.undone == ()
    assert manifest.redo() == manifest


@settings(deadline=None)
@given(edits_of_any_kind, st.integers(0, 3))
def test_what_is_written_is_read(edits: list[Edit], undone: int) -> None:
    manifest = Manifest("/pictures/small", tuple(edits))
    for _ in range(undone):
        manifest = manifest.undo()
    manifest.write()
    found = Manifest.read(manifest.source)
    assert found == manifest
    assert found.digest() == manifest.digest()
    assert Manifest.from_json(manifest.to_json(), "there") == manifest
    try:
        expected = effect(manifest.apply(dataset()))
    except DataMistake:
        with pytest.raises(DataMistake):
            found.apply(dataset())
    else:
        assert effect(found.apply(dataset())) == expected


@settings(deadline=None)
@given(edits_of_any_kind, edits_of_any_kind)
def test_another_effect_has_another_digest(one: list[Edit], other: list[Edit]) -> None:
    a, b = Manifest("small", tuple(one)), Manifest("elsewhere", tuple(other))
    assert (a.digest() == b.digest()) == (one == other)
    try:
        effects = effect(a.apply(dataset())), effect(b.apply(dataset()))
    except DataMistake:
        return
    if effects[0] != effects[1]:
        assert a.digest() != b.digest()


def test_each_source_has_its_own_edits(own_places: Path) -> None:
    Manifest("/one", (Exclude(("a",)),)).write()
    assert Manifest.read("/two") == Manifest("/two")
    assert Manifest.read("/one").edits == (Exclude(("a",)),)
    assert all(
        file.is_relative_to(own_places / "data") for file in (own_places / "data").rglob("*.json")
    )


def test_names_that_are_no_valid_text_are_kept(tmp_path: Path) -> None:
    manifest = Manifest("small", (Exclude(("caf\udce9.png", "café 🐈.png")),))
    manifest.save(tmp_path / "manifest.json")
    assert Manifest.load(tmp_path / "manifest.json") == manifest


def good() -> dict[str, Any]:
    return Manifest("small", (Move(("a",), "test"),), (RenameClass("a", "b"),)).to_json()


DAMAGE: dict[str, Callable[[dict[str, Any]], object]] = {
    "no version": lambda record: record.pop("version"),
    "version in words": lambda record: record.update(version="1"),
    "no source": lambda record: record.pop("source"),
    "source": lambda record: record.update(source=3),
    "no edits": lambda record: record.pop("edits"),
    "edits": lambda record: record.update(edits={"kind": "exclude"}),
    "unknown kind": lambda record: record["edits"][0].update(kind="erase"),
    "kind": lambda record: record["edits"][0].update(kind=[]),
    "unknown split": lambda record: record["edits"][0].update(split="tset"),
    "paths": lambda record: record["edits"][0].update(paths="a"),
    "a path": lambda record: record["edits"][0].update(paths=[1]),
    "a field too many": lambda record: record["edits"][0].update(more=1),
    "a field too few": lambda record: record["undone"][0].pop("new"),
    "a name": lambda record: record["undone"][0].update(new=None),
    "an empty name": lambda record: record["undone"][0].update(new=""),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_is_a_mistake(damage: str, tmp_path: Path) -> None:
    assert Manifest.from_json(good(), "there").to_json() == good()
    record = good()
    DAMAGE[damage](record)
    with pytest.raises(DataMistake, match="there: the edits kept here are damaged"):
        Manifest.from_json(record, "there")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_damaged_file_is_a_mistake(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_bytes(content)
    with pytest.raises(DataMistake, match="damaged"):
        Manifest.load(file)


def test_a_newer_or_missing_file_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    with pytest.raises(DataMistake, match="cannot be read"):
        Manifest.load(file)
    file.write_text(json.dumps({"version": 2, "changes": []}))
    with pytest.raises(DataMistake, match="newer version"):
        Manifest.load(file)


def test_a_full_disk_leaves_the_old_edits(
    disk_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGNET_STUDIO_DATA", str(disk_of("64k")))
    first = Manifest("small", (Exclude(("a",)),))
    first.write()
    with pytest.raises(DiskTrouble):
        first.add(Exclude(tuple(f"{n:020}" for n in range(10_000)))).write()
    assert Manifest.read("small") == first


def test_a_real_folder_is_never_written_to(fill: Fill, small_set: dict[str, bytes]) -> None:
    root = fill(small_set)
    before = {file: file.stat().st_mtime_ns for file in sorted(root.rglob("*"))}
    opened = open_dataset(Data(source=str(root)))
    manifest = Manifest.read(opened.source).add(Relabel((opened.paths[0],), "lion"))
    manifest.write()
    again = open_dataset(Data(source=str(root)))
    assert Manifest.read(again.source).apply(again).classes == ("cat", "dog", "lion")
    assert {file: file.stat().st_mtime_ns for file in sorted(root.rglob("*"))} == before


# One click


def test_copies_are_taken_out_of_the_training_side() -> None:
    data = dataset("111111110223")
    group = np.array([0, 0, 1, 1, 1, -1, 2, 2, 2, 0, 3, 3], np.int32)
    copies = Copies(np.full(12, -1, np.int32), group)
    edit = without_copies(data, copies)
    # 0 and 1 are copies of 9 (validation); of 2-4 and 6-8 the first stays; 10 and 11 are held back.
    assert [PATHS.index(path) for path in edit.paths] == [0, 1, 3, 4, 7, 8]
    edited = Manifest("small", (Exclude((PATHS[9], PATHS[2])),)).apply(data)
    again = [PATHS.index(path) for path in without_copies(edited, copies).paths]
    assert again == [1, 4, 7, 8]  # excluded images count for nothing


@given(
    st.lists(
        st.tuples(st.integers(-1, 3), st.integers(0, 3), st.booleans()), min_size=12, max_size=12
    )
)
def test_after_one_click_no_training_image_is_a_copy_of_another_image(
    rows: list[tuple[int, int, bool]],
) -> None:
    group = np.array([row[0] for row in rows], np.int32)
    data = replace(
        dataset("".join(str(row[1]) for row in rows)),
        excluded=np.array([row[2] for row in rows]),
    )
    copies = Copies(np.full(12, -1, np.int32), group)
    gone = {PATHS.index(path) for path in without_copies(data, copies).paths}
    used = {row for row in range(12) if not data.excluded[row]}
    assert gone <= {row for row in used if data.splits[row] < 2}
    left = used - gone
    for row in left:
        likes = {i for i in left if i != row and group[i] == group[row] >= 0}
        assert data.splits[row] >= 2 or not likes
    # No more than needed: a copy of each picture is left.
    assert {group[row] for row in used} == {group[row] for row in left}
