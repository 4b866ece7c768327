"""A regulator's gates and memory as maps: a column for each of them, a line for each block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme

if TYPE_CHECKING:
    from regnet_studio.evaluation.regulators import StageMemory

_GAP = 6
_LEFT = 62
_LARGEST, _SMALLEST = 112, 64


@dataclass(frozen=True)
class MemoryColumn:
    """One gate, or one part of the memory, over the blocks of a stage."""

    name: str
    least: float
    """What black is."""
    greatest: float
    """What white is."""
    maps: list[QImage]


@dataclass(frozen=True)
class MemorySheet:
    """What one stage did with an image."""

    stage: int
    cell: str
    blocks: range
    channels: int
    side: int
    """Of its maps in pixels."""
    columns: list[MemoryColumn]


def sheet_of(memory: StageMemory) -> MemorySheet:
    """The maps of a stage, averaged over the channels; made in a thread.

    Lightness grows evenly from a column's least value to its greatest: means over channels move
    within a small part of what a gate can be.
    """
    from regnet_studio.evaluation.memory_picture import grey
    from regnet_studio.studio.widgets.thumbnails import image_of

    columns: list[MemoryColumn] = []
    for name, course in memory.maps().items():
        least, greatest = float(course.min()), float(course.max())
        shares = (course - least) / max(greatest - least, 1e-12)
        maps = [image_of(grey(share)[:, :, None]) for share in shares]
        columns.append(MemoryColumn(name, least, greatest, maps))
    _, channels, side, _ = memory.state["H"].shape
    return MemorySheet(memory.stage, memory.cell, memory.blocks, channels, side, columns)


class MemoryView(QWidget):
    """Grows downward: put it into a scroll area."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("regulators.memory")
        self.setProperty("role", "clear")
        self._theme = theme
        self._sheet: MemorySheet | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self.update)

    def show_sheet(self, sheet: MemorySheet | None) -> None:
        """Draw what a stage did; None: nothing."""
        self._sheet = sheet
        spoken = ""
        if sheet is not None:
            names = ", ".join(each.name for each in sheet.columns)
            spoken = self.tr("Stage {n}, {cell}: {names}, block by block").format(
                n=sheet.stage, cell=sheet.cell, names=names
            )
        self.setAccessibleName(spoken)
        self._grow()
        self.update()

    def sheet(self) -> MemorySheet | None:
        """What is drawn."""
        return self._sheet

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def paintEvent(self, event: QPaintEvent) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        painter = QPainter(self)
        tile, top = self._tile(), self._top()
        plain, small = QFont(self.font()), self._small()
        left = Qt.AlignmentFlag.AlignLeft
        for number, column in enumerate(sheet.columns):
            x = _LEFT + number * (tile + _GAP)
            painter.setFont(plain)
            painter.setPen(self._theme.color("text"))
            high = painter.fontMetrics().height()
            painter.drawText(QRect(x, 0, tile, high), left, column.name)
            painter.setFont(small)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(QRect(x, high + 2, tile, top - high), left, _range(column))
            for line, image in enumerate(column.maps):
                painter.drawImage(QRect(x, top + line * (tile + _GAP), tile, tile), image)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        for line, block in enumerate(sheet.blocks):
            place = QRect(0, top + line * (tile + _GAP), _LEFT - _GAP, tile)
            painter.drawText(place, middle, self.tr("block {n}").format(n=block))

    def _tile(self) -> int:
        """Side of a map in pixels."""
        assert self._sheet is not None
        room = (self.width() - _LEFT) // max(len(self._sheet.columns), 1) - _GAP
        return min(max(room, _SMALLEST), _LARGEST)

    def _top(self) -> int:
        lines = QFontMetrics(self.font()).height() + 2 * QFontMetrics(self._small()).height()
        return lines + 2 + _GAP

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def _grow(self) -> None:
        if self._sheet is None:
            self.setMinimumSize(0, 0)
            return
        least = _LEFT + len(self._sheet.columns) * (_SMALLEST + _GAP)
        high = self._top() + len(self._sheet.blocks) * (self._tile() + _GAP)
        self.setMinimumSize(least, high)


def _range(column: MemoryColumn) -> str:
    """What black and white are."""
    digits = 3 if column.greatest - column.least >= 0.01 else 5
    return QCoreApplication.translate("MemoryView", "black {least}\nwhite {greatest}").format(
        least=words.decimal(column.least, digits), greatest=words.decimal(column.greatest, digits)
    )
