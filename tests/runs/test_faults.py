"""The plug pulled, the disk full, the disk broken: at each change of the disk, in turn.

In the manner of SQLite's crash tests: every file that matters is written by
``regnet_studio.files``, which announces each operation. A short run is made to fail at the k-th,
for every k. What is then on the disk must be the state of one generation or of the one before, and
lead to the same end.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from regnet_studio import files
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.training.checkpoint import (
    best_checkpoint,
    last_checkpoint,
    previous_checkpoint,
    read_last,
    read_tensors,
)
from regnet_studio.training.events import RunStarted, Step

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["regnet_studio.runs.execute"])
PULLED = 77


def run_until(recipe: Recipe, root: Path, at: int, fault: int | None, counted: Any) -> None:
    """Child process: the k-th operation ends the process, or fails once with an error number."""
    from regnet_studio.runs import execute
    from regnet_studio.training import full_disk

    full_disk.PAUSE = 0.0
    done = 0

    def step(what: str, path: Path) -> None:
        nonlocal done
        done += 1
        counted.value = done
        if done == at:
            if fault is None:
                os._exit(PULLED)
            raise OSError(fault, os.strerror(fault))

    files.step = step
    try:
        list(execute.start(recipe, root))
    except files.DiskTrouble:
        os._exit(2)
    os._exit(0)


def resumed(root: Path) -> None:
    from regnet_studio.runs import execute

    for line in list_runs(root):
        if line.status != "finished":
            list(execute.resume(line.run))


def run_with(recipe: Recipe, root: Path, at: int, fault: int | None) -> tuple[int, int]:
    """Exit code, and how many operations there were."""
    counted = FORKS.Value("i", 0)
    process = FORKS.Process(target=run_until, args=(recipe, root, at, fault, counted))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, counted.value


def end_of(run: Path) -> dict[str, torch.Tensor]:
    found = {f"last.{k}": v for k, v in read_last(run)[0].items()}
    return found | {f"best.{k}": v for k, v in read_tensors(best_checkpoint(run))[0].items()}


def assert_whole(run: Path) -> None:
    """Whatever lies there can be read, one generation follows on the other, and events agree."""
    places = (best_checkpoint(run), previous_checkpoint(run), last_checkpoint(run))
    kept = [read_tensors(place)[1]["state"]["step"] for place in places[1:] if place.exists()]
    assert kept == sorted(kept)
    assert kept[-1] - kept[0] <= 1
    if places[0].exists():
        read_tensors(places[0])
    events = Run(run).events()
    steps = [event.step for event in events if isinstance(event, Step)]
    assert steps == list(range(1, len(steps) + 1))
    if steps:
        assert 0 <= steps[-1] - kept[-1] <= 1  # this step's generation, or the one before


def check(recipe: Recipe, root: Path, whole: dict[str, torch.Tensor], at: int, fault: Any) -> None:
    code, _ = run_with(recipe, root, at, fault)
    assert code in ((PULLED, 0) if fault is None else (0, 2))
    for line in list_runs(root):
        if any(isinstance(event, RunStarted) for event in Run(line.run).events()):
            assert_whole(line.run)
    process = FORKS.Process(target=resumed, args=(root,))
    process.start()
    process.join()
    assert process.exitcode == 0
    for line in list_runs(root):
        assert line.status == "finished" or Run(line.run).status() == "finished"
        end = end_of(line.run)
        assert end.keys() == whole.keys()
        assert all(torch.equal(end[name], whole[name]) for name in whole)


def short(quick: Recipe) -> Recipe:
    few = ["optimizer.batch_size=700", "compute.checkpoint_minutes=1e-9", "compute.threads=1",
           "data.size=8", "stopping.epochs=2"]  # fmt: skip
    return override(quick, few)


@pytest.fixture(scope="module")
def whole(quick: Recipe, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    """Operations of the run without a fault, and its end."""
    root = tmp_path_factory.mktemp("whole")
    code, operations = run_with(short(quick), root, -1, None)
    assert code == 0
    (line,) = list_runs(root)
    return operations, end_of(line.run)


FAULTS = [None, errno.ENOSPC, errno.EIO]


@pytest.mark.parametrize("fault", FAULTS, ids=["kill", "full", "broken"])
def test_some_operations(
    quick: Recipe, tmp_path: Path, whole: tuple[int, dict[str, Any]], fault: int | None
) -> None:
    operations, end = whole
    assert operations > 20
    at = {None: operations // 2, errno.ENOSPC: operations // 3, errno.EIO: 2 * operations // 3}
    check(short(quick), tmp_path, end, at[fault], fault)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=["kill", "full", "broken"])
def test_every_operation(
    quick: Recipe, tmp_path: Path, whole: tuple[int, dict[str, Any]], fault: int | None
) -> None:
    operations, end = whole
    for at in range(1, operations + 1):
        check(short(quick), tmp_path / str(at), end, at, fault)
