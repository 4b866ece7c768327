"""The images that the network is now wrong about, the surest mistakes first."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from regnet_studio.recipe import Recipe
from regnet_studio.runs.course import Course
from regnet_studio.studio import words
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.cell_images import Sign
from regnet_studio.studio.widgets.image_grid import ImageGrid
from regnet_studio.studio.widgets.image_view import Picture
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, button, card, column, label, row
from regnet_studio.studio.widgets.thumbnails import Decode, Thumbnails, image_of
from regnet_studio.training.events import Validated, WrongImage

if TYPE_CHECKING:
    from regnet_studio.data.sources import Source

_LARGE_PX = 512


class WrongImages(QWidget):
    """A grid of at most two dozen images; a double click or Enter shows one large."""

    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("train.wrong")
        self._theme = theme
        self._course = Course()
        self._recipe: Recipe | None = None
        self._shown: Validated | None = None
        self._files: _Files | None = None
        self._thumbnails = Thumbnails(self)
        self._thumbnails.failed.connect(self._tell)
        self.grid = ImageGrid(theme, self._thumbnails, lines=2)
        self.grid.setObjectName("train.wrong.grid")
        self.grid.setAccessibleName(self.tr("Images that the network is wrong about"))
        self.grid.opened.connect(self._open)
        self._said = ElidedLabel("", "muted")
        self._said.setObjectName("train.wrong.said")
        self._dialog: _Large | None = None
        box = card(12)
        inner = column(self._said, gap=GAP)
        inner.addWidget(self.grid, 1)
        box.setLayout(inner)
        self.setLayout(column(box))

    def show_course(self, course: Course, recipe: Recipe | None) -> None:
        """Show the last validation of this run; its images are where the recipe says."""
        if course is not self._course:
            self._shown = None
        self._course, self._recipe = course, recipe
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def captions(self) -> list[str]:
        """What stands below the images."""
        wrong = _Wrong(self._shown.wrong, self._course.classes) if self._shown else None
        return [wrong.caption(int(n)) for n in self.grid.rows()] if wrong else []

    def ready(self) -> int:
        """How many pictures are there."""
        return self._thumbnails.ready()

    def close_view(self, seconds: float) -> None:
        """End its threads."""
        self._thumbnails.close()
        if self._dialog is not None:
            self._dialog.end(seconds)

    def _show(self) -> None:
        validated, recipe = self._course.validated, self._recipe
        if validated is self._shown and validated is not None:
            return
        self._shown = validated
        if validated is None or recipe is None:
            self._said.set_text(self.tr("They are shown after the first validation."))
            self.grid.show_rows(None, np.zeros(0, np.int64), keep=False)
            return
        wrong = validated.wrong
        text = self.tr("Validation of epoch {epoch}: of these mistakes the network is surest")
        if not wrong:
            text = self.tr("Validation of epoch {epoch}: no image was mistaken")
        self._said.set_text(text.format(epoch=words.number(validated.epoch)))
        if self._files is None or self._files.source != recipe.data.source:
            self._files = _Files(recipe)
        self._thumbnails.show_source(validated, _decode_of(self._files, wrong))
        rows = np.arange(len(wrong))
        self.grid.show_rows(_Wrong(wrong, self._course.classes), rows, keep=False)

    def _open(self, place: int) -> None:
        shown, files = self._shown, self._files
        if shown is None or files is None or not 0 <= place < len(shown.wrong):
            return
        if self._dialog is None:
            self._dialog = _Large(self, self._theme)
            self._dialog.failed.connect(self.failed)
        self._dialog.show_image(files, shown.wrong, self._course.classes, place)

    def _tell(self, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if isinstance(error, UserMistake):
            self._said.set_text(words.told(str(error)))
        else:
            self.failed.emit(error)


class _Wrong:
    """What is said of the images, by number."""

    def __init__(self, wrong: Sequence[WrongImage], classes: Sequence[str]) -> None:
        self._wrong, self._classes = wrong, classes

    def caption(self, row: int) -> str:
        truth, guess, share = self._said(row)
        return f"{truth}\n→ {guess}\t{words.percent(share, 0)}"

    def sign(self, row: int) -> Sign:
        return ""

    def describe(self, row: int) -> str:
        return f"{self.title(row)}\n{self._wrong[row]['path']}"

    def title(self, row: int) -> str:
        """One line: ``8 → 3, 93 %``."""
        truth, guess, share = self._said(row)
        return f"{truth} → {guess}, {words.percent(share, 0)}"

    def _said(self, row: int) -> tuple[str, str, float]:
        image = self._wrong[row]
        names = self._classes
        return names[image["truth"]], names[image["guess"]], image["probability"]


class _Large(QDialog):
    """One of them large; left and right go to the neighbours."""

    failed = Signal(object)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("train.wrong.view")
        self.setWindowTitle(self.tr("Image"))
        self.resize(600, 640)
        self._files: _Files | None = None
        self._wrong: Sequence[WrongImage] = ()
        self._classes: Sequence[str] = ()
        self._place = 0
        self.picture = Picture(theme)
        self._title, self._path = label("", "heading", wrap=True), label("", "caption", wrap=True)
        self._decoding = Latest(_large, self)
        self._decoding.answered.connect(self._take)
        self._decoding.failed.connect(lambda _, error: self.failed.emit(error))
        close = button(self.tr("Close"), "train.wrong.close")
        close.clicked.connect(self.close)
        layout = column(gap=GAP, margin=2 * GAP)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self._title)
        layout.addWidget(self._path)
        layout.addLayout(row(1, close))
        self.setLayout(layout)

    def show_image(
        self, files: _Files, wrong: Sequence[WrongImage], classes: Sequence[str], place: int
    ) -> None:
        """Show one of these."""
        self._files, self._wrong, self._classes, self._place = files, wrong, classes, place
        title, path = _Wrong(wrong, classes).title(place), wrong[place]["path"]
        self._title.setText(title)
        self._path.setText(path.replace("/", "/\u200b"))
        self.picture.show_image(None, (1, 1), title)
        self._decoding.ask((files, path))
        self.show()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        aside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not aside:
            super().keyPressEvent(event)
        elif self._files is not None and 0 <= self._place + aside < len(self._wrong):
            self.show_image(self._files, self._wrong, self._classes, self._place + aside)

    def end(self, seconds: float) -> None:
        """End its thread."""
        self._decoding.close()
        self._decoding.wait(seconds)

    def _take(self, question: tuple[_Files, str], image: QImage | None) -> None:
        if question[1] == self._wrong[self._place]["path"]:
            found = image or QImage()
            shape = (max(found.width(), 1), max(found.height(), 1))
            self.picture.show_image(found, shape, self._title.text())


class _Files:
    """The image files of a run, opened when the first one is wanted, off the GUI thread."""

    def __init__(self, recipe: Recipe) -> None:
        self.source = recipe.data.source
        self._recipe = recipe
        self._lock = threading.Lock()
        self._opened: Source | None = None

    def pixels(self, path: str, side: int, fit: str) -> Any:
        """uint8 [S, S, 3] of ``side`` or, of a small image, its own pixels; None: unreadable.

        Raises:
            DataMistake: the data set is not there.
        """
        from regnet_studio.data.dataset import open_dataset
        from regnet_studio.data.decode import BadImage, Frame, decode, look, quiet_pillow
        from regnet_studio.data.sources import UnreadableFile

        with self._lock:
            if self._opened is None:
                self._opened = open_dataset(self._recipe.data, fetch=False).files
        try:
            with quiet_pillow():
                content = self._opened.read(path)
                header = look(content)
                own = (min if fit == "crop" else max)(header.width, header.height)
                return decode(content, Frame(max(min(side, own), 1), 3, fit, "bilinear"))
        except (BadImage, UnreadableFile):
            return None


def _decode_of(files: _Files, wrong: Sequence[WrongImage]) -> Decode:
    def decode(number: int, side: int) -> QImage | None:
        pixels = files.pixels(wrong[number]["path"], side, "crop")
        return None if pixels is None else image_of(pixels, side)

    return decode


def _large(question: tuple[_Files, str]) -> QImage | None:
    files, path = question
    pixels = files.pixels(path, _LARGE_PX, "pad")
    return None if pixels is None else image_of(pixels)
