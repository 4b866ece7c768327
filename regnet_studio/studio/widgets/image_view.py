"""One image, large, with all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.text_size import open_at
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, button, column, label, row

if TYPE_CHECKING:
    from regnet_studio.studio.data.overview import Overview

_LARGEST = 1024


class ImageView(QDialog):
    """Follows the arrows left and right to the neighbours of the image it was opened on."""

    moved = Signal(int)
    """Asks for the next (1) or the one before (-1)."""
    copies_asked = Signal(int)
    failed = Signal(object)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("image.view")
        self.setWindowTitle(self.tr("Image"))
        open_at(self, 720, 720)
        self._row = -1
        self._overview: Overview | None = None
        self._decoding = Latest(whole_image, self)
        self._decoding.answered.connect(self._show_image)
        self._decoding.failed.connect(lambda _, error: self.failed.emit(error))
        self.picture = Picture(theme)
        self._class = ElidedLabel("", "heading")
        self._class.setObjectName("image.class")
        self._path = QLabel()
        self._path.setTextFormat(Qt.TextFormat.PlainText)
        self._path.setObjectName("image.path")
        self._path.setWordWrap(True)
        self._path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._facts = label("", "muted", wrap=True)
        self._facts.setObjectName("image.facts")
        before = button(self.tr("Previous"), "image.previous")
        before.setToolTip(self.tr("The image before (Left)"))
        before.clicked.connect(lambda: self.moved.emit(-1))
        after = button(self.tr("Next"), "image.next")
        after.setToolTip(self.tr("The next image (Right)"))
        after.clicked.connect(lambda: self.moved.emit(1))
        self._copies = button(self.tr("Show its copies"), "image.copies")
        self._copies.clicked.connect(lambda: self.copies_asked.emit(self._row))
        close = button(self.tr("Close"), "image.close")
        close.clicked.connect(self.close)
        layout = column(gap=GAP, margin=2 * GAP)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self._class)
        layout.addWidget(self._path)
        layout.addWidget(self._facts)
        layout.addLayout(row(before, after, self._copies, 1, close))
        self.setLayout(layout)

    def show_row(self, overview: Overview, row_number: int) -> None:
        """Show the image at a row of the index."""
        self._row, self._overview = row_number, overview
        scan, dataset = overview.scan, overview.scan.dataset
        name = overview.class_of(row_number)
        self._class.set_text(name)
        self._path.setText(dataset.paths[row_number])
        self._facts.setText(" · ".join(self._told(overview, row_number)))
        self._copies.setVisible(bool(overview.marks["copies"][row_number]))
        width, height = (int(side) for side in scan.facts.sizes[row_number])
        self.picture.show_image(None, (width, height), name)
        self._decoding.ask((dataset, row_number, width, height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            return
        super().keyPressEvent(event)

    def end(self) -> None:
        """End the decoding thread."""
        self._decoding.close()

    def _told(self, overview: Overview, row_number: int) -> list[str]:
        from regnet_studio.data.layout import SPLITS

        scan, dataset = overview.scan, overview.scan.dataset
        before = scan.original.classes[int(scan.original.labels[row_number])]
        told = [words.place(SPLITS[int(dataset.splits[row_number])])]
        width, height = (int(side) for side in scan.facts.sizes[row_number])
        if width:
            told.append(f"{width} × {height} px")
        if before != self._class.whole_text():
            told.append(self.tr("was {name}").format(name=before))
        told += [
            words.mark(mark)
            for mark, rows in overview.marks.items()
            if rows[row_number] and mark != "copies"
        ]
        others = len(overview.copies_of(row_number)) - 1
        if others > 0:
            told.append(self.tr("{n} copies besides").format(n=words.number(others)))
        told += [p.detail for p in self._problems(overview, dataset.paths[row_number])]
        return told

    def _problems(self, overview: Overview, path: str) -> list:
        return [problem for problem in overview.problems if problem.path == path][:3]

    def _show_image(self, question: tuple, image: QImage | None) -> None:
        _, row_number, width, height = question
        if row_number == self._row:
            name = self._class.whole_text()
            self.picture.show_image(image or QImage(), (width, height), name)


def whole_image(question: tuple) -> QImage | None:
    """The image as it is, up to 1024 px; None where it cannot be decoded.

    Args:
        question: dataset, row of its index, width and height of the file's image.
    """
    from regnet_studio.data.decode import BadImage, Frame, decode, quiet_pillow
    from regnet_studio.data.sources import UnreadableFile
    from regnet_studio.studio.widgets.thumbnails import image_of

    dataset, row_number, width, height = question
    longest = max(width, height)
    if not longest:
        return None
    side = min(longest, _LARGEST)
    try:
        with quiet_pillow():
            square = decode(dataset.read(row_number), Frame(side, 3, "pad", "bicubic"))
    except (BadImage, UnreadableFile):
        return None
    across, down = (max(round(part * side / longest), 1) for part in (width, height))
    left, top = (side - across) // 2, (side - down) // 2
    return image_of(square[top : top + down, left : left + across])


class Picture(QWidget):
    """As large as there is room; small images pixel by pixel."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("image.picture")
        self._theme = theme
        self._image: QImage | None = None
        self._shape = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_image(self, image: QImage | None, shape: tuple[int, int], name: str) -> None:
        """None: it is being decoded; a null image: it cannot be."""
        self._image, self._shape = image, shape
        self.setAccessibleName(name)
        self.update()

    def is_shown(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None and not self._image.isNull()

    def sizeHint(self) -> QSize:
        return QSize(560, 480)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("sunken"))
        if self._image is None:
            return
        if self._image.isNull():
            painter.setPen(self._theme.color("muted"))
            text = self.tr("This file cannot be shown")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        size = QSize(*self._shape).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        smooth = max(self._shape) > 96
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(place, self._image)
