"""A plot on a card: hovering reads its values, dragging zooms, and it leaves as a file."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, log10

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QMenu

from regnet_studio.evaluation.lines import Line
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, column, label, row, tool
from regnet_studio.studio.widgets.plain_plot import PlotMarks, Powers, paint_axes, plain_plot
from regnet_studio.studio.widgets.plot_box import plot_box
from regnet_studio.studio.widgets.plot_files import PlotFiles, card_content
from regnet_studio.studio.widgets.plot_line import PlotLine, neighbour

_HOVER_MS = 33
_ROOM = 0.04
"""Of the height, that is left free above and below the lines."""
_TICKS = 0.5
"""Of pyqtgraph's own density: low plots have room for few."""
_FEWEST = 200
"""Points of a line that a narrow plot gets all the same."""
_MOST_DECADES = 6
"""Powers of ten that a logarithmic scale spans."""
_KEY_ZOOM, _KEY_MOVE = 1.5, 0.1


class PlotCard(QFrame):
    """Title and read-out above, the plot below. ``draw`` brings it up to date.

    Keys: arrows move the reading line (Shift: what is in sight), + and - zoom, 0 shows all, the
    menu key opens what the right mouse button does.

    Args:
        name: of the plot; its controls are called ``name.menu``, ``name.values``, ...
        across: what stands before a position in the read-out and beside the axis of a file.
        digits: of a position.
        powers: says a position, where positions are powers of ten: lines then have its logarithms.
        is_part: of a card: without a frame of its own, but with ``across`` below its axis as well.
    """

    pointed = Signal(object)
    """The position that is read, or None."""
    range_changed = Signal(float, float)
    """What is in sight across, after the user zoomed or moved."""
    failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        across: Callable[[], str],
        digits: int = 0,
        powers: Powers | None = None,
        is_part: bool = False,
    ) -> None:
        super().__init__()
        if not is_part:
            self.setProperty("role", "card")
            self.setContentsMargins(GAP, GAP, GAP, GAP)
        self.lines: list[PlotLine] = []
        self.about = ""
        """What a screen reader says of the plot where nothing is read."""
        self.weight = 0.0
        """Of the smoothing, 0..1."""
        self._theme, self._across, self._digits = theme, across, digits
        self.powers, self._is_part = powers, is_part
        self._whole = (0.0, 1.0)
        self._ends: tuple[float, float] | None = None
        self._framed: tuple[float, float] | None = None
        """Values in sight that the user framed; else they follow from what is drawn."""
        self._most: float | None = None
        self.is_zoomed = False
        self.is_logarithmic = False
        self._x: float | None = None
        self._mouse: QPointF | None = None
        self._title = label(title, "caption")
        self._values = ElidedLabel("", "caption")
        self._values.setObjectName(f"{name}.values")
        self._values.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._menu_button = tool(f"{name}.menu", self.tr("Save this plot, see all of it…"))
        theme.dress(self._menu_button, "menu")
        self._menu_button.clicked.connect(self._open_menu_here)
        self.files = PlotFiles(self, name, lambda kind: card_content(self, kind))
        self.files.failed.connect(self.failed)
        self._make_plot(name, title)
        top = row(self._title, self._values, self._menu_button)
        top.setStretch(1, 1)
        inner = column(gap=2)
        inner.addLayout(top)
        inner.addWidget(self.plot, 1)
        self.setLayout(inner)
        self._hover = QTimer(self)
        self._hover.setSingleShot(True)
        self._hover.setInterval(_HOVER_MS)
        self._hover.timeout.connect(self._read_mouse)
        theme.changed.connect(self.paint_over)

    def add(self, line: PlotLine) -> PlotLine:
        """Draw this line as well."""
        import pyqtgraph as pg

        line.item = pg.PlotDataItem()
        # The reading line moves over it without its being drawn again.
        line.item.curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        line.item.scatter.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        line.item.setVisible(line.is_shown)
        self.plot.addItem(line.item)
        self.lines.append(line)
        line.paint(self._theme, self.weight)
        return line

    def clear(self) -> None:
        """Draw no line any more."""
        for line in self.lines:
            self.plot.removeItem(line.item)
        self.lines.clear()

    def show_range(
        self,
        low: float,
        high: float,
        most: float | None = None,
        values: tuple[float, float] | None = None,
    ) -> None:
        """What is in sight where the user has not zoomed.

        ``most``: values end there at most; ``values``: those in sight, else all that are drawn.
        """
        self._whole, self._most, self._ends = (low, high), most, values

    def draw(self) -> None:
        """Bring the lines up to date, and what is in sight unless the user zoomed."""
        if not self.is_zoomed:
            self._set_across(*self._whole)
        low, high = self.plot.viewRange()[0]
        most = max(self.plot.width(), _FEWEST)
        lowest, highest = np.inf, -np.inf
        for line in self.lines:
            if not line.is_shown:
                continue
            xs, ys = line.points(low, high, self.weight, most)
            if self.is_logarithmic:
                with np.errstate(divide="ignore", invalid="ignore"):
                    ys = np.where(ys > 0, np.log10(ys), np.nan)
            line.suit(len(xs))
            line.item.setData(xs, ys, connect="finite" if self.is_logarithmic else "all")
            seen = ys[(xs >= low) & (xs <= high) & np.isfinite(ys)]
            if len(seen):
                lowest, highest = min(lowest, seen.min()), max(highest, seen.max())
        self._set_up(float(lowest), float(highest))
        self._box.updateMatrix()  # now, not in the midst of painting, which would paint it twice
        if self._x is not None:
            self.read(self._x)

    def show_line(self, key: str, shown: bool) -> None:
        """Show or hide the lines of this key."""
        for line in self.lines:
            if line.key == key:
                line.is_shown = shown
                line.item.setVisible(shown)
        self.draw()

    def show_logarithmic(self, wanted: bool) -> None:
        """Whether values are drawn by their logarithms."""
        if wanted != self.is_logarithmic:
            self.is_logarithmic, self._framed = wanted, None
            self.plot.getAxis("left").setLogMode(False, wanted)
            self.draw()

    def smooth(self, weight: float) -> None:
        """Of what came before in a smoothed line, 0..1; 0: lines as they are. Draw them then."""
        self.weight = weight
        for line in self.lines:
            line.paint(self._theme, weight)

    def see(self, low: float, high: float) -> None:
        """Zoom to these positions; the values follow."""
        self.is_zoomed, self._framed = True, None
        self._set_across(low, high)
        self.draw()

    def see_all(self) -> None:
        """As it was before the user zoomed."""
        self.is_zoomed, self._framed = False, None
        self.draw()

    def whole(self) -> tuple[float, float]:
        """Positions in sight where the user has not zoomed."""
        return self._whole

    def read(self, x: float | None) -> None:
        """Show the values at a position; None: none."""
        self._x = x
        self._reader.setVisible(x is not None)
        if x is not None:
            self._reader.setPos(x)
        text = "" if x is None else self.values_at(x)
        self._values.set_text(text)
        self.plot.setAccessibleDescription(text or self.about)

    def values_at(self, x: float) -> str:
        """What the lines in sight are at a position, as it was recorded."""
        told = [self._position(x)]
        for line in self.lines:
            point = line.value(x) if line.is_shown and line.is_told else None
            if point is not None and isfinite(point[1]):
                told.append(f"{line.name()} {words.small(point[1], 4)}")
        return " · ".join(told)

    def paint_over(self) -> None:
        """Put the palette's colours on everything drawn."""
        from pyqtgraph import mkPen

        theme = self._theme
        below = self._across() if self._is_part else ""
        paint_axes(self.plot, theme, self.font(), {"left": "", "bottom": below})
        for line in self.lines:
            line.paint(theme, self.weight)
        self.marks.paint(theme)
        self._reader.setPen(mkPen(theme.color("muted"), width=1))
        self._box.rbScaleBox.setPen(mkPen(theme.color("accent"), width=1))
        fill = theme.color("accent")
        fill.setAlpha(40)
        self._box.rbScaleBox.setBrush(fill)
        accent = theme.color("accent").name()
        self.plot.setStyleSheet(
            "QGraphicsView { background: transparent; border: 1px solid transparent; }"
            f"QGraphicsView:focus {{ border: 1px solid {accent}; }}"
        )

    def menu(self) -> QMenu:
        """What can be done with the plot."""
        made = QMenu(self)
        all_of_it = made.addAction(self.tr("See all of it"), self._ask_whole)
        all_of_it.setEnabled(self.is_zoomed)
        made.addSeparator()
        self.files.offer(made)
        made.aboutToHide.connect(made.deleteLater)
        return made

    def name_values(self, title: str) -> None:
        """Say what is drawn."""
        self._title.setText(title)
        self.plot.setAccessibleName(title)

    def title(self) -> str:
        """What the plot is about."""
        return self._title.text()

    def across(self) -> str:
        """What the positions are."""
        return self._across()

    def y_range(self) -> tuple[float, float]:
        """Values in sight."""
        low, high = self.plot.viewRange()[1]
        return (10**low, 10**high) if self.is_logarithmic else (low, high)

    def lines_in_sight(self) -> list[Line]:
        """As they are drawn, for a file."""
        low, high = self.plot.viewRange()[0]
        shown = (line.for_file(low, high, self.weight) for line in self.lines if line.is_shown)
        return [line for line in shown if len(line.xs)]

    def all_lines(self) -> list[Line]:
        """Every value of the lines that are not hidden, as it was recorded, for a table."""
        return [
            Line(line.name(), xs.copy(), ys * line.scale, line.color)
            for line in self.lines
            if line.is_shown and not line.only_smoothed
            for xs, ys in (line.series.points,)
        ]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        if event.type() == QEvent.Type.Leave:
            self._mouse = None
            self._hover.stop()
            self._point(None)
        return super().eventFilter(watched, event)

    def _make_plot(self, name: str, title: str) -> None:
        import pyqtgraph as pg

        self._box = plot_box()
        self.plot = plain_plot(name, title, self._box, self.powers)
        self.marks = PlotMarks(self.plot, self._theme)
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setMinimumHeight(56)
        self.plot.getAxis("left").setWidth(52)
        self.plot.getAxis("left").setTickDensity(_TICKS)
        self._reader = pg.InfiniteLine(angle=90, movable=False)
        self._reader.hide()
        self.plot.addItem(self._reader, ignoreBounds=True)
        self.plot.installEventFilter(self)
        self.plot.scene().sigMouseMoved.connect(self._note_mouse)
        self._box.framed.connect(self._zoom_to_frame)
        self._box.zoomed.connect(self._zoom)
        self._box.moved.connect(self._move)
        self._box.whole_asked.connect(self._ask_whole)
        self._box.menu_asked.connect(lambda where: self.menu().popup(where.toPoint()))
        self.paint_over()

    def _set_across(self, low: float, high: float) -> None:
        if high > low:
            self.plot.setXRange(low, high, padding=0 if self.is_zoomed else 0.01)

    def _set_up(self, lowest: float, highest: float) -> None:
        if self._framed is not None:
            self.plot.setYRange(*self._framed, padding=0)
        elif self._ends is not None and not self.is_zoomed and not self.is_logarithmic:
            self.plot.setYRange(*self._ends, padding=_ROOM)
        elif isfinite(lowest):
            if self.is_logarithmic:
                lowest = max(lowest, highest - _MOST_DECADES)
            most = self._most
            if most is not None and not self.is_zoomed:
                highest = min(highest, log10(most) if self.is_logarithmic else most)
            if highest <= lowest:
                lowest, highest = lowest - 0.5, lowest + 0.5
            self.plot.setYRange(lowest, highest, padding=_ROOM)

    def _zoom_to_frame(self, frame: QRectF) -> None:
        self.is_zoomed = True
        self._framed = (frame.top(), frame.bottom()) if frame.height() else None
        self._set_across(frame.left(), frame.right())
        self.draw()
        self.range_changed.emit(frame.left(), frame.right())

    def _zoom(self, factor: float, about: float) -> None:
        low, high = self.plot.viewRange()[0]
        self._see_part(about - (about - low) / factor, about + (high - about) / factor)

    def _move(self, by: float) -> None:
        low, high = self.plot.viewRange()[0]
        first, last = self._whole
        by = min(max(by, first - low), max(last - high, first - low))
        self._see_part(low + by, high + by)

    def _see_part(self, low: float, high: float) -> None:
        first, last = self._whole
        low, high = max(low, first), min(high, last)
        if high - low >= last - first:
            self._ask_whole()
        elif high > low:
            self.see(low, high)
            self.range_changed.emit(low, high)

    def _ask_whole(self) -> None:
        self.see_all()
        self.range_changed.emit(*self._whole)

    def _note_mouse(self, where: QPointF) -> None:
        self._mouse = where
        if not self._hover.isActive():  # at most 30 times a second
            self._hover.start()

    def _read_mouse(self) -> None:
        inside = self._mouse is not None and self._box.sceneBoundingRect().contains(self._mouse)
        self._point(self._box.mapSceneToView(self._mouse).x() if inside else None)

    def _point(self, x: float | None) -> None:
        self.read(x)
        self.pointed.emit(x)

    def _take_key(self, event: QKeyEvent) -> bool:
        low, high = self.plot.viewRange()[0]
        here = self._x if self._x is not None else (low + high) / 2
        aside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if aside is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move(aside * _KEY_MOVE * (high - low))
        elif aside is not None:
            self._step(here, aside)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_KEY_ZOOM, here)
        elif event.key() == Qt.Key.Key_Minus:
            self._zoom(1 / _KEY_ZOOM, here)
        elif event.key() == Qt.Key.Key_0:
            self._ask_whole()
        elif event.key() == Qt.Key.Key_Menu:
            self._open_menu_here()
        else:
            return False
        return True

    def _step(self, here: float, aside: int) -> None:
        """Read the next position to the left (-1) or right (1)."""
        low, high = self.plot.viewRange()[0]
        told = [line.series for line in self.lines if line.is_shown and line.is_told]
        found = neighbour(told, here, aside, (high - low) / max(self.plot.width(), 1))
        self._point(min(max(found, low), high))

    def _position(self, x: float) -> str:
        said = words.decimal(x, self._digits) if self.powers is None else self.powers(10.0**x)
        return f"{self._across()} {said}"

    def _open_menu_here(self) -> None:
        self.menu().popup(self._menu_button.mapToGlobal(QPoint(0, self._menu_button.height())))
