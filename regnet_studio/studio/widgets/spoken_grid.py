"""A grid of thumbnails as a screen reader has it: a list whose items are the images.

The grid paints its images; to assistive technology each is an item of its own all the same, with
its name, whether it is selected, and where it lies. Items are made when they are asked for.
"""

from __future__ import annotations

import weakref
from functools import cache
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QApplication

if TYPE_CHECKING:
    from regnet_studio.studio.widgets.image_grid import ImageGrid

_GONE = QRect()


@cache
def speak_grids() -> None:
    """From now on grids of images are told as lists of their images. Once is enough."""
    QAccessible.installFactory(_interface_of)


def tell_current(grid: ImageGrid, place: int) -> None:
    """Tell who listens that the keyboard is on the image at a position."""
    if QAccessible.isActive() and grid.hasFocus():
        event = QAccessibleEvent(grid, QAccessible.Event.Focus)
        event.setChild(place)
        QAccessible.updateAccessibility(event)


class SpokenGrid(QAccessibleWidget):
    """The grid: a list."""

    def __init__(self, grid: ImageGrid) -> None:
        super().__init__(grid, QAccessible.Role.List)
        self._grid = weakref.ref(grid)
        self._images: dict[int, SpokenImage] = {}
        """Qt only borrows them: they live as long as this."""

    def childCount(self) -> int:
        grid = self._grid()
        return 0 if grid is None else grid.count()

    def child(self, index: int) -> Any:
        grid = self._grid()
        if grid is None or not 0 <= index < grid.count():
            return None
        if index not in self._images:
            made = SpokenImage(grid, index)
            QAccessible.registerAccessibleInterface(made)
            self._images[index] = made
        return self._images[index]

    def childAt(self, x: int, y: int) -> Any:
        grid = self._grid()
        if grid is None:
            return None
        return self.child(grid.position_at(grid.viewport().mapFromGlobal(QPoint(x, y))))

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.place if isinstance(child, SpokenImage) else -1

    def focusChild(self) -> Any:
        grid = self._grid()
        return None if grid is None else self.child(grid.current_position())


class SpokenImage(QAccessibleInterface):
    """One image: an item of the list."""

    def __init__(self, grid: ImageGrid, place: int) -> None:
        super().__init__()
        self._grid = weakref.ref(grid)
        self.place = place
        """Its position in the grid."""

    def isValid(self) -> bool:
        return self._found() is not None

    def object(self) -> Any:
        return None

    def window(self) -> Any:
        grid = self._found()
        return None if grid is None else grid.window().windowHandle()

    def parent(self) -> Any:
        grid = self._found()
        return None if grid is None else QAccessible.queryAccessibleInterface(grid)

    def child(self, index: int) -> Any:
        return None

    def childAt(self, x: int, y: int) -> Any:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        grid = self._found()
        if grid is None:
            return ""
        row = int(grid.rows()[self.place])
        if kind == QAccessible.Text.Name:
            return grid.caption(row)
        return grid.describe(row) if kind == QAccessible.Text.Description else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        return

    def rect(self) -> QRect:
        grid = self._found()
        if grid is None:
            return _GONE
        place = grid.cell_rect(self.place)
        return QRect(grid.viewport().mapToGlobal(place.topLeft()), place.size())

    def state(self) -> QAccessible.State:
        grid, state = self._found(), QAccessible.State()
        if grid is None:
            state.invalid = True
            return state
        state.focusable = state.selectable = state.multiSelectable = True
        state.selected = grid.is_selected(self.place)
        state.focused = grid.hasFocus() and grid.current_position() == self.place
        state.offscreen = self.place not in grid.visible_positions()
        return state

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        return None

    def _found(self) -> ImageGrid | None:
        grid = self._grid()
        if grid is None or not shiboken6.isValid(grid) or self.place >= grid.count():
            return None
        return grid


_spoken: weakref.WeakKeyDictionary[ImageGrid, SpokenGrid] = weakref.WeakKeyDictionary()


def _interface_of(key: str, thing: QObject | None) -> QAccessibleInterface | None:
    from regnet_studio.studio.widgets.image_grid import ImageGrid

    if not isinstance(thing, ImageGrid) or QApplication.instance() is None:
        return None
    if thing not in _spoken:
        _spoken[thing] = SpokenGrid(thing)
    return _spoken[thing]
