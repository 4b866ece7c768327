"""How a run is drawn in the rail: its name, and below it status, best accuracy and disk use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.run_model import RUN, disk_text

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary

_MARKS = {"finished": "●", "stopped": "■", "running": "▶", "interrupted": "▲", "failed": "✕"}
_COLORS = {
    "finished": "best",
    "stopped": "muted",
    "running": "accent",
    "interrupted": "mistake_line",
    "failed": "error_text",
}
_SMALL = 0.88
Index = QModelIndex | QPersistentModelIndex


class NameEditor(QStyledItemDelegate):
    """Renames a run in place; what is typed outlives a refresh of the list."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("run.name")
        editor.setAccessibleName(self.tr("Name of the run"))
        editor.setFrame(False)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(model.index(index.row(), index.column()), editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect = _rect(option)
        rect.setHeight(min(rect.height(), editor.sizeHint().height()))
        editor.setGeometry(rect)


class RunLine(NameEditor):
    """Two lines: the name; status, best accuracy and disk use."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = option.fontMetrics.height()  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(100, 2 * line + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        run: RunSummary | None = index.data(RUN)
        if run is None:
            return
        rect = _rect(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._fill(painter, rect, option.state)  # pyright: ignore[reportAttributeAccessIssue]
        inner = rect.adjusted(8, 5, -8, -5)
        font = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        half = inner.height() // 2
        top = QRect(inner.left(), inner.top(), inner.width(), half)
        bottom = QRect(inner.left(), inner.top() + half, inner.width(), half)
        painter.setFont(font)
        self._write(painter, top, run.title, "text", Qt.TextElideMode.ElideMiddle)
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        painter.setFont(font)
        mark = _COLORS.get(run.status, "muted")
        self._write(painter, bottom, _MARKS.get(run.status, "●"), mark)
        offset = painter.fontMetrics().horizontalAdvance("▶") + 6
        self._write(painter, bottom.adjusted(offset, 0, 0, 0), _text(run), "muted")
        painter.restore()

    def _fill(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        fill = None
        if state & QStyle.StateFlag.State_Selected:
            fill = "selected"
        elif state & QStyle.StateFlag.State_MouseOver:
            fill = "hover"
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(fill))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)

    def _write(
        self,
        painter: QPainter,
        place: QRect,
        text: str,
        color: str,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        painter.setPen(self._theme.color(color))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, flags, painter.fontMetrics().elidedText(text, elide, place.width()))


def _text(run: RunSummary) -> str:
    parts = [words.status(run.status), words.percent(run.best_accuracy)]
    if run.status in ("running", "interrupted"):
        parts.append(f"{run.epoch}/{run.epochs}")
    elif run.disk is not None:
        parts.append(disk_text(run.disk.total))
    return " · ".join(parts)


def _rect(option: Any) -> QRect:
    return QRect(option.rect)
