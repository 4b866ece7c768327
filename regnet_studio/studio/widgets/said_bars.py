"""What a network says of one image: its likeliest classes as bars, the true one among them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.text_size import grown
from regnet_studio.studio.look.theme import Theme

MOST = 5
_LINE = 23


@dataclass(frozen=True)
class Said:
    """A class and the probability it is given, 0..1."""

    name: str
    share: float
    is_true: bool


class SaidBars(QWidget):
    """One line a class: name, bar, percentage. The truth is in blue, the rest in orange."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("result.said")
        self._theme = theme
        self._said: list[Said] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def reword(self, _: object) -> None:
        """Say the same in another language."""
        if self.accessibleName():
            self.show_said(self._said)

    def show_said(self, said: list[Said]) -> None:
        """Show these classes, the likeliest first."""
        self._said = said
        spoken = ", ".join(f"{each.name} {words.percent(each.share)}" for each in said)
        self.setAccessibleName(self.tr("The network says: {classes}").format(classes=spoken))
        self.setToolTip("\n".join(words.labelled(e.name, words.percent(e.share, 2)) for e in said))
        self.updateGeometry()
        self.update()

    def said(self) -> list[Said]:
        """What is shown."""
        return self._said

    def sizeHint(self) -> QSize:
        return QSize(240, grown(_LINE) * max(len(self._said), 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = QFont(self.font())
        base.setPointSizeF(base.pointSizeF() * 0.92)
        figure, line = grown(62), grown(_LINE)
        name = max(min(self.width() * 0.42, self.width() - figure - 50.0), 40.0)
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, each in enumerate(self._said):
            font = QFont(base)
            font.setBold(each.is_true)
            painter.setFont(font)
            top = place * line
            metrics = painter.fontMetrics()
            text = metrics.elidedText(each.name, Qt.TextElideMode.ElideMiddle, round(name) - 8)
            painter.setPen(self._theme.color("text"))
            painter.drawText(QRectF(0, top, name - 8, line), middle, text)
            right = QRectF(self.width() - figure, top, figure, line)
            side = middle | Qt.AlignmentFlag.AlignRight
            painter.drawText(right, side, words.percent(each.share))
            track = QRectF(name, top + line / 2 - 4, self.width() - figure - name, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("disabled_fill"))
            painter.drawRoundedRect(track, 4, 4)
            track.setWidth(max(track.width() * each.share, 4))
            painter.setBrush(self._theme.color("right" if each.is_true else "wrong"))
            painter.drawRoundedRect(track, 4, 4)
        painter.end()
