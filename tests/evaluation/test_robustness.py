"""Worse images: decided by the seed, worse with the strength, of the shape they had."""

from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from regnet_studio.data.dataset import open_dataset
from regnet_studio.data.decode import Frame, decode
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.robustness import (
    BRIGHTNESS,
    CORRUPTIONS,
    NOISE,
    SHIFT,
    STRENGTHS,
    Robustness,
    corrupted,
)
from regnet_studio.recipe.tree import Data

Images = NDArray[np.uint8]


@pytest.fixture(scope="module")
def pictures() -> Images:
    """Smooth colour pictures with an edge, [40, 32, 32, 3]."""
    rng = np.random.default_rng(0)
    line = np.linspace(0, 1, 32)
    plane = line[:, None] * rng.uniform(20, 120, (40, 1, 1)) + line * rng.uniform(
        20, 120, (40, 1, 1)
    )
    pixels = np.repeat(plane[..., None], 3, axis=3) * rng.uniform(0.5, 1, (40, 1, 1, 3))
    pixels[:, 8:20, 10:24] += 60
    return np.clip(pixels, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_worse_with_the_strength_and_decided_by_the_seed(name: str, pictures: Images) -> None:
    before = pictures.copy()
    off = []
    for strength in STRENGTHS:
        worse = corrupted(pictures, name, strength, seed=7)
        assert worse.shape == pictures.shape
        assert worse.dtype == np.uint8
        assert np.array_equal(worse, corrupted(pictures, name, strength, seed=7))
        off.append(np.abs(worse.astype(float) - pictures).mean())
    assert off == sorted(off)
    assert off[0] > 0.1
    assert off[-1] > 1.5 * off[0]
    assert np.array_equal(pictures, before)
    if name not in ("blur", "jpeg"):  # of these nothing is drawn
        assert not np.array_equal(
            corrupted(pictures, name, 3, seed=7), corrupted(pictures, name, 3, seed=8)
        )


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_grey_images_and_none_at_all(name: str) -> None:
    digits = open_dataset(Data())
    grey = np.stack([decode(digits.read(row), Frame(16, 1)) for row in range(0, 400, 40)])
    worse = corrupted(grey, name, 5)
    assert worse.shape == grey.shape
    assert not np.array_equal(worse, grey)
    assert corrupted(grey[:0], name, 5).shape == (0, 16, 16, 1)


def test_noise_and_brightness_are_as_strong_as_they_say() -> None:
    grey = np.full((60, 24, 24, 3), 128, dtype=np.uint8)
    for strength in STRENGTHS:
        noise = corrupted(grey, "noise", strength).astype(float) - 128
        assert noise.std() == pytest.approx(255 * NOISE[strength - 1], rel=0.03)
        light = corrupted(grey, "brightness", strength).astype(float) / 128
        by = BRIGHTNESS[strength - 1]
        assert {round(v, 2) for v in np.unique(light)} == {round(1 - by, 2), round(1 + by, 2)}


def test_a_shift_moves_whole_pixels(pictures: Images) -> None:
    by = round(SHIFT[3] * 32)
    worse = corrupted(pictures, "shift", 4, seed=1)
    for before, after in zip(pictures, worse, strict=True):
        moves = [(y, x) for y in (-by, 0, by) for x in (-by, 0, by) if (y, x) != (0, 0)]
        inner = slice(by, 32 - by)
        assert any(
            np.array_equal(after[inner, inner], np.roll(before, (-y, -x), (0, 1))[inner, inner])
            for y, x in moves
        )


def test_a_turn_keeps_a_disc() -> None:
    y, x = np.mgrid[-16:17, -16:17]
    disc = np.clip(200 - 12 * np.hypot(y, x), 0, 255).astype(np.uint8)
    turned = corrupted(np.repeat(disc[None, :, :, None], 4, axis=0), "rotation", 5).astype(float)
    # It looks the same from every side; the corners are mirrored in.
    assert np.abs(turned[..., 0] - disc)[:, np.hypot(y, x) < 14].max() < 8
    assert turned[:, 16, 16].tolist() == [[200.0]] * 4


def test_mistakes(pictures: Images) -> None:
    with pytest.raises(DataMistake, match=r"no corruption 'nose'.*did you mean 'noise'"):
        corrupted(pictures, "nose", 1)
    with pytest.raises(DataMistake, match="from 1 to 5"):
        corrupted(pictures, "noise", 6)


def test_the_record_comes_back() -> None:
    found = Robustness(0.9, {"blur": [0.8, 0.7, 0.6, 0.5, 0.4]}, images=100)
    assert Robustness.from_json(json.loads(json.dumps(found.to_json()))) == found
    assert found.mean == pytest.approx(0.6)
    for record in ({"format": 1}, [], {**found.to_json(), "accuracies": {"blur": [1.0]}}):
        with pytest.raises(RunMistake, match="damaged"):
            Robustness.from_json(record)
    with pytest.raises(RunMistake, match="newer"):
        Robustness.from_json({"format": 2})
