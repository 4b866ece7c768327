"""The blur against torchvision's, and who is left alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torchvision.transforms.v2 import functional as reference

from regnet_studio.data.blur import blur

IMAGES = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (6, 3, 24, 24))).float()


def test_every_image_is_blurred_by_its_own_sigma() -> None:
    sigma = np.array([0.3, 0.5, 1.0, 1.5, 2.0, 3.0])
    for image, result, one in zip(IMAGES, blur(IMAGES.clone(), sigma), sigma, strict=True):
        truth = reference.gaussian_blur(image / 255, [31, 31], [float(one)]) * 255
        np.testing.assert_allclose(result, truth, atol=0.05)


@pytest.mark.parametrize("size", [8, 9])
def test_a_plain_image_stays_plain_up_to_its_edges(size: int) -> None:
    plain = torch.full((2, 1, size, size), 77.0)
    np.testing.assert_allclose(blur(plain.clone(), np.array([5.0, 0.7])), plain, atol=1e-3)


def test_a_blur_too_small_to_see_changes_nothing() -> None:
    result = blur(IMAGES.clone(), np.array([0, 0.1, 2.0, 0.19, 0, 0]))
    assert [torch.equal(a, b) for a, b in zip(result, IMAGES, strict=True)] == [True] * 2 + [
        False
    ] + [True] * 3
