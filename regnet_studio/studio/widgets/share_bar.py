"""A bar that is cut into shares, with a word for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio.look.theme import Theme

_BAR_PX, _SQUARE_PX, _GAP_PX = 14, 12, 8


@dataclass(frozen=True)
class Share:
    """A part of the bar."""

    text: str
    value: float
    color: str
    """Of the palette."""


class ShareBar(QWidget):
    """The shares side by side; what they mean stands below in the same order."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._shares: tuple[Share, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_shares(self, *shares: Share) -> None:
        """Draw these."""
        self._shares = shares
        self.setAccessibleName(", ".join(share.text for share in shares))
        self.update()

    def reword(self, say: Callable[[str], str]) -> None:
        """The same in another language."""
        self.show_shares(*(replace(share, text=say(share.text)) for share in self._shares))

    def sizeHint(self) -> QSize:
        return QSize(320, _BAR_PX + _GAP_PX + self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bar(painter)
        self._paint_words(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        whole = sum(share.value for share in self._shares) or 1.0
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0, 0, self.width(), _BAR_PX), 4, 4)
        painter.setClipPath(outline)
        x = 0.0
        for place, share in enumerate(self._shares):
            width = self.width() * share.value / whole
            painter.fillRect(QRectF(x, 0, width, _BAR_PX), self._theme.color(share.color))
            if place:  # the line between two shares is seen whatever their colours
                painter.fillRect(QRectF(x - 1, 0, 2, _BAR_PX), self._theme.color("surface"))
            x += width
        painter.setClipping(False)

    def _paint_words(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        x, top = 0.0, _BAR_PX + _GAP_PX
        middle = top + metrics.height() / 2
        for share in self._shares:
            square = QRectF(x, middle - _SQUARE_PX / 2, _SQUARE_PX, _SQUARE_PX)
            painter.fillRect(square, self._theme.color(share.color))
            painter.setPen(self._theme.color("text"))
            room = max(self.width() - int(x) - 20, 0)
            text = metrics.elidedText(share.text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(int(x) + 20, int(top + metrics.ascent()), text)
            x += 20 + metrics.horizontalAdvance(text) + 24
