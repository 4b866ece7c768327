"""The network that is asked, and the images it is asked about: for threads, without a widget."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.evaluation.classifier import Classifier
    from regnet_studio.runs.prediction import Predictor

_SHOWN_SIDE = 1024


class AskedNetwork:
    """A run or an export. It is loaded by the first thread that needs it, and once."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.is_run = (source / "recipe.toml").is_file()
        self._lock = threading.Lock()
        self._predictor: Predictor | None = None
        self._classifier: Classifier | None = None

    def predictor(self) -> Predictor:
        """What answers; from any thread but the GUI's.

        Raises:
            UserMistake: there is none, or it is damaged.
        """
        from regnet_studio.runs.prediction import load_predictor

        with self._lock:
            if self._predictor is None:
                self._predictor = load_predictor(self.source)
            return self._predictor

    def classifier(self) -> Classifier:
        """A network of its own for heat maps: their hooks meet no prediction.

        Raises:
            UserMistake: as :meth:`predictor`.
        """
        from regnet_studio.runs.directory import Run
        from regnet_studio.runs.explaining import classifier_of

        with self._lock:
            if self._classifier is None:
                self._classifier = classifier_of(Run(self.source))
            return self._classifier


@dataclass(frozen=True)
class AskedImage:
    """An image of a file, or one held in memory: pasted, or of the camera."""

    name: str
    """What it is called: its path, or where it comes from."""
    file: Path | None = None
    picture: QImage | None = None

    def content(self) -> bytes:
        """The bytes of its file, a PNG where it has none; from any thread.

        Raises:
            DataMistake: it cannot be read.
        """
        from regnet_studio.data.decode import BadImage
        from regnet_studio.errors import DataMistake
        from regnet_studio.runs.image_files import read_image

        if self.file is not None:
            try:
                return read_image(str(self.file))
            except BadImage as bad:
                raise DataMistake(f"{self.file}: {bad.detail}; choose another image") from bad
        from PIL import Image

        assert self.picture is not None
        written = io.BytesIO()
        Image.fromarray(pixels_of(self.picture)).save(written, "PNG", compress_level=1)
        return written.getvalue()


@dataclass(frozen=True)
class Answer:
    """What the network says of one image."""

    top: list[tuple[str, float]]
    """The likeliest classes with their probabilities, the likeliest first."""
    picture: QImage
    """To show: upright, at most 1,024 pixels wide and high."""
    is_calibrated: bool
    was_trained_on: bool | None = None
    """Whether the file is among the training images; None: nobody knows."""


def answer(network: AskedNetwork, image: AskedImage) -> Answer:
    """Ask a network about an image, and make the picture to show; for a thread.

    Raises:
        UserMistake: the image or the network cannot be read.
    """
    from regnet_studio.runs.prediction import asked_for

    content = image.content()
    predictor = network.predictor()
    top = asked_for(predictor, image.name, content)
    # What was pasted or filmed is no file that it could have been trained on.
    known = predictor.was_trained_on(content) if image.file is not None else None
    return Answer(top, picture_of(content), predictor.is_calibrated, known)


def read_picture(image: AskedImage) -> QImage:
    """The picture of an image to show; a null one where it cannot be read (any more)."""
    from regnet_studio.errors import DataMistake

    try:
        return picture_of(image.content())
    except DataMistake:
        return QImage()


def picture_of(content: bytes) -> QImage:
    """The picture in the bytes of an image file, as people see it; a null one: it has none."""
    from regnet_studio.data.decode import BadImage, Frame, decode, look, quiet_pillow
    from regnet_studio.studio.widgets.thumbnails import image_of

    try:
        with quiet_pillow():
            header = look(content)
            longest = max(header.width, header.height)
            side = min(longest, _SHOWN_SIDE)
            square = decode(content, Frame(side, 3, "pad", "bicubic"))
    except BadImage:
        return QImage()
    across, down = (max(round(s * side / longest), 1) for s in (header.width, header.height))
    left, top = (side - across) // 2, (side - down) // 2
    return image_of(square[top : top + down, left : left + across])


def pixels_of(image: QImage) -> NDArray[Any]:
    """The pixels of a picture of any format: uint8 [H, W, 3], RGB; what shows through is white."""
    import numpy as np

    if image.hasAlphaChannel():
        plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
        channels = 4
    else:
        plain, channels = image.convertToFormat(QImage.Format.Format_RGB888), 3
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = lines[:, : channels * image.width()].reshape(image.height(), image.width(), channels)
    if channels == 3:
        return pixels.copy()  # lines of a QImage end on multiples of four bytes
    share = pixels[..., 3:].astype(np.uint16)
    mixed = (pixels[..., :3].astype(np.uint16) * share + 255 * (255 - share) + 127) // 255
    return mixed.astype(np.uint8)
