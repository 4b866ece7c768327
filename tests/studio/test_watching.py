"""A run that goes on in another process is followed as it is recorded."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.files import Lines
from regnet_studio.runs.directory import Run
from regnet_studio.studio.reading import read_run
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.watching import Watching
from regnet_studio.training.events import Resumed, RunEnded, Step

LONG_MS = 60_000


@pytest.fixture
def run(finished_run: Path, tmp_path: Path) -> Run:
    return Run(copytree(finished_run, tmp_path / "run"))


def test_what_another_process_writes_is_added(run: Run, state: StudioState, qtbot: QtBot) -> None:
    watching = Watching(state)
    with run.lock():  # held by the file, not the process: as another one would hold it
        state.set_run(read_run(run.path))
        assert watching.is_on
        opened = state.run
        assert opened is not None
        steps = opened.course.steps_per_epoch
        log = Lines(run.events_file)
        log.append(Resumed(3, 2 * steps).to_json())
        log.append(Step(3, 2 * steps + 1, 0.5, 0.5, 0.1, 9.0, 1.0, 1.0).to_json())
        with qtbot.waitSignal(watching.advanced, timeout=LONG_MS):
            pass
        assert opened.course.step == 2 * steps + 1
        log.append(RunEnded("stopped").to_json())
        log.close()
    with qtbot.waitSignal(watching.ended, timeout=LONG_MS) as told:
        pass
    assert told.args == [run.path]
    assert opened.course.status == "stopped"
    assert not watching.is_on
    watching.close(LONG_MS / 1000)


def test_a_run_that_is_over_is_not_watched(run: Run, state: StudioState) -> None:
    watching = Watching(state)
    state.set_run(read_run(run.path))
    assert not watching.is_on
