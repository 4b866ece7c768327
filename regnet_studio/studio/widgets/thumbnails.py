"""Thumbnails: only those in sight are decoded, off the GUI thread."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from regnet_studio.studio.look.theme import pixel_ratio

if TYPE_CHECKING:
    from regnet_studio.data.scan import Scan

Decode = Callable[[int, int], "QImage | None"]
"""``(row, side in device pixels)`` to its picture; None where it cannot be shown."""
SIDE = 88
"""Side of a thumbnail in logical pixels."""
_MOST_KEPT = 1500
_POLL_MS = 33


class Thumbnails(QObject):
    """The pictures of a scan's images, by row of its index, or of any others by number.

    A view says on each painting which rows it shows (``want``); what was wanted before and is not
    in sight any more is not decoded.
    """

    arrived = Signal()
    """New pictures are there; at most 30 times a second."""
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._decoder: _Decoder | None = None
        self._of: Any = None
        self._pictures: OrderedDict[int, QImage | None] = OrderedDict()
        self._has_news = False
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._collect)

    def show_scan(self, scan: Scan | None) -> None:
        """Of these images from now on; edits change no picture."""
        files = scan.original if scan is not None else None
        self.show_source(files, _of_scan(scan) if scan is not None else None)

    def show_source(self, source: object, decode: Decode | None) -> None:
        """Of these images from now on: ``source`` is the same as long as the pictures are."""
        if source is self._of:
            return
        self.close()
        self._of = source
        self._pictures.clear()
        if decode is not None:
            self._decoder = _Decoder(decode, round(SIDE * pixel_ratio()))

    def picture(self, row: int) -> QImage | None:
        """The picture, if it is there; a null image where the file cannot be shown."""
        if row not in self._pictures:
            return None
        self._pictures.move_to_end(row)
        return self._pictures[row] or QImage()

    def want(self, rows: Sequence[int]) -> None:
        """Decode these next, the first ones first, and nothing else."""
        if self._decoder is None:
            return
        self._take_done()
        missing = [row for row in rows if row not in self._pictures]
        self._decoder.want(missing)
        if missing or self._has_news:
            self._timer.start()

    def ready(self) -> int:
        """How many pictures are there."""
        return len(self._pictures)

    def close(self) -> None:
        """End the decoding thread."""
        self._timer.stop()
        if self._decoder is not None:
            self._decoder.end()
            self._decoder = None

    def _collect(self) -> None:
        decoder = self._decoder
        if decoder is None:
            return
        if decoder.failure is not None:
            self.failed.emit(decoder.failure)
            self.close()
            return
        idle = not decoder.is_busy()
        self._take_done()
        if self._has_news:
            self._has_news = False
            self.arrived.emit()
        elif idle:
            self._timer.stop()

    def _take_done(self) -> None:
        done = self._decoder.done if self._decoder is not None else ()
        while done:
            row, image = done.popleft()
            self._pictures[row] = image
            self._has_news = True
        while len(self._pictures) > _MOST_KEPT:
            self._pictures.popitem(last=False)


class _Decoder:
    """A thread that decodes what is wanted now; its results wait in ``done``."""

    def __init__(self, decode: Decode, side: int) -> None:
        self._decode = decode
        self._side = side
        self._wanted: deque[int] = deque()
        self._something = threading.Condition()
        self._busy = False
        self._ended = False
        self.done: deque[tuple[int, QImage | None]] = deque()
        self.failure: BaseException | None = None
        threading.Thread(target=self._run, name="thumbnails", daemon=True).start()

    def want(self, rows: list[int]) -> None:
        with self._something:
            self._wanted = deque(rows)
            self._something.notify()

    def is_busy(self) -> bool:
        with self._something:
            return self._busy or bool(self._wanted)

    def end(self) -> None:
        with self._something:
            self._ended = True
            self._something.notify()

    def _next(self, wait: bool) -> int | None:
        with self._something:
            self._busy = False
            while wait and not self._wanted and not self._ended:
                self._something.wait()
            if self._ended or not self._wanted:
                return None
            self._busy = True
            return self._wanted.popleft()

    def _run(self) -> None:
        from regnet_studio.data.decode import quiet_pillow

        try:
            while (row := self._next(wait=True)) is not None:
                with quiet_pillow():
                    while row is not None:
                        self.done.append((row, self._decode(row, self._side)))
                        row = self._next(wait=False)
        except BaseException as error:  # handed to the GUI thread, which reports it
            self.failure = error


def _of_scan(scan: Scan) -> Decode:
    files, sizes = scan.original, scan.facts.sizes

    def decode_one(row: int, largest: int) -> QImage | None:
        from regnet_studio.data.decode import BadImage, Frame, decode
        from regnet_studio.data.sources import UnreadableFile

        # Small images keep their pixels: they are enlarged as they are.
        side = min(int(sizes[row].min()) or largest, largest)
        try:
            pixels = decode(files.read(row), Frame(max(side, 1), 3, "crop", "bilinear"))
        except (BadImage, UnreadableFile):
            return None
        return image_of(pixels, largest)

    return decode_one


def image_of(pixels: Any, side: int = 0) -> QImage:
    """A picture of an array uint8 [H, W, 1 or 3], enlarged pixel by pixel to ``side``."""
    import numpy as np

    if pixels.shape[2] == 1:
        pixels = pixels.repeat(3, axis=2)
    pixels = np.ascontiguousarray(pixels)
    height, width, _ = pixels.shape
    shared = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    # The conversion copies: the picture outlives the array, and is painted without another one.
    image = shared.convertToFormat(QImage.Format.Format_RGB32)
    if side and max(width, height) < side:
        keep = Qt.AspectRatioMode.KeepAspectRatio
        image = image.scaled(side, side, keep, Qt.TransformationMode.FastTransformation)
    return image
