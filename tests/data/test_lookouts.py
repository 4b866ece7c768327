"""Processes that look at images: the same answers, and no file brings the program down."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from regnet_studio.data import lookouts as module
from regnet_studio.data.dataset import Dataset, open_dataset
from regnet_studio.data.glimpse import Glimpse, digest_of, glimpse
from regnet_studio.data.lookouts import glimpses
from regnet_studio.recipe.tree import Data
from tests.data.faults import faulty_files

Fill = Callable[[dict[str, bytes]], Path]

# What the process runs whose decoder a file can bring down, or hold up for ever.
FRAGILE = """
import os, sys, time
from regnet_studio.data import glimpse as module

plain = module.glance

def glance(content):
    if content == b"crash":
        os._exit(139)
    if content == b"hang":
        time.sleep(1000)
    return plain(content)

module.glance = glance
module.main()
"""


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few images are enough to be looked at in processes."""
    monkeypatch.setattr(module, "_FEW", 0)


@pytest.fixture
def mixed(fill: Fill, small_set: dict[str, bytes]) -> Dataset:
    """Good images and forty broken ones."""
    broken = {f"cat/{name}": content for name, content in faulty_files().items()}
    return open_dataset(Data(source=str(fill(small_set | broken))))


def seen(dataset: Dataset) -> dict[str, Glimpse]:
    told = [pair for portion in glimpses(dataset) for pair in portion]
    assert sorted(row for row, _ in told) == list(range(len(dataset)))
    return {dataset.paths[row]: glance for row, glance in told}


def children() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if "glimpse" in " ".join(p.cmdline())]


def test_processes_see_what_is_seen_here(mixed: Dataset, apart: None) -> None:
    assert seen(mixed) == {path: glimpse(mixed.read(row)) for row, path in enumerate(mixed.paths)}
    assert not children()


def test_few_images_are_looked_at_here(mixed: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_COMMAND", ["no such program"])
    assert len(seen(mixed)) == len(mixed)


def test_a_file_that_went_away(mixed: Dataset, apart: None) -> None:
    Path(mixed.source, "dog/2.png").unlink()
    told = seen(mixed)
    assert told["dog/2.png"].fault == ("unreadable", "No such file or directory")
    assert told["dog/2.png"].digest == bytes(16)
    assert told["dog/1.png"].fault is None


def test_a_file_that_brings_the_decoder_down(
    fill: Fill, small_set: dict[str, bytes], apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_COMMAND", [sys.executable, "-c", FRAGILE])
    bombs = {"cat/bomb.png": b"crash", "dog/bomb.png": b"crash"}
    told = seen(open_dataset(Data(source=str(fill(small_set | bombs)))))
    for path, content in (small_set | bombs).items():
        if path in bombs:
            assert told[path].fault == ("crashed", "brings the decoder down")
            assert told[path].digest == digest_of(content)
        else:
            assert told[path] == glimpse(content)


def test_a_file_that_never_ends(
    fill: Fill, small_set: dict[str, bytes], apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_COMMAND", [sys.executable, "-c", FRAGILE])
    monkeypatch.setattr(module, "_SECONDS", 2.0)
    told = seen(open_dataset(Data(source=str(fill(small_set | {"cat/slow.png": b"hang"})))))
    assert told.pop("cat/slow.png").fault == ("too-slow", "takes too long to decode")
    assert all(glance.fault is None for glance in told.values())


def test_cancelled_no_process_is_left(mixed: Dataset, apart: None) -> None:
    work = glimpses(mixed)
    next(work)
    assert children()
    work.close()
    assert not children()


def test_files_in_the_users_folder_are_no_part_of_python(
    mixed: Dataset, apart: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "functools.py").write_text("raise SystemExit('taken in')")
    monkeypatch.chdir(tmp_path)
    assert sum(glance.fault is None for glance in seen(mixed).values()) == 8


def test_a_process_that_never_answers_is_a_defect_not_the_images(
    mixed: Dataset, apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_COMMAND", [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(RuntimeError, match="no look at an image succeeds"):
        seen(mixed)
    assert not children()
