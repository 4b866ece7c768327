"""Decoded once, kept, found again; and never half."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from regnet_studio.data import dataset as dataset_module
from regnet_studio.data import pixels as module
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import Frame
from regnet_studio.data.decode import decode as decode_in
from regnet_studio.data.pixels import (
    Decoded,
    decoding,
    finished,
    frame_of,
    working_shape,
)
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
    frame = frame_of(dataset, Data(source="x", size=size), channels)
    forced = channels is not None
    return finished(decoding(dataset, frame, keep=keep, colour_is_grey=forced), on_progress)


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
    for name in ("digests", "hashes", "sizes", "moments", "bad"):
        assert np.array_equal(getattr(first.facts, name), getattr(second.facts, name))
    assert first.facts.problems == second.facts.problems


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


# The fingerprint


def print_of(root: Path) -> str:
    dataset = open_dataset(str(root))
    return decoded(dataset).facts.fingerprint(dataset)


def test_the_fingerprint_is_of_the_data_alone(
    fill: Fill, pack: Fill, small_set: Files, cache: Path, tmp_path: Path
) -> None:
    root = fill(small_set)
    before = print_of(root)
    assert before == print_of(root)
    for path in small_set:
        os.utime(root / path, (1, 1))
    assert print_of(root) == before
    shutil.rmtree(cache)
    assert print_of(root) == before
    assert print_of(pack(small_set)) == before
    root.rename(tmp_path / "elsewhere")
    assert print_of(tmp_path / "elsewhere") == before


def test_the_fingerprint_changes_with_content_class_split_edit_and_name(
    fill: Fill, small_set: Files, make_png: MakePng
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    facts = decoded(dataset).facts
    changed = [
        dataset,
        replace(dataset, labels=1 - dataset.labels),
        replace(dataset, classes=("cat", "wolf")),
        replace(dataset, splits=dataset.splits + np.uint8(1)),
        replace(dataset, excluded=np.arange(8) == 7),
    ]
    seen = {facts.fingerprint(one) for one in changed}
    root = Path(dataset.source)
    (root / "dog/3.png").rename(root / "dog/4.png")
    seen.add(print_of(root))
    (root / "dog/4.png").write_bytes(make_png(77))
    seen.add(print_of(root))
    assert len(seen) == 7


def test_a_trailing_byte_changes_the_fingerprint_though_no_pixel(
    fill: Fill, small_set: Files
) -> None:
    root = fill(small_set)
    before, print_before = decoded(open_dataset(str(root))), print_of(root)
    with (root / "dog/0.png").open("ab") as file:
        file.write(b"x")
    assert np.array_equal(images(before), images(decoded(open_dataset(str(root)))))
    assert print_of(root) != print_before


# Facts


def test_what_is_learned_of_each_image(fill: Fill, small_set: Files, encode: Any) -> None:
    frames = [Image.new("RGB", (9, 7), colour) for colour in ("red", "blue")]
    animated = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    dataset = open_dataset(str(fill(small_set | {"dog/moving.gif": animated, "cat/b.png": b"x"})))
    facts = decoded(dataset).facts
    place = list(dataset.paths).index("dog/moving.gif")
    assert facts.sizes[place].tolist() == [9, 7]
    assert [(p.path, p.kind) for p in facts.problems] == [
        ("cat/b.png", "broken"),
        ("dog/moving.gif", "several-frames"),
    ]
    bad = list(dataset.paths).index("cat/b.png")
    assert facts.bad.tolist() == [bad]
    assert facts.usable(dataset).tolist() == [i for i in range(10) if i != bad]
    for row in range(10):
        content = dataset.read(row)
        assert facts.digests[row].tobytes() == hashlib.blake2b(content, digest_size=16).digest()
    assert len(np.unique(facts.hashes)) > 7


def test_statistics_are_those_of_the_pixels() -> None:
    seen = decoded(open_dataset("digits"))
    rows = np.arange(100, 900)
    mean, std = seen.facts.statistics(rows)
    assert mean == pytest.approx([images(seen)[rows].mean()], abs=1e-3)
    assert std == pytest.approx([images(seen)[rows].std()], abs=1e-2)


def test_images_of_one_colour_have_a_deviation_of_one(fill: Fill, encode: Any) -> None:
    flat = {f"{c}/{i}.png": encode(Image.new("RGB", (8, 8), (77,) * 3)) for c in "ab" for i in "12"}
    seen = decoded(open_dataset(str(fill(flat))))
    assert seen.facts.statistics(np.arange(4)) == ((77.0,) * 3, (1.0,) * 3)
    assert not seen.facts.hashes.any()


# Streaming


def test_streamed_images_are_the_decoded_ones_bit_by_bit(
    fill: Fill, small_set: Files, cache: Path
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    streamed = decoded(dataset, keep="stream")
    assert streamed.pixels.whole is None
    (entry,) = cache.iterdir()
    assert [file.name for file in entry.iterdir()] == ["facts.npz"]
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
    assert decoded(open_dataset(str(fill(contents)))).frame.channels == 3


@pytest.fixture
def late_colour(fill: Fill, make_png: MakePng) -> Path:
    """450 images, of which every second is looked at; the only colour one is the last."""
    grey = [make_png(i, grey=True) for i in range(5)]
    contents = {f"{'ab'[i // 225]}/{i:03}.png": grey[i % 5] for i in range(449)}
    return fill(contents | {"b/449.png": make_png(1)})


def test_colour_found_late_is_colour(late_colour: Path, make_png: MakePng, cache: Path) -> None:
    dataset = open_dataset(str(late_colour))
    assert working_shape(dataset) == (8, 1)  # the trap
    pixels = decoded(dataset)
    assert images(pixels).shape == (450, 8, 8, 3)
    assert not len(pixels.facts.bad)
    assert np.array_equal(images(pixels)[-1], decode(make_png(1), 8, 3))
    assert np.array_equal(images(pixels)[0], decode(make_png(0, grey=True), 8, 3))
    assert len(list(cache.iterdir())) == 1


def test_colour_found_late_is_not_looked_for_again(
    late_colour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = decoded(open_dataset(str(late_colour)))
    no_more_decoding(monkeypatch)
    assert np.array_equal(images(decoded(open_dataset(str(late_colour)))), images(first))


def test_grey_is_made_of_colour_where_a_network_wants_it(late_colour: Path) -> None:
    assert decoded(open_dataset(str(late_colour)), channels=1).frame.channels == 1


# The working size


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ([(8, 8)] * 4, 8),
        ([(28, 28)] * 4, 28),
        ([(64, 64)] * 4, 64),
        ([(5, 5)] * 4, 8),
        ([(96, 96)] * 4, 96),
        ([(100, 70)] * 4, 64),
        ([(500, 400)] * 4, 128),
        ([(20, 30), (20, 30), (30, 20), (22, 40)], 32),
        ([(40, 40), (300, 200), (100, 120), (99, 98)], 96),
    ],
)
def test_the_size_suits_the_images(
    fill: Fill, encode: Callable[..., bytes], sides: list[tuple[int, int]], size: int
) -> None:
    contents = {
        f"{'ab'[i % 2]}/{i}.png": encode(Image.new("RGB", side)) for i, side in enumerate(sides)
    }
    assert working_shape(open_dataset(str(fill(contents)))) == (size, 3)


# What goes wrong


def test_bad_images_are_left_out_counted_and_listed(
    fill: Fill, small_set: Files, make_png: MakePng
) -> None:
    whole = make_png(5, size=64)
    root = fill(
        small_set | {"cat/7.png": b"", "dog/8.png": b"not a picture", "dog/9.png": whole[:2000]}
    )
    dataset = open_dataset(str(root))
    (root / "cat/1.png").unlink()
    pixels = decoded(dataset)
    names = [dataset.paths[i] for i in pixels.facts.bad]
    assert names == ["cat/1.png", "cat/7.png", "dog/8.png", "dog/9.png"]
    assert [p.path for p in pixels.facts.problems] == names
    assert [p.kind for p in pixels.facts.problems] == ["unreadable", "empty", "broken", "truncated"]
    for i, path in enumerate(dataset.paths):
        if i in pixels.facts.bad:
            assert not images(pixels)[i].any()
        else:
            assert np.array_equal(images(pixels)[i], decode(small_set[path], pixels.frame.size, 3))


def test_not_one_good_image(fill: Fill, cache: Path) -> None:
    root = fill({f"{c}/{i}.png": b"bad" for c in "ab" for i in range(3)})
    with pytest.raises(DataMistake, match="not one of its 6 images can be decoded") as caught:
        decoded(open_dataset(str(root)))
    assert "a/0.png" in str(caught.value)
    assert str(root) in str(caught.value)
    assert list(cache.iterdir()) == []


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
    work = decoding(dataset, frame_of(dataset, Data()))
    next(work)
    work.close()
    assert list(cache.iterdir()) == []
    assert images(decoded(dataset)).shape[0] == 1797


def test_a_half_written_entry_is_not_taken_for_whole(
    fill: Fill, small_set: Files, cache: Path
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    first = decoded(dataset)
    (entry,) = cache.iterdir()
    (entry / "facts.npz").unlink()
    again = decoded(dataset)
    assert np.array_equal(images(first), images(again))


def test_two_at_once_agree(fill: Fill, small_set: Files, cache: Path) -> None:
    dataset = open_dataset(str(fill(small_set)))
    slow = decoding(dataset, frame_of(dataset, Data()))
    next(slow)
    fast = decoded(dataset)
    assert np.array_equal(images(finished(slow)), images(fast))
    assert len(list(cache.iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_said(
    fill: Fill, small_set: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "file"))
    with pytest.raises(DiskTrouble, match="cannot write") as caught:
        decoded(open_dataset(str(fill(small_set))))
    assert str(tmp_path / "file") in str(caught.value)


def test_a_full_disk_is_said_and_nothing_is_left(
    fill: Fill, small_set: Files, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(small_disk))
    with pytest.raises(DiskTrouble, match="the disk is full"):
        decoded(open_dataset(str(fill(small_set))), size=512, keep="decoded")
    assert list((small_disk / "decoded").iterdir()) == []
    assert decoded(open_dataset(str(fill(small_set))), size=512).pixels.whole is None
