"""The first layer's filters, as numbers and as pictures."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.filters import first_layer, picture, tiles
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe.tree import Model


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("resnet20", "stem"),
        ("regnet20_lstm", "stem"),
        ("vit_tiny", "conv_proj"),
        ("densenet121", "features.conv0"),
        ("googlenet", "conv1.conv"),
    ],
)
def test_it_is_the_layer_that_sees_the_image(name: str, path: str) -> None:
    network = build(Model(name=name), Shape(4, 3, 32), seed=0).eval()
    told: list[nn.Module] = []
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_pre_hook(lambda m, _: told.append(m))
    with torch.inference_mode():
        network(torch.zeros(1, 3, 32, 32))
    first = network.get_submodule(path)
    assert isinstance(first, nn.Conv2d)
    assert told[0] is first
    filters = first_layer(network)
    height, width = first.kernel_size
    assert filters.shape == (first.out_channels, height, width, 3)
    assert filters.dtype == np.float32
    assert np.array_equal(filters[1, :, :, 2], first.weight[1, 2].detach().numpy())


def test_a_network_without_a_convolution() -> None:
    with pytest.raises(RunMistake, match="no convolution"):
        first_layer(nn.Sequential(nn.Flatten(), nn.Linear(12, 2)))


def test_no_weight_is_grey_and_the_strongest_is_full() -> None:
    filters = np.zeros((3, 2, 2, 3), np.float32)
    filters[0, 0, 0, 0] = 0.02
    filters[0, 1, 1, 2] = -0.01
    filters[1, 0, 1, 1] = -7
    drawn = tiles(filters)
    assert drawn[0, 0, 0].tolist() == [255, 128, 128]
    assert drawn[0, 1, 1].tolist() == [128, 128, 64]
    assert drawn[1, 0, 1].tolist() == [128, 0, 128]
    assert (drawn[2] == 128).all()


@pytest.mark.parametrize("channels", [1, 4])
def test_other_channels_are_grey(channels: int) -> None:
    draw = np.random.default_rng(0)
    drawn = tiles(draw.standard_normal((5, 3, 3, channels)).astype(np.float32))
    assert (drawn == drawn[..., :1]).all()
    assert drawn.min() < 100 < 150 < drawn.max()


@pytest.mark.parametrize("many", [1, 5, 64])
def test_the_sheet_holds_every_filter_once(many: int) -> None:
    filters = np.full((many, 3, 3, 1), 1, np.float32)
    filters[:, 1, 1] = -1  # all white but for a black spot each
    sheet = picture(filters)
    assert sheet.dtype == np.uint8
    side = 42  # three pixels, each as large as makes 40 or more
    assert (sheet == 0).all(axis=2).sum() == many * (side // 3) ** 2
    assert sheet.shape[1] >= sheet.shape[0]
