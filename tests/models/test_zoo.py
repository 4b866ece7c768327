"""Networks of timm's, where it is installed, and what is said where it is not."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import torch
from torch import nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.head import DroppedLinear
from regnet_studio.models.registry import Shape, anatomy, architecture, architectures, build
from regnet_studio.recipe.tree import Model


def take(name: str, shape: Shape, seed: int | None = None, **options: Any) -> nn.Module:
    return build(Model.model_validate({"name": f"timm:{name}", **options}), shape, seed)


def test_without_timm_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(
        RecipeMistake, match=r'timm:resnet18: .* pip install "regnet-studio\[zoo\]"'
    ):
        take("resnet18", Shape(10, 3, 32))
    assert not any(name.startswith("timm:") for name in architectures())


def test_a_network_of_timms_is_taken_apart_by_what_timm_knows() -> None:
    pytest.importorskip("timm")
    network = take("test_resnet", Shape(5, 1, 32), seed=0)
    twin = take("test_resnet", Shape(5, 1, 32), seed=0).state_dict()
    assert all(torch.equal(tensor, twin[key]) for key, tensor in network.state_dict().items())
    assert network.training
    assert network(torch.zeros(2, 1, 32, 32)).shape == (2, 5)
    parts = anatomy("timm:test_resnet", network)
    stages = [parts.stage_of(key) for key in network.state_dict()]
    assert set(stages) == {None, *range(len(parts.stages))}
    assert stages[0] == 0
    assert len(parts.stages) > 3
    norms = [m for n in range(len(parts.stages)) for m in parts.modules(network, n)]
    assert sum(isinstance(m, nn.BatchNorm2d) for m in norms) == sum(
        isinstance(m, nn.BatchNorm2d) for m in network.modules()
    )


def test_a_vit_of_timms_is_built_for_the_size_of_the_images() -> None:
    pytest.importorskip("timm")
    for size in (32, 64):
        network = take("test_vit", Shape(5, 3, size), head="mlp", dropout=0.2)
        with torch.no_grad():
            assert network(torch.zeros(1, 3, size, size)).shape == (1, 5)
        parts = anatomy("timm:test_vit", network)
        assert isinstance(network.get_submodule(parts.head), nn.Sequential)
        assert parts.stage_of("pos_embed") == 0
        for key in network.state_dict():
            parts.stage_of(key)
    dropped = take("test_vit", Shape(5, 3, 32), dropout=0.2)
    assert isinstance(dropped.get_submodule("head"), DroppedLinear)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("resnett18", "no such network; did you mean 'resnet"),
        ("resnet18.a1_in1", "no such network; did you mean 'resnet18.a1_in1k'"),
        ("qqqqqqqq", "no such network; timm.list_models"),
        ("deit_tiny_distilled_patch16_224", "does not end in one linear layer"),
        ("resnetv2_18", "does not end in one linear layer"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_advice(name: str, said: str) -> None:
    pytest.importorskip("timm")
    with torch.device("meta"), pytest.raises(RecipeMistake, match=said):
        take(name, Shape(10, 3, 224))


def test_images_that_do_not_fit_are_refused_with_timms_reason() -> None:
    pytest.importorskip("timm")
    with (
        torch.device("meta"),
        pytest.raises(RecipeMistake, match=r"timm cannot build it for .*8 px"),
    ):
        take("vit_tiny_patch16_224", Shape(10, 3, 8))


def test_traits_say_where_weights_come_from() -> None:
    pytest.importorskip("timm")
    known = architecture("timm:resnet18.a1_in1k")
    assert known.traits.pretrained == "timm:resnet18.a1_in1k"
    assert known.traits.usual == 224
    assert "arXiv" in known.traits.source
    assert architecture("timm:mixer_s32_224").traits.pretrained is None
    with pytest.raises(RecipeMistake, match=r"model\.stem"):
        take("resnet18", Shape(10, 3, 32), stem="small")
