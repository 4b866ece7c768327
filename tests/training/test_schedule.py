"""The learning rate is a pure function of the position in the run."""

from __future__ import annotations

import math
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regnet_studio.recipe.tree import Schedule
from regnet_studio.training.schedule import lr_factor

Name = Literal["one_cycle", "cosine", "multi_step", "constant"]
NAMES: tuple[Name, ...] = ("one_cycle", "cosine", "multi_step", "constant")


@given(
    name=st.sampled_from(NAMES),
    warmup=st.floats(0, 0.9),
    total=st.integers(1, 2000),
    place=st.floats(0, 1, exclude_max=True),
)
def test_stays_between_zero_and_one(name: Name, warmup: float, total: int, place: float) -> None:
    factor = lr_factor(Schedule(name=name, warmup=warmup), int(place * total), total)
    assert 0 < factor <= 1 + 1e-9 or (factor == 0 and name == "cosine")


@pytest.mark.parametrize("name", NAMES)
def test_warm_up_rises_straight_to_the_top(name: Name) -> None:
    schedule = Schedule(name=name, warmup=0.5, milestones=(0.9,))
    rates = [lr_factor(schedule, step, 100) for step in range(51)]
    assert rates[:50] == pytest.approx([(step + 0.5) / 50 for step in range(50)])
    assert rates[50] == pytest.approx(1.0)


def test_one_cycle_falls_straight_cosine_falls_as_a_cosine() -> None:
    for step in range(100):
        assert lr_factor(Schedule(name="one_cycle", warmup=0), step, 100) == pytest.approx(
            1 - step / 100
        )
        assert lr_factor(Schedule(name="cosine", warmup=0), step, 100) == pytest.approx(
            0.5 * (1 + math.cos(math.pi * step / 100))
        )


def test_multi_step_falls_at_each_milestone() -> None:
    schedule = Schedule(name="multi_step", warmup=0, milestones=(0.5, 0.75), gamma=0.1)
    assert [lr_factor(schedule, step, 8) for step in range(8)] == pytest.approx(
        [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]
    )
