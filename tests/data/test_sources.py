"""Folders and archives, whole and damaged."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regnet_studio.data.sources import FolderSource, MemorySource, UnreadableFile, ZipSource
from regnet_studio.errors import DataMistake

Fill = Callable[[dict[str, bytes]], Path]

FILES = {"cat/1.png": b"one", "cat/sub/2.png": b"two", "dog/3.png": b"three"}


def everything(source: FolderSource | ZipSource | MemorySource) -> dict[str, bytes]:
    return {listed.path: source.read(listed.path) for listed in source.list()}


def test_all_sources_give_the_same(fill: Fill, pack: Fill) -> None:
    for source in (FolderSource(fill(FILES)), ZipSource(pack(FILES)), MemorySource(FILES)):
        assert everything(source) == FILES
        assert [listed.path for listed in source.list()] == sorted(FILES)
        assert not source.problems


def test_stamps_change_with_the_content_alone(fill: Fill, pack: Fill) -> None:
    changed = FILES | {"cat/1.png": b"eno"}
    for before, after in (
        (MemorySource(FILES).list(), MemorySource(changed).list()),
        (ZipSource(pack(FILES)).list(), ZipSource(pack(changed)).list()),
    ):
        assert [a == b for a, b in zip(before, after, strict=True)] == [False, True, True]
    root = fill(FILES)
    before = FolderSource(root).list()
    assert FolderSource(root).list() == before
    (root / "dog/3.png").write_bytes(b"longer than before")
    assert [a == b for a, b in zip(before, FolderSource(root).list(), strict=True)] == [
        True,
        True,
        False,
    ]


def test_hidden_folders_and_things_that_are_no_files_are_passed_over(fill: Fill) -> None:
    root = fill(FILES | {".cache/1.png": b"x"})
    os.mkfifo(root / "cat" / "pipe.png")
    assert everything(FolderSource(root)) == FILES


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
        assert [listed.path for listed in source.list()] == ["cat/1.png", "cat/sub/2.png"]
        assert [(p.path, p.kind) for p in source.problems] == [("dog", "unreadable")]
        with pytest.raises(UnreadableFile, match="Permission denied"):
            source.read("cat/1.png")
    finally:
        (root / "dog").chmod(0o755)


@pytest.mark.parametrize("keep", [0, 1, 10, 200, -1, -10])
def test_an_archive_cut_off(pack: Fill, keep: int) -> None:
    file = pack(FILES)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(DataMistake, match=r"not a whole \.zip") as caught:
        ZipSource(file)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("../evil.png", "points outside"),
        ("cat/../../evil.png", "points outside"),
        ("cat\\..\\..\\evil.png", "points outside"),
        ("/etc/evil.png", "absolute name"),
        ("\\evil.png", "absolute name"),
        ("C:/evil.png", "absolute name"),
        ("C:\\evil.png", "absolute name"),
    ],
)
def test_names_that_point_outside_are_refused(pack: Fill, name: str, fault: str) -> None:
    with pytest.raises(DataMistake, match="unsafe archive") as caught:
        ZipSource(pack(FILES | {name: b"x"}))
    assert fault in str(caught.value)
    assert name in str(caught.value)


def test_links_in_an_archive_are_refused(pack: Fill) -> None:
    file = pack(FILES)
    link = zipfile.ZipInfo("cat/link.png")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(DataMistake, match=r"'cat/link\.png' is a link"):
        ZipSource(file)


def test_dots_inside_names_are_harmless(pack: Fill) -> None:
    names = {"cat/..png": b"a", "cat/a..b.png": b"b", "./dog/1.png": b"c"}
    assert everything(ZipSource(pack(names))) == names


def test_a_password_is_told(pack: Fill) -> None:
    file = pack(FILES)
    content = bytearray(file.read_bytes())
    directory = content.index(b"PK\x01\x02")  # the entry of the first file: its flags at 8
    content[directory + 8] |= 1
    file.write_bytes(content)
    source = ZipSource(file)
    with pytest.raises(UnreadableFile, match="password"):
        source.read("cat/1.png")
    assert source.read("dog/3.png") == b"three"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_member_is_unreadable_and_the_others_are_not(tmp_path: Path, method: int) -> None:
    noise = bytes(range(256)) * 4
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("cat/1.png", noise)
        archive.writestr("dog/1.png", noise)
    content = bytearray(file.read_bytes())
    start = content.index(b"cat/1.png") + len("cat/1.png")
    content[start + 20 : start + 60] = b"\xff" * 40
    file.write_bytes(content)
    source = ZipSource(file)
    with pytest.raises(UnreadableFile, match="damaged inside the archive"):
        source.read("cat/1.png")
    assert source.read("dog/1.png") == noise


def test_an_unknown_compression_is_unreadable(pack: Fill) -> None:
    file = pack(FILES)
    content = bytearray(file.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 10] = 99
    file.write_bytes(content)
    with pytest.raises(UnreadableFile):
        ZipSource(file).read("cat/1.png")


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 255)), max_size=4),
    keep=st.none() | st.integers(0, 700),
)
def test_no_damage_to_an_archive_is_a_defect(
    tmp_path: Path, pack: Fill, changes: list[tuple[int, int]], keep: int | None
) -> None:
    content = bytearray(pack(FILES).read_bytes())
    for position, value in changes:
        content[position % len(content)] ^= value
    file = tmp_path / "damaged.zip"
    file.write_bytes(content[:keep])
    try:
        source = ZipSource(file)
    except DataMistake:
        return
    for listed in source.list():
        try:
            source.read(listed.path)
        except UnreadableFile:
            continue
