"""Batches of mixed, smaller and bad images, and reading ahead."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from regnet_studio.data import batches as batches_module
from regnet_studio.data.batches import ahead
from regnet_studio.data.entries import (
    ArrayPixels,
    Entries,
    UnreadableImages,
)
from regnet_studio.data.resizing import resized
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Augment
from tests.data.numbered import (
    ALL,
    NOISE,
    Streamed,
    entries_of,
    equal,
    images_that_know_where_they_are,
    split_of,
    stream,
)


def test_mixed_batches_name_both_labels() -> None:
    images = np.repeat(np.arange(50, dtype=np.uint8), 6 * 6 * 3).reshape(50, 6, 6, 3)
    split = split_of(images, entries=Entries(np.arange(50), np.arange(50)))
    still = Augment(crop_padding=0, flip=False, mixup=1)
    for batch in stream(split, 0, 0, 10, augment=still):
        assert batch.partners is not None
        assert batch.share is not None
        assert batch.partners.dtype == torch.int64
        blend = batch.share * batch.labels + (1 - batch.share) * batch.partners
        np.testing.assert_allclose(batch.images[:, 1, 2, 3], blend, atol=1e-4)
    (plain, *_) = stream(split, 0, 0, 10)
    assert plain.partners is plain.share is None
    assert all(batch.share is None for batch in split.in_order(10))


@pytest.mark.parametrize("channels_last", [False, True])
def test_smaller_batches_are_the_whole_ones_made_smaller(channels_last: bool) -> None:
    split = split_of(NOISE, channels_last=channels_last)
    unmixed = ALL.model_copy(update={"mixup": 0.0, "cutmix": 0.0})
    for augment in (Augment(), unmixed):
        whole = list(split.epoch(1, 3, 8, augment))
        small = list(split.epoch(1, 3, 8, augment, size=4))
        for before, after in zip(whole, small, strict=True):
            assert after.images.shape == (8, 3, 4, 4)
            assert after.images.stride(1) == (1 if channels_last else 16)
            assert torch.equal(after.images, resized(before.images, 4))
            assert torch.equal(after.labels, before.labels)
        assert equal(list(split.epoch(1, 3, 8, augment, size=6)), whole)


def test_smaller_images_are_mixed_as_they_are() -> None:
    flat = np.repeat(np.arange(50, dtype=np.uint8), 6 * 6 * 3).reshape(50, 6, 6, 3)
    split = split_of(flat, entries=Entries(np.arange(50), np.arange(50)))
    for batch in split.epoch(1, 0, 25, Augment(crop_padding=0, flip=False, cutmix=1), size=4):
        assert batch.share is not None
        assert batch.partners is not None
        own = (batch.images[:, 0] - batch.labels[:, None, None]).abs() < 1e-3
        mixed = batch.partners != batch.labels
        shares = own.float().mean((1, 2))
        assert torch.equal(shares[mixed], batch.share[mixed])


def test_hard_examples_come_twice_and_vary_twice() -> None:
    split = split_of(images_that_know_where_they_are(50, 6))
    losses = np.random.default_rng(0).permutation(50).astype(np.float32)
    augment = Augment(crop_padding=2)
    batches = list(split.epoch(2, 1, 10, augment, losses=losses, hard=0.2))
    entries = np.concatenate([batch.entries for batch in batches])
    times = np.bincount(entries, minlength=50)
    assert np.array_equal(times == 0, losses < 10)
    assert np.array_equal(times == 2, losses >= 40)
    shown = torch.cat([batch.images for batch in batches])
    assert np.array_equal(shown[:, 0, 0, 0].int().numpy(), entries)
    looks = [
        len({shown[place].numpy().tobytes() for place in np.flatnonzero(entries == hard)})
        for hard in np.flatnonzero(times == 2)
    ]
    assert sum(looks) >= 18  # of 20: two of 50 looks are seldom the same
    assert equal(list(split.epoch(2, 1, 10, augment, skip=3, losses=losses, hard=0.2)), batches[3:])


@dataclass(frozen=True)
class Failing(Streamed):
    """Streamed images of which some turn bad."""

    bad: set[int] = field(default_factory=set)
    tried: list[int] = field(default_factory=list)

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        self.tried.extend(rows.tolist())
        if bad := {row: f"{row} is rubbish" for row in rows.tolist() if row in self.bad}:
            raise UnreadableImages(f"{len(bad)} are rubbish", bad)
        return super().take(rows)


@settings(deadline=None, max_examples=40)
@given(
    bad=st.sets(st.integers(0, 49), max_size=20),
    batch=st.integers(8, 50),
    skip=st.integers(0, 3),
    drawn=st.booleans(),
)
def test_the_next_of_the_batch_comes_in_the_place_of_a_bad_image(
    bad: set[int], batch: int, skip: int, drawn: bool
) -> None:
    weights = np.full(50, 1 / 50) if drawn else None
    entries = entries_of(list(range(50)), weights=weights)
    still = Augment(crop_padding=0, flip=False)
    plain = stream(split_of(NOISE, entries=entries), 1, 4, batch, augment=still)
    pixels = Failing(NOISE, bad=bad)
    split = split_of(pixels, entries=entries)
    if any(bad >= set(one.entries.tolist()) for one in plain):
        with pytest.raises(DataMistake):
            stream(split, 1, 4, batch, augment=still)
        return
    found = stream(split, 1, 4, batch, augment=still)
    for was, now in zip(plain, found, strict=True):
        wanted = was.entries.tolist()
        for place, entry in enumerate(now.entries.tolist()):
            onward = [*wanted[place:], *wanted[:place]]
            assert entry == next(e for e in onward if e not in bad)
            assert torch.equal(
                now.images[place].permute(1, 2, 0).byte(), torch.tensor(NOISE[entry])
            )
            assert now.labels[place] == entry % 7
    met = {int(e) for one in plain for e in one.entries} & bad
    assert split.set_aside == {row: f"{row} is rubbish" for row in met}
    assert split.count == 50
    # Once each; a run that is resumed, wherever the images lie by then, goes on with the same.
    assert all(pixels.tried.count(row) == 1 for row in met if not drawn)
    for again in (Failing(NOISE, bad=bad), Streamed(NOISE), ArrayPixels(NOISE)):
        resumed = split_of(again, entries=entries)
        resumed.put_aside(split.set_aside)
        assert equal(stream(resumed, 1, 4, batch, skip, still), found[skip:])
        assert resumed.set_aside == split.set_aside


def test_a_bad_image_is_not_read_again() -> None:
    pixels = Failing(NOISE, bad={7, 30})
    split = split_of(pixels)
    for epoch in range(1, 4):
        for batch in stream(split, epoch, 0, 25):
            assert not {7, 30} & set(batch.entries.tolist())
    list(split.in_order(20))
    assert pixels.tried.count(7) == pixels.tried.count(30) == 1


@pytest.mark.parametrize("lying", [False, True])
def test_in_order_leaves_bad_images_out(lying: bool) -> None:
    bad = {8, 12, 20, 49}
    indices = np.array([4, 7, 8, 12, 20, 33, 49])
    split = split_of(NOISE if lying else Failing(NOISE, bad=bad), indices)
    if lying:
        split.put_aside(bad)
    batches = list(split.in_order(3))
    assert [batch.entries.tolist() for batch in batches] == [[0, 1], [5]]
    pixels = torch.cat([batch.images for batch in batches]).permute(0, 2, 3, 1).numpy()
    assert np.array_equal(pixels, NOISE[[4, 7, 33]])
    assert torch.cat([batch.labels for batch in batches]).tolist() == [4 % 7, 7 % 7, 33 % 7]
    assert split.readable.tolist() == [0, 1, 5]
    assert set(split.set_aside) == bad
    again = list(split.in_order(3))
    assert equal(again, batches)


def test_with_all_images_gone_it_is_the_place_that_is_named() -> None:
    pixels = Failing(NOISE, bad=set(range(50)))
    split = split_of(pixels)
    for take in (lambda: stream(split, 1, 0, 10), lambda: list(split.in_order(10))):
        with pytest.raises(DataMistake, match="10 are rubbish"):
            take()
        assert not split.set_aside  # they are well as soon as the disk is back
    pixels.bad.clear()
    assert len(stream(split, 1, 0, 10)) == 5


def test_a_split_without_a_readable_image_is_no_split() -> None:
    split = split_of(Failing(NOISE, bad={3, 4, 5}), np.array([3, 4, 5]))
    with pytest.raises(DataMistake, match="none of 3 images"):
        list(split.in_order(2))
    with pytest.raises(DataMistake, match="none of 2 images"):
        stream(split, 1, 0, 2)


def test_synthetic_and_strong_entries_stand_in_as_what_they_are() -> None:
    made = np.random.default_rng(1).integers(0, 256, (2, 6, 6, 3), dtype=np.uint8)
    pictures = [NOISE[5], made[0], made[1]]
    strong = np.array([True, False, False])
    entries = Entries(np.array([5, 50, 51]), np.arange(3), strong=strong, synthetic=made)
    split = split_of(Failing(NOISE, bad={5}), entries=entries)
    (batch,) = stream(split, 1, 0, 3, augment=Augment(crop_padding=0, flip=False))
    assert sorted(batch.labels.tolist()) in ([1, 1, 2], [1, 2, 2])
    for image, label in zip(batch.images, batch.labels.tolist(), strict=True):
        assert np.abs(image.permute(1, 2, 0).numpy() - pictures[label]).max() < 0.02
    assert set(split.set_aside) == {5}


def test_reading_ahead_changes_neither_batches_nor_what_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a GPU: an image is told with the batch that lacks it, however early it was read."""
    bad = {3, 20, 21, 33, 47}
    plain = split_of(Failing(NOISE, bad=bad))
    expected = stream(plain, 1, 0, 10)
    monkeypatch.setattr(batches_module, "ahead", lambda make, parts, _: ahead(make, parts, 3))
    wanted = [set(b.entries.tolist()) & bad for b in stream(split_of(NOISE), 1, 0, 10)]
    split = split_of(Failing(NOISE, bad=bad))
    found, known = [], set[int]()
    for batch, missing in zip(split.epoch(1, 0, 10, Augment(crop_padding=2)), wanted, strict=True):
        known |= missing
        assert set(split.set_aside) == known
        found.append(batch)
    assert equal(found, expected)
    assert len(known) > len(wanted[0])


def test_work_ahead_comes_in_order_and_not_too_far_ahead() -> None:
    started: list[int] = []

    def make(number: int) -> int:
        started.append(number)
        return number * number

    results = ahead(make, iter(range(20)), 3)
    for number in range(20):
        assert next(results) == number * number
        assert max(started) <= number + 3
    assert next(results, None) is None
    assert list(ahead(make, range(3), 0)) == [0, 1, 4]


def test_a_fault_ahead_is_raised_where_it_is_used() -> None:
    def make(number: int) -> int:
        return 1 // (2 - number)

    results = ahead(make, range(9), 3)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert not threads_ahead()


def threads_ahead() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("batches")]


def test_closing_ends_the_thread() -> None:
    results = ahead(lambda number: number, itertools.count(), 3)
    assert next(results) == 0
    assert threads_ahead()
    results.close()
    assert not threads_ahead()
