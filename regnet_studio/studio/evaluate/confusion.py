"""The confusion matrix as a heat map: truth down, prediction across; 2 to 1,000 classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.matrix_drawing import SMALLEST_PT, Matrix, draw_matrix
from regnet_studio.studio.evaluate.matrix_view import LONGEST_NAME, MatrixView
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets import heat
from regnet_studio.studio.widgets.spoken import CHART, speak_as

_ZOOM = 1.3
_MEASURED = 60
"""The longest names, by letters, of which the widest is looked for."""
_NONE = Matrix((), np.zeros((0, 0), dtype=np.int64), np.zeros(0, dtype=np.int64))


class ConfusionMatrix(QWidget):
    """Right answers in blue along the diagonal, mistakes in orange.

    The wheel (or + and -) enlarges, dragging moves; arrows move a cursor, a click or Enter opens
    a cell.
    """

    cell_chosen = Signal(int, int)
    """Truth and guess, as class numbers."""
    pointed = Signal(str)
    """What the cell under the mouse or the cursor says; empty: there is none."""
    zoomed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("confusion")
        self._theme = theme
        self._matrix = _NONE
        self._view = MatrixView()
        self._drawn: QPixmap | None = None
        self._cursor = (0, 0)
        """Line and column in the order shown."""
        self._pressed: QPointF | None = None
        self._dragged = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 240)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        speak_as(self, CHART)
        self.setMouseTracking(True)
        theme.changed.connect(self._redraw)

    # What is shown

    def show_matrix(self, classes: Sequence[str], counts: Any) -> None:
        """Rows are the truth, columns the predictions: [K, K]."""
        table = np.asarray(counts, dtype=np.int64).reshape(len(classes), len(classes))
        order = np.arange(len(classes))
        self._matrix = Matrix(tuple(classes), table, order, self._matrix.scale)
        self._cursor = (0, 0)
        self._measure()
        self._tell_counts()
        self.show_all()

    def update_matrix(self, counts: Any) -> None:
        """Other counts [K, K] of the same classes: what is in sight stays."""
        table = np.asarray(counts, dtype=np.int64).reshape(self._matrix.counts.shape)
        self._matrix = replace(self._matrix, counts=table)
        self._tell_counts()
        self._redraw()

    def _tell_counts(self) -> None:
        classes, table = self._matrix.classes, self._matrix.counts
        right, total = int(np.trace(table)), int(table.sum())
        text = self.tr("Confusion matrix of {n} classes: {right} of {total} on the diagonal")
        self.setAccessibleName(text.format(n=len(classes), right=right, total=total))

    def classes(self) -> Sequence[str]:
        """Names of the classes, in their own order."""
        return self._matrix.classes

    def counts(self) -> list[list[int]]:
        """What is drawn, in the classes' own order."""
        return self._matrix.counts.tolist()

    def show_order(self, order: NDArray[np.int64]) -> None:
        """Show the classes in this order: their numbers [K]."""
        truth, guess = self.current_cell()
        self._matrix = replace(self._matrix, order=order)
        if len(order):
            places = self._matrix.places
            self._cursor = int(places[truth]), int(places[guess])
            self._view.reveal(*self._cursor)
        self._redraw()

    def order(self) -> NDArray[np.int64]:
        """Class numbers from the top to the bottom."""
        return self._matrix.order

    def show_scale(self, scale: heat.Scale) -> None:
        """Counts, shares of a row (recall) or shares of a column (precision)."""
        self._matrix = replace(self._matrix, scale=scale)
        self._redraw()

    def current_cell(self) -> tuple[int, int]:
        """Truth and guess where the cursor is."""
        order = self._matrix.order
        if not len(order):
            return 0, 0
        return int(order[self._cursor[0]]), int(order[self._cursor[1]])

    def is_zoomed(self) -> bool:
        """Whether only a part of the classes is in sight."""
        return self._view.is_zoomed()

    def show_all(self) -> None:
        """Every cell in sight."""
        self._view.show_all(len(self._matrix.classes))
        self._redraw()
        self.zoomed.emit()

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Enlarge by ``factor`` and keep the cell at a point (or the cursor's) where it is."""
        if not self._matrix.classes:
            return
        if about is None:
            self._view.reveal(*self._cursor)
            about = self._view.rect(*self._cursor).center()
        self._view.zoom(factor, about)
        self._redraw()
        self.zoomed.emit()

    def cell_rect(self, truth: int, guess: int) -> QRectF:
        """Where the cell of two classes lies, in this widget."""
        places = self._matrix.places
        return self._view.rect(int(places[truth]), int(places[guess]))

    def describe(self, truth: int, guess: int) -> str:
        """What the cell of two classes says."""
        counts, classes = self._matrix.counts, self._matrix.classes
        count, of = int(counts[truth, guess]), int(counts[truth].sum())
        text = self.tr("{truth} taken for {guess}: {count} of {of} ({share})")
        if truth == guess:
            text = self.tr("{truth} recognised: {count} of {of} ({share})")
        if self._matrix.scale == "column":
            of = int(counts[:, guess].sum())
            text = self.tr("Of what was taken for {guess}, {count} of {of} are {truth} ({share})")
        return text.format(
            truth=classes[truth],
            guess=classes[guess],
            count=words.number(count),
            of=words.number(of),
            share=words.percent(count / of if of else 0.0),
        )

    # Drawing

    def sizeHint(self) -> QSize:
        return QSize(520, 520)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._matrix.classes:
            return
        ratio = self.devicePixelRatioF()
        if self._drawn is None:
            self._drawn = QPixmap(self.size() * ratio)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._drawn)
            draw_matrix(inner, self._matrix, self._view, self._theme, self.font(), ratio)
            inner.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        if self.hasFocus():
            rect = self._view.rect(*self._cursor)
            grown = max(7 - rect.width(), 0) / 2
            painter.setClipRect(self._view.grid().adjusted(-4, -4, 4, 4))
            painter.setPen(QPen(self._theme.color("text"), 2))
            painter.drawRect(rect.adjusted(-grown, -grown, grown, grown))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.place(QSizeF(self.size()))
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self._redraw()

    def _redraw(self) -> None:
        self._drawn = None
        self.update()

    def _measure(self) -> None:
        metrics = QFontMetricsF(self.font())
        longest = sorted(self._matrix.classes, key=len)[-_MEASURED:]
        widest = max((metrics.horizontalAdvance(name) for name in longest), default=0.0)
        self._view.name_px = min(widest, LONGEST_NAME)
        self._view.line = metrics.height()
        self._view.smallest = min(SMALLEST_PT / self.font().pointSizeF(), 1.0)

    # Mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self._view.cell_at(QPointF(event.pos()))
            text = "" if found is None else self._describe_at(*found)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if not notches or self._view.cell_at(event.position()) is None:
            event.ignore()
            return
        self.zoom(_ZOOM**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position()
        if self._pressed is not None and self._view.is_zoomed():
            far = (here - self._pressed).manhattanLength()
            if self._dragged or far > QApplication.startDragDistance():
                self._view.move(here - self._pressed)
                self._pressed, self._dragged = here, True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._redraw()
                return
        found = self._view.cell_at(here)
        inside = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
        self.setCursor(inside)
        self.pointed.emit("" if found is None else self._describe_at(*found))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._dragged:
            return
        found = self._view.cell_at(event.position())
        if found is not None and found == self._view.cell_at(pressed):
            self._go(*found)
            self.cell_chosen.emit(*self.current_cell())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(self._describe_at(*self._cursor) if self.hasFocus() else "")

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._matrix.classes)
        line, column = self._cursor
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
        steps = {
            Qt.Key.Key_Left: (line, column - far),
            Qt.Key.Key_Right: (line, column + far),
            Qt.Key.Key_Up: (line - far, column),
            Qt.Key.Key_Down: (line + far, column),
            Qt.Key.Key_Home: (line, 0),
            Qt.Key.Key_End: (line, count - 1),
            Qt.Key.Key_PageUp: (0, column),
            Qt.Key.Key_PageDown: (count - 1, column),
        }
        key = event.key()
        if not count:
            super().keyPressEvent(event)
        elif key in steps:
            self._go(*(min(max(place, 0), count - 1) for place in steps[Qt.Key(key)]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.cell_chosen.emit(*self.current_cell())
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM)
        elif key == Qt.Key.Key_0:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._matrix.classes:
            self._tell_cursor()

    def _go(self, line: int, column: int) -> None:
        self._cursor = line, column
        before = self._view.corner
        self._view.reveal(line, column)
        if self._view.corner != before:
            self._redraw()
        self._tell_cursor()

    def _tell_cursor(self) -> None:
        text = self._describe_at(*self._cursor)
        self.setAccessibleDescription(text)
        changed = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(self, changed))
        self.pointed.emit(text)
        self.update()

    def _describe_at(self, line: int, column: int) -> str:
        order = self._matrix.order
        return self.describe(int(order[line]), int(order[column]))
