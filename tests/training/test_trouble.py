"""What goes wrong while a network learns, and what becomes of it: named, survived, or ended."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import torch
from torch import nn

from regnet_studio.data.batches import Batch
from regnet_studio.errors import RunMistake, TrainingMistake
from regnet_studio.recipe import Recipe, override
from regnet_studio.training import session
from regnet_studio.training.checkpoint import last_checkpoint, read_tensors, weights_in
from regnet_studio.training.events import (
    EpochEnded,
    Event,
    ImageSetAside,
    MemoryShort,
    Step,
    StepSkipped,
    TrainingEnded,
)
from regnet_studio.training.loop import train

ONE_EPOCH = ["stopping.epochs=1", "optimizer.batch_size=128", "data.size=8"]


T = TypeVar("T", bound=Event)


def of(kind: type[T], events: list[Event]) -> list[T]:
    return [event for event in events if isinstance(event, kind)]


class Poisoned:
    """The training batches, of which some hold a number that is none."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: set[int]) -> None:
        plain, made = session.Session.batches, 0

        def batches(run: session.Session):
            nonlocal made
            for batch in plain(run):
                if made in steps:
                    batch.images[3, 0, 2, 2] = torch.nan
                made += 1
                yield batch

        monkeypatch.setattr(session.Session, "batches", batches)


def test_a_step_that_is_not_finite_is_left_out_and_its_images_named(
    quick: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Poisoned(monkeypatch, {2, 5})
    events = list(train(override(quick, [*ONE_EPOCH, "optimizer.ema=0.9"]), tmp_path))
    skipped = of(StepSkipped, events)
    assert [(e.step, e.what, e.in_a_row, e.total) for e in skipped] == [
        (3, "loss", 1, 1),
        (6, "loss", 1, 2),
    ]
    assert all(len(e.images) == 8 and len(set(e.images)) == 8 for e in skipped)
    assert {3, 6}.isdisjoint(e.step for e in of(Step, events))
    (ended,) = of(TrainingEnded, events)
    assert ended.skipped == 2
    tensors = read_tensors(last_checkpoint(tmp_path))[0]
    assert all(t.isfinite().all() for t in tensors.values() if t.is_floating_point())


def test_a_bad_step_changes_nothing(quick: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, torch.Tensor]] = []
    plain = session.Session.end_step

    def end_step(run: session.Session, batch: Batch, sums: torch.Tensor) -> None:
        plain(run, batch, sums)
        seen.append({name: t.clone() for name, t in run.network.state_dict().items()})

    monkeypatch.setattr(session.Session, "end_step", end_step)
    Poisoned(monkeypatch, {4})
    list(train(override(quick, ONE_EPOCH)))
    floats = [name for name, tensor in seen[0].items() if tensor.is_floating_point()]
    assert all(torch.equal(seen[3][name], seen[4][name]) for name in floats)
    assert not all(torch.equal(seen[4][name], seen[5][name]) for name in floats)


def test_a_gradient_that_is_not_finite_is_left_out_too(
    quick: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = session.Session.end_step

    def end_step(run: session.Session, batch: Batch, sums: torch.Tensor) -> None:
        if run.state.step == 1:
            gradient = next(run.network.parameters()).grad
            assert gradient is not None
            gradient.view(-1)[0] = torch.inf
        plain(run, batch, sums)

    monkeypatch.setattr(session.Session, "end_step", end_step)
    (skipped,) = of(StepSkipped, list(train(override(quick, ONE_EPOCH))))
    assert (skipped.step, skipped.what) == (2, "gradient")


def test_too_many_bad_steps_in_a_row_end_the_run_at_its_last_good_state(
    quick: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Poisoned(monkeypatch, set(range(6, 20)))
    recipe = override(quick, [*ONE_EPOCH, "stopping.bad_steps=3"])
    seen: list[Event] = []
    with pytest.raises(TrainingMistake, match=r"diverged in epoch 1 \(3 steps in a row") as told:
        seen.extend(train(recipe, tmp_path))
    assert "optimizer.lr=0.01" in str(told.value)
    weights = weights_in(read_tensors(last_checkpoint(tmp_path))[0])
    assert all(t.isfinite().all() for t in weights.values())


class Hungry(nn.Module):
    """A network for which there is never memory for more than so many images."""

    def __init__(self, network: nn.Module, most: int, error: Exception) -> None:
        super().__init__()
        self.network, self.most, self.error = network, most, error

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        logits = self.network(images)
        if len(images) > self.most:
            raise self.error
        return logits


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        MemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
    ids=["cuda", "python", "cpu"],
)
def test_where_memory_ends_batches_are_computed_in_parts(
    quick: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(
        session.Session, "_compiled", lambda run: Hungry(run.learner, most=40, error=error)
    )
    events = list(train(override(quick, ONE_EPOCH), tmp_path))
    assert [e.micro_batch for e in of(MemoryShort, events)] == [64, 32]
    assert {e.step for e in of(MemoryShort, events)} == {0}
    assert of(TrainingEnded, events)[0].micro_batch == 32
    assert read_tensors(last_checkpoint(tmp_path))[1]["state"]["micro_batch"] == 32
    first = of(Step, events)[0]
    assert first.step == 1


def test_not_even_one_image_fits(quick: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        session.Session, "_compiled", lambda run: Hungry(run.learner, 0, MemoryError())
    )
    with pytest.raises(TrainingMistake, match="does not hold a single image"):
        list(train(override(quick, ONE_EPOCH)))


def test_parts_give_the_gradient_of_the_whole(quick: Recipe) -> None:
    """Without batch norm, whose statistics are those of the parts."""
    plain = ["model.name=plain20", "model.batch_norm=false", "compute.precision=fp32",
             "loss.class_weights=inverse", "optimizer.lr=0.01"]  # fmt: skip
    recipe = override(quick, [*ONE_EPOCH, *plain])
    losses = [
        [
            e.grad_norm or 0.0
            for e in of(Step, list(train(override(recipe, [f"compute.micro_batch={m}"]))))
        ]
        for m in ("none", "48")
    ]
    np.testing.assert_allclose(losses[0], losses[1], rtol=2e-3)


_LIMITED = """
import resource, sys
from pathlib import Path
from regnet_studio.recipe import load
from regnet_studio.training.loop import train
from regnet_studio.training.events import MemoryShort, RunStarted, TrainingEnded
for event in train(load(Path(sys.argv[1]))):
    if isinstance(event, RunStarted):
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 2600 * 2**20, resource.RLIM_INFINITY))
    if isinstance(event, MemoryShort):
        print("short", event.micro_batch, flush=True)
    if isinstance(event, TrainingEnded):
        print("ended", event.epochs, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a limit on memory")
def test_memory_that_really_ends(quick: Recipe, tmp_path: Path) -> None:
    from regnet_studio.recipe import dump

    file = tmp_path / "recipe.toml"
    wide = ["data.size=48", "optimizer.batch_size=1300", "stopping.epochs=1",
            "compute.precision=fp32", "compute.threads=1"]  # fmt: skip
    file.write_text(dump(override(quick, wide)))
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(file)], capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("short")
    assert done.stdout.endswith("ended 1\n")


def test_an_image_that_cannot_be_read_any_more_is_named_and_left_out(
    quick: Recipe, colour_folder: Path, tmp_path: Path
) -> None:
    changes = [f"data.source={colour_folder}", "compute.images=stream", "data.size=16",
               "stopping.epochs=3", "optimizer.batch_size=8"]  # fmt: skip
    engine = train(override(quick, changes), tmp_path / "run")
    events: list[Event] = []
    broken: list[Path] = []
    for event in engine:
        events.append(event)
        if isinstance(event, EpochEnded) and event.epoch == 1:
            broken = sorted(colour_folder.rglob("0*.png"))[:9]
            for path in broken:
                path.write_bytes(b"rubbish")
    aside = of(ImageSetAside, events)
    assert aside
    assert {str(colour_folder / e.path) for e in aside} <= {str(path) for path in broken}
    assert len({e.path for e in aside}) == len(aside)
    (ended,) = of(TrainingEnded, events)
    assert (ended.epochs, ended.set_aside) == (3, len(aside))


def test_a_gpu_that_vanishes_leaves_a_run_that_goes_on_elsewhere(
    quick: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    plain = session.Session.begin_step

    def begin_step(run: session.Session) -> None:
        nonlocal calls
        calls += 1
        if calls == 9:
            raise torch.AcceleratorError("CUDA error: unspecified launch failure")
        plain(run)

    monkeypatch.setattr(session.Session, "begin_step", begin_step)
    recipe = override(quick, [*ONE_EPOCH, "compute.checkpoint_minutes=1e-9"])
    with pytest.raises(RunMistake, match=r"compute\.device=cpu"):
        list(train(recipe, tmp_path))
    steps = of(Step, list(train(recipe, tmp_path, resume=True)))
    assert steps[0].step == 9


def test_a_clock_that_goes_backwards_changes_nothing(
    quick: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 1e6 * np.random.default_rng().random())
    events = list(train(override(quick, ONE_EPOCH), tmp_path))
    assert all(e.seconds_left >= 0 and e.images_per_second > 0 for e in of(Step, events))
    assert of(EpochEnded, events)[0].seconds > 0
