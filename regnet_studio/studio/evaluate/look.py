"""One examined image at large: the user's own file, what it is, what the network says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.text_size import open_at
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.image_view import Picture, whole_image
from regnet_studio.studio.widgets.parts import GAP, button, column, label, row
from regnet_studio.studio.widgets.said_bars import MOST, Said, SaidBars

if TYPE_CHECKING:
    from regnet_studio.studio.evaluate.examined import Examined

_PICTURE_PX = 190


class Look(QWidget):
    """Picture, truth and guess, path, and the likeliest classes as bars."""

    failed = Signal(object)
    large_asked = Signal()
    """A double click on the picture."""

    def __init__(self, theme: Theme, large: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._seen: Examined | None = None
        self._place = -1
        self.picture = Picture(theme)
        self.picture.setObjectName("result.picture")
        if not large:  # whoever holds it may give it another height
            self.picture.setFixedHeight(_PICTURE_PX)
        self._title = label("", "strong", wrap=True)
        self._title.setObjectName("result.title")
        self._facts = label("", "muted", wrap=True)
        self._facts.setObjectName("result.facts")
        self._path = label("", "caption", wrap=True)
        self._path.setObjectName("result.path")
        self._path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bars = SaidBars(theme)
        self._decoding = Latest(_decoded, self)
        self._decoding.answered.connect(self._show_picture)
        self._decoding.failed.connect(lambda _, error: self._tell(error))
        layout = column(gap=GAP)
        layout.addWidget(self.picture, 1)
        for part in (self._title, self._path, self._facts, self.bars):
            layout.addWidget(part)
        self.setLayout(layout)

    def show_place(self, seen: Examined | None, place: int, note: str = "") -> None:
        """Show the image at a place; ``note``: what was done to it since."""
        if seen is self._seen and place == self._place:
            self._show_note(note)
            return
        self._seen, self._place = seen, place
        if seen is None or place < 0:
            return
        predictions = seen.examination.predictions
        truth, guess = int(predictions.labels[place]), int(seen.guesses[place])
        names = seen.classes
        text = self.tr("{truth}, recognised")
        if truth != guess:
            text = self.tr("{truth} taken for {guess}")
        title = text.format(truth=names[truth], guess=names[guess])
        self._title.setText(title)
        # A zero-width space after each folder: a long path breaks there.
        self._path.setText(predictions.paths[place].replace("/", "/\u200b"))
        self._show_note(note)
        shares = seen.probabilities(place)
        likeliest = shares.argsort()[::-1][:MOST].tolist()
        if truth not in likeliest:
            likeliest[-1] = truth
        said = [Said(names[n], float(shares[n]), n == truth) for n in likeliest]
        self.bars.show_said(said)
        self.picture.show_image(None, (1, 1), title)
        self._decoding.ask((seen, place))

    def title(self) -> str:
        """What is said of the image."""
        return self._title.text()

    def close_look(self, seconds: float) -> None:
        """End the decoding thread."""
        self._decoding.close()
        self._decoding.wait(seconds)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.picture.geometry().contains(event.position().toPoint()):
            self.large_asked.emit()

    def _show_note(self, note: str) -> None:
        self._facts.setText(words.mark(note) if note else "")
        self._facts.setVisible(bool(note))

    def _show_picture(self, question: Any, answer: tuple[QImage, tuple[int, int]] | None) -> None:
        if question == (self._seen, self._place):
            image, shape = answer or (QImage(), (1, 1))
            self.picture.show_image(image, shape, self.title())

    def _tell(self, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if isinstance(error, UserMistake):  # it stands in the grid as well
            self.picture.show_image(QImage(), (1, 1), self.title())
        else:
            self.failed.emit(error)


class LookDialog(QDialog):
    """The same in a window of its own; left and right go to the neighbours."""

    moved = Signal(int)
    """Asks for the next (1) or the one before (-1)."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("result.view")
        self.setWindowTitle(self.tr("Image"))
        open_at(self, 720, 760)
        self.look = Look(theme, large=True)
        before = button(self.tr("Previous"), "result.previous")
        before.setToolTip(self.tr("The image before (Left)"))
        before.clicked.connect(lambda: self.moved.emit(-1))
        after = button(self.tr("Next"), "result.next")
        after.setToolTip(self.tr("The next image (Right)"))
        after.clicked.connect(lambda: self.moved.emit(1))
        close = button(self.tr("Close"), "result.close")
        close.clicked.connect(self.close)
        layout = column(gap=GAP, margin=2 * GAP)
        layout.addWidget(self.look, 1)
        layout.addLayout(row(before, after, 1, close))
        self.setLayout(layout)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            return
        super().keyPressEvent(event)


def _decoded(question: tuple[Examined, int]) -> tuple[QImage, tuple[int, int]] | None:
    """The user's file, up to 1024 px, and its own width and height."""
    seen, place = question
    with seen.lock:
        data, found = seen.examination.data, int(seen.examination.rows[place])
    width, height = (int(side) for side in data.facts.sizes[found])
    image = whole_image((data.dataset, found, width, height))
    return None if image is None else (image, (width, height))
