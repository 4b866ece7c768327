"""Which part of a square of classes is in sight, and where on the widget it lies."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF

FEWEST = 6
"""Cells across when nothing more is enlarged."""
LONGEST_NAME = 120.0


class MatrixView:
    """Geometry of a matrix of ``count`` classes. Cells are numbered in the order shown."""

    def __init__(self) -> None:
        self.count = 0
        self.corner, self.span = QPointF(0, 0), 1.0
        """First cell in sight (across, down) and how many there are across."""
        self.line = 16.0
        """Height of a line of text."""
        self.name_px = 0.0
        """Width of the longest name in the font of the widget, as far as it is shown."""
        self.smallest = 0.7
        """Of the font of the widget, what names are written in where cells are small."""
        self._size = QSizeF(0, 0)

    def place(self, size: QSizeF) -> None:
        """The widget has this size."""
        self._size = size

    def show_all(self, count: int) -> None:
        """Every one of ``count`` classes is in sight."""
        self.count = count
        self.corner, self.span = QPointF(0, 0), float(max(count, 1))

    def is_zoomed(self) -> bool:
        """Whether only a part of the classes is in sight."""
        return self.span < self.count

    def grid(self) -> QRectF:
        """The square of the cells in sight."""
        # Left: the word "truth" turned, then names. Below: names (turned where long), the word.
        left = self.names_beside() + self.line + 14
        wide, high = self._size.width() - left - 4, self._size.height() - 4
        room = max(min(wide, high - self.names_below() - self.line - 12), 40.0)
        return QRectF(left + max((wide - room) / 2, 0), 4, room, room)

    def cell(self) -> float:
        """The side of a cell."""
        return self.grid().width() / self.span

    def font_share(self) -> float:
        """Of the font of the widget, what names are written in."""
        return min(max(self._about() / self.line, self.smallest), 1.0)

    def names_beside(self) -> float:
        """Room for the names on the left."""
        return self.name_px * self.font_share()

    def names_below(self) -> float:
        """Room for the names below: a line, or their length where they are turned."""
        if self.name_px + 6 <= self._about():
            return self.line
        return max(self.names_beside(), self.line * self.font_share())

    def _about(self) -> float:
        """About the side of a cell: the room for names decides on it, and it on that room."""
        return max(min(self._size.width(), self._size.height()) - 160, 40.0) / self.span

    def rect(self, line: int, column: int) -> QRectF:
        """Where a cell lies; it may be out of sight."""
        cell = self.cell()
        corner = self.grid().topLeft() + (QPointF(column, line) - self.corner) * cell
        return QRectF(corner, QSizeF(cell, cell))

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """Line and column at a point; None: there is no cell."""
        grid = self.grid()
        if not self.count or not grid.contains(point):
            return None
        where = self.corner + (point - grid.topLeft()) / self.cell()
        last = self.count - 1
        return min(int(where.y()), last), min(int(where.x()), last)

    def in_sight(self, first: float) -> range:
        """Which lines (of ``corner.y()``) or columns (of ``corner.x()``) are seen."""
        return range(max(int(first), 0), min(math.ceil(first + self.span), self.count))

    def zoom(self, factor: float, about: QPointF) -> None:
        """Enlarge by ``factor``; the cell at a point stays where it is."""
        grid = self.grid()
        held = self.corner + (about - grid.topLeft()) / self.cell()
        fewest = min(FEWEST, self.count)
        self.span = float(min(max(self.span / factor, fewest), self.count))
        # What is in sight decides on the room for names, and so on where the grid lies.
        self.corner = held - (about - grid.topLeft()) / grid.width() * self.span
        self.keep_inside()

    def move(self, by: QPointF) -> None:
        """Drag by pixels."""
        self.corner -= by / self.cell()
        self.keep_inside()

    def reveal(self, line: int, column: int) -> None:
        """Bring a cell into sight."""
        x, y = self.corner.x(), self.corner.y()
        x = min(max(x, column + 1 - self.span), column)
        y = min(max(y, line + 1 - self.span), line)
        self.corner = QPointF(x, y)
        self.keep_inside()

    def keep_inside(self) -> None:
        """Nothing beyond the classes is in sight."""
        last = self.count - self.span
        x, y = (min(max(v, 0.0), last) for v in (self.corner.x(), self.corner.y()))
        self.corner = QPointF(x, y)
