"""How one image of a grid is drawn: its picture, its sign, its caption."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap

from regnet_studio.studio.look.theme import Theme, pixel_ratio, tinted
from regnet_studio.studio.widgets.cell_images import CellImages
from regnet_studio.studio.widgets.thumbnails import SIDE, Thumbnails

EDGE = 6
_SIGN = 32
_CAPTION_LETTERS = 12
"""For as many there is room below a picture, however large they are."""
_MOST_KEPT = 4000
"""Lines of captions, as they were cut."""


class ImageCell:
    """Draws cells; keeps the captions as they were cut to fit.

    Args:
        lines: of a caption; below the first they are muted.
    """

    def __init__(self, theme: Theme, thumbnails: Thumbnails, lines: int = 1) -> None:
        self._theme, self._thumbnails = theme, thumbnails
        self._lines = lines
        self._cut: dict[tuple[str, int], str] = {}
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

    def forget_captions(self) -> None:
        """The font is another."""
        self._cut.clear()

    def font(self, base: QFont) -> QFont:
        """In which the caption is written."""
        font = QFont(base)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def width(self, base: QFont) -> int:
        """Least one of a cell, in pixels."""
        letters = _CAPTION_LETTERS * QFontMetrics(self.font(base)).averageCharWidth()
        return max(SIDE, letters) + 2 * EDGE

    def height(self, base: QFont) -> int:
        """Of a cell, in pixels."""
        return SIDE + 2 * EDGE + self._lines * QFontMetrics(self.font(base)).height() + 2

    def paint(
        self,
        painter: QPainter,
        cell: QRect,
        images: CellImages,
        row: int,
        *,
        selected: bool,
        focused: bool,
    ) -> None:
        """Draw the image at a row into ``cell``."""
        sign = images.sign(row)
        excluded = sign == "excluded"
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
        if image is not None and image.isNull() and not excluded:
            sign = "broken"
        painter.setOpacity(0.28 if excluded else 1.0)
        if image is None or sign == "broken" or image.isNull():
            painter.fillRect(place, self._theme.color("sunken"))
        else:
            painter.drawImage(place, image)
        painter.setOpacity(1.0)
        if sign in self._signs:
            painter.drawPixmap(place.center() - QPoint(_SIGN, _SIGN) / 2, self._signs[sign])
        elif sign == "edited":
            painter.setPen(QPen(self._theme.color("surface"), 2))
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(QPoint(place.right() - 6, place.top() + 7), 6, 6)
        self._caption(painter, cell, place.bottom() + 3, images.caption(row), excluded)

    def _caption(
        self, painter: QPainter, cell: QRect, top: int, caption: str, excluded: bool
    ) -> None:
        height = painter.fontMetrics().height()
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for number, line in enumerate(caption.split("\n")[: self._lines]):
            painter.setPen(self._theme.color("muted" if excluded or number else "text"))
            text = QRect(cell.left() + 4, top + number * height, cell.width() - 8, height)
            painter.drawText(text, flags, self._fitting(line, text.width(), painter))

    def _fitting(self, line: str, width: int, painter: QPainter) -> str:
        """A line as far as there is room; what follows a tab stays whole."""
        key = line, width
        if key not in self._cut:
            if len(self._cut) > _MOST_KEPT:
                self._cut.clear()
            name, tab, figure = line.partition("\t")
            figure = f" {figure}" if tab else ""
            metrics = painter.fontMetrics()
            room = width - metrics.horizontalAdvance(figure)
            self._cut[key] = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room) + figure
        return self._cut[key]
