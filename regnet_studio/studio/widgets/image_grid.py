"""A grid of thumbnails that lays out nothing: what is in sight is reckoned and drawn, no more.

One image or a million cost the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.cell_images import CellImages
from regnet_studio.studio.widgets.grid_selection import NONE, Selection
from regnet_studio.studio.widgets.image_cell import ImageCell
from regnet_studio.studio.widgets.spoken_grid import speak_grids, tell_current
from regnet_studio.studio.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINES_AHEAD = 2
"""Lines of images decoded beyond those in sight."""
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class ImageGrid(QAbstractScrollArea):
    """The images at some rows, in that order: of a scan's index, or of whatever has numbers.

    Selection works as in a file manager: click, Ctrl, Shift, dragging a frame, arrows, Ctrl+A.
    """

    opened = Signal(int)
    """The row of an image to be shown large."""
    selection_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, theme: Theme, thumbnails: Thumbnails, lines: int = 1) -> None:
        """``lines`` of caption below each image."""
        super().__init__()
        self.setObjectName("thumbnails")
        self._theme, self._thumbnails = theme, thumbnails
        self._cell = ImageCell(theme, thumbnails, lines)
        self._images: CellImages | None = None
        self._rows: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._selection = Selection()
        self._before: NDArray[np.bool_] | None = None
        """The selection to which a frame is being added."""
        self._pressed: QPoint | None = None
        self._frame: QRect | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Images"))
        speak_grids()
        thumbnails.arrived.connect(self.viewport().update)
        theme.changed.connect(self._follow_theme)

    # What is shown

    def show_rows(self, images: CellImages | None, rows: NDArray[np.int64], keep: bool) -> None:
        """Show the images at ``rows``; ``keep``: the place and the selection, where they remain."""
        here, chosen = (self.current_row(), self.selected_rows()) if keep else (NONE, rows[:0])
        bar = self.verticalScrollBar()
        offset = bar.value() % self._height()
        after = self._rows[self.visible_positions().start :]
        after = after[np.isin(after, rows)] if keep else after[:0]
        top = after[0] if len(after) else NONE
        self._images, self._rows = images, rows
        self._selection = Selection(len(rows))
        self._selection.chosen[:] = np.isin(rows, chosen, assume_unique=True)
        self._selection.stand(self._position_of(here))
        self._fit_bar()
        if top != NONE:
            bar.setValue(self._position_of(int(top)) // self._columns() * self._height() + offset)
        elif not keep:
            bar.setValue(0)
        self.viewport().update()
        self.selection_changed.emit()

    def count(self) -> int:
        """How many images there are to scroll through."""
        return len(self._rows)

    def rows(self) -> NDArray[np.int64]:
        """The rows shown, all of them."""
        return self._rows

    def selected_rows(self) -> NDArray[np.int64]:
        """The rows of the selected images, in the order shown."""
        return self._rows[self._selection.chosen]

    def selected_count(self) -> int:
        """How many images are selected."""
        return self._selection.count

    def current_row(self) -> int:
        """The row of the image that the keyboard is on; -1: none."""
        place = self._selection.current
        return int(self._rows[place]) if 0 <= place < len(self._rows) else NONE

    def current_position(self) -> int:
        """The position of that image among those shown; -1: none."""
        return self._selection.current

    def is_selected(self, position: int) -> bool:
        """Whether the image at a position is selected."""
        return bool(self._selection.chosen[position])

    def select_row(self, row: int) -> None:
        """Go to the image at a row and select only it, if it is shown."""
        place = self._position_of(row)
        if place != NONE:
            self._go(place, Qt.KeyboardModifier.NoModifier)

    def step(self, by: int) -> None:
        """Go to a neighbour of the current image, if there is one."""
        place = self._selection.current + by
        if self._selection.current != NONE and 0 <= place < len(self._rows):
            self._go(place, Qt.KeyboardModifier.NoModifier)

    def select_all(self) -> None:
        """Select every image that is shown."""
        self._selection.fill(True)
        self._tell_selection()

    def visible_positions(self) -> range:
        """Which of the images, by position, are (at least partly) in sight."""
        columns, height = self._columns(), self._height()
        top = self.verticalScrollBar().value() // height * columns
        bottom = (self.verticalScrollBar().value() + self.viewport().height()) // height + 1
        return range(top, min(bottom * columns, self.count()))

    def cell_rect(self, position: int) -> QRect:
        """Where the image at a position lies on the viewport."""
        line, column = divmod(position, self._columns())
        top = line * self._height() - self.verticalScrollBar().value()
        return QRect(column * self._width(), top, self._width(), self._height())

    def caption(self, row: int) -> str:
        """What stands below an image, on one line."""
        text = "" if self._images is None or row == NONE else self._images.caption(row)
        return ", ".join(text.replace("\t", " ").splitlines())

    def describe(self, row: int) -> str:
        """What is remarkable about an image."""
        return "" if self._images is None or row == NONE else self._images.describe(row)

    # Where it is

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def _columns(self) -> int:
        return max(1, self.viewport().width() // self._cell.width(self.font()))

    def _width(self) -> int:
        return max(self.viewport().width() // self._columns(), 1)

    def _height(self) -> int:
        return self._cell.height(self.font())

    def position_at(self, point: QPoint) -> int:
        """The position of the image at a point of the viewport; -1: there is none."""
        column = point.x() // self._width()
        line = (point.y() + self.verticalScrollBar().value()) // self._height()
        position = line * self._columns() + column
        inside = 0 <= column < self._columns() and line >= 0 and position < self.count()
        return position if inside else NONE

    def _position_of(self, row: int) -> int:
        found = np.flatnonzero(self._rows == row)
        return int(found[0]) if len(found) else NONE

    def _fit_bar(self) -> None:
        lines = -(-self.count() // self._columns())
        bar = self.verticalScrollBar()
        bar.setRange(0, max(lines * self._height() - self.viewport().height(), 0))
        bar.setPageStep(max(self.viewport().height() - self._height() // 2, 1))
        bar.setSingleStep(self._height() // 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = max(1, event.oldSize().width() // self._cell.width(self.font()))
        top = self.verticalScrollBar().value() // self._height() * columns
        self._fit_bar()
        if columns != self._columns():  # what was on top stays there
            self.verticalScrollBar().setValue(top // self._columns() * self._height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._cell.forget_captions()
            self._fit_bar()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._theme.color("surface"))
        if self._images is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._cell.font(self.font()))
        visible = self.visible_positions()
        has_focus = self.hasFocus()
        for position in visible:
            self._cell.paint(
                painter,
                self.cell_rect(position),
                self._images,
                int(self._rows[position]),
                selected=bool(self._selection.chosen[position]),
                focused=has_focus and position == self._selection.current,
            )
        if self._frame is not None:
            accent = self._theme.color("accent")
            painter.setPen(QPen(accent, 1))
            accent.setAlpha(40)
            painter.setBrush(accent)
            painter.drawRect(self._frame.translated(0, -self.verticalScrollBar().value()))
        ahead = _LINES_AHEAD * self._columns()
        after = range(visible.stop, min(visible.stop + ahead, self.count()))
        before = range(max(visible.start - ahead, 0), visible.start)
        self._thumbnails.want([int(self._rows[p]) for p in (*visible, *after, *before)])

    def _follow_theme(self) -> None:
        self._cell.follow_theme()
        self.viewport().update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.position_at(event.position().toPoint())
        keys = event.modifiers()
        if event.button() == Qt.MouseButton.RightButton:
            if place != NONE and not self._selection.chosen[place]:
                self._go(place, Qt.KeyboardModifier.NoModifier)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._on_contents(event)
        if place != NONE:
            self._go(place, keys, toggle=True)
        elif not keys & _CONTROL:
            self._selection.fill(False)
            self._tell_selection()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        here = self._on_contents(event)
        if self._before is None:
            far = (here - self._pressed).manhattanLength()
            if far <= 2 * QApplication.startDragDistance():
                return
            chosen = self._selection.chosen
            self._before = chosen.copy() if event.modifiers() & _CONTROL else chosen & False
        self._frame = QRect(self._pressed, here).normalized()
        y = event.position().y()
        over = min(y, 0) + max(y - self.viewport().height(), 0)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(over / 2))
        self._selection.put(self._before, self._positions_in(self._frame))
        self._tell_selection()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._frame = self._before = None
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.position_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place != NONE:
            self._pressed = None
            self.opened.emit(int(self._rows[place]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._selection.current == NONE:
            return
        where = event.globalPos()
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            middle = self.cell_rect(self._selection.current).center()
            where = self.viewport().mapToGlobal(middle)
        self.menu_asked.emit(where)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self.position_at(event.pos())
            text = "" if place == NONE else self.describe(int(self._rows[place]))
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)

    def _on_contents(self, event: QMouseEvent) -> QPoint:
        return event.position().toPoint() + QPoint(0, self.verticalScrollBar().value())

    def _positions_in(self, frame: QRect) -> NDArray[np.int64]:
        columns, height, width = self._columns(), self._height(), self._width()
        lines = np.arange(max(frame.top(), 0) // height, frame.bottom() // height + 1)
        left = max(frame.left() // width, 0)
        across = np.arange(left, min(frame.right() // width, columns - 1) + 1)
        return (lines[:, None] * columns + across).ravel()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, selection = event.key(), self._selection
        columns = self._columns()
        page = max(self.viewport().height() // self._height(), 1) * columns
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -self.count(),
            Qt.Key.Key_End: self.count(),
        }
        if not self.count():
            super().keyPressEvent(event)
        elif key in steps:
            place = max(selection.current, 0) + steps[Qt.Key(key)]
            self._go(min(max(place, 0), self.count() - 1), event.modifiers())
        elif key == Qt.Key.Key_A and event.modifiers() == _CONTROL:
            self.select_all()
        elif key == Qt.Key.Key_Escape:
            selection.fill(False)
            self._tell_selection()
        elif key == Qt.Key.Key_Space:
            selection.flip()
            self._tell_selection()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() != NONE:
            self.opened.emit(self.current_row())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if self._selection.current == NONE and self.count():
            self._selection.stand(self.visible_positions().start)
        self.viewport().update()

    def _go(self, place: int, keys: Qt.KeyboardModifier, toggle: bool = False) -> None:
        """Move to a position; what is selected then depends on the keys that are held."""
        extend, add = bool(keys & _SHIFT), bool(keys & _CONTROL)
        self._selection.go(place, extend=extend, add=add, toggle=toggle)
        bar, cell = self.verticalScrollBar(), self.cell_rect(place)
        if cell.top() < 0:
            bar.setValue(bar.value() + cell.top())
        elif cell.bottom() > self.viewport().height():
            bar.setValue(bar.value() + cell.bottom() - self.viewport().height() + 1)
        tell_current(self, place)
        self._tell_selection()

    def _tell_selection(self) -> None:
        self.viewport().update()
        self.selection_changed.emit()
