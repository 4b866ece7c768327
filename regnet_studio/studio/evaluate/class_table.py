"""Figures per class in a table that sorts by number, not by text, and finds a class by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from regnet_studio.studio import words

SORT = Qt.ItemDataRole.UserRole
_FIGURES = ("precision", "recall", "f1", "support", "auc", "average_precision")
_WIDE = len(_FIGURES) - 1
"""The first column (of 0, the name) that is shown only where there is room."""
_NAME_PX = 110
"""Of a name, before figures beyond the first are shown beside it."""
_PADDING = 16
_Index = QModelIndex | QPersistentModelIndex


class ClassTable(QTableView):
    """Precision, recall, F1 and support of each class; AUC and average precision with room."""

    class_chosen = Signal(int)
    """The number of a class, by Enter or a double click."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("class.table")
        self.setAccessibleName(self.tr("Figures per class"))
        self._table = _Classes(self)
        self.setModel(self._table)
        self.setProperty("role", "dense")
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.activated.connect(lambda index: self.class_chosen.emit(self._table.number(index)))

    def show_classes(self, classes: Sequence[Any]) -> None:
        """Show ``classes`` of a report, as records or as :class:`ClassFigures`."""
        self._table.show_classes(classes)
        self._share_width()
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    def search(self, text: str) -> None:
        """Show only classes with ``text`` in their names."""
        self._table.search(text)

    def names(self) -> list[str]:
        """The classes shown, top to bottom."""
        count = self._table.rowCount()
        return [str(self._table.index(row, 0).data()) for row in range(count)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Figures get what their titles need, names the rest; the last figures come with room."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        metrics, taken = header.fontMetrics(), 0
        for place in range(1, self._table.columnCount()):
            title = str(self._table.headerData(place, Qt.Orientation.Horizontal))
            wide = 1.12 * max(metrics.horizontalAdvance(text) for text in (title, "100.0 %"))
            header.resizeSection(place, round(wide) + _PADDING)
            taken += round(wide) + _PADDING
            fits = taken + _NAME_PX <= self.viewport().width()
            hidden = place >= _WIDE and (not fits or not self._table.has(place))
            if hidden != self.isColumnHidden(place):
                self.setColumnHidden(place, hidden)


class _Classes(QAbstractTableModel):
    """The classes of a report, sorted and searched by number: a thousand cost nothing."""

    def __init__(self, parent: ClassTable) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._values = np.zeros((0, len(_FIGURES)))
        """[K, figures]; NaN: there is none."""
        self._rows = np.zeros(0, dtype=np.int64)
        self._sorted = (0, Qt.SortOrder.AscendingOrder)
        self._text = ""

    def show_classes(self, classes: Sequence[Any]) -> None:
        self.beginResetModel()
        records = [each if isinstance(each, dict) else vars(each) for each in classes]
        self._names = [str(record["name"]) for record in records]
        rows = [[record.get(key) for key in _FIGURES] for record in records]
        self._values = np.array(rows, dtype=np.float64).reshape(len(rows), len(_FIGURES))
        self._text = ""
        self._arrange()
        self.endResetModel()

    def search(self, text: str) -> None:
        self.beginResetModel()
        self._text = text.strip().casefold()
        self._arrange()
        self.endResetModel()

    def has(self, column: int) -> bool:
        """Whether any class has this figure."""
        return not column or bool(np.isfinite(self._values[:, column - 1]).any())

    def number(self, index: _Index) -> int:
        """The class of a line."""
        return int(self._rows[index.row()])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = [(index, self.number(index)) for index in self.persistentIndexList()]
        self._sorted = column, order
        self._arrange()
        places = {number: row for row, number in enumerate(self._rows.tolist())}
        for index, number in before:
            self.changePersistentIndex(index, self.index(places[number], index.column()))
        self.layoutChanged.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1 + len(_FIGURES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        short = (
            self.tr("Class"),
            self.tr("Precision"),
            self.tr("Recall"),
            self.tr("F1"),
            self.tr("Images"),
            self.tr("AUC"),
            self.tr("AP"),
        )
        whole = (
            self.tr("Class"),
            self.tr("Of the images called so, the share that are"),
            self.tr("Of the images that are so, the share that are called so"),
            self.tr("Harmonic mean of precision and recall"),
            self.tr("Images of the class in this split"),
            self.tr("Area under the ROC curve of the class against the rest"),
            self.tr("Average precision of the class against the rest"),
        )
        return (short if role == Qt.ItemDataRole.DisplayRole else whole)[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, SORT):
            return None
        number, column = self.number(index), index.column()
        if role == Qt.ItemDataRole.ToolTipRole and column:
            return None
        if not column:
            return number if role == SORT else self._names[number]
        value = float(self._values[number, column - 1])
        if role == SORT:
            return value
        if _FIGURES[column - 1] == "support":
            return words.number(int(value))
        if np.isnan(value):
            return "–"
        ranked = _FIGURES[column - 1] in ("auc", "average_precision")
        return words.decimal(value, 3) if ranked else words.percent(value)

    def _arrange(self) -> None:
        column, order = self._sorted
        down = order == Qt.SortOrder.DescendingOrder
        rows = np.arange(len(self._names))
        if column > 0:
            values = self._values[:, column - 1]
            rows = np.argsort(-values if down else values, kind="stable")  # NaN comes last
        elif down:
            rows = rows[::-1]
        if self._text:
            found = [self._text in self._names[row].casefold() for row in rows.tolist()]
            rows = rows[np.array(found, dtype=bool)]
        self._rows = rows


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
