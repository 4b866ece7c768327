"""Robustness in the window: measured at a click, given up, and there again next time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from regnet_studio.evaluation.robustness import CORRUPTIONS
from regnet_studio.runs.directory import Run
from regnet_studio.runs.robustness import measure_robustness, robustness_file, robustness_of
from regnet_studio.studio.evaluate.robustness_tab import RobustnessTab
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.line_looks import look_of
from tests.studio.opened import examination

LONG_MS = 60_000


@pytest.fixture
def tab(make_tab: Callable[[type[RobustnessTab]], RobustnessTab]) -> RobustnessTab:
    made = make_tab(RobustnessTab)
    made.show()
    return made


def test_measured_at_a_click(tab: RobustnessTab, run: Run, qtbot: QtBot, theme: Theme) -> None:
    first = tab.findChild(QPushButton, "robustness.first")
    assert first is not None
    assert not first.isEnabled()
    tab.show_examination(examination(run.path))
    assert first.isEnabled()
    with qtbot.waitSignal(tab.measured, timeout=LONG_MS):
        first.click()
    found = robustness_of(run)
    assert found is not None
    drawn = tab.drawn()
    assert tuple(drawn) == CORRUPTIONS
    for name, line in found.accuracies.items():
        assert drawn[name] == pytest.approx([100 * value for value in (found.clean, *line)])
    assert tab.table.rowCount() == len(CORRUPTIONS)
    cell = tab.table.item(0, 5)
    assert cell is not None
    assert cell.text() == f"{100 * found.accuracies['blur'][4]:.1f} %"
    for choice in ("dark", "light"):
        theme.choose(choice)


def test_what_was_measured_earlier_is_there(tab: RobustnessTab, run: Run, qtbot: QtBot) -> None:
    found = measure_robustness(run, images=50)
    with qtbot.waitSignal(tab.measured, timeout=LONG_MS):
        tab.show_examination(examination(run.path))
    assert tab.drawn()["noise"][0] == pytest.approx(100 * found.clean)
    tab.show_examination(None)
    assert not tab.drawn()


def test_given_up(tab: RobustnessTab, run: Run, qtbot: QtBot) -> None:
    tab.show_examination(examination(run.path))
    tab.measure()
    assert tab.is_busy
    tab.cancel()
    qtbot.waitUntil(lambda: not tab.is_busy, timeout=LONG_MS)
    assert not robustness_file(run).exists()


def test_no_two_lines_look_alike() -> None:
    looks = [look_of(number) for number in range(len(CORRUPTIONS))]
    for part in ("color", "stroke", "symbol"):
        assert len({getattr(look, part) for look in looks}) == len(looks)
    assert len({look_of(number) for number in range(42)}) == 42
