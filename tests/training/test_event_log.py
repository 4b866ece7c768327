"""Events survive the trip through a file, and a resume takes back what it does over."""

from __future__ import annotations

import dataclasses

import pytest

from regnet_studio.training.event_log import as_it_counts, from_json
from regnet_studio.training.events import Checkpointed, EpochEnded, Event, Resumed, RunEnded, Step


def step(epoch: int, number: int, loss: float = 1.0) -> Step:
    return Step(epoch, number, loss, 0.5, 0.1, 100.0, 1.0, 50.0)


def epoch_ended(epoch: int, number: int) -> EpochEnded:
    return EpochEnded(epoch, number, 1, 0.5, 1, 0.5, 0.1, 100, 1, 1, 50, 0.5, True)


@pytest.mark.parametrize("event", [step(1, 2), epoch_ended(1, 2), Resumed(1, 2), RunEnded("é")])
def test_round_trip(event: Event) -> None:
    line = event.to_json()
    assert "\n" not in line
    assert from_json(line) == event


def test_older_runs_say_otherwise_that_nothing_was_validated() -> None:
    line = dataclasses.replace(epoch_ended(1, 2), best_accuracy=-1.0).to_json()
    event = from_json(line)
    assert isinstance(event, EpochEnded)
    assert event.best_accuracy is None


@pytest.mark.parametrize("line", ["", "{", '{"kind": "step"', '{"kind": "later"}', "[]", "3"])
def test_what_says_no_event_is_none(line: str) -> None:
    assert from_json(line) is None


def test_keys_of_a_later_version_are_left_out() -> None:
    line = Checkpointed(1, 2).to_json().replace('"epoch"', '"later": 5, "epoch"')
    assert from_json(line) == Checkpointed(1, 2)


def test_events_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Resumed(1, 2).epoch = 3  # type: ignore[misc]


def test_a_resume_replaces_what_came_after_its_position() -> None:
    before = [step(1, 1), step(1, 2), epoch_ended(1, 2), step(2, 3, loss=9.0), RunEnded("failed")]
    after = [Resumed(2, 2), step(2, 3, loss=2.0)]
    assert as_it_counts([*before, *after]) == [step(1, 1), step(1, 2), epoch_ended(1, 2), *after]
