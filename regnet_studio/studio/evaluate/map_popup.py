"""The image under the mouse, with its class, beside its point on the map."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.result_grid import crisp
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import column, label

_SIDE_PX = 96
_BESIDE_PX = 16


class MapPopup(QFrame):
    """Lies over its parent; what it shows is read in a thread."""

    failed = Signal(object)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("map.popup")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._shown: tuple[Examined | None, int] = (None, -1)
        self._picture = QLabel()
        self._picture.setFixedSize(_SIDE_PX, _SIDE_PX)
        self._text = label("", "caption", wrap=True)
        self._text.setMaximumWidth(_SIDE_PX)
        self.setLayout(column(self._picture, self._text, gap=4, margin=6))
        self._reading = Latest(_small_image, self)
        self._reading.answered.connect(self._show_image)
        self._reading.failed.connect(self._tell)
        self._theme = theme
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_place(self, where: QPoint, seen: Examined, place: int) -> None:
        """Show an image beside a position in the parent."""
        if (seen, place) != self._shown:
            self._shown = seen, place
            self._picture.clear()
            truth = seen.classes[int(seen.examination.predictions.labels[place])]
            guess = seen.classes[int(seen.guesses[place])]
            self._text.setText(truth if truth == guess else f"{truth}\n→ {guess}")
            self._reading.ask(self._shown)
        self.adjustSize()
        parent, size = self.parentWidget(), self.size()
        room = parent.size() if parent is not None else size
        right = where.x() + _BESIDE_PX
        fits = right + size.width() < room.width()
        left = right if fits else where.x() - _BESIDE_PX - size.width()
        top = min(max(where.y() - size.height() // 2, 0), room.height() - size.height())
        self.move(left, top)
        self.show()
        self.raise_()

    def forget(self) -> None:
        """Show nothing, and hold on to nothing."""
        self._shown = None, -1
        self.hide()

    def close_popup(self, seconds: float) -> None:
        """End the thread."""
        self._reading.close()
        self._reading.wait(seconds)

    def _show_image(self, question: tuple[Examined, int], image: QImage) -> None:
        if question == self._shown:
            self._picture.setPixmap(QPixmap.fromImage(image))

    def _tell(self, _: object, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if not isinstance(error, UserMistake):  # that it is gone stands in the list
            self.failed.emit(error)

    def _dress(self) -> None:
        colors = self._theme.colors
        self.setStyleSheet(
            f"#map\\.popup {{ background: {colors['surface']}; border-radius: 6px; "
            f"border: 1px solid {colors['line_strong']}; }}"
        )


def _small_image(question: tuple[Examined, int]) -> QImage:
    seen, place = question
    with seen.lock:
        pixels = seen.examination.images(np.array([place]))[0]
    return crisp(pixels, _SIDE_PX)
