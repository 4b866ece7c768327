"""Batches against a literal loop over images, and the order in which they come."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data import batches as batches_module
from regnet_studio.data.batches import Batch, SplitImages, ahead
from regnet_studio.data.entries import (
    ArrayPixels,
    Entries,
    Pixels,
    UnreadableImages,
    plain_entries,
)
from regnet_studio.data.resizing import resized
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Augment

CPU = torch.device("cpu")


def images_that_know_where_they_are(count: int, size: int) -> NDArray[np.uint8]:
    """Every pixel tells its image, row and column: [N, S, S, 3]."""
    images = np.zeros((count, size, size, 3), np.uint8)
    images[..., 0] = np.arange(count)[:, None, None]
    images[..., 1] = np.arange(size)[None, :, None]
    images[..., 2] = np.arange(size)[None, None, :]
    return images


@dataclass(frozen=True)
class Streamed:
    """Images that can only be taken, as where they are decoded anew."""

    images: NDArray[np.uint8]
    whole: None = None

    @property
    def size(self) -> int:
        return self.images.shape[1]

    @property
    def channels(self) -> int:
        return self.images.shape[3]

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        assert (rows < len(self)).all()
        return self.images[rows]

    def __len__(self) -> int:
        return len(self.images)


def split_of(
    images: NDArray[np.uint8] | Pixels,
    indices: NDArray[np.int64] | None = None,
    *,
    entries: Entries | None = None,
    **options: Any,
) -> SplitImages:
    pixels = ArrayPixels(images) if isinstance(images, np.ndarray) else images
    options = {
        "mean": (0.0,) * pixels.channels,
        "std": (1.0,) * pixels.channels,
        "device": CPU,
        "channels_last": False,
    } | options
    if entries is None:
        labels = (np.arange(len(pixels)) % 7).astype(np.int32)
        entries = plain_entries(np.arange(len(pixels)) if indices is None else indices, labels)
    return SplitImages(pixels, entries, **options)


def varied(picture: NDArray[Any], pad: int, dy: int, dx: int, flip: bool) -> NDArray[Any]:
    """The crop at (dy, dx) of a picture with mirrored edges, one pixel at a time."""
    size = len(picture)
    wide = np.pad(picture, ((pad, pad), (pad, pad), (0, 0)), mode="reflect")
    out = np.empty_like(picture)
    for y in range(size):
        for x in range(size):
            column = size - 1 - x if flip else x
            out[y, x] = wide[y + dy + pad, column + dx + pad]
    return out


def draws_behind(
    batch: Batch, images: NDArray[np.uint8], pad: int
) -> list[tuple[int, int, int, bool]]:
    """(image, dy, dx, flip) of every picture of a batch, found by trying all there can be."""
    found = []
    for picture in batch.images.permute(0, 2, 3, 1).numpy():
        image = int(picture[0, 0, 0])
        shifts = range(-pad, pad + 1)
        fits = [
            (image, dy, dx, flip)
            for dy, dx, flip in itertools.product(shifts, shifts, (False, True))
            if np.array_equal(picture, varied(images[image], pad, dy, dx, flip))
        ]
        assert fits, "not a crop of the picture"
        # In a tiny picture a mirrored edge may look like another crop.
        assert len(fits) == 1 or len(images[0]) < 2 * pad + 2
        found.append(fits[0])
    return found


@pytest.mark.parametrize(("pad", "flip"), [(0, False), (0, True), (1, False), (2, True)])
def test_training_pictures_are_crops_and_mirror_images(pad: int, flip: bool) -> None:
    images = images_that_know_where_they_are(40, 6)
    split = split_of(images)
    seen: list[tuple[int, int, int, bool]] = []
    for batch in split.epoch(3, 5, 10, Augment(crop_padding=pad, flip=flip)):
        draws = draws_behind(batch, images, pad)
        assert batch.labels.tolist() == [image % 7 for image, *_ in draws]
        assert split.rows[batch.entries].tolist() == [image for image, *_ in draws]
        if pad:  # drawn per image, not per batch
            assert len({dy for _, dy, _, _ in draws}) > 1
            assert len({dx for _, _, dx, _ in draws}) > 1
        if flip:
            assert {mirrored for *_, mirrored in draws} == {False, True}
        seen += draws
    assert sorted(image for image, *_ in seen) == list(range(40))  # each once
    assert [image for image, *_ in seen] != list(range(40))  # shuffled
    if not flip:
        assert not any(mirrored for *_, mirrored in seen)


@settings(deadline=None, max_examples=12)
@given(
    size=st.integers(4, 7),
    pad=st.integers(0, 3),
    count=st.integers(1, 12),
    batch=st.integers(1, 14),
    seed=st.integers(0, 2**31 - 1),
    epoch=st.integers(0, 1000),
)
def test_any_batch_is_what_the_loop_says(
    size: int, pad: int, count: int, batch: int, seed: int, epoch: int
) -> None:
    images = images_that_know_where_they_are(count, size)
    split = split_of(images)
    augment = Augment(crop_padding=pad)
    batches = list(split.epoch(epoch, seed, batch, augment))
    assert len(batches) == split.steps_per_epoch(batch) == max(1, count // batch)
    draws = [draw for one in batches for draw in draws_behind(one, images, pad)]
    assert len({image for image, *_ in draws}) == len(draws) == len(batches) * min(batch, count)


def test_draws_are_even_and_independent() -> None:
    images = images_that_know_where_they_are(200, 5)
    split = split_of(images)
    draws = [
        draw
        for epoch in range(3)
        for batch in split.epoch(epoch, 0, 200, Augment(crop_padding=1))
        for draw in draws_behind(batch, images, 1)
    ]
    counts = Counter((dy, dx, flip) for _, dy, dx, flip in draws)
    assert len(counts) == 18
    # 600 draws over 18 cells: mean 33.3, standard deviation 5.6.
    assert min(counts.values()) > 33 - 5 * 5.6
    assert max(counts.values()) < 33 + 5 * 5.6
    by_image = Counter((image, dy, dx, flip) for image, dy, dx, flip in draws)
    assert max(by_image.values()) <= 3
    assert len(by_image) > 540  # anew in each epoch


def test_shifts_beyond_the_picture_stay_inside_of_it() -> None:
    images = images_that_know_where_they_are(12, 4)
    for batch in split_of(images).epoch(0, 0, 4, Augment(crop_padding=64)):
        pixels = batch.images.numpy()
        assert ((pixels[:, 1:] >= 0) & (pixels[:, 1:] < 4)).all()
        for picture in pixels:  # of one image each
            assert len(np.unique(picture[0])) == 1


ALL = Augment(
    crop_padding=1, rotation=20, brightness=0.2, contrast=0.2, saturation=0.2, hue=0.1, blur=1,
    erasing=0.5, policy="trivial", mixup=0.4, cutmix=1,
)  # fmt: skip


def stream(
    split: SplitImages,
    epoch: int,
    seed: int,
    batch: int,
    skip: int = 0,
    augment: Augment = Augment(crop_padding=2),  # noqa: B008
) -> list[Batch]:
    return list(split.epoch(epoch, seed, batch, augment, skip=skip))


def equal(a: list[Batch], b: list[Batch]) -> bool:
    def same(x: Tensor | None, y: Tensor | None) -> bool:
        return x is y if x is None or y is None else torch.equal(x, y)

    return len(a) == len(b) and all(
        same(x.images, y.images)
        and same(x.labels, y.labels)
        and same(x.partners, y.partners)
        and same(x.share, y.share)
        and np.array_equal(x.entries, y.entries)
        for x, y in zip(a, b, strict=True)
    )


NOISE = np.random.default_rng(0).integers(0, 256, (50, 6, 6, 3), dtype=np.uint8)


def test_seed_and_epoch_decide_every_pixel() -> None:
    split = split_of(NOISE)
    first = stream(split, 2, 7, 8)
    torch.manual_seed(123)
    assert equal(stream(split_of(NOISE), 2, 7, 8), first)
    for epoch, seed in ((3, 7), (2, 8), (7, 2)):
        assert not equal(stream(split, epoch, seed, 8), first)


def test_the_batch_size_changes_no_pixel() -> None:
    unmixed = ALL.model_copy(update={"mixup": 0.0, "cutmix": 0.0})
    for augment in (Augment(), unmixed):
        whole, other = (
            torch.cat([b.images for b in stream(split_of(NOISE), 1, 1, size, augment=augment)])
            for size in (8, 12)
        )
        assert torch.equal(whole, other)


def test_drawing_does_not_disturb_the_global_generators() -> None:
    def drawn() -> tuple[float, float]:
        return float(torch.rand(())), float(np.random.random())

    def seeded() -> None:
        torch.manual_seed(1)
        np.random.seed(1)

    seeded()
    expected = drawn()
    seeded()
    stream(split_of(NOISE), 0, 0, 8)
    assert drawn() == expected


@settings(deadline=None, max_examples=30)
@given(batch=st.integers(1, 60), skip=st.integers(0, 55), epoch=st.integers(0, 9))
def test_skipping_goes_on_with_the_same_stream(batch: int, skip: int, epoch: int) -> None:
    split = split_of(NOISE)
    for augment in (Augment(), ALL):
        whole = stream(split, epoch, 4, batch, augment=augment)
        assert equal(stream(split, epoch, 4, batch, skip, augment), whole[skip:])


def test_the_images_left_over_are_others_in_each_epoch() -> None:
    images = images_that_know_where_they_are(10, 4)
    split = split_of(images)
    assert split.steps_per_epoch(4) == 2
    left_over = set()
    for epoch in range(6):
        batches = list(split.epoch(epoch, 0, 4, Augment(crop_padding=0, flip=False)))
        assert [len(batch.labels) for batch in batches] == [4, 4]
        seen = {int(i) for batch in batches for i in batch.images[:, 0, 0, 0]}
        left_over.add(frozenset(range(10)) - seen)
    assert len(left_over) > 1


def test_in_order_gives_every_image_once_as_it_is() -> None:
    indices = np.array([4, 7, 8, 20, 49])
    batches = list(split_of(NOISE, indices).in_order(2))
    assert [len(batch.labels) for batch in batches] == [2, 2, 1]
    pixels = torch.cat([batch.images for batch in batches]).permute(0, 2, 3, 1).numpy()
    assert np.array_equal(pixels, NOISE[indices])
    assert np.concatenate([batch.entries for batch in batches]).tolist() == list(range(5))
    assert torch.cat([batch.labels for batch in batches]).tolist() == (indices % 7).tolist()


def test_only_images_of_the_split_come() -> None:
    images = images_that_know_where_they_are(30, 4)
    indices = np.arange(1, 30, 3)
    split = split_of(images, indices)
    assert split.count == 10
    (batch,) = split.epoch(0, 0, 99, Augment(crop_padding=1))
    assert sorted(batch.images[:, 0, 0, 0].int().tolist()) == indices.tolist()
    assert batch.labels.tolist() == [int(i) % 7 for i in batch.images[:, 0, 0, 0]]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("channels_last", [False, True])
def test_normalisation_is_numpys(channels: int, channels_last: bool) -> None:
    images = np.ascontiguousarray(NOISE[..., :channels])
    indices = np.arange(0, 50, 2)
    mean, std = (tuple(f(images[indices], axis=(0, 1, 2)).tolist()) for f in (np.mean, np.std))
    split = split_of(images, indices, mean=mean, std=std, channels_last=channels_last)
    (batch,) = split.in_order(99)
    chosen = images[indices].astype(np.float64)
    truth = (chosen - chosen.mean(axis=(0, 1, 2))) / chosen.std(axis=(0, 1, 2))
    assert batch.images.dtype == torch.float32
    assert batch.images.shape == (25, channels, 6, 6)
    assert batch.labels.dtype == torch.int64
    layout = torch.channels_last if channels_last else torch.contiguous_format
    assert batch.images.is_contiguous(memory_format=layout)
    if not channels_last:  # with one channel both layouts count as contiguous: strides tell
        assert batch.images.stride() == (channels * 36, 36, 6, 1)
    np.testing.assert_allclose(batch.images.permute(0, 2, 3, 1).numpy(), truth, atol=1e-4)
    varied_batch = next(split.epoch(0, 0, 25, Augment(crop_padding=0, flip=False)))
    np.testing.assert_allclose(
        np.sort(varied_batch.images.flatten().numpy()), np.sort(truth.flatten()), atol=1e-4
    )


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("augment", [Augment(), ALL])
def test_streamed_batches_are_equal_to_the_last_bit(augment: Augment, channels_last: bool) -> None:
    indices = np.arange(3, 47)
    options = {"mean": (120.0,) * 3, "std": (60.0,) * 3, "channels_last": channels_last}
    lying = split_of(NOISE, indices, **options)
    streamed = split_of(Streamed(NOISE), indices, **options)
    for epoch in range(2):
        first = stream(lying, epoch, 1, 8, augment=augment)
        assert equal(stream(streamed, epoch, 1, 8, augment=augment), first)
        assert equal(stream(streamed, epoch, 1, 8, 2, augment), first[2:])
    assert equal(list(streamed.in_order(10)), list(lying.in_order(10)))


def entries_of(rows: list[int], **options: Any) -> Entries:
    return Entries(np.array(rows), np.array(rows) % 7, **options)


@pytest.mark.parametrize("streamed", [False, True])
def test_synthetic_images_come_like_others(streamed: bool) -> None:
    images = images_that_know_where_they_are(20, 5)
    made = images_that_know_where_they_are(4, 5)
    made[..., 0] += 100
    pixels = Streamed(images) if streamed else ArrayPixels(images)
    rows = [0, 20, 5, 23, 22, 21, 19]
    split = split_of(pixels, entries=entries_of(rows, synthetic=made))
    (batch,) = split.in_order(99)
    assert batch.images[:, 0, 0, 0].tolist() == [0, 100, 5, 103, 102, 101, 19]
    assert batch.labels.tolist() == [row % 7 for row in rows]
    everything = np.concatenate([images, made])
    (batch,) = split.epoch(0, 0, 99, Augment(crop_padding=1))
    (plain,) = split_of(everything, entries=entries_of(rows)).epoch(
        0, 0, 99, Augment(crop_padding=1)
    )
    assert equal([batch], [plain])


def test_copies_of_an_image_vary_each_by_itself() -> None:
    split = split_of(NOISE, entries=entries_of([3] * 40))
    (batch,) = split.epoch(0, 0, 40, Augment(crop_padding=2))
    assert len({picture.numpy().tobytes() for picture in batch.images}) > 15
    assert set(batch.labels.tolist()) == {3}


def test_weighted_entries_are_drawn_with_replacement_and_vary_each_time() -> None:
    weights = np.full(50, 0.2 / 49)
    weights[4] = 0.8
    split = split_of(NOISE, entries=entries_of(list(range(50)), weights=weights))
    labels: list[int] = []
    looks = set()
    for epoch in range(10):
        batches = stream(split, epoch, 0, 10)
        assert len(batches) == split.steps_per_epoch(10) == 5
        assert equal(stream(split, epoch, 0, 10, 3), batches[3:])
        labels += [label for batch in batches for label in batch.labels.tolist()]
        looks |= {picture.numpy().tobytes() for batch in batches for picture in batch.images}
    share = np.mean(np.array(labels) == 4)  # besides, 6 of 49 others have this label
    assert share == pytest.approx(0.8 + 0.2 * 6 / 49, abs=0.06)
    assert len(looks) > 100  # entry 4 alone came 400 times, in 50 possible looks


def test_strong_entries_are_told_apart_wherever_they_come() -> None:
    strong = np.arange(50) % 5 == 0
    entries = entries_of(list(range(50)))
    still = Augment(crop_padding=0, flip=False)
    picked = split_of(NOISE, entries=replace(entries, strong=strong))
    order = torch.cat([b.images for b in stream(split_of(NOISE), 0, 0, 10, augment=still)])
    varied_order = torch.cat([b.images for b in stream(picked, 0, 0, 10, augment=still)])
    numbers = [int((p.permute(1, 2, 0).numpy() == NOISE).all((1, 2, 3)).argmax()) for p in order]
    change = (order - varied_order).abs().amax((1, 2, 3))
    for number, amount in zip(numbers, change.tolist(), strict=True):
        assert amount > 2 if strong[number] else amount < 0.02


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


# Smaller images


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


# Hard examples


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


# Images that cannot be read any more


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
