"""Decoded once, kept, found again; and never half."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from regnet_studio.data import pixels as module
from regnet_studio.data.dataset import Dataset, open_dataset
from regnet_studio.data.decode import decode
from regnet_studio.data.pixels import Pixels, decoded, decoding, working_shape
from regnet_studio.errors import DataMistake
from regnet_studio.files import DiskTrouble

Files = dict[str, bytes]
Fill = Callable[[Files], Path]
MakePng = Callable[..., bytes]


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
    assert pixels.images.shape == (8, 8, 8, 3)
    assert (pixels.size, pixels.channels) == (8, 3)
    assert not pixels.bad
    assert not pixels.problems
    for i, path in enumerate(dataset.paths):
        assert np.array_equal(pixels.images[i], decode(small_set[path], 8, 3))


def test_all_digits_come_out_whole() -> None:
    dataset = open_dataset("digits")
    seen: list[tuple[int, int]] = []
    pixels = decoded(dataset, on_progress=lambda done, total: seen.append((done, total)))
    assert pixels.images.shape == (1797, 8, 8, 1)
    for i in range(0, 1797, 60):
        assert np.array_equal(pixels.images[i], decode(dataset.read(i), 8, 1))
    assert {total for _, total in seen} == {1797}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (1797, 1797)


def test_the_pixels_are_mapped_and_the_file_stays_as_it_is(fill: Fill, small_set: Files) -> None:
    dataset = open_dataset(str(fill(small_set)))
    pixels = decoded(dataset)
    assert isinstance(pixels.images, np.memmap)
    before = pixels.images[0].copy()
    pixels.images[0] = 0  # torch is given a writable array
    assert np.array_equal(decoded(dataset).images[0], before)


def test_the_second_time_nothing_is_decoded(
    fill: Fill, small_set: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(small_set | {"dog/bad.png": b"bad"})
    first = decoded(open_dataset(str(root)))
    no_more_decoding(monkeypatch)
    second = decoded(open_dataset(str(root)))
    assert np.array_equal(first.images, second.images)
    assert first.fingerprint == second.fingerprint
    assert first.bad == second.bad
    assert first.problems == second.problems
    assert first.duplicates == second.duplicates


def test_with_the_size_known_no_file_is_even_read(fill: Fill, small_set: Files) -> None:
    root = fill(small_set)
    dataset = open_dataset(str(root))
    first = decoded(dataset, size=8, channels=3)
    shutil.rmtree(root)
    assert np.array_equal(decoded(dataset, size=8, channels=3).images, first.images)


def test_each_size_has_its_own_pixels(fill: Fill, small_set: Files) -> None:
    dataset = open_dataset(str(fill(small_set)))
    for size, channels in ((8, 3), (16, 3), (8, 1), (8, 3)):
        pixels = decoded(dataset, size=size, channels=channels)
        assert pixels.images.shape == (8, size, size, channels)
        truth = decode(small_set["cat/0.png"], size, channels)
        assert np.array_equal(pixels.images[0], truth)


def test_a_changed_image_is_decoded_again(fill: Fill, small_set: Files, make_png: MakePng) -> None:
    root = fill(small_set)
    decoded(open_dataset(str(root)))
    content = make_png(99)
    (root / "cat/0.png").write_bytes(content)
    os.utime(root / "cat/0.png", ns=(1, 1))
    pixels = decoded(open_dataset(str(root)))
    assert np.array_equal(pixels.images[0], decode(content, 8, 3))


# The fingerprint


def fingerprint(root: Path) -> str:
    return decoded(open_dataset(str(root))).fingerprint


def test_the_fingerprint_is_of_the_data_alone(
    fill: Fill, pack: Fill, small_set: Files, cache: Path, tmp_path: Path
) -> None:
    root = fill(small_set)
    before = fingerprint(root)
    assert before == fingerprint(root)
    for path in small_set:
        os.utime(root / path, (1, 1))
    assert fingerprint(root) == before
    shutil.rmtree(cache)
    assert fingerprint(root) == before
    assert fingerprint(pack(small_set)) == before
    root.rename(tmp_path / "elsewhere")
    assert fingerprint(tmp_path / "elsewhere") == before


def test_the_fingerprint_changes_with_content_class_split_and_name(
    fill: Fill, small_set: Files, make_png: MakePng
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    seen = {decoded(dataset).fingerprint}

    def add(changed: Dataset) -> None:
        seen.add(decoded(replace(changed, stamp=f"{changed.stamp}{len(seen)}")).fingerprint)

    add(replace(dataset, labels=1 - dataset.labels))
    add(replace(dataset, classes=("cat", "wolf")))
    add(replace(dataset, splits=dataset.splits + np.uint8(1)))
    add(dataset.without([7], []))
    root = Path(dataset.source)
    (root / "dog/3.png").rename(root / "dog/4.png")
    add(open_dataset(str(root)))
    (root / "dog/4.png").write_bytes(make_png(77))
    add(open_dataset(str(root)))
    assert len(seen) == 7


def test_a_trailing_byte_changes_the_fingerprint_though_no_pixel(
    fill: Fill, small_set: Files
) -> None:
    root = fill(small_set)
    before = decoded(open_dataset(str(root)))
    with (root / "dog/0.png").open("ab") as file:
        file.write(b"x")
    after = decoded(open_dataset(str(root)))
    assert np.array_equal(before.images, after.images)
    assert before.fingerprint != after.fingerprint


# Grey and colour


def test_grey_stays_grey(fill: Fill, make_png: MakePng) -> None:
    contents = {f"{c}/{i}.png": make_png(i, grey=True) for c in "ab" for i in range(3)}
    assert decoded(open_dataset(str(fill(contents)))).channels == 1
    contents["a/2.png"] = make_png(2)
    assert decoded(open_dataset(str(fill(contents)))).channels == 3


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
    assert pixels.images.shape == (450, 8, 8, 3)
    assert not pixels.bad
    assert np.array_equal(pixels.images[-1], decode(make_png(1), 8, 3))
    assert np.array_equal(pixels.images[0], decode(make_png(0, grey=True), 8, 3))
    assert len(list(cache.iterdir())) == 1


def test_colour_found_late_is_not_looked_for_again(
    late_colour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = decoded(open_dataset(str(late_colour)))
    no_more_decoding(monkeypatch)
    assert np.array_equal(decoded(open_dataset(str(late_colour))).images, first.images)


def test_grey_is_made_of_colour_where_a_network_wants_it(late_colour: Path) -> None:
    assert decoded(open_dataset(str(late_colour)), channels=1).channels == 1


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
    names = [dataset.paths[i] for i in pixels.bad]
    assert names == ["cat/1.png", "cat/7.png", "dog/8.png", "dog/9.png"]
    assert [p.path for p in pixels.problems] == names
    assert [p.kind for p in pixels.problems] == ["unreadable", "empty", "broken", "truncated"]
    for i, path in enumerate(dataset.paths):
        if i in pixels.bad:
            assert not pixels.images[i].any()
        else:
            assert np.array_equal(pixels.images[i], decode(small_set[path], pixels.size, 3))


def test_not_one_good_image(fill: Fill, cache: Path) -> None:
    root = fill({f"{c}/{i}.png": b"bad" for c in "ab" for i in range(3)})
    with pytest.raises(DataMistake, match="not one of its 6 images can be decoded") as caught:
        decoded(open_dataset(str(root)))
    assert "a/0.png" in str(caught.value)
    assert str(root) in str(caught.value)
    assert list(cache.iterdir()) == []


def test_equal_files_are_found(fill: Fill, small_set: Files) -> None:
    twins = {"cat/5.png": small_set["dog/1.png"], "dog/5.png": small_set["dog/1.png"]}
    pixels = decoded(open_dataset(str(fill(small_set | twins))))
    assert pixels.duplicates == (("cat/5.png", "dog/1.png", "dog/5.png"),)


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
    work = decoding(dataset)
    next(work)
    work.close()
    assert list(cache.iterdir()) == []
    assert decoded(dataset).images.shape[0] == 1797


def test_a_half_written_entry_is_not_taken_for_whole(
    fill: Fill, small_set: Files, cache: Path
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    first = decoded(dataset)
    (entry,) = cache.iterdir()
    (entry / "index.json").unlink()
    again = decoded(dataset)
    assert np.array_equal(first.images, again.images)


def finished(work: Generator[object, None, Pixels]) -> Pixels:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_two_at_once_agree(fill: Fill, small_set: Files, cache: Path) -> None:
    dataset = open_dataset(str(fill(small_set)))
    slow = decoding(dataset)
    next(slow)
    fast = decoded(dataset)
    assert np.array_equal(finished(slow).images, fast.images)
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
        decoded(open_dataset(str(fill(small_set))), size=512)
    assert list((small_disk / "decoded").iterdir()) == []
