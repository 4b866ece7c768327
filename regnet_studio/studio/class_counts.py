"""How many images each class has in each split, as numbers and bars."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.theme import Theme, mixed

_PARTS = Qt.ItemDataRole.UserRole
SORT = Qt.ItemDataRole.UserRole + 1
_COLORS = {"unsplit": "train", "train": "train", "validation": "validation", "test": "test"}


class ClassCounts(QTableView):
    """One row a class: name, a bar made of its splits, and the numbers. A click sorts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("class.counts")
        self.setAccessibleName(self.tr("Images per class"))
        self._theme = theme
        self._model = QStandardItemModel(self)
        self._model.setSortRole(SORT)
        self.setModel(self._model)
        self.setItemDelegateForColumn(1, _BarDelegate(theme, self))
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        theme.changed.connect(self.viewport().update)

    def show_counts(self, classes: tuple[str, ...], counts: dict[str, dict[str, int]]) -> None:
        """Show split -> class -> images."""
        splits = list(counts)
        self._model.clear()
        titles = [self.tr("Class"), self.tr("Images")]
        if len(splits) > 1:  # the bar's column is narrow then, and the numbers say it all
            titles[1] = ""
            titles += [words.split(split).capitalize() for split in splits]
        titles.append(self.tr("Total"))
        self._model.setHorizontalHeaderLabels(titles)
        totals = {name: sum(counts[s].get(name, 0) for s in splits) for name in classes}
        most = max(totals.values(), default=1) or 1
        for place, name in enumerate(classes):
            parts = {split: counts[split].get(name, 0) for split in splits}
            first = QStandardItem(name)
            first.setData(place, SORT)
            first.setToolTip(name)
            bar = QStandardItem()
            bar.setData((parts, most), _PARTS)
            bar.setData(totals[name], SORT)
            spoken = ", ".join(f"{words.split(s)} {n}" for s, n in parts.items())
            bar.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            bar.setToolTip(spoken)
            numbers = [*parts.values()] if len(splits) > 1 else []
            self._model.appendRow([first, bar, *(_number(n) for n in (*numbers, totals[name]))])
        for place in range(2, self._model.columnCount()):
            self._model.horizontalHeaderItem(place).setTextAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.resizeColumnToContents(0)
        self.setColumnWidth(0, min(max(self.columnWidth(0), 80), 160))
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)


def _number(value: int) -> QStandardItem:
    item = QStandardItem(words.number(value))
    item.setData(value, SORT)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


class _BarDelegate(QStyledItemDelegate):
    """Paints a class's images as one bar, a colour for each split."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, 24)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        parts, most = index.data(_PARTS)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        inner = rect.adjusted(8, 0, -8, 0)
        height = min(12, inner.height() - 6)
        left = float(inner.left())
        top = inner.center().y() - height / 2 + 0.5
        surface = self._theme.color("surface")
        for split, count in parts.items():
            width = inner.width() * count / most
            color = mixed(self._theme.color(_COLORS.get(split, "train")), surface, 0.15)
            painter.fillRect(QRectF(left, top, width, height), color)
            left += width
