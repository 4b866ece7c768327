"""The pre-flight: what it foretells, and what it warns of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch

from regnet_studio.data.batches import Batch
from regnet_studio.errors import RecipeMistake, TrainingMistake
from regnet_studio.folders import cache_folder
from regnet_studio.recipe import Recipe, override
from regnet_studio.training import preflight as flying
from regnet_studio.training import rehearsal as rehearsing
from regnet_studio.training.preflight import Preflight, preflight
from regnet_studio.training.rehearsal import Rehearsal, StepSeconds
from regnet_studio.training.room import Taken
from tests.training.rehearsed import outcome


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few steps are timed."""
    monkeypatch.setattr(rehearsing, "_MOST_STEPS", 2)


def paced(monkeypatch: pytest.MonkeyPatch, seconds: Callable[[int | None], float]) -> None:
    """Steps on images of a side (None: the whole) take this long, a quarter of it for the data."""

    def pace(
        self: Rehearsal, descent: Any, batch: int, *, size: int | None = None, **_: Any
    ) -> Any:
        whole = seconds(size)
        return StepSeconds(min(batch, self.images.count), whole / 4, 3 * whole / 4, whole)

    monkeypatch.setattr(Rehearsal, "pace", pace)
    monkeypatch.setattr(flying, "_validation_seconds", lambda rehearsal: (0.01, ()))


def holding(monkeypatch: pytest.MonkeyPatch, images: int) -> list[int]:
    """Memory holds so many images; gives the sizes that were computed at once."""
    tried: list[int] = []
    step = Rehearsal.step

    def limited(
        self: Rehearsal, descent: Any, batch: Batch, number: int, micro_batch: int | None = None
    ) -> torch.Tensor:
        tried.append(micro_batch or len(batch.labels))
        if tried[-1] > images:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        return step(self, descent, batch, number, micro_batch)

    monkeypatch.setattr(Rehearsal, "step", limited)
    return tried


@pytest.mark.usefixtures("brief")
def test_what_a_run_takes(quick: Recipe) -> None:
    found = outcome(preflight(override(quick, ["optimizer.batch_size=64"])))
    assert (found.entries, found.batch_size, found.steps_per_epoch) == (1375, 64, 21)
    assert found.images == {"train": 1375, "validation": 153, "test": 269}
    assert 250_000 < found.params < 300_000
    assert found.step_seconds == pytest.approx(found.data_seconds + found.compute_seconds)
    assert found.images_per_second == pytest.approx(64 / found.step_seconds)
    assert found.epoch_seconds == pytest.approx(21 * found.step_seconds)
    assert found.total_seconds == pytest.approx(
        2 * (found.epoch_seconds + found.validation_seconds)
    )
    assert found.memory_peak >= found.memory_now > 0
    assert found.memory_available > 0
    assert (found.limit, found.micro_batch, found.warnings) == ("compute", 64, ())
    assert "resnet20" in found.sentence
    assert json.loads(json.dumps(found.to_json()))["steps_per_epoch"] == 21


def test_time_is_added_up(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    paced(monkeypatch, lambda size: 2.0)
    plain = ["stopping.epochs=10", "stopping.validate_every=4"]
    found = outcome(preflight(override(quick, plain)))
    assert found.validation_seconds == pytest.approx(1.53)
    assert found.total_seconds == pytest.approx(10 * 5 * 2.0 + 3 * 1.53)  # after 4, 8 and 10

    paced(monkeypatch, lambda size: ((size or 16) / 16) ** 2)
    growing = ["data.size=16", "augment.first_size=8", "augment.grown_by=1", "stopping.epochs=4"]
    found = outcome(preflight(override(quick, growing)))
    sides = [8, 8, 12, 16]  # the growth is whole in the last epoch
    expected = sum(5 * (side / 16) ** 2 for side in sides)
    assert 4 * found.epoch_seconds == pytest.approx(expected)
    assert found.step_seconds == 1.0


def test_the_images_may_be_what_limits(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    slow = StepSeconds(256, 0.3, 0.1, 0.4)
    monkeypatch.setattr(Rehearsal, "pace", lambda *_, **__: slow)
    found = outcome(preflight(quick))
    assert found.limit == "data"
    assert "75%" in found.sentence


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_memory_that_ends_is_foretold(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    tried = holding(monkeypatch, 20)
    found = outcome(preflight(override(quick, ["optimizer.batch_size=128"])))
    assert tried[:4] == [128, 64, 32, 16]
    assert (found.limit, found.batch_size, found.micro_batch) == ("memory", 128, 16)
    assert "16 of the 128" in found.sentence
    assert "compute.micro_batch=16" in found.warnings[0]

    holding(monkeypatch, 0)
    with pytest.raises(TrainingMistake, match=r"not hold a single image .*data\.size"):
        outcome(preflight(quick))


@pytest.mark.usefixtures("brief")
def test_a_computer_is_not_brought_down(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    """Where memory would not hold the whole batch, none is computed; the system would end us."""
    tried = holding(monkeypatch, 10_000)

    @contextmanager
    def watching(device: torch.device) -> Iterator[Taken]:
        taken = Taken(0)
        yield taken
        taken.peak = 250_000 * tried[-1]

    monkeypatch.setattr(flying, "room", lambda device: 4_200_000)
    monkeypatch.setattr(flying, "watching", watching)
    found = outcome(preflight(override(quick, ["optimizer.batch_size=32"])))
    assert sorted(set(tried)) == [2, 4, 8]  # of 16, twice what 8 took would not be free
    assert found.limit == "memory"
    assert "compute.micro_batch=8" in found.warnings[0]


@pytest.mark.usefixtures("brief")
def test_a_validation_may_not_fit(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    shown = flying._shown_seconds

    def limited(rehearsal: Rehearsal, count: int) -> float:
        if count > 20:
            raise MemoryError
        return shown(rehearsal, count)

    monkeypatch.setattr(flying, "_shown_seconds", limited)
    found = outcome(preflight(override(quick, ["optimizer.batch_size=32"])))
    assert found.validation_seconds > 0
    (warning,) = found.warnings
    assert "a validation, which shows the network 64 images at once" in warning


def warnings_of(recipe: Recipe) -> str:
    found: Preflight = outcome(preflight(recipe))
    return "\n".join(found.warnings)


def test_batches_that_do_not_fit_the_images(monkeypatch: pytest.MonkeyPatch, quick: Recipe) -> None:
    paced(monkeypatch, lambda size: 1.0)
    more = warnings_of(override(quick, ["optimizer.batch_size=4096"]))
    assert "4,096 is more than the 1,375 training images" in more
    assert "leaves 375 out" in warnings_of(override(quick, ["optimizer.batch_size=1000"]))
    assert warnings_of(override(quick, ["optimizer.batch_size=200"])) == ""
    assert "torch.compile" in warnings_of(override(quick, ["compute.compile=default"]))


@pytest.mark.usefixtures("brief")
def test_a_head_alone_learns_from_features(quick: Recipe) -> None:
    """They are foretold and not computed: nothing comes into the cache."""
    recipe = override(quick, ["transfer.stages=0", "seed=77", "augment.flip=true"])
    found = outcome(preflight(recipe))
    assert found.describing_seconds > 0
    assert not (cache_folder() / "features").exists()
    whole = outcome(preflight(override(recipe, ["transfer.cache_features=false"])))
    assert whole.describing_seconds == 0
    assert found.step_seconds < whole.step_seconds
    assert found.total_seconds == pytest.approx(
        found.describing_seconds + 2 * (found.epoch_seconds + found.validation_seconds)
    )


def test_mistakes_are_told_as_in_training(quick: Recipe) -> None:
    with pytest.raises(RecipeMistake, match=r"augment\.first_size"):
        outcome(preflight(override(quick, ["augment.first_size=64"])))
    with pytest.raises(RecipeMistake, match="no such architecture"):
        outcome(preflight(override(quick, ["model.name=resnet21"])))
