"""Parameters and multiply-accumulates against published figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from regnet_studio.models import catalogue
from regnet_studio.models.catalogue import cost, model_cost
from regnet_studio.models.memory import Machine, Memory
from regnet_studio.models.registry import Shape, architectures, build
from regnet_studio.recipe.tree import Model

M = 1_000_000
CIFAR = Shape(10, 3, 32)


@pytest.mark.parametrize(
    ("name", "params", "macs"),
    [
        ("resnet20", 0.269722, 40.6),
        ("resnet32", 0.464154, 68.9),
        ("resnet44", 0.658586, 97.2),
        ("resnet56", 0.853018, 126),
        ("regnet20_lstm", 0.309, 49.1),
        ("regnet20_gru", 0.307, 48.1),
    ],
)
def test_networks_for_cifar_cost_what_facts_say(name: str, params: float, macs: float) -> None:
    got_params, got_macs = model_cost(Model(name=name), CIFAR)
    assert got_params == pytest.approx(params * M, rel=0.01)
    assert got_macs == pytest.approx(macs * M, rel=0.01)


@pytest.mark.parametrize(
    ("name", "params", "macs"),
    [("resnet18", 11.69, 1810), ("resnet34", 21.80, 3660), ("resnet50", 25.56, 4090)],
)
def test_networks_for_imagenet_cost_what_facts_say(name: str, params: float, macs: float) -> None:
    got_params, got_macs = model_cost(Model(name=name), Shape(1000, 3, 224))
    assert got_params == pytest.approx(params * M, rel=0.01)
    assert got_macs == pytest.approx(macs * M, rel=0.01)


def test_a_cost_worked_out_by_hand() -> None:
    net = nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.Flatten(), nn.Linear(5 * 64, 7))
    params, macs = cost(net, Shape(7, 3, 8))
    assert params == 5 * 3 * 9 + 5 + 5 * 64 * 7 + 7
    assert macs == 64 * 5 * 3 * 9 + 5 * 64 * 7


def test_counting_leaves_the_network_as_it_was() -> None:
    net = build(Model(name="resnet20"), Shape(10, 3, 8), seed=0).train()
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    on_meta = model_cost(Model(name="resnet20"), Shape(10, 3, 8))
    assert cost(net, Shape(10, 3, 8)) == on_meta
    assert net.training
    assert all(torch.equal(before[name], t) for name, t in net.state_dict().items())
    assert all(parameter.grad is None for parameter in net.parameters())
    net.eval()
    cost(net, Shape(10, 3, 8))
    assert not net.training


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path))
    return tmp_path


def test_the_catalogue_says_what_is_known(own_cache: Path, few_networks: tuple[str, ...]) -> None:
    entries = catalogue.catalogue(classes=10, size=32)
    assert [entry.name for entry in entries] == list(few_networks)
    for entry in entries:
        record = entry.to_json()
        assert {"name", "family", "params", "macs"} <= record.keys()
        assert json.loads(json.dumps(record)) == record
        assert entry.macs > entry.params or entry.name == "vgg11"
        assert record["fits"] is None
    by_name = {entry.name: entry for entry in entries}
    assert by_name["resnet20"].params == 269722
    assert by_name["resnet20"].accuracy["CIFAR-10"] > 91
    assert "(RegNet)" in by_name["regnet20_lstm"].family
    assert "shortcut" in by_name["resnet20"].options
    assert by_name["inception_v3"].size == 32


def test_what_takes_larger_images_is_counted_at_the_least_that_it_takes() -> None:
    inception = catalogue.entry(Model(name="inception_v3"), Shape(10, 3, 8))
    assert inception.size == inception.smallest > 8
    assert (
        inception.macs
        == model_cost(Model(name="inception_v3"), Shape(10, 3, inception.smallest))[1]
    )


def test_what_was_counted_is_not_counted_again(
    own_cache: Path, few_networks: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    class Enough(Exception):
        pass

    def give_up(done: int, total: int) -> None:
        assert total == len(few_networks)
        told.append(done)
        if done == 3:
            raise Enough

    with pytest.raises(Enough):
        catalogue.catalogue(10, 16, 3, give_up)
    assert told == [0, 1, 2, 3]

    counted: list[str] = []
    count = catalogue.entry

    def watched(model: Model, shape: Shape) -> catalogue.ModelEntry:
        counted.append(model.name)
        return count(model, shape)

    monkeypatch.setattr(catalogue, "entry", watched)
    first = catalogue.catalogue(10, 16)
    assert counted == list(few_networks[3:])
    assert catalogue.catalogue(10, 16) == first
    assert counted == list(few_networks[3:])
    # Another builder of networks, or a damaged file, is another count.
    (file,) = own_cache.rglob("*.json")
    file.write_text(file.read_text()[:-40])
    assert catalogue.catalogue(10, 16) == first
    assert counted[4:] == list(few_networks)
    monkeypatch.setattr(catalogue, "_maker", lambda: "another")
    catalogue.catalogue(10, 16)
    assert len(counted) == 4 + 2 * len(few_networks)


def test_a_cache_that_cannot_be_written_costs_only_time(
    few_networks: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "file"))
    assert len(catalogue.catalogue(2, 8)) == len(few_networks)


@pytest.mark.slow
def test_every_architecture_can_be_counted(own_cache: Path) -> None:
    assert [e.name for e in catalogue.catalogue(10, 32)] == list(architectures())


@pytest.mark.parametrize("name", ["resnet20", "mobilenet_v2", "swin_t"])
def test_activations_are_what_a_training_step_saves(name: str) -> None:
    shape = Shape(10, 3, 32)
    network = build(Model(name=name), shape, seed=0).train()
    own = {parameter.untyped_storage().data_ptr() for parameter in network.parameters()}

    def saved(images: int) -> int:
        kept: dict[int, torch.UntypedStorage] = {}

        def keep(tensor: torch.Tensor) -> torch.Tensor:
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in own:
                kept[storage.data_ptr()] = storage
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            network(torch.zeros(images, 3, 32, 32))
        return sum(storage.nbytes() for storage in kept.values())

    an_image = (saved(6) - saved(2)) / 4
    counted = catalogue.entry(Model(name=name), shape).activations
    # Attention is counted written out, and Swin's tables do not grow with the batch.
    assert counted == pytest.approx(an_image, rel=0.06 if name != "swin_t" else 0.35)


def test_memory_worked_out_by_hand() -> None:
    memory = Memory(activations=1000, params=10)
    assert memory.of(3) == 10 * 4 * 3 + 3000
    assert memory.of(3, "adamw") == 10 * 4 * 4 + 3000
    assert memory.of(3, half=True) == 10 * (4 * 3 + 2) + 3 * 550
    room = 100_000
    most = memory.largest_batch(room)
    assert memory.of(most) <= 0.9 * room < memory.of(2 * most)
    assert memory.largest_batch(1000) == 0
    machine = Machine("a GPU", room, half=False)
    assert machine.largest_batch(memory) == most
    assert (machine.largest_batch(memory, precision="bf16") or 0) >= most
    assert Machine("cpu", None, half=True).largest_batch(memory) is None
    entry = catalogue.entry(Model(name="resnet20"), Shape(10, 3, 32))
    assert entry.to_json(Machine("a GPU", 10**9, half=False))["fits"] == 512


def test_a_network_on_the_processor_costs_what_it_does_on_none() -> None:
    # Attention takes another way there in eval mode, which the counter would not know.
    shape = Shape(10, 3, 32)
    network = build(Model(name="vit_tiny"), shape, seed=0)
    assert cost(network, shape) == model_cost(Model(name="vit_tiny"), shape)


def test_classes_and_channels_and_size_count() -> None:
    base = model_cost(Model(name="resnet20"), Shape(10, 3, 32))
    assert model_cost(Model(name="resnet20"), Shape(100, 3, 32))[0] == base[0] + 90 * 65
    assert model_cost(Model(name="resnet20"), Shape(10, 1, 32))[0] == base[0] - 2 * 9 * 16
    larger = model_cost(Model(name="resnet20"), Shape(10, 3, 64))
    assert larger[0] == base[0]
    assert larger[1] == pytest.approx(4 * base[1], rel=0.001)
