"""A .tar, plain or compressed: read in place, unpacked once, and what damage does."""

from __future__ import annotations

import gc
import gzip
import io
import os
import tarfile
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regnet_studio.data.archives import (
    ARCHIVES,
    TarSource,
    ZipSource,
    opening_archive,
    plain_tar,
)
from regnet_studio.data.sources import Source, UnreadableFile
from regnet_studio.errors import DataMistake
from regnet_studio.files import DiskTrouble
from tests.data.packed import (
    FILES,
    PACKERS,
    Fill,
    damaged,
    everything,
    finished,
    special,
    stamps,
    tar_of,
)


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar_is_read_in_place(tar: Callable[..., Path], format: int) -> None:
    long = {f"{'wide ' * 12}/{'long' * 20}.png": b"long"}
    source = TarSource(tar(FILES | long | {"cat/empty.png": b""}, format=format))
    assert everything(source) == FILES | long | {"cat/empty.png": b""}
    assert not source.problems
    for path in ("cat/9.png", "cow/1.png", "cat", "", "cat/zzz.png"):
        with pytest.raises(UnreadableFile, match="not in the archive"):
            source.read(path)


def test_stamps_of_a_tar_change_with_size_and_time(tar: Callable[..., Path]) -> None:
    file = tar(FILES)
    os.utime(file, (1, 1))
    before = stamps(TarSource(file))
    assert stamps(TarSource(file)) == before
    # Archives that can be built again give all their members the same time: their own counts.
    os.utime(file, (2, 2))
    assert all(stamps(TarSource(file))[folder] != before[folder] for folder in before)


def test_a_tar_is_read_from_many_threads(tar: Fill) -> None:
    contents = {f"cat/{i}.bin": np.random.default_rng(i).bytes(5000 + i) for i in range(200)}
    source = TarSource(tar(contents))
    with ThreadPoolExecutor(8) as pool:
        assert dict(zip(contents, pool.map(source.read, contents), strict=True)) == contents


def test_links_and_devices_in_a_tar_are_problems(tar: Callable[..., Path]) -> None:
    odd = {
        "cat/link.png": special(tarfile.SYMTYPE, "/etc/passwd"),
        "cat/pipe.png": special(tarfile.FIFOTYPE),
        "cat/disk.png": special(tarfile.BLKTYPE),
        "cat/lost.png": special(tarfile.LNKTYPE, "nowhere.png"),
        "cat": special(tarfile.DIRTYPE),
    }
    source = TarSource(tar(FILES | odd))
    assert everything(source) == FILES
    assert {(problem.path, problem.kind) for problem in source.problems} == {
        ("cat/link.png", "link"), ("cat/pipe.png", "unreadable"), ("cat/disk.png", "unreadable"),
        ("cat/lost.png", "link"),
    }  # fmt: skip


def test_a_second_name_of_the_same_file_is_a_file(tar: Callable[..., Path]) -> None:
    again = {"dog/again.png": special(tarfile.LNKTYPE, "./cat/1.png")}
    source = TarSource(tar(FILES | again))
    assert everything(source) == FILES | {"dog/again.png": b"one"}
    assert not source.problems


def test_the_last_of_equal_names_counts(tmp_path: Path, tar: Fill) -> None:
    file = tar(FILES)
    with tarfile.open(file, "a") as more:
        member = tarfile.TarInfo("cat/1.png")
        member.size = 3
        more.addfile(member, io.BytesIO(b"new"))
    assert everything(TarSource(file)) == FILES | {"cat/1.png": b"new"}


@pytest.mark.parametrize("keep", [0, 1, 300, 600, 1100, 1536, 2000])
def test_a_tar_cut_off(tmp_path: Path, keep: int) -> None:
    file = tmp_path / "images.tar"
    whole = tar_of({f"cat/{i}.png": bytes([i + 1]) * 700 for i in range(4)})
    file.write_bytes(whole[:keep])
    if keep == 1536:  # between two files: nothing tells that there were more
        assert list(everything(TarSource(file))) == ["cat/0.png"]
        return
    with pytest.raises(DataMistake, match=r"not a whole \.tar") as caught:
        TarSource(file)
    assert str(file) in str(caught.value)


def test_a_damaged_header_is_not_the_end(tar: Fill) -> None:
    file = tar(FILES)
    content = bytearray(file.read_bytes())
    content[1024 + 5] ^= 0xFF  # the second header
    file.write_bytes(content)
    with pytest.raises(DataMistake, match=r"not a whole \.tar"):
        TarSource(file)


def test_a_tar_that_shrinks_meanwhile(tar: Fill) -> None:
    file = tar({"cat/1.png": b"x" * 5000})
    source = TarSource(file)
    os.truncate(file, 2000)
    with pytest.raises(UnreadableFile, match="cut off"):
        source.read("cat/1.png")
    file.unlink()
    with pytest.raises(UnreadableFile, match="No such file"):
        source.read("cat/1.png")


def test_the_index_of_a_tar_is_small(tmp_path: Path) -> None:
    """tarfile's own list takes a kilobyte a file."""
    file = tmp_path / "many.tar"
    file.write_bytes(tar_of({f"c{i % 9}/{i:06d}.png": b"" for i in range(3000)}))
    tracemalloc.start()
    try:
        source = TarSource(file)
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert sum(len(listing.names) for listing in source.list()) == 3000
    assert held < 200 * 3000


@pytest.mark.parametrize("kind", PACKERS)
def test_a_compressed_tar_is_unpacked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "cache"))
    contents = FILES | {"dog/big.bin": np.random.default_rng(0).bytes(2_500_000)}
    file = tmp_path / f"images.tar.{kind}"
    file.write_bytes(PACKERS[kind](tar_of(contents)))
    told, source = finished(opening_archive(file))
    assert everything(source) == contents
    assert {word for word, _, _ in told} == {"unpacking"}
    done = [done for _, done, _ in told]
    assert len(done) >= 3
    assert done == sorted(done)
    assert {total for _, _, total in told} == {file.stat().st_size}
    assert done[-1] <= file.stat().st_size
    (plain,) = (tmp_path / "cache" / "archives").glob("*.tar")
    before = plain.stat().st_mtime_ns
    told, source = finished(opening_archive(file))
    assert not told
    assert everything(source) == contents
    assert plain.stat().st_mtime_ns == before
    file.write_bytes(PACKERS[kind](tar_of(FILES)))  # another one under the same name
    assert everything(finished(opening_archive(file))[1]) == FILES


def test_the_content_tells_whether_it_is_compressed(tmp_path: Path) -> None:
    """Some servers send a plain tar as .tgz."""
    file = tmp_path / "images.tgz"
    file.write_bytes(tar_of(FILES))
    assert finished(plain_tar(file)) == ([], file)
    assert everything(finished(opening_archive(file))[1]) == FILES


def test_every_ending_is_opened(tmp_path: Path, pack: Fill) -> None:
    for ending in ARCHIVES:
        kind = {"tgz": "gz", "tbz2": "bz2", "txz": "xz"}.get(ending[1:], ending.split(".")[-1])
        file = tmp_path / f"Images{ending.upper()}"
        plain = tar_of(FILES)
        file.write_bytes(PACKERS[kind](plain) if kind in PACKERS else plain)
        if ending == ".zip":
            pack(FILES).rename(file)
        assert everything(finished(opening_archive(file))[1]) == FILES


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("keep", [8, 0.5, 0.99])
def test_a_compressed_tar_cut_off(tmp_path: Path, kind: str, keep: float) -> None:
    file = tmp_path / f"cut.tar.{kind}"
    content = PACKERS[kind](tar_of({"cat/1.bin": np.random.default_rng(0).bytes(300_000)}))
    file.write_bytes(content[: int(keep if keep > 1 else keep * len(content))])
    to = tmp_path / "plain" / "cut.tar"
    with pytest.raises(DataMistake, match=r"cut off or damaged|there is no \.tar") as caught:
        finished(plain_tar(file, to))
    assert str(file) in str(caught.value)
    assert [path.name for path in to.parent.iterdir()] in (["cut.tar.lock"], [])


@pytest.mark.parametrize("kind", PACKERS)
def test_a_compressed_file_that_is_no_tar(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"notes.tar.{kind}"
    file.write_bytes(PACKERS[kind](b"some notes " * 1000))
    with pytest.raises(DataMistake, match=r"there is no \.tar in it"):
        finished(plain_tar(file))


def test_a_damaged_tar_inside_names_the_users_own_file(tmp_path: Path) -> None:
    file = tmp_path / "inside.tar.gz"
    file.write_bytes(gzip.compress(tar_of({"cat/1.bin": b"x" * 2000})[:2000]))
    with pytest.raises(DataMistake, match=r"inside\.tar\.gz: not a whole \.tar"):
        finished(opening_archive(file))


def test_unpacking_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    file, to = tmp_path / "big.tar.gz", tmp_path / "plain" / "big.tar"
    content = tar_of({"cat/1.bin": np.random.default_rng(0).bytes(5_000_000)})
    file.write_bytes(gzip.compress(content, 1))
    work = plain_tar(file, to)
    next(work)
    next(work)
    assert (to.parent / "big.tar.part").exists()
    work.close()
    assert not to.exists()
    assert not (to.parent / "big.tar.part").exists()
    assert finished(plain_tar(file, to))[1] == to  # nor is the lock still held
    assert to.read_bytes() == content


def test_two_processes_unpack_once(tmp_path: Path) -> None:
    file, to = tmp_path / "a.tar.gz", tmp_path / "plain" / "a.tar"
    file.write_bytes(gzip.compress(tar_of(FILES)))
    to.parent.mkdir()
    other = FileLock(f"{to}.lock", thread_local=False)
    other.acquire()
    work = plain_tar(file, to)
    assert next(work) == (0, file.stat().st_size)  # waiting
    to.write_bytes(b"what the other one made")
    other.release()
    assert finished(work)[1] == to
    assert to.read_bytes() == b"what the other one made"


def test_a_full_disk(tmp_path: Path, small_disk: Path) -> None:
    file = tmp_path / "big.tar.gz"
    file.write_bytes(gzip.compress(tar_of({"cat/1.bin": bytes(3_000_000)})))
    with pytest.raises(DiskTrouble, match=r"the disk is full.*REGNET_STUDIO_CACHE"):
        finished(plain_tar(file, small_disk / "archives" / "big.tar"))
    assert not [path for path in small_disk.rglob("*") if path.is_file() and path.stat().st_size]


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    for ending in ARCHIVES:
        with pytest.raises(DataMistake, match="cannot be read"):
            finished(opening_archive(tmp_path / f"gone{ending}"))


CHANGES = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 255)), max_size=4)


KEPT = st.none() | st.integers(0, 3000)


def readable_or_refused(opened: Callable[[], Source]) -> None:
    try:
        source = opened()
    except DataMistake:
        return
    for listing in source.list():
        for name in listing.names:
            try:
                source.read(f"{listing.folder}/{name}" if listing.folder else name)
            except UnreadableFile:
                continue


relaxed = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(changes=CHANGES, keep=KEPT)
def test_no_damage_to_a_zip_is_a_defect(
    tmp_path: Path, pack: Fill, changes: list[tuple[int, int]], keep: int | None
) -> None:
    file = tmp_path / "damaged.zip"
    file.write_bytes(damaged(pack(FILES).read_bytes(), changes, keep))
    readable_or_refused(lambda: ZipSource(file))


LONG = {f"{'wide ' * 30}/{'long' * 30}.png": b"long"}


TARS = [tar_of(FILES | LONG, format) for format in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT)]


@relaxed
@given(changes=CHANGES, keep=KEPT, whole=st.sampled_from(TARS), repaired=st.booleans())
def test_no_damage_to_a_tar_is_a_defect(
    tmp_path: Path,
    changes: list[tuple[int, int]],
    keep: int | None,
    whole: bytes,
    repaired: bool,
) -> None:
    content = bytearray(damaged(whole, changes, keep))
    for start in range(0, len(content) - 511, 512) if repaired else ():
        if content[start + 257 : start + 262] == b"ustar":  # a header: its checksum made right
            content[start + 148 : start + 156] = b" " * 8
            total = sum(content[start : start + 512])
            content[start + 148 : start + 156] = b"%06o\0 " % total
    file = tmp_path / "damaged.tar"
    file.write_bytes(content)
    readable_or_refused(lambda: TarSource(file))
