"""Gates, memory and early exits in the window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.evaluation.regulators import StageMemory
from regnet_studio.runs.directory import Run
from regnet_studio.runs.inspection import inspect_exits
from regnet_studio.studio.evaluate.memory_view import sheet_of
from regnet_studio.studio.evaluate.regulators_tab import RegulatorsTab
from tests.runs.regulated import regulated
from tests.studio.opened import examination

LONG_MS = 60_000
REGNET = "model.name=regnet20_gru"


@pytest.fixture
def runs(finished_run: Path, tmp_path: Path) -> Path:
    """A RegNet (stages 1 and 3), and a ResNet on the same images."""
    regulated(finished_run, tmp_path / "runs" / "regnet")
    shutil.copytree(finished_run, tmp_path / "runs" / "resnet")
    return tmp_path / "runs"


@pytest.fixture
def tab(make_tab: Callable[[type[RegulatorsTab]], RegulatorsTab]) -> RegulatorsTab:
    return make_tab(RegulatorsTab)


def test_gates_and_memory_stage_by_stage(tab: RegulatorsTab, runs: Path, qtbot: QtBot) -> None:
    tab.show_examination(examination(runs / "regnet", REGNET))
    with qtbot.waitSignal(tab.gates.shown, timeout=LONG_MS):
        tab.show()
    assert [sheet.stage for sheet in tab.gates.sheets()] == [1, 3]
    sheet = tab.gates.memory.sheet()
    assert sheet is not None
    assert sheet is tab.gates.sheets()[0]
    assert [each.name for each in sheet.columns] == ["update", "reset", "new", "H"]
    assert [len(each.maps) for each in sheet.columns] == [3] * 4
    tab.gates.stages.setCurrentIndex(1)
    assert tab.gates.memory.sheet() is tab.gates.sheets()[1]
    assert "64 channels" in tab.gates.about.text()
    with qtbot.waitSignal(tab.gates.shown, timeout=LONG_MS):
        tab.picker.grid.step(1)
    assert tab.gates.memory.sheet() is tab.gates.sheets()[1]  # the stage stays


def test_exits_beside_those_of_a_resnet(tab: RegulatorsTab, runs: Path, qtbot: QtBot) -> None:
    tab.show_examination(examination(runs / "regnet", REGNET))
    tab.show()
    qtbot.waitUntil(lambda: tab.exits.others.count() == 2, timeout=LONG_MS)
    assert "resnet" in tab.exits.others.currentText()
    assert not tab.exits.plot.shown()
    with qtbot.waitSignal(tab.exits.measured, timeout=LONG_MS):
        tab.exits.start.click()
        assert tab.exits.is_busy
        assert not tab.exits.start.isVisible()
    mine, theirs = tab.exits.plot.shown()
    assert [leave.block for leave in mine.exits] == [7, 8, 9]
    assert mine.title.startswith("regnet20_gru")
    assert theirs.exits == inspect_exits(Run(runs / "resnet"))
    assert not tab.exits.start.isEnabled()
    tab.exits.others.setCurrentIndex(0)
    assert len(tab.exits.plot.shown()) == 1


def test_a_resnet_has_exits_alone(tab: RegulatorsTab, runs: Path, qtbot: QtBot) -> None:
    tab.show_examination(examination(runs / "resnet"))
    tab.show()
    qtbot.waitUntil(lambda: tab.exits.others.count() > 1, timeout=LONG_MS)
    assert not tab.gates.isVisible()
    assert not tab.picker.isVisible()
    assert "no regulators" in tab.exits.hint.text()
    tab.exits.others.setCurrentIndex(0)
    with qtbot.waitSignal(tab.exits.measured, timeout=LONG_MS):
        tab.exits.measure()
    assert len(tab.exits.plot.shown()) == 1


def test_giving_up_and_another_run(tab: RegulatorsTab, runs: Path, qtbot: QtBot) -> None:
    tab.show_examination(examination(runs / "resnet"))
    tab.show()
    tab.exits.measure()
    tab.exits.cancel()
    qtbot.waitUntil(lambda: not tab.exits.is_busy, timeout=LONG_MS)
    assert not tab.exits.plot.shown()
    tab.exits.measure()
    tab.show_examination(examination(runs / "regnet", REGNET))
    assert not tab.exits.is_busy
    qtbot.wait(300)
    assert not tab.exits.plot.shown()


def test_networks_of_other_families(tab: RegulatorsTab, runs: Path) -> None:
    tab.show()
    assert tab._stack.currentIndex() == 0
    tab.show_examination(examination(runs / "resnet", "model.name=vgg11"))
    assert tab._stack.currentIndex() == 0
    assert "vgg11 is neither" in tab._empty._hint.text()
    tab.show_examination(None)
    assert "Open a run of a RegNet" in tab._empty._hint.text()


def test_black_is_the_least_and_white_the_greatest() -> None:
    h = np.zeros((2, 3, 4, 4), np.float32)
    h[0, :, 0, 0], h[1, :, 2, 3] = -0.5, 0.25
    sheet = sheet_of(StageMemory(1, 1, "rnn", gates={}, state={"H": h}))
    (column,) = sheet.columns
    assert (column.least, column.greatest) == (-0.5, 0.25)
    assert column.maps[0].pixelColor(0, 0).name() == "#000000"
    assert column.maps[1].pixelColor(3, 2).name() == "#ffffff"
    assert list(sheet.blocks) == [1, 2]
