"""The most probable classes of one image, as bars with percentages."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.theme import Theme

_ROW = 56


class TopFive(QWidget):
    """A name, a percentage and a bar for each class, the best first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("predict.top")
        self._theme = theme
        self._top: list[tuple[str, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(5 * _ROW)
        theme.changed.connect(self.update)

    def show_top(self, top: list[tuple[str, float]]) -> None:
        """Show names and probabilities (0..1)."""
        self._top = top[:5]
        spoken = ", ".join(f"{name} {words.percent(share)}" for name, share in self._top)
        self.setAccessibleName(self.tr("Most probable: {classes}").format(classes=spoken))
        self.setToolTip("\n".join(f"{name}: {words.percent(s, 2)}" for name, s in self._top))
        self.update()

    def top(self) -> list[tuple[str, float]]:
        """What is shown."""
        return self._top

    def sizeHint(self) -> QSize:
        return QSize(320, 5 * _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (name, share) in enumerate(self._top):
            font = QFont(self.font())
            font.setBold(place == 0)
            painter.setFont(font)
            metrics = painter.fontMetrics()
            top = place * _ROW
            figure = words.percent(share)
            width = metrics.horizontalAdvance(figure) + 12
            line = QRectF(0, top + 4, self.width(), metrics.height() + 2)
            painter.setPen(self._theme.color("text"))
            side = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | side, figure)
            fitting = metrics.elidedText(
                name, Qt.TextElideMode.ElideMiddle, round(self.width() - width)
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | side, fitting)
            track = QRectF(0, line.bottom() + 6, self.width(), 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("disabled_fill"))
            painter.drawRoundedRect(track, 5, 5)
            bar = QRectF(track)
            bar.setWidth(max(track.width() * share, 6))
            painter.setBrush(self._theme.color("accent" if place == 0 else "line_strong"))
            painter.drawRoundedRect(bar, 5, 5)
        painter.end()
