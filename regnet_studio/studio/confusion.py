"""The confusion matrix as a heat map: truth down, prediction across, counts in the cells."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.theme import Theme, mixed, readable_on

_GAP = 1.0
_SMALLEST_PT = 6.5
_LONGEST_NAME = 120.0


class ConfusionMatrix(QWidget):
    """Right answers in blue along the diagonal, mistakes in orange, each as a share of its row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("confusion")
        self._theme = theme
        self._classes: list[str] = []
        self._counts: list[list[int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 280)
        theme.changed.connect(self.update)

    def show_matrix(self, classes: list[str], counts: list[list[int]]) -> None:
        """Rows are the truth, columns the predictions."""
        self._classes, self._counts = classes, counts
        right = sum(counts[n][n] for n in range(len(classes)))
        total = sum(map(sum, counts))
        text = self.tr("Confusion matrix of {n} classes: {right} of {total} on the diagonal")
        self.setAccessibleName(text.format(n=len(classes), right=right, total=total))
        self.update()

    def counts(self) -> list[list[int]]:
        """What is drawn."""
        return self._counts

    def sizeHint(self) -> QSize:
        return QSize(520, 520)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            text = self._tip(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._classes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        grid, cell = self._grid()
        painter.setPen(Qt.PenStyle.NoPen)
        font = self._cell_font(cell)
        for i, counts in enumerate(self._counts):
            support = sum(counts)
            for j, count in enumerate(counts):
                rect = QRectF(grid.left() + j * cell, grid.top() + i * cell, cell, cell)
                rect.adjust(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
                fill = self._fill(i == j, count / support if support else 0.0)
                painter.fillRect(rect, fill)
                if font is not None and count:
                    painter.setFont(font)
                    painter.setPen(readable_on(fill))
                    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(count))
        self._draw_names(painter, grid, cell)
        painter.end()

    def _grid(self) -> tuple[QRectF, float]:
        """The square of the cells and the side of one."""
        line = QFontMetricsF(self.font()).height()
        name = self._name_width()
        # Left: the word "truth" turned, then names. Below: names (turned where long), the word.
        left = name + line + 14
        below = self._names_below_height() + line + 12
        room = max(min(self.width() - left - 4, self.height() - below - 4), 40.0)
        cell = room / len(self._classes)
        x = left + max((self.width() - left - 4 - room) / 2, 0)
        return QRectF(x, 4, room, room), cell

    def _name_width(self) -> float:
        metrics = QFontMetricsF(self.font())
        longest = max(metrics.horizontalAdvance(name) for name in self._classes)
        return min(longest, _LONGEST_NAME)

    def _names_below_height(self) -> float:
        metrics = QFontMetricsF(self.font())
        widest = self._name_width()
        room = min(self.width(), self.height()) - widest - 60
        flat = widest + 6 <= room / len(self._classes)
        return metrics.height() if flat else widest

    def _fill(self, diagonal: bool, share: float) -> QColor:
        base = self._theme.color("sunken")
        if share == 0:
            return base
        # Mistakes are rare: a root lifts them out of the ground they would vanish in.
        strength = 0.15 + 0.85 * (share if diagonal else share**0.6)
        return mixed(base, self._theme.color("right" if diagonal else "wrong"), strength)

    def _cell_font(self, cell: float) -> QFont | None:
        """A font in which the largest count fits into a cell, or none where it cannot be read."""
        largest = str(max(max(row) for row in self._counts))
        font = QFont(self.font())
        width = QFontMetricsF(font).horizontalAdvance(largest)
        fit = min((cell - 5) / max(width, 1), (cell - 3) / QFontMetricsF(font).height(), 1.15)
        size = font.pointSizeF() * fit
        if size < _SMALLEST_PT:
            return None
        font.setPointSizeF(size)
        return font

    def _draw_names(self, painter: QPainter, grid: QRectF, cell: float) -> None:
        font = QFont(self.font())
        line = QFontMetricsF(font).height()
        if cell < line * 0.95:
            font.setPointSizeF(max(font.pointSizeF() * cell / line, 1.0))
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        metrics = QFontMetricsF(font)
        every = 1 if font.pointSizeF() >= _SMALLEST_PT else 0
        width = self._name_width()
        flat = width + 6 <= cell
        elide = Qt.TextElideMode.ElideMiddle
        below = self._names_below_height()
        for n, name in enumerate(self._classes if every else []):
            text = metrics.elidedText(name, elide, width + 1)
            rect = QRectF(grid.left() - width - 6, grid.top() + n * cell, width, cell)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect, side, text)
            x, y = grid.left() + n * cell, grid.bottom() + 6
            if flat:
                across = QRectF(x, y, cell, below)
                painter.drawText(across, Qt.AlignmentFlag.AlignHCenter, text)
            else:
                painter.save()
                painter.translate(x, y + below)
                painter.rotate(-90)
                painter.drawText(QRectF(0, 0, below, cell), side, text)
                painter.restore()
        painter.setFont(self.font())
        painter.setPen(self._theme.color("muted"))
        bottom = QRectF(grid.left(), grid.bottom() + below + 8, grid.width(), line)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignCenter, self.tr("predicted"))
        painter.save()
        painter.translate(grid.left() - width - line - 12, grid.bottom())
        painter.rotate(-90)
        turned = QRectF(0, 0, grid.height(), line)
        painter.drawText(turned, Qt.AlignmentFlag.AlignCenter, self.tr("truth"))
        painter.restore()

    def _tip(self, place: QPointF) -> str:
        if not self._classes:
            return ""
        grid, cell = self._grid()
        j, i = int((place.x() - grid.left()) // cell), int((place.y() - grid.top()) // cell)
        if not (0 <= i < len(self._classes) and 0 <= j < len(self._classes)):
            return ""
        support = sum(self._counts[i])
        share = self._counts[i][j] / support if support else 0.0
        text = self.tr("{truth} taken for {guess}: {count} of {support} ({share})")
        if i == j:
            text = self.tr("{truth} recognised: {count} of {support} ({share})")
        return text.format(
            truth=self._classes[i],
            guess=self._classes[j],
            count=self._counts[i][j],
            support=support,
            share=words.percent(share),
        )
