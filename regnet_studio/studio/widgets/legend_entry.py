"""One entry of a plot's legend: how the line looks, its name; pressing it hides the line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from regnet_studio.studio.look.theme import Theme

SAMPLE_PX = 28
_GAP_PX = 6
_EDGE_PX = 4


class LegendEntry(QAbstractButton):
    """Checked as long as the line is shown: by the mouse, or by Space where the frame is.

    Args:
        pen: what the line is drawn with now.
        mark: draws the line's mark at a point, if it has any.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        text: str,
        pen: Callable[[], QPen],
        mark: Callable[[QPainter, QPointF], None] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme, self._pen, self._mark = theme, pen, mark
        self.setCheckable(True)
        self.setChecked(True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(self.tr("Show or hide this line"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # the style sheet's font decides
        metrics = self.fontMetrics()
        wide = SAMPLE_PX + _GAP_PX + metrics.horizontalAdvance(self.text()) + 2 * _EDGE_PX + 2
        return QSize(wide, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(SAMPLE_PX + 5 * _EDGE_PX, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        middle = self.height() / 2
        shown = self.isChecked()
        painter.setOpacity(1.0 if shown else 0.35)
        painter.setPen(self._pen())
        painter.drawLine(QPointF(_EDGE_PX, middle), QPointF(_EDGE_PX + SAMPLE_PX, middle))
        if self._mark is not None:
            self._mark(painter, QPointF(_EDGE_PX + SAMPLE_PX / 2, middle))
        painter.setOpacity(1.0)
        painter.setPen(self._theme.color("text" if shown else "muted"))
        font = painter.font()
        font.setStrikeOut(not shown)
        painter.setFont(font)
        left = _EDGE_PX + SAMPLE_PX + _GAP_PX
        room = self.rect().adjusted(left, 0, -_EDGE_PX, 0)
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
