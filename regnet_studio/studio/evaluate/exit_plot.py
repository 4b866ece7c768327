"""The accuracy of networks whose images leave after each block of the last stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from regnet_studio.runs.series import Series
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.line_looks import LineLegend, look_of
from regnet_studio.studio.widgets.parts import GAP, column
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import PlotLine

if TYPE_CHECKING:
    from regnet_studio.evaluation.early_exit import EarlyExit


@dataclass(frozen=True)
class Exits:
    """One network's line."""

    title: str
    exits: list[EarlyExit]


class ExitPlot(QWidget):
    """One line, or two. pyqtgraph is imported when the first is drawn."""

    failed = Signal(object)
    """The exception: the plot could not be saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("regulators.exits")
        self._theme = theme
        self._shown: Sequence[Exits] = ()
        self._card: PlotCard | None = None
        self._legend = LineLegend(theme, "regulators.exits.legend")
        self._legend.toggled.connect(self._show_line)
        self._layout = column(self._legend, gap=GAP)
        self.setLayout(self._layout)
        self.setMinimumHeight(150)

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

    def _canvas(self) -> PlotCard:
        if self._card is None:
            across = lambda: self.tr("Leaving after block of the last stage")  # noqa: E731
            self._card = PlotCard(
                self._theme,
                "regulators.exits.canvas",
                self.tr("Accuracy, %"),
                across,
                is_part=True,
            )
            self._card.failed.connect(self.failed)
            self._layout.addWidget(self._card, 1)
        return self._card

    def _draw(self) -> None:
        if self._card is None and not self._shown:
            return
        card = self._canvas()
        card.clear()
        longest = 1
        for number, line in enumerate(self._shown):
            series = Series()
            # By their place in the stage: networks of other depths begin at other blocks.
            for place, leave in enumerate(line.exits, start=1):
                series.add(place, 100 * leave.accuracy)
            longest = max(longest, len(line.exits))
            card.add(PlotLine(str(number), lambda n=line.title: n, series, look_of(number)))
        self._legend.show_lines([(line.title, look_of(n)) for n, line in enumerate(self._shown)])
        step = max(1, longest // 12)
        ticks = [[(n, str(n)) for n in range(1, longest + 1, step)]]
        card.plot.getAxis("bottom").setTicks(ticks)
        card.show_range(1, max(longest, 2))
        card.draw()

    def _show_line(self, number: int, shown: bool) -> None:
        self._canvas().show_line(str(number), shown)


def spoken(line: Exits) -> str:
    """A line in words: ``run: after block 7 45.2 %, after block 8 80.1 %``."""
    said = ((str(leave.block), words.percent(leave.accuracy)) for leave in line.exits)
    parts = [words.labelled(*both) for both in said]
    return f"{line.title} · {', '.join(parts)}"
