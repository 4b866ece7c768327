"""A plot as the studio draws them: quiet, without menus, in the palette's colours."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPen

from regnet_studio.studio.theme import Theme


def plain_plot(name: str, title: str) -> Any:
    """A pyqtgraph ``PlotWidget`` (imported here, when the first one is shown)."""
    import pyqtgraph as pg

    plot: Any = pg.PlotWidget(background="#00000000")
    plot.setObjectName(name)
    plot.setAccessibleName(title)
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setStyleSheet("background: transparent; border: none;")
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setMinimumHeight(120)
    for side in ("left", "bottom"):  # percent and epochs have no factors of a thousand
        plot.getAxis(side).enableAutoSIPrefix(False)
    return plot


def paint_axes(plot: Any, theme: Theme, font: QFont, titles: dict[str, str]) -> None:
    """Put the palette's colours on the axes, and these titles (by ``left`` and ``bottom``)."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    muted = theme.color("muted")
    for side, title in titles.items():
        axis = plot.getAxis(side)
        axis.setPen(QPen(theme.color("line_strong")))
        axis.setTextPen(QPen(muted))
        axis.setTickFont(small)
        if title:
            axis.setLabel(title, color=muted.name(), **{"font-size": f"{small.pointSizeF():.0f}pt"})
