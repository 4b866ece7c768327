"""Which colour of a bar is which part."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.data.class_counts import part_color
from regnet_studio.studio.look.theme import Theme

_SQUARE = 11


class PartsLegend(QWidget):
    """A square of its colour beside the name of each part."""

    def __init__(self, theme: Theme, parts: tuple[str, ...]) -> None:
        super().__init__()
        self._theme, self._parts = theme, parts
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_parts(parts)

    def show_parts(self, parts: tuple[str, ...]) -> None:
        """Name these parts."""
        self._parts = parts
        self.setAccessibleName(", ".join(words.split(part) for part in parts))
        self.updateGeometry()
        self.update()

    def reword(self, _: object) -> None:
        """Name them in another language."""
        self.show_parts(self._parts)

    def sizeHint(self) -> QSize:
        names = (self.fontMetrics().horizontalAdvance(words.split(part)) for part in self._parts)
        return QSize(2 + sum(name + 42 for name in names), self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        x, middle = 2.0, self.height() / 2
        for part in self._parts:
            square = QRectF(x, middle - _SQUARE / 2, _SQUARE, _SQUARE)
            painter.fillRect(square, part_color(self._theme, part))
            text = words.split(part)
            painter.setPen(self._theme.color("text"))
            painter.drawText(int(x) + 18, int(middle + metrics.ascent() / 2 - 1), text)
            x += 18 + metrics.horizontalAdvance(text) + 24
