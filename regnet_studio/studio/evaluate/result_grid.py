"""A grid of images that a network was asked about: what they are, what it took them for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.cell_images import Sign
from regnet_studio.studio.widgets.image_grid import ImageGrid
from regnet_studio.studio.widgets.thumbnails import Decode, Thumbnails, image_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.runs.examination import Places
    from regnet_studio.studio.evaluate.examined import Examined

_ASKED_MS = 200
"""Between two looks at how many images are read."""


class ResultGrid(ImageGrid):
    """Images at places of an examination, two lines below each: truth, and guess.

    ``opened`` tells the place of the image to be shown large; the rest is as in a file manager.
    """

    failed = Signal(object)
    """A defect. That the images cannot be read any more stands in the grid."""

    def __init__(self, theme: Theme) -> None:
        self._pictures = Thumbnails(theme)
        super().__init__(theme, self._pictures, lines=2)
        self._pictures.setParent(self)
        self.setObjectName("results")
        self._seen: Examined | None = None
        self._shown: ExaminedImages | None = None
        self._signs: Mapping[str, Sign] = {}
        self._trouble = ""
        self._empty = ""
        self._pictures.failed.connect(self._tell)
        self._pictures.arrived.connect(self._say_reading)
        self._reading = QTimer(self)
        self._reading.setInterval(_ASKED_MS)
        self._reading.timeout.connect(self._say_reading)
        self._progress = ""

    def show_places(
        self, seen: Examined | None, places: Places, keep: bool = False, empty: str = ""
    ) -> None:
        """Show the images at ``places``, in that order.

        Args:
            keep: the scrolled place and the selection, where they remain.
            empty: what is said where there are none.
        """
        self._empty = empty
        if seen is not self._seen:
            self._seen, self._trouble = seen, ""
            self._pictures.show_source(seen, _decode_of(seen) if seen is not None else None)
        self._shown = ExaminedImages(seen, self._signs) if seen is not None else None
        self.show_rows(self._shown, places, keep)
        if seen is not None and len(places):
            self._reading.start()

    def show_signs(self, signs: Mapping[str, Sign]) -> None:
        """What was mended since, by path."""
        self._signs = signs
        if self._shown is not None:
            self._shown.signs = signs
        self.viewport().update()

    def selected_places(self) -> Places:
        """The places of the selected images, in the order shown."""
        return self.selected_rows()

    def current_place(self) -> int:
        """The place of the image that the keyboard is on; -1: none."""
        return self.current_row()

    def trouble(self) -> str:
        """Why the images cannot be seen; empty: they can."""
        return self._trouble

    def ready(self) -> int:
        """How many pictures are there."""
        return self._pictures.ready()

    def close_grid(self) -> None:
        """End the decoding thread."""
        self._reading.stop()
        self._pictures.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        text = self._trouble or self._progress or (self._empty if not self.count() else "")
        if not text:
            return
        painter = QPainter(self.viewport())
        room = self.viewport().rect().adjusted(16, 16, -16, -16)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        if self.count():  # on a ground of its own, over the captions
            height = painter.fontMetrics().boundingRect(room, flags, text).height() + 24
            room = QRect(room.left(), room.center().y() - height // 2, room.width(), height)
            painter.fillRect(room, self._theme.color("sunken"))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(room.adjusted(12, 0, -12, 0), flags, text)

    def _say_reading(self) -> None:
        """While the images are read for the first time, how far that is."""
        seen = self._seen
        told = seen.read_so_far.last if seen is not None else None
        text = ""
        if self._trouble or seen is None or self._pictures.ready():
            self._reading.stop()
        elif told is not None and told[1]:
            text = self.tr("Reading the images: {done}").format(
                done=words.so_far("decoding", *told)
            )
        if text != self._progress:
            self._progress = text
            self.viewport().update()

    def _tell(self, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if isinstance(error, UserMistake):
            self._trouble = words.told(str(error))
            self.viewport().update()
        else:
            self.failed.emit(error)


class ExaminedImages:
    """The images of an examination by their places."""

    def __init__(self, seen: Examined, signs: Mapping[str, Sign]) -> None:
        self._seen = seen
        self.signs = signs

    def caption(self, row: int) -> str:
        truth, guess, share = self._said(row)
        if truth == guess:
            return f"{truth}\n✓\t{words.percent(share, 0)}"
        return f"{truth}\n→ {guess}\t· {words.percent(share, 0)}"

    def sign(self, row: int) -> Sign:
        return self.signs.get(self._seen.examination.predictions.paths[row], "")

    def describe(self, row: int) -> str:
        truth, guess, share = self._said(row)
        text = _tr("{truth}, recognised, {share}")
        if truth != guess:
            text = _tr("{truth} taken for {guess}, {share}")
        lines = [
            text.format(truth=truth, guess=guess, share=words.percent(share)),
            self._seen.examination.predictions.paths[row],
        ]
        if self.sign(row):
            lines.append(words.mark(self.sign(row)))
        return "\n".join(lines)

    def _said(self, place: int) -> tuple[str, str, float]:
        seen = self._seen
        truth = int(seen.examination.predictions.labels[place])
        guess = int(seen.guesses[place])
        return seen.classes[truth], seen.classes[guess], float(seen.confidences[place])


def _decode_of(seen: Examined) -> Decode:
    def decode(place: int, side: int) -> QImage | None:
        with seen.lock:
            pixels = seen.examination.images(np.array([place]))[0]
        return crisp(pixels, side)

    return decode


def crisp(pixels: NDArray[np.uint8], side: int) -> QImage:
    """A picture of ``side`` pixels: small images keep their pixels, large ones are made smaller.

    Args:
        pixels: uint8 [S, S, 1 or 3].
    """
    image = image_of(pixels, side)
    if image.width() > side:
        keep = Qt.AspectRatioMode.KeepAspectRatio
        image = image.scaled(side, side, keep, Qt.TransformationMode.SmoothTransformation)
    return image


def _tr(text: str) -> str:
    return QCoreApplication.translate("result_grid", text)
