"""The learning-rate finder: the curve of the range test, and the rate that it suggests."""

from __future__ import annotations

from contextlib import suppress
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtWidgets import QWidget

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe
from regnet_studio.runs.series import Series
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.train.trial_tab import Trial, TrialTab
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, Figure, button, card, column, holder, label
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import PlotLine
from regnet_studio.training.events import Event

if TYPE_CHECKING:
    from regnet_studio.training.finder import LrCurve

_RATES = (-7.0, 1.0)
"""Powers of ten that are tried."""


class RateTab(TrialTab):
    """Loss against learning rate, both as tried and smoothed."""

    def __init__(self, state: StudioState, theme: Theme, training: Training) -> None:
        self._curve: LrCurve | None = None
        self._plot: PlotCard | None = None
        super().__init__(state, theme, training, "finder")

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
        self._layout.addWidget(FlowRow(*self._figures.values(), 1, self._use, gap=3 * GAP))
        self._layout.addWidget(self._why)
        self._room = holder()
        self._room.setLayout(column())
        self._layout.addWidget(self._room, 1)
        place.setLayout(self._layout)
        self._state.recipe_changed.connect(self._show_now)
        return place

    def _begin(self) -> None:
        self._curve = None
        self._draw([], [], None)
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
        found = result.suggestion
        self._canvas().marks.show([] if found is None else [(float(np.log10(found)), "best")])
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
        plot = self._canvas()
        for line, values in zip(plot.lines, (losses, smoothed or []), strict=True):
            line.series = Series()
            line.series.extend(np.log10(lrs[: len(values)]), np.array(values))
        if losses:
            # What diverged at the end may not flatten the part that tells something.
            low, first = min(losses), fmean(losses[: max(len(losses) // 10, 1)])
            most = max(first + 0.35 * (first - low), low + 1e-3)
            plot.show_range(*_RATES, values=(low, most))
        else:
            plot.marks.show([])
            plot.see_all()
        plot.draw()

    def _canvas(self) -> PlotCard:
        """The plot; made when it is first drawn on."""
        if self._plot is None:
            self._plot = plot = PlotCard(
                self._theme,
                "finder.plot",
                self.tr("Loss"),
                lambda: self.tr("learning rate"),
                powers=words.small,
                is_part=True,
            )
            plot.failed.connect(self.failed)
            plot.show_range(*_RATES)
            tried = lambda: self.tr("as tried")  # noqa: E731
            smoothed = lambda: self.tr("smoothed")  # noqa: E731
            plot.add(PlotLine("tried", tried, width=0, symbol="o", is_faint="always"))
            plot.add(PlotLine("smoothed", smoothed))
            layout = self._room.layout()
            assert layout is not None
            layout.addWidget(plot)
        return self._plot
