"""A run that was interrupted, in whatever way and at whatever moment, ends as if it had not been.

Each example trains a recipe twice in processes of their own: without a break, and broken off, then
resumed. Weights, the optimiser's state and the history of events must be equal to the last bit.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.training.checkpoint import best_checkpoint, last_checkpoint, read_tensors
from regnet_studio.training.events import (
    Checkpointed,
    Event,
    Notice,
    Progress,
    Resumed,
    RunStarted,
    Step,
)

_MEASURED = {"images_per_second", "seconds_left", "memory_mb", "load", "seconds", "pid", "run"}
SLOW = pytest.mark.slow
_WAYS = ("kill", "term", "close", "error")

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["regnet_studio.runs.execute"])


def broken_off(recipe: Recipe, root: Path, way: str, at: int) -> None:
    """Child process: begin the run and end in the given way at its ``at``-th event."""
    from regnet_studio.cli.training import follow
    from regnet_studio.runs import execute

    if way == "error":
        _fail_at(at)
    events = execute.start(recipe, root)
    if way == "term":
        os._exit(follow(_signalled(events, at), json=True))
    try:
        for number, event in enumerate(e for e in events if not isinstance(e, Progress)):
            if number == at and isinstance(event, Event):
                if way == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                if way == "close":
                    break
        events.close()
    except RuntimeError as error:
        os._exit(0 if str(error) == "pulled" else 1)
    os._exit(0)


def gone_on(root: Path) -> None:
    """Child process: resume the only run below ``root``."""
    from regnet_studio.runs import execute

    list(execute.resume(list_runs(root)[0].run))


def whole(recipe: Recipe, root: Path) -> None:
    """Child process: the run without a break."""
    from regnet_studio.runs import execute

    list(execute.start(recipe, root))


def _signalled(events: Any, at: int) -> Any:
    number = 0
    try:
        for event in events:
            number += not isinstance(event, Progress)
            if number == at:
                os.kill(os.getpid(), signal.SIGTERM)
            yield event
    finally:
        events.close()


def _fail_at(at: int) -> None:
    from regnet_studio.training import session

    before = session.Session.begin_step
    calls = 0

    def begin_step(self: session.Session) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise RuntimeError("pulled")
        before(self)

    session.Session.begin_step = begin_step


def in_a_process(function: Any, *given: Any) -> int:
    process = FORKS.Process(target=function, args=given)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def history(run: Path) -> list[dict[str, Any]]:
    """What happened, without what is measured and without the seams."""
    kept = [
        event
        for event in Run(run).events()
        if not isinstance(event, Resumed | RunStarted | Checkpointed | Notice)
    ]
    return [
        {"kind": event.kind}
        | {k: v for k, v in dataclasses.asdict(event).items() if k not in _MEASURED}
        for event in kept
    ]


def tensors_of(run: Path) -> dict[str, torch.Tensor]:
    found = {f"last.{k}": v for k, v in read_tensors(last_checkpoint(run))[0].items()}
    return found | {f"best.{k}": v for k, v in read_tensors(best_checkpoint(run))[0].items()}


def bits(tensor: torch.Tensor) -> bytes:
    return tensor.reshape(-1).view(torch.uint8).numpy().tobytes()


def assert_as_if_never_broken_off(
    recipe: Recipe, unbroken: Path, place: Path, way: str, at: int
) -> None:
    """``unbroken``: the folder with the run that went from end to end."""
    code = in_a_process(broken_off, recipe, place / "broken", way, at)
    assert code in {"kill": (-9, 0), "term": (130, 0), "close": (0,), "error": (0,)}[way]
    (line,) = list_runs(place / "broken")
    if line.status != "finished":
        assert in_a_process(gone_on, place / "broken") == 0
    (plain,) = list_runs(unbroken)
    assert Run(line.run).status() == "finished"
    first, second = tensors_of(plain.run), tensors_of(line.run)
    assert first.keys() == second.keys()
    unequal = [name for name in first if bits(first[name]) != bits(second[name])]
    assert not unequal
    assert history(plain.run) == history(line.run)
    assert sum(isinstance(e, Step) for e in Run(line.run).events()) == sum(
        isinstance(e, Step) for e in Run(plain.run).events()
    )


def setting(key: str, *values: object) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{key}={value}" for value in values])


RECIPES = st.tuples(
    setting("optimizer.name", "sgd", "adamw", "nadam", "rmsprop", "muon"),
    setting("optimizer.ema", 0, 0.9),
    setting("optimizer.clip_norm", "none", 1.0),
    setting("schedule.name", "one_cycle", "cosine", "step", "plateau", "linear"),
    setting("schedule.patience", 1, 3),
    setting("loss.hard_epoch", 0, 0.2),
    setting("loss.hard_batch", 1, 0.7),
    setting("loss.name", "cross_entropy", "focal"),
    setting("augment.crop_padding", 0, 1),
    setting("augment.rotation", 0, 10),
    setting("augment.mixup", 0, 0.4),
    setting("augment.first_size", "none", 8),
    setting("augment.flip_turns", "random", "alternating"),
    setting("stopping.patience", "none", 1),
    setting("stopping.validate_every", 1, 2),
    setting("model.dropout", "none", 0.2),
    setting("model.name", "resnet20", "se_resnet20", "resnet9"),
    setting("balance.method", "none", "duplicate", "weighted"),
    setting("compute.micro_batch", "none", 100),
    setting("compute.precision", "fp32", "bf16", "fp16"),
    setting("compute.checkpoint_minutes", 5, 1e-9),
    setting("seed", 0, 1, 2),
)


def small(quick: Recipe, *changes: str) -> Recipe:
    few = ["data.size=12", "stopping.epochs=3", "optimizer.lr=0.01", "compute.threads=1"]
    return override(quick, [*few, *changes])


@pytest.fixture(scope="module")
def unbroken(quick: Recipe, tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Path]:
    """A run from end to end, with the average's state and a checkpoint after each step."""
    recipe = small(quick, "optimizer.ema=0.9", "compute.checkpoint_minutes=1e-9")
    place = tmp_path_factory.mktemp("whole")
    assert in_a_process(whole, recipe, place) == 0
    return recipe, place


@pytest.mark.parametrize(
    ("way", "at"),
    [("kill", 9), ("term", 12), *(pytest.param(way, 8, marks=SLOW) for way in ("close", "error"))],
)
def test_each_way_of_breaking_off(
    unbroken: tuple[Recipe, Path], tmp_path: Path, way: str, at: int
) -> None:
    assert_as_if_never_broken_off(*unbroken, tmp_path, way, at)


@pytest.mark.slow
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(RECIPES, st.sampled_from(_WAYS), st.integers(2, 18))
def test_thirty_recipes_and_moments(
    quick: Recipe, tmp_path_factory: pytest.TempPathFactory, changes: list[str], way: str, at: int
) -> None:
    place, recipe = tmp_path_factory.mktemp("resume"), small(quick, *changes)
    assert in_a_process(whole, recipe, place / "whole") == 0
    assert_as_if_never_broken_off(recipe, place / "whole", place, way, at)
