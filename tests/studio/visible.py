"""All that a window says, by where it says it: what tests of its language compare."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from regnet_studio.studio.widgets.share_bar import ShareBar

_PROPERTIES = (
    "text",
    "toolTip",
    "accessibleName",
    "accessibleDescription",
    "statusTip",
    "whatsThis",
    "placeholderText",
    "title",
    "specialValueText",
    "suffix",
)
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
_MOST_ROWS = 60


def visible(window: QWidget) -> dict[str, str]:
    """Place -> text of every widget, shown or not, of every list and every plot of a window."""
    said: dict[str, str] = {}
    _widget(window, type(window).__name__, said)
    return said


def _widget(widget: QWidget, place: str, said: dict[str, str]) -> None:
    for name in _PROPERTIES:
        # What is typed is the user's.
        if name != "text" or not isinstance(widget, QLineEdit | QPlainTextEdit):
            read = getattr(widget, name, None)  # a part of ours may be called so
            _note(f"{place}.{name}", read() if callable(read) else None, said)
    if isinstance(widget, QLineEdit) and widget.parent() and hasattr(widget.parent(), "value"):
        _note(f"{place}.text", widget.text(), said)
    for number, action in enumerate(QWidget.actions(widget)):
        _action(action, f"{place}/action{number}", said)
    match widget:
        case QComboBox():
            for number in range(widget.count()):
                _note(f"{place}[{number}]", widget.itemText(number), said)
        case QTabBar():
            for number in range(widget.count()):
                _note(f"{place}[{number}]", widget.tabText(number), said)
                _note(f"{place}[{number}].tip", widget.tabToolTip(number), said)
        case QMenu():
            _note(f"{place}.title", widget.title(), said)
        case QAbstractItemView() if widget.model() is not None:
            _items(widget.model(), place, isinstance(widget, QTableView | QTreeView), said)
        case _:
            _plot(widget, place, said)
    if isinstance(widget, ShareBar):
        _note(f"{place}.shares", " | ".join(share.text for share in widget._shares), said)
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    for number, child in enumerate(children):
        name = child.objectName()
        name = f"{number}{type(child).__name__}" if not name or name.startswith("qt_") else name
        _widget(child, f"{place}/{name}", said)


def _action(action: QAction, place: str, said: dict[str, str]) -> None:
    for name in ("text", "toolTip", "statusTip", "whatsThis"):
        _note(f"{place}.{name}", getattr(action, name)(), said)


def _items(model: QAbstractItemModel, place: str, headed: bool, said: dict[str, str]) -> None:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(min(model.rowCount(), _MOST_ROWS)):
        for column in range(columns):
            for role in _ROLES:
                data = model.index(row, column).data(role)
                _note(f"{place}[{row},{column}].{role.name}", data, said)
    for column in range(columns if headed else 0):
        for role in _ROLES:
            data = model.headerData(column, Qt.Orientation.Horizontal, role)
            _note(f"{place}[{column}].head.{role.name}", data, said)


def _plot(widget: QWidget, place: str, said: dict[str, str]) -> None:
    scene: Any = getattr(widget, "scene", lambda: None)()
    if scene is None:
        return
    for number, item in enumerate(reversed(scene.items())):
        kind = type(item).__name__
        for name in ("labelText", "text", "format"):
            text = getattr(item, name, None)
            _note(f"{place}<{number}{kind}>.{name}", text, said)
        if hasattr(item, "toPlainText"):
            _note(f"{place}<{number}{kind}>", item.toPlainText(), said)


def _note(place: str, text: object, said: dict[str, str]) -> None:
    if isinstance(text, str) and text.strip():
        said[place] = text
