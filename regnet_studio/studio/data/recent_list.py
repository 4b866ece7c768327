"""What was opened last, on the Data page: a click opens it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QBrush
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QMenu

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import VERBATIM, button, column, label, row

if TYPE_CHECKING:
    from regnet_studio.studio.shell.recent import RecentItem

_ICONS = {
    "data": "folder",
    "set": "data",
    "recipe": "settings",
    "run": "evaluate",
    "image": "image",
    "weights": "model",
    "export": "export",
}
_PATH = Qt.ItemDataRole.UserRole
_ROW_PX = 30


class RecentList(QFrame):
    """One line each; what is no longer there is grey."""

    opened = Signal(str)
    removed = Signal(str)
    cleared = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = theme
        self._items: tuple[RecentItem, ...] = ()
        self._list = QListWidget()
        self._list.setProperty(VERBATIM, True)
        self._list.setObjectName("data.recent")
        self._list.setAccessibleName(self.tr("Recent"))
        self._list.setProperty("role", "choices")
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setIconSize(QSize(18, 18))
        self._list.itemClicked.connect(self._open)
        self._list.itemActivated.connect(self._open)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._remove = QAction(self.tr("Take it off this list"), self._list)
        self._remove.setObjectName("data.recent.remove")
        self._remove.setShortcut(Qt.Key.Key_Delete)
        self._remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._remove.triggered.connect(self._ask_remove)
        self._list.addAction(self._remove)
        clear = button(self.tr("Clear"), "data.recent.clear", "link")
        clear.setAccessibleName(self.tr("Clear the recent items"))
        clear.clicked.connect(self.cleared)
        layout = column(gap=4)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(row(label(self.tr("Recent"), "muted"), 1, clear))
        layout.addWidget(self._list, 1)
        self.setLayout(layout)
        theme.changed.connect(self._draw)

    def show_items(self, items: Sequence[RecentItem]) -> None:
        """Show these; hidden where there are none."""
        self._items = tuple(items)
        self._draw()
        self.setVisible(bool(items))

    def reword(self, _: object) -> None:
        """Say what is gone in another language."""
        self._draw()

    def _draw(self) -> None:
        chosen = self._list.currentRow()
        self._list.clear()
        for one in self._items:
            line = QListWidgetItem(one.title)
            line.setIcon(self._theme.icon(_ICONS.get(one.kind, "folder"), "muted"))
            line.setData(_PATH, one.path)
            line.setSizeHint(QSize(80, _ROW_PX))
            line.setToolTip(one.path)
            if not one.is_there:
                line.setForeground(QBrush(self._theme.color("disabled")))
                gone = self.tr("{path}: no longer there").format(path=one.path)
                line.setToolTip(gone)
                line.setData(Qt.ItemDataRole.AccessibleTextRole, gone)
            self._list.addItem(line)
        self._list.setCurrentRow(min(chosen, len(self._items) - 1))

    def _open(self, line: QListWidgetItem) -> None:
        self.opened.emit(str(line.data(_PATH)))

    def _ask_remove(self) -> None:
        line = self._list.currentItem()
        if line is not None:
            self.removed.emit(str(line.data(_PATH)))

    def _show_menu(self, place: QPoint) -> None:
        if self._list.itemAt(place) is not None:
            menu = QMenu(self._list)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(self._remove)
            menu.popup(self._list.viewport().mapToGlobal(place))
