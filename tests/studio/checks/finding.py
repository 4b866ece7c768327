"""What a check of the window finds, and the widgets it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QWidget,
)


@dataclass(frozen=True, order=True)
class Finding:
    """One defect of one widget."""

    kind: str
    """``contrast``, ``cut``, ``overlap``, ``sticks out``, ``name``, ``order`` or ``ring``."""
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.detail}"


def seen(root: QWidget) -> Iterator[QWidget]:
    """The widgets of a shown window that have at least a pixel on the screen, ``root`` first."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def where(widget: QWidget) -> str:
    """How to find a widget in the source: the names around it, its kind, what it says."""
    names = []
    above: QWidget | None = widget
    while above is not None and len(names) < 3:
        if (name := above.objectName()) and not name.startswith("qt_"):
            names.append(name)
        above = above.parentWidget()
    said = text_of(widget)
    kind = type(widget).__name__
    return " < ".join([f"{kind} {said[:60]!r}" if said else kind, *names])


def text_of(widget: QWidget) -> str:
    """The text that a widget shows by itself; empty: none, or it is painted by hand."""
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QGroupBox):
        return widget.title()
    return ""


def place_in(root: QWidget, widget: QWidget) -> QRect:
    """Where a widget is, in the coordinates of the window."""
    corner = QPoint() if widget is root else widget.mapTo(root, QPoint())
    return QRect(corner, widget.size())
