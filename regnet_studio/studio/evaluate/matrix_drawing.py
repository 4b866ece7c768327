"""How a confusion matrix is drawn: an image of its cells, figures and names where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from regnet_studio.studio.evaluate.matrix_view import MatrixView
from regnet_studio.studio.look.theme import Theme, readable_on
from regnet_studio.studio.widgets import heat

SMALLEST_PT = 6.5
_LINES_FROM_PX = 5.0
"""Side of a cell from which on there is room for a line between cells."""
_FIGURES_FROM_PX = 12.0


@dataclass(frozen=True, eq=False)
class Matrix:
    """Counts of images by truth and guess, and how they are to be shown."""

    classes: Sequence[str]
    counts: NDArray[np.int64]
    """[K, K] in the classes' own order."""
    order: NDArray[np.int64]
    """Class numbers [K], top to bottom."""
    scale: heat.Scale = "counts"

    @cached_property
    def steps(self) -> NDArray[np.int16]:
        """How strongly each cell is coloured, in the order shown."""
        steps = heat.steps(self.counts, self.scale)
        if np.array_equal(self.order, np.arange(len(self.order))):
            return steps
        return steps[np.ix_(self.order, self.order)]

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """What the figures of a scale other than counts are."""
        return heat.shares(self.counts, self.scale)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Where each class stands in the order."""
        return np.argsort(self.order)


def draw_matrix(
    painter: QPainter, matrix: Matrix, view: MatrixView, theme: Theme, font: QFont, ratio: float
) -> None:
    """Draw what is in sight; ``ratio``: device pixels per pixel."""
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    grid, cell = view.grid(), view.cell()
    lines, columns = view.in_sight(view.corner.y()), view.in_sight(view.corner.x())
    table = heat.colours(theme.color("sunken"), theme.color("right"), theme.color("wrong"))
    cells = matrix.steps[lines.start : lines.stop, columns.start : columns.stop]
    area = QRectF(
        view.rect(lines.start, columns.start).topLeft(),
        QSizeF(len(columns) * cell, len(lines) * cell),
    )
    painter.save()
    painter.setClipRect(grid)
    most = round(max(area.width(), area.height()) * ratio)
    painter.drawImage(area, heat.picture(cells, table, most))
    if cell >= _LINES_FROM_PX:
        painter.setPen(QPen(theme.color("surface"), 1))
        for n in range(1, len(columns)):
            x = area.left() + n * cell
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for n in range(1, len(lines)):
            y = area.top() + n * cell
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    if cell >= _FIGURES_FROM_PX:
        _draw_figures(painter, matrix, (lines, columns), area, table, font)
    painter.restore()
    _draw_names(painter, matrix, view, theme, font, (lines, columns))


def _draw_figures(
    painter: QPainter,
    matrix: Matrix,
    seen: tuple[range, range],
    area: QRectF,
    table: NDArray[np.uint32],
    font: QFont,
) -> None:
    lines, columns = seen
    cell = area.width() / len(columns)
    shown = np.ix_(
        matrix.order[lines.start : lines.stop], matrix.order[columns.start : columns.stop]
    )
    counts = matrix.counts[shown]
    shares = None if matrix.scale == "counts" else matrix.shares[shown]
    largest = "100" if shares is not None else str(int(matrix.counts.max(initial=0)))
    fitting = _cell_font(font, cell, largest)
    if fitting is None:
        return
    painter.setFont(fitting)
    cells = matrix.steps[lines.start : lines.stop, columns.start : columns.stop]
    for line, column in np.argwhere(counts).tolist():
        text = str(counts[line, column])
        if shares is not None:
            percent = 100 * float(shares[line, column])
            text = f"{percent:.0f}" if percent >= 0.5 else "<1"
        painter.setPen(readable_on(QColor.fromRgb(int(table[cells[line, column]]))))
        place = QRectF(area.left() + column * cell, area.top() + line * cell, cell, cell)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _cell_font(base: QFont, cell: float, largest: str) -> QFont | None:
    """A font in which the largest figure fits into a cell, or none that could be read."""
    font = QFont(base)
    metrics = QFontMetricsF(font)
    wide = metrics.horizontalAdvance(largest)
    size = font.pointSizeF() * min((cell - 5) / wide, (cell - 3) / metrics.height(), 1.15)
    if size < SMALLEST_PT:
        return None
    font.setPointSizeF(size)
    return font


def _draw_names(
    painter: QPainter,
    matrix: Matrix,
    view: MatrixView,
    theme: Theme,
    base: QFont,
    seen: tuple[range, range],
) -> None:
    """The names beside and below; where there are too many, every so many."""
    lines, columns = seen
    grid, cell, width, below = view.grid(), view.cell(), view.names_beside(), view.names_below()
    font = QFont(base)
    font.setPointSizeF(font.pointSizeF() * view.font_share())
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    metrics = QFontMetricsF(font)
    every = max(math.ceil(metrics.height() / cell - 0.15), 1)
    thick = every * cell if every > 1 else cell
    flat = width + 6 <= cell
    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    tick = 3.0 if every > 1 else 0.0

    def name_of(place: int) -> str:
        name = matrix.classes[int(matrix.order[place])]
        return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, width + 1)

    for place in _every(lines, every):
        middle = view.rect(place, 0).center().y()
        if grid.top() - 1 <= middle <= grid.bottom() + 1:
            rect = QRectF(grid.left() - width - 6, middle - thick / 2, width, thick)
            painter.drawText(rect, side, name_of(place))
            if tick:
                painter.drawLine(QPointF(grid.left() - tick, middle), QPointF(grid.left(), middle))
    for place in _every(columns, every):
        middle = view.rect(0, place).center().x()
        if not grid.left() - 1 <= middle <= grid.right() + 1:
            continue
        top = grid.bottom() + 6
        if tick:
            foot = QPointF(middle, grid.bottom() + tick)
            painter.drawLine(QPointF(middle, grid.bottom()), foot)
        if flat:
            across = QRectF(middle - cell / 2, top, cell, below)
            painter.drawText(across, Qt.AlignmentFlag.AlignHCenter, name_of(place))
        else:
            painter.save()
            painter.translate(middle - thick / 2, top + below)
            painter.rotate(-90)
            painter.drawText(QRectF(0, 0, below, thick), side, name_of(place))
            painter.restore()
    painter.setFont(base)
    painter.setPen(theme.color("muted"))
    bottom = QRectF(grid.left(), grid.bottom() + below + 8, grid.width(), view.line)
    painter.drawText(bottom, Qt.AlignmentFlag.AlignCenter, _tr("predicted"))
    painter.save()
    painter.translate(grid.left() - width - view.line - 12, grid.bottom())
    painter.rotate(-90)
    turned = QRectF(0, 0, grid.height(), view.line)
    painter.drawText(turned, Qt.AlignmentFlag.AlignCenter, _tr("truth"))
    painter.restore()


def _every(places: range, step: int) -> range:
    """Those that ``step`` divides: the same ones while the view moves."""
    return range(-(-places.start // step) * step, places.stop, step)


def _tr(text: str) -> str:
    return QCoreApplication.translate("confusion", text)
