"""Archives, whole and damaged: .zip and .tar, compressed or not."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from regnet_studio.data.archives import (
    TarSource,
    ZipSource,
)
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.errors import DataMistake
from tests.data.packed import (
    FILES,
    Fill,
    everything,
    stamps,
)


def test_a_zip_is_read_in_place(pack: Fill) -> None:
    source = ZipSource(pack(FILES))
    assert everything(source) == FILES
    assert [listing.folder for listing in source.list()] == ["cat", "cat/sub", "dog"]
    assert not source.problems
    with pytest.raises(UnreadableFile, match="not in the archive"):
        source.read("cat/9.png")


def test_stamps_of_a_zip_change_with_the_content_alone(pack: Fill) -> None:
    before = stamps(ZipSource(pack(FILES)))
    assert stamps(ZipSource(pack(FILES))) == before
    after = stamps(ZipSource(pack(FILES | {"cat/1.png": b"eno"})))
    assert [folder for folder in after if after[folder] != before[folder]] == ["cat"]


@pytest.mark.parametrize("keep", [0, 1, 10, 200, -1, -10])
def test_a_zip_cut_off(pack: Fill, keep: int) -> None:
    file = pack(FILES)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(DataMistake, match=r"not a whole \.zip") as caught:
        ZipSource(file)
    assert str(file) in str(caught.value)


OUTSIDE = [
    ("../evil.png", "points outside"),
    ("cat/../../evil.png", "points outside"),
    ("cat\\..\\..\\evil.png", "points outside"),
    ("/etc/evil.png", "absolute name"),
    ("\\evil.png", "absolute name"),
    ("C:/evil.png", "absolute name"),
    ("C:\\evil.png", "absolute name"),
]


@pytest.mark.parametrize(("name", "fault"), OUTSIDE)
def test_names_that_point_outside_are_refused(pack: Fill, tar: Fill, name: str, fault: str) -> None:
    for opened in (
        lambda: ZipSource(pack(FILES | {name: b"x"})),
        lambda: TarSource(tar(FILES | {name: b"x"})),
    ):
        with pytest.raises(DataMistake, match="unsafe archive") as caught:
            opened()
        assert fault in str(caught.value)
        assert name.replace("\\", "/") in str(caught.value).replace("\\", "/")


def test_links_in_a_zip_are_refused(pack: Fill) -> None:
    file = pack(FILES)
    link = zipfile.ZipInfo("cat/link.png")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(DataMistake, match=r"'cat/link\.png' is a link"):
        ZipSource(file)


def test_dots_inside_names_are_harmless(pack: Fill, tar: Fill) -> None:
    names = {"cat/..png": b"a", "cat/a..b.png": b"b", "./dog/1.png": b"c", "dog/.//2.png": b"d"}
    plain = {"cat/..png": b"a", "cat/a..b.png": b"b", "dog/1.png": b"c", "dog/2.png": b"d"}
    assert everything(ZipSource(pack(names))) == plain
    assert everything(TarSource(tar(names))) == plain


def test_folders_of_a_zip_from_windows(pack: Fill) -> None:
    assert everything(ZipSource(pack({"cat\\1.png": b"a"}))) == {"cat/1.png": b"a"}


@pytest.mark.parametrize("name", ["katze/grün.png", "猫/一.png", "🐱/é.png", "a b/c d.png"])
def test_names_of_all_languages(pack: Fill, tar: Callable[..., Path], name: str) -> None:
    assert everything(ZipSource(pack({name: b"x"}))) == {name: b"x"}
    for format in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert everything(TarSource(tar({name: b"x"}, format=format))) == {name: b"x"}


def test_an_old_zip_names_its_files_in_cp437(pack: Fill) -> None:
    file = pack({"gr?n/1.png": b"x"})
    file.write_bytes(file.read_bytes().replace(b"gr?n", b"gr\x81n"))
    assert everything(ZipSource(file)) == {"grün/1.png": b"x"}


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


def test_a_name_that_is_no_text_is_unreadable(pack: Fill) -> None:
    """The copy of the name beside the content says that it is UTF-8, and is not."""
    file = pack(FILES)
    content = bytearray(file.read_bytes())
    content[7] |= 8
    content[content.index(b"cat/1.png")] = 0xE3
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match="damaged inside"):
        ZipSource(file).read("cat/1.png")
