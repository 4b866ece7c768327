"""What kind of thing a widget of our own is to a screen reader.

Qt knows the kind of its own widgets and calls all others clients, which says nothing. Names and
descriptions are set on the widgets themselves.
"""

from __future__ import annotations

import weakref
from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

CHART = QAccessible.Role.Chart
DOCUMENT = QAccessible.Role.Document
PANEL = QAccessible.Role.Grouping

_roles: weakref.WeakKeyDictionary[QWidget, QAccessible.Role] = weakref.WeakKeyDictionary()
_interfaces: weakref.WeakKeyDictionary[QWidget, QAccessibleWidget] = weakref.WeakKeyDictionary()
"""Qt only borrows them: they live as long as their widgets."""


def speak_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Tell assistive technology that ``widget`` is a chart, a document, a panel."""
    _install()
    _roles[widget] = role


@cache
def _install() -> None:
    QAccessible.installFactory(_interface_of)


def _interface_of(key: str, thing: QObject | None) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget) or thing not in _roles:
        return None
    if thing not in _interfaces:
        _interfaces[thing] = QAccessibleWidget(thing, _roles[thing])
    return _interfaces[thing]
