"""Panes and rows that give way where there is no room for them side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.panes import Panes


def _panes(qtbot: QtBot) -> Panes:
    first, second = QWidget(), QWidget()
    first.setMinimumSize(300, 100)
    second.setMinimumSize(200, 100)
    made = Panes(first, second, (2, 1), least=600)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def test_two_panes_share_the_width_and_stand_below_one_another_where_it_is_short(
    qtbot: QtBot,
) -> None:
    made = _panes(qtbot)
    assert made.orientation() == Qt.Orientation.Horizontal
    wide, narrow = made.sizes()
    assert abs(wide - 2 * narrow) < 10
    made.resize(500, 700)
    assert made.is_stacked
    assert made.minimumSizeHint().width() == 300
    assert made.minimumSizeHint().height() >= 480
    made.resize(900, 700)
    assert not made.is_stacked
    assert made.minimumSizeHint().width() == 300
    assert made.minimumSizeHint().height() < 240


def test_one_that_is_hidden_leaves_all_room_to_the_other(qtbot: QtBot) -> None:
    made = _panes(qtbot)
    second = made.widget(1)
    assert second is not None
    second.hide()
    made.resize(400, 700)
    assert not made.is_stacked
    second.show()
    qtbot.waitUntil(lambda: made.is_stacked)


def test_controls_go_on_in_the_next_line(qtbot: QtBot) -> None:
    search, buttons = QLineEdit(), [QPushButton(f"button number {n}") for n in range(3)]
    made = FlowRow(search, *buttons)
    qtbot.addWidget(made)
    made.resize(900, 40)
    made.show()
    assert len({part.y() for part in buttons}) == 1
    assert buttons[-1].geometry().right() == 899  # what there is too much goes to the search
    one_line = made.heightForWidth(900)
    narrow = max(made.minimumSizeHint().width(), 160)
    made.resize(narrow, made.heightForWidth(narrow))
    assert made.heightForWidth(narrow) > 2 * one_line
    assert len({part.y() for part in buttons}) == 3
    assert all(part.geometry().right() < narrow for part in buttons)
    buttons[0].hide()
    qtbot.waitUntil(lambda: made.heightForWidth(narrow) < 4 * one_line)


def test_a_row_measures_anew_what_changed_in_sight_and_out_of_it(qtbot: QtBot) -> None:
    one, other = QPushButton("one"), QPushButton("other")
    made = FlowRow(one, other)
    qtbot.addWidget(made)
    made.resize(600, 100)
    made.show()
    in_one_line = made.heightForWidth(600)
    other.setText("other " * 40)
    qtbot.waitUntil(lambda: made.heightForWidth(600) > 1.5 * in_one_line)
    assert other.y() > one.y()
    made.hide()
    other.setText("other")
    made.show()
    assert made.heightForWidth(600) == in_one_line
    assert other.y() == one.y()
