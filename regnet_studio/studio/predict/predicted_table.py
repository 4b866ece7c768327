"""The table of predictions: pictures of the lines in sight, confidences as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.predicted_model import (
    CLASS,
    CONFIDENCE,
    FILE,
    PICTURE,
    SECOND,
    SHARE,
    PredictedModel,
)
from regnet_studio.studio.widgets.thumbnails import Thumbnails, image_of

if TYPE_CHECKING:
    from regnet_studio.runs.predicted import Predicted

_PICTURE_PX, _MARGIN = 36, 4
_BAR_PX = 8
_SHARES = {FILE: 0.34, CLASS: 0.22, CONFIDENCE: 0.2, SECOND: 0.24}
"""Of the width beside the pictures."""


class PredictedTable(QTableView):
    """One line an image. What is chosen is told by its place among the predictions."""

    chosen = Signal(int)
    """-1: none."""
    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("predict.table")
        self.setAccessibleName(self.tr("Predictions"))
        self.lines = PredictedModel(self)
        self.setModel(self.lines)
        self.pictures = Thumbnails(self)
        self.pictures.arrived.connect(self.viewport().update)
        self.pictures.failed.connect(self.failed)
        self.setItemDelegate(_Cell(theme, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        height = max(_PICTURE_PX + 2 * _MARGIN, self.fontMetrics().height() + 4 * _MARGIN)
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicator(FILE, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._tell)

    def show_predicted(self, predicted: Predicted | None) -> None:
        """Show these from now on."""
        decode = None if predicted is None else _pictures_of(predicted.paths)
        self.pictures.show_source(predicted, decode)
        self.lines.show_predicted(predicted)

    def current_place(self) -> int:
        """The prediction that is chosen; -1: none."""
        index = self.currentIndex()
        return self.lines.place(index) if index.isValid() else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first >= 0:
            last = self.lines.rowCount() - 1 if last < 0 else last
            self.pictures.want(self.lines.rows()[first : last + 1].tolist())
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        header = self.horizontalHeader()
        header.resizeSection(PICTURE, _PICTURE_PX + 4 * _MARGIN)
        room = self.viewport().width() - header.sectionSize(PICTURE)
        for column, share in _SHARES.items():
            header.resizeSection(column, max(int(room * share), header.sectionSizeHint(column)))

    def _tell(self, now: QModelIndex, _: QModelIndex) -> None:
        self.chosen.emit(self.lines.place(now) if now.isValid() else -1)


class _Cell(QStyledItemDelegate):
    """Paints a picture, a bar, or leaves it to the style."""

    def __init__(self, theme: Theme, table: PredictedTable) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if index.column() not in (PICTURE, CONFIDENCE):
            super().paint(painter, option, index)
            return
        # PySide6's stubs leave out the fields of the option.
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("selected"))
        painter.save()
        if index.column() == PICTURE:
            self._paint_picture(painter, rect, self._table.lines.place(index))
        else:
            self._paint_share(painter, rect, index.data(SHARE), index.data())
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_PICTURE_PX + 2 * _MARGIN, _PICTURE_PX + 2 * _MARGIN)

    def _paint_picture(self, painter: QPainter, rect: QRect, place: int) -> None:
        square = QRect(0, 0, _PICTURE_PX, _PICTURE_PX)
        square.moveCenter(rect.center())
        picture = self._table.pictures.picture(place)
        if picture is None or picture.isNull():
            painter.fillRect(square, self._theme.color("sunken"))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, picture)

    def _paint_share(self, painter: QPainter, rect: QRect, share: float, text: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = rect.adjusted(2 * _MARGIN, 0, -2 * _MARGIN, 0)
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._table.font())
        wide = painter.fontMetrics().horizontalAdvance("100.0 %") + 2 * _MARGIN
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(inner.left(), inner.top(), wide, inner.height()), flags, text)
        track = QRectF(inner)
        track.setLeft(inner.left() + wide + 2 * _MARGIN)
        if track.width() < 2 * _BAR_PX:
            return
        track.setTop(rect.center().y() - _BAR_PX / 2)
        track.setHeight(_BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("disabled_fill"))
        painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)
        track.setWidth(max(track.width() * share, _BAR_PX))
        painter.setBrush(self._theme.color("accent"))
        painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)


def _pictures_of(paths: list[str]):
    """Decodes the picture of a line; in a thread."""

    def decode_one(place: int, largest: int) -> QImage | None:
        from regnet_studio.data.decode import BadImage, Frame, decode, look
        from regnet_studio.runs.image_files import read_image

        try:
            content = read_image(paths[place])
            header = look(content)
            # Small images keep their pixels: they are enlarged as they are.
            side = max(min(header.width, header.height, largest), 1)
            return image_of(decode(content, Frame(side, 3, "crop", "bilinear")), largest)
        except BadImage:  # it was well when it was predicted
            return None

    return decode_one
