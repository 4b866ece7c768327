"""Opening a dataset by name or path."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regnet_studio.data import dataset as module
from regnet_studio.data.dataset import SPLITS, Dataset
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data

Fill = Callable[[dict[str, bytes]], Path]


def open_dataset(source: str, **choices: Any) -> Dataset:
    return module.open_dataset(Data.model_construct(source=source, **choices))


def test_a_folder_and_its_zip_are_the_same_images(
    fill: Fill, pack: Fill, small_set: dict[str, bytes]
) -> None:
    folder = open_dataset(str(fill(small_set)))
    archive = open_dataset(str(pack(small_set)))
    for dataset in (folder, archive):
        assert dataset.classes == ("cat", "dog")
        assert list(dataset.paths) == sorted(small_set)
        assert dataset.labels.tolist() == [0] * 4 + [1] * 4
        assert len(dataset) == 8
        assert dataset.counts() == {"unsplit": {"cat": 4, "dog": 4}}
        assert [dataset.read(i) for i in range(8)] == [small_set[p] for p in dataset.paths]
    assert folder.name == archive.name == "images"
    assert Path(folder.source).is_absolute()
    assert open_dataset(folder.source).paths == folder.paths


def test_counts_by_split_show_classes_that_are_absent(
    fill: Fill, make_png: Callable[..., bytes]
) -> None:
    dataset = open_dataset(
        str(fill({p: make_png(0) for p in ("train/a/1.png", "train/b/1.png", "test/b/2.png")}))
    )
    assert dataset.counts() == {"train": {"a": 1, "b": 1}, "test": {"a": 0, "b": 1}}
    assert [SPLITS[n] for n in dataset.splits] == ["test", "train", "train"]


def test_what_does_not_count(fill: Fill, small_set: dict[str, bytes]) -> None:
    dataset = open_dataset(str(fill(small_set)))
    assert dataset.counts(without=[1, 4]) == {"unsplit": {"cat": 3, "dog": 3}}
    dataset.excluded[[0, 1]] = True
    assert dataset.counts(without=[1, 4]) == {"unsplit": {"cat": 2, "dog": 3}}


def test_the_stamp_notices_what_happens_to_files(
    fill: Fill, small_set: dict[str, bytes], make_png: Callable[..., bytes]
) -> None:
    root = fill(small_set)
    stamps = [open_dataset(str(root)).stamp]
    assert open_dataset(str(root)).stamp == stamps[0]
    os.utime(root / "cat/0.png", (1, 1))
    stamps.append(open_dataset(str(root)).stamp)
    (root / "cat/9.png").write_bytes(make_png(9))
    stamps.append(open_dataset(str(root)).stamp)
    (root / "cat/9.png").rename(root / "cat/10.png")
    stamps.append(open_dataset(str(root)).stamp)
    (root / "cat/10.png").rename(root / "dog/10.png")
    stamps.append(open_dataset(str(root)).stamp)
    (root / "dog/10.png").unlink()
    stamps.append(open_dataset(str(root)).stamp)
    assert len(set(stamps)) == 5
    assert stamps[-1] == stamps[1]


def test_a_dead_link_is_a_problem_of_the_dataset(fill: Fill, small_set: dict[str, bytes]) -> None:
    root = fill(small_set)
    (root / "cat" / "dead.png").symlink_to("nowhere")
    dataset = open_dataset(str(root))
    assert len(dataset) == 8
    assert [(p.path, p.kind) for p in dataset.problems] == [("cat/dead.png", "unreadable")]


def test_a_file_that_went_away_meanwhile(fill: Fill, small_set: dict[str, bytes]) -> None:
    root = fill(small_set)
    dataset = open_dataset(str(root))
    (root / "cat/0.png").unlink()
    with pytest.raises(UnreadableFile):
        dataset.read(0)


def test_missing_things_are_answered_with_what_there_is() -> None:
    with pytest.raises(DataMistake, match="no such folder or file") as caught:
        open_dataset("/no/where")
    assert "digits" in str(caught.value)
    assert "--data" in str(caught.value)
    with pytest.raises(DataMistake, match="did you mean 'digits'"):
        open_dataset("digit")


def test_folders_that_hold_nothing_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(DataMistake, match="no images found"):
        open_dataset(str(tmp_path))
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "notes.txt").write_text("hello")
    with pytest.raises(DataMistake, match="no images found"):
        open_dataset(str(tmp_path))
    (tmp_path / "cat" / "1.png").write_bytes(b"")
    with pytest.raises(DataMistake, match="only one class"):
        open_dataset(str(tmp_path))


def test_other_files_are_no_datasets(tmp_path: Path) -> None:
    file = tmp_path / "images.doc"
    file.write_bytes(b"x")
    with pytest.raises(DataMistake, match="a dataset is a folder, an archive"):
        open_dataset(str(file))


def test_a_name_too_long_for_the_system_is_a_mistake_too() -> None:
    with pytest.raises(DataMistake):
        open_dataset("x" * 5000)


@pytest.mark.parametrize("source", ["a\0b", ""])
def test_odd_names_are_mistakes_too(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataMistake):
        open_dataset(source)


@pytest.mark.parametrize("name", [".", "", "cat/", "./."])
def test_odd_entries_of_an_archive(pack: Fill, small_set: dict[str, bytes], name: str) -> None:
    assert len(open_dataset(str(pack(small_set | {name: b""})))) == 8


def test_names_that_are_no_utf8(fill: Fill, small_set: dict[str, bytes]) -> None:
    root = fill(small_set)
    odd = os.fsencode(root) + b"/caf\xe9"
    os.mkdir(odd)  # noqa: PTH102
    os.rename(root / "cat" / "0.png", odd + b"/\xff.png")  # noqa: PTH104
    dataset = open_dataset(str(root))
    assert len(dataset) == 8
    assert len(dataset.classes) == 3
    index = next(i for i, path in enumerate(dataset.paths) if path.startswith("caf"))
    assert dataset.read(index) == small_set["cat/0.png"]


def test_labels_have_the_types_that_batches_need(fill: Fill, small_set: dict[str, bytes]) -> None:
    dataset = open_dataset(str(fill(small_set)))
    assert dataset.labels.dtype == np.int32
    assert dataset.splits.dtype == np.uint8
    assert dataset.excluded.dtype == np.bool_
    assert not dataset.excluded.any()


# Tables


def with_table(contents: dict[str, bytes], text: str, name: str = "labels.csv") -> dict[str, bytes]:
    flat = {path.replace("/", "-"): content for path, content in contents.items()}
    return flat | {name: text.encode()}


TABLE = "file,class,split,patient\n" + "".join(
    f"{name}-{i}.png,{name},{'test' if i == 3 else 'train'},{'p' if i < 2 else ''}\n"
    for name in ("cat", "dog")
    for i in range(4)
)


@pytest.mark.parametrize("packed", [False, True])
def test_a_table_beside_flat_images(
    fill: Fill, pack: Fill, small_set: dict[str, bytes], packed: bool
) -> None:
    place = (pack if packed else fill)(with_table(small_set, TABLE))
    dataset = open_dataset(str(place))
    assert dataset.counts() == {"train": {"cat": 3, "dog": 3}, "test": {"cat": 1, "dog": 1}}
    assert dataset.read(0) == small_set["cat/0.png"]
    assert dataset.groups is None
    grouped = open_dataset(str(place), group_by="column").groups
    assert grouped is not None
    assert grouped.tolist() == [0, 0, -1, -1, 0, 0, -1, -1]
    assert not dataset.problems


def test_a_table_opened_itself(fill: Fill, small_set: dict[str, bytes]) -> None:
    root = fill(small_set | {"other.tsv": b"path\tlabel\ncat/1.png\tone\ndog/1.png\ttwo\n"})
    dataset = open_dataset(str(root / "other.tsv"))
    assert dataset.classes == ("one", "two")
    assert list(dataset.paths) == ["cat/1.png", "dog/1.png"]
    assert dataset.source == str(root / "other.tsv")
    assert [(p.path, p.kind) for p in dataset.problems] == [("other.tsv", "no-label")]
    assert open_dataset(str(root)).classes == ("cat", "dog")  # folders come first


def test_groups_by_column_need_a_table(fill: Fill, small_set: dict[str, bytes]) -> None:
    with pytest.raises(DataMistake, match="needs a table of labels with a group column"):
        open_dataset(str(fill(small_set)), group_by="column")


# What people's folders hold


def test_links_that_run_in_circles(fill: Fill, small_set: dict[str, bytes]) -> None:
    root = fill(small_set)
    (root / "cat" / "again").symlink_to(root)
    (root / "dog" / "self.png").symlink_to("self.png")
    dataset = open_dataset(str(root))
    assert len(dataset) == 8
    assert {p.path: p.kind for p in dataset.problems} == {
        "cat/again": "link",
        "dog/self.png": "unreadable",
    }


@pytest.mark.parametrize(
    "name",
    ["x" * 251 + ".png", "two words.png", "é à ü.png", "🐈 🐕.png", "a\nb.png", "'\";$.png"],
)
def test_names_of_all_kinds(fill: Fill, small_set: dict[str, bytes], name: str) -> None:
    dataset = open_dataset(str(fill(small_set | {f"cat/{name}": small_set["cat/0.png"]})))
    assert len(dataset) == 9
    place = list(dataset.paths).index(f"cat/{name}")
    assert dataset.read(place) == small_set["cat/0.png"]
    assert not dataset.problems


def test_a_folder_that_may_not_be_read(
    fill: Fill, small_set: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(small_set | {"locked/1.png": b""})
    real = os.scandir

    def scandir(path: Any) -> Any:  # root may read everything: permission is refused by hand
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    dataset = open_dataset(str(root))
    assert len(dataset) == 8
    assert [(p.path, p.kind, p.detail) for p in dataset.problems] == [
        ("locked", "unreadable", "Permission denied")
    ]
    with pytest.raises(DataMistake, match="cannot be read"):
        open_dataset(str(root / "locked"))


def test_the_index_is_lean(fill: Fill, small_set: dict[str, bytes]) -> None:
    dataset = open_dataset(str(fill(small_set)))
    arrays = dataset.labels.nbytes + dataset.splits.nbytes + dataset.excluded.nbytes
    assert (dataset.paths.nbytes + arrays) / len(dataset) <= 40


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"group_by": "folder"}, "no folders below those of the classes"),
        ({"group_by": "names", "name_pattern": "{group}_*"}, "no file name fits"),
        ({"group_by": "folder", "layout": "nested"}, "no folders below"),
    ],
)
def test_groups_that_keep_nothing_together_are_refused(
    fill: Fill, small_set: dict[str, bytes], choices: dict[str, str], words: str
) -> None:
    with pytest.raises(DataMistake, match=words):
        open_dataset(str(fill(small_set)), **choices)


def test_a_table_that_is_not_used_is_told(fill: Fill, small_set: dict[str, bytes]) -> None:
    dataset = open_dataset(str(fill(small_set | {"metadata.csv": b"path,label\n"})))
    assert dataset.classes == ("cat", "dog")
    assert [(p.path, p.kind) for p in dataset.problems] == [("metadata.csv", "unused-table")]


@pytest.mark.parametrize("source", ["~nobody-of-that-name/x", "x" * 300])
def test_names_that_no_folder_can_have(source: str) -> None:
    with pytest.raises(DataMistake):
        open_dataset(source)
