"""Batches against a literal loop over images, and the order in which they come."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from regnet_studio.data.batches import Batch
from regnet_studio.data.entries import (
    ArrayPixels,
)
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
