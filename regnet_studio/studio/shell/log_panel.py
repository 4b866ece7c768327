"""The log at the foot of the window: what happened, by level and by words."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QHideEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QFrame,
    QListView,
)

from regnet_studio import files
from regnet_studio.errors import UserMistake
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.log import MOST_LINES, Line, Log
from regnet_studio.studio.shell.matching import folded
from regnet_studio.studio.shell.shortcuts import sequence, with_key
from regnet_studio.studio.widgets.parts import GAP, column, label, row, tool
from regnet_studio.studio.widgets.search_line import search_line

_POLL_MS = 50
"""20 times a second at most, and only while it is in sight."""
_HEIGHT = 220
_COLORS = {"warning": "mistake_line", "error": "error_text", "debug": "muted"}
_Index = QModelIndex | QPersistentModelIndex


class LogPanel(QFrame):
    """Follows the log while it is in sight."""

    failed = Signal(object)
    """The exception: the file could not be written."""
    closed = Signal()

    def __init__(self, theme: Theme, log: Log) -> None:
        super().__init__()
        self.setObjectName("log")
        self.setProperty("role", "drawer")
        self.setAccessibleName(self.tr("Log"))
        self._theme, self._log = theme, log
        self.model = _Lines(theme, self)
        self._seen = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._take_new)
        self._lay_out()
        hold(self, fixed_height=_HEIGHT)
        theme.changed.connect(self.list.viewport().update)
        self.hide()

    def texts(self) -> list[str]:
        """The lines that are shown."""
        return [line.text for line in self.model.shown]

    def copy(self) -> None:
        """Put the selected lines, or all that are shown, on the clipboard."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        lines = [self.model.shown[row] for row in rows] or self.model.shown
        QApplication.clipboard().setText("\n".join(line.written() for line in lines))

    def save(self, path: Path) -> None:
        """Write the lines that are shown to a file."""
        try:
            files.write_text(path, "".join(f"{line.written()}\n" for line in self.model.shown))
        except UserMistake as mistake:
            self.failed.emit(mistake)

    def clear(self) -> None:
        """Begin with an empty page; the file keeps what there was."""
        self._log.clear()
        self._seen = self._log.count
        self.model.take([], 0)
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_new()
        self.list.scrollToBottom()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _lay_out(self) -> None:
        self.level = QComboBox()
        self.level.setObjectName("log.level")
        self.level.setAccessibleName(self.tr("What is shown"))
        for text, level in (
            (self.tr("Everything"), logging.DEBUG),
            (self.tr("Warnings and errors"), logging.WARNING),
            (self.tr("Errors"), logging.ERROR),
        ):
            self.level.addItem(text, level)
        self.level.currentIndexChanged.connect(self._filter)
        self.search = search_line("log.search", self.tr("Search the log"))
        hold(self.search, most_width=280)
        self.search.textChanged.connect(self._filter)
        self._count = label("", "caption")
        self._count.setObjectName("log.count")
        copy = tool("log.copy", with_key(self.tr("Copy the selected lines"), "log.copy"))
        copy.clicked.connect(self.copy)
        save = tool("log.save", self.tr("Save what is shown as a file…"))
        save.clicked.connect(self._ask_file)
        clear = tool("log.clear", self.tr("Clear"))
        clear.clicked.connect(self.clear)
        close = tool("log.close", with_key(self.tr("Close the log"), "action.log"))
        close.clicked.connect(self.closed)
        for made, icon in ((copy, "copy"), (save, "save"), (clear, "trash"), (close, "cancel")):
            self._theme.dress(made, icon)
        self.list = QListView()
        self.list.setObjectName("log.list")
        self.list.setAccessibleName(self.tr("Lines of the log"))
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        head = row(
            label(self.tr("Log"), "strong"), self.level, self.search, self._count, 1,
            copy, save, clear, close,
        )  # fmt: skip
        layout = column(gap=4)
        layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        self.setLayout(layout)
        for name, do in (("log.find", self.search.setFocus), ("log.copy", self.copy)):
            shortcut = QShortcut(sequence(name), self, do)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _take_new(self) -> None:
        if self._log.count == self._seen:
            return
        bar = self.list.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        self.model.add(self._log.lines(self._seen))
        self._seen = self._log.count
        self._judge()
        if at_end:
            self.list.scrollToBottom()

    def _filter(self) -> None:
        self.model.show_only(self.level.currentData(), folded(self.search.text()).split())
        self._judge()
        self.list.scrollToBottom()

    def _judge(self) -> None:
        shown, known = len(self.model.shown), len(self.model.lines)
        text = self.tr("{n} of {m} lines") if shown != known else self.tr("{n} lines")
        number = QLocale().toString
        self._count.setText(text.format(n=number(shown), m=number(known)))

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the log"), "studio-log.txt", self.tr("Text (*.txt *.log)")
        )
        if chosen:
            self.save(Path(chosen))


class _Lines(QAbstractListModel):
    """The lines that pass the filter; at most as many as the log keeps."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines: list[Line] = []
        self.shown: list[Line] = []
        self._level = logging.DEBUG
        self._words: list[str] = []

    def take(self, lines: list[Line], most: int = MOST_LINES) -> None:
        """These and no others."""
        self.beginResetModel()
        self.lines = lines[-most:] if most else []
        self.shown = [line for line in self.lines if self._passes(line)]
        self.endResetModel()

    def add(self, lines: list[Line]) -> None:
        """More of them; the oldest go where there are too many."""
        if len(self.lines) + len(lines) > MOST_LINES:
            # A tenth at once: to move all lines for each new one is slow.
            self.take((self.lines + lines)[-(MOST_LINES * 9 // 10) :])
            return
        self.lines += lines
        new = [line for line in lines if self._passes(line)]
        if new:
            first = len(self.shown)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self.shown += new
            self.endInsertRows()

    def show_only(self, level: int, words: list[str]) -> None:
        """Lines from a level on that hold every word."""
        self._level, self._words = level, words
        self.take(self.lines)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (as Qt declares it)
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            first = line.text.partition("\n")[0]
            return f"{_clock(line.time)}   {first}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.text if "\n" in line.text else None
        if role == Qt.ItemDataRole.ForegroundRole and line.word in _COLORS:
            return self._theme.color("error_text" if line.word != "debug" else "muted")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{level_word(line)}, {line.text}"
        return None

    def _passes(self, line: Line) -> bool:
        if line.level < self._level:
            return False
        if not self._words:
            return True
        text = folded(line.text)
        return all(word in text for word in self._words)


def level_word(line: Line) -> str:
    """Its level in the user's language."""
    tr = QCoreApplication.translate
    return {
        "debug": tr("log", "detail"),
        "info": tr("log", "note"),
        "warning": tr("log", "warning"),
        "error": tr("log", "error"),
    }[line.word]


def _clock(time: float) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(time)), "HH:mm:ss")
