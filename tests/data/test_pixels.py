"""Decoded once, kept, found again; and never half."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from regnet_studio.data import dataset as dataset_module
from regnet_studio.data import pixels as module
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import Frame
from regnet_studio.data.decode import decode as decode_in
from regnet_studio.data.facts import checking
from regnet_studio.data.pixels import Decoded, decoding
from regnet_studio.data.progress import finished
from regnet_studio.errors import DataMistake
from regnet_studio.files import DiskTrouble
from regnet_studio.recipe.tree import Data

Files = dict[str, bytes]
Fill = Callable[[Files], Path]
MakePng = Callable[..., bytes]


def open_dataset(source: str) -> Dataset:
    return dataset_module.open_dataset(Data(source=source))


def decode(content: bytes, size: int, channels: int) -> NDArray[np.uint8]:
    return decode_in(content, Frame(size, channels))


def decoded(
    dataset: Dataset,
    size: int | None = None,
    channels: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    keep: Any = "auto",
) -> Decoded:
    def tell(step: tuple[int, int]) -> None:
        if on_progress:
            on_progress(*step)

    facts = finished(checking(dataset))
    frame = facts.frame(Data(source="x", size=size))
    if channels:
        frame = replace(frame, channels=channels)
    return finished(decoding(dataset, facts, frame, keep=keep), tell)


def images(seen: Decoded) -> NDArray[np.uint8]:
    assert seen.pixels.whole is not None
    return seen.pixels.whole


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the test's own; the folder of decoded images in it."""
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "decoded"


def no_more_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("decoded again")

    monkeypatch.setattr(module, "decode", refuse)


def test_every_image_is_in_its_row(fill: Fill, small_set: Files) -> None:
    dataset = open_dataset(str(fill(small_set)))
    pixels = decoded(dataset)
    assert images(pixels).shape == (8, 8, 8, 3)
    assert (pixels.pixels.size, pixels.frame.channels) == (8, 3)
    assert not len(pixels.facts.bad)
    assert not pixels.facts.problems
    for i, path in enumerate(dataset.paths):
        assert np.array_equal(images(pixels)[i], decode(small_set[path], 8, 3))


def test_all_digits_come_out_whole() -> None:
    dataset = open_dataset("digits")
    seen: list[tuple[int, int]] = []
    pixels = decoded(dataset, on_progress=lambda done, total: seen.append((done, total)))
    assert images(pixels).shape == (1797, 8, 8, 1)
    for i in range(0, 1797, 60):
        assert np.array_equal(images(pixels)[i], decode(dataset.read(i), 8, 1))
    assert {total for _, total in seen} == {1797}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (1797, 1797)


def test_the_pixels_are_mapped_and_the_file_stays_as_it_is(fill: Fill, small_set: Files) -> None:
    dataset = open_dataset(str(fill(small_set)))
    pixels = decoded(dataset)
    assert isinstance(images(pixels), np.memmap)
    before = images(pixels)[0].copy()
    images(pixels)[0] = 0  # torch is given a writable array
    assert np.array_equal(images(decoded(dataset))[0], before)


def test_the_second_time_nothing_is_decoded(
    fill: Fill, small_set: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(small_set | {"dog/bad.png": b"bad"})
    first = decoded(open_dataset(str(root)))
    no_more_decoding(monkeypatch)
    second = decoded(open_dataset(str(root)))
    assert np.array_equal(images(first), images(second))


def test_with_the_size_known_no_file_is_even_read(fill: Fill, small_set: Files) -> None:
    root = fill(small_set)
    dataset = open_dataset(str(root))
    first = decoded(dataset, size=8, channels=3)
    shutil.rmtree(root)
    assert np.array_equal(images(decoded(dataset, size=8, channels=3)), images(first))


def test_each_size_has_its_own_pixels(fill: Fill, small_set: Files) -> None:
    dataset = open_dataset(str(fill(small_set)))
    for size, channels in ((8, 3), (16, 3), (8, 1), (8, 3)):
        pixels = decoded(dataset, size=size, channels=channels)
        assert images(pixels).shape == (8, size, size, channels)
        truth = decode(small_set["cat/0.png"], size, channels)
        assert np.array_equal(images(pixels)[0], truth)


def test_a_changed_image_is_decoded_again(fill: Fill, small_set: Files, make_png: MakePng) -> None:
    root = fill(small_set)
    decoded(open_dataset(str(root)))
    content = make_png(99)
    (root / "cat/0.png").write_bytes(content)
    os.utime(root / "cat/0.png", ns=(1, 1))
    pixels = decoded(open_dataset(str(root)))
    assert np.array_equal(images(pixels)[0], decode(content, 8, 3))


# Streaming


def test_streamed_images_are_the_decoded_ones_bit_by_bit(
    fill: Fill, small_set: Files, cache: Path
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    streamed = decoded(dataset, keep="stream")
    assert streamed.pixels.whole is None
    assert not cache.exists()
    kept = decoded(dataset, keep="decoded")
    rows = np.array([5, 0, 5, 7])
    assert np.array_equal(streamed.pixels.take(rows), images(kept)[rows])
    assert np.array_equal(kept.pixels.take(rows), images(kept)[rows])
    assert len(streamed.pixels) == len(kept.pixels) == 8
    assert decoded(dataset, keep="auto").pixels.whole is not None


def test_what_does_not_fit_streams(
    fill: Fill, small_set: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=8 * 8 * 8 * 3))
    assert decoded(dataset).pixels.whole is None
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2 * 8 * 8 * 8 * 3))
    assert decoded(dataset).pixels.whole is not None


def test_an_image_that_vanishes_from_the_stream_is_named(fill: Fill, small_set: Files) -> None:
    root = fill(small_set)
    streamed = decoded(open_dataset(str(root)), keep="stream")
    (root / "dog/1.png").unlink()
    with pytest.raises(DataMistake, match=r"dog/1\.png was well when it was first read"):
        streamed.pixels.take(np.array([4, 5]))


# Grey and colour


def test_grey_stays_grey(fill: Fill, make_png: MakePng) -> None:
    contents = {f"{c}/{i}.png": make_png(i, grey=True) for c in "ab" for i in range(3)}
    assert decoded(open_dataset(str(fill(contents)))).frame.channels == 1
    contents["a/2.png"] = make_png(2)
    seen = decoded(open_dataset(str(fill(contents))))
    assert seen.frame.channels == 3
    assert np.array_equal(images(seen)[2], decode(make_png(2), 8, 3))
    assert decoded(open_dataset(str(fill(contents))), channels=1).pixels.channels == 1


# What goes wrong


def test_bad_images_have_no_pixels(fill: Fill, small_set: Files) -> None:
    root = fill(small_set | {"cat/7.png": b"", "dog/8.png": b"not a picture"})
    dataset = open_dataset(str(root))
    seen = decoded(dataset)
    assert [dataset.paths[i] for i in seen.facts.bad] == ["cat/7.png", "dog/8.png"]
    for i, path in enumerate(dataset.paths):
        truth = decode(small_set[path], 8, 3) if path in small_set else np.zeros((8, 8, 3))
        assert np.array_equal(images(seen)[i], truth)


def test_what_breaks_between_the_check_and_the_decoding(fill: Fill, small_set: Files) -> None:
    root = fill(small_set)
    dataset = open_dataset(str(root))
    facts = finished(checking(dataset))
    (root / "cat/1.png").unlink()
    (root / "dog/1.png").write_bytes(b"")
    for _ in range(2):  # the second time from the cache
        seen = finished(decoding(dataset, facts, facts.frame(Data())))
        assert seen.facts.bad.tolist() == [1, 5]
        assert [(p.path, p.kind) for p in seen.facts.problems] == [
            ("cat/1.png", "unreadable"),
            ("dog/1.png", "empty"),
        ]


class Cancelled(Exception):
    pass


def test_a_cancelled_decoding_leaves_nothing(cache: Path) -> None:
    def cancel(done: int, total: int) -> None:
        assert list(cache.iterdir())
        raise Cancelled

    dataset = open_dataset("digits")
    with pytest.raises(Cancelled):
        decoded(dataset, on_progress=cancel)
    assert list(cache.iterdir()) == []
    assert images(decoded(dataset)).shape[0] == 1797


def test_a_half_written_entry_is_not_taken_for_whole(
    fill: Fill, small_set: Files, cache: Path
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    first = decoded(dataset)
    (entry,) = cache.iterdir()
    (entry / "index.json").unlink()
    again = decoded(dataset)
    assert np.array_equal(images(first), images(again))


@pytest.mark.parametrize("name", ["index.json", "images.npy"])
def test_a_damaged_entry_is_decoded_anew(
    fill: Fill, small_set: Files, cache: Path, name: str
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    before = images(decoded(dataset)).copy()
    (entry,) = cache.iterdir()
    for content in (b"", (entry / name).read_bytes()[:20]):
        (entry / name).write_bytes(content)
        assert np.array_equal(images(decoded(dataset)), before)


def test_a_cache_that_cannot_be_written_is_said(
    fill: Fill, small_set: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "file"))
    with pytest.raises(DiskTrouble, match="cannot write") as caught:
        decoded(open_dataset(str(fill(small_set))))
    assert "REGNET_STUDIO_CACHE" in str(caught.value)
    assert str(tmp_path / "file") in str(caught.value)


def test_a_full_disk_is_said_and_nothing_is_left(
    fill: Fill, small_set: Files, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(small_disk))
    with pytest.raises(DiskTrouble, match="the disk is full"):
        decoded(open_dataset(str(fill(small_set))), size=512, keep="decoded")
    assert list((small_disk / "decoded").iterdir()) == []
    assert decoded(open_dataset(str(fill(small_set))), size=512).pixels.whole is None
