"""A map of images: each a point in the colour and shape of its class, to be chosen with a lasso.

pyqtgraph is imported when the first map is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import column

# Okabe and Ito's colours and three more, none too light or too dark for either palette.
_COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"),
    *("#e69f00", "#8c7a00", "#8a5cd6", "#8a8f98", "#c1121f"),
)
_SHAPES = ("o", "s", "t", "d", "star", "p", "t1")
_KINDS = len(_COLOURS) * len(_SHAPES)
"""Classes that look different; the next one begins anew."""
_POINT_PX, _SMALL_PX, _ROUND_PX, _NEAR_PX = 8, 5, 4, 12
_MANY = 3_000
"""Points from which on they are small."""
_ICON_PX = 16

Tool = Literal["lasso", "rectangle", "move"]
Points = NDArray[np.float32]


class MapView(QWidget):
    """Points by number, 0..N-1. Dragging chooses; the wheel zooms; Ctrl or Shift adds."""

    selection_changed = Signal()
    hovered = Signal(int, QPoint)
    """A point and where the mouse is in this widget; -1: none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("map.view")
        self._theme = theme
        self._points: Points = np.zeros((0, 2), np.float32)
        self._labels: NDArray[np.int64] = np.zeros(0, np.int64)
        self._wrong: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._chosen: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._marks_errors = True
        self._hovered = -1
        self._plot: Any = None
        self._kinds: dict[int, Any] = {}
        """Items by what their points look like."""
        self.tool: Tool = "lasso"
        self._layout = column()
        self.setLayout(self._layout)
        self.setMouseTracking(True)
        theme.changed.connect(self._paint_over)

    def sizeHint(self) -> QSize:
        return QSize(560, 420)

    def show_map(
        self, points: Points, labels: NDArray[np.int64], wrong: NDArray[np.bool_], keep: bool
    ) -> None:
        """Draw a map.

        Args:
            points: [N, 2].
            labels: class of each, [N].
            wrong: which were taken for another class, [N].
            keep: what is chosen, where the points are the same images as before.
        """
        if self._plot is None:
            self._build()
        self._points, self._labels, self._wrong = points, labels, wrong
        if not keep or len(self._chosen) != len(points):
            self._chosen = np.zeros(len(points), np.bool_)
        self._draw_points()
        self._draw_rings()
        self.show_all()
        self.setAccessibleName(self.tr("Map of {n} images").format(n=len(points)))

    def mark_errors(self, marked: bool) -> None:
        """Whether the points of images taken for another class bear a ring."""
        self._marks_errors = marked
        self._draw_rings()

    def selected(self) -> NDArray[np.int64]:
        """The chosen points, ascending."""
        return np.flatnonzero(self._chosen)

    def select(self, numbers: NDArray[np.int64], add: bool = False) -> None:
        """Choose these points; ``add``: besides those that are chosen."""
        if not add:
            self._chosen[:] = False
        self._chosen[numbers] = True
        self._draw_rings()
        self.selection_changed.emit()

    def select_within(self, polygon: Points, add: bool = False) -> None:
        """Choose the points inside a polygon [M, 2] of the map."""
        self.select(np.flatnonzero(inside(self._points, polygon)), add)

    def show_all(self) -> None:
        """Zoom out."""
        if self._plot is not None:
            self._plot.autoRange(padding=0.04)

    def point_at(self, place: QPointF) -> int:
        """The point nearest to a position on the map, within reach of a mouse; -1: none."""
        if not len(self._points):
            return -1
        box = self._plot.getViewBox()
        across, down = box.viewPixelSize()
        offsets = (self._points - [place.x(), place.y()]) / [across, down]
        distances = np.hypot(offsets[:, 0], offsets[:, 1])
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= _NEAR_PX else -1

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self.hovered.emit(-1, QPoint())

    def _build(self) -> None:
        import pyqtgraph as pg

        self._pg = pg
        self._plot = pg.PlotWidget(background="#00000000", viewBox=_box(pg, self))
        self._plot.setObjectName("map.canvas")
        self._plot.setAccessibleName(self.tr("Map of the images"))
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.hideAxis("left")
        self._plot.hideAxis("bottom")
        self._plot.setStyleSheet("background: transparent; border: none;")
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMouseTracking(True)
        self._errors = pg.ScatterPlotItem(symbol="o", pxMode=True)
        self._picked = pg.ScatterPlotItem(symbol="o", pxMode=True)
        self._path = pg.PlotCurveItem()
        for depth, item in ((20, self._errors), (30, self._picked), (40, self._path)):
            item.setZValue(depth)
            self._plot.addItem(item, ignoreBounds=True)
        self._plot.scene().sigMouseMoved.connect(self._hover)
        self._layout.addWidget(self._plot)
        self._paint_over()

    def _draw_points(self) -> None:
        """One item for each look: ten thousand points as brushes of their own would take long."""
        kinds = self._labels % _KINDS
        size = self._point_px()
        for kind in [k for k in self._kinds if not (kinds == k).any()]:
            self._plot.removeItem(self._kinds.pop(kind))
        for kind in np.unique(kinds).tolist():
            if kind not in self._kinds:
                color, shape = look_of(kind)
                self._kinds[kind] = self._pg.ScatterPlotItem(
                    symbol=shape,
                    pen=None,
                    brush=self._pg.mkBrush(color),
                    pxMode=True,
                )
                self._plot.addItem(self._kinds[kind])
            here = self._points[kinds == kind]
            # A star is mostly gaps.
            larger = 1.4 if look_of(kind)[1] == "star" else 1.0
            self._kinds[kind].setData(x=here[:, 0], y=here[:, 1], size=larger * size)

    def _draw_rings(self) -> None:
        if self._plot is None:
            return
        wrong = self._wrong & ~self._chosen & self._marks_errors
        size = self._point_px() + _ROUND_PX
        for item, which in ((self._errors, wrong), (self._picked, self._chosen)):
            points = self._points[which]
            item.setData(x=points[:, 0], y=points[:, 1], size=size)

    def _point_px(self) -> int:
        return _POINT_PX if len(self._points) < _MANY else _SMALL_PX

    def _paint_over(self) -> None:
        if self._plot is None:
            return
        nothing = self._pg.mkBrush(None)
        accent = self._theme.color("accent")
        self._errors.setBrush(nothing)
        self._errors.setPen(self._pg.mkPen(self._theme.color("text"), width=1))
        self._picked.setBrush(nothing)
        self._picked.setPen(self._pg.mkPen(accent, width=1.5))
        self._path.setPen(self._pg.mkPen(accent, width=1.5))
        self._draw_rings()

    def _hover(self, where: QPointF) -> None:
        found = self.point_at(self._plot.getViewBox().mapSceneToView(where))
        if found >= 0 or self._hovered >= 0:
            self._hovered = found
            view = self._plot.mapFromScene(where)
            self.hovered.emit(found, self._plot.mapTo(self, view))

    def _drag(self, polygon: Points, ended: bool, add: bool) -> None:
        """What is drawn with the mouse so far."""
        closed = np.concatenate([polygon, polygon[:1]])
        self._path.setData(closed[:, 0], closed[:, 1])
        if ended:
            self._path.clear()
            self.select_within(polygon, add)

    def _click(self, place: QPointF, add: bool) -> None:
        found = self.point_at(place)
        if found >= 0:
            self.select(np.array([found]), add)
        elif not add:
            self.select(np.zeros(0, np.int64))


def look_of(number: int) -> tuple[QColor, str]:
    """The colour and the shape (as pyqtgraph names it) of a class."""
    colours, shapes = len(_COLOURS), len(_SHAPES)
    # Neighbours differ in both; only the seventieth after a class looks like it.
    shape = _SHAPES[(number + number // colours) % shapes]
    return QColor(_COLOURS[number % colours]), shape


def class_icons(count: int) -> Sequence[QIcon]:
    """How the points of each class look, as icons; for the GUI thread."""
    from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

    drawn: list[QIcon] = []
    for kind in range(min(count, _KINDS)):
        color, shape = look_of(kind)
        pixmap = QPixmap(_ICON_PX, _ICON_PX)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(_ICON_PX / 2, _ICON_PX / 2)
        painter.scale(_ICON_PX * 0.7, _ICON_PX * 0.7)
        painter.fillPath(Symbols[shape], color)
        painter.end()
        drawn.append(QIcon(pixmap))
    return [drawn[number % _KINDS] for number in range(count)]


def inside(points: Points, polygon: Points) -> NDArray[np.bool_]:
    """Which points [N, 2] lie in a polygon [M, 2]: a ray to the right crosses it an odd number
    of times."""
    odd = np.zeros(len(points), np.bool_)
    if len(polygon) < 3:
        return odd
    x, y = points[:, 0], points[:, 1]
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if ay != by:
            crosses = (ay > y) != (by > y)
            odd ^= crosses & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    return odd


def _box(pg: Any, view: MapView) -> Any:
    """A view box in which dragging draws a lasso or a rectangle, unless the tool is to move."""
    adding = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

    class Box(pg.ViewBox):
        def __init__(self) -> None:
            super().__init__(lockAspect=True, enableMenu=False)
            self._drawn: list[tuple[float, float]] = []

        def mouseDragEvent(self, event: Any, axis: Any = None) -> None:
            if event.button() != Qt.MouseButton.LeftButton or view.tool == "move":
                super().mouseDragEvent(event, axis)
                return
            event.accept()
            begun = self.mapToView(event.buttonDownPos())
            here = self.mapToView(event.pos())
            if event.isStart():
                self._drawn = [(begun.x(), begun.y())]
            if view.tool == "lasso":
                self._drawn.append((here.x(), here.y()))
            else:
                (left, top), (right, bottom) = (begun.x(), begun.y()), (here.x(), here.y())
                self._drawn = [(left, top), (right, top), (right, bottom), (left, bottom)]
            polygon = np.array(self._drawn, np.float32)
            view._drag(polygon, event.isFinish(), bool(event.modifiers() & adding))

        def mouseClickEvent(self, event: Any) -> None:
            if event.button() == Qt.MouseButton.LeftButton:
                event.accept()
                view._click(self.mapToView(event.pos()), bool(event.modifiers() & adding))

    return Box()
