"""Whether the window can be used without a mouse or without eyes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QSplitterHandle, QWidget

from tests.studio.checks.contrast import pixels_of
from tests.studio.checks.finding import Finding, place_in, where

_AROUND_PX = 4
_LEAST_RING = 12
"""Pixels that must look different where the keyboard is."""
_LINE_PX = 8
_NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)


def reached(root: QWidget) -> list[QWidget]:
    """The controls that the Tab key goes through, in its order."""
    order, each = [], root.nextInFocusChain()
    while each is not None and each is not root:
        tabbed = each.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        tabbed = tabbed and each.focusProxy() is None  # another has the keyboard for it
        if tabbed and each.isVisible() and each.isEnabled() and each.window() is root:
            order.append(each)
        each = each.nextInFocusChain()
    return order


def unnamed(root: QWidget) -> Iterator[Finding]:
    """Controls that a screen reader has no name or no kind for."""
    for control in reached(root):
        interface = QAccessible.queryAccessibleInterface(control)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            yield Finding("name", where(control), "a screen reader has no name for it")
        elif interface.role() in _NO_ROLES and not control.accessibleDescription():
            yield Finding("name", where(control), f"of no kind: {interface.role().name}")


def out_of_order(root: QWidget) -> Iterator[Finding]:
    """Controls of one panel that Tab visits from below to above or from right to left."""
    before: dict[QWidget | None, QWidget] = {}
    for control in reached(root):
        panel = control.parentWidget()
        last = before.get(panel)
        if last is not None and _is_before(control.geometry(), last.geometry()):
            yield Finding("order", where(control), f"comes after {where(last)}")
        before[panel] = control


def _is_before(first: QRect, second: QRect) -> bool:
    """Whether ``first`` is read before ``second``: wholly above it, or in its line to its left."""
    if first.bottom() < second.top() + _LINE_PX:
        # Columns side by side are read one after the other.
        return first.left() <= second.right() and second.left() <= first.right()
    if second.bottom() < first.top() + _LINE_PX:
        return False
    return first.right() < second.left()


def ringless(root: QWidget) -> Iterator[Finding]:
    """Controls that look the same with and without the keyboard on them."""
    root.activateWindow()
    controls = reached(root)
    for control in controls if len(controls) > 1 else ():
        if isinstance(control, QSplitterHandle) or control.visibleRegion().isEmpty():
            continue
        other = controls[0] if control is not controls[0] else controls[1]
        other.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        without = _around(root, control)
        control.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if not control.hasFocus() or control.visibleRegion().isEmpty():
            continue
        changed = _around(root, control)
        if changed.shape != without.shape:
            continue  # it scrolled into sight: seen by that
        if int((changed != without).any(-1).sum()) < _LEAST_RING:
            yield Finding("ring", where(control), "looks the same with the keyboard on it")


def _around(root: QWidget, control: QWidget) -> np.ndarray:
    around = _AROUND_PX
    place = place_in(root, control).adjusted(-around, -around, around, around)
    return pixels_of(root.grab(place.intersected(QRect(QPoint(), root.size()))).toImage())
