"""Xception."""

from __future__ import annotations

import warnings

import pytest
import torch

from regnet_studio.models.registry import Shape, architectures, build
from regnet_studio.models.xception import XceptionBlock
from tests.models.checks import (
    assert_anatomy_is_whole,
    assert_takes,
    lived_in,
    model,
    params_and_macs,
)

IMAGENET = Shape(classes=1000, channels=3, size=299)


def test_parameters_and_macs_are_the_published_ones() -> None:
    params, macs = params_and_macs("xception", IMAGENET)
    assert params == 22_855_952
    assert macs == pytest.approx(8.4e9, rel=0.01)


def test_timms_weights_give_timms_outputs() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of timm's own imports
        timm = pytest.importorskip("timm")
        from timm.models import get_pretrained_cfg  # pyright: ignore[reportMissingImports]
    source, _, weights = (architectures()["xception"].traits.pretrained or "").partition(":")
    assert source == "timm"
    assert get_pretrained_cfg(weights) is not None
    theirs = lived_in(timm.create_model("legacy_xception", pretrained=False)).eval()
    ours = build(model("xception", stem="standard"), IMAGENET).eval()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(2, 3, 75, 75)
    with torch.no_grad():
        expected = theirs(x)
        assert expected.std() > 0.001
        torch.testing.assert_close(ours(x), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("stride", [1, 2])
def test_without_shortcuts_a_block_is_its_branch(stride: int) -> None:
    x = torch.randn(2, 8, 7, 7)
    kept = x.clone()
    for skip in (True, False):
        block = XceptionBlock(8, (8, 8), stride, skip).eval()
        branch = block.rep(x)
        carried = block.skipbn(block.skip(x)) if skip else torch.zeros_like(branch)
        torch.testing.assert_close(block(x), branch + carried)
        assert torch.equal(x, kept)
        holds = any(key.startswith("skip") for key in block.state_dict())
        assert holds is (skip and stride == 2)


def test_the_small_stem_keeps_the_resolution() -> None:
    with torch.device("meta"):
        net = build(model("xception"), Shape(10, 3, 32))
        shapes: list[tuple[int, ...]] = []
        for name in ("bn2", "block12"):
            net.get_submodule(name).register_forward_hook(
                lambda module, args, out: shapes.append(tuple(out.shape))
            )
        net(torch.randn(2, 3, 32, 32))
    assert shapes == [(2, 64, 32, 32), (2, 1024, 2, 2)]


def test_every_parameter_has_its_stage() -> None:
    parts = assert_anatomy_is_whole("xception", IMAGENET)
    assert len(parts.stages) == 5
    assert parts.stage_of("block11.rep.1.conv1.weight") == 3


@pytest.mark.parametrize("stem", ["small", "standard"])
def test_odd_and_small_sizes_are_taken(stem: str) -> None:
    assert_takes("xception", [8], channels=1, stem=stem)
    assert_takes("xception", [21], stem=stem, skip=False)
