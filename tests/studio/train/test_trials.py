"""What can be tried before a training: the check, the learning rate, the batch size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.data.overview import Overview
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.train.batch_tab import BatchTab
from regnet_studio.studio.train.check_tab import CheckTab
from regnet_studio.studio.train.rate_tab import RateTab
from regnet_studio.studio.train.trial_tab import TrialTab
from regnet_studio.studio.training import Training

LONG_MS = 60_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def training(state: StudioState) -> Training:
    return Training(state)


@pytest.fixture
def small(
    state: StudioState, look: Callable[[Path | str], Overview], small_zip: Path
) -> StudioState:
    """The cheapest training there is."""
    look(small_zip)
    for key, value in {
        "model.name": "resnet20",
        "data.size": 8,
        "optimizer.batch_size": 16,
        "stopping.epochs": 2,
        "compute.device": "cpu",
        "compute.precision": "fp32",
        "augment.crop_padding": 1,
    }.items():
        state.set_value(key, value)
    return state


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[TrialTab], TrialTab]]:
    """A tab on the screen, its thread ended with the test."""
    tabs: list[TrialTab] = []

    def show(tab: TrialTab) -> TrialTab:
        tabs.append(tab)
        qtbot.addWidget(tab)
        tab.resize(800, 600)
        tab.show()
        return tab

    yield show
    for tab in tabs:
        tab.close_tab(LONG_MS / 1000)


def press(tab: QWidget, name: str, qtbot: QtBot) -> None:
    found = tab.findChild(QWidget, name)
    assert found is not None
    assert found.accessibleName()
    assert found.isEnabled()
    qtbot.mouseClick(found, LEFT)


def text(tab: QWidget, name: str) -> str:
    found = tab.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_the_check_tells_time_memory_and_what_limits(
    small: StudioState,
    theme: Theme,
    training: Training,
    shown: Callable[[TrialTab], TrialTab],
    qtbot: QtBot,
) -> None:
    tab = CheckTab(small, theme, training)
    shown(tab)
    with qtbot.waitSignal(tab.done, timeout=LONG_MS):
        press(tab, "check.first", qtbot)
        assert tab.is_busy
    figures = tab.figure_texts()
    assert all(value != "–" for value in figures.values())
    assert figures["memory"].endswith("B")
    assert "limit" in text(tab, "check.limit")
    assert "2 epochs of 5 steps with 16 images each" in text(tab, "check.facts")
    assert text(tab, "check.stale") == ""
    small.set_value("optimizer.lr", 0.05)
    assert "changed since" in text(tab, "check.stale")


def test_the_rate_that_is_found_can_be_used(
    small: StudioState,
    theme: Theme,
    training: Training,
    shown: Callable[[TrialTab], TrialTab],
    qtbot: QtBot,
) -> None:
    tab = RateTab(small, theme, training)
    shown(tab)
    with qtbot.waitSignal(tab.done, timeout=LONG_MS):
        press(tab, "finder.first", qtbot)
    suggestion = tab.suggestion()
    assert suggestion is not None
    assert 1e-6 < suggestion < 10
    assert text(tab, "finder.why").startswith("Suggested")
    press(tab, "finder.use", qtbot)
    assert small.recipe.optimizer.lr == suggestion
    assert text(tab, "finder.now") == text(tab, "finder.suggestion")


def test_the_batch_size_that_is_found_can_be_used(
    small: StudioState,
    theme: Theme,
    training: Training,
    shown: Callable[[TrialTab], TrialTab],
    qtbot: QtBot,
) -> None:
    tab = BatchTab(small, theme, training)
    shown(tab)
    with qtbot.waitSignal(tab.done, timeout=LONG_MS):
        press(tab, "batch.first", qtbot)
    suggestion = tab.suggestion()
    assert suggestion in (2, 4, 8, 16, 32, 64)
    table = tab.table.model()
    assert [table.index(n, 0).data() for n in range(3)] == ["2", "4", "8"]
    tab.table.selectRow(1)
    press(tab, "batch.use", qtbot)
    assert small.recipe.optimizer.batch_size == 4


def test_a_trial_can_be_given_up_and_puts_the_random_numbers_back(
    small: StudioState,
    theme: Theme,
    training: Training,
    shown: Callable[[TrialTab], TrialTab],
    qtbot: QtBot,
) -> None:
    tab = RateTab(small, theme, training)
    shown(tab)
    press(tab, "finder.first", qtbot)
    qtbot.waitUntil(lambda: "Trying" in text(tab, "finder.stage"), timeout=LONG_MS)
    with qtbot.waitSignal(tab.ended, timeout=LONG_MS):
        press(tab, "finder.cancel", qtbot)
    assert not tab.is_busy
    assert tab.suggestion() is None
    first = tab.findChild(QWidget, "finder.first")
    assert first is not None
    assert first.isVisible()


def test_why_nothing_can_be_tried_is_said(
    state: StudioState, theme: Theme, training: Training, qtbot: QtBot
) -> None:
    tab = CheckTab(state, theme, training)
    qtbot.addWidget(tab)
    first = tab.findChild(QWidget, "check.first")
    assert first is not None
    assert not first.isEnabled()
    assert "Choose images first" in first.toolTip()


def test_a_mistake_of_the_settings_is_told(
    small: StudioState,
    theme: Theme,
    training: Training,
    shown: Callable[[TrialTab], TrialTab],
    qtbot: QtBot,
) -> None:
    small.set_value("model.name", "resnet21")
    tab = CheckTab(small, theme, training)
    shown(tab)
    with qtbot.waitSignal(tab.failed, timeout=LONG_MS) as told:
        press(tab, "check.first", qtbot)
    assert "resnet21" in str(told.args[0] if told.args else "")
