"""The variations put together: whose they are, how far they go, and what a preview shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.augment import Normalisation, Variation, preview
from regnet_studio.data.draws import Draws
from regnet_studio.recipe.tree import Augment

CPU = torch.device("cpu")
STILL = {"crop_padding": 0, "flip": False}
EVERYTHING = Augment.model_validate(
    {
        "crop_padding": 2, "flip": True, "flip_vertical": True, "rotation": 20.0, "scale": 0.2,
        "translate": 0.1, "shear": 5.0, "brightness": 0.2, "contrast": 0.2, "saturation": 0.2,
        "hue": 0.1, "grey": 0.2, "blur": 1.0, "erasing": 0.5, "policy": "rand",
    }
)  # fmt: skip
EACH = [
    STILL | {name: value}
    for name, value in {
        "crop_padding": 3, "flip": True, "flip_vertical": True, "rotation": 20.0, "scale": 0.2,
        "translate": 0.2, "shear": 10.0, "brightness": 0.2, "contrast": 0.2, "saturation": 0.3,
        "hue": 0.2, "grey": 0.5, "blur": 2.0, "erasing": 0.7, "policy": "trivial",
    }.items()
]  # fmt: skip
PHOTOS = np.random.default_rng(0).integers(0, 256, (40, 12, 12, 3), dtype=np.uint8)
ONE = np.repeat(PHOTOS[:1], 40, axis=0)
"""Forty times the same image."""


def varied(
    images: NDArray[np.uint8],
    augment: Augment,
    entries: NDArray[np.int64] | None = None,
    *,
    epoch: int = 0,
    strong: NDArray[np.bool_] | None = None,
    **options: Any,
) -> Tensor:
    channels = images.shape[3]
    settings = {
        "mean": (0.0,) * channels, "std": (1.0,) * channels, "device": CPU, "channels_last": False,
    } | options  # fmt: skip
    normalisation = Normalisation(images.shape[1], **settings)
    entries = np.arange(len(images)) if entries is None else entries
    variation = Variation(augment, normalisation, strong is not None)
    rows = torch.from_numpy(entries)
    mine = None if strong is None else strong[entries]
    return variation(torch.from_numpy(images), rows, Draws(7, epoch, entries), mine)


@pytest.mark.parametrize("settings", EACH, ids=lambda s: list(s)[-1])
def test_images_of_one_batch_differ_in_their_draws(settings: dict[str, Any]) -> None:
    results = varied(ONE, Augment.model_validate(settings)).numpy()
    different = len({result.tobytes() for result in results})
    at_least = {"flip": 2, "flip_vertical": 2, "grey": 2, "policy": 12}
    assert different >= at_least.get(list(settings)[-1], 15)


@pytest.mark.parametrize("augment", [EVERYTHING, *map(Augment.model_validate, EACH)])
@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_do_not_depend_on_the_company(augment: Augment, channels: int) -> None:
    images = PHOTOS[..., :channels].copy()
    together = varied(images, augment)
    for part in ([3], [39, 3, 0], list(range(5, 25))):
        assert torch.equal(varied(images, augment, np.array(part)), together[part])
    if channels == 3:  # grey images have no colour to be varied
        assert not torch.equal(varied(images, augment, epoch=1), together)


@pytest.mark.parametrize("augment", [EVERYTHING, Augment(), Augment(rotation=10)])
@pytest.mark.parametrize("channels", [1, 3])
def test_layouts_hold_the_same_numbers(augment: Augment, channels: int) -> None:
    images = PHOTOS[..., :channels].copy()
    settings: dict[str, Any] = {"mean": (120.0,) * channels, "std": (60.0,) * channels}
    planes = varied(images, augment, **settings)
    lines = varied(images, augment, channels_last=True, **settings)
    assert torch.equal(planes, lines)
    assert planes.stride() == (channels * 144, 144, 12, 1)
    assert lines.stride() == (channels * 144, 1, 12 * channels, channels)


@pytest.mark.parametrize("augment", [Augment(**STILL, contrast=0.3), Augment(**STILL, rotation=9)])
def test_normalised_like_plain_images(augment: Augment) -> None:
    raw = varied(PHOTOS, augment)
    mean, std = (100.0, 120.0, 140.0), (50.0, 60.0, 70.0)
    normal = varied(PHOTOS, augment, mean=mean, std=std)
    truth = (raw - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
    np.testing.assert_allclose(normal, truth, atol=1e-4)


def test_a_share_of_images_loses_its_colour() -> None:
    many = np.repeat(PHOTOS[:1], 2000, axis=0)
    results = varied(many, Augment(**STILL, grey=0.3))
    colourless = (results.amax(1) - results.amin(1)).amax((1, 2)) < 0.1
    assert float(colourless.float().mean()) == pytest.approx(0.3, abs=0.04)


def test_erasing_takes_one_rectangle_of_the_published_size() -> None:
    size = 40
    bright = np.full((1500, size, size, 1), 200, np.uint8)
    results = varied(bright, Augment(**STILL, erasing=0.5), mean=(100.0,), std=(50.0,))
    assert set(results.unique().tolist()) == {0.0, 2.0}  # erased pixels have the mean
    areas, forms, reached = [], [], torch.zeros(size, size)
    for result in results[:, 0] == 0:
        if result.any():
            height, width = int(result.any(1).sum()), int(result.any(0).sum())
            assert int(result.sum()) == height * width
            areas.append(height * width / size**2)
            forms.append(height / width)
            reached += result
    assert len(areas) / 1500 == pytest.approx(0.5, abs=0.05)
    slack = 1.25  # sides are whole pixels
    assert 0.02 / slack < min(areas) < 0.03
    assert 0.3 < max(areas) < 0.33 * slack
    assert np.mean(areas) == pytest.approx((0.02 + 0.33) / 2, abs=0.015)
    assert 0.3 / slack < min(forms) < 0.4
    assert 2.5 < max(forms) < 3.3 * slack
    assert np.mean(np.log(forms)) == pytest.approx(0, abs=0.08)
    assert min(reached[0].max(), reached[-1].max(), reached[:, 0].max(), reached[:, -1].max()) > 0
    assert reached[5:-5, 5:-5].min() > 0


def test_strong_entries_vary_more_and_others_as_before() -> None:
    strong = np.arange(40) % 2 == 0
    mild = Augment(crop_padding=1, flip=True)
    results = varied(PHOTOS, mild, strong=strong)
    plain = varied(PHOTOS, mild)
    np.testing.assert_allclose(results[~strong], plain[~strong], atol=0.02)
    change = (results - plain).abs().amax((1, 2, 3))
    assert change[strong].min() > 5


def test_strong_never_weakens_the_recipe() -> None:
    wild = Augment(rotation=90, scale=0.5, translate=0.5, brightness=1, contrast=1, saturation=1)
    everyone = np.ones(40, bool)
    assert torch.equal(varied(PHOTOS, wild, strong=everyone), varied(PHOTOS, wild))
    turned = Augment(**STILL, rotation=90)
    assert not torch.equal(varied(PHOTOS, turned, strong=everyone), varied(PHOTOS, turned))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("augment", [Augment(), EVERYTHING])
def test_a_preview_shows_what_is_trained_on(augment: Augment, channels: int) -> None:
    images = PHOTOS[..., :channels].copy()
    shown = preview(images, augment, seed=7, epoch=3)
    assert shown.dtype == np.uint8
    assert shown.shape == images.shape
    mean = tuple(images.reshape(-1, channels).mean(axis=0).tolist())
    trained = varied(images, augment, epoch=3, mean=mean, std=(3.0,) * channels)
    pixels = trained.permute(0, 2, 3, 1).numpy() * 3 + np.array(mean)
    np.testing.assert_allclose(shown, pixels.clip(0, 255), atol=0.51)


def test_a_preview_shows_the_strength() -> None:
    augment = Augment(rotation=10, contrast=0.2, strength=2)
    twice = Augment(crop_padding=8, rotation=20, contrast=0.4)
    shown = preview(PHOTOS, augment, seed=1, epoch=1)
    assert np.array_equal(shown, preview(PHOTOS, twice, seed=1, epoch=1))
    still = Augment(flip=False, rotation=90, blur=3, mixup=1, strength=0)
    assert np.array_equal(preview(PHOTOS, still, seed=1, epoch=1), PHOTOS)


def test_a_preview_shows_the_mixing() -> None:
    flat = np.repeat(np.arange(0, 240, 10, dtype=np.uint8), 8 * 8 * 3).reshape(24, 8, 8, 3)
    blended = preview(flat, Augment(**STILL, mixup=1.0), seed=0, epoch=0)
    assert (blended == blended[:, :1, :1, :1]).all()
    assert (blended[:, 0, 0, 0] % 10 != 0).sum() > 10
    assert np.array_equal(preview(flat, Augment(**STILL), seed=0, epoch=0), flat)
