"""The cache: bounded, the longest unused goes first, downloads stay."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from regnet_studio import cache
from regnet_studio.cli.main import main
from regnet_studio.data.dataset import Dataset, opening
from regnet_studio.data.decode import Frame
from regnet_studio.data.facts import checking
from regnet_studio.data.pixels import decoding
from regnet_studio.data.progress import finished
from regnet_studio.folders import cache_folder
from regnet_studio.recipe.tree import Data

HOUR = 3600.0


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def entry(kind: str, name: str, size: int, hours_ago: float) -> Path:
    path = cache_folder() / kind / name
    if kind == "decoded":
        path.mkdir(parents=True)
        (path / "images.npy").write_bytes(bytes(size))
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    when = path.stat().st_mtime - hours_ago * HOUR
    os.utime(path, (when, when))
    return path


def test_the_longest_unused_goes_first_and_no_more_than_must() -> None:
    old = entry("decoded", "a", 1000, 50)
    older = entry("features", "b.safetensors", 1000, 90)
    fresh = entry("archives", "c.tar", 1000, 30)
    gone = cache.make_room(1500)
    assert [kept.path for kept in gone] == [older, old]
    assert fresh.exists()
    assert not old.exists()
    assert not older.exists()
    assert not list(cache_folder().rglob(".gone-*"))


def test_what_was_just_used_stays_though_it_is_too_much() -> None:
    entry("decoded", "a", 1000, 0)
    assert cache.make_room(0) == []
    old = entry("decoded", "b", 10, 9)
    cache.mark_used(old)
    assert cache.make_room(0) == []


def test_downloads_and_locks_are_not_touched() -> None:
    downloads = [entry("datasets", "cifar10.tar", 1000, 99), entry("weights", "r.pth", 1000, 99)]
    lock = entry("decoded", "x", 10, 99).with_suffix(".lock")
    lock.write_bytes(b"")
    assert len(cache.make_room(0)) == 1
    assert all(path.exists() for path in (*downloads, lock))


def test_an_empty_cache() -> None:
    assert cache.kept() == []
    assert cache.make_room(0) == []
    assert cache.limit() >= cache.LEAST


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    entry("decoded", "a", 3000, 0)
    assert main(["cache", "--json"], lambda _: 0) == 0
    assert json.loads(capsys.readouterr().out)["kinds"]["decoded"] == 3000
    assert main(["cache", "--clear", "--json"], lambda _: 0) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["bytes"] == 0
    assert record["cleared"] == 3000


def _opened(folder: Path) -> Dataset:
    return finished(opening(Data(source=str(folder))))


def test_decoding_forgets_what_is_too_much(
    colour_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = _opened(colour_folder)
    facts = finished(checking(dataset, threads=1))
    old = entry("decoded", "of-last-year", 1000, 99)
    monkeypatch.setattr(cache, "LEAST", 0)
    monkeypatch.setattr(cache, "SHARE", 0.0)
    seen = finished(decoding(dataset, facts, Frame(8, 3), keep="decoded", threads=1))
    assert len(seen.pixels) == len(dataset)
    assert not old.exists()


def test_two_that_decode_the_same_wait_for_each_other(colour_folder: Path) -> None:
    dataset = _opened(colour_folder)
    facts = finished(checking(dataset))
    work = decoding(dataset, facts, Frame(8, 3), keep="decoded")
    next(work)  # the first holds the lock
    waited = threading.Event()
    steps: list[tuple[int, int]] = []

    def second() -> None:
        other = decoding(dataset, facts, Frame(8, 3), keep="decoded")
        for step in other:
            steps.append(step)
            waited.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert waited.wait(30)
    for _ in work:
        pass
    thread.join(30)
    assert set(steps) == {(0, len(dataset))}, "it decoded as well"


def test_what_a_killed_process_left_is_in_nobodys_way(colour_folder: Path) -> None:
    dataset = _opened(colour_folder)
    facts = finished(checking(dataset))
    rows = np.arange(len(dataset))
    first = finished(decoding(dataset, facts, Frame(8, 3), keep="decoded")).pixels.take(rows)
    place = next((cache_folder() / "decoded").iterdir())
    left = place.with_name(f".decoding-{place.name}")
    place.rename(left)
    (left / "images.npy").write_bytes(b"half")
    again = finished(decoding(dataset, facts, Frame(8, 3), keep="decoded")).pixels.take(rows)
    assert np.array_equal(first, again)
    assert place.is_dir()
    assert not left.exists()
