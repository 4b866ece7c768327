"""A line of a plot: where its points come from, how it looks, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from regnet_studio.evaluation.lines import Line
from regnet_studio.runs.series import MOST_DRAWN, Points, Series
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.line_looks import LineLook

_DASHES = {Qt.PenStyle.DashLine: (5.0, 2.5), Qt.PenStyle.DotLine: (1.5, 2.5)}
MARKS = {"o": "o", "s": "s", "t": "v", "d": "D", "star": "*", "p": "p", "t1": "^"}
"""pyqtgraph's names of symbols, and matplotlib's."""
_MOST_MARKED = 150
"""Points of a line in sight up to which each has its mark."""
_MARK_PX = 5
_FAINT = 95
"""Opacity of what stands behind, of 255."""


@dataclass(eq=False)
class PlotLine:
    """One line. ``series`` and ``trend`` may be exchanged for others."""

    key: str
    """Lines that are shown and hidden together have the same."""
    name: Callable[[], str]
    series: Series = field(default_factory=Series)
    look: LineLook | None = None
    """Colour, stroke and mark of one run among others; else these:"""
    color: str = "train"
    """A name of the palette."""
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    width: float = 2.0
    symbol: str = ""
    scale: float = 1.0
    """What is drawn and told are the values times this."""
    trend: Series | None = None
    """What is drawn smoothed in its place, where smoothing is on."""
    only_smoothed: bool = False
    """Whether it is there only where smoothing is on."""
    is_faint: Literal["never", "smoothed", "always"] = "never"
    is_told: bool = True
    """Whether the read-out names it."""
    is_shown: bool = True
    item: Any = field(default=None, repr=False)

    def points(self, low: float, high: float, weight: float, most: int) -> Points:
        """At most about ``most`` points between two positions; ``weight``: of the smoothing."""
        if weight and self.trend is not None:
            xs, ys = self.trend.smoothed(weight)
            first, last = np.searchsorted(xs, (low, high))
            seen = slice(max(int(first) - 1, 0), int(last) + 1)
            xs, ys = xs[seen], ys[seen]
        elif self.only_smoothed and not weight:
            xs, ys = Series().points
        else:
            xs, ys = self.series.drawn(low, high, most)
        return xs, ys * self.scale

    def value(self, x: float) -> tuple[float, float] | None:
        """Position and value of the nearest point, as it was recorded."""
        point = self.series.nearest(x)
        return None if point is None else (point[0], point[1] * self.scale)

    def paint(self, theme: Theme, weight: float) -> None:
        """Put its colour, stroke and marks on."""
        self.item.setPen(self._pen(theme, weight))
        self.item.setSymbolPen(None)
        self.item.setSymbolBrush(self._shade(theme, weight))

    def suit(self, count: int) -> None:
        """Drawn as fits for so many points: marks and smooth edges only where they are seen."""
        few = count <= _MOST_MARKED
        if self.item.opts["antialias"] != few:
            self.item.opts["antialias"] = few
            self.item.curve.setSegmentedLineMode("auto" if few else "on")
        symbol = self.look.symbol if self.look is not None else self.symbol
        symbol = symbol if symbol and few else None
        if self.item.opts["symbol"] != symbol:
            self.item.setSymbol(symbol)
            self.item.setSymbolSize(_MARK_PX if self.look is None else _MARK_PX + 2)

    def for_file(self, low: float, high: float, weight: float) -> Line:
        """As it is drawn between two positions."""
        xs, ys = self.points(low, high, weight, MOST_DRAWN)
        symbol = self.look.symbol if self.look is not None else self.symbol
        return Line(
            self.name(),
            xs,
            ys,
            self.look.color if self.look is not None else self.color,
            self.look.stroke if self.look is not None else _DASHES.get(self.style, ()),
            self.width,
            _FAINT / 255 if self._stands_behind(weight) else 1.0,
            MARKS.get(symbol, "") if len(xs) <= _MOST_MARKED else "",
        )

    def _stands_behind(self, weight: float) -> bool:
        return self.is_faint == "always" or (self.is_faint == "smoothed" and weight > 0)

    def _shade(self, theme: Theme, weight: float) -> QColor:
        color = self.look.shade(theme) if self.look is not None else theme.color(self.color)
        if self._stands_behind(weight):
            color.setAlpha(_FAINT)
        return color

    def _pen(self, theme: Theme, weight: float) -> QPen:
        if not self.width:
            return QPen(Qt.PenStyle.NoPen)
        if self.look is not None:
            pen = self.look.pen(theme, self.width)
        else:
            pen = QPen(QColor(), self.width, self.style)
            pen.setCosmetic(True)
        pen.setColor(self._shade(theme, weight))
        return pen


def neighbour(told: Sequence[Series], x: float, aside: int, least: float) -> float:
    """The nearest position to the left (-1) or right (1) at which one of them has a value.

    Args:
        least: how far away it is at least.

    Returns:
        ``x`` where there is none.
    """
    found: list[float] = []
    for series in told:
        xs = series.points[0]
        place = int(np.searchsorted(xs, x + aside * least, "left" if aside > 0 else "right"))
        place -= aside < 0
        if 0 <= place < len(xs):
            found.append(float(xs[place]))
    return min(found, key=lambda each: abs(each - x), default=x)
