"""How large text is: one factor for all of it, and the extents that grow with it.

Most extents come from layouts and follow the font by themselves. What is left are columns of text
with a width of their own and rows that are painted: they take their pixels from here.
"""

from __future__ import annotations

import weakref

import shiboken6
from PySide6.QtWidgets import QTableView, QWidget

PERCENTS = (80, 90, 100, 110, 125, 150, 175, 200)
"""The steps of larger and smaller, in per cent of the system's size."""

_factor = 1.0
_held: weakref.WeakKeyDictionary[QWidget, dict[str, int]] = weakref.WeakKeyDictionary()
_rows: weakref.WeakKeyDictionary[QTableView, int] = weakref.WeakKeyDictionary()
_opened: weakref.WeakKeyDictionary[QWidget, tuple[int, int]] = weakref.WeakKeyDictionary()
_SETTERS = {
    "fixed_width": "setFixedWidth",
    "fixed_height": "setFixedHeight",
    "least_width": "setMinimumWidth",
    "least_height": "setMinimumHeight",
    "most_width": "setMaximumWidth",
    "most_height": "setMaximumHeight",
}


def grown(pixels: float) -> int:
    """The pixels that ``pixels`` at 100 % become at the text size in force."""
    return round(pixels * _factor)


def hold(widget: QWidget, **pixels: int) -> None:
    """Give ``widget`` extents that grow with the text, in pixels at 100 %.

    Args:
        widget: holds text, so that at 200 % it needs twice the room.
        pixels: any of fixed_width, fixed_height, least_width, least_height, most_width and
            most_height. Of each widget the last value of each counts.
    """
    _held.setdefault(widget, {}).update(pixels)
    _set(widget, pixels)


def hold_rows(table: QTableView, pixels: int) -> None:
    """Give a table rows of a height, in pixels at 100 %, that grows with the text."""
    _rows[table] = pixels
    table.verticalHeader().setDefaultSectionSize(grown(pixels))


def open_at(window: QWidget, width: int, height: int) -> None:
    """Give a window of its own a first size, in pixels at 100 %, and room when text grows.

    It is never larger than the screen.
    """
    _opened[window] = width, height
    _make_room(window)


def resize(factor: float) -> None:
    """Make all text ``factor`` times the system's; for the theme alone."""
    global _factor
    _factor = factor
    for widget, pixels in list(_held.items()):
        if shiboken6.isValid(widget):
            _set(widget, pixels)
    for table, height in list(_rows.items()):
        if shiboken6.isValid(table):
            table.verticalHeader().setDefaultSectionSize(grown(height))
    for window in list(_opened):
        if shiboken6.isValid(window):
            _make_room(window)


def next_percent(percent: int, step: int) -> int:
    """The step of the scale after (``step`` 1) or before (-1) ``percent``; the ends stay."""
    beyond = [each for each in PERCENTS if (each - percent) * step > 0]
    if not beyond:
        return PERCENTS[-1] if step > 0 else PERCENTS[0]
    return min(beyond) if step > 0 else max(beyond)


def _make_room(window: QWidget) -> None:
    width, height = _opened[window]
    room = window.screen().availableSize()
    window.resize(min(grown(width), room.width()), min(grown(height), room.height()))


def _set(widget: QWidget, pixels: dict[str, int]) -> None:
    for name, extent in pixels.items():
        getattr(widget, _SETTERS[name])(grown(extent))
