"""The last layer alone is trained anew, and rare classes gain by it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from regnet_studio.data.batches import SplitImages
from regnet_studio.data.entries import ArrayPixels, plain_entries
from regnet_studio.errors import DataMistake
from regnet_studio.models.registry import Shape, anatomy, build
from regnet_studio.recipe.tree import Balance, Model
from regnet_studio.training.device import Device
from regnet_studio.training.head import check_head, last_linear, retrain_head

CPU = Device(torch.device("cpu"), "fp32", channels_last=True)
NAMES = ["common", "rare", "rarer"]
BALANCE = Balance(method="smote", space="features")


class Averages(nn.Module):
    """Its features are the means of the colours: easy to follow by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(3)
        self.head = nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.norm(x).mean(dim=(2, 3)))


def tinted(counts: list[int], seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Images of 8 px of one colour; the colours of the classes overlap."""
    draw = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts).astype(np.int32)
    colours = draw.normal(128, 25, (len(labels), 1, 1, 3))
    colours[np.arange(len(labels)), 0, 0, labels] += 35
    return np.clip(np.broadcast_to(colours, (len(labels), 8, 8, 3)), 0, 255).astype(
        np.uint8
    ), labels


def a_split(counts: list[int], seed: int = 0) -> SplitImages:
    images, labels = tinted(counts, seed)
    entries = plain_entries(np.arange(len(labels)), labels)
    return SplitImages(
        ArrayPixels(images),
        entries,
        mean=(128.0,) * 3,
        std=(25.0,) * 3,
        device=CPU.device,
        channels_last=True,
    )


@torch.inference_mode()
def recalls(network: nn.Module) -> list[float]:
    network.eval()
    batch = next(a_split([200] * 3, seed=1).in_order(600))
    right = network(batch.images).argmax(1) == batch.labels
    return [float(right[batch.labels == c].float().mean()) for c in range(3)]


def retrain(network: Averages, balance: Balance = BALANCE, seed: int = 0) -> None:
    retrain_head(network, network.head, a_split([400, 20, 8]), balance, NAMES, seed, CPU)


def test_rare_classes_gain() -> None:
    torch.manual_seed(0)
    plain, balanced = Averages(), Averages()
    retrain(plain, Balance(method="smote", target=0.01, space="features"))
    retrain(balanced)
    before, after = recalls(plain), recalls(balanced)
    assert before[0] > 0.95
    assert max(before[1:]) < 0.3
    assert min(after) > 0.5


def test_it_tells_what_it_did() -> None:
    network = Averages()
    record = retrain_head(network, network.head, a_split([40, 10, 8]), BALANCE, NAMES, 0, CPU)
    assert record.features == 3
    assert record.before == (40, 10, 8)
    assert record.after == (40, 40, 40)
    assert record.seconds > 0


def test_only_the_last_layer_changes_and_the_mode_stays() -> None:
    network = Averages().train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    retrain(network)
    changed = {n for n, value in network.state_dict().items() if not torch.equal(value, before[n])}
    assert changed == {"head.weight", "head.bias"}
    assert network.training
    assert all(p.requires_grad for p in network.parameters())
    assert not network.head._forward_pre_hooks


def test_the_seed_decides_whatever_the_layer_was() -> None:
    first, second, other = Averages(), Averages(), Averages()
    retrain(first)
    retrain(second)
    retrain(second)  # once more, as after a resumed run
    retrain(other, seed=1)
    assert torch.equal(first.head.weight, second.head.weight)
    assert torch.equal(first.head.bias, second.head.bias)
    assert not torch.equal(first.head.weight, other.head.weight)


def test_a_feature_that_never_moves_harms_nothing() -> None:
    network = Averages()
    nn.init.zeros_(network.norm.weight)
    retrain(network)
    assert network.head.weight.isfinite().all()


@pytest.mark.parametrize("head", ["linear", "mlp"])
@pytest.mark.parametrize("name", ["resnet20", "regnet20_gru", "mobilenet_v2", "vgg11"])
def test_the_last_layer_of_a_head_gives_the_logits(name: str, head: str) -> None:
    model = Model.model_validate({"name": name, "head": head, "head_width": 9})
    with torch.device("meta"):
        network = build(model, Shape(7, 3, 32))
    layer = last_linear(network.get_submodule(anatomy(name, network).head))
    assert layer.out_features == 7
    assert (layer.in_features == 9) == (head == "mlp")


def test_of_a_head_of_two_layers_the_last_is_trained_anew() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Sequential(nn.Linear(192, 5), nn.ReLU(), nn.Dropout(),
                            nn.Linear(5, 3)))  # fmt: skip
    before = {name: value.clone() for name, value in network.state_dict().items()}
    layer = last_linear(network[1])
    record = retrain_head(network, layer, a_split([40, 10, 8]), BALANCE, NAMES, 0, CPU)
    assert record.features == 5
    changed = {n for n, value in network.state_dict().items() if not torch.equal(value, before[n])}
    assert changed == {"1.3.weight", "1.3.bias"}


def test_what_cannot_be_done_is_said_before_the_training() -> None:
    layer = nn.Linear(3, 3)
    check_head(layer, BALANCE, np.array([40, 10, 8]), NAMES)
    with pytest.raises(DataMistake, match="class 'rarer' has 3 training images; SMOTE with 5"):
        check_head(layer, BALANCE, np.array([40, 10, 3]), NAMES)
    tight = Balance(method="smote", memory_gb=1e-6)
    with pytest.raises(DataMistake, match="making 62 times 3 features by SMOTE takes about"):
        check_head(layer, tight, np.array([40, 10, 8]), NAMES)
