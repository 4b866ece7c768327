"""Weights from elsewhere find their places, whatever they are called; what does not fit is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake, RunMistake
from regnet_studio.models.fitting import Fit, Reshaped, begin_head, fit
from regnet_studio.models.registry import Shape, anatomy, architectures, build
from regnet_studio.recipe.tree import Model

Tensors = dict[str, Tensor]


class Net(nn.Sequential):
    """A small network with a stem, a body, batch norm and a head at ``fc``."""

    def __init__(self, channels: int = 3, classes: int = 4, width: int = 8) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(width, classes)


def net(seed: int, **shape: int) -> Net:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        made = Net(**shape)
        for buffer in made.buffers():
            buffer.add_(seed)
        return made


def under(prefix: str, state: Tensors) -> Tensors:
    return {f"{prefix}{name}": tensor for name, tensor in state.items()}


def same(a: nn.Module, b: nn.Module, without: str = "-") -> bool:
    other = b.state_dict()
    return all(
        torch.equal(t, other[name])
        for name, t in a.state_dict().items()
        if not name.startswith(without)
    )


def torch_bytes(content: object, **how: Any) -> bytes:
    whole = io.BytesIO()
    torch.save(content, whole, **how)
    return whole.getvalue()


NAMES: list[Callable[[Tensors], Tensors]] = [
    lambda s: s,
    lambda s: under("module.", s),
    lambda s: under("module.model._orig_mod.", s),
    lambda s: under("backbone.", s),
    lambda s: {k if k.startswith("fc.") else f"encoder.{k}": v for k, v in s.items()},
    lambda s: {**under("model.", s), "optimizer.0.mean": s["bn1.bias"], "rng": s["fc.bias"]},
    lambda s: {**under("encoder_q.", s), **under("projector.", {"w": torch.ones(3)})},
    lambda s: {**under("state_dict/module.", s), "optimizer/state/0/exp_avg": torch.ones(9)},
    lambda s: {k.replace("conv1.", "conv1._orig_mod."): v for k, v in s.items()},
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_names_are_made_to_agree(number: int) -> None:
    here, there = net(1), net(2)
    fitted = fit(here, NAMES[number](dict(there.state_dict())), "fc")
    assert same(here, there)
    assert fitted.head
    assert set(fitted.matched) == set(here.state_dict())
    assert (fitted.adapted, fitted.reshaped, fitted.missing) == ((), (), ())


def test_names_that_lack_a_prefix() -> None:
    here, there = nn.Sequential(), net(2)
    here.add_module("backbone", net(1))
    fitted = fit(here, there.state_dict(), "backbone.fc")
    assert same(here.get_submodule("backbone"), there)
    assert fitted.prefix == "+backbone."


def test_averaged_weights_are_preferred() -> None:
    here, there, average = net(1), net(2), net(3)
    both = under("model/", there.state_dict()) | under("model_ema/", average.state_dict())
    fitted = fit(here, both, "fc")
    assert same(here, average)
    assert fitted.unexpected == ()
    assert fitted.prefix == "model_ema/"


def test_the_record_says_what_went_where() -> None:
    there = dict(net(2).state_dict())
    del there["bn1.running_mean"], there["bn1.num_batches_tracked"]
    there["conv2.bias"] = torch.ones(5)
    there["conv9.weight"] = torch.ones(2, 2)
    here = net(1)
    before = here.conv2.bias.clone()  # type: ignore[union-attr]
    fitted = fit(here, there, "fc")
    assert fitted == Fit(
        matched=("conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_var", "conv2.weight",
                 "fc.weight", "fc.bias"),
        adapted=(),
        reshaped=(Reshaped("conv2.bias", (8,), (5,)),),
        missing=("bn1.running_mean",),
        unexpected=("conv9.weight",),
        head=True,
        prefix="",
    )  # fmt: skip
    assert str(fitted.reshaped[0]) == "conv2.bias 8, not 5"
    assert fitted.loaded == frozenset(fitted.matched)
    assert torch.equal(here.conv2.bias, before)  # type: ignore[arg-type]


def test_a_grey_image_is_seen_as_its_three_equal_channels() -> None:
    there, here = net(2).eval(), net(1, channels=1).eval()
    fitted = fit(here, there.state_dict(), "fc")
    assert [one.name for one in fitted.adapted] == ["conv1.weight"]
    assert "conv1.weight" in fitted.loaded
    grey = torch.randn(2, 1, 9, 9)
    with torch.no_grad():
        assert torch.allclose(here(grey), there(grey.expand(-1, 3, -1, -1)), atol=1e-5)
        colour = net(3).eval()
        fit(colour, here.state_dict(), "fc")
        assert torch.allclose(colour(grey.expand(-1, 3, -1, -1)), here(grey), atol=1e-5)


def test_an_inner_convolution_is_not_bent() -> None:
    there = dict(net(2).state_dict())
    there["conv2.weight"] = there["conv2.weight"][:, :1]
    with pytest.raises(RecipeMistake, match=r"conv2\.weight is 8x1x3x3 there and 8x8x3x3 here"):
        fit(net(1), there, "fc")


@pytest.mark.parametrize("take", [True, False])
def test_a_head_of_other_classes_begins_small_and_by_the_seed(take: bool) -> None:
    heads = []
    for seed in (5, 5, 6):
        here = net(seed + 1)
        torch.manual_seed(seed * 3)
        before = torch.get_rng_state()
        there = net(2, classes=9) if take else net(2)
        fitted = fit(here, there.state_dict(), "fc", take_head=take, seed=seed)
        assert torch.equal(torch.get_rng_state(), before)
        assert not fitted.head
        assert not any(name.startswith("fc.") for name in (*fitted.loaded, *fitted.unexpected))
        assert same(here, there, without="fc.")
        assert not here.fc.bias.any()
        assert 0.005 < float(here.fc.weight.detach().std()) < 0.02
        heads.append(here.fc.weight)
    assert torch.equal(heads[0], heads[1])
    assert not torch.equal(heads[0], heads[2])


def test_a_new_head_of_two_layers() -> None:
    head = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
    begin_head(head, 0)
    with torch.no_grad():
        hidden, logits = head[0](torch.randn(99, 64)), head(torch.randn(99, 64))
    assert 1 < float(hidden.std()) < 2
    assert float(logits.std()) < 0.5


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"a.weight": torch.ones(2), "b": torch.ones(2, 3)}, "it holds a.weight 2, b 2x3, the"),
        (dict(net(2, width=16).state_dict()), "conv1.weight is 16x3x3x3 there and 8x3x3x3 here"),
    ],
)
def test_weights_of_another_network_change_nothing(there: Tensors, said: str) -> None:
    here, before = net(1), net(1)
    with pytest.raises(RecipeMistake) as caught:
        fit(here, there, "fc", source="old.pth", name="tiny")
    message = str(caught.value)
    assert message.startswith("old.pth does not fit tiny, 0 of 9 tensors agree: it holds ")
    assert said in message
    assert "the network wants conv1.weight 8x3x3x3, bn1.weight 8, bn1.bias 8 and 7 more" in message
    assert same(here, before)


def test_weights_that_are_not_finite_change_nothing() -> None:
    here, before, there = net(1), net(1), dict(net(2).state_dict())
    there["conv2.weight"] = there["conv2.weight"].clone()
    there["conv2.weight"][0, 0, 0, 0] = torch.nan
    with pytest.raises(RunMistake, match=r"conv2\.weight holds values that are no finite"):
        fit(here, there, "fc")
    assert same(here, before)


def test_half_precision_files_are_taken() -> None:
    here, there = net(1), net(2).half()
    fit(here, there.state_dict(), "fc")
    assert here.conv1.weight.dtype == torch.float32
    assert torch.equal(here.conv1.weight, there.conv1.weight.float())


def test_positions_of_patches_are_stretched() -> None:
    class Patches(nn.Module):
        def __init__(self, side: int) -> None:
            super().__init__()
            self.pos_embedding = nn.Parameter(torch.zeros(1, side**2 + 1, 2))
            self.fc = nn.Linear(2, 2)

    there, here = Patches(7), Patches(14)
    column = torch.arange(7.0).repeat(7)
    with torch.no_grad():
        there.pos_embedding[0, 0] = 99
        there.pos_embedding[0, 1:, 0] = column
    fitted = fit(here, there.state_dict(), "fc")
    assert [one.name for one in fitted.adapted] == ["pos_embedding"]
    grid = here.pos_embedding.detach()[0, 1:, 0].reshape(14, 14)
    assert float(here.pos_embedding.detach()[0, 0, 0]) == 99
    assert torch.allclose(grid[0], grid[13])
    assert bool((grid[0, 2:12].diff() > 0.4).all())


def test_the_stem_of_another_image_size_begins_fresh() -> None:
    there = build(Model(name="resnet18", stem="standard"), Shape(1000, 3, 224), seed=1)
    here = build(Model(name="resnet18", stem="small"), Shape(10, 3, 32), seed=2)
    fitted = fit(here, there.state_dict(), "fc", take_head=False)
    assert [str(one) for one in fitted.reshaped] == ["conv1.weight 64x3x3x3, not 64x3x7x7"]
    assert len(fitted.matched) == len(here.state_dict()) - 3


def test_a_larger_network_that_shares_many_names_is_another() -> None:
    """Half of ResNet-50's parameters have the names and shapes of ResNet-18's."""
    there = build(Model(name="resnet50"), Shape(10, 3, 32), seed=1).state_dict()
    here = build(Model(name="resnet18"), Shape(10, 3, 32), seed=2)
    with pytest.raises(RecipeMistake, match=r"is 64x64x1x1 there and 64x64x3x3 here"):
        fit(here, there, "fc")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:The default weight initialization")
def test_published_networks_take_all_of_their_published_weights() -> None:
    """What torchvision builds has the names and shapes of its files."""
    import torchvision
    from torchvision.models import get_model, get_model_weights, list_models

    theirs = {
        get_model_weights(name).__name__: name for name in list_models(module=torchvision.models)
    }
    for name, known in architectures().items():
        kind, _, weights = (known.traits.pretrained or "").partition(":")
        if kind == "torchvision":
            there = get_model(theirs[weights.partition(".")[0]], weights=None)
            here = build(
                Model(name=name, stem="standard"), Shape(1000, 3, known.traits.usual), seed=1
            )
            fitted = fit(here, there.state_dict(), anatomy(name, here).head)
            assert (fitted.missing, fitted.reshaped, fitted.adapted) == ((), (), ()), name
            assert fitted.head, name
