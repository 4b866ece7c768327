"""Several lines in one plot, each with its own colour, stroke and mark; and their legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio.look.theme import Theme, mixed
from regnet_studio.studio.widgets.legend_entry import LegendEntry

# Okabe and Ito's colours, told apart by all; none of them is too light for both palettes.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8c7a00")
_STROKES = ((), (6, 3), (1.5, 2.5), (7, 2.5, 1.5, 2.5), (10, 3), (6, 2.5, 1.5, 2.5, 1.5, 2.5))
"""Lengths of dash and gap, in widths of the line."""
_SHAPES = ("o", "s", "t", "d", "star", "p", "t1")
"""Marks, by pyqtgraph's names."""
_GAP_PX = 8


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
    """A sample of each line beside its name, in as many rows as it takes; pressing one hides it."""

    toggled = Signal(int, bool)
    """The number of a line, and whether it is shown."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._entries: list[LegendEntry] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_lines(self, entries: list[tuple[str, LineLook]]) -> None:
        """Explain these."""
        for entry in self._entries:
            entry.hide()
            entry.deleteLater()
        self._entries = [self._entry(n, text, look) for n, (text, look) in enumerate(entries)]
        self.setAccessibleName(", ".join(text for text, _ in entries))
        self._fit()

    def hidden(self) -> set[int]:
        """Numbers of the lines that are not shown."""
        return {n for n, entry in enumerate(self._entries) if not entry.isChecked()}

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[-1].bottom() + 1 if self._entries else self._line()

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def reword(self, say: Callable[[str], str]) -> None:
        """In another language: the entries' texts take other room."""
        self.setAccessibleName(", ".join(entry.text() for entry in self._entries))
        self._fit()

    def _entry(self, number: int, text: str, look: LineLook) -> LegendEntry:
        theme = self._theme
        made = LegendEntry(
            theme,
            f"{self.objectName()}.{number}",
            text,
            lambda: look.pen(theme),
            lambda painter, at: _draw_mark(painter, look, at, theme),
        )
        made.setParent(self)
        made.toggled.connect(lambda shown: self.toggled.emit(number, shown))
        made.show()
        return made

    def _places(self, width: int) -> list[QRect]:
        """Where each entry lies."""
        places: list[QRect] = []
        x = y = 0
        for entry in self._entries:
            size = entry.sizeHint().boundedTo(QSize(width, 1 << 20))
            if x and x + size.width() > width:
                x, y = 0, y + size.height()
            places.append(QRect(QPoint(x, y), size))
            x += size.width() + _GAP_PX
        return places

    def _line(self) -> int:
        return self.fontMetrics().height() + 6

    def _fit(self) -> None:
        width = max(self.width(), 80)
        for entry, place in zip(self._entries, self._places(width), strict=True):
            entry.setGeometry(place)
        self.setFixedHeight(self.heightForWidth(width))


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
