"""The accuracy of networks whose images leave after each block of the last stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import column
from regnet_studio.studio.widgets.plain_plot import plain_axes

if TYPE_CHECKING:
    from regnet_studio.evaluation.early_exit import EarlyExit


@dataclass(frozen=True)
class Exits:
    """One network's line."""

    title: str
    exits: list[EarlyExit]


_LOOKS = (("train", "o", Qt.PenStyle.SolidLine), ("validation", "s", Qt.PenStyle.DashLine))
"""Colour, shape and line of the first network and of the second."""


class ExitPlot(QWidget):
    """One line, or two. pyqtgraph is imported when the first is drawn."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("regulators.exits")
        self._theme = theme
        self._shown: Sequence[Exits] = ()
        self._plot: Any = None
        self._legend: Any = None
        self._layout = column()
        self.setLayout(self._layout)
        self.setMinimumHeight(150)
        theme.changed.connect(self._draw)

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def show_exits(self, shown: Sequence[Exits]) -> None:
        """Draw these, at most two."""
        self._shown = shown
        self.setAccessibleName("; ".join(map(spoken, shown)))
        self.setToolTip("\n".join(map(spoken, shown)))
        self._draw()

    def shown(self) -> Sequence[Exits]:
        """What is drawn."""
        return self._shown

    def _build(self) -> None:
        import pyqtgraph as pg

        self._pg = pg
        self._plot = pg.PlotWidget(background="#00000000", axisItems=plain_axes())
        self._plot.setObjectName("regulators.exits.canvas")
        self._plot.setAccessibleName(self.tr("Accuracy after each block"))
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.showGrid(x=False, y=True, alpha=0.15)
        self._plot.setStyleSheet("background: transparent; border: none;")
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.getAxis("left").enableAutoSIPrefix(False)
        self._plot.getAxis("bottom").enableAutoSIPrefix(False)
        self._legend = self._plot.addLegend(offset=(-12, -12))
        self._layout.addWidget(self._plot)

    def _draw(self) -> None:
        if self._plot is None:
            if not self._shown:
                return
            self._build()
        plot: Any = self._plot
        plot.clear()
        self._legend.clear()
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        muted = self._theme.color("muted")
        titles = {
            "left": self.tr("Accuracy, %"),
            "bottom": self.tr("Leaving after block of the last stage"),
        }
        for side, title in titles.items():
            axis = plot.getAxis(side)
            axis.setPen(self._pg.mkPen(self._theme.color("line_strong")))
            axis.setTextPen(self._pg.mkPen(muted))
            axis.setTickFont(font)
            axis.setLabel(title, color=muted.name(), **{"font-size": f"{font.pointSizeF():.0f}pt"})
        self._legend.setLabelTextColor(self._theme.color("text"))
        longest = 1
        # The first on top of the second.
        for line, (name, shape, style) in reversed(list(zip(self._shown, _LOOKS, strict=False))):
            color = self._theme.color(name)
            # By their place in the stage: networks of other depths begin at other blocks.
            numbers = np.arange(1, len(line.exits) + 1)
            longest = max(longest, len(numbers))
            item = self._pg.PlotDataItem(
                numbers,
                np.array([100 * leave.accuracy for leave in line.exits]),
                pen=self._pg.mkPen(color, width=2, style=style),
                symbol=shape,
                symbolSize=8,
                symbolPen=None,
                symbolBrush=self._pg.mkBrush(color),
                antialias=True,
                name=line.title,
            )
            plot.addItem(item)
        step = max(1, longest // 12)
        plot.getAxis("bottom").setTicks([[(n, str(n)) for n in range(1, longest + 1, step)]])
        plot.setXRange(1, max(longest, 2), padding=0.06)


def spoken(line: Exits) -> str:
    """A line in words: ``run: after block 7 45.2 %, after block 8 80.1 %``."""
    said = ((str(leave.block), words.percent(leave.accuracy)) for leave in line.exits)
    parts = [words.labelled(*both) for both in said]
    return f"{line.title} · {', '.join(parts)}"
