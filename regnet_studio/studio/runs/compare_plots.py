"""Runs in one plot: their curves laid over each other, and what accuracy costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log10
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.runs.series import Series
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.verdicts import letter
from regnet_studio.studio.widgets.line_looks import LineLegend, look_of
from regnet_studio.studio.widgets.parts import GAP, column, label, row
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import PlotLine
from regnet_studio.studio.widgets.points_card import PointsCard, Spot

if TYPE_CHECKING:
    from regnet_studio.runs.comparison import ComparedRun

_COSTS = ("params", "macs", "seconds", "memory_mb")
_ASIDE = 0.1
"""Of the width, between runs of equal cost."""


class OverlaidCurves(QWidget):
    """Loss and accuracy of every run by epoch, on validation or on training images."""

    failed = Signal(object)
    """The exception: a plot could not be saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("compare.curves")
        self.setAccessibleName(self.tr("Curves of all runs"))
        self._theme = theme
        self._runs: Sequence[ComparedRun] = ()
        self.cards: dict[str, PlotCard] = {}
        self.which = QComboBox()
        self.which.setObjectName("compare.curves.which")
        self.which.setAccessibleName(self.tr("On which images"))
        self.which.addItem(self.tr("Validation images"), "validation")
        self.which.addItem(self.tr("Training images"), "train")
        self.which.currentIndexChanged.connect(self._draw)
        self._legend = LineLegend(theme, "compare.curves.legend")
        self._legend.toggled.connect(self._show_line)
        self._room = column(gap=GAP)
        top = row(self.which, self._legend)
        top.setStretch(1, 1)
        self._room.addLayout(top)
        self.setLayout(self._room)

    def show_runs(self, runs: Sequence[ComparedRun]) -> None:
        """Draw these."""
        self._runs = runs
        names = [(_name(n, run), look_of(n)) for n, run in enumerate(runs)]
        self._legend.show_lines(names)
        self._draw()

    def drawn(self) -> list[tuple[int, int]]:
        """Number of each line's run, and of its points."""
        return [
            (int(line.key), len(line.item.getData()[0]))
            for plot in self.cards.values()
            for line in plot.lines
        ]

    def _build(self) -> None:
        epoch = lambda: self.tr("epoch")  # noqa: E731
        for kind, title in (("loss", self.tr("Loss")), ("accuracy", self.tr("Accuracy, %"))):
            plot = PlotCard(self._theme, f"compare.curves.{kind}", title, epoch)
            plot.failed.connect(self.failed)
            plot.pointed.connect(lambda x, k=kind: self._other(k).read(x))
            plot.range_changed.connect(lambda low, high, k=kind: self._follow_zoom(k, low, high))
            self._room.addWidget(plot, 1)
            self.cards[kind] = plot

    def _draw(self) -> None:
        if not self.cards:
            self._build()
        split = self.which.currentData()
        hidden = self._legend.hidden()
        last = max((run.curves.epochs[-1] for run in self._runs if run.curves.epochs), default=1)
        for kind, plot in self.cards.items():
            plot.clear()
            for number, run in enumerate(self._runs):
                series = Series()
                for epoch, value in zip(
                    run.curves.epochs, getattr(run.curves, f"{split}_{kind}"), strict=True
                ):
                    if value is not None:
                        series.add(epoch, value)
                name = _name(number, run)
                plot.add(
                    PlotLine(
                        str(number),
                        lambda n=name: n.partition(" ")[0],
                        series,
                        look_of(number),
                        scale=100.0 if kind == "accuracy" else 1.0,
                        is_shown=number not in hidden,
                    )
                )
            plot.show_range(0, max(last, 1))
            plot.draw()

    def _show_line(self, number: int, shown: bool) -> None:
        for plot in self.cards.values():
            plot.show_line(str(number), shown)

    def _other(self, kind: str) -> PlotCard:
        return self.cards["accuracy" if kind == "loss" else "loss"]

    def _follow_zoom(self, kind: str, low: float, high: float) -> None:
        if self.cards[kind].is_zoomed:
            self._other(kind).see(low, high)
        else:
            self._other(kind).see_all()


class CostAccuracy(QWidget):
    """Each run a point with its 95 % interval; to the left and above is better."""

    failed = Signal(object)
    """The exception: the plot could not be saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("compare.cost")
        self.setAccessibleName(self.tr("Accuracy against cost"))
        self._theme = theme
        self._runs: Sequence[ComparedRun] = ()
        self.card: PointsCard | None = None
        self.cost = QComboBox()
        self.cost.setObjectName("compare.cost.which")
        self.cost.setAccessibleName(self.tr("Cost against which it is drawn"))
        for key, text in zip(
            _COSTS,
            (
                self.tr("parameters"),
                self.tr("multiply-accumulates"),
                self.tr("training time"),
                self.tr("memory"),
            ),
            strict=True,
        ):
            self.cost.addItem(text, key)
        self.cost.currentIndexChanged.connect(self._draw)
        self._none = label(self.tr("No run has been evaluated"), "muted")
        self._room = column(gap=GAP)
        self._room.addLayout(row(label(self.tr("Accuracy against"), "muted"), self.cost, 1))
        self._room.addWidget(self._none)
        self.setLayout(self._room)

    def show_runs(self, runs: Sequence[ComparedRun]) -> None:
        """Draw these, as far as they were evaluated."""
        self._runs = runs
        self._draw()

    def drawn(self) -> list[str]:
        """The letters of the runs that are drawn."""
        return [spot.label for spot in self.card.spots()] if self.card is not None else []

    def _draw(self) -> None:
        if self.card is None:
            self.card = PointsCard(
                self._theme,
                "compare.cost.plot",
                self.tr("accuracy, %"),
                self.cost.currentText,
                lambda value: _amount(value, self.cost.currentData()),
            )
            self.card.failed.connect(self.failed)
            self._room.addWidget(self.card, 1)
        spots = self._spots()
        self._none.setVisible(not spots)
        self.card.setVisible(bool(spots))
        if spots:
            self._fit(self.card, spots)
        self.card.paint_over()
        self.card.show_spots(spots)

    def _spots(self) -> list[Spot]:
        key = self.cost.currentData()
        told: list[Spot] = []
        for number, run in enumerate(self._runs):
            accuracy, cost = run.figures.get("accuracy"), getattr(run, key)
            if accuracy is None or not cost:
                continue
            interval = run.intervals.get("accuracy", (accuracy, accuracy))
            name = _name(number, run)
            told.append(
                Spot(
                    str(number),
                    log10(cost),
                    100 * accuracy,
                    letter(number),
                    f"{name} · {words.percent(accuracy)} · {_amount(cost, key)}",
                    name,
                    look_of(number),
                    size=13,
                    is_named=True,
                    interval=(100 * interval[0], 100 * interval[1]),
                )
            )
        costs = [spot.x for spot in told]
        aside = _ASIDE * _width(costs)
        # Runs of one network cost the same: they stand side by side.
        return [
            replace(spot, x=spot.x + aside * _near(spot.x, costs[:place], aside))
            for place, spot in enumerate(told)
        ]

    def _fit(self, card: PointsCard, spots: Sequence[Spot]) -> None:
        """Ranges with room on every side, and a tick at each cost that there is."""
        costs = [spot.x for spot in spots]
        ends = [end for spot in spots for end in spot.interval or ()]
        width, middle = _width(costs), (min(costs) + max(costs)) / 2
        room = 0.1 * max(max(ends) - min(ends), 1.0)
        card.show_range(
            middle - 0.75 * width,
            middle + 0.75 * width,
            values=(min(ends) - room, max(ends) + room),
        )
        key = self.cost.currentData()
        ticks: list[tuple[float, str]] = []
        for spot in sorted(spots, key=lambda spot: spot.x):
            if not ticks or spot.x - ticks[-1][0] > 0.3 * width:
                ticks.append((spot.x, _amount(getattr(self._runs[int(spot.key)], key), key)))
        card.plot.getAxis("bottom").setTicks([ticks])


def _near(x: float, others: Sequence[float], reach: float) -> int:
    """How many of the others lie at ``x``."""
    return sum(abs(x - other) < reach for other in others)


def _width(costs: Sequence[float]) -> float:
    """How far the costs reach, at least a little."""
    return max(max(costs, default=0.0) - min(costs, default=0.0), 0.05)


def _amount(value: float, key: str) -> str:
    if key == "seconds":
        return words.duration(value)
    return words.memory(value) if key == "memory_mb" else words.compact(value)


def _name(number: int, run: ComparedRun) -> str:
    return f"{letter(number)} · {run.model} · {run.name}"
