"""How long something still takes is told once it is known, at the pace of the last seconds."""

from __future__ import annotations

import pytest

from regnet_studio.studio.jobs.time_left import TimeLeft


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _go(left: TimeLeft, clock: Clock, start: int, end: int, pace: float) -> float | None:
    """From ``start`` to ``end`` of 1,000 at ``pace`` a second."""
    seconds = None
    for done in range(start, end):
        seconds = left.after(done, 1000)
        clock.now += 1 / pace
    return seconds


def test_it_waits_until_it_knows(clock: Clock) -> None:
    left = TimeLeft(clock)
    assert _go(left, clock, 0, 10, pace=10) is None
    assert _go(left, clock, 10, 50, pace=10) == pytest.approx(95.1, abs=0.5)


def test_the_pace_is_that_of_the_last_seconds(clock: Clock) -> None:
    left = TimeLeft(clock)
    _go(left, clock, 0, 200, pace=100)
    assert _go(left, clock, 200, 500, pace=10) == pytest.approx(50, rel=0.05)


def test_another_stage_begins_anew(clock: Clock) -> None:
    left = TimeLeft(clock)
    _go(left, clock, 0, 100, pace=10)
    assert left.after(0, 1000, "next") is None
    clock.now += 1
    assert left.after(10, 1000, "next") is None
    clock.now += 2
    assert left.after(30, 1000, "next") == pytest.approx(97, rel=0.01)


def test_what_was_done_before_it_began_is_not_its_pace(clock: Clock) -> None:
    left = TimeLeft(clock)
    assert _go(left, clock, 900, 950, pace=10) == pytest.approx(5.1, abs=0.2)


def test_without_a_total_or_a_move_nothing_is_said(clock: Clock) -> None:
    left = TimeLeft(clock)
    for _ in range(100):
        clock.now += 1
        assert left.said("Reading", 5, 0) == "Reading"
        assert left.said("Reading", 5, 10) == "Reading"


def test_it_is_said_in_words(clock: Clock) -> None:
    left = TimeLeft(clock)
    _go(left, clock, 0, 100, pace=10)
    assert left.said("Checking", 100, 1000) == "Checking · about 1 min 30 s left"
    assert left.said("Checking", 1000, 1000) == "Checking"
