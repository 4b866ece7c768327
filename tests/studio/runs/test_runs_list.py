"""The runs in the rail: one is opened, several are compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QPushButton
from pytestqt.qtbot import QtBot

from regnet_studio.runs.directory import RunSummary
from regnet_studio.studio.runs.runs_list import RunsList
from regnet_studio.studio.theme import Theme

CONTROL = Qt.KeyboardModifier.ControlModifier


def summary(number: int, status: str = "finished") -> RunSummary:
    name = f"run-{number}"
    return RunSummary(Path("/runs", name), name, status, 3, 3, 0.9, "digits", "resnet20", number)


@pytest.fixture
def runs(qtbot: QtBot, theme: Theme) -> RunsList:
    made = RunsList(theme)
    qtbot.addWidget(made)
    made.resize(240, 500)
    made.show_runs([summary(3), summary(2, "interrupted"), summary(1)])
    made.show()
    return made


def click(qtbot: QtBot, runs: RunsList, place: int, keys: Qt.KeyboardModifier) -> None:
    found = runs.findChild(QListView, "runs")
    assert found is not None
    middle = found.visualRect(found.model().index(place, 0)).center()
    qtbot.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, keys, middle)


def test_a_click_opens_a_run(qtbot: QtBot, runs: RunsList) -> None:
    with qtbot.waitSignal(runs.opened) as opened:
        click(qtbot, runs, 1, Qt.KeyboardModifier.NoModifier)
    assert opened.args == [Path("/runs/run-2")]
    assert runs.findChild(QPushButton, "action.resume").isVisible()  # pyright: ignore[reportOptionalMemberAccess]


def test_several_are_compared_and_none_of_them_opened(qtbot: QtBot, runs: RunsList) -> None:
    click(qtbot, runs, 0, Qt.KeyboardModifier.NoModifier)
    with qtbot.assertNotEmitted(runs.opened):
        click(qtbot, runs, 2, CONTROL)
    compare = runs.findChild(QPushButton, "action.compare")
    assert compare is not None
    assert compare.isVisible()
    assert "2" in compare.text()
    runs.show_runs([summary(4), summary(3), summary(2), summary(1)])  # the selection stays
    with qtbot.waitSignal(runs.compare_asked) as asked:
        qtbot.mouseClick(compare, Qt.MouseButton.LeftButton)
    assert asked.args == [[Path("/runs/run-3"), Path("/runs/run-1")]]
    click(qtbot, runs, 1, Qt.KeyboardModifier.NoModifier)
    assert not compare.isVisible()
