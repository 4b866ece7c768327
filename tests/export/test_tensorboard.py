"""The export for TensorBoard: read back with TensorBoard's own reader."""

from __future__ import annotations

import importlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from regnet_studio.cli.main import main
from regnet_studio.errors import ExportMistake, RunMistake
from regnet_studio.export.tensorboard import FILE, write_tensorboard
from regnet_studio.files import DiskTrouble
from regnet_studio.recipe import Recipe, dump
from regnet_studio.runs.directory import Run
from regnet_studio.runs.exporting import export
from regnet_studio.training.events import (
    Changed,
    EpochEnded,
    Evaluated,
    Event,
    Notice,
    RunEnded,
    Step,
)

needs_tensorboard = pytest.mark.skipif(
    importlib.util.find_spec("tensorboard") is None, reason="the extra tensorboard is not installed"
)


def read(folder: Path) -> Any:
    reader = importlib.import_module("tensorboard.backend.event_processing.event_accumulator")
    return reader.EventAccumulator(str(folder), {"scalars": 0, "tensors": 0}).Reload()


def text(board: Any, tag: str) -> list[tuple[int, str]]:
    found = board.Tensors(f"{tag}/text_summary")
    return [(one.step, one.tensor_proto.string_val[0].decode()) for one in found]


def step(number: int, epoch: int, **more: Any) -> Step:
    return Step(epoch, number, 2.0 / number, 0.5, 0.1, 128.0, 9.0, 100.0, **more)


def epoch_ended(epoch: int, last: int, seconds: float, validated: bool = True) -> EpochEnded:
    loss, accuracy = (1.0 / epoch, 0.8) if validated else (None, None)
    return EpochEnded(epoch, last, 1.5, 0.6, loss, accuracy, 0.1, 128.0, seconds, 9.0, 100.0,
                      best_accuracy=0.8, best=True)  # fmt: skip


@needs_tensorboard
def test_a_run_read_back(finished_run: Path, tmp_path: Path) -> None:
    run = Run(finished_run)
    told: list[tuple[int, int]] = []
    export(finished_run, "tensorboard", tmp_path)
    record = export(finished_run, "tensorboard", tmp_path, lambda *now: told.append(now))
    assert record == {"files": [str(tmp_path / run.name / FILE)], "check": {}}
    assert [path.name for path in (tmp_path / run.name).iterdir()] == [FILE]  # replaced
    assert told[0] == (0, len(run.events()))

    board = read(tmp_path / run.name)
    events = run.events()
    steps = [event for event in events if isinstance(event, Step)]
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    for tag, expected in {
        "loss/step": [(e.step, e.loss) for e in steps],
        "accuracy/step": [(e.step, e.accuracy) for e in steps],
        "learning_rate": [(e.step, e.lr) for e in steps],
        "loss/train": [(e.step, e.train_loss) for e in epochs],
        "accuracy/validation": [(e.step, e.validation_accuracy) for e in epochs],
    }.items():
        assert [(one.step, one.value) for one in board.Scalars(tag)] == [
            (number, pytest.approx(value)) for number, value in expected
        ]
    (tested,) = [event for event in events if isinstance(event, Evaluated)]
    (found,) = board.Scalars("accuracy/test")
    assert (found.step, found.value) == (epochs[-1].step, pytest.approx(tested.accuracy))
    times = [one.wall_time for one in board.Scalars("loss/step")]
    assert times == sorted(times)
    ended = run.events_file.stat().st_mtime
    assert found.wall_time == pytest.approx(ended)
    assert ended - epochs[-1].seconds < times[0] < ended
    ((_, toml),) = text(board, "recipe")
    assert dump(run.recipe()) in toml


@needs_tensorboard
def test_what_some_events_lack_and_what_was_said(tmp_path: Path) -> None:
    events: list[Event] = [
        Notice("two images were set aside"),
        step(1, 1, grad_norm=3.0, update_ratio=0.001, load=0.9),
        step(2, 1),
        epoch_ended(1, 2, 10.0, validated=False),
        Changed("optimizer.lr", "0.1", "0.05", 2, 2),
        step(3, 2),
        step(4, 2),
        epoch_ended(2, 4, 20.0),
        step(5, 3),
        RunEnded("failed", "the loss diverged"),
    ]
    write_tensorboard(events, Recipe(), tmp_path, ended=1000.0)
    board = read(tmp_path)
    assert [one.step for one in board.Scalars("gradient/norm")] == [1]
    assert [one.step for one in board.Scalars("machine/load")] == [1]
    assert [one.step for one in board.Scalars("loss/validation")] == [4]
    assert [(one.step, one.wall_time) for one in board.Scalars("loss/step")] == [
        (1, 984.0),
        (2, 989.0),
        (3, 994.0),
        (4, 999.0),
        (5, 1000.0),
    ]
    assert [one.wall_time for one in board.Scalars("loss/train")] == [989.0, 999.0]
    assert text(board, "notice") == [(0, "two images were set aside")]
    assert text(board, "changed") == [
        (2, "key: optimizer.lr  \nbefore: 0.1  \nafter: 0.05  \nepoch: 2  \nstep: 2")
    ]
    assert text(board, "run_ended") == [(5, "status: failed  \ndetail: the loss diverged")]


@needs_tensorboard
def test_what_cannot_be_exported(finished_run: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "recipe.toml").write_text(dump(Recipe()))
    with pytest.raises(RunMistake, match="no curves yet"):
        export(tmp_path / "new", "tensorboard", tmp_path / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskTrouble, match="cannot write"):
        export(finished_run, "tensorboard", tmp_path / "file")


@needs_tensorboard
def test_on_the_command_line(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", str(finished_run), "--format", "tensorboard", "--out", str(tmp_path)]
    assert main(words, open_studio=lambda path: 77) == 0
    assert f"tensorboard --logdir {tmp_path}" in capsys.readouterr().out
    assert main([*words, "--json"], open_studio=lambda path: 77) == 0
    assert json.loads(capsys.readouterr().out)["check"] == {}


def test_without_the_package(
    finished_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "tensorboard" else found(name)
    )
    with pytest.raises(ExportMistake, match=r'pip install "regnet-studio\[tensorboard\]"'):
        export(finished_run, "tensorboard", tmp_path / "out")
    assert not (tmp_path / "out").exists()
