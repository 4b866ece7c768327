"""What of a window can be acted on, and the name by which it is found again elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_LIVELY = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QMenu,
)


def on_top(window: QWidget) -> QWidget:
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or window


def in_sight(top: QWidget) -> list[QWidget]:
    return [w for w in top.findChildren(QWidget) if w.isVisible() and w.isEnabled()]


def lively(top: QWidget) -> list[QWidget]:
    """What answers to a click or a key: for views their viewport, which gets the mouse."""
    found: list[QWidget] = []
    for widget in (top, *in_sight(top)):
        if isinstance(widget, QAbstractItemView):
            found.append(widget.viewport())
        elif isinstance(widget, _LIVELY) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            found.append(widget)
    return found


def taking_drops(top: QWidget) -> list[QWidget]:
    return [widget for widget in in_sight(top) if widget.acceptDrops()]


def shortcut_doers(window: QWidget) -> Sequence[tuple[str, Callable[[], object]]]:
    """Actions and shortcuts with a key, by name. Not by key events: offscreen no window is active
    in the way that Qt's own map of shortcuts asks for."""
    doers: list[tuple[str, Callable[[], object]]] = [
        (action.objectName() or action.text(), action.trigger)
        for action in window.findChildren(QAction)
        if action.isEnabled()
        and not action.shortcut().isEmpty()
        and "quit" not in action.objectName()
    ]
    doers += [
        (shortcut.key().toString(), shortcut.activated.emit)
        for shortcut in window.findChildren(QShortcut)
        if shortcut.isEnabled()
    ]
    return doers


def shortcuts(window: QWidget) -> list[str]:
    return [name for name, _ in shortcut_doers(window)]


def focus_of(target: QWidget) -> QWidget:
    """Keys go where the keyboard is, as they would."""
    target.setFocus()
    window = target.window()
    return window.focusWidget() or target


def is_alive(widget: QWidget) -> bool:
    return shiboken6.isValid(widget)


def path_of(widget: QWidget) -> str:
    """Class, name and place among its siblings, from the window down."""
    steps: list[str] = []
    one: QWidget | None = widget
    while one is not None:
        parent = None if one.isWindow() else one.parentWidget()
        place = 0 if parent is None else _children(parent).index(one)
        steps.append(f"{type(one).__name__}#{one.objectName()}@{place}")
        one = parent
    return "/".join(reversed(steps))


def found_at(path: str) -> QWidget | None:
    first, *rest = path.split("/")
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    one = next((top for top in tops if _is(top, first)), None)
    for step in rest:
        if one is None:
            return None
        place = int(step.rpartition("@")[2])
        children = _children(one)
        one = children[place] if place < len(children) and _is(children[place], step) else None
    return one


def _is(widget: QWidget, step: str) -> bool:
    return step.rpartition("@")[0] == f"{type(widget).__name__}#{widget.objectName()}"


def _children(widget: QWidget) -> list[QWidget]:
    return [c for c in widget.children() if isinstance(c, QWidget) and not c.isWindow()]
