"""The palette finds anything by a few letters, quickly, and gives the keyboard back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.destinations import Destination, made
from regnet_studio.studio.shell.matching import fit, folded
from regnet_studio.studio.shell.palette import Palette, best


def _names(found: list[Destination]) -> list[str]:
    return [one.name for one in found]


@pytest.fixture
def done() -> list[str]:
    """Names of what was done."""
    return []


@pytest.fixture
def known(done: list[str]) -> list[Destination]:
    def one(name: str, title: str, detail: str = "", why_not: str = "") -> Destination:
        return made(name, title, lambda: done.append(name), detail, why_not=why_not)

    return [
        one("train", "Train"),
        one("stop", "Stop after this batch", why_not="No run is going on"),
        one("balance", "Data › Balance", "tab"),
        one("lr", "Learning rate", "setting · optimizer.lr"),
        one("decay", "Weight decay", "setting · optimizer.weight_decay"),
        one("rate-help", "Évaluer le taux", "help"),
    ]


@pytest.fixture
def palette(theme: Theme, qtbot: QtBot, known: list[Destination]) -> Palette:
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit())
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return Palette(theme, lambda: known, window)


def _line_below(palette: Palette) -> QLineEdit:
    """The line of the window that it lies over."""
    window = palette.parentWidget()
    line = window.findChild(QLineEdit) if window is not None else None
    assert line is not None
    return line


def test_words_match_in_any_order_and_anywhere_in_a_word() -> None:
    text = folded("Learning rate · optimizer.lr")
    assert fit(["rate", "learn"], text) > 0
    assert fit(["optimizer", "lr"], text) > 0
    assert fit(["rate", "momentum"], text) == 0
    # The start of the title is better than a later word, and that better than a word's inside.
    first, later, inside = (fit([word], text) for word in ("learn", "rate", "arning"))
    assert first > later > inside > 0


def test_accents_and_case_do_not_matter() -> None:
    assert fit(["evaluer"], folded("Évaluer")) > 0
    assert folded("  Data › Balance ") == " data balance"


def test_the_best_comes_first_and_what_was_used_before_its_equals(
    known: list[Destination],
) -> None:
    assert _names(best("learning rate", known, ()))[0] == "lr"
    assert _names(best("bal", known, ())) == ["balance"]
    assert _names(best("optimizer", known, ())) == ["lr", "decay"]
    assert _names(best("optimizer", known, ("decay",)))[0] == "decay"
    assert best("zzz", known, ()) == []


def test_with_nothing_typed_the_last_used_come_first_and_the_impossible_last(
    known: list[Destination],
) -> None:
    names = _names(best("", known, ("decay", "balance")))
    assert names[:2] == ["decay", "balance"]
    assert names[-1] == "stop"


def test_enter_does_it_and_the_keyboard_goes_back(
    palette: Palette, qtbot: QtBot, done: list[str]
) -> None:
    line = _line_below(palette)
    line.setFocus()
    palette.open()
    assert palette.edit.hasFocus()
    qtbot.keyClicks(palette.edit, "weight")
    with qtbot.waitSignal(palette.used_changed) as told:
        qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert done == ["decay"]
    assert told.args == [("decay",)]
    assert not palette.isVisible()
    assert line.hasFocus()
    palette.open()
    assert palette.shown()[0].name == "decay"
    assert palette.edit.text() == ""


def test_arrows_choose_and_stay_within_the_list(
    palette: Palette, qtbot: QtBot, done: list[str]
) -> None:
    palette.open()
    qtbot.keyClicks(palette.edit, "optimizer")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Up)
    for _ in range(5):
        qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    assert "Weight decay" in palette.edit.accessibleDescription()
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert done == ["decay"]


def test_what_cannot_be_done_says_why_and_is_not_done(
    palette: Palette, qtbot: QtBot, done: list[str]
) -> None:
    palette.open()
    qtbot.keyClicks(palette.edit, "stop")
    assert "No run is going on" in palette.edit.accessibleDescription()
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert done == []
    assert palette.isVisible()
    qtbot.keyClick(palette.edit, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_a_click_beside_it_closes_it(palette: Palette, qtbot: QtBot) -> None:
    palette.open()
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()


def test_nothing_found_is_said(palette: Palette, qtbot: QtBot) -> None:
    palette.open()
    qtbot.keyClicks(palette.edit, "zzzz")
    none = palette.findChild(QWidget, "palette.none")
    assert none is not None
    assert none.isVisible()
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert palette.isVisible()
