"""A plot as the studio draws them: quiet, without menus, in the palette's colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import ceil, log10
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPen, QPicture
from PySide6.QtWidgets import QGraphicsItem

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.spoken import CHART, speak_as

Powers = Callable[[float], str]
"""A number in words, for an axis of powers of ten."""
_MOST_DIGITS = 4
"""Behind the point of an axis; smaller numbers are written as powers of ten."""


def plain_plot(name: str, title: str, box: Any, powers: Powers | None = None) -> Any:
    """A pyqtgraph ``PlotWidget`` (imported here, when the first one is shown).

    Args:
        box: its view box.
        powers: says a position, where positions are drawn by their logarithms.
    """
    import pyqtgraph as pg

    plot: Any = pg.PlotWidget(background="#00000000", viewBox=box, axisItems=_plain_axes(powers))
    plot.setObjectName(name)
    plot.setAccessibleName(title)
    speak_as(plot, CHART)
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setStyleSheet("background: transparent; border: none;")
    return plot


def _plain_axes(powers: Powers | None) -> dict[str, Any]:
    """Axes on the left and below, numbered as the user's language writes numbers."""
    axes = {side: _axis_class()(side) for side in ("left", "bottom")}
    if powers is not None:
        axes["bottom"].powers = powers
        axes["bottom"].setLogMode(True, False)
    return axes


@cache
def _axis_class() -> Any:
    import pyqtgraph as pg

    class Axis(pg.AxisItem):
        """Numbers as the user's language writes them, without factors of a thousand."""

        def __init__(self, side: str) -> None:
            super().__init__(side)
            self.powers: Powers = lambda value: words.small(value, 2)
            self.enableAutoSIPrefix(False)
            self.setStyle(maxTickLevel=1)
            # What moves over the plot does not draw its grid again.
            self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

        def paint(self, p: Any, opt: Any, widget: Any) -> None:
            # pyqtgraph keeps a QPicture here, which takes ten times as long to play as to draw.
            if self.picture is None:
                self.picture = QPicture()  # it is pyqtgraph that takes it away
                looks: Any = self.style
                p.setFont(looks["tickFont"] or p.font())
                self._specs = self.generateDrawSpecs(p)
            if self._specs is not None:
                self.drawPicture(p, *self._specs)

        def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
            if self.logMode:
                return [self.powers(10.0**value) for value in values]
            digits = max(0, ceil(-log10(spacing * scale) - 1e-9))
            if digits > _MOST_DIGITS:
                return [words.small(value * scale) for value in values]
            return [words.decimal(value * scale, digits) for value in values]

        def logTickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
            return self.tickStrings(values, scale, spacing)

    return Axis


def paint_axes(plot: Any, theme: Theme, font: QFont, titles: dict[str, str]) -> None:
    """Put the palette's colours on the axes, and these titles (by ``left`` and ``bottom``)."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    muted = theme.color("muted")
    for side, title in titles.items():
        axis = plot.getAxis(side)
        pen = QPen(theme.color("line_strong"), 1)
        pen.setCosmetic(True)  # else each line of the grid is filled as an area
        axis.setPen(pen)
        axis.setTextPen(QPen(muted))
        axis.setTickFont(small)
        if title:
            axis.setLabel(title, color=muted.name(), **{"font-size": f"{small.pointSizeF():.0f}pt"})


class PlotMarks:
    """Dotted lines at positions of a plot, in colours of the palette."""

    def __init__(self, plot: Any, theme: Theme) -> None:
        self._plot, self._theme = plot, theme
        self._lines: list[Any] = []
        self.shown: list[tuple[float, str]] = []
        """Position and name of the colour."""

    def show(self, marks: Sequence[tuple[float, str]]) -> None:
        """Mark these."""
        import pyqtgraph as pg

        if self.shown == list(marks):
            return
        self.shown = list(marks)
        while len(self._lines) < len(marks):
            self._lines.append(pg.InfiniteLine(angle=90, movable=False))
            self._plot.addItem(self._lines[-1], ignoreBounds=True)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(marks))
        for line, (position, _) in zip(self._lines, marks, strict=False):
            line.setPos(position)
        self.paint(self._theme)

    def paint(self, theme: Theme) -> None:
        """Put the palette's colours on."""
        for line, (_, color) in zip(self._lines, self.shown, strict=False):
            pen = QPen(theme.color(color), 1.5, Qt.PenStyle.DotLine)
            pen.setCosmetic(True)
            line.setPen(pen)
