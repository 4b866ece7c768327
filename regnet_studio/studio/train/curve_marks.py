"""Marks on a plot where settings of the run were changed: a line, and what changed in words."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from PySide6.QtCore import Qt

from regnet_studio.runs.course import Change
from regnet_studio.studio import news, words
from regnet_studio.studio.look.theme import Theme


class ChangeMarks:
    """The marks of one plot; changes made at once share one.

    Args:
        plot: a pyqtgraph ``PlotWidget``.
        named: whether the words stand beside the line as well as in its tooltip.
    """

    def __init__(self, plot: Any, theme: Theme, named: bool) -> None:
        self._plot, self._theme, self._named = plot, theme, named
        self._lines: list[Any] = []
        self._shown: list[Change] = []
        self._is_shown = True

    def show_changes(self, changes: list[Change]) -> None:
        """Mark these."""
        if changes == self._shown:
            return
        self._shown = list(changes)
        for line in self._lines:
            self._plot.removeItem(line)
        self._lines = [
            self._line(position, list(made))
            for position, made in groupby(changes, key=lambda change: change.position)
        ]
        self.paint_over()
        self.show(self._is_shown)

    def show(self, shown: bool) -> None:
        """Whether they are in sight."""
        self._is_shown = shown
        for line in self._lines:
            line.setVisible(shown)

    def texts(self) -> list[str]:
        """What the marks say, from left to right."""
        return [line.toolTip() for line in self._lines]

    def paint_over(self) -> None:
        """Put the palette's colours on."""
        import pyqtgraph as pg

        pen = pg.mkPen(self._theme.color("accent"), width=1.5, style=Qt.PenStyle.DashDotLine)
        surface = self._theme.color("surface")
        surface.setAlpha(220)
        for line in self._lines:
            line.setPen(pen)
            if self._named:
                line.label.setColor(self._theme.color("accent"))
                line.label.fill = pg.mkBrush(surface)
                line.label.update()

    def _line(self, position: float, made: list[Change]) -> Any:
        import pyqtgraph as pg

        text = ", ".join(f"{news.title_of(c.key)} {news.value(c.after)}" for c in made)
        options = {"position": 0.9, "anchors": [(0, 0.5), (0, 0.5)]}
        line = pg.InfiniteLine(
            position,
            angle=90,
            movable=False,
            label=text.replace("{", "{{").replace("}", "}}") if self._named else None,
            labelOpts=options,
        )
        line.setToolTip(
            ", ".join(
                words.labelled(
                    news.title_of(c.key), f"{news.value(c.before)} → {news.value(c.after)}"
                )
                for c in made
            )
        )
        self._plot.addItem(line, ignoreBounds=True)
        return line
