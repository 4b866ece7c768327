"""Which layers learn, when and how fast, and what L2-SP pulls them back to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.recipe import Recipe, override
from regnet_studio.recipe.tree import Optimizer, Transfer
from regnet_studio.training.checkpoint import best_checkpoint, last_checkpoint, read_tensors
from regnet_studio.training.events import EpochEnded, Event, Step
from regnet_studio.training.loop import train
from regnet_studio.training.optimizers import make_optimizer, set_lr
from regnet_studio.training.transfer import Layers, StartingPoint, starting_point


class Small(nn.Module):
    """A stem, two stages and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3)
        self.one = nn.Sequential(nn.Conv2d(4, 4, 1), nn.BatchNorm2d(4), nn.Dropout(0.5))
        self.two = nn.Sequential(nn.Conv2d(4, 4, 1), nn.BatchNorm2d(4), nn.Dropout(0.5))
        self.head = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.two(self.one(self.stem(x)).relu()).mean(dim=(2, 3)))


PARTS = Anatomy((("stem",), ("one",), ("two",)), "head")


def layers(network: nn.Module | None = None, **choices: Any) -> Layers:
    return Layers(Transfer.model_validate(choices), network or Small(), PARTS)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, [3, 3, 3, 3, 3, 3]),
        ({"stages": 0}, [0, 0, 0, 0, 0, 0]),
        ({"stages": 2}, [2, 2, 2, 2, 2, 2]),
        ({"unfreeze_every": 1}, [0, 1, 2, 3, 3, 3]),
        ({"unfreeze_every": 2}, [0, 0, 1, 1, 2, 2]),
        ({"stages": 2, "unfreeze_every": 2}, [2, 2, 3, 3, 3, 3]),
    ],
)
def test_how_many_stages_learn_in_each_epoch(choices: dict[str, Any], expected: list[int]) -> None:
    assert [layers(**choices).learning(epoch) for epoch in range(1, 7)] == expected


def test_more_stages_than_there_are_is_refused() -> None:
    layers(stages=3)
    with pytest.raises(RecipeMistake, match=r"transfer\.stages = 4: this network has 3 stages"):
        layers(stages=4)


def test_what_does_not_learn_works_as_in_evaluation() -> None:
    chosen = layers(stages=1)
    chosen.begin_epoch(1)
    network = chosen.network
    learning = {name for name, p in network.named_parameters() if p.requires_grad}
    assert learning == {
        *("two.0.weight", "two.0.bias", "two.1.weight", "two.1.bias", "head.weight", "head.bias")
    }
    assert {name for name, m in network.named_modules() if m.training} == {
        *("", "two", "two.0", "two.1", "two.2", "head")
    }


def test_norms_that_adapt_are_all_that_moves_in_frozen_stages() -> None:
    chosen = layers(stages=0, frozen_norm="adapt")
    chosen.begin_epoch(1)
    assert {name for name, m in chosen.network.named_modules() if m.training} == {
        *("one.1", "two.1", "head")
    }
    assert not chosen.head_alone
    assert layers(stages=0).head_alone


def test_dropout_before_the_head_learns_with_it_and_no_other() -> None:
    network = nn.Module()
    network.tail = nn.Sequential(
        *(nn.Linear(4, 4), nn.Dropout(0.1), nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 2)),
        nn.Dropout(0.3),
    )
    parts = Anatomy((("tail.0",), ("tail.2",)), "tail.4")
    chosen = Layers(Transfer(stages=0), network, parts)
    chosen.begin_epoch(1)
    assert isinstance(chosen.learner, nn.Sequential)
    assert list(chosen.learner) == [network.tail[3], network.tail[4]]
    assert [n for n, module in network.named_modules() if module.training] == ["tail.3", "tail.4"]
    at_root = Layers(Transfer(stages=0), Small(), PARTS)
    assert at_root.learner is at_root.head


def test_thawed_stages_learn_again() -> None:
    chosen = layers(unfreeze_every=1)
    for epoch in (1, 4):
        chosen.begin_epoch(epoch)
    assert all(p.requires_grad for p in chosen.network.parameters())
    assert all(m.training for m in chosen.network.modules())


def test_it_tells_when_others_learn_than_before() -> None:
    told = [layers(unfreeze_every=2).told(epoch) for epoch in range(1, 8)]
    assert [sentence is not None for sentence in told] == [1, 0, 1, 0, 1, 0, 1]
    assert told[0] == "the head alone learns: 15 of 111 parameters"
    assert told[2] == "the last 1 of 3 stages and the head learn: 43 of 111 parameters"
    assert told[6] == "the last 3 of 3 stages and the head learn: 111 of 111 parameters"
    assert layers().told(1) is None
    assert layers(stages=3).told(1) is None
    assert layers(stages=1).told(1) == told[2]
    assert layers(stages=1).told(2) is None


def test_each_stage_has_its_learning_rate() -> None:
    chosen = layers(lr_decay=0.5)
    optimizer = make_optimizer(Optimizer(), chosen.network, chosen.groups(0.01, {"one.0.weight"}))
    set_lr(optimizer, 0.8)
    names = {p: name for name, p in chosen.network.named_parameters()}
    found = {
        names[p]: (group["lr"], group["weight_decay"])
        for group in optimizer.param_groups
        for p in group["params"]
    }
    assert found == {
        "head.weight": (0.8, 0.01),
        "head.bias": (0.8, 0.0),
        "two.0.weight": (0.4, 0.01),
        "two.0.bias": (0.4, 0.0),
        "two.1.weight": (0.4, 0.0),
        "two.1.bias": (0.4, 0.0),
        "one.0.weight": (0.2, 0.0),  # pulled by L2-SP instead
        "one.0.bias": (0.2, 0.0),
        "one.1.weight": (0.2, 0.0),
        "one.1.bias": (0.2, 0.0),
        "stem.weight": (0.1, 0.01),
        "stem.bias": (0.1, 0.0),
    }
    assert [group["lr"] for group in optimizer.param_groups] == sorted(
        (group["lr"] for group in optimizer.param_groups), reverse=True
    )


def test_plain_training_has_the_two_groups_it_always_had() -> None:
    chosen = layers()
    plain = make_optimizer(Optimizer(), chosen.network).param_groups
    groups = chosen.groups(Optimizer().weight_decay)
    for group, other in zip(groups, plain, strict=True):
        assert all(a is b for a, b in zip(group["params"], other["params"], strict=True))
        assert group["weight_decay"] == other["weight_decay"]
        assert group["lr_scale"] == 1
    frozen = [p for group in layers(stages=0).groups(0.1) for p in group["params"]]
    assert len(frozen) == 2  # of the head: what never learns has no state


def test_the_gradient_of_l2_sp_is_that_of_its_formula() -> None:
    torch.manual_seed(0)
    network = Small().double()
    chosen = layers(network)
    start = starting_point(chosen, loaded={"stem.weight", "stem.bias", "one.1.weight", "head.bias"})
    assert start.keys() == {"stem.weight", "stem.bias", "one.1.weight"}
    pull = StartingPoint(0.3, network, start)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter))
    images = torch.randn(8, 1, 6, 6, dtype=torch.float64)
    network.eval()
    network(images).square().sum().backward()
    plain = {name: p.grad.clone() for name, p in network.named_parameters() if p.grad is not None}
    pull.add_gradients()
    added = {
        name: p.grad - plain[name] for name, p in network.named_parameters() if p.grad is not None
    }
    literal = sum(
        0.3 * (network.get_parameter(name) - first).square().sum() for name, first in start.items()
    )
    network.zero_grad()
    assert isinstance(literal, Tensor)
    literal.backward()
    for name, parameter in network.named_parameters():
        expected = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
        assert torch.allclose(added[name], expected, rtol=1e-10, atol=1e-12), name
    assert float(added["stem.weight"].abs().sum()) > 0


def test_l2_sp_leaves_what_does_not_learn() -> None:
    chosen = layers(stages=1)
    chosen.begin_epoch(1)
    pull = StartingPoint(1.0, chosen.network, starting_point(chosen, None))
    with torch.no_grad():
        chosen.network.get_parameter("stem.weight").add_(1)
    pull.add_gradients()  # before any gradient is there, nothing happens
    chosen.network(torch.randn(8, 1, 6, 6)).sum().backward()
    pull.add_gradients()
    assert chosen.network.get_parameter("stem.weight").grad is None


def weights(path: Path) -> dict[str, Tensor]:
    tensors = read_tensors(path)[0]
    return {n.removeprefix("model."): t for n, t in tensors.items() if n.startswith("model.")}


def changed(before: dict[str, Tensor], after: dict[str, Tensor]) -> set[str]:
    """The parts of a resnet20 that differ, such as ``stages.2``."""
    names = (name for name in after if not torch.equal(before[name], after[name]))
    return {
        ".".join(name.split(".")[:2]) if "stages" in name else name.split(".")[0] for name in names
    }


@pytest.fixture
def tuned(finished_run: Path, quick: Recipe) -> Callable[..., Recipe]:
    """A recipe that goes on from the weights of an earlier run."""

    def make(*settings: str) -> Recipe:
        source = f"transfer.weights={finished_run}"
        return override(quick, [source, "optimizer.lr=0.02", *settings])

    return make


def test_the_last_stages_alone_learn(
    tuned: Callable[..., Recipe], finished_run: Path, tmp_path: Path
) -> None:
    before = weights(best_checkpoint(finished_run))
    list(train(tuned("transfer.stages=1", "stopping.epochs=1"), tmp_path / "keep"))
    after = weights(last_checkpoint(tmp_path / "keep"))
    assert changed(before, after) == {"stages.2", "head"}
    adapts = tuned("transfer.stages=1", "transfer.frozen_norm=adapt", "stopping.epochs=1")
    list(train(adapts, tmp_path / "adapt"))
    after = weights(last_checkpoint(tmp_path / "adapt"))
    assert changed(before, after) == {"bn", "stages.0", "stages.1", "stages.2", "head"}
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    frozen = {name for name in moved if not name.startswith(("stages.2", "head"))}
    assert {name.rpartition(".")[2] for name in frozen} == {
        *("running_mean", "running_var", "num_batches_tracked")
    }


def test_a_stage_more_learns_in_each_epoch(
    tuned: Callable[..., Recipe], finished_run: Path, tmp_path: Path
) -> None:
    states = [weights(best_checkpoint(finished_run))]
    recipe = tuned("transfer.unfreeze_every=1", "stopping.epochs=3")
    for event in train(recipe, tmp_path):
        if isinstance(event, EpochEnded):
            states.append(weights(last_checkpoint(tmp_path)))
    assert [changed(a, b) for a, b in pairwise(states)] == [
        {"head"},
        {"head", "stages.2"},
        {"head", "stages.2", "stages.1"},
    ]


def test_l2_sp_keeps_the_network_near_its_start(
    tuned: Callable[..., Recipe], finished_run: Path, tmp_path: Path
) -> None:
    start = weights(best_checkpoint(finished_run))

    def distance(strength: float) -> float:
        directory = tmp_path / str(strength)
        list(train(tuned(f"transfer.l2_sp={strength}", "stopping.epochs=1"), directory))
        after = weights(last_checkpoint(directory))
        return sum(
            float((after[name] - start[name]).square().sum())
            for name in start
            if "head" not in name and "running" not in name and "num_batches" not in name
        )

    assert distance(10) < 0.5 * distance(0.001)


def account(events: list[Event]) -> list[tuple[object, ...]]:
    return [
        (e.step, e.loss, e.lr) if isinstance(e, Step) else (e.validation_loss, e.best)
        for e in events
        if isinstance(e, Step | EpochEnded)
    ]


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_resume_is_as_if_never_stopped_though_the_weights_are_gone(
    tuned: Callable[..., Recipe], finished_run: Path, tmp_path: Path, optimizer: str
) -> None:
    source = tmp_path / "weights.safetensors"
    shutil.copy(best_checkpoint(finished_run), source)
    recipe = tuned(
        *("transfer.unfreeze_every=1", "transfer.l2_sp=0.01", "transfer.lr_decay=0.5"),
        *("stopping.epochs=3", "optimizer.lr=0.01", f"optimizer.name={optimizer}"),
        f"transfer.weights={source}",
    )
    whole = account(list(train(recipe, tmp_path / "whole")))
    head: list[Event] = []
    engine = train(recipe, tmp_path / "parts")
    for event in engine:
        head.append(event)
        if isinstance(event, Step) and event.step == 7:
            break
    engine.close()
    source.unlink()
    middle: list[Event] = []
    engine = train(recipe, tmp_path / "parts", resume=True)
    for event in engine:
        middle.append(event)
        if isinstance(event, Step) and event.step == 12:
            break
    engine.close()
    tail = list(train(recipe, tmp_path / "parts", resume=True))
    assert account([*head, *middle, *tail]) == whole
    a, b = (read_tensors(last_checkpoint(tmp_path / name))[0] for name in ("whole", "parts"))
    assert a.keys() == b.keys()
    assert all(torch.equal(a[key], b[key]) for key in a)
