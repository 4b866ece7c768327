"""The most probable classes of one image, as bars with percentages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme

_MOST = 5
_BAR_PX, _ABOVE_PX, _BELOW_PX = 8, 4, 10


class TopFive(QWidget):
    """A name, a percentage and a bar for each class, the best first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("predict.top")
        self._theme = theme
        self._top: list[tuple[str, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def reword(self, _: object) -> None:
        """Say the same in another language."""
        if self.accessibleName():
            self.show_top(self._top)

    def show_top(self, top: list[tuple[str, float]]) -> None:
        """Show names and probabilities (0..1)."""
        self._top = top[:_MOST]
        spoken = ", ".join(f"{name} {words.percent(share)}" for name, share in self._top)
        self.setAccessibleName(self.tr("Most probable: {classes}").format(classes=spoken))
        self.setToolTip(
            "\n".join(words.labelled(name, words.percent(s, 2)) for name, s in self._top)
        )
        self.updateGeometry()
        self.update()

    def top(self) -> list[tuple[str, float]]:
        """What is shown."""
        return self._top

    def sizeHint(self) -> QSize:
        return QSize(240, (len(self._top) or _MOST) * self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (name, share) in enumerate(self._top):
            font = QFont(self.font())
            font.setBold(place == 0)
            painter.setFont(font)
            metrics = painter.fontMetrics()
            figure = words.percent(share)
            width = metrics.horizontalAdvance(figure) + 12
            line = QRectF(0, place * self._line(), self.width(), metrics.height())
            painter.setPen(self._theme.color("text"))
            side = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | side, figure)
            fitting = metrics.elidedText(
                name, Qt.TextElideMode.ElideMiddle, round(self.width() - width)
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | side, fitting)
            track = QRectF(0, line.bottom() + _ABOVE_PX, self.width(), _BAR_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("disabled_fill"))
            painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)
            bar = QRectF(track)
            bar.setWidth(max(track.width() * share, _BAR_PX))
            painter.setBrush(self._theme.color("accent" if place == 0 else "line_strong"))
            painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        painter.end()

    def _line(self) -> int:
        """Height of a class in pixels: its name, the bar, and the gap below it."""
        return self.fontMetrics().height() + _ABOVE_PX + _BAR_PX + _BELOW_PX
