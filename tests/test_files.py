"""Files that matter are written whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from regnet_studio.errors import UserMistake
from regnet_studio.files import DiskTrouble, trouble, write_bytes, write_text, write_with


@pytest.fixture
def small_disk(disk_of: Callable[[str], Path]) -> Path:
    """A disk of 64 kilobytes."""
    return disk_of("64k")


def test_what_is_written_is_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folders" / "file.bin"
    write_bytes(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    write_bytes(path, b"")
    assert path.read_bytes() == b""
    write_text(path, "größe 犬\n")
    assert path.read_bytes() == "größe 犬\n".encode()
    assert os.listdir(path.parent) == ["file.bin"]  # noqa: PTH208


def test_the_old_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def write(temporary: Path) -> None:
        assert temporary.parent == path.parent  # else the last step were a copy
        temporary.write_text("ne")
        assert path.read_text() == "old"
        temporary.write_text("new")

    write_with(path, write)
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mistake", [RuntimeError, KeyboardInterrupt, OSError, MemoryError])
@pytest.mark.parametrize("before", [None, "old"])
def test_a_failing_write_leaves_everything_as_it_was(
    tmp_path: Path, mistake: type[BaseException], before: str | None
) -> None:
    path = tmp_path / "file"
    if before is not None:
        path.write_text(before)

    def write(temporary: Path) -> None:
        temporary.write_text("half")
        raise mistake

    with pytest.raises(DiskTrouble if mistake is OSError else mistake):
        write_with(path, write)
    assert (path.read_text() if path.exists() else None) == before
    assert len(list(tmp_path.iterdir())) == (before is not None)


def test_a_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_bytes(tmp_path / "file", b"x")
        assert os.umask(0o027) == 0o027  # asking for it did not change it
    finally:
        os.umask(old)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskTrouble) as caught:
        write_bytes(tmp_path / "file" / "below", b"x")
    message = str(caught.value)
    assert message.startswith(f"cannot write {tmp_path / 'file' / 'below'}: ")
    assert message.endswith("choose another folder")
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    with pytest.raises(DiskTrouble, match="cannot write"):
        write_bytes(tmp_path / "folder", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_forbidden_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DiskTrouble, match="permission denied"):
            write_bytes(tmp_path / "file", b"x")
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk(small_disk: Path) -> None:
    path = small_disk / "file"
    write_bytes(path, b"old")
    with pytest.raises(DiskTrouble, match="the disk is full") as caught:
        write_bytes(path, b"x" * 200_000)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(small_disk.iterdir()) == [path]
    write_bytes(path, b"x" * 20_000)  # what fits still does


def test_a_read_only_disk(small_disk: Path) -> None:
    path = small_disk / "file"
    write_bytes(path, b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(DiskTrouble, match="permission denied"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "permission denied"),
        (errno.EPERM, "permission denied"),
        (errno.EROFS, "permission denied"),
        (errno.ENAMETOOLONG, "File name too long"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_each_refusal_has_its_sentence(number: int, words: str) -> None:
    said = trouble(OSError(number, os.strerror(number)), Path("/a/b"))
    assert isinstance(said, DiskTrouble)
    assert isinstance(said, UserMistake)
    assert words in str(said)
    assert "/a/b" in str(said)
    assert ";" in str(said)  # and what to do
    assert "\n" not in str(said)


def test_a_refusal_without_a_number_still_says_something() -> None:
    assert "odd" in str(trouble(OSError("odd"), Path("/a/b")))
