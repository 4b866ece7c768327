"""Classes and splits from names alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regnet_studio.data.layout import SPLITS, Layout, natural, read_layout
from regnet_studio.data.sources import listed
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data


def read(paths: Sequence[str], **choices: Any) -> Layout:
    """The layout of a dataset of these files, at ``/my/photos``."""
    data = Data(source="x", **choices)
    return read_layout(listed(dict.fromkeys(paths, (1, 1))), data, "/my/photos")


def table(layout: Layout) -> dict[str, tuple[str, str]]:
    """Path -> (class, split) of the images that were kept."""
    paths = [path for part in layout.images for path in part.paths()]
    return {
        path: (layout.classes[label], SPLITS[split])
        for path, label, split in zip(paths, layout.labels, layout.splits, strict=True)
    }


def kept(layout: Layout) -> set[str]:
    return set(table(layout))


def groups(layout: Layout) -> set[frozenset[str]]:
    """What stays together."""
    assert layout.groups is not None
    paths = [path for part in layout.images for path in part.paths()]
    found: dict[int, set[str]] = {}
    for path, number in zip(paths, layout.groups.tolist(), strict=True):
        if number >= 0:
            found.setdefault(number, set()).add(path)
    return {frozenset(members) for members in found.values()}


def problems(layout: Layout) -> dict[str, str]:
    return {problem.path: problem.kind for problem in layout.problems}


def test_one_folder_a_class() -> None:
    paths = ["cat/1.png", "cat/deep/er/2.JPG", "dog/3.jpeg"]
    layout = read(paths)
    assert table(layout) == {
        "cat/1.png": ("cat", "unsplit"),
        "cat/deep/er/2.JPG": ("cat", "unsplit"),
        "dog/3.jpeg": ("dog", "unsplit"),
    }
    assert not layout.problems


@pytest.mark.parametrize(
    ("folder", "split"),
    [
        ("train", "train"),
        ("training", "train"),
        ("val", "validation"),
        ("valid", "validation"),
        ("Validation", "validation"),
        ("TEST", "test"),
        ("testing", "test"),
    ],
)
@pytest.mark.parametrize("wrapping", ["", "photos/", "a/b/c/"])
def test_split_folders(folder: str, split: str, wrapping: str) -> None:
    paths = [f"{wrapping}{folder}/{name}/{i}.png" for name in ("cat", "dog") for i in range(2)]
    layout = read(paths)
    assert layout.classes == ("cat", "dog")
    assert set(table(layout).values()) == {("cat", split), ("dog", split)}


def test_splits_share_their_classes() -> None:
    paths = ["train/cat/1.png", "train/dog/1.png", "val/dog/2.png", "test/cat/3.png"]
    assert table(read(paths)) == {
        "train/cat/1.png": ("cat", "train"),
        "train/dog/1.png": ("dog", "train"),
        "val/dog/2.png": ("dog", "validation"),
        "test/cat/3.png": ("cat", "test"),
    }


def test_a_class_may_be_called_test() -> None:
    paths = ["test/1.png", "cat/1.png"]
    assert table(read(paths)) == {
        "test/1.png": ("test", "unsplit"),
        "cat/1.png": ("cat", "unsplit"),
    }
    paths = ["train/test/1.png", "train/cat/1.png", "test/test/2.png"]
    assert table(read(paths)) == {
        "train/test/1.png": ("test", "train"),
        "train/cat/1.png": ("cat", "train"),
        "test/test/2.png": ("test", "test"),
    }


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "cat/.hidden.png",
        ".git/cat/1.png",
        "__MACOSX/cat/._1.png",
        "cat/Thumbs.db",
        "desktop.ini",
    ],
)
def test_hidden_files_are_left_out_and_named(name: str) -> None:
    paths = ["cat/1.png", "dog/1.png", name]
    layout = read(paths)
    assert kept(layout) == {"cat/1.png", "dog/1.png"}
    assert [problem.kind for problem in layout.problems] == ["hidden"]
    assert name.startswith(layout.problems[0].path)


def test_what_is_left_out_is_told() -> None:
    paths = ["cat/1.png", "cat/notes.txt", "dog/1.png", "cover.png", "README"]
    layout = read(paths)
    assert kept(layout) == {"cat/1.png", "dog/1.png"}
    assert problems(layout) == {
        "cat/notes.txt": "not-an-image",
        "cover.png": "no-class",
        "README": "not-an-image",
    }
    paths = ["train/cat/1.png", "train/dog/1.png", "extra/cat/2.png", "test/3.png"]
    layout = read(paths)
    assert kept(layout) == set(paths[:2])
    assert problems(layout) == {"extra/cat/2.png": "stray", "test/3.png": "no-class"}


def test_classes_are_sorted_as_people_count() -> None:
    paths = [f"{name}/1.png" for name in ("10", "9", "b2", "B10", "a", "100")]
    assert read(paths).classes == ("9", "10", "100", "a", "b2", "B10")
    paths = [f"class {n}/1.png" for n in (10, 9, 1, 100)]
    assert read(paths).classes == ("class 1", "class 9", "class 10", "class 100")


@pytest.mark.parametrize(
    "suffix", ["jpg", "JPEG", "png", "webp", "bmp", "gif", "tif", "TIFF", "avif", "heic"]
)
def test_image_formats(suffix: str) -> None:
    assert kept(read([f"a/1.{suffix}", "b/1.png"])) == {f"a/1.{suffix}", "b/1.png"}


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ([], "no images found"),
        (["cat/notes.txt", "dog/.1.png"], "no images found"),
        (["1.png", "2.png"], "lie in no class folder"),
        (["train/1.png", "test/2.png"], "lie in no class folder"),
        (["cat/1.png", "cat/2.png"], "only one class ('cat')"),
        (["photos/cat/1.png", "photos/cat/2.png"], "only one class"),
        (["train/cat/1.png", "test/cat/2.png"], "only one class ('cat')"),
    ],
)
def test_what_cannot_be_learned_from(paths: list[str], words: str) -> None:
    with pytest.raises(DataMistake) as caught:
        read(paths)
    assert words in str(caught.value)
    assert str(caught.value).startswith("/my/photos: ")


NAMES = st.text("abcxyz019 _-é", min_size=1, max_size=6).filter(lambda name: name.strip() == name)


@settings(deadline=None, max_examples=150)
@given(
    wrapping=st.lists(NAMES, max_size=3),
    classes=st.lists(NAMES, min_size=2, max_size=5, unique=True),
    split_names=st.lists(
        st.sampled_from(["train", "val", "valid", "test"]), max_size=3, unique=True
    ),
    below=st.lists(NAMES, max_size=2),
    count=st.integers(1, 3),
)
def test_any_tree_is_read_back(
    wrapping: list[str], classes: list[str], split_names: list[str], below: list[str], count: int
) -> None:
    assume(not {"val", "valid"} <= set(split_names))
    where = {"train": "train", "val": "validation", "valid": "validation", "test": "test"}
    truth = {
        "/".join((*wrapping, *([split] if split else []), name, *below, f"{i}.png")): (
            name,
            where.get(split, "unsplit"),
        )
        for split in split_names or [""]
        for name in classes
        for i in range(count)
    }
    paths = sorted(truth)
    layout = read(paths)
    assert table(layout) == truth
    assert sorted(layout.classes) == sorted(classes)
    assert not layout.problems


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["train", "test", "cat", "dog", ".x", "1.png", "2.jpg", "a.txt"]),
            min_size=1,
            max_size=4,
        ).map("/".join),
        max_size=8,
        unique=True,
    )
)
def test_every_file_is_accounted_for(paths: list[str]) -> None:
    try:
        layout = read(paths)
    except DataMistake:
        return
    told = 0
    for problem in layout.problems:
        number = re.match(r"([\d,]+) files", problem.detail)
        told += int(number[1].replace(",", "")) if number else 1
        assert problem.path not in kept(layout)
    assert len(kept(layout)) + told == len(paths)
    assert len(layout.classes) >= 2
    assert set(layout.labels) == set(range(len(layout.classes)))


# Nested classes, names, groups


def test_nested_folders_as_classes() -> None:
    paths = ["train/animal/cat/1.png", "train/animal/dog/1.png", "test/plant/2.png"]
    layout = read(paths, layout="nested")
    assert table(layout) == {
        "train/animal/cat/1.png": ("animal/cat", "train"),
        "train/animal/dog/1.png": ("animal/dog", "train"),
        "test/plant/2.png": ("plant", "test"),
    }
    assert read(paths).classes == ("animal", "plant")


def test_a_flat_folder_is_read_by_its_names() -> None:
    paths = ["all/cat.001.jpg", "all/dog_12.png", "all/red fox-3.png", "all/nothing.png"]
    layout = read(paths)
    assert table(layout) == {
        "all/cat.001.jpg": ("cat", "unsplit"),
        "all/dog_12.png": ("dog", "unsplit"),
        "all/red fox-3.png": ("red fox", "unsplit"),
    }
    assert problems(layout) == {"all/nothing.png": "no-class"}


def test_split_folders_of_flat_images() -> None:
    paths = ["train/cat.1.jpg", "train/dog.1.jpg", "test/cat.2.jpg"]
    assert set(table(read(paths)).values()) == {
        ("cat", "train"),
        ("dog", "train"),
        ("cat", "test"),
    }


@pytest.mark.parametrize(
    ("pattern", "name", "label"),
    [
        ("{class}.*", "cat.001.jpg", "cat"),
        ("{class}_*", "sea_lion_3.png", "sea"),
        ("*_{class}", "003_cat.png", "cat"),
        ("img-{class}-??.png", "img-cat-01.png", "cat"),
        ("{group}_{class}_*", "v1_cat_9.png", "cat"),
        ("{class} (*)", "a+b (3).png", "a+b"),
    ],
)
def test_patterns_of_names(pattern: str, name: str, label: str) -> None:
    other = name.replace(label, "other")
    layout = read([name, other], layout="names", name_pattern=pattern)
    assert table(layout)[name][0] == label


def test_a_pattern_without_class_is_a_mistake() -> None:
    with pytest.raises(DataMistake, match="holds no"):
        read(["a_1.png", "b_1.png"], layout="names", name_pattern="*_1")


def test_groups_by_folder_and_by_name() -> None:
    paths = [
        "cat/video1/1.png",
        "cat/video1/2.png",
        "cat/video2/1.png",
        "dog/video1/1.png",
        "dog/3.png",
    ]
    assert groups(read(paths, group_by="folder")) == {
        frozenset({"cat/video1/1.png", "cat/video1/2.png", "dog/video1/1.png"}),
        frozenset({"cat/video2/1.png"}),
    }
    paths = ["cat/a_1.png", "cat/a_2.png", "dog/b_1.png", "dog/loose.png"]
    assert groups(read(paths, group_by="names", name_pattern="{group}_*")) == {
        frozenset({"cat/a_1.png", "cat/a_2.png"}),
        frozenset({"dog/b_1.png"}),
    }
    with pytest.raises(DataMistake, match=r"needs a data\.name_pattern"):
        read(paths, group_by="names")
    assert read(paths).groups is None


def test_unicode_forms_of_one_name_are_one_class() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    layout = read([f"{composed}/1.png", f"{decomposed}/2.png", "dog/1.png"])
    assert layout.classes == (composed, "dog")
    assert layout.labels.tolist().count(0) == 2


def test_classes_that_differ_by_case_are_told() -> None:
    layout = read(["Cat/1.png", "cat/1.png", "dog/1.png"])
    assert layout.classes == ("Cat", "cat", "dog")
    assert problems(layout) == {"Cat": "similar-classes", "cat": "similar-classes"}


def test_many_strays_are_one_line() -> None:
    layout = read(["cat/1.png", "dog/1.png", *(f"cat/{i}.txt" for i in range(1500))])
    assert [p.detail for p in layout.problems] == ["1,500 files left out: not an image format"]


def test_a_table_is_needed_where_one_is_asked_for() -> None:
    with pytest.raises(DataMistake, match=r"no \.csv or \.tsv lies there"):
        read(["cat/1.png", "dog/1.png"], layout="table")


@given(st.lists(st.integers(0, 10**6), max_size=20))
def test_numbers_sort_by_value(numbers: list[int]) -> None:
    names = [f"class {n}" for n in numbers]
    assert sorted(names, key=natural) == [f"class {n}" for n in sorted(numbers)]
