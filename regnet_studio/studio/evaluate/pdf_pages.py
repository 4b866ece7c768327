"""Pages of a PDF that are filled from the top: text that wraps, pictures, and a foot on each.

Lengths are points (1/72 inch). It draws in whatever thread it is made in: nothing here is a widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)

from regnet_studio.studio.look.theme import palette_data

_UNITS = 10
"""Of the device, in a point."""
_MARGIN = 48.0
_FOOT = 30.0
_LEADING = 1.32
"""Height of a line over the size of its letters."""


class Pages:
    """A4 pages; ``y`` is where the next thing goes.

    Args:
        writer: of a device that is open.
        title: stands at the foot of each page.
    """

    def __init__(self, writer: QPdfWriter, title: str) -> None:
        writer.setResolution(72 * _UNITS)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._writer, self._title = writer, title
        self._colors = palette_data("light")
        self._painter = QPainter(writer)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.page = 1
        self.left, self.y = _MARGIN, _MARGIN
        self.width = writer.width() / _UNITS - 2 * _MARGIN
        self.bottom = writer.height() / _UNITS - _MARGIN - _FOOT
        self.top = _MARGIN

    def close(self) -> None:
        """End the last page; what was drawn is in the file."""
        self._draw_foot()
        self._painter.end()

    def color(self, name: str) -> QColor:
        """A colour of the light palette."""
        return QColor(self._colors[name])

    def room(self) -> float:
        """What is left of the page."""
        return self.bottom - self.y

    def need(self, height: float) -> bool:
        """Go to the next page where less is left (and this one is begun); whether it did."""
        if height <= self.room() or self.y <= self.top:
            return False
        self.next_page()
        return True

    def next_page(self) -> None:
        """Begin another page."""
        self._draw_foot()
        self._writer.newPage()
        self.page += 1
        self.y = self.top

    def font(self, size: float, bold: bool = False, mono: bool = False) -> QFont:
        """A font of ``size`` points."""
        font = QFont("monospace" if mono else QFont().family())
        if mono:
            font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(round(size * _UNITS))
        font.setBold(bold)
        return font

    def text_width(self, text: str, font: QFont) -> float:
        """How wide ``text`` is on one line."""
        return QFontMetricsF(font, self._writer).horizontalAdvance(text) / _UNITS

    def lines(self, text: str, font: QFont, width: float) -> list[str]:
        """``text`` cut into lines of at most ``width``; words too long for one are cut."""
        layout = QTextLayout(text, font, self._writer)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        cut = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0) * _UNITS)
            # Positions count UTF-16 units, not letters.
            cut.append((line.textStart(), line.textLength()))
        layout.endLayout()
        units = text.encode("utf-16-le", "replace")
        return [
            units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace").rstrip()
            for start, length in cut
        ] or [""]

    def line_height(self, font: QFont) -> float:
        """From one line to the next."""
        return font.pixelSize() / _UNITS * _LEADING

    def height(self, text: str, font: QFont, width: float) -> float:
        """Of ``text`` when it is wrapped."""
        return len(self.lines(text, font, width)) * self.line_height(font)

    def write(
        self,
        text: str,
        font: QFont,
        color: str = "text",
        x: float = 0.0,
        width: float | None = None,
    ) -> None:
        """Wrapped text at ``y``, ``x`` from the left margin, over as many pages as it takes."""
        width = self.width - x if width is None else width
        height = self.line_height(font)
        for line in self.lines(text, font, width):
            self.need(height)
            self.put(line, font, self.left + x, self.y, width, color)
            self.y += height

    def put(
        self,
        line: str,
        font: QFont,
        x: float,
        y: float,
        width: float,
        color: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """One line of text anywhere."""
        self._painter.setFont(font)
        self._painter.setPen(self.color(color))
        box = self._box(x, y, width, self.line_height(font))
        self._painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter), line)

    def fill(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A rectangle of one colour."""
        self._painter.fillRect(self._box(x, y, width, height), self.color(color))

    def rule(self, y: float, color: str = "line", width: float = 0.6) -> None:
        """A line across the page."""
        self.fill(self.left, y, self.width, width, color)

    def image(
        self, image: QImage, x: float, y: float, width: float, height: float, exact: bool = True
    ) -> None:
        """A picture, scaled to this; not ``exact``: kept as a JPEG, which suits photographs."""
        self._painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering, exact)
        self._painter.drawImage(self._box(x, y, width, height), image)

    def image_rows(
        self,
        sizes: Sequence[tuple[float, float]],
        draw: Callable[[int, float, float, float, float], None],
        gap: float,
    ) -> None:
        """Things side by side as far as they fit, row by row; too wide ones are made smaller.

        Args:
            draw: called with the number of each, and x, y, width and height.
        """
        for row in self._rows(sizes, gap):
            height = max(tall for _, _, tall in row)
            self.need(height)
            x = self.left
            for number, wide, tall in row:
                draw(number, x, self.y, wide, tall)
                x += wide + gap
            self.y += height + gap

    def _rows(
        self, sizes: Sequence[tuple[float, float]], gap: float
    ) -> list[list[tuple[int, float, float]]]:
        rows: list[list[tuple[int, float, float]]] = []
        x = 0.0
        most = self.bottom - self.top
        for number, (wide, tall) in enumerate(sizes):
            factor = min(1.0, self.width / wide, most / tall)
            wide, tall = wide * factor, tall * factor
            if not rows or x + wide > self.width + 1:
                rows.append([])
                x = 0.0
            rows[-1].append((number, wide, tall))
            x += wide + gap
        return rows

    def _box(self, x: float, y: float, width: float, height: float) -> QRectF:
        return QRectF(
            QPointF(x * _UNITS, y * _UNITS), QPointF((x + width) * _UNITS, (y + height) * _UNITS)
        )

    def _draw_foot(self) -> None:
        font, y = self.font(8), self.bottom + _FOOT - 10
        self.put(self._title, font, self.left, y, self.width - 40, "muted")
        right = Qt.AlignmentFlag.AlignRight
        self.put(str(self.page), font, self.left, y, self.width, "muted", right)
