"""Points on a card: each read by pointing at it, chosen by a click, saved with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from regnet_studio.evaluation.lines import Line
from regnet_studio.studio.look.theme import Theme, mixed
from regnet_studio.studio.widgets.line_looks import LineLook
from regnet_studio.studio.widgets.plain_plot import Powers
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import MARKS

_REACH_PX = 16
"""So near to a point the mouse reads it."""
_FAINT = 0.25


@dataclass(frozen=True)
class Spot:
    """One point."""

    key: str
    x: float
    """The power of ten of a position."""
    y: float
    label: str
    """Its name in files."""
    text: str
    """What is read of it."""
    group: str
    """Those of a group are one entry of a file's legend."""
    look: LineLook
    size: float
    """In pixels."""
    is_faint: bool = False
    is_chosen: bool = False
    is_named: bool = False
    """Whether its label stands beside it."""
    interval: tuple[float, float] | None = None
    """Values between which a line stands."""


class PointsCard(PlotCard):
    """Keys: left and right go from point to point, Return chooses the one that is read."""

    chosen = Signal(str)
    """The key of a point."""

    def __init__(
        self, theme: Theme, name: str, title: str, across: Callable[[], str], powers: Powers
    ) -> None:
        self._spots: list[Spot] = []
        self._beside: list[Any] = []
        """Names and intervals of points."""
        self._at: int | None = None
        """The point that is read."""
        self._rest = ""
        self._dots: Any = None
        super().__init__(theme, name, title, across, powers=powers, is_part=True)
        import pyqtgraph as pg

        self.plot.showGrid(x=True, y=True, alpha=0.15)
        self._dots = pg.ScatterPlotItem()
        self._dots.setZValue(1)
        self._dots.sigClicked.connect(self._take_click)
        self.plot.addItem(self._dots)

    def show_spots(self, spots: Iterable[Spot], rest: str = "") -> None:
        """Draw these, later ones on top; ``rest``: what is read where none is pointed at."""
        self._spots, self._rest, self._at = list(spots), rest, None
        self.draw()

    def spots(self) -> Sequence[Spot]:
        """What is drawn."""
        return self._spots

    def place(self, key: str) -> QPointF:
        """Where a point lies in the plot's scene."""
        spot = next(spot for spot in self._spots if spot.key == key)
        return self._box.mapViewToScene(QPointF(spot.x, spot.y))

    def draw(self) -> None:
        """Bring the points up to date, and what is in sight unless the user zoomed."""
        if not self.is_zoomed:
            self._set_across(*self.whole())
        self._set_up(np.nan, np.nan)
        self._draw_points()
        self._box.updateMatrix()
        self._read(self._at)

    def paint_over(self) -> None:
        super().paint_over()
        if self._dots is not None:
            self._draw_points()

    def lines_in_sight(self) -> list[Line]:
        """A group is a line without a stroke; intervals are lines without a name."""
        (low, high), (lowest, highest) = self.plot.viewRange()
        seen = [s for s in self._spots if low <= s.x <= high and lowest <= s.y <= highest]
        bars = [
            Line("", np.full(2, s.x), np.array(s.interval), s.look.color, width=1.5)
            for s in seen
            if s.interval is not None
        ]
        return bars + _groups(seen)

    def all_lines(self) -> list[Line]:
        """Every point with its own name."""
        return _groups(self._spots)

    def _draw_points(self) -> None:
        import pyqtgraph as pg

        for item in self._beside:
            self.plot.removeItem(item)
        self._beside.clear()
        color = self._theme.color
        drawn: list[dict[str, Any]] = []
        for spot in self._spots:
            shade = spot.look.shade(self._theme)
            if spot.is_faint:
                shade = mixed(shade, color("window"), _FAINT)
            edge = color("text" if spot.is_chosen else "surface")
            drawn.append(
                {
                    "pos": (spot.x, spot.y),
                    "size": spot.size,
                    "symbol": spot.look.symbol,
                    "brush": pg.mkBrush(shade),
                    "pen": pg.mkPen(edge, width=2 if spot.is_chosen else 1),
                    "data": spot.key,
                }
            )
            if spot.interval is not None:
                bar = pg.PlotCurveItem([spot.x, spot.x], list(spot.interval))
                bar.setPen(pg.mkPen(shade, width=1.5))
                self._beside.append(bar)
            if spot.is_named:
                text = pg.TextItem(spot.label, color=color("text"), anchor=(-0.5, 0.5))
                text.setPos(spot.x, spot.y)
                self._beside.append(text)
        for item in self._beside:
            self.plot.addItem(item, ignoreBounds=True)
        self._dots.setData(spots=drawn)

    def _read(self, number: int | None) -> None:
        """Tell of a point; None: of none."""
        self._at = number
        text = self._rest if number is None else self._spots[number].text
        self._values.set_text(text)
        self.plot.setAccessibleDescription(text)

    def _read_mouse(self) -> None:
        found = None if self._mouse is None else self._near(self._mouse)
        shape = Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor
        self.plot.setCursor(shape)
        self._read(found)
        self.pointed.emit(None if found is None else self._spots[found].x)

    def _point(self, x: float | None) -> None:
        if x is None:  # the mouse has gone
            self._read(None)

    def _near(self, where: QPointF) -> int | None:
        """The point nearest to a place of the scene, within reach."""
        if not self._spots or not self._box.sceneBoundingRect().contains(where):
            return None
        places = [self._box.mapViewToScene(QPointF(s.x, s.y)) - where for s in self._spots]
        distances = [each.x() ** 2 + each.y() ** 2 for each in places]
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= _REACH_PX**2 else None

    def _step(self, here: float, aside: int) -> None:
        order = sorted(range(len(self._spots)), key=lambda n: self._spots[n].x)
        if order:
            place = order.index(self._at) + aside if self._at is not None else 0
            self._read(order[min(max(place, 0), len(order) - 1)])

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.chosen.emit(self._spots[self._at].key)
            return True
        return super()._take_key(event)

    def _take_click(self, _: Any, points: Any, *__: Any) -> None:
        if len(points):
            self.chosen.emit(points[0].data())


def _groups(spots: Iterable[Spot]) -> list[Line]:
    groups: dict[str, list[Spot]] = {}
    for spot in spots:
        groups.setdefault(spot.group, []).append(spot)
    return [
        Line(
            name,
            np.array([spot.x for spot in found]),
            np.array([spot.y for spot in found]),
            found[0].look.color,
            width=0,
            marks=MARKS.get(found[0].look.symbol, "o"),
            labels=tuple(spot.label for spot in found),
        )
        for name, found in groups.items()
    ]
