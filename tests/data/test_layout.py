"""Classes and splits from names alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from regnet_studio.data.layout import SPLITS, Layout, read_layout
from regnet_studio.errors import DataMistake


def table(paths: Sequence[str], layout: Layout) -> dict[str, tuple[str, str]]:
    """Path -> (class, split) of the images that were kept."""
    return {
        paths[i]: (layout.classes[label], SPLITS[split])
        for i, label, split in zip(layout.kept, layout.labels, layout.splits, strict=True)
    }


def problems(layout: Layout) -> dict[str, str]:
    return {problem.path: problem.kind for problem in layout.problems}


def test_one_folder_a_class() -> None:
    paths = ["cat/1.png", "cat/deep/er/2.JPG", "dog/3.jpeg"]
    layout = read_layout(paths, "x")
    assert table(paths, layout) == {
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
    layout = read_layout(paths, "x")
    assert layout.classes == ("cat", "dog")
    assert set(table(paths, layout).values()) == {("cat", split), ("dog", split)}


def test_splits_share_their_classes() -> None:
    paths = ["train/cat/1.png", "train/dog/1.png", "val/dog/2.png", "test/cat/3.png"]
    assert table(paths, read_layout(paths, "x")) == {
        "train/cat/1.png": ("cat", "train"),
        "train/dog/1.png": ("dog", "train"),
        "val/dog/2.png": ("dog", "validation"),
        "test/cat/3.png": ("cat", "test"),
    }


def test_a_class_may_be_called_test() -> None:
    paths = ["test/1.png", "cat/1.png"]
    assert table(paths, read_layout(paths, "x")) == {
        "test/1.png": ("test", "unsplit"),
        "cat/1.png": ("cat", "unsplit"),
    }
    paths = ["train/test/1.png", "train/cat/1.png", "test/test/2.png"]
    layout = read_layout(paths, "x")
    assert layout.classes == ("cat", "test")
    assert [SPLITS[n] for n in layout.splits] == ["train", "train", "test"]


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
def test_the_systems_own_files_are_passed_over(name: str) -> None:
    paths = ["cat/1.png", "dog/1.png", name]
    layout = read_layout(paths, "x")
    assert layout.kept == (0, 1)
    assert not layout.problems


def test_what_is_left_out_is_told() -> None:
    paths = ["cat/1.png", "cat/notes.txt", "dog/1.png", "cover.png", "README"]
    layout = read_layout(paths, "x")
    assert layout.kept == (0, 2)
    assert problems(layout) == {
        "cat/notes.txt": "not-an-image",
        "cover.png": "no-class",
        "README": "not-an-image",
    }
    paths = ["train/cat/1.png", "train/dog/1.png", "extra/cat/2.png", "test/3.png"]
    layout = read_layout(paths, "x")
    assert layout.kept == (0, 1)
    assert problems(layout) == {"extra/cat/2.png": "stray", "test/3.png": "no-class"}


def test_classes_are_sorted_as_people_count() -> None:
    paths = [f"{name}/1.png" for name in ("10", "9", "b2", "B10", "a", "100")]
    assert read_layout(paths, "x").classes == ("9", "10", "100", "a", "b2", "B10")
    paths = [f"class {n}/1.png" for n in (10, 9, 1, 100)]
    assert read_layout(paths, "x").classes == ("class 1", "class 9", "class 10", "class 100")


@pytest.mark.parametrize("suffix", ["jpg", "JPEG", "png", "webp", "bmp", "gif", "tif", "TIFF"])
def test_image_formats(suffix: str) -> None:
    assert read_layout([f"a/1.{suffix}", "b/1.png"], "x").kept == (0, 1)


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ([], "no images found"),
        (["cat/notes.txt", "dog/.1.png"], "no images found"),
        (["1.png", "2.png"], "lie in no class folder"),
        (["cat/1.png", "cat/2.png"], "only one class ('cat')"),
        (["photos/cat/1.png", "photos/cat/2.png"], "only one class"),
        (["train/cat/1.png", "test/cat/2.png"], "only one class ('cat')"),
    ],
)
def test_what_cannot_be_learned_from(paths: list[str], words: str) -> None:
    with pytest.raises(DataMistake) as caught:
        read_layout(paths, "/my/photos")
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
    layout = read_layout(paths, "x")
    assert table(paths, layout) == truth
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
    hidden = {path for path in paths if ".x" in path.split("/")}
    try:
        layout = read_layout(paths, "x")
    except DataMistake:
        return
    kept = set(table(paths, layout))
    told = set(problems(layout))
    assert not kept & told
    assert kept | told == set(paths) - hidden
    assert len(layout.classes) >= 2
    assert set(layout.labels) == set(range(len(layout.classes)))
