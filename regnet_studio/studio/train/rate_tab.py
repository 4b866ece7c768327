"""The learning-rate finder: the curve of the range test, and the rate that it suggests."""

from __future__ import annotations

from contextlib import suppress
from math import log10
from statistics import fmean
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QWidget

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.train.trial_tab import Trial, TrialTab
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.parts import GAP, Figure, button, card, column, holder, label, row
from regnet_studio.training.events import Event

if TYPE_CHECKING:
    from regnet_studio.training.finder import LrCurve


class RateTab(TrialTab):
    """Loss against learning rate, both as tried and smoothed."""

    def __init__(self, state: StudioState, theme: Theme, training: Training) -> None:
        self._curve: LrCurve | None = None
        self._plot: Any = None
        super().__init__(state, theme, training, "finder")
        theme.changed.connect(self._paint_over)

    def suggestion(self) -> float | None:
        """The rate that is suggested, if any."""
        return self._curve.suggestion if self._curve is not None else None

    def use(self) -> None:
        """Put the suggested rate into the recipe."""
        if self._curve is not None:
            settings = (setting.partition("=") for setting in self._curve.settings)
            with suppress(RecipeMistake):  # said at the field
                self._state.set_values({key: float(value) for key, _, value in settings})

    def _texts(self) -> tuple[str, str, str]:
        return (
            self.tr("Which learning rate?"),
            self.tr(
                "Steps at ever higher rates show where the loss falls, and where it rises again. "
                "Nothing is kept of them."
            ),
            self.tr("Find learning rate"),
        )

    def _trial(self, recipe: Recipe) -> Trial:
        from regnet_studio.data.manifest import Manifest
        from regnet_studio.training.finder import find_lr

        return find_lr(recipe, Manifest.read(recipe.data.source))

    def _make_result(self) -> QWidget:
        self._figures = {
            "suggestion": Figure(self.tr("suggested rate"), "finder.suggestion"),
            "steepest": Figure(self.tr("steepest fall"), "finder.steepest", small=True),
            "lowest": Figure(self.tr("lowest loss at"), "finder.lowest", small=True),
            "now": Figure(self.tr("rate now"), "finder.now", small=True),
        }
        self._use = button(self.tr("Use this rate"), "finder.use")
        self._use.clicked.connect(self.use)
        self._why = label("", "caption", wrap=True)
        self._why.setObjectName("finder.why")
        place = card(12)
        self._layout = column(gap=GAP)
        self._layout.addLayout(row(*self._figures.values(), 1, self._use, gap=3 * GAP))
        self._layout.addWidget(self._why)
        self._room = holder()
        self._room.setLayout(column())
        self._layout.addWidget(self._room, 1)
        place.setLayout(self._layout)
        self._state.recipe_changed.connect(self._show_now)
        return place

    def _begin(self) -> None:
        self._curve = None
        self._build()
        for item in (self._tried_dots, self._line):
            item.clear()
        self._mark.hide()
        for figure in self._figures.values():
            figure.show_value("–")
        self._why.setText("")
        self._use.setEnabled(False)
        self._show_now()

    def _take_event(self, events: tuple[Event, ...]) -> None:
        tried: list[Any] = [event for event in events if event.kind == "rate_tried"]
        if not tried:
            return
        last = tried[-1]
        text = self.tr("Trying {rate}").format(rate=words.small(last.lr))
        self._say_step(text, last.done, last.total)
        self._draw([e.lr for e in tried], [e.loss for e in tried], None)

    def _show_result(self, result: LrCurve) -> None:
        self._curve = result
        self._draw(list(result.lrs), list(result.losses), list(result.smoothed))
        for name in ("suggestion", "steepest", "lowest"):
            value: float | None = getattr(result, name)
            self._figures[name].show_value("–" if value is None else words.small(value))
        self._use.setEnabled(result.suggestion is not None)
        self._why.setText(self._reason(result))
        self._mark.setVisible(result.suggestion is not None)
        if result.suggestion is not None:
            self._mark.setPos(log10(result.suggestion))
        self._show_now()

    def _reason(self, result: LrCurve) -> str:
        if result.suggestion is None:
            return self.tr(
                "The loss does not fall at any rate: look at the images and their classes, or take "
                "a rate that is known to suit the network."
            )
        if result.rule == "tenth":
            return self.tr(
                "Suggested: a tenth of the rate at which the loss is lowest, so that the loaded "
                "weights do not forget what they know."
            )
        return self.tr("Suggested: half of the rate at which the loss is lowest.")

    def _show_now(self) -> None:
        self._figures["now"].show_value(words.small(self._state.recipe.optimizer.lr))

    def _draw(self, lrs: list[float], losses: list[float], smoothed: list[float] | None) -> None:
        places = [log10(lr) for lr in lrs]
        self._tried_dots.setData(places, losses)
        if smoothed is not None:
            self._line.setData(places, smoothed)
        # What diverged at the end may not flatten the part that tells something.
        low, first = min(losses), fmean(losses[: max(len(losses) // 10, 1)])
        self._plot.setYRange(low, max(first + 0.35 * (first - low), low + 1e-3), padding=0.06)

    def _build(self) -> None:
        if self._plot is not None:
            return
        import pyqtgraph as pg

        plot: Any = pg.PlotWidget(background="#00000000")
        plot.setObjectName("finder.plot")
        plot.setAccessibleName(self.tr("Loss against learning rate"))
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.showGrid(x=True, y=True, alpha=0.15)
        plot.setStyleSheet("background: transparent; border: none;")
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMinimumHeight(160)
        plot.setAxisItems({"bottom": _rate_axis(pg)})
        plot.getAxis("left").enableAutoSIPrefix(False)
        plot.setXRange(-7, 1, padding=0.02)
        self._tried_dots = pg.ScatterPlotItem(size=5, pen=None)
        self._line = pg.PlotDataItem(antialias=True)
        self._mark = pg.InfiniteLine(angle=90, movable=False)
        for item in (self._tried_dots, self._line):
            plot.addItem(item)
        plot.addItem(self._mark, ignoreBounds=True)
        layout = self._room.layout()
        assert layout is not None
        layout.addWidget(plot)
        self._plot = plot
        self._paint_over()

    def _paint_over(self) -> None:
        """Put the palette's colours on everything drawn."""
        if self._plot is None:
            return
        import pyqtgraph as pg

        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        muted = self._theme.color("muted")
        titles = {"left": self.tr("loss"), "bottom": self.tr("learning rate")}
        for side, title in titles.items():
            axis = self._plot.getAxis(side)
            axis.setPen(QPen(self._theme.color("line_strong")))
            axis.setTextPen(QPen(muted))
            axis.setTickFont(font)
            axis.setLabel(title, color=muted.name(), **{"font-size": f"{font.pointSizeF():.0f}pt"})
        dots = self._theme.color("train")
        dots.setAlpha(110)
        self._tried_dots.setBrush(pg.mkBrush(dots))
        self._line.setPen(pg.mkPen(self._theme.color("train"), width=2))
        self._mark.setPen(pg.mkPen(self._theme.color("best"), width=1.5, style=Qt.PenStyle.DotLine))


def _rate_axis(pg: Any) -> Any:
    """Powers of ten as people write rates: 0.001, 0.01, 0.1, 1."""

    class Axis(pg.AxisItem):
        def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
            return [words.small(10.0**value, 2) for value in values]

    axis = Axis("bottom")
    axis.enableAutoSIPrefix(False)
    return axis
