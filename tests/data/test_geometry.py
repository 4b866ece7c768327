"""Crops and turns against numpy and torchvision."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as reference

from regnet_studio.data.draws import Draws
from regnet_studio.data.geometry import drawn_maps, flips, gather, inside, shifts, warp
from regnet_studio.recipe.tree import Augment

CPU = torch.device("cpu")
MANY = Draws(0, 0, np.arange(4000))


def smooth(count: int, size: int, channels: int = 3) -> Tensor:
    """Soft pictures, float32 [B, C, S, S] of 0..255: a small error of place is one of grey."""
    coarse = np.random.default_rng(1).uniform(0, 255, (count, channels, 5, 5))
    small = torch.from_numpy(coarse).float()
    return torch.nn.functional.interpolate(small, size=size, mode="bicubic").clamp(0, 255)


def maps_of(augment: Augment, draws: Draws, size: int) -> np.ndarray:
    return drawn_maps(
        draws,
        augment,
        size,
        rotation=augment.rotation,
        scale=augment.scale,
        translate=augment.translate,
    )


@pytest.mark.parametrize(("flip", "vertical"), [(True, False), (False, True), (True, True)])
def test_a_map_of_whole_pixels_is_the_gather(flip: bool, vertical: bool) -> None:
    images = np.random.default_rng(0).integers(0, 256, (30, 9, 9, 3), dtype=np.uint8)
    augment = Augment(crop_padding=3, flip=flip, flip_vertical=vertical)
    draws = Draws(1, 2, np.arange(30))
    rows = torch.arange(30)
    gathered = gather(torch.from_numpy(images), rows, draws, augment)
    planes = torch.from_numpy(images).permute(0, 3, 1, 2).float()
    warped = warp(planes, maps_of(augment, draws, 9))
    np.testing.assert_allclose(warped.permute(0, 2, 3, 1), gathered, atol=0.01)
    across, down = flips(draws, augment)
    dy, dx = shifts(draws, 3)
    still = (dy == 0) & (dx == 0)
    for i in np.flatnonzero(still):
        expected = images[i][:: -1 if down[i] else 1, :: -1 if across[i] else 1]
        assert np.array_equal(gathered[i].numpy(), expected)


def test_turns_are_torchvisions() -> None:
    images = smooth(40, 33)
    draws = Draws(0, 0, np.arange(40))
    augment = Augment(crop_padding=0, flip=False, rotation=60)
    warped = warp(images, maps_of(augment, draws, 33))
    angles = draws.uniform("rotation", -60, 60)
    y, x = torch.meshgrid(torch.arange(33) - 16, torch.arange(33) - 16, indexing="ij")
    core = x**2 + y**2 < 15**2  # what comes from inside of the picture at any angle
    for image, result, angle in zip(images, warped, angles, strict=True):
        truth = reference.rotate(image, float(angle), InterpolationMode.BILINEAR)
        assert (truth - result)[:, core].abs().max() < 0.5


def test_a_map_of_all_movements_is_what_the_equations_say() -> None:
    images = smooth(40, 33)
    draws = Draws(0, 0, np.arange(40))
    augment = Augment(crop_padding=0, flip=False, rotation=30, scale=0.3, shear=15, translate=0.1)
    warped = warp(images, maps_of(augment, draws, 33))
    for i in range(40):
        centre_y, centre_x = 16.0, 16.0
        angle = np.deg2rad(draws.uniform("rotation", -30, 30)[i])
        slope = np.tan(np.deg2rad(draws.uniform("shear", -15, 15)[i]))
        zoom = 1 + draws.uniform("scale", -0.3, 0.3)[i]
        move = 33 * np.array([draws.uniform(f"translate {a}", -0.1, 0.1)[i] for a in "xy"])
        back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / zoom
        back = np.array([[1, -slope], [0, 1]]) @ back
        for y, x in ((16, 16), (10, 20), (22, 13)):
            from_x, from_y = back @ (x - centre_x, y - centre_y) + move + (centre_x, centre_y)
            if not (0 <= from_x < 32 and 0 <= from_y < 32):
                continue
            left, top = int(from_x), int(from_y)
            part = images[i, :, top : top + 2, left : left + 2].double().numpy()
            across = part[:, :, 0] * (1 - from_x + left) + part[:, :, 1] * (from_x - left)
            truth = across[:, 0] * (1 - from_y + top) + across[:, 1] * (from_y - top)
            np.testing.assert_allclose(warped[i, :, y, x], truth, atol=0.02)


def test_nothing_of_a_turned_picture_is_empty() -> None:
    images = smooth(60, 24) * 0.5 + 100  # nowhere dark
    augment = Augment(crop_padding=8, rotation=180, scale=0.9, translate=0.9, shear=60)
    warped = warp(images, maps_of(augment, Draws(0, 1, np.arange(60)), 24))
    assert warped.min() > 90


def test_alternating_mirrors_every_image_in_every_other_epoch() -> None:
    augment = Augment(flip_vertical=True, flip_turns="alternating")
    entries = np.arange(2000)
    across, down = zip(*(flips(Draws(5, e, entries), augment) for e in range(1, 5)), strict=True)
    for now, then in itertools.pairwise(across):
        assert np.array_equal(now, ~then)
    assert across[0].mean() == pytest.approx(0.5, abs=0.05)
    assert (across[0] & down[0]).mean() == pytest.approx(0.25, abs=0.05)
    by_chance = augment.model_copy(update={"flip_turns": "random"})
    assert np.array_equal(down[0], flips(Draws(5, 1, entries), by_chance)[1])
    still = augment.model_copy(update={"flip": False})
    assert not flips(Draws(5, 1, entries), still)[0].any()


def test_alternating_reaches_the_pixels_in_either_way_they_are_taken() -> None:
    images = np.random.default_rng(0).integers(0, 256, (8, 6, 6, 3), dtype=np.uint8)
    augment = Augment(crop_padding=0, flip_turns="alternating")
    first, second = (
        gather(torch.from_numpy(images), torch.arange(8), Draws(0, e, np.arange(8)), augment)
        for e in (1, 2)
    )
    assert torch.equal(first.flip(2), second)
    planes = torch.from_numpy(images).permute(0, 3, 1, 2).float()
    warped = warp(planes, maps_of(augment, Draws(0, 1, np.arange(8)), 6))
    np.testing.assert_allclose(warped.permute(0, 2, 3, 1), first, atol=0.01)


def test_draws_keep_to_the_recipe_and_use_all_of_it() -> None:
    augment = Augment(crop_padding=3, flip_vertical=True)
    for moved in shifts(MANY, 3):
        assert sorted(set(moved.tolist())) == list(range(-3, 4))
    across, down = flips(MANY, augment)
    assert across.mean() == pytest.approx(0.5, abs=0.04)
    assert down.mean() == pytest.approx(0.5, abs=0.04)
    assert (across & down).mean() == pytest.approx(0.25, abs=0.04)
    plain = Augment(crop_padding=0, flip=False)
    turned = maps_of(plain.model_copy(update={"rotation": 20.0}), MANY, 9)
    angles = np.rad2deg(np.arctan2(turned[:, 1, 0], turned[:, 1, 1]))
    assert 19.8 < np.abs(angles).max() < 20
    zoomed = maps_of(plain.model_copy(update={"scale": 0.5}), MANY, 9)[:, 0, 0]
    assert 1 / 1.5 <= zoomed.min() < 0.67
    assert 1.98 < zoomed.max() <= 2
    moved = maps_of(plain.model_copy(update={"translate": 0.25}), MANY, 9)[:, :, 2] * 4
    assert 2.24 < np.abs(moved).max(axis=0).min() <= 2.25


def test_a_box_is_inside_from_its_first_to_its_last_row() -> None:
    boxes = np.array([[1, 0, 3, 4], [0, 0, 0, 0], [2, 1, 5, 2]])
    mask = inside(boxes, 5, CPU).numpy()
    for (top, left, bottom, right), one in zip(boxes, mask, strict=True):
        truth = np.zeros((5, 5), bool)
        truth[top:bottom, left:right] = True
        assert np.array_equal(one, truth)
