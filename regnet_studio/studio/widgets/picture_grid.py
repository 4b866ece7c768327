"""Pictures that are there already, side by side: made images, varied images."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio.look.theme import Theme

_GAP = 8


class PictureGrid(QWidget):
    """Pictures with captions.

    Args:
        side: of a picture, where the grid grows downward (put it into a scroll area); 0: as large
            as fits into the room there is.
    """

    def __init__(self, theme: Theme, name: str, side: int = 0) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "clear")
        self._theme, self._side = theme, side
        self._pictures: list[QImage] = []
        self._captions: Sequence[str] = ()
        down = QSizePolicy.Policy.Minimum if side else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, down)
        theme.changed.connect(self.update)

    def show_pictures(self, pictures: list[QImage], captions: Sequence[str], spoken: str) -> None:
        """Show these; ``spoken`` tells a screen reader what they are."""
        self._pictures, self._captions = pictures, captions
        self.setAccessibleName(spoken)
        self._grow()
        self.update()

    def pictures(self) -> list[QImage]:
        """What is shown."""
        return self._pictures

    def sizeHint(self) -> QSize:
        return QSize(480, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._pictures:
            return
        painter = QPainter(self)
        painter.setFont(self._caption_font())
        metrics = painter.fontMetrics()
        columns, side = self._fit()
        down = side + self._below()
        left = 0 if self._side else (self.width() + _GAP - columns * (side + _GAP)) // 2
        first = max(event.rect().top() // down, 0) * columns
        last = (event.rect().bottom() // down + 1) * columns
        for place in range(first, min(last, len(self._pictures))):
            line, across = divmod(place, columns)
            cell = QRect(left + across * (side + _GAP), line * down, side, side)
            picture = self._pictures[place]
            smooth = picture.width() > side or picture.width() > 96
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(cell, picture)
            if self._captions:
                painter.setPen(self._theme.color("muted"))
                text = metrics.elidedText(self._captions[place], Qt.TextElideMode.ElideMiddle, side)
                below = QRect(cell.left(), cell.bottom() + 2, side, metrics.height())
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, text)

    def _fit(self) -> tuple[int, int]:
        """How many pictures stand in a line, and the side of each."""
        if self._side:
            return max((self.width() + _GAP) // (self._side + _GAP), 1), self._side
        count = max(len(self._pictures), 1)
        best = (1, 1)
        for columns in range(1, count + 1):
            lines = -(-count // columns)
            side = min(
                (self.width() + _GAP) // columns - _GAP, self.height() // lines - self._below()
            )
            best = max(best, (side, columns))
        return best[1], max(best[0], 8)

    def _below(self) -> int:
        """Room below a picture."""
        if not self._captions:
            return _GAP
        return QFontMetrics(self._caption_font()).height() + _GAP

    def _caption_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def _grow(self) -> None:
        if self._side:
            columns, side = self._fit()
            lines = -(-len(self._pictures) // columns)
            self.setMinimumHeight(lines * (side + self._below()))
