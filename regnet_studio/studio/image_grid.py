"""A grid of thumbnails that lays out nothing: what is in sight is reckoned and drawn, no more.

One image or a million cost the same. Selection works as in a file manager: click, Ctrl, Shift,
dragging a frame, arrows, Ctrl+A; the selection is one array of truth values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip

from regnet_studio.studio import words
from regnet_studio.studio.theme import Theme, pixel_ratio, tinted
from regnet_studio.studio.thumbnails import SIDE, Thumbnails

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regnet_studio.studio.overview import Overview

_EDGE = 6
_FEWEST_AHEAD = 2
"""Lines of images decoded beyond those in sight."""
_NONE = -1


class ImageGrid(QAbstractScrollArea):
    """The images at some rows of a scan's index, in that order."""

    opened = Signal(int)
    """The row of an image to be shown large."""
    selection_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setObjectName("thumbnails")
        self._theme, self._thumbnails = theme, thumbnails
        self._overview: Overview | None = None
        self._rows: NDArray[np.int64] | None = None
        self._selected: NDArray[np.bool_] | None = None
        self._before: NDArray[np.bool_] | None = None
        """The selection to which a frame is being added."""
        self._current = self._anchor = _NONE
        self._pressed: QPoint | None = None
        self._frame: QRect | None = None
        self._names: dict[tuple[int, int], str] = {}
        self._signs: dict[str, QPixmap] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Images"))
        thumbnails.arrived.connect(self.viewport().update)
        theme.changed.connect(self._draw_signs)
        self._draw_signs()

    # What is shown

    def show_rows(self, overview: Overview | None, rows: NDArray[np.int64], keep: bool) -> None:
        """Show the images at ``rows``; ``keep``: the place and the selection, where they remain."""
        import numpy as np

        top = self._row_on_top() if keep else _NONE
        chosen = self.selected_rows() if keep else rows[:0]
        here = self.current_row() if keep else _NONE
        self._overview, self._rows = overview, rows
        self._selected = np.isin(rows, chosen, assume_unique=True)
        self._current = self._anchor = self._position_of(here)
        self._names.clear()
        self._fit_bar()
        if keep and top != _NONE and len(rows):
            place = min(int(np.searchsorted(rows, top)), len(rows) - 1)
            first = self._cell_rect(place).top() + self.verticalScrollBar().value()
            if first // self._height() != self.verticalScrollBar().value() // self._height():
                self.verticalScrollBar().setValue(first)
        elif not keep:
            self.verticalScrollBar().setValue(0)
        self.viewport().update()
        self.selection_changed.emit()

    def count(self) -> int:
        """How many images there are to scroll through."""
        return 0 if self._rows is None else len(self._rows)

    def rows(self) -> NDArray[np.int64]:
        """The rows shown, all of them."""
        import numpy as np

        return np.zeros(0, dtype=np.int64) if self._rows is None else self._rows

    def selected_rows(self) -> NDArray[np.int64]:
        """The rows of the selected images, ascending."""
        import numpy as np

        if self._rows is None or self._selected is None:
            return np.zeros(0, dtype=np.int64)
        return self._rows[self._selected]

    def selected_count(self) -> int:
        """How many images are selected."""
        import numpy as np

        return 0 if self._selected is None else int(np.count_nonzero(self._selected))

    def current_row(self) -> int:
        """The row of the image that the keyboard is on; -1: none."""
        if self._rows is None or not 0 <= self._current < len(self._rows):
            return _NONE
        return int(self._rows[self._current])

    def select_row(self, row: int) -> None:
        """Go to the image at a row of the index and select only it, if it is shown."""
        place = self._position_of(row)
        if place != _NONE:
            self._go(place, Qt.KeyboardModifier.NoModifier)

    def visible_positions(self) -> range:
        """Which of the images, by position, are (at least partly) in sight."""
        columns, height = self._columns(), self._height()
        top = self.verticalScrollBar().value() // height * columns
        bottom = (self.verticalScrollBar().value() + self.viewport().height()) // height + 1
        return range(top, min(bottom * columns, self.count()))

    def cell_center(self, position: int) -> QPoint:
        """Where an image lies on the viewport (for tests and menus)."""
        return self._cell_rect(position).center()

    # Geometry

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def _width(self) -> int:
        return max(self.viewport().width() // self._columns(), 1)

    def _columns(self) -> int:
        return max(1, self.viewport().width() // (SIDE + 2 * _EDGE))

    def _height(self) -> int:
        return SIDE + 2 * _EDGE + self._caption_metrics().height() + 2

    def _caption_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def _caption_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._caption_font())

    def _cell_rect(self, position: int) -> QRect:
        line, column = divmod(position, self._columns())
        top = line * self._height() - self.verticalScrollBar().value()
        return QRect(column * self._width(), top, self._width(), self._height())

    def _position_at(self, point: QPoint) -> int:
        """The position of the image at a point of the viewport; -1: there is none."""
        column = point.x() // self._width()
        line = (point.y() + self.verticalScrollBar().value()) // self._height()
        position = line * self._columns() + column
        inside = 0 <= column < self._columns() and line >= 0 and position < self.count()
        return position if inside else _NONE

    def _position_of(self, row: int) -> int:
        import numpy as np

        if row == _NONE or self._rows is None:
            return _NONE
        found = np.flatnonzero(self._rows == row)
        return int(found[0]) if len(found) else _NONE

    def _row_on_top(self) -> int:
        position = self.visible_positions().start
        if self._rows is None or position >= len(self._rows):
            return _NONE
        return int(self._rows[position])

    def _fit_bar(self) -> None:
        lines = -(-self.count() // self._columns())
        bar = self.verticalScrollBar()
        bar.setRange(0, max(lines * self._height() - self.viewport().height(), 0))
        bar.setPageStep(max(self.viewport().height() - self._height() // 2, 1))
        bar.setSingleStep(self._height() // 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        top = self._row_on_top() if event.oldSize().width() != event.size().width() else _NONE
        self._names.clear()
        self._fit_bar()
        place = self._position_of(top)
        if place != _NONE:
            line = place // self._columns()
            self.verticalScrollBar().setValue(line * self._height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._names.clear()
            self._fit_bar()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._theme.color("surface"))
        rows, overview = self._rows, self._overview
        if rows is None or overview is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._caption_font())
        visible = self.visible_positions()
        marks = overview.marks
        for position in visible:
            row = int(rows[position])
            self._paint_cell(
                painter,
                position,
                row,
                excluded=bool(marks["excluded"][row]),
                broken=bool(marks["broken"][row]),
                edited=bool(marks["edited"][row]),
            )
        if self._frame is not None:
            accent = self._theme.color("accent")
            painter.setPen(QPen(accent, 1))
            accent.setAlpha(40)
            painter.setBrush(accent)
            painter.drawRect(self._frame.translated(0, -self.verticalScrollBar().value()))
        ahead = _FEWEST_AHEAD * self._columns()
        after = range(visible.stop, min(visible.stop + ahead, len(rows)))
        before = range(max(visible.start - ahead, 0), visible.start)
        self._thumbnails.want([int(rows[p]) for p in (*visible, *after, *before)])

    def _paint_cell(
        self,
        painter: QPainter,
        position: int,
        row: int,
        *,
        excluded: bool,
        broken: bool,
        edited: bool,
    ) -> None:
        assert self._overview is not None
        assert self._selected is not None
        cell = self._cell_rect(position)
        selected = bool(self._selected[position])
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selected"))
            painter.drawRoundedRect(cell.adjusted(2, 1, -2, -1), 6, 6)
        if position == self._current and self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(3, 2, -3, -2), 6, 6)
        place = QRect(cell.left() + (cell.width() - SIDE) // 2, cell.top() + _EDGE, SIDE, SIDE)
        image = self._thumbnails.picture(row)
        painter.setOpacity(0.28 if excluded else 1.0)
        if image is None or image.isNull() or broken:
            painter.fillRect(place, self._theme.color("sunken"))
        else:
            painter.drawImage(place, image)
        if broken or (image is not None and image.isNull()):
            self._paint_sign(painter, "warning", place.center() - QPoint(16, 16))
        painter.setOpacity(1.0)
        if excluded:
            self._paint_sign(painter, "excluded", place.center() - QPoint(16, 16))
        if edited and not excluded:
            painter.setPen(QPen(self._theme.color("surface"), 2))
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(QPoint(place.right() - 5, place.top() + 6), 6, 6)
        dim = excluded and not selected
        painter.setPen(self._theme.color("disabled" if dim else "text"))
        text = QRect(cell.left() + 4, place.bottom() + 3, cell.width() - 8, cell.height())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(text, flags, self._name(row, text.width(), painter.fontMetrics()))

    def _name(self, row: int, width: int, metrics: QFontMetrics) -> str:
        """The class of an image, as far as there is room."""
        assert self._overview is not None
        number = int(self._overview.scan.dataset.labels[row])
        if number < 0:  # excluded, and its class with it
            number = -1 - int(self._overview.scan.original.labels[row])
        key = number, width
        if key not in self._names:
            middle = Qt.TextElideMode.ElideMiddle
            self._names[key] = metrics.elidedText(self._overview.class_of(row), middle, width)
        return self._names[key]

    def _paint_sign(self, painter: QPainter, name: str, where: QPoint) -> None:
        painter.drawPixmap(where, self._signs[name])

    def _draw_signs(self) -> None:
        scale = max(1, round(pixel_ratio()))
        self._signs = {
            "warning": tinted("warning", self._theme.colors["mistake_line"], 32, scale),
            "excluded": tinted("cancel", self._theme.colors["muted"], 32, scale),
        }
        self.viewport().update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._position_at(event.position().toPoint())
        keys = event.modifiers()
        if event.button() == Qt.MouseButton.RightButton:
            if place != _NONE and not self._is_selected(place):
                self._go(place, Qt.KeyboardModifier.NoModifier)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._on_contents(event)
        if place != _NONE:
            self._go(place, keys, toggles=True)
        elif not keys & Qt.KeyboardModifier.ControlModifier:
            self._set_selection(lambda chosen: chosen.fill(False))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or self._selected is None:
            return
        here = self._on_contents(event)
        far = (here - self._pressed).manhattanLength() > QApplication.startDragDistance() + 8
        if self._frame is None and far:
            keep = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._before = self._selected.copy() if keep else self._selected & False
        if self._frame is None and not far:
            return
        self._frame = QRect(self._pressed, here).normalized()
        y = event.position().y()
        over = min(y, 0) + max(y - self.viewport().height(), 0)
        if over:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + round(over / 2))
        self._set_selection(self._take_frame)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._frame = self._before = None
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.current_row() != _NONE:
            self._pressed = None
            self.opened.emit(self.current_row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if not by_mouse and self._current == _NONE:
            return
        where = event.globalPos()
        if not by_mouse:
            where = self.viewport().mapToGlobal(self.cell_center(self._current))
        self.menu_asked.emit(where)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self._position_at(event.pos())
            text = "" if place == _NONE else self.describe(int(self.rows()[place]))
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)

    def describe(self, row: int) -> str:
        """Class, path and what is remarkable about an image."""
        overview = self._overview
        if overview is None:
            return ""
        dataset = overview.scan.dataset
        remarks = [words.mark(mark) for mark, rows in overview.marks.items() if rows[row]]
        lines = [overview.class_of(row), dataset.paths[row]]
        if remarks:
            lines.append(", ".join(remarks))
        return "\n".join(lines)

    def _on_contents(self, event: QMouseEvent) -> QPoint:
        return event.position().toPoint() + QPoint(0, self.verticalScrollBar().value())

    def _take_frame(self, chosen: NDArray[np.bool_]) -> None:
        import numpy as np

        assert self._frame is not None
        assert self._before is not None
        chosen[:] = self._before
        columns, height, width = self._columns(), self._height(), self._width()
        lines = np.arange(max(self._frame.top(), 0) // height, self._frame.bottom() // height + 1)
        left = max(self._frame.left() // width, 0)
        across = np.arange(left, min(self._frame.right() // width, columns - 1) + 1)
        inside = (lines[:, None] * columns + across).ravel()
        chosen[inside[inside < len(chosen)]] = True

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), event.modifiers()
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
            here = max(self._current, 0) if self._current != _NONE else -steps[Qt.Key(key)]
            place = min(max(here + steps[Qt.Key(key)], 0), self.count() - 1)
            self._go(place, keys)
        elif key == Qt.Key.Key_A and keys == Qt.KeyboardModifier.ControlModifier:
            self.select_all()
        elif key == Qt.Key.Key_Escape:
            self._set_selection(lambda chosen: chosen.fill(False))
        elif key == Qt.Key.Key_Space and self._current != _NONE:
            self._set_selection(self._toggle)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() != _NONE:
            self.opened.emit(self.current_row())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if self._current == _NONE and self.count():
            self._current = self._anchor = self.visible_positions().start
        self.viewport().update()

    def select_all(self) -> None:
        """Select every image that is shown."""
        self._set_selection(lambda chosen: chosen.fill(True))

    def _is_selected(self, place: int) -> bool:
        return self._selected is not None and bool(self._selected[place])

    def _go(self, place: int, keys: Qt.KeyboardModifier, toggles: bool = False) -> None:
        """Move to a position; what is selected then depends on the keys that are held."""
        control = bool(keys & Qt.KeyboardModifier.ControlModifier)
        shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        self._current = place
        if shift and self._anchor != _NONE:
            low, high = sorted((self._anchor, place))

            def choose(chosen: NDArray[np.bool_]) -> None:
                if not control:
                    chosen.fill(False)
                chosen[low : high + 1] = True

            self._set_selection(choose)
        else:
            self._anchor = place
            if not control:
                self._set_selection(self._only_current)
            elif toggles:
                self._set_selection(self._toggle)
        self._show_position(place)
        self.setAccessibleDescription(self.describe(self.current_row()))
        changed = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(self, changed))
        self.viewport().update()

    def _only_current(self, chosen: NDArray[np.bool_]) -> None:
        chosen.fill(False)
        chosen[self._current] = True

    def _toggle(self, chosen: NDArray[np.bool_]) -> None:
        chosen[self._current] = not chosen[self._current]

    def _show_position(self, place: int) -> None:
        bar, cell = self.verticalScrollBar(), self._cell_rect(place)
        if cell.top() < 0:
            bar.setValue(bar.value() + cell.top())
        elif cell.bottom() > self.viewport().height():
            bar.setValue(bar.value() + cell.bottom() - self.viewport().height() + 1)

    def _set_selection(self, change: Callable[[NDArray[np.bool_]], object]) -> None:
        if self._selected is None:
            return
        change(self._selected)
        self.viewport().update()
        self.selection_changed.emit()
