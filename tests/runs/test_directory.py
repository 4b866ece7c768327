"""Run directories: readable at every instant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regnet_studio.errors import RunMistake
from regnet_studio.files import Lines
from regnet_studio.recipe import Recipe, dump
from regnet_studio.runs.directory import Run, find_run, list_runs
from regnet_studio.training.events import Notice, RunEnded, RunStarted


def make(path: Path) -> Run:
    path.mkdir(parents=True)
    (path / "recipe.toml").write_text(dump(Recipe()))
    return Run(path)


def test_a_finished_run_holds_what_design_promises(finished_run: Path) -> None:
    names = {p.relative_to(finished_run).as_posix() for p in finished_run.rglob("*")}
    assert {
        "recipe.toml",
        "environment.json",
        "events.jsonl",
        "checkpoints/last.safetensors",
        "checkpoints/best.safetensors",
        "predictions.npz",
        "report.json",
        "predictions.validation.npz",
        "report.validation.json",
        "calibration.json",
        "evaluations.json",
    } <= names
    environment = json.loads((finished_run / "environment.json").read_text())
    assert environment["seed"] == 0
    assert len(environment["dataset"]["fingerprint"]) == 32
    assert environment["packages"]["torch"]


def test_its_line_in_the_list(finished_run: Path) -> None:
    (line,) = [one for one in list_runs(finished_run.parent) if one.run == finished_run]
    assert (line.status, line.epoch, line.epochs) == ("finished", 6, 6)
    assert (line.dataset, line.model) == ("digits", "resnet20")
    assert line.best_accuracy is not None
    assert line.best_accuracy > 0.8
    json.dumps(line.to_json())


def test_a_line_cut_off_by_a_kill_is_left_out_and_then_removed(tmp_path: Path) -> None:
    run = make(tmp_path / "r")
    log = Lines(run.events_file)
    log.append(Notice("one").to_json())
    log.close()
    with run.events_file.open("ab") as file:
        file.write(b'{"kind": "notice", "te')
    assert run.events() == [Notice("one")]
    log = Lines(run.events_file)
    log.append(Notice("two").to_json())
    log.close()
    assert run.events() == [Notice("one"), Notice("two")]
    assert run.events_file.read_bytes().count(b"\n") == 2


def test_a_run_killed_before_its_first_event_is_interrupted(tmp_path: Path) -> None:
    line = make(tmp_path / "r").summary()
    assert (line.status, line.epoch, line.epochs) == ("interrupted", 0, 10)
    assert line.model == "resnet20"


def test_a_locked_run_is_running(tmp_path: Path) -> None:
    run = make(tmp_path / "r")
    with run.lock():
        assert run.status() == "running"
    assert run.status() == "interrupted"


def test_an_end_counts_only_until_the_run_is_begun_again(
    tmp_path: Path, finished_run: Path
) -> None:
    run = make(tmp_path / "r")
    started = next(e for e in Run(finished_run).events() if isinstance(e, RunStarted))
    log = Lines(run.events_file)
    for event in (started, RunEnded("failed", "x")):
        log.append(event.to_json())
    assert run.status() == "failed"
    log.append(started.to_json())
    assert run.status() == "interrupted"
    log.append(RunEnded("finished").to_json())
    log.close()
    assert run.status() == "finished"


def test_a_damaged_neighbour_does_not_hide_the_others(tmp_path: Path) -> None:
    make(tmp_path / "good")
    bad = make(tmp_path / "bad")
    (bad.path / "recipe.toml").write_bytes(b"\xff\x00 = [")
    bad.events_file.write_bytes(b"\x00\xff\n\n{}\n")
    assert {line.name for line in list_runs(tmp_path)} == {"good", "bad"}


def test_a_run_is_found_by_path_and_by_name(tmp_path: Path) -> None:
    run = make(tmp_path / "r")
    assert find_run(str(run.path)).path == run.path
    assert find_run("r", tmp_path).path == run.path
    with pytest.raises(RunMistake, match="no such run"):
        find_run("s", tmp_path)
    with pytest.raises(RunMistake, match="not a run"):
        Run(tmp_path)


def test_no_runs_is_an_empty_list(tmp_path: Path) -> None:
    assert list_runs(tmp_path / "none") == []
