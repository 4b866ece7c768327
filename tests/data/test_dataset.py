"""Opening a dataset by name or path."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.data.dataset import SPLITS, Problem, open_dataset
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.errors import DataMistake

Fill = Callable[[dict[str, bytes]], Path]


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


def test_leaving_images_out(fill: Fill, small_set: dict[str, bytes]) -> None:
    dataset = open_dataset(str(fill(small_set)))
    problem = Problem("cat/1.png", "broken", "why")
    fewer = dataset.without([1, 4], [problem])
    assert list(fewer.paths) == [p for p in dataset.paths if p not in ("cat/1.png", "dog/0.png")]
    assert fewer.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert fewer.problems == (problem,)
    assert fewer.read(0) == small_set["cat/0.png"]
    assert len(dataset) == 8
    assert not dataset.problems


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
    with pytest.raises(DataMistake, match=r"no such folder or \.zip file") as caught:
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
    file = tmp_path / "images.tar"
    file.write_bytes(b"x")
    with pytest.raises(DataMistake, match=r"a folder or a \.zip file"):
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
