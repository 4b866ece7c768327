"""The learning-rate finder: what it finds, where it stops, and that it leaves no trace."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch

from regnet_studio.recipe import Recipe, override
from regnet_studio.training.events import Event
from regnet_studio.training.finder import LrCurve, RateTried, curve_of, find_lr, range_test
from regnet_studio.training.rehearsal import Rehearsal, rehearse
from tests.training.rehearsed import outcome

SMALL = ["optimizer.batch_size=32", "model.dropout=0.2", "optimizer.clip_norm=5"]


@pytest.fixture
def rehearsal(quick: Recipe) -> Rehearsal:
    return outcome(rehearse(override(quick, SMALL)))


def trace(rehearsal: Rehearsal) -> list[Any]:
    """All that a test of rates could have left behind in the network and outside of it."""
    network = rehearsal.network
    tensors = [*network.named_parameters(), *network.named_buffers()]
    return [
        [(name, tensor.detach().clone()) for name, tensor in tensors],
        [
            (p.requires_grad, None if p.grad is None else p.grad.clone())
            for p in network.parameters()
        ],
        [module.training for module in network.modules()],
        torch.get_rng_state(),
    ]


def same(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def test_everything_is_as_before_to_the_last_bit(rehearsal: Rehearsal) -> None:
    descent = rehearsal.descent()
    rehearsal.step(descent, next(rehearsal.batches(8)), 0)
    first = next(rehearsal.network.parameters())
    first.requires_grad_(False).grad = torch.ones_like(first)
    before, optimizer = trace(rehearsal), copy.deepcopy(descent.optimizer.state_dict())

    outcome(range_test(rehearsal, steps=4))
    assert same(trace(rehearsal), before)

    work = range_test(rehearsal, steps=4)
    for _ in range(3):
        next(work)
    assert not same(trace(rehearsal)[0], before[0])
    work.close()  # the user gives up
    assert same(trace(rehearsal), before)
    assert same(descent.optimizer.state_dict(), optimizer)


def test_the_seed_decides_the_curve(rehearsal: Rehearsal) -> None:
    first = outcome(range_test(rehearsal, steps=4))
    torch.rand(5)
    assert outcome(range_test(rehearsal, steps=4)) == first


def test_a_rate_for_the_digits(quick: Recipe) -> None:
    events: list[Event] = []
    curve = outcome(find_lr(override(quick, ["optimizer.batch_size=32"])), events)
    tried = [event for event in events if isinstance(event, RateTried)]
    assert [event.lr for event in tried] == list(curve.lrs)
    assert curve.lrs[0] == pytest.approx(1e-7)
    assert 0.004 < (curve.suggestion or 0) < 0.3  # 0.02 to 0.3 train the digits well
    assert curve.steepest is not None
    assert curve.lowest is not None
    assert curve.steepest < curve.lowest
    assert curve.rule == "half"
    assert curve.settings == (f"optimizer.lr={curve.suggestion:g}",)
    assert override(quick, curve.settings).optimizer.lr == curve.suggestion
    assert json.loads(json.dumps(curve.to_json()))["suggestion"] == curve.suggestion


def test_it_stops_where_training_diverges(rehearsal: Rehearsal) -> None:
    curve = outcome(range_test(rehearsal, steps=30, highest=1e12))
    assert curve.diverged
    assert 10 <= len(curve.lrs) < 28
    assert np.isfinite(curve.losses).all()


def made(shape: Sequence[tuple[float, float]], recipe: Recipe, noise: float = 0.0) -> LrCurve:
    """The verdict on a curve through points (exponent of the rate, loss)."""
    exponents = np.linspace(-7, 1, 100)
    losses = np.interp(exponents, [at for at, _ in shape], [loss for _, loss in shape])
    losses += noise * np.random.default_rng(0).standard_normal(100)
    return curve_of(recipe, 10**exponents, losses, diverged=False)


VALLEY = [(-7, 2.3), (-4, 2.3), (-3, 1.9), (-2, 0.9), (-1, 0.5), (0, 3.0), (1, 5.0)]


def test_what_a_curve_says(quick: Recipe) -> None:
    curve = made(VALLEY, quick, noise=0.05)
    assert 1e-3 < (curve.steepest or 0) < 1e-2
    assert 0.03 < (curve.lowest or 0) < 0.2
    assert curve.suggestion == pytest.approx((curve.lowest or 0) / 2, rel=0.05)


def test_loaded_weights_are_spared(quick: Recipe) -> None:
    curve = made(VALLEY, override(quick, ["transfer.weights=imagenet"]))
    assert curve.rule == "tenth"
    assert curve.suggestion == pytest.approx((curve.lowest or 0) / 10, rel=0.05)


def test_the_rates_beside_muon_go_along(quick: Recipe) -> None:
    rates = ["optimizer.lr=0.2", "optimizer.companion_lr=0.1", "optimizer.head_lr=0.4"]
    recipe = override(quick, ["optimizer.name=muon", *rates])
    curve = made(VALLEY, recipe)
    after = override(recipe, curve.settings).optimizer
    assert after.lr == curve.suggestion
    assert after.companion_lr == pytest.approx(after.lr / 2, rel=0.05)
    assert after.head_lr == pytest.approx(after.lr * 2, rel=0.05)


@pytest.mark.parametrize("shape", [[(-7, 2.3), (1, 2.3)], [(-7, 2.3), (-1, 2.4), (1, 9.0)]])
def test_a_loss_that_does_not_fall_suggests_nothing(
    quick: Recipe, shape: Sequence[tuple[float, float]]
) -> None:
    curve = made(shape, quick, noise=0.03)
    assert curve.suggestion is None
    assert curve.settings == ()
    few = curve_of(quick, np.array([1e-7, 1e-6]), np.array([2.3, 1.0]), diverged=True)
    assert few.suggestion is None
