"""Images that grow over the epochs, and how one is made smaller."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from regnet_studio.data.resizing import check_growth, resized, size_of_epoch
from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.tree import Augment


def sizes(augment: Augment, epochs: int, size: int) -> list[int]:
    return [size_of_epoch(augment, epoch, epochs, size) for epoch in range(1, epochs + 1)]


@given(
    first=st.integers(8, 300),
    more=st.integers(0, 300),
    grown_by=st.floats(0, 1, exclude_min=True),
    epochs=st.integers(1, 200),
)
def test_images_grow_evenly_from_the_first_size_to_the_whole(
    first: int, more: int, grown_by: float, epochs: int
) -> None:
    whole = first + more
    augment = Augment(first_size=first, grown_by=grown_by)
    seen = sizes(augment, epochs, whole)
    assert seen[-1] == whole
    assert epochs == 1 or seen[0] in (first, whole)
    assert all(a <= b for a, b in pairwise(seen))
    for done, size in enumerate(seen):
        assert size == whole or (size - first) % 4 == 0
        if done >= grown_by * epochs:
            assert size == whole
        elif done < epochs - 1:
            assert 0 <= first + more * done / (grown_by * epochs) - size < 4.001


def test_a_table_of_sizes() -> None:
    assert sizes(Augment(first_size=16, grown_by=0.5), 10, 32) == [16, 16, 20, 24, 28] + [32] * 5
    assert sizes(Augment(first_size=24, grown_by=1), 6, 32) == [24, 24, 24, 28, 28, 32]
    assert sizes(Augment(first_size=16), 1, 32) == [32]
    assert sizes(Augment(), 3, 32) == [32] * 3
    assert sizes(Augment(first_size=32), 3, 32) == [32] * 3


def test_images_cannot_begin_larger_than_they_are() -> None:
    check_growth(Augment(), 8)
    check_growth(Augment(first_size=32), 32)
    with pytest.raises(RecipeMistake, match=r"augment\.first_size = 33: the images have 32 px"):
        check_growth(Augment(first_size=33), 32)


@pytest.mark.parametrize("side", [8, 20, 27, 31])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
def test_a_smaller_image_is_pillows_in_the_same_layout(
    side: int, channels: int, layout: torch.memory_format
) -> None:
    noise = np.random.default_rng(0).normal(0, 1, (5, channels, 32, 32)).astype(np.float32)
    images = torch.from_numpy(noise).clone(memory_format=layout)
    small = resized(images, side)
    assert small.shape == (5, channels, side, side)
    last = layout == torch.channels_last
    assert small.stride() == (
        (side * side * channels, 1, side * channels, channels)
        if last
        else (channels * side * side, side * side, side, 1)
    )
    for image, result in zip(noise, small, strict=True):
        for plane, reached in zip(image, result, strict=True):
            truth = Image.fromarray(plane).resize((side, side), Image.Resampling.BILINEAR)
            np.testing.assert_allclose(reached, np.asarray(truth), atol=1e-4)
    assert resized(images, 32) is images
