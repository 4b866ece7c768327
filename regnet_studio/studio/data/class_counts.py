"""How many images each class has in each split, as bars and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.look.text_size import grown, hold_rows
from regnet_studio.studio.look.theme import Theme, mixed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COLORS = {
    "unsplit": "train",
    "train": "train",
    "validation": "validation",
    "test": "test",
    "left out": "line_strong",
    "before": "test",
    "after": "train",
}
_ROW_PX, _TALLEST_ROW_PX = 30, 54
_LEAST_BAR_PX = 48
_MARK_PX = 32
"""Beside a title: its padding and the mark of the order."""
_NAME, _BAR = 0, 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class ClassCounts(QTableView):
    """One row a class: name, a bar made of its parts, and the numbers. A click on a title sorts.

    Args:
        stacked: the parts are shares of one bar; else each has a bar of its own, for comparing.
    """

    chosen = Signal(int)
    """The number of a class was asked for (Enter or a double click)."""

    def __init__(self, theme: Theme, name: str, *, stacked: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Images per class"))
        self._names_px = 100
        self._model = _Counts(self)
        self.setModel(self._model)
        self._model.headerDataChanged.connect(self._share_width)
        self.setItemDelegateForColumn(_BAR, _Bars(theme, self, stacked))
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        hold_rows(self, _ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.sectionResized.connect(lambda place, *_: self._fit_bars() if place != _BAR else None)
        self.doubleClicked.connect(lambda index: self.chosen.emit(self._model.class_at(index)))
        self.sortByColumn(_NAME, Qt.SortOrder.AscendingOrder)
        theme.changed.connect(self.viewport().update)
        theme.changed.connect(self._share_height)
        theme.changed.connect(self._share_width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()
        if event.oldSize().width() != event.size().width():
            self._fit_names()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_class() >= 0:
            self.chosen.emit(self.current_class())
            return
        super().keyPressEvent(event)

    def show_parts(self, classes: tuple[str, ...], parts: dict[str, NDArray[np.int64]]) -> None:
        """Show ``parts``: name -> images of each class, [classes]."""
        here = self.current_class()
        self._model.show_parts(classes, parts)
        self._share_width()
        self._share_height()
        if here >= 0:
            self.select_class(here)

    def current_class(self) -> int:
        """The number of the class that is selected; -1: none."""
        index = self.currentIndex()
        return self._model.class_at(index) if index.isValid() else -1

    def select_class(self, number: int) -> None:
        """Select a class, if there are so many."""
        place = self._model.place_of(number)
        if place >= 0:
            self.setCurrentIndex(self._model.index(place, _NAME))

    def numbers(self, part: str) -> list[int]:
        """What stands in the column of a part, by number of the class."""
        return [int(count) for count in self._model.parts[part]]

    def _share_height(self) -> None:
        """Few classes have thick bars."""
        room = self.viewport().height() // max(self._model.rowCount(), 1)
        height = min(max(room, grown(_ROW_PX)), grown(_TALLEST_ROW_PX))
        if height != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(height)

    def _share_width(self) -> None:
        """Numbers get what the widest needs, names up to two fifths, the bars the rest."""
        metrics = self.horizontalHeader().fontMetrics()
        for place in range(_BAR + 1, self._model.columnCount()):
            texts = (self._model.title(place), words.number(self._model.most(place)))
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            self.horizontalHeader().resizeSection(place, round(widest * 1.1) + _MARK_PX)
        metrics = self.fontMetrics()
        names = self._model.names[:500]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        self._names_px = max(round(widest * 1.1) + 28, 100)
        self._fit_names()

    def _fit_names(self) -> None:
        header, room = self.horizontalHeader(), self.viewport().width()
        numbers = sum(header.sectionSize(n) for n in range(_BAR + 1, self._model.columnCount()))
        most = max(min(room * 2 // 5, room - numbers - _LEAST_BAR_PX), grown(88))
        header.resizeSection(_NAME, min(self._names_px, most))
        self._fit_bars()

    def _fit_bars(self) -> None:
        header = self.horizontalHeader()
        others = (header.sectionSize(n) for n in range(self._model.columnCount()) if n != _BAR)
        left = self.viewport().width() - sum(others)
        self.setColumnHidden(_BAR, left < _LEAST_BAR_PX)
        header.resizeSection(_BAR, max(left, _LEAST_BAR_PX))


class _Counts(QAbstractTableModel):
    """The numbers, sorted by a column; nothing is kept per cell."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.parts: dict[str, NDArray[np.int64]] = {}
        self._titles: list[str] = []
        self._order: list[int] = []
        self._place: dict[int, int] = {}
        self._sorting = (_NAME, Qt.SortOrder.AscendingOrder)
        self.scale = 1
        """Images that fill the width of a bar, where parts are stacked."""
        self.most_of_one = 1
        """The same where each part has a bar of its own."""

    def show_parts(self, names: tuple[str, ...], parts: dict[str, NDArray[np.int64]]) -> None:
        self.beginResetModel()
        self.names, self.parts = names, parts
        stacked = sum(parts.values()) if parts else None
        self.scale = max(int(stacked.max(initial=1)) if stacked is not None else 1, 1)  # pyright: ignore[reportAttributeAccessIssue]
        self.most_of_one = max((int(p.max(initial=1)) for p in parts.values()), default=1)
        self._titles = [words.split(part).capitalize() for part in parts]
        self._sort()
        self.endResetModel()

    def reword(self, _: object) -> None:
        """Say the headings in another language."""
        self._titles = [words.split(part).capitalize() for part in self.parts]
        last = max(self.columnCount() - 1, 0)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def title(self, place: int) -> str:
        if place == _NAME:
            return self.tr("Class")
        return "" if place == _BAR else self._titles[place - _BAR - 1]

    def most(self, place: int) -> int:
        return int(self._column(place).max(initial=0))

    def class_at(self, index: Index) -> int:
        return self._order[index.row()]

    def place_of(self, number: int) -> int:
        return self._place.get(number, -1)

    def of_class(self, number: int) -> list[tuple[str, int]]:
        """The parts of a class."""
        return [(part, int(counts[number])) for part, counts in self.parts.items()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2 + len(self.parts)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section > _BAR else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number, column = self._order[index.row()], index.column()
        if column == _BAR:
            spoken = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
            if role in spoken:
                parts = self.of_class(number)
                return ", ".join(f"{words.split(p)} {words.number(n)}" for p, n in parts)
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column == _NAME else _RIGHT
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if column == _NAME:
                return self.names[number]
            return words.number(int(self._column(column)[number]))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._sorting = (column, order)
        self._sort()
        self.endResetModel()

    def _sort(self) -> None:
        column, order = self._sorting
        numbers = list(range(len(self.names)))
        if column != _NAME and column < 2 + len(self.parts):
            values = self._column(column)
            numbers.sort(key=lambda number: int(values[number]))
        if order == Qt.SortOrder.DescendingOrder:
            numbers.reverse()
        self._order = numbers
        self._place = {number: place for place, number in enumerate(numbers)}

    def _column(self, column: int) -> NDArray[np.int64]:
        if column > _BAR:
            return list(self.parts.values())[column - _BAR - 1]
        total: Any = sum(self.parts.values())
        return total


def part_color(theme: Theme, part: str) -> QColor:
    """The colour of a part's bars."""
    return mixed(theme.color(_COLORS.get(part, "train")), theme.color("surface"), 0.15)


class _Bars(QStyledItemDelegate):
    """Paints a class's images as one bar of several colours, or as several bars."""

    def __init__(self, theme: Theme, parent: QWidget, stacked: bool) -> None:
        super().__init__(parent)
        self._theme, self._stacked = theme, stacked

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        model = index.model()
        assert isinstance(model, _Counts)
        parts = model.of_class(model.class_at(index))
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        inner = QRectF(rect.adjusted(8, 0, -8, 0))
        most = model.scale if self._stacked else model.most_of_one
        lines = 1 if self._stacked else len(parts)
        height = max(min(rect.height() * 0.45, (rect.height() - 8) / lines - 1), 4.0)
        left = inner.left()
        top = inner.center().y() - height / 2
        if not self._stacked:
            top = inner.center().y() - (height + 1) * len(parts) / 2
        for part, count in parts:
            width = inner.width() * count / most
            painter.fillRect(QRectF(left, top, width, height), part_color(self._theme, part))
            if self._stacked:
                left += width
            else:
                top += height + 1
