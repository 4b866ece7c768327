"""Views of an image: which there are, and what their mean is."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.at_test import AtTest, as_at_test
from regnet_studio.models.card import Views


class Pixels(nn.Module):
    """Gives out the image it is given, flat."""

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1)


IMAGES = torch.arange(2 * 3 * 25.0).reshape(2, 3, 5, 5)


def seen(kind: Views, images: Tensor = IMAGES) -> Tensor:
    return AtTest(Pixels(), kind)(images).reshape(images.shape)


def moved(images: Tensor, down: int) -> Tensor:
    """By a pixel down and right (1) or up and left (-1), edges mirrored."""
    rows = (torch.arange(5) - down).abs()
    rows = torch.where(rows > 4, 8 - rows, rows)
    return images[:, :, rows][:, :, :, rows]


def test_the_mean_over_the_views() -> None:
    both = (IMAGES + IMAGES.flip(3)) / 2
    assert torch.equal(seen("none"), IMAGES)
    torch.testing.assert_close(seen("flip"), both)
    down, up = (moved(IMAGES, way) for way in (1, -1))
    shifted = [(image + image.flip(3)) / 2 for image in (down, up)]
    torch.testing.assert_close(seen("flip_shift"), both / 2 + sum(shifted) / 4)
    assert down[0, 0, 2, 2] == IMAGES[0, 0, 1, 1]


@pytest.mark.parametrize(("kind", "views"), [("none", 1), ("flip", 2), ("flip_shift", 6)])
def test_views_pass_one_after_the_other(kind: Views, views: int) -> None:
    shapes: list[torch.Size] = []
    net = Pixels()
    net.register_forward_hook(lambda _, given, __: shapes.append(given[0].shape))
    as_at_test(net, kind)(IMAGES)
    assert shapes == [IMAGES.shape] * views


def test_a_mirrored_image_is_predicted_alike() -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(36, 5)).eval()
    x = torch.randn(4, 3, 5, 5)
    with torch.no_grad():
        assert not torch.allclose(net(x), net(x.flip(3)))
        both = AtTest(net, "flip")
        torch.testing.assert_close(both(x), both(x.flip(3)))


def test_rough_logits_are_added_in_single_precision() -> None:
    class Rough(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return (x.flatten(1) + 1000).bfloat16()

    out = AtTest(Rough(), "flip")(IMAGES)
    assert out.dtype == torch.float32
    exact = (IMAGES.flatten(1) + 1000).bfloat16().float()
    mirrored = (IMAGES.flip(3).flatten(1) + 1000).bfloat16().float()
    assert torch.equal(out, (exact + mirrored) / 2)


def test_layout_makes_no_difference() -> None:
    last = IMAGES.contiguous(memory_format=torch.channels_last)
    assert torch.equal(seen("flip_shift", last), seen("flip_shift"))


def test_without_views_it_is_the_network_itself() -> None:
    net = Pixels()
    assert as_at_test(net, "none") is net
    assert F.mse_loss(as_at_test(net, "flip")(IMAGES), net(IMAGES)) > 0
