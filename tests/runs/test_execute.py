"""Executing runs: from start to end, stopped, gone on with, killed, and on a full disk."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.errors import DataMistake, RunMistake, TrainingMistake, UserMistake
from regnet_studio.files import DiskTrouble
from regnet_studio.recipe import Recipe, dump, override
from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.runs.execute import conclude, discard, resume, start
from regnet_studio.training.checkpoint import (
    best_checkpoint,
    last_checkpoint,
    previous_checkpoint,
    read_tensors,
)
from regnet_studio.training.events import (
    DiskFull,
    EpochEnded,
    Evaluated,
    Event,
    Notice,
    Progress,
    RunEnded,
    RunStarted,
    Step,
    TrainingEnded,
)


def directory(events: list[Event]) -> Path:
    return Path(next(event.run for event in events if isinstance(event, RunStarted)))


def until_step(recipe: Recipe, root: Path, step: int) -> Path:
    """A run that was stopped after a step."""
    engine = start(recipe, root)
    seen: list[Event] = []
    for event in engine:
        seen.append(event)
        if isinstance(event, Step) and event.step == step:
            break
    engine.close()
    return directory(seen)


def test_a_run_from_start_to_end(quick: Recipe, tmp_path: Path) -> None:
    events = list(start(quick, tmp_path))
    run = Run(directory(events))
    assert [type(event) for event in events[-3:]] == [Progress, Evaluated, RunEnded]
    assert run.events() == [event for event in events if not isinstance(event, Progress)]
    assert run.recipe() == quick
    assert run.status() == "finished"
    report = run.report()
    evaluated = next(event for event in events if isinstance(event, Evaluated))
    assert report is not None
    assert report["accuracy"] == evaluated.accuracy
    assert sum(map(sum, report["confusion"])) == 269
    with np.load(run.predictions_file(), allow_pickle=False) as kept:
        assert kept["logits"].shape == (269, 10)
        assert (kept["logits"].argmax(1) == kept["labels"]).mean() == report["accuracy"]
        assert str(kept["paths"][0]).endswith(".png")


def test_a_relative_source_is_kept_absolute(
    quick: Recipe, colour_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(colour_folder.parent)
    recipe = override(quick, ["data.source=colours", "stopping.epochs=1"])
    run = Run(directory(list(start(recipe, tmp_path / "runs"))))
    assert run.recipe().data.source == str(colour_folder)


def test_what_fails_before_training_leaves_no_run(quick: Recipe, tmp_path: Path) -> None:
    with pytest.raises(DataMistake):
        list(start(override(quick, [f"data.source={tmp_path}/none"]), tmp_path / "runs"))
    assert list_runs(tmp_path / "runs") == []
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_runs_folder_that_cannot_be_written(quick: Recipe, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UserMistake, match="cannot write"):
        next(start(quick, tmp_path / "file" / "runs"))


def test_stop_then_resume_gives_the_same_run(quick: Recipe, tmp_path: Path) -> None:
    whole = directory(list(start(quick, tmp_path)))
    parts = until_step(quick, tmp_path, 3)
    assert Run(parts).status() == "interrupted"
    list(resume(parts))
    assert Run(parts).status() == "finished"
    assert Run(parts).report() == Run(whole).report()
    epochs = [[e for e in Run(r).events() if isinstance(e, EpochEnded)] for r in (whole, parts)]
    assert [e.validation_loss for e in epochs[0]] == [e.validation_loss for e in epochs[1]]
    assert [e.step for e in Run(parts).events() if isinstance(e, Step)] == list(range(1, 11))
    with pytest.raises(RunMistake, match="finished"):
        list(resume(parts))


@pytest.mark.parametrize("step", [2, 7])
def test_stop_and_keep_the_best(quick: Recipe, tmp_path: Path, step: int) -> None:
    path = until_step(quick, tmp_path, step)
    events = list(conclude(path))
    ended = next(event for event in events if isinstance(event, TrainingEnded))
    assert ended.stopped
    assert ended.best_epoch == (0 if step < 5 else 1)
    assert Run(path).status() == "stopped"
    assert Run(path).report() is not None
    list(resume(path))  # and the user may still change their mind
    assert Run(path).status() == "finished"


def test_discard_deletes_the_run(quick: Recipe, tmp_path: Path) -> None:
    path = until_step(quick, tmp_path, 1)
    discard(path)
    assert not path.exists()


def test_two_cannot_work_on_one_run(quick: Recipe, tmp_path: Path) -> None:
    engine = start(quick, tmp_path)
    started = next(event for event in engine if isinstance(event, RunStarted))
    path = Path(started.run)
    assert Run(path).status() == "running"
    for other in (resume(path), conclude(path)):
        with pytest.raises(RunMistake, match="in use by this program"):
            next(other)
    with pytest.raises(RunMistake, match="in use"):
        discard(path)
    engine.close()
    assert Run(path).status() == "interrupted"


def damage(place: Path) -> None:
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)


def test_a_damaged_checkpoint_is_stepped_over_and_two_are_one_sentence(
    quick: Recipe, tmp_path: Path
) -> None:
    path = until_step(quick, tmp_path, 7)
    damage(last_checkpoint(path))
    events = []
    for event in resume(path):
        events.append(event)
        if isinstance(event, Step):
            break
    told = [event.text for event in events if isinstance(event, Notice)]
    assert any("last.safetensors is damaged" in t and "the checkpoint before" in t for t in told)
    for place in (last_checkpoint(path), previous_checkpoint(path)):
        place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(RunMistake, match=r"previous\.safetensors is damaged"):
        list(resume(path))


def test_a_defect_is_recorded_and_raised(
    quick: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("regnet_studio.training.loop._step", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        list(start(quick, tmp_path))
    (line,) = list_runs(tmp_path)
    assert line.status == "failed"
    monkeypatch.undo()
    list(resume(line.run))
    assert Run(line.run).status() == "finished"


def test_a_training_that_diverges_says_so(quick: Recipe, tmp_path: Path) -> None:
    wild = ["optimizer.lr=10", "optimizer.momentum=0.99", "optimizer.weight_decay=1",
            "schedule.name=constant", "schedule.warmup=0", "stopping.epochs=40"]  # fmt: skip
    with pytest.raises(TrainingMistake, match=r"diverged in epoch \d+ .* lower optimizer\.lr"):
        list(start(override(quick, wild), tmp_path))
    (line,) = list_runs(tmp_path)
    assert line.status == "failed"
    read_tensors(last_checkpoint(line.run))


def kill_and_resume(recipe: Recipe, root: Path, dice: random.Random) -> None:
    """``kill -9`` a run at a random moment after its start; then all of it must hold."""
    file = root / "recipe.toml"
    file.write_text(dump(recipe))
    command = [sys.executable, "-m", "regnet_studio", "train", str(file), "--runs", str(root / "r")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("run "):
            break
    try:
        process.wait(dice.uniform(0, 1.5))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()

    (line,) = list_runs(root / "r")
    assert line.status == ("finished" if process.returncode == 0 else "interrupted")
    read_tensors(last_checkpoint(line.run))
    events = Run(line.run).events()
    assert any(isinstance(event, RunStarted) for event in events)
    if line.status == "interrupted":
        list(resume(line.run))
    run = Run(line.run)
    assert run.status() == "finished"
    steps = [event.step for event in run.events() if isinstance(event, Step)]
    assert steps == list(range(1, len(steps) + 1))
    shutil.rmtree(root / "r")


LONGER = ["stopping.epochs=12", "optimizer.batch_size=64", "compute.checkpoint_minutes=0.001"]


@pytest.mark.slow
def test_kill_dash_nine(quick: Recipe, tmp_path: Path) -> None:
    dice = random.Random(int.from_bytes(os.urandom(4), "big"))
    for _ in range(2):
        kill_and_resume(override(quick, LONGER), tmp_path, dice)


@pytest.mark.slow
def test_kill_dash_nine_at_ten_moments(quick: Recipe, tmp_path: Path) -> None:
    dice = random.Random(7)
    for _ in range(10):
        kill_and_resume(override(quick, LONGER), tmp_path, dice)


@pytest.fixture
def small_disk(disk_of: Callable[[str], Path]) -> Path:
    """A disk of 12 MB, of which a run may fill the rest."""
    return disk_of("12m")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regnet_studio.training.full_disk.PAUSE", 0.01)


def test_a_disk_that_fills_during_a_checkpoint(quick: Recipe, small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    engine = start(override(quick, ["stopping.epochs=3"]), small_disk / "runs")
    next(event for event in engine if isinstance(event, EpochEnded))
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 300_000))
    full = next(event for event in engine if isinstance(event, DiskFull))
    assert "disk is full" in full.text
    (line,) = list_runs(small_disk / "runs")
    assert line.status == "running"
    notes = read_tensors(last_checkpoint(line.run))[1]
    assert notes["state"]["epoch"] == 2
    read_tensors(best_checkpoint(line.run))
    assert not [p for p in line.run.rglob(".*") if p.name != ".lock"]
    assert isinstance(next(engine), DiskFull)  # it waits as long as it takes

    ballast.unlink()
    list(engine)  # and goes on by itself
    run = Run(line.run)
    assert run.status() == "finished"
    steps = [event.step for event in run.events() if isinstance(event, Step)]
    assert steps == list(range(1, len(steps) + 1))


def test_a_disk_that_is_full_for_good_is_left_with_the_state_before(
    quick: Recipe, small_disk: Path
) -> None:
    ballast = small_disk / "ballast"
    engine = start(override(quick, ["stopping.epochs=3"]), small_disk / "runs")
    next(event for event in engine if isinstance(event, EpochEnded))
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 300_000))
    next(event for event in engine if isinstance(event, DiskFull))
    with pytest.raises(DiskTrouble, match="disk is full"):
        engine.close()
    (line,) = list_runs(small_disk / "runs")
    assert line.status == "interrupted"
    ballast.unlink()
    list(resume(line.run))
    assert Run(line.run).status() == "finished"
