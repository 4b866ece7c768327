"""The queue on the Train page: settings wait, change places, leave, and are trained in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import list_runs
from regnet_studio.runs.queue import Queue
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.train.queue_desk import QueueDesk
from regnet_studio.studio.train.queue_tab import QueueTab
from regnet_studio.studio.training import Training
from regnet_studio.studio.window import StudioWindow

LONG_MS = 90_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tab(state: StudioState, theme: Theme, qtbot: QtBot) -> QueueTab:
    """The tab alone, with three recipes that wait."""
    for name, lr in (("first", 0.1), ("second", 0.05), ("third", 0.02)):
        Queue().add(override(Recipe(), [f"optimizer.lr={lr}"]), name)
    desk = QueueDesk(state)
    made = QueueTab(theme, Training(state), desk)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    with qtbot.waitSignal(desk.changed):
        desk.read()
    return made


def press(tab: QueueTab, name: str, qtbot: QtBot) -> None:
    found = tab.findChild(QWidget, name)
    assert found is not None
    assert found.accessibleName()
    with qtbot.waitSignal(tab.desk.changed):
        qtbot.mouseClick(found, LEFT)


def test_it_shows_what_waits_and_in_what_it_differs(tab: QueueTab) -> None:
    model = tab.table.model()
    rows = [[model.index(r, c).data() for c in range(4)] for r in range(model.rowCount())]
    assert rows == [
        ["first", "Learning rate 0.1", "10", "waiting"],
        ["second", "Learning rate 0.05", "10", "waiting"],
        ["third", "Learning rate 0.02", "10", "waiting"],
    ]


def test_the_order_is_changed_by_hand_and_by_keyboard(tab: QueueTab, qtbot: QtBot) -> None:
    tab.table.selectRow(2)
    press(tab, "queue.up", qtbot)
    assert tab.names() == ["first", "third", "second"]
    assert tab.table.currentIndex().row() == 1  # the selection goes with the entry
    tab.table.setFocus()
    with qtbot.waitSignal(tab.desk.changed):
        qtbot.keyClick(tab.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert tab.names() == ["third", "first", "second"]
    up = tab.findChild(QWidget, "queue.up")
    assert up is not None
    assert not up.isEnabled()
    assert [entry.name for entry in Queue().entries()] == ["third", "first", "second"]


def test_an_entry_is_taken_out(tab: QueueTab, qtbot: QtBot) -> None:
    tab.table.selectRow(1)
    press(tab, "queue.remove", qtbot)
    assert tab.names() == ["first", "third"]


def test_its_settings_can_be_looked_at(tab: QueueTab, qtbot: QtBot) -> None:
    tab.table.selectRow(2)
    button = tab.findChild(QWidget, "queue.settings")
    assert button is not None
    with qtbot.waitSignal(tab.settings_asked) as asked:
        qtbot.mouseClick(button, LEFT)
    assert asked.args is not None
    assert asked.args[0].optimizer.lr == 0.02


def test_the_queue_trains_one_after_the_other(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    ready: Callable[[int], None],
    qtbot: QtBot,
) -> None:
    ready(200)
    for epochs in (200, 201, 2):
        window.state.set_value("stopping.epochs", epochs)
        with qtbot.waitSignal(window.queue.added):
            qtbot.mouseClick(part("action.queue"), LEFT)
    window.show_page("train")
    window.train_page.show_tab("queue")
    qtbot.waitUntil(lambda: len(window.queue.waiting.entries) == 3)
    qtbot.mouseClick(part("queue.start"), LEFT)
    training = window.training
    qtbot.waitUntil(
        lambda: training.course.epochs == 200 and training.course.step > 0, timeout=LONG_MS
    )
    # A stop ends the run in progress, not the queue.
    qtbot.mouseClick(part("action.stop"), LEFT)
    qtbot.waitUntil(
        lambda: training.course.epochs == 201 and training.course.step > 0, timeout=LONG_MS
    )
    assert training.phase == "training"
    # Discarded, it does not come back.
    training.cancel()
    qtbot.waitUntil(lambda: training.course.epochs == 2, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not training.is_on, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.queue.waiting.entries)
    assert [(run.status, run.epochs) for run in list_runs()] == [("finished", 2), ("stopped", 200)]
    assert [done.status for done in Queue().done()] == ["stopped", "finished"]
    assert window.banners.texts() == []


def test_an_interrupted_entry_stays_first_and_goes_on(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    ready: Callable[[int], None],
    qtbot: QtBot,
) -> None:
    ready(4)
    for _ in range(2):
        with qtbot.waitSignal(window.queue.added):
            window.add_to_queue()
    window.train_page.show_tab("queue")
    qtbot.waitUntil(lambda: len(window.queue.waiting.entries) == 2)
    training = window.training
    window.start_queue()
    qtbot.waitUntil(lambda: training.course.epoch >= 2, timeout=LONG_MS)
    run = Path(training.course.run)
    interrupt = window.findChild(QAction, "action.interrupt")
    assert interrupt is not None
    interrupt.trigger()
    qtbot.waitUntil(lambda: not training.is_on, timeout=LONG_MS)
    qtbot.waitUntil(
        lambda: [e.status for e in window.queue.waiting.entries] == ["interrupted", "waiting"]
    )
    window.start_queue()
    qtbot.waitUntil(lambda: training.course.epoch >= 3, timeout=LONG_MS)
    assert training.course.run == str(run)
    assert training.course.train_loss.points[0][0] == 1.0  # what it did before is drawn as well
    training.end_after_entry(True)
    qtbot.waitUntil(lambda: not training.is_on, timeout=LONG_MS)
    qtbot.waitUntil(lambda: [e.status for e in window.queue.waiting.entries] == ["waiting"])
    assert [done.run for done in Queue().done()] == [str(run)]
