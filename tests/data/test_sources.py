"""Folders and memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from regnet_studio.data.sources import FolderSource, MemorySource, Source, UnreadableFile

Fill = Callable[[dict[str, bytes]], Path]

FILES = {"cat/1.png": b"one", "cat/sub/2.png": b"two", "dog/3.png": b"three"}


def paths(source: Source) -> list[str]:
    return [
        f"{listing.folder}/{name}" if listing.folder else name
        for listing in source.list()
        for name in listing.names
    ]


def everything(source: Source) -> dict[str, bytes]:
    return {path: source.read(path) for path in paths(source)}


def stamps(source: Source) -> list[list[int]]:
    return [stamp for listing in source.list() for stamp in listing.stamps.tolist()]


def test_both_give_the_same(fill: Fill) -> None:
    for source in (FolderSource(fill(FILES)), MemorySource(FILES)):
        assert everything(source) == FILES
        assert [listing.folder for listing in source.list()] == ["cat", "cat/sub", "dog"]
        assert not source.problems


def test_stamps_change_with_the_content_alone(fill: Fill) -> None:
    changed = FILES | {"cat/1.png": b"eno"}
    pairs = zip(stamps(MemorySource(FILES)), stamps(MemorySource(changed)), strict=True)
    assert [a == b for a, b in pairs] == [False, True, True]
    root = fill(FILES)
    before = stamps(FolderSource(root))
    assert stamps(FolderSource(root)) == before
    (root / "dog/3.png").write_bytes(b"longer than before")
    after = stamps(FolderSource(root))
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False]


def test_hidden_folders_and_things_that_are_no_files_are_passed_over(fill: Fill) -> None:
    root = fill(FILES | {".cache/1.png": b"x"})
    os.mkfifo(root / "cat" / "pipe.png")
    assert {path for path in paths(FolderSource(root)) if not path.startswith(".")} == set(FILES)


def test_links_to_folders_do_not_run_in_circles(fill: Fill) -> None:
    root = fill(FILES)
    (root / "dog" / "round").symlink_to(root)
    assert everything(FolderSource(root)) == FILES


def test_a_link_to_nothing_is_a_problem(fill: Fill) -> None:
    root = fill(FILES)
    (root / "dog" / "9.png").symlink_to(root / "gone.png")
    source = FolderSource(root)
    assert everything(source) == FILES
    assert [(p.path, p.kind) for p in source.problems] == [("dog/9.png", "unreadable")]


def test_a_file_that_went_away_is_unreadable(fill: Fill) -> None:
    source = FolderSource(fill(FILES))
    with pytest.raises(UnreadableFile, match="No such file"):
        source.read("cat/9.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_forbidden_places_are_problems(fill: Fill) -> None:
    root = fill(FILES)
    (root / "dog").chmod(0)
    (root / "cat/1.png").chmod(0)
    try:
        source = FolderSource(root)
        assert paths(source) == ["cat/1.png", "cat/sub/2.png"]
        assert [(p.path, p.kind) for p in source.problems] == [("dog", "unreadable")]
        with pytest.raises(UnreadableFile, match="Permission denied"):
            source.read("cat/1.png")
    finally:
        (root / "dog").chmod(0o755)
