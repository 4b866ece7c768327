"""Picking one image to look into: among the worst errors, the least sure, or any file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from regnet_studio.studio.evaluate.result_grid import ResultGrid
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, button, column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.studio.evaluate.examined import Examined

WORST, LEAST_SURE = "worst", "least sure"
MOST = 50
_WIDTH = 236


@dataclass(frozen=True)
class Picked:
    """An image: of the split, or a file of the user's."""

    name: str
    """What it is called: its path."""
    place: int | None = None
    """Among the predictions of the split."""
    file: Path | None = None

    def content(self, seen: Examined) -> bytes:
        """The bytes of its file; for a thread.

        Raises:
            DataMistake: it cannot be read.
        """
        from regnet_studio.errors import DataMistake

        if self.place is not None:
            with seen.lock:
                return seen.examination.file(self.place)
        assert self.file is not None
        try:
            return self.file.read_bytes()
        except OSError as error:
            raise DataMistake(
                f"{self.file}: {error.strerror or error}; choose another image"
            ) from error


class ImagePicker(QWidget):
    """A list of images at the left of what is shown of one of them.

    Lists are made and images decoded only while it is visible.
    """

    picked = Signal(object)
    """:class:`Picked`."""
    failed = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._seen: Examined | None = None
        self._listed: Examined | None = None
        """Of which the lists are shown or on their way."""
        self._lists: dict[str, NDArray[np.int64]] = {}
        self._file: Picked | None = None
        """The user's own image, while it is what is looked at."""
        self.kind = QComboBox()
        self.kind.setObjectName(f"{name}.list")
        self.kind.setAccessibleName(self.tr("Images to pick from"))
        self.kind.addItem(self.tr("Worst errors"), WORST)
        self.kind.addItem(self.tr("Least sure"), LEAST_SURE)
        self.kind.currentIndexChanged.connect(self._show)
        choose = button(self.tr("Choose a file…"), f"{name}.file")
        choose.setToolTip(self.tr("Any image, also one that belongs to no split"))
        choose.clicked.connect(self.ask_file)
        theme.dress(choose, "image")
        self.grid = ResultGrid(theme)
        self.grid.setObjectName(f"{name}.images")
        self.grid.failed.connect(self.failed)
        self.grid.selection_changed.connect(self._tell)
        self._sorting = Latest(_lists_of, self)
        self._sorting.answered.connect(self._take)
        self._sorting.failed.connect(lambda _, error: self.failed.emit(error))
        layout = column(self.kind, gap=GAP)
        layout.addWidget(self.grid, 1)
        layout.addWidget(choose)
        self.setLayout(layout)
        hold(self, fixed_width=_WIDTH)

    def show_examination(self, seen: Examined | None) -> None:
        """Images of this split from now on."""
        self._seen, self._file = seen, None
        self._listed, self._lists = None, {}
        if seen is None:
            self.grid.show_places(None, np.zeros(0, dtype=np.int64))
        elif self.isVisible():
            self._begin()

    def current(self) -> Picked | None:
        """The image to look into; None: none is chosen yet."""
        if self._file is not None:
            return self._file
        place = self.grid.current_place()
        if self._seen is None or place < 0:
            return None
        return Picked(str(self._seen.examination.predictions.paths[place]), place)

    def ask_file(self) -> None:
        """Let the user choose an image."""
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("An image"),
            "",
            self.tr("Images (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.ppm *.pgm)"),
        )
        if chosen:
            self.pick_file(Path(chosen))

    def pick_file(self, path: Path) -> None:
        """Look into an image of the user's."""
        if self._seen is not None:
            self._file = Picked(str(path), file=path)
            self.picked.emit(self._file)

    def close_picker(self, seconds: float) -> None:
        """End the threads."""
        self.grid.close_grid()
        self._sorting.close()
        self._sorting.wait(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def _begin(self) -> None:
        if self._seen is not None and self._listed is not self._seen:
            self._listed = self._seen
            self._sorting.ask(self._seen)

    def _take(self, seen: Any, lists: dict[str, NDArray[np.int64]]) -> None:
        if seen is self._seen:
            self._lists = lists
            if not len(lists[WORST]) and self.kind.currentData() == WORST:
                self.kind.setCurrentIndex(self.kind.findData(LEAST_SURE))
            else:
                self._show()

    def _show(self) -> None:
        kind = self.kind.currentData()
        if self._seen is None or kind not in self._lists:
            return
        places = self._lists[kind]
        empty = self.tr("Nothing: every one of these images was recognised")
        self._file = None
        self.grid.show_places(self._seen, places, empty=empty)
        if len(places):
            self.grid.select_row(int(places[0]))

    def _tell(self) -> None:
        place = self.grid.current_place()
        if self._seen is not None and place >= 0:
            self._file = None
            self.picked.emit(self.current())


def _lists_of(seen: Examined) -> dict[str, NDArray[np.int64]]:
    from regnet_studio.evaluation.examples import least_sure, worst

    said = seen.examination.predictions
    return {WORST: worst(said, MOST), LEAST_SURE: least_sure(said, MOST)}
