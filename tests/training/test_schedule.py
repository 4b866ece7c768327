"""The learning rate is a pure function of the position in the run."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regnet_studio.recipe.tree import Schedule
from regnet_studio.training.schedule import lr_factor

NAMES: tuple[str, ...] = get_args(Schedule.model_fields["name"].annotation)


def factors(total: int, steps_per_epoch: int = 1, **choices: Any) -> list[float]:
    """Of every step of a run."""
    schedule = Schedule.model_validate({"warmup": 0.0, **choices})
    return [lr_factor(schedule, step, total, steps_per_epoch) for step in range(total)]


@given(
    name=st.sampled_from(NAMES),
    warmup=st.floats(0, 0.9),
    last=st.floats(0, 1),
    restarts=st.integers(0, 20),
    epochs=st.integers(1, 60),
    steps_per_epoch=st.integers(1, 40),
    place=st.floats(0, 1, exclude_max=True),
)
def test_stays_between_zero_and_one(
    name: str,
    warmup: float,
    last: float,
    restarts: int,
    epochs: int,
    steps_per_epoch: int,
    place: float,
) -> None:
    schedule = Schedule.model_validate(
        {"name": name, "warmup": warmup, "last": last, "restarts": restarts}
    )
    total = epochs * steps_per_epoch
    factor = lr_factor(schedule, int(place * total), total, steps_per_epoch)
    assert 0 <= factor <= 1 + 1e-9
    assert factor > 0 or name == "cosine"


@given(
    name=st.sampled_from(NAMES),
    warmup=st.floats(0.01, 0.9),
    total=st.integers(2, 300),
)
def test_warm_up_rises_to_the_top(name: str, warmup: float, total: int) -> None:
    rates = factors(total, total, name=name, warmup=warmup)
    risen = math.ceil(warmup * total)
    assert all(before < after for before, after in pairwise(rates[:risen]))
    assert max(rates) == pytest.approx(1, abs=1 / (warmup * total) + 0.1)


@pytest.mark.parametrize("name", NAMES)
def test_warm_up_is_straight(name: str) -> None:
    rates = factors(100, 60, name=name, warmup=0.5, milestones=(0.9,))
    assert rates[:50] == pytest.approx([(step + 0.5) / 50 for step in range(50)])
    assert rates[50] == pytest.approx(1.0)


def test_one_cycle_and_linear_fall_straight() -> None:
    straight = [1 - step / 100 for step in range(100)]
    assert factors(100, name="one_cycle", last=0.5) == pytest.approx(straight)
    assert factors(100, name="linear") == pytest.approx(straight)
    assert factors(100, name="linear", last=0.5) == pytest.approx([(1 + f) / 2 for f in straight])


def test_cosine_falls_as_a_cosine() -> None:
    bow = [0.5 * (1 + math.cos(math.pi * step / 100)) for step in range(100)]
    assert factors(100, name="cosine") == pytest.approx(bow)
    assert factors(100, name="cosine", last=0.2) == pytest.approx([0.2 + 0.8 * f for f in bow])


@given(
    last=st.floats(0, 1),
    warmup=st.floats(0, 0.8),
    total=st.integers(1, 3000),
    name=st.sampled_from(["linear", "cosine"]),
)
def test_the_last_share_is_reached(last: float, warmup: float, total: int, name: str) -> None:
    rates = factors(total, name=name, last=last, warmup=warmup)
    rest = (1 - warmup) * total
    assert rates[-1] <= last + (1 - last) * min(1, math.pi / rest) + 1e-9
    if rest >= 1:
        assert min(rates[math.ceil(warmup * total) :]) >= last


@given(
    restarts=st.integers(1, 9),
    cycle=st.integers(2, 50),
    warm=st.integers(0, 30),
    last=st.floats(0, 0.9),
)
def test_restarts_begin_again_at_the_top(restarts: int, cycle: int, warm: int, last: float) -> None:
    total = warm + cycle * (restarts + 1)
    if warm > 0.9 * total:
        return
    rates = factors(total, name="cosine", restarts=restarts, warmup=warm / total, last=last)
    after = rates[warm:]
    for start in range(0, len(after), cycle):
        part = after[start : start + cycle]
        assert part[0] == pytest.approx(1)
        assert part == pytest.approx(after[:cycle])
        assert all(before >= later for before, later in pairwise(part))


@given(
    every=st.integers(1, 6),
    epochs=st.integers(1, 20),
    steps_per_epoch=st.integers(1, 9),
    gamma=st.floats(0.05, 0.95),
)
def test_step_lowers_every_so_many_epochs(
    every: int, epochs: int, steps_per_epoch: int, gamma: float
) -> None:
    total = epochs * steps_per_epoch
    rates = factors(total, steps_per_epoch, name="step", every=every, gamma=gamma)
    expected = [
        gamma ** (epoch // every) for epoch in range(epochs) for _ in range(steps_per_epoch)
    ]
    assert rates == pytest.approx(expected)


def test_multi_step_falls_at_each_milestone() -> None:
    assert factors(8, name="multi_step", milestones=(0.5, 0.75), gamma=0.1) == pytest.approx(
        [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]
    )


@pytest.mark.parametrize("name", ["plateau", "constant"])
def test_nothing_falls_by_itself(name: str) -> None:
    assert factors(20, name=name) == [1.0] * 20
