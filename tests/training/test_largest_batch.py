"""The largest batch that memory holds, and the smallest one that is fast."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from regnet_studio.errors import TrainingMistake
from regnet_studio.recipe import Recipe, override
from regnet_studio.training import largest_batch as finding
from regnet_studio.training import rehearsal as rehearsing
from regnet_studio.training.events import Event
from regnet_studio.training.largest_batch import BatchSizes, BatchTried, batch_sizes, find_batch
from regnet_studio.training.rehearsal import Rehearsal, StepSeconds, rehearse
from regnet_studio.training.room import Taken
from tests.training.rehearsed import outcome


def machine(
    monkeypatch: pytest.MonkeyPatch,
    seconds: Callable[[int], float],
    holds: int = 10**9,
    room: int = 10**12,
) -> None:
    """A computer on which a step of so many images takes so long, and a megabyte an image.

    Args:
        holds: images with which torch says that memory ended.
    """
    size = 0

    def pace(self: Rehearsal, descent: Any, batch: int, **_: Any) -> StepSeconds:
        nonlocal size
        size = batch
        if batch > holds:
            raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 9 bytes")
        return StepSeconds(batch, 0.0, seconds(batch), seconds(batch))

    @contextmanager
    def watching(device: torch.device) -> Iterator[Taken]:
        taken = Taken(500)
        yield taken
        taken.peak = 500 + 1_000_000 * size

    monkeypatch.setattr(Rehearsal, "pace", pace)
    monkeypatch.setattr(finding, "watching", watching)
    monkeypatch.setattr(finding, "room", lambda device: room)


def sizes(found: BatchSizes) -> list[int]:
    return [one.batch_size for one in found.tried]


def test_real_steps(monkeypatch: pytest.MonkeyPatch, quick: Recipe, colour_folder: Path) -> None:
    monkeypatch.setattr(rehearsing, "_MOST_STEPS", 2)
    recipe = override(quick, [f"data.source={colour_folder}", "data.size=none"])
    events: list[Event] = []
    found = outcome(find_batch(recipe), events)
    assert tuple(event for event in events if isinstance(event, BatchTried)) == found.tried
    assert sizes(found) == [2, 4, 8, 16]
    assert (found.largest, found.limit, found.reckoned) == (16, "images", False)
    assert found.suggestion in sizes(found)
    assert all((one.images_per_second or 0) > 0 for one in found.tried)
    assert json.loads(json.dumps(found.to_json()))["largest"] == 16


def test_the_network_is_as_before(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    monkeypatch.setattr(rehearsing, "_MOST_STEPS", 1)
    monkeypatch.setattr(finding, "_MOST", 4)
    rehearsal = outcome(rehearse(quick))
    before = {name: t.clone() for name, t in rehearsal.network.state_dict().items()}
    random = torch.get_rng_state()
    found = outcome(batch_sizes(rehearsal))
    assert (sizes(found), found.limit) == ([2, 4], "recipe")
    after = rehearsal.network.state_dict()
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())
    assert torch.equal(torch.get_rng_state(), random)


def test_the_suggestion_is_the_smallest_that_is_fast(
    monkeypatch: pytest.MonkeyPatch, quick: Recipe
) -> None:
    machine(monkeypatch, lambda batch: 0.02 + batch / 1000)  # 1,000 images/s at best
    found = outcome(find_batch(quick))
    assert sizes(found) == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
    assert found.suggestion == 512  # 962 images/s; 1,024 make 981


def test_memory_that_ends_is_survived(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    machine(monkeypatch, lambda batch: batch / 1000, holds=50)
    found = outcome(find_batch(quick))
    assert sizes(found) == [2, 4, 8, 16, 32, 64]
    assert found.tried[-1].images_per_second is None
    assert (found.largest, found.limit) == (32, "memory")
    machine(monkeypatch, lambda batch: 1.0, holds=1)
    with pytest.raises(TrainingMistake, match="not even 2 images of 8 px"):
        outcome(find_batch(quick))


def test_a_computer_is_not_brought_down(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    machine(monkeypatch, lambda batch: batch / 1000, room=100_000_000)
    found = outcome(find_batch(quick))
    assert sizes(found)[-1] == 64  # 128 images would take 128 of 100 MB
    assert (found.largest, found.limit, found.available) == (64, "memory", 100_000_000)


def test_long_steps_are_reckoned(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    machine(monkeypatch, lambda batch: batch / 10, room=300_000_000)
    found = outcome(find_batch(quick))
    assert sizes(found)[-1] == 32  # a step of 64 would take 6.4 s
    assert (found.largest, found.reckoned, found.limit) == (256, True, "memory")
    machine(monkeypatch, lambda batch: batch / 10)
    found = outcome(find_batch(quick))
    assert (found.largest, found.limit) == (1024, "images")


def test_other_errors_are_not_taken_for_it(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    def pace(*_: Any, **__: Any) -> StepSeconds:
        raise RuntimeError("sizes do not match")

    monkeypatch.setattr(Rehearsal, "pace", pace)
    with pytest.raises(RuntimeError, match="do not match"):
        outcome(find_batch(quick))
