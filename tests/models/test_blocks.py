"""What networks are made of, and how their weights begin."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.blocks import (
    SqueezeExcitation,
    ZeroPadShortcut,
    conv1x1,
    conv3x3,
    fixup_initialise,
    has_small_stem,
    he_initialise,
    norm,
    shortcut,
    shortcut_kind,
)
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model
from tests.models.checks import model


@pytest.mark.parametrize("size", [6, 7])
def test_the_zero_padded_shortcut_subsamples_and_pads_with_zeros(size: int) -> None:
    x = torch.randn(2, 4, size, size)
    way = shortcut("zero_pad", 4, 8, 2)
    assert isinstance(way, ZeroPadShortcut)
    out = way(x)
    assert torch.equal(out[:, :4], x[:, :, ::2, ::2])
    assert not out[:, 4:].any()
    assert out.shape == conv3x3(4, 8, 2)(x).shape
    assert not list(way.parameters())


def test_a_projection_is_a_strided_1x1_and_its_norm() -> None:
    x = torch.randn(2, 4, 7, 7)
    way = shortcut("projection", 4, 8, 2)
    assert isinstance(way, nn.Sequential)
    first, second = way
    assert isinstance(first, nn.Conv2d)
    assert isinstance(second, nn.BatchNorm2d)
    expected = torch.einsum("oi,bihw->bohw", first.weight[:, :, 0, 0], x[:, :, ::2, ::2])
    torch.testing.assert_close(first(x), expected)
    assert first.bias is None
    plain = shortcut("projection", 4, 8, 2, batch_norm=False)
    assert [key for key, _ in plain.named_parameters()] == ["0.weight", "0.bias"]


@pytest.mark.parametrize("kind", ["zero_pad", "projection"])
def test_where_shapes_agree_a_shortcut_is_the_identity(kind: str) -> None:
    assert isinstance(shortcut(kind, 4, 4, 1), nn.Identity)  # pyright: ignore[reportArgumentType]
    assert not isinstance(shortcut(kind, 4, 8, 1), nn.Identity)  # pyright: ignore[reportArgumentType]


def test_the_recipe_chooses_the_shortcut() -> None:
    assert shortcut_kind(Model(), "zero_pad") == "zero_pad"
    assert shortcut_kind(Model(), "projection") == "projection"
    assert shortcut_kind(Model(shortcut="zero_pad"), "projection") == "zero_pad"
    assert shortcut_kind(Model(skip=False), "projection") is None
    with pytest.raises(RecipeMistake, match=r"model\.shortcut = zero_pad: with model\.skip = fal"):
        shortcut_kind(Model(shortcut="zero_pad", skip=False), "projection")


def test_squeeze_and_excitation_is_its_equations() -> None:
    torch.manual_seed(0)
    cell, x = SqueezeExcitation(32), torch.randn(3, 32, 5, 5)
    assert cell.squeeze.out_features == 2  # r = 16
    z = x.flatten(2).sum(dim=2) / 25
    hidden = (z @ cell.squeeze.weight.T + cell.squeeze.bias).clamp(min=0)
    scale = 1 / (1 + torch.exp(-(hidden @ cell.excite.weight.T + cell.excite.bias)))
    torch.testing.assert_close(cell(x), x * scale[:, :, None, None])
    assert scale.std() > 0.01
    assert SqueezeExcitation(8).squeeze.out_features == 1


def test_without_batch_norm_there_is_nothing_to_learn_in_its_place() -> None:
    assert isinstance(norm(4, on=True), nn.BatchNorm2d)
    assert isinstance(norm(4, on=False), nn.Identity)
    assert conv1x1(4, 8, bias=True).bias is not None


@pytest.mark.parametrize(("batch_norm", "fan"), [(True, 9 * 128), (False, 9 * 32)])
def test_filters_begin_with_hes_variance(batch_norm: bool, fan: int) -> None:
    torch.manual_seed(0)
    convolution = conv3x3(32, 128, bias=True)
    he_initialise(nn.Sequential(convolution), batch_norm)
    assert convolution.weight.var().item() == pytest.approx(2 / fan, rel=0.05)
    assert convolution.bias is not None
    assert not convolution.bias.any()


def test_fixup_scales_a_branch_by_the_number_of_branches() -> None:
    torch.manual_seed(0)
    branches = [[conv3x3(16, 16) for _ in range(3)] for _ in range(9)]
    before = [convolution.weight.clone() for convolution in branches[4]]
    fixup_initialise(branches)
    for old, new in zip(before[:2], branches[4][:2], strict=True):
        torch.testing.assert_close(new.weight, old * 9 ** (-1 / 4))  # m = 3
    assert not branches[4][2].weight.any()


@pytest.mark.parametrize(
    ("stem", "size", "small"),
    [
        ("auto", 8, True), ("auto", 32, True), ("auto", 48, True), ("auto", 49, False),
        ("auto", 224, False), ("small", 224, True), ("standard", 32, False),
    ],
)  # fmt: skip
def test_the_stem_suits_the_size(stem: str, size: int, small: bool) -> None:
    assert has_small_stem(model("resnet18", stem=stem), Shape(10, 3, size)) is small
