"""ResNet-18 to -152: torchvision's, to the name and the number; their plain and SE relatives."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.registry import Shape, architectures, build
from regnet_studio.models.resnet import BasicBlock, Bottleneck, Design, ResNet
from regnet_studio.recipe.tree import Model
from tests.models.checks import (
    assert_anatomy_is_whole,
    assert_channels_last_and_bf16_change_little,
    assert_takes,
    lived_in,
    losses,
    model,
    params,
    params_and_macs,
)

IMAGENET = Shape(classes=1000, channels=3, size=224)
SMALL = Shape(classes=10, channels=3, size=32)

# Parameters; MACs of facts.md, in units of 1e9.
PUBLISHED = {
    "resnet18": (11_689_512, 1.81),
    "resnet34": (21_797_672, 3.66),
    "resnet50": (25_557_032, 4.09),
    "resnet101": (44_549_160, 7.8),
    "resnet152": (60_192_808, 11.5),
}
SE_PARAMETERS = {  # of timm's implementation of the paper's networks
    "se_resnet18": 11_778_592,
    "se_resnet34": 21_958_868,
    "se_resnet50": 28_088_024,
    "se_resnet101": 49_326_872,
    "se_resnet152": 66_821_848,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_and_macs_are_the_published_ones(name: str) -> None:
    params, macs = params_and_macs(name, IMAGENET)
    assert params == PUBLISHED[name][0]
    assert macs == pytest.approx(PUBLISHED[name][1] * 1e9, rel=0.01)


@pytest.mark.parametrize("name", SE_PARAMETERS)
def test_excitation_has_the_published_parameters(name: str) -> None:
    assert params(name, IMAGENET) == SE_PARAMETERS[name]


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_weights_on_offer_have_the_accuracy_that_is_told(name: str) -> None:
    import torchvision.models

    traits = architectures()[name].traits
    assert traits.pretrained is not None
    source, _, weights = traits.pretrained.partition(":")
    assert source == "torchvision"
    assert weights.startswith(f"ResNet{name.removeprefix('resnet')}_Weights.")
    known = torchvision.models.get_weight(weights)
    metrics = known.meta["_metrics"]["ImageNet-1K"]
    assert traits.accuracy["ImageNet"] == pytest.approx(metrics["acc@1"], abs=0.01)


@pytest.mark.parametrize("depth", [18, 50])
def test_torchvisions_weights_give_torchvisions_outputs(depth: int) -> None:
    import torchvision

    torch.manual_seed(depth)
    theirs = lived_in(getattr(torchvision.models, f"resnet{depth}")(weights=None)).eval()
    ours = build(Model(name=f"resnet{depth}"), Shape(1000, 3, 224)).eval()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(2, 3, 224, 224)
    with torch.no_grad():
        expected = theirs(x)
        assert expected.std() > 0.01
        torch.testing.assert_close(ours(x), expected, rtol=1e-4, atol=1e-4)


def test_the_small_stem_keeps_the_resolution() -> None:
    with torch.device("meta"):
        net = build(Model(name="resnet18"), Shape(10, 3, 32))
        assert isinstance(net, ResNet)
        shapes: list[tuple[int, ...]] = []
        for stage in (net.layer1, net.layer4):
            stage.register_forward_hook(lambda module, args, out: shapes.append(tuple(out.shape)))
        net(torch.randn(2, 3, 32, 32))
    assert shapes == [(2, 64, 32, 32), (2, 512, 4, 4)]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("name", "size"), [("resnet18", 64), ("resnet50", 16)])
def test_any_channels_and_size_give_logits(name: str, size: int, channels: int) -> None:
    net = build(Model(name=name), Shape(5, channels, size)).eval()
    with torch.no_grad():
        assert net(torch.randn(1, channels, size, size)).shape == (1, 5)


@pytest.mark.parametrize("name", ["plain18", "plain34"])
def test_plain_networks_are_the_resnets_without_their_shortcuts(name: str) -> None:
    residual = name.replace("plain", "resnet")
    with torch.device("meta"):
        plain, full = (build(model(n), SMALL).state_dict() for n in (name, residual))
        off = build(model(residual, skip=False), SMALL).state_dict()
    assert list(plain) == [key for key in full if "downsample" not in key]
    assert list(plain) == list(off)
    assert len(plain) < len(full)


@pytest.mark.parametrize("block", [BasicBlock, Bottleneck])
@pytest.mark.parametrize("kind", ["projection", "zero_pad", None])
def test_a_block_carries_its_input_where_it_has_a_shortcut(
    block: type[BasicBlock] | type[Bottleneck], kind: Any
) -> None:
    """With the branch silenced, the input is all there is, and without a shortcut nothing is."""
    torch.manual_seed(0)
    for inputs, stride in ((16 * block.expansion, 1), (16, 2)):
        one = block(inputs, 16, stride, Design(kind, excitation=True)).eval()
        nn.init.zeros_(one.branch()[-1].weight)
        x = torch.rand(2, inputs, 7, 7)
        out: Tensor = one(x)
        if kind is None:
            assert not out.any()
            assert one.downsample is None
        else:
            assert one.downsample is not None
            torch.testing.assert_close(out, F.relu(one.downsample(x)))
            assert out.any()


def test_zero_padding_takes_the_projections_away() -> None:
    held = params("resnet50", IMAGENET, shortcut="zero_pad")
    shapes = ((64, 256), (256, 512), (512, 1024), (1024, 2048))
    assert PUBLISHED["resnet50"][0] - held == sum(i * o + 2 * o for i, o in shapes)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "se_resnet18", "plain18"])
def test_every_parameter_has_its_stage(name: str) -> None:
    parts = assert_anatomy_is_whole(name, IMAGENET)
    assert_anatomy_is_whole(name, SMALL, batch_norm=False)
    assert parts.stages[0] == ("conv1", "bn1")
    assert parts.stage_of("layer4.0.conv1.weight") == 4
    assert parts.stage_of("fc.weight") is None


@pytest.mark.parametrize(
    ("name", "options", "to"),
    [
        ("resnet18", {"batch_norm": False}, 0.9),
        ("se_resnet18", {}, 0.7),
    ],
)
def test_a_fixed_batch_is_learned(name: str, options: dict[str, Any], to: float) -> None:
    seen = losses(name, size=8, steps=4, **options)
    assert seen[-1] < to * seen[0], seen


@pytest.mark.parametrize("batch_norm", [True, False])
def test_memory_format_and_bf16_change_little(batch_norm: bool) -> None:
    assert_channels_last_and_bf16_change_little("se_resnet18", size=8, batch_norm=batch_norm)


@pytest.mark.parametrize("stem", ["small", "standard"])
def test_odd_and_small_sizes_are_taken(stem: str) -> None:
    assert_takes("resnet18", [8, 13], stem=stem)
    assert_takes("resnet18", [17], stem=stem, shortcut="zero_pad")
