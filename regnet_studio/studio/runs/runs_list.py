"""The runs, in the rail: a click opens one on every page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.theme import Theme
from regnet_studio.studio.widgets.parts import button, column, label

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary

_ROLE = Qt.ItemDataRole.UserRole
_MARKS = {"finished": "●", "stopped": "■", "running": "▶", "interrupted": "▲", "failed": "✕"}
_COLORS = {
    "finished": "best",
    "stopped": "muted",
    "running": "accent",
    "interrupted": "mistake_line",
    "failed": "error_text",
}
_RESUMABLE = ("interrupted", "running")
_EXTENDABLE = ("finished", "stopped", "failed")


class RunsList(QWidget):
    """Name, status and best accuracy of each run, the newest first."""

    opened = Signal(object)
    """Path of the run."""
    resume_asked = Signal(object)
    further_asked = Signal(object)
    compare_asked = Signal(object)
    """Paths of the selected runs, two or more, in the list's order."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._here = ""
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setObjectName("runs")
        self._list.setAccessibleName(self.tr("Runs"))
        self._list.setProperty("role", "rail")
        self._list.setModel(self._model)
        self._list.setItemDelegate(_RunDelegate(theme, self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self._list.setUniformItemSizes(True)
        self._list.clicked.connect(self._open)
        self._list.activated.connect(self._open)
        self._list.selectionModel().currentChanged.connect(self._offer)
        self._list.selectionModel().selectionChanged.connect(self._offer)
        self._none = label(
            self.tr("None yet. Each training becomes a run that stays here."), "caption", wrap=True
        )
        self._resume = button(self.tr("Resume"), "action.resume")
        self._resume.clicked.connect(self._ask_resume)
        theme.dress(self._resume, "resume")
        self._resume.hide()
        layout = column(label(self.tr("Runs"), "muted"), self._none, gap=4)
        layout.addWidget(self._list, 1)
        self._further = button(self.tr("Train further…"), "action.further")
        self._further.clicked.connect(self._ask_further)
        theme.dress(self._further, "resume")
        self._further.hide()
        self._compare = button("", "action.compare")
        self._compare.clicked.connect(self._ask_compare)
        theme.dress(self._compare, "compare")
        self._compare.hide()
        self._hint = label(self.tr("Ctrl+click: choose several to compare."), "caption", True)
        self._hint.hide()
        layout.addWidget(self._resume)
        layout.addWidget(self._further)
        layout.addWidget(self._compare)
        layout.addWidget(self._hint)
        layout.addStretch(0)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._list.hide()
        theme.changed.connect(self._list.viewport().update)

    def show_runs(self, runs: list[RunSummary]) -> None:
        """Replace the list; the selection stays on its runs."""
        current = self.current()
        chosen = {run.run for run in self.selected()}
        self._model.clear()
        for run in runs:
            self._model.appendRow(_item(run))
        self._list.setVisible(bool(runs))
        self._none.setVisible(not runs)
        if current is not None:
            self.select(Path(current.run))
        if len(chosen) > 1:
            self._select_all(chosen)
        self._offer()

    def select(self, path: Path) -> None:
        """Mark a run as the open one, if it is listed."""
        for place in range(self._model.rowCount()):
            index = self._model.index(place, 0)
            if Path(index.data(_ROLE).run) == path:
                self._list.setCurrentIndex(index)

    def current(self) -> RunSummary | None:
        """The run that the keyboard is on."""
        index = self._list.currentIndex()
        return index.data(_ROLE) if index.isValid() else None

    def selected(self) -> list[RunSummary]:
        """The selected runs, in the list's order."""
        indices = self._list.selectionModel().selectedIndexes()
        return [index.data(_ROLE) for index in sorted(indices, key=QModelIndex.row)]

    def set_here(self, run: str) -> None:
        """The run that goes on in this window (empty: none): it cannot be resumed."""
        self._here = run
        self._offer()

    def _select_all(self, runs: set[Path]) -> None:
        selection = self._list.selectionModel()
        for place in range(self._model.rowCount()):
            index = self._model.index(place, 0)
            if index.data(_ROLE).run in runs:
                selection.select(index, selection.SelectionFlag.Select)

    def _open(self, index: QModelIndex) -> None:
        if len(self.selected()) <= 1:
            self.opened.emit(Path(index.data(_ROLE).run))

    def _ask_compare(self) -> None:
        self.compare_asked.emit([Path(run.run) for run in self.selected()])

    def _ask_resume(self) -> None:
        run = self.current()
        if run is not None:
            self.resume_asked.emit(Path(run.run))

    def _ask_further(self) -> None:
        run = self.current()
        if run is not None:
            self.further_asked.emit(Path(run.run))

    def _offer(self, *_: Any) -> None:
        run, several = self.current(), len(self.selected())
        alone = run is not None and not self._here and several <= 1
        status = run.status if run is not None and alone else ""
        self._resume.setVisible(status in _RESUMABLE)
        self._further.setVisible(status in _EXTENDABLE)
        self._compare.setText(self.tr("Compare {n} runs").format(n=several))
        self._compare.setAccessibleName(self._compare.text())
        self._compare.setVisible(several > 1)
        self._hint.setVisible(several == 1 and self._model.rowCount() > 1)


def _item(run: RunSummary) -> QStandardItem:
    item = QStandardItem(run.name)
    item.setData(run, _ROLE)
    spoken = f"{run.name}, {words.status(run.status)}, {words.percent(run.best_accuracy)}"
    item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(f"{run.name}\n{run.model} · {run.dataset}\n{words.status(run.status)}")
    return item


class _RunDelegate(QStyledItemDelegate):
    """Two lines: the name; status, best accuracy and model."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        line = option.fontMetrics.height()  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(100, 2 * line + 12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        run: RunSummary = index.data(_ROLE)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = None
        if state & QStyle.StateFlag.State_Selected:
            fill = "selected"
        elif state & QStyle.StateFlag.State_MouseOver:
            fill = "hover"
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(fill))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)
        inner = rect.adjusted(8, 5, -8, -5)
        font = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        painter.setFont(font)
        half = inner.height() // 2
        top = QRect(inner.left(), inner.top(), inner.width(), half)
        bottom = QRect(inner.left(), inner.top() + half, inner.width(), half)
        painter.setPen(self._theme.color("text"))
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideMiddle
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(top, flags, metrics.elidedText(run.name, elide, inner.width()))
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        mark = _MARKS.get(run.status, "●")
        painter.setPen(self._theme.color(_COLORS.get(run.status, "muted")))
        painter.drawText(bottom, flags, mark)
        offset = metrics.horizontalAdvance("▶") + 6
        painter.setPen(self._theme.color("muted"))
        text = f"{words.status(run.status)} · {words.percent(run.best_accuracy)}"
        if run.status in ("running", "interrupted"):
            text += f" · {run.epoch}/{run.epochs}"
        rest = bottom.adjusted(offset, 0, 0, 0)
        right = Qt.TextElideMode.ElideRight
        painter.drawText(rest, flags, metrics.elidedText(text, right, rest.width()))
        painter.restore()
