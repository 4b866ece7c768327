"""How one image of a grid is drawn: its picture, its marks, its class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap

from regnet_studio.studio.theme import Theme, pixel_ratio, tinted
from regnet_studio.studio.thumbnails import SIDE, Thumbnails

if TYPE_CHECKING:
    from regnet_studio.studio.overview import Overview

EDGE = 6
_SIGN = 32


class ImageCell:
    """Draws cells; keeps the names as they were cut to fit."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        self._theme, self._thumbnails = theme, thumbnails
        self._names: dict[tuple[int, int], str] = {}
        self._signs: dict[str, QPixmap] = {}
        self.follow_theme()

    def follow_theme(self) -> None:
        """The colours are others."""
        scale = max(1, round(pixel_ratio()))
        colors = self._theme.colors
        self._signs = {
            "broken": tinted("warning", colors["mistake_line"], _SIGN, scale),
            "excluded": tinted("cancel", colors["muted"], _SIGN, scale),
        }

    def forget_names(self) -> None:
        """The classes, the font or the room for them are others."""
        self._names.clear()

    def font(self, base: QFont) -> QFont:
        """In which the class is written."""
        font = QFont(base)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def height(self, base: QFont) -> int:
        """Of a cell, in pixels."""
        return SIDE + 2 * EDGE + QFontMetrics(self.font(base)).height() + 2

    def paint(
        self,
        painter: QPainter,
        cell: QRect,
        overview: Overview,
        row: int,
        *,
        selected: bool,
        focused: bool,
    ) -> None:
        """Draw the image at a row of the index into ``cell``."""
        marks = overview.marks
        excluded, edited = bool(marks["excluded"][row]), bool(marks["edited"][row])
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selected"))
            painter.drawRoundedRect(cell.adjusted(2, 1, -2, -1), 6, 6)
        if focused:
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(3, 2, -3, -2), 6, 6)
        place = QRect(cell.left() + (cell.width() - SIDE) // 2, cell.top() + EDGE, SIDE, SIDE)
        image = self._thumbnails.picture(row)
        broken = bool(marks["broken"][row]) or (image is not None and image.isNull())
        painter.setOpacity(0.28 if excluded else 1.0)
        if image is None or broken:
            painter.fillRect(place, self._theme.color("sunken"))
        else:
            painter.drawImage(place, image)
        painter.setOpacity(1.0)
        sign = "excluded" if excluded else "broken" if broken else ""
        if sign:
            painter.drawPixmap(place.center() - QPoint(_SIGN, _SIGN) / 2, self._signs[sign])
        elif edited:
            painter.setPen(QPen(self._theme.color("surface"), 2))
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(QPoint(place.right() - 6, place.top() + 7), 6, 6)
        painter.setPen(self._theme.color("muted" if excluded else "text"))
        text = QRect(cell.left() + 4, place.bottom() + 3, cell.width() - 8, cell.height())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(text, flags, self._name(overview, row, text.width(), painter))

    def _name(self, overview: Overview, row: int, width: int, painter: QPainter) -> str:
        """The class of an image, as far as there is room."""
        number = int(overview.scan.dataset.labels[row])
        if number < 0:  # excluded, and its class with it
            number = -1 - int(overview.scan.original.labels[row])
        key = number, width
        if key not in self._names:
            middle = Qt.TextElideMode.ElideMiddle
            name = overview.class_of(row)
            self._names[key] = painter.fontMetrics().elidedText(name, middle, width)
        return self._names[key]
