"""The pace of training, measured."""

from __future__ import annotations

from types import SimpleNamespace

import psutil
import pytest
import torch
from torch import nn

from regnet_studio.errors import RecipeMistake, TrainingMistake
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Compute, Model, Optimizer
from regnet_studio.training import measure as measuring
from regnet_studio.training.measure import measure, this_machine

SMALL = Shape(3, 3, 8)
CPU = Compute(device="cpu", precision="fp32", threads=1)


def test_a_speed_is_that_of_the_steps() -> None:
    found = measure(Model(name="resnet20"), SMALL, 8, CPU)
    assert found.batch_size <= 8
    assert found.images_per_second == pytest.approx(found.batch_size / found.step_seconds)
    assert found.memory_mb > 0


def test_more_images_are_taken_while_time_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def step(self: object, batch: int) -> float:
        tried.append(batch)
        return batch * 0.01

    monkeypatch.setattr(measuring._Trial, "step", step)
    found = measure(Model(name="resnet20"), SMALL, 100, CPU)
    assert sorted(set(tried)) == [2, 4, 8, 16, 32]  # three steps of 64 would take 1.92 s
    assert found.batch_size == 32
    assert found.images_per_second == pytest.approx(100)
    tried.clear()
    assert measure(Model(name="resnet20"), SMALL, 11, CPU).batch_size == 11


def test_the_step_is_the_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Autocast, memory layout and optimiser as a training has them; the weights move."""
    seen: list[tuple[bool, bool]] = []
    first, last = nn.Conv2d(3, 4, 3), nn.Linear(144, 3)
    first.register_forward_hook(
        lambda module, images, out: seen.append(
            (
                out.dtype == torch.bfloat16,
                images[0].is_contiguous(memory_format=torch.channels_last),
            )
        )
    )
    network = nn.Sequential(first, nn.Flatten(), last)
    monkeypatch.setattr(measuring, "build", lambda *args, **kwargs: network)
    before = last.weight.detach().clone()
    compute = Compute(device="cpu", precision="bf16", channels_last="on")
    measure(Model(name="resnet20"), SMALL, 2, compute, Optimizer(name="adamw", lr=0.1))
    assert set(seen) == {(True, True)}
    assert not torch.equal(before, last.weight)


def test_memory_that_is_not_there_is_refused_before_it_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=100_000))
    monkeypatch.setattr(measuring, "build", lambda *args, **kwargs: pytest.fail("it was built"))
    with pytest.raises(TrainingMistake, match=r"resnet20 does not fit into .* are free; take"):
        measure(Model(name="resnet20"), SMALL, 8, CPU)


def test_memory_that_runs_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(self: object, batch: int) -> float:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(measuring._Trial, "step", step)
    with pytest.raises(TrainingMistake, match="does not fit"):
        measure(Model(name="resnet20"), SMALL, 8, CPU)


def test_giving_up_ends_it() -> None:
    def give_up(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(Model(name="resnet20"), SMALL, 8, CPU, on_progress=give_up)


def test_mistakes_are_those_of_the_recipe() -> None:
    with pytest.raises(RecipeMistake, match="no such architecture"):
        measure(Model(name="resnet19"), SMALL, 8, CPU)


@pytest.mark.skipif(torch.cuda.is_available(), reason="a machine without a GPU")
def test_a_machine_without_a_gpu() -> None:
    machine = this_machine()
    assert machine.memory is None
    assert machine.computes_half("bf16")
    assert not machine.computes_half("fp32")
    assert machine.computes_half("auto") == machine.half
