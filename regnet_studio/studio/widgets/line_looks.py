"""Several lines in one plot, each with its own colour, stroke and mark; and their legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio.theme import Theme, mixed

# Okabe and Ito's colours, told apart by all; none of them is too light for both palettes.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8c7a00")
_STROKES = ((), (6, 3), (1.5, 2.5), (7, 2.5, 1.5, 2.5), (10, 3), (6, 2.5, 1.5, 2.5, 1.5, 2.5))
"""Lengths of dash and gap, in widths of the line."""
_SHAPES = ("o", "s", "t", "d", "star", "p", "t1")
"""Marks, by pyqtgraph's names."""
_SAMPLE_PX, _GAP_PX = 34, 22


@dataclass(frozen=True)
class LineLook:
    """How one line is drawn."""

    color: str
    stroke: tuple[float, ...]
    symbol: str

    def shade(self, theme: Theme) -> QColor:
        """The colour, a little lighter on a dark ground."""
        color = QColor(self.color)
        return mixed(color, QColor("#ffffff"), 0.25) if theme.is_dark else color

    def pen(self, theme: Theme, width: float = 2.0) -> QPen:
        """What the line is drawn with."""
        pen = QPen(self.shade(theme), width)
        pen.setCosmetic(True)
        if self.stroke:
            pen.setDashPattern(self.stroke)
        return pen


def look_of(number: int) -> LineLook:
    """The look of the ``number``-th line, from 0. Colours, strokes and marks repeat out of step."""
    return LineLook(
        _COLOURS[number % len(_COLOURS)],
        _STROKES[number % len(_STROKES)],
        _SHAPES[number % len(_SHAPES)],
    )


class LineLegend(QWidget):
    """A sample of each line beside its name; as many rows as it takes."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._entries: list[tuple[str, LineLook]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_lines(self, entries: list[tuple[str, LineLook]]) -> None:
        """Explain these."""
        self._entries = entries
        self.setAccessibleName(", ".join(text for text, _ in entries))
        self._fit()
        self.update()

    def reword(self, say: Callable[[str], str]) -> None:
        """Explain the same in another language."""
        self.show_lines([(say(text), look) for text, look in self._entries])

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return (self._places(width)[-1][1] + 1 if self._entries else 1) * self._line()

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        places = self._places(self.width())
        for (text, look), (x, line) in zip(self._entries, places, strict=True):
            middle = line * self._line() + self._line() / 2
            painter.setPen(look.pen(self._theme))
            painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE_PX - 8, middle))
            _draw_mark(painter, look, QPointF(x + (_SAMPLE_PX - 8) / 2, middle), self._theme)
            painter.setPen(self._theme.color("text"))
            room = self.width() - x - _SAMPLE_PX
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(QPointF(x + _SAMPLE_PX, middle + metrics.ascent() / 2 - 1), shown)

    def _places(self, width: int) -> list[tuple[int, int]]:
        """Left edge and line of each entry."""
        metrics = self.fontMetrics()
        places: list[tuple[int, int]] = []
        x, line = 2, 0
        for text, _ in self._entries:
            wide = _SAMPLE_PX + metrics.horizontalAdvance(text)
            if x > 2 and x + wide > width:
                x, line = 2, line + 1
            places.append((x, line))
            x += wide + _GAP_PX
        return places

    def _line(self) -> int:
        return self.fontMetrics().height() + 5

    def _fit(self) -> None:
        self.setFixedHeight(self.heightForWidth(max(self.width(), 80)))


def _draw_mark(painter: QPainter, look: LineLook, at: QPointF, theme: Theme) -> None:
    """The mark of a line, as pyqtgraph draws it among its symbols."""
    painter.save()
    painter.translate(at)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.shade(theme))
    size = 4.5
    if look.symbol == "o":
        painter.drawEllipse(QPointF(0, 0), size, size)
    elif look.symbol == "s":
        painter.drawRect(QRectF(-size, -size, 2 * size, 2 * size))
    else:
        painter.drawPolygon(_polygon(look.symbol, size + 1))
    painter.restore()


def _polygon(symbol: str, size: float) -> QPolygonF:
    if symbol == "star":
        turns = [(n / 10, size if n % 2 == 0 else size * 0.45) for n in range(10)]
    else:
        corners, first = {"t": (3, 0.5), "t1": (3, 0.0), "d": (4, 0.0), "p": (5, 0.0)}[symbol]
        turns = [(first + n / corners, size) for n in range(corners)]
    return QPolygonF(
        [QPointF(reach * sin(2 * pi * turn), -reach * cos(2 * pi * turn)) for turn, reach in turns]
    )
