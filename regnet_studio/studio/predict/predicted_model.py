"""Predictions as a model of lines and columns: sorted and filtered by number, whatever their count.

A hundred thousand lines cost as much as those in sight: nothing is kept per cell.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from regnet_studio.studio import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.runs.predicted import Predicted

PICTURE, FILE, CLASS, CONFIDENCE, SECOND = range(5)
SHARE = Qt.ItemDataRole.UserRole
"""Of a cell of the confidence: the probability, 0..1."""
When = Literal["any", "at least", "below"]
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Filter:
    """Which predictions are shown."""

    text: str = ""
    """A part of the file's name, whatever its capitals."""
    label: int = -1
    """The number of a class; -1: all."""
    when: When = "any"
    share: float = 0.0
    """The confidence that ``when`` speaks of, 0..1."""


class PredictedModel(QAbstractTableModel):
    """The predictions that the filter lets through, in the order that was chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._predicted: Predicted | None = None
        self._folded: list[str] = []
        """Names of the files without capitals, for the search."""
        self._rows: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._filter = Filter()
        self._sorted = (FILE, Qt.SortOrder.AscendingOrder)

    @property
    def predicted(self) -> Predicted | None:
        """What is shown."""
        return self._predicted

    @property
    def filter(self) -> Filter:
        """What is let through."""
        return self._filter

    def rows(self) -> NDArray[np.int64]:
        """The predictions shown, top to bottom: their places."""
        return self._rows

    def place(self, index: _Index) -> int:
        """The prediction of a line."""
        return int(self._rows[index.row()])

    def line(self, place: int) -> int:
        """The line of a prediction; -1: it is not shown."""
        found = np.flatnonzero(self._rows == place)
        return int(found[0]) if len(found) else -1

    def show_predicted(self, predicted: Predicted | None) -> None:
        """Show these from now on, all of them."""
        self.beginResetModel()
        self._predicted, self._folded = predicted, []
        self._filter = Filter()
        self._fold()
        self._rows = self._arranged()
        self.endResetModel()

    @property
    def is_plain(self) -> bool:
        """Whether all are shown as they come, so that new ones are put at the end."""
        return self._filter == Filter() and self._sorted == (FILE, Qt.SortOrder.AscendingOrder)

    def grow(self) -> None:
        """There are more: put them at the end, or where the filter and the order want them."""
        if self._predicted is None:
            return
        self._fold()
        if not self.is_plain:
            self._rearrange()
            return
        before, now = len(self._rows), len(self._predicted)
        if now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
            self._rows = np.arange(now)
            self.endInsertRows()

    def let_through(self, filter: Filter) -> None:
        """Show what these words let through."""
        if filter != self._filter:
            self._filter = filter
            self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= FILE:
            self._sorted = column, order
            self._rearrange()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                "",
                self.tr("File"),
                self.tr("Taken for"),
                self.tr("Confidence"),
                self.tr("Second"),
            )[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._predicted is None:
            return None
        place, column = self.place(index), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(place, column)
        if role == SHARE and column == CONFIDENCE:
            return float(self._predicted.confidences[place])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._predicted.paths[place] if column == FILE else self._text(place, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == PICTURE:
            return self._text(place, FILE)
        return None

    def _text(self, place: int, column: int) -> str:
        assert self._predicted is not None
        top = self._predicted.top_of(place)
        if column == FILE:
            return os.path.basename(self._predicted.paths[place])  # noqa: PTH119
        if column == CLASS:
            return top[0][0]
        if column == CONFIDENCE:
            return words.percent(top[0][1])
        if column == SECOND and len(top) > 1:
            return words.labelled(top[1][0], words.percent(top[1][1]))
        return ""

    def _fold(self) -> None:
        if self._predicted is not None:
            new = self._predicted.paths[len(self._folded) :]
            self._folded += [os.path.basename(path).casefold() for path in new]  # noqa: PTH119

    def _rearrange(self) -> None:
        self.layoutAboutToBeChanged.emit()
        before = [(index, self.place(index)) for index in self.persistentIndexList()]
        self._rows = self._arranged()
        for index, place in before:
            line = self.line(place)
            now = self.index(line, index.column()) if line >= 0 else QModelIndex()
            self.changePersistentIndex(index, now)
        self.layoutChanged.emit()

    def _arranged(self) -> NDArray[np.int64]:
        predicted = self._predicted
        if predicted is None:
            return np.zeros(0, dtype=np.int64)
        shown = self._filter
        keep = np.ones(len(predicted), dtype=bool)
        if shown.label >= 0:
            keep &= predicted.labels == shown.label
        if shown.when == "at least":
            keep &= predicted.confidences >= shown.share
        elif shown.when == "below":
            keep &= predicted.confidences < shown.share
        text = shown.text.strip().casefold()
        if text:
            keep &= np.fromiter((text in name for name in self._folded), bool, len(keep))
        rows = np.flatnonzero(keep)
        column, order = self._sorted
        keys = self._keys(column)
        if keys is not None:
            keys = keys[rows]
            down = order == Qt.SortOrder.DescendingOrder
            return rows[np.argsort(-keys if down else keys, kind="stable")]
        return rows if order == Qt.SortOrder.AscendingOrder else rows[::-1]

    def _keys(self, column: int) -> NDArray[Any] | None:
        """Numbers to sort a column by; None: the files come sorted."""
        predicted = self._predicted
        if predicted is None or column == FILE:
            return None
        if column == CONFIDENCE:
            return predicted.confidences
        rank = 1 if column == SECOND and predicted.top.shape[1] > 1 else 0
        names = predicted.classes
        alphabetic = np.zeros(len(names), dtype=np.int32)
        alphabetic[sorted(range(len(names)), key=lambda n: names[n].casefold())] = np.arange(
            len(names)
        )
        return alphabetic[predicted.top[:, rank]]
