"""What surrounds the pages of the real window: keys, palette, menu, help, log, notifications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.recipe import recipe_fields
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.destinations import Destination, destinations
from regnet_studio.studio.shell.shortcuts import KEYS, place_keys
from regnet_studio.studio.window import StudioWindow
from regnet_studio.training.events import Evaluated, RunEnded

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def one_window(theme: Theme, own_places: Path) -> Iterator[StudioWindow]:
    """One for all tests, which has loaded nothing slow: what is tested here needs none of it."""
    made = StudioWindow(theme)
    made.show()
    made.complete()
    yield made
    made.interrupt_and_close()
    assert made.is_closed
    made.deleteLater()


@pytest.fixture
def window(one_window: StudioWindow, qtbot: QtBot) -> StudioWindow:
    """The window as it is after the start."""
    qtbot.waitExposed(one_window)
    one_window.activateWindow()
    one_window.shell.log_panel.hide()
    one_window.preferred.set(notify=True)
    one_window.show_page("data")
    one_window.rail.focus_step("data")
    return one_window


def _found(window: StudioWindow, name: str) -> Destination:
    return next(one for one in destinations(window) if one.name == name)


def test_every_key_is_a_command_or_of_one_place(window: StudioWindow) -> None:
    named = {command.name for command in window.shell.commands.listed()}
    of_places = {one.name for one in place_keys()}
    assert set(KEYS) - named <= of_places
    of_window = [KEYS[name] for name in KEYS if name in named and name not in of_places]
    assert [keys for keys, count in Counter(of_window).items() if count > 1] == []
    # Two actions for one key are ambiguous: Qt would do neither.
    assert not {KEYS[name] for name in of_places} & set(of_window)


def test_commands_are_named_once_and_say_what_they_are(window: StudioWindow) -> None:
    listed = window.shell.commands.listed()
    assert [n for n, count in Counter(c.name for c in listed).items() if count > 1] == []
    assert all(command.title for command in listed)


def test_keys_go_to_pages_and_say_why_not(window: StudioWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_3, CTRL)
    assert window.step == "train"
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CTRL)
    assert window.train_page.tabs.currentIndex() == 1
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL)
    assert window.statusBar().currentMessage() == "Choose images first, on the Data page"
    qtbot.keyClick(window, Qt.Key.Key_P, CTRL)
    assert window.statusBar().currentMessage() == "No run is going on"
    assert not window.training.is_on


def test_the_palette_goes_to_a_tab_a_setting_and_a_run(window: StudioWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = window.shell.palette
    assert palette.isVisible()
    qtbot.keyClicks(palette.edit, "train queue")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.step == "train"
    assert window.train_page.tabs.currentIndex() == 4
    window.show_page("data")
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(palette.edit, "optimizer.weight_decay")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.step == "train"
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "recipe.optimizer.weight_decay"
    # Without images, what needs them is there, grey, with the reason.
    assert "Choose images first" in _found(window, "setting.balance.method").why_not
    assert window.preferred.now.palette_used[0] == "setting.optimizer.weight_decay"


def test_everything_can_be_found(window: StudioWindow) -> None:
    names = {one.name for one in destinations(window)}
    assert {f"setting.{key}" for key in recipe_fields()} - names <= {
        "setting.data.source",
        "setting.model.name",
    }
    for name in ("action.theme.dark", "action.language.fr", "preset.digits", "help.trouble"):
        assert name in names
    assert {f"action.page.{step}" for step in ("data", "export")} <= names


def test_f1_opens_the_page_of_what_is_in_sight(window: StudioWindow, qtbot: QtBot) -> None:
    window.show_page("evaluate")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    help_window = window.shell.help
    assert help_window.isVisible()
    assert help_window.current == "evaluate"
    _found(window, "setting.optimizer.lr").do()
    window.shell.show_help()
    assert help_window.current == "settings-optimizer"
    assert "optimizer.lr" in help_window.text.textCursor().block().text()


def test_the_log_opens_and_closes_by_key_and_cross(window: StudioWindow, qtbot: QtBot) -> None:
    panel = window.shell.log_panel
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL | SHIFT)
    assert panel.isVisible()
    assert panel.search.hasFocus()
    close = panel.findChild(QToolButton, "log.close")
    assert close is not None
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert panel.isHidden()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "rail.data"


def test_the_menu_does_what_it_says(window: StudioWindow) -> None:
    menu = window.rail.menu.menu()
    menu.aboutToShow.emit()
    actions = {action.objectName(): action for action in menu.actions()}
    assert {"menu.action.help", "menu.action.log", "menu.action.about"} <= set(actions)
    actions["menu.action.log"].trigger()
    assert window.shell.log_panel.isVisible()
    before = window.preferred.now.notify
    actions["menu.action.notify"].trigger()
    assert window.preferred.now.notify is not before


def _end(window: StudioWindow, tmp_path: Path, status: str = "finished") -> None:
    """What the training tells when a run ends."""
    window.training.heard.emit(Evaluated("test", 100, 0.97, 0.97, 0.1))
    window.training.heard.emit(RunEnded(status))
    window.training.ended.emit(str(tmp_path / "nightly"))


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The user looks at another program; the windows that asked for attention."""
    alerted: list[object] = []
    away = Qt.ApplicationState.ApplicationInactive
    monkeypatch.setattr(QGuiApplication, "applicationState", staticmethod(lambda: away))
    monkeypatch.setattr(QApplication, "alert", staticmethod(lambda w, *_: alerted.append(w)))
    return alerted


def test_the_end_of_a_run_is_told_to_who_looks_elsewhere(
    window: StudioWindow, elsewhere: list[object], tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.shell.notification.told) as told:
        _end(window, tmp_path)
    assert told.args == ["nightly is finished: 97.0 % of the test images are right"]
    assert "nightly is finished" in window.banners.texts()[0]
    assert elsewhere == [window]
    with qtbot.waitSignal(window.shell.notification.told) as told:
        window.training.failed.emit(ValueError("no room"))
        _end(window, tmp_path)
    assert told.args == ["nightly failed: no room"]


def test_nothing_is_told_to_who_is_here_or_wants_none(
    window: StudioWindow,
    elsewhere: list[object],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.preferred.set(notify=False)
    with qtbot.assertNotEmitted(window.shell.notification.told):
        _end(window, tmp_path)
    window.preferred.set(notify=True)
    here = Qt.ApplicationState.ApplicationActive
    monkeypatch.setattr(QGuiApplication, "applicationState", staticmethod(lambda: here))
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    with qtbot.assertNotEmitted(window.shell.notification.told):
        _end(window, tmp_path)
    assert elsewhere == []


def test_closing_asks_while_something_is_going_on(
    window: StudioWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(parent: QWidget, title: str, text: str, *_: str, destroys: bool = False) -> bool:
        asked.append(text)
        return False

    monkeypatch.setattr("regnet_studio.studio.window.asked", answer)
    parts = {
        "reading of the images": (type(window.reading), "is_scanning"),
        "An export": (type(window.export_page), "is_busy"),
        "An evaluation": (type(window.evaluate_page), "is_evaluating"),
        "A trial": (type(window.train_page), "is_trying"),
        "measuring of a network": (type(window.model_page), "is_measuring"),
        "A prediction": (type(window.predict_page), "is_busy"),
    }
    for said, (kind, name) in parts.items():
        with monkeypatch.context() as patch:
            patch.setattr(kind, name, property(lambda _: True))
            assert not window.close()
            assert said in asked[-1]
            assert not window.is_closed
    for tab, said in (
        ("labels", "label errors"),
        ("robustness", "robustness"),
        ("regulators", "early exits"),
        ("report", "A report"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(type(window.evaluate_page), "busy_tabs", lambda _, tab=tab: [tab])
            assert not window.close()
            assert said in asked[-1]
    assert len(asked) == len(parts) + 4
    assert window.close()
    assert len(asked) == len(parts) + 4
