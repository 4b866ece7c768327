"""The families from torchvision: its counts, its names, and what small images change."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import regnet_studio.models
from regnet_studio.errors import RecipeMistake
from regnet_studio.models.bought import present_names
from regnet_studio.models.catalogue import cost
from regnet_studio.models.registry import Shape, anatomy, architectures, build
from regnet_studio.models.transformers import window_for
from regnet_studio.recipe.tree import Model

PUBLISHED = tuple(
    name
    for name, known in architectures().items()
    if (known.traits.pretrained or "").startswith("torchvision:") and known.family != "ResNet"
)
AUXILIARY = {"inception_v3": 3_326_696}
"""Parameters of auxiliary classifiers, which torchvision counts and which are left out here."""


def weights_of(name: str) -> Any:
    from torchvision.models import get_weight

    pretrained = architectures()[name].traits.pretrained
    assert pretrained is not None
    kind, _, member = pretrained.partition(":")
    assert kind == "torchvision"
    return get_weight(member)


def on_meta(name: str, shape: Shape, **options: Any) -> nn.Module:
    with torch.device("meta"):
        return build(Model.model_validate({"name": name, **options}), shape)


ONE_OF_EACH = {"vgg11_bn", "mobilenet_v3_small", "efficientnet_b0", "densenet121", "inception_v3",
               "convnext_tiny", "vit_b_32", "swin_v2_t", "regnety_400mf"}  # fmt: skip
QUICK = tuple(
    name if name in ONE_OF_EACH else pytest.param(name, marks=pytest.mark.slow)
    for name in PUBLISHED
)


@pytest.mark.parametrize("name", PUBLISHED)
def test_accuracy_and_size_are_torchvisions(name: str) -> None:
    weights, traits = weights_of(name), architectures()[name].traits
    assert traits.accuracy == {"ImageNet": weights.meta["_metrics"]["ImageNet-1K"]["acc@1"]}
    assert traits.usual == weights.transforms.keywords["crop_size"]


@pytest.mark.parametrize("name", QUICK)
def test_parameters_and_work_are_torchvisions(name: str) -> None:
    meta = weights_of(name).meta
    shape = Shape(1000, 3, architectures()[name].traits.usual)
    network = on_meta(name, shape)
    params, macs = cost(network, shape)
    assert params + AUXILIARY.get(name, 0) == meta["num_params"]
    assert macs / 1e9 == pytest.approx(meta["_ops"], rel=0.01)
    parts = anatomy(name, network)
    stages = {parts.stage_of(key) for key in network.state_dict()}
    assert stages == {None, *range(len(parts.stages))}


@pytest.mark.parametrize("name", QUICK)
def test_weights_have_torchvisions_names_and_shapes(name: str) -> None:
    from torchvision.models import get_model

    theirs = name.replace("regnetx", "regnet_x").replace("regnety", "regnet_y")
    # torchvision works RegNet's widths out with tensors: not on the meta device.
    with torch.device("cpu" if "regnet" in name else "meta"):
        options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
        truth = get_model(theirs, weights=None, **options).state_dict()
    ours = on_meta(name, Shape(1000, 3, architectures()[name].traits.usual)).state_dict()
    left_out = {key for key in truth if key.lower().startswith("aux")}
    assert {key: t.shape for key, t in ours.items()} == {
        key: t.shape for key, t in truth.items() if key not in left_out
    }


def test_listing_does_not_import_torchvision() -> None:
    for file in Path(*regnet_studio.models.__path__).glob("*.py"):
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            modules: list[str] = []
            if isinstance(statement, ast.Import):
                modules = [alias.name for alias in statement.names]
            elif isinstance(statement, ast.ImportFrom):
                modules = [statement.module or ""]
            assert not {"torchvision", "timm"} & {name.split(".")[0] for name in modules}, file


def last_side(name: str, size: int, **options: Any) -> int:
    """Side in pixels of the features that the head's pooling sees."""
    network = on_meta(name, Shape(10, 1, size), **options).eval()
    sides: list[int] = []
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(lambda m, args, out: sides.append(out.shape[-1]))
    network(torch.zeros(1, 1, size, size, device="meta"))
    return next(side for side in reversed(sides) if side > 1 or size < 32)


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("mobilenet_v2", 4),
        ("mobilenet_v3_small", 4),
        ("mobilenet_v3_large", 4),
        ("efficientnet_b0", 4),
        ("densenet121", 4),
        ("googlenet", 4),
        ("inception_v3", 3),
        ("convnext_tiny", 2),
        ("regnety_400mf", 4),
        ("vgg11", 2),
    ],
)
def test_small_images_keep_some_resolution_to_the_end(name: str, side: int) -> None:
    assert last_side(name, 32) == side


def test_the_recipe_chooses_the_stem() -> None:
    for name in ("googlenet", "mobilenet_v2"):
        costs = [
            cost(on_meta(name, shape := Shape(10, 3, 64), stem=stem), shape)[1]
            for stem in ("auto", "standard", "small")
        ]
        assert costs[0] == costs[1] < costs[2], name
    for stem, head in (("auto", "classifier.6"), ("small", "classifier.0")):
        assert anatomy("vgg11", on_meta("vgg11", Shape(10, 3, 64), stem=stem)).head == head


@pytest.mark.parametrize(
    ("name", "size"),
    [("vgg11", 16), ("densenet121", 28), ("inception_v3", 64), ("convnext_tiny", 24)],
)
def test_images_too_small_for_a_standard_stem_are_refused_with_advice(name: str, size: int) -> None:
    with pytest.raises(RecipeMistake, match=rf"{name}: its standard stem .* have {size}; set"):
        on_meta(name, Shape(10, 3, size), stem="standard")


@pytest.mark.parametrize(
    ("stem", "size", "patch", "fitting"),
    [("small", 30, 4, 32), ("standard", 100, 16, 112), ("auto", 90, 16, 96)],
)
def test_a_vit_says_which_size_its_patches_fit(
    stem: str, size: int, patch: int, fitting: int
) -> None:
    with pytest.raises(RecipeMistake, match=rf"patches of {patch} px.*data.size = {fitting}$"):
        on_meta("vit_tiny", Shape(10, 3, size), stem=stem)


def test_windows_divide_what_they_cut() -> None:
    assert [window_for(side, 7) for side in (16, 14, 8, 7, 4, 3)] == [4, 7, 4, 7, 4, 3]
    assert [window_for(side, 8) for side in (16, 12, 8, 2, 1)] == [8, 6, 8, 2, 2]
    assert window_for(11, 7) == 7  # a prime is filled up
    network = on_meta("swin_t", Shape(10, 3, 32))
    windows = [m.window_size for m in network.modules() if hasattr(m, "window_size")]
    assert windows == [[4, 4]] * 10 + [[2, 2]] * 2


@pytest.mark.parametrize("name", ["vgg11", "mobilenet_v3_small", "vit_tiny", "regnety_400mf"])
def test_grey_images_get_a_first_layer_that_begins_as_the_coloured_one(name: str) -> None:
    size = 32
    filters: dict[int, Tensor] = {}
    for channels in (1, 3):
        network = build(Model(name=name), Shape(10, channels, size), seed=0)
        first = next(m for m in network.modules() if isinstance(m, nn.Conv2d))
        assert first.in_channels == channels
        filters[channels] = first.weight.detach()
        assert first.bias is None or not first.bias.any()
    # By fan-in three times the variance, by fan-out or a fixed deviation the same.
    gain = math.sqrt(3) if name == "vit_tiny" else 1
    assert filters[1].std().item() == pytest.approx(gain * filters[3].std().item(), rel=0.15)


def test_dropout_of_the_recipe_takes_the_place_of_the_published() -> None:
    for name, published in (("googlenet", 0.2), ("mobilenet_v2", 0.2)):
        shares = []
        for dropout in (None, 0.0, 0.3):
            network = on_meta(name, Shape(10, 3, 32), dropout=dropout)
            parts = [m.p for m in network.modules() if isinstance(m, nn.Dropout)]
            head = network.get_submodule(anatomy(name, network).head)
            shares.append([p for p in [*parts, getattr(head, "dropout", 0.0)] if p])
        assert shares == [[published], [], [0.3]], name


def test_old_names_in_torchvisions_files_become_its_present_ones() -> None:
    zero = torch.zeros(1)
    old = {
        "features.denseblock1.denselayer2.norm.1.running_mean": zero,
        "features.denseblock1.denselayer12.conv.2.weight": zero,
        "encoder.layers.encoder_layer_0.mlp.linear_1.weight": zero,
        "encoder.layers.encoder_layer_0.mlp.linear_2.bias": zero,
        "features.0.0.weight": zero,
    }
    assert list(present_names(old)) == [
        "features.denseblock1.denselayer2.norm1.running_mean",
        "features.denseblock1.denselayer12.conv2.weight",
        "encoder.layers.encoder_layer_0.mlp.0.weight",
        "encoder.layers.encoder_layer_0.mlp.3.bias",
        "features.0.0.weight",
    ]
    dense, _, vision, *_ = present_names(old)
    assert dense in on_meta("densenet121", Shape(10, 3, 32)).state_dict()
    assert vision in on_meta("vit_tiny", Shape(10, 3, 32)).state_dict()
