"""The reliability diagram: of images with a confidence, how many are right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from regnet_studio.evaluation.lines import Line, line_table
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import tool
from regnet_studio.studio.widgets.plot_files import Content, Kind, PlotFiles

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from regnet_studio.evaluation.calibration import Bin

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_SHARE = 0.2
"""Of the height, for how many images there are."""


class ReliabilityDiagram(QWidget):
    """Bars as the network says it, dots at the temperature; on the diagonal it means what it says.

    Below, how many images have each confidence.
    """

    failed = Signal(object)
    """The exception: the diagram could not be saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("reliability")
        self._theme = theme
        self._bins: Sequence[Bin] = ()
        self._scaled: Sequence[Bin] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 220)
        self.files = PlotFiles(self, "reliability", self._content)
        self.files.failed.connect(self.failed)
        self.menu_button = tool("reliability.menu", self.tr("Save this diagram…"))
        """Opens :meth:`menu`, for whoever shows the diagram to place."""
        theme.dress(self.menu_button, "menu")
        self.menu_button.clicked.connect(self._open_menu)
        theme.changed.connect(self.update)

    def show_bins(self, bins: Sequence[Bin], scaled: Sequence[Bin] | None) -> None:
        """Bins before and (None: there is none) after temperature scaling."""
        self._bins, self._scaled = bins, scaled or ()
        parts = [self._told(each) for each in bins if each.images]
        self.setAccessibleName(self.tr("Reliability diagram"))
        self.setAccessibleDescription("; ".join(parts))
        self.update()

    def menu(self) -> QMenu:
        """What can be done with the diagram."""
        made = QMenu(self)
        self.files.offer(made)
        made.aboutToHide.connect(made.deleteLater)
        return made

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            area = self._area()
            across = (event.pos().x() - area.left()) / max(area.width(), 1)
            found = [b for b in self._bins if b.images and b.low <= across <= b.high]
            text = self._told(found[0]) if found else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bins:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        area, color = self._area(), self._theme.color
        self._draw_axes(painter, area)
        painter.setPen(Qt.PenStyle.NoPen)
        most = max(each.images for each in self._bins)
        for each in self._bins:
            if not each.images:
                continue
            left, right = (area.left() + edge * area.width() for edge in (each.low, each.high))
            right_at = area.bottom() - each.accuracy * area.height()
            said_at = area.bottom() - each.confidence * area.height()
            high, low = sorted((right_at, said_at))
            wide = right - left - 2
            painter.fillRect(QRectF(left + 1, low, wide, area.bottom() - low), color("right"))
            gap = QRectF(left + 1, high, wide, low - high)
            painter.fillRect(gap, color("wrong"))
            ground = self.height() - 4.0
            share = each.images / most * self._below(area)
            bar = QRectF(left + 1, ground - share, wide, share)
            painter.fillRect(bar, color("line_strong"))
        painter.setPen(QPen(color("text"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())
        painter.setPen(QPen(color("surface"), 1))
        painter.setBrush(color("best"))
        for each in self._scaled:
            if each.images:
                x = area.left() + each.confidence * area.width()
                y = area.bottom() - each.accuracy * area.height()
                wide = 3 + 4 * (each.images / max(b.images for b in self._scaled)) ** 0.5
                painter.drawEllipse(QPointF(x, y), wide, wide)
        self._draw_legend(painter, area)
        painter.end()

    def _open_menu(self) -> None:
        below = QPoint(0, self.menu_button.height())
        self.menu().popup(self.menu_button.mapToGlobal(below))

    def _content(self, kind: Kind) -> Content:
        bins, scaled = self._bins, self._scaled
        names = (self.tr("as the network says it"), self.tr("at the temperature"))
        if kind == "csv":
            lines = [_line(name, each) for name, each in zip(names, (bins, scaled), strict=True)]
            return lambda: line_table(lines, "confidence").encode("utf-8")

        def drawn() -> bytes:
            from regnet_studio.evaluation.plots import reliability_diagram

            plot = reliability_diagram(bins, scaled)
            return plot.png() if kind == "png" else plot.svg().encode("utf-8")

        return drawn

    def _area(self) -> QRectF:
        line = self.fontMetrics().height()
        left = 46.0
        below = self.height() * _SHARE + 2 * line + 8
        side = max(min(self.width() - left - 12, self.height() - below - 8), 60.0)
        return QRectF(left + (self.width() - left - 12 - side) / 2, 6, side, side)

    def _below(self, area: QRectF) -> float:
        """Room for the number of images."""
        return self.height() - area.bottom() - 2 * self.fontMetrics().height() - 14

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        color = self._theme.color
        line = painter.fontMetrics().height()
        for tick in _TICKS:
            y = area.bottom() - tick * area.height()
            x = area.left() + tick * area.width()
            painter.setPen(QPen(color("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3))
            painter.setPen(color("muted"))
            text = f"{100 * tick:.0f}"
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(area.left() - 40, y - line / 2, 34, line), middle, text)
            centre = Qt.AlignmentFlag.AlignHCenter
            painter.drawText(QRectF(x - 20, area.bottom() + 4, 40, line), centre, text)
        words_below = QRectF(area.left(), area.bottom() + 4 + line, area.width(), line)
        painter.drawText(
            words_below, Qt.AlignmentFlag.AlignHCenter, self.tr("confidence, %; below: images")
        )
        painter.save()
        painter.translate(area.left() - 34 - line, area.bottom())
        painter.rotate(-90)
        painter.drawText(
            QRectF(0, 0, area.height(), line), Qt.AlignmentFlag.AlignHCenter, self.tr("right, %")
        )
        painter.restore()

    def _draw_legend(self, painter: QPainter, area: QRectF) -> None:
        entries = [(self.tr("right answers"), "right")]
        entries.append((self.tr("gap to how sure it was"), "wrong"))
        if self._scaled:
            entries.append((self.tr("at the temperature"), "best"))
        metrics = painter.fontMetrics()
        y = area.top() + 6.0
        widest = max(metrics.horizontalAdvance(text) for text, _ in entries)
        high = len(entries) * (metrics.height() + 2)
        ground = self._theme.color("surface")
        ground.setAlpha(200)  # bars may stand here
        painter.fillRect(QRectF(area.left() + 4, y - 2, widest + 28, high + 2), ground)
        for text, name in entries:
            painter.fillRect(QRectF(area.left() + 8, y + 3, 10, 10), self._theme.color(name))
            painter.setPen(self._theme.color("text"))
            painter.drawText(QPointF(area.left() + 24, y + metrics.ascent()), text)
            y += metrics.height() + 2

    def _told(self, each: Bin) -> str:
        text = self.tr("said {confidence}, right {accuracy} of {n} images")
        return text.format(
            confidence=words.percent(each.confidence),
            accuracy=words.percent(each.accuracy),
            n=words.number(each.images),
        )


def _line(name: str, bins: Sequence[Bin]) -> Line:
    filled = [each for each in bins if each.images]
    xs, ys = ([getattr(b, key) for b in filled] for key in ("confidence", "accuracy"))
    return Line(name, np.array(xs), np.array(ys), "train")
