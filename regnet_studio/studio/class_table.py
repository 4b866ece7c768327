"""Figures per class in a table that sorts by number, not by text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from regnet_studio.studio import words

SORT = Qt.ItemDataRole.UserRole
_FIGURES = ("precision", "recall", "f1")


class ClassTable(QTableView):
    """Precision, recall, F1 and support of each class."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("class.table")
        self.setAccessibleName(self.tr("Figures per class"))
        self._model = QStandardItemModel(self)
        self._model.setSortRole(SORT)
        self.setModel(self._model)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.verticalHeader().hide()

    def show_classes(self, classes: list[dict[str, Any]]) -> None:
        """Show ``classes`` of a report."""
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [
                self.tr("Class"),
                self.tr("Precision"),
                self.tr("Recall"),
                self.tr("F1"),
                self.tr("Images"),
            ]
        )
        for place, figures in enumerate(classes):
            name = QStandardItem(str(figures["name"]))
            name.setData(place, SORT)
            name.setToolTip(name.text())
            cells = [name]
            for key in _FIGURES:
                cells.append(_cell(words.percent(figures[key]), float(figures[key])))
            cells.append(_cell(words.number(int(figures["support"])), int(figures["support"])))
            self._model.appendRow(cells)
        for place in range(self._model.columnCount()):
            side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
            self._model.horizontalHeaderItem(place).setTextAlignment(
                side | Qt.AlignmentFlag.AlignVCenter
            )
        self._share_width()
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    def _share_width(self) -> None:
        """Figures get what their widest title needs, names get the rest."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        titles = [self._model.horizontalHeaderItem(n).text() for n in range(1, 5)]
        widest = max(header.fontMetrics().horizontalAdvance(title) for title in titles)
        for place in range(1, 5):
            header.resizeSection(place, round(widest * 1.12) + 18)


def _cell(text: str, value: float) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(value, SORT)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
