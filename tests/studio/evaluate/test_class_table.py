"""The table of classes: sorted by number, searched by name, as wide as there is room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from regnet_studio.studio.evaluate.class_table import ClassTable

ROWS = [
    {"name": "cat", "precision": 0.9, "recall": 0.100, "f1": 0.3, "support": 5, "auc": 0.91},
    {"name": "Dog", "precision": 0.8, "recall": 0.095, "f1": 0.2, "support": 50, "auc": None},
    {"name": "deer", "precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 500, "auc": 0.5},
]


@pytest.fixture
def table(qtbot: QtBot) -> ClassTable:
    made = ClassTable()
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show_classes(ROWS)
    made.show()
    return made


def test_it_sorts_by_number(table: ClassTable) -> None:
    assert table.names() == ["cat", "Dog", "deer"]
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert table.names() == ["Dog", "cat", "deer"]
    table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert table.names() == ["deer", "Dog", "cat"]


def test_what_has_no_figure_comes_last_either_way(table: ClassTable) -> None:
    table.sortByColumn(5, Qt.SortOrder.AscendingOrder)
    assert table.names() == ["deer", "cat", "Dog"]
    table.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    assert table.names() == ["cat", "deer", "Dog"]
    assert table.model().index(2, 5).data() == "–"


def test_searching_keeps_the_order(table: ClassTable) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    table.search("D")
    assert table.names() == ["Dog", "deer"]
    table.search("")
    assert table.names() == ["Dog", "cat", "deer"]


def test_a_double_click_tells_the_class_and_not_the_line(table: ClassTable, qtbot: QtBot) -> None:
    table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    with qtbot.waitSignal(table.class_chosen) as chosen:
        table.activated.emit(table.model().index(0, 0))
    assert chosen.args == [2]


def test_the_last_figures_give_way(table: ClassTable) -> None:
    assert not table.isColumnHidden(5)
    assert table.isColumnHidden(6), "no class has an average precision here"
    table.resize(380, 300)
    assert table.isColumnHidden(5)
    assert not table.isColumnHidden(4)
