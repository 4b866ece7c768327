"""Whether widgets lie on each other or stick out of what holds them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from tests.studio.checks.finding import Finding, seen, where

_SLACK_PX = 2


def overlapping(root: QWidget) -> Iterator[Finding]:
    """Siblings that a layout put on each other, and children larger than what holds them."""
    for parent in seen(root):
        if isinstance(parent, QScrollArea):
            yield from _cropped(parent)
        layout = parent.layout()
        # (PySide may give another item of the layout instead of it)
        if not isinstance(layout, QLayout) or isinstance(
            parent, QAbstractScrollArea | QStackedWidget
        ):
            continue
        placed = [child for child in _placed(layout) if child.isVisible()]
        for first, second in combinations(placed, 2):
            shared = first.geometry().intersected(second.geometry())
            if min(shared.width(), shared.height()) > _SLACK_PX:
                yield Finding("overlap", where(first), f"with {where(second)}")
        room = parent.rect().adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX)
        for child in placed:
            if not room.contains(child.geometry()) and not child.rect().isEmpty():
                extent, size = child.geometry().getCoords(), parent.size().toTuple()
                yield Finding("sticks out", where(child), f"{extent} of {size}: {where(parent)}")


def _cropped(area: QScrollArea) -> Iterator[Finding]:
    """What is wider than the area it is in, where that cannot be scrolled to the side."""
    inner, off = area.widget(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if area.horizontalScrollBarPolicy() != off or inner is None:
        return
    room = area.viewport().width()
    if inner.width() > room + _SLACK_PX:
        yield Finding("sticks out", where(inner), f"{inner.width()} px in {room}: {where(area)}")


def _placed(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of those within it."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif isinstance(inner, QLayout):
            yield from _placed(inner)
