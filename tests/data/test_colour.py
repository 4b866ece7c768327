"""One matrix per image against torchvision's functions, one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.transforms.v2 import functional as reference

from regnet_studio.data.colour import drawn_recolouring, mean_luma, recolour, recolouring
from regnet_studio.data.draws import Draws

RNG = np.random.default_rng(0)
N = 12
# Of middling brightness: where values are cut matters, and we cut once, at the end.
SOFT = torch.from_numpy(RNG.integers(90, 166, (N, 3, 8, 8))).float()
FULL = torch.from_numpy(RNG.integers(0, 256, (N, 3, 8, 8))).float()
ONES = np.ones(N)


def factors(reach: float = 0.2) -> NDArray[np.float64]:
    return RNG.uniform(1 - reach, 1 + reach, N)


def recoloured(images: Tensor, *settings: Any) -> Tensor:
    channels = images.shape[1]
    change = recolouring(channels, *settings)
    return recolour(images, change, mean_luma(images), (0.0,) * channels, (1.0,) * channels)


def test_brightness_contrast_and_saturation_are_torchvisions() -> None:
    brightness, contrast, saturation = factors(), factors(), factors()
    results = recoloured(SOFT, brightness, contrast, saturation)
    for i in range(N):
        truth = reference.adjust_brightness(SOFT[i] / 255, float(brightness[i]))
        truth = reference.adjust_contrast(truth, float(contrast[i]))
        truth = reference.adjust_saturation(truth, float(saturation[i]))
        # torchvision's weights of luma are rounded to four digits.
        np.testing.assert_allclose(results[i], truth * 255, atol=0.1)


@pytest.mark.parametrize("extreme", [0.0, 2.0])
def test_what_leaves_the_range_is_cut(extreme: float) -> None:
    results = recoloured(FULL, ONES * extreme, ONES, ONES)
    np.testing.assert_allclose(results, (FULL * extreme).clamp(0, 255), atol=1e-3)


def test_a_turn_of_the_hues_keeps_greys_and_luma() -> None:
    turn = RNG.uniform(-0.5, 0.5, N)
    grey = SOFT[:, :1].expand(-1, 3, -1, -1)
    np.testing.assert_allclose(recoloured(grey, ONES, ONES, ONES, turn), grey, atol=0.02)
    turned = recoloured(SOFT, ONES, ONES, ONES, turn)
    np.testing.assert_allclose(mean_luma(turned.double()), mean_luma(SOFT), atol=0.6)
    np.testing.assert_allclose(recoloured(turned, ONES, ONES, ONES, -turn), SOFT, atol=1.5)
    np.testing.assert_allclose(recoloured(SOFT, ONES, ONES, ONES, ONES), SOFT, atol=0.02)


def test_a_third_of_a_turn_makes_red_green() -> None:
    red = torch.tensor([180.0, 100, 100]).view(1, 3, 1, 1).expand(1, 3, 4, 4)
    one = np.ones(1)
    first, second = (
        recoloured(red, one, one, one, one * turn)[0, :, 0, 0] for turn in (1 / 3, -1 / 3)
    )
    assert {int(first.argmax()), int(second.argmax())} == {1, 2}


def test_grey_images_have_brightness_and_contrast_only() -> None:
    grey = SOFT[:, :1]
    brightness, contrast = factors(), factors()
    results = recoloured(grey, brightness, contrast, factors(), factors())
    for i in range(N):
        truth = grey[i] * brightness[i]
        truth = (truth - truth.mean()) * contrast[i] + truth.mean()
        np.testing.assert_allclose(results[i], truth, atol=1e-3)


def test_normalised_in_the_same_product() -> None:
    brightness, contrast, saturation = factors(1), factors(1), factors(1)
    mean, std = (120.0, 110.0, 90.0), (60.0, 70.0, 50.0)
    change = recolouring(3, brightness, contrast, saturation)
    result = recolour(FULL, change, mean_luma(FULL), mean, std)
    plain = recoloured(FULL, brightness, contrast, saturation)
    truth = (plain - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
    np.testing.assert_allclose(result, truth, atol=1e-4)


def test_mean_luma_is_exact_in_any_company() -> None:
    large = torch.from_numpy(RNG.integers(0, 256, (3, 3, 300, 300))).float()
    truth = (
        (large.double() * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(1).mean((1, 2))
    )
    np.testing.assert_allclose(mean_luma(large), truth, rtol=1e-6)
    assert [float(mean_luma(one[None])) for one in large] == mean_luma(large).tolist()


def test_draws_keep_to_the_recipe() -> None:
    draws = Draws(0, 0, np.arange(5000))
    change = drawn_recolouring(draws, 3, 0.2, 0.3, 0.4, 0.0, 0.25)
    colourless = np.ptp(change.matrix, axis=1).max(axis=1) < 1e-9  # all channels alike
    assert colourless.mean() == pytest.approx(0.25, abs=0.03)
    gains = change.matrix.sum(axis=2)[:, 0]  # brightness x contrast
    assert 0.8 * 0.7 <= gains.min() < 0.6
    assert 1.5 < gains.max() <= 1.2 * 1.3
    assert np.abs(change.pull).max() <= 1.2 * 0.3
    still = drawn_recolouring(draws, 3, 0, 0, 0, 0, 0)
    np.testing.assert_allclose(still.matrix, np.broadcast_to(np.eye(3), (5000, 3, 3)), atol=1e-12)
    assert not still.pull.any()
