"""Images of the open run in a grid, with what mends the selected ones and shows one large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from regnet_studio.studio.evaluate.look import LookDialog
from regnet_studio.studio.evaluate.repair import repair_desk
from regnet_studio.studio.evaluate.repair_bar import RepairBar
from regnet_studio.studio.evaluate.result_grid import ResultGrid
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState

if TYPE_CHECKING:
    from regnet_studio.studio.evaluate.examined import Examined


class MendedImages(QWidget):
    """What every list of images to be mended has; who inherits it lays ``grid`` and ``bar`` out."""

    failed = Signal(object)

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: Examined | None = None
        """Whose images are shown."""
        self._dialog: LookDialog | None = None
        self.desk = repair_desk(state)
        self.grid = ResultGrid(theme)
        self.bar = RepairBar(theme, self.desk, self.chosen_paths, self._class_names)
        self.bar.add_actions(self)
        self.bar.open_asked.connect(self._open_current)
        self.grid.failed.connect(self.failed)
        self.grid.opened.connect(self.open_image)
        self.grid.menu_asked.connect(self.bar.open_menu)
        self.grid.selection_changed.connect(self._show_current)
        self.grid.selection_changed.connect(self.bar.judge)
        self.desk.changed.connect(self._show_signs)

    def chosen_paths(self) -> list[str]:
        """The paths of the selected images."""
        if self._seen is None:
            return []
        paths = self._seen.examination.predictions.paths
        return [str(paths[place]) for place in self.grid.selected_places().tolist()]

    def open_image(self, place: int) -> None:
        """Show an image large."""
        if self._seen is None or place < 0:
            return
        if self._dialog is None:
            self._dialog = LookDialog(self, self._theme)
            self._dialog.moved.connect(self.grid.step)
            self._dialog.look.failed.connect(self.failed)
        self._dialog.look.show_place(self._seen, place, self._note(place))
        self._dialog.show()

    def close_images(self) -> None:
        """End their threads."""
        self.grid.close_grid()
        self._close_dialog()

    def _open_current(self) -> None:
        self.open_image(self.grid.current_place())

    def _note(self, place: int) -> str:
        """What was done to an image since."""
        assert self._seen is not None
        return self.desk.signs.get(self._seen.examination.predictions.paths[place], "")

    def _show_current(self) -> None:
        """The large image is the one that the keyboard is on."""
        if self._dialog is not None and self._dialog.isVisible():
            self.open_image(self.grid.current_place())

    def _show_signs(self) -> None:
        self.grid.show_signs(self.desk.signs)
        self._show_current()

    def _class_names(self) -> tuple[str, ...]:
        return self._seen.classes if self._seen is not None else ()

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.look.close_look(0)
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None
