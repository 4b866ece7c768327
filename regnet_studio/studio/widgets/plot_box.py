"""What the mouse does in a plot: the same in all of them. pyqtgraph is imported late."""

from __future__ import annotations

from functools import cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal

_STEP = 1.25
"""A notch of the wheel enlarges by this."""
_LEAST_PX = 6
"""A frame that is smaller was no frame."""
_PAN_SHARE = 0.1
"""Of what is in sight, that a notch moves."""


def plot_box() -> Any:
    """A pyqtgraph ``ViewBox`` that tells what the user wants, and does nothing by itself."""
    return _box_class()()


@cache
def _box_class() -> Any:
    import pyqtgraph as pg

    class PlotBox(pg.ViewBox):
        """Drag: a frame to zoom to. Wheel: zoom across; with Shift, or sideways: move.

        Dragging with the middle button, or with Shift, moves; a double click asks for all.
        """

        framed = Signal(QRectF)
        """In the plot's coordinates; of no height where only positions were chosen."""
        zoomed = Signal(float, float)
        """How much, and the position that stays where it is."""
        moved = Signal(float)
        """Sideways, in the plot's coordinates."""
        whole_asked = Signal()
        menu_asked = Signal(QPointF)
        """On the screen."""

        def __init__(self) -> None:
            super().__init__(enableMenu=False)
            self.setMouseEnabled(x=False, y=False)
            self.disableAutoRange()

        def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
            shift = bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if ev.button() == Qt.MouseButton.MiddleButton or shift:
                ev.accept()
                before, now = (self._across(point) for point in (ev.lastPos(), ev.pos()))
                self.moved.emit(before - now)
            elif ev.button() == Qt.MouseButton.LeftButton:
                ev.accept()
                self._frame(ev)

        def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
            notches = ev.delta() / 120
            sideways = ev.orientation() == Qt.Orientation.Horizontal
            if sideways or ev.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                low, high = self.viewRange()[0]
                self.moved.emit(-notches * _PAN_SHARE * (high - low))
            else:
                self.zoomed.emit(_STEP**notches, self._across(ev.pos()))
            ev.accept()

        def mouseClickEvent(self, ev: Any) -> None:
            if ev.button() == Qt.MouseButton.RightButton:
                ev.accept()
                self.menu_asked.emit(ev.screenPos())
            elif ev.double():
                ev.accept()
                self.whole_asked.emit()

        def _frame(self, ev: Any) -> None:
            if not ev.isFinish():
                self.updateScaleBox(ev.buttonDownPos(), ev.pos())
                return
            self.rbScaleBox.hide()
            begin, end = QPointF(ev.buttonDownPos()), QPointF(ev.pos())
            frame = QRectF(begin, end).normalized()
            if frame.width() < _LEAST_PX:
                return
            if frame.height() < _LEAST_PX:
                frame = QRectF(frame.left(), 0, frame.width(), self.rect().height())
            flat = frame.height() >= self.rect().height()
            frame = self.childGroup.mapRectFromParent(frame.intersected(self.rect()))
            self.framed.emit(QRectF(frame.left(), 0, frame.width(), 0) if flat else frame)

        def _across(self, point: Any) -> float:
            return self.mapToView(QPointF(point)).x()

    return PlotBox
