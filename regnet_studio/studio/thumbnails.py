"""Thumbnails of a dataset: only those in sight are decoded, off the GUI thread, latest first."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.parts import column, label, row
from regnet_studio.studio.theme import Theme

if TYPE_CHECKING:
    from regnet_studio.data.dataset import Dataset

_SIDE = 88
_MOST_KEPT = 1500
_MOST_WAITING = 256
_POLL_MS = 33
_ALL = -1


class _Decoder:
    """A thread that decodes what was asked for last; its results wait in ``done``."""

    def __init__(self, dataset: Dataset, side: int) -> None:
        self._dataset = dataset
        self._side = side
        # Bounded: what was scrolled past long ago falls out at the far end.
        self._wanted: deque[int] = deque(maxlen=_MOST_WAITING)
        self._something = threading.Condition()
        self._ended = False
        self.done: deque[tuple[int, Any]] = deque()
        self.failure: BaseException | None = None
        threading.Thread(target=self._run, name="thumbnails", daemon=True).start()

    def ask(self, image: int) -> None:
        with self._something:
            self._wanted.append(image)
            self._something.notify()

    def waiting(self) -> bool:
        with self._something:
            return bool(self._wanted)

    def end(self) -> None:
        with self._something:
            self._ended = True
            self._something.notify()

    def _run(self) -> None:
        from regnet_studio.data.decode import BadImage, decode
        from regnet_studio.data.sources import UnreadableFile

        while True:
            with self._something:
                while not self._wanted and not self._ended:
                    self._something.wait()
                if self._ended:
                    return
                image = self._wanted.pop()
            try:
                pixels = decode(self._dataset.read(image), self._side, 3)
            except (BadImage, UnreadableFile):
                pixels = None  # it was well when scanned; the grey square says it is gone
            except BaseException as error:  # handed to the GUI thread, which reports it
                self.failure = error
                return
            self.done.append((image, pixels))


class ThumbnailModel(QAbstractListModel):
    """The images of one class and split (or of all), decoded as the view asks for them."""

    failed = Signal(object)

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dataset: Dataset | None = None
        self._decoder: _Decoder | None = None
        self._images: list[int] = []
        self._row_of: dict[int, int] = {}
        self._pictures: OrderedDict[int, QIcon] = OrderedDict()
        self._asked: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._collect)
        self._blank = QIcon()
        theme.changed.connect(self._draw_blank)
        self._draw_blank()

    def show_dataset(self, dataset: Dataset | None, size: int) -> None:
        """Start afresh with another dataset, of images ``size`` pixels wide."""
        self.close()
        self._dataset = dataset
        self._pictures.clear()
        self._asked.clear()
        self._decoder = _Decoder(dataset, min(size, _SIDE)) if dataset is not None else None
        self.choose(_ALL, _ALL)

    def choose(self, label_number: int, split_number: int) -> None:
        """Show only one class and one split; -1 for all."""
        self.beginResetModel()
        self._images = []
        if self._dataset is not None:
            import numpy as np

            keep = np.ones(len(self._dataset), dtype=bool)
            if label_number != _ALL:
                keep &= self._dataset.labels == label_number
            if split_number != _ALL:
                keep &= self._dataset.splits == split_number
            self._images = np.flatnonzero(keep).tolist()
        self._row_of = {image: place for place, image in enumerate(self._images)}
        self.endResetModel()

    def close(self) -> None:
        """End the decoding thread."""
        self._timer.stop()
        if self._decoder is not None:
            self._decoder.end()
            self._decoder = None

    def decoded(self) -> int:
        """How many pictures are ready."""
        return len(self._pictures)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._images)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or self._dataset is None:
            return None
        image = self._images[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(image)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            name = self._dataset.classes[int(self._dataset.labels[image])]
            return f"{name}\n{self._dataset.paths[image]}"
        return None

    def _picture(self, image: int) -> QIcon:
        known = self._pictures.get(image)
        if known is not None:
            self._pictures.move_to_end(image)
            return known
        if image not in self._asked and self._decoder is not None:
            if len(self._asked) > _MOST_WAITING:
                self._asked.clear()  # some fell out of the queue unseen; they may be asked again
            self._asked.add(image)
            self._decoder.ask(image)
            self._timer.start()
        return self._blank

    def _collect(self) -> None:
        decoder = self._decoder
        if decoder is None:
            return
        if decoder.failure is not None:
            self.failed.emit(decoder.failure)
            self.close()
            return
        rows: list[int] = []
        while decoder.done:
            image, pixels = decoder.done.popleft()
            self._asked.discard(image)
            self._pictures[image] = self._blank if pixels is None else _icon(pixels)
            if image in self._row_of:
                rows.append(self._row_of[image])
        while len(self._pictures) > _MOST_KEPT:
            self._pictures.popitem(last=False)
        if rows:
            role = [Qt.ItemDataRole.DecorationRole]
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)), role)
        elif not decoder.waiting() and not self._asked:
            self._timer.stop()

    def _draw_blank(self) -> None:
        pixmap = QPixmap(_SIDE, _SIDE)
        pixmap.fill(self._theme.color("sunken"))
        self._blank = QIcon(pixmap)


class Thumbnails(QWidget):
    """The grid of thumbnails, with a choice of class and split."""

    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = ThumbnailModel(theme, self)
        self.model.failed.connect(self.failed)
        self._class = QComboBox()
        self._class.setObjectName("thumbnails.class")
        self._class.setAccessibleName(self.tr("Class shown"))
        self._class.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._class.setMinimumContentsLength(14)
        self._split = QComboBox()
        self._split.setObjectName("thumbnails.split")
        self._split.setAccessibleName(self.tr("Split shown"))
        for box in (self._class, self._split):
            box.currentIndexChanged.connect(self._choose)
        self._count = label("", "muted")
        self.view = QListView()
        self.view.setObjectName("thumbnails")
        self.view.setAccessibleName(self.tr("Images"))
        self.view.setModel(self.model)
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setIconSize(QSize(_SIDE, _SIDE))
        self.view.setGridSize(QSize(_SIDE + 10, _SIDE + 10))
        self.view.setUniformItemSizes(True)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setLayoutMode(QListView.LayoutMode.Batched)
        self.view.setBatchSize(2000)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        bar = row(self._class, self._split, 1, self._count)
        bar.setContentsMargins(0, 8, 0, 0)
        layout = column(gap=8)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        self.setLayout(layout)

    def show_dataset(self, dataset: Dataset | None, size: int = _SIDE) -> None:
        """Show another dataset's images, which are ``size`` pixels wide."""
        self._class.blockSignals(True)
        self._split.blockSignals(True)
        self._class.clear()
        self._split.clear()
        self._class.addItem(self.tr("All classes"), _ALL)
        self._split.addItem(self.tr("All splits"), _ALL)
        if dataset is not None:
            from regnet_studio.data.dataset import SPLITS

            for number, name in enumerate(dataset.classes):
                self._class.addItem(name, number)
            for split in dataset.counts():
                self._split.addItem(words.split(split), SPLITS.index(split))
        self._split.setVisible(self._split.count() > 2)
        self._class.blockSignals(False)
        self._split.blockSignals(False)
        self.model.show_dataset(dataset, size)
        self._tell()

    def _choose(self) -> None:
        self.model.choose(self._class.currentData(), self._split.currentData())
        self.view.scrollToTop()
        self._tell()

    def _tell(self) -> None:
        self._count.setText(self.tr("{n} images").format(n=words.number(self.model.rowCount())))


def _icon(pixels: Any) -> QIcon:
    height, width, _ = pixels.shape
    # The image only borrows the array; the pixmap copies it before the array goes.
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    pixmap = QPixmap.fromImage(image)
    if width < _SIDE:  # small images are shown pixel by pixel, as they are
        pixmap = pixmap.scaled(_SIDE, _SIDE)
    return QIcon(pixmap)
