"""Live curves of a run: loss, accuracy, learning rate, gradient. pyqtgraph is imported late."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QCheckBox, QSlider, QWidget

from regnet_studio.runs.course import Course
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.train.curve_marks import ChangeMarks
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.legend_entry import LegendEntry
from regnet_studio.studio.widgets.parts import GAP, column, holder, label, row
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import PlotLine

_REDRAW_MS = 33
"""Between two redraws. Each draws one of the plots, in turn: drawing all at once would keep
the window from answering for longer than a frame while the training has the processor."""
_SHOWN = ("loss", "accuracy", "rate", "norm")
_SMOOTHEST = 0.98
_TOP_SHARE = 1.25
"""Of the training's highest loss, that an early validation may reach in the plot."""


class Curves(QWidget):
    """Draws one :class:`Course`. The plots share their positions, and what is pointed at."""

    failed = Signal(object)
    """The exception: a plot could not be saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("curves")
        self.setAccessibleName(self.tr("Curves of loss, accuracy, learning rate and gradient"))
        self._theme = theme
        self._course = Course()
        self._drawn_versions = [-1] * len(_SHOWN)
        self._turn = -1
        self._zoom: tuple[float, float] | None = None
        self._late: list[PlotCard] = []
        """Plots that are still to follow: one at a time, as all at once would take too long."""
        self.cards: list[PlotCard] = []
        self._best: Any = None
        """The star at the best epoch, once its plot is made."""
        self._changes: list[ChangeMarks] = []
        self._layout = column(gap=GAP)
        self._layout.addWidget(self._make_legend(theme))
        self.tools = self._make_tools()
        """Scale and smoothing, for whoever shows the curves to place."""
        self.setLayout(self._layout)
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw_news)
        theme.changed.connect(self._paint_over)

    def show_course(self, course: Course) -> None:
        """Draw this run from now on."""
        another = course is not self._course
        self._course = course
        self._drawn_versions = [-1] * len(_SHOWN)
        if self.cards:
            self._take_series()
        for card in self.cards if another else ():
            card.is_zoomed = False
            card.read(None)
        self._late.clear()
        self._zoom = None if another else self._zoom
        if self.isVisible():
            self._draw_news()
            self._timer.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._draw_news()
        self._timer.start()

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def drawn_points(self) -> dict[str, int]:
        """How many points of each curve are on the screen."""
        found: dict[str, int] = {}
        for card, kind in zip(self.cards, _SHOWN, strict=False):
            for line in card.lines:
                xs = line.item.getData()[0]
                name = f"{line.key}_{kind}"
                found[name] = max(found.get(name, 0), 0 if xs is None else len(xs))
        return found

    def change_texts(self) -> list[str]:
        """What the marks of changed settings say."""
        return self._changes[0].texts() if self._changes else []

    def best_text(self) -> str:
        """What the mark of the best epoch says."""
        return self._best.toolTip() if self._best is not None else ""

    def close_curves(self) -> None:
        """Draw nothing any more."""
        self._timer.stop()

    def _make_legend(self, theme: Theme) -> QWidget:
        solid = Qt.PenStyle.SolidLine
        self._entries = {
            key: LegendEntry(
                theme,
                f"curves.legend.{key}",
                text,
                lambda c=color, s=style, w=width: QPen(theme.color(c), w, s),
            )
            for key, text, color, style, width in (
                ("step", self.tr("each step"), "train", solid, 1),
                ("train", self.tr("train"), "train", solid, 2),
                ("validation", self.tr("validation"), "validation", Qt.PenStyle.DashLine, 2),
                ("best", self.tr("best epoch"), "best", Qt.PenStyle.DotLine, 2),
                ("changed", self.tr("changed setting"), "accent", Qt.PenStyle.DashDotLine, 2),
            )
        }
        self._entries["changed"].hide()
        for key, entry in self._entries.items():
            entry.toggled.connect(lambda shown, k=key: self._show_line(k, shown))
        legend = FlowRow(*self._entries.values(), 1, gap=4)
        legend.setObjectName("curves.legend")
        return legend

    def _make_tools(self) -> QWidget:
        self.logarithmic = QCheckBox(self.tr("Log scale"))
        self.logarithmic.setObjectName("curves.log")
        self.logarithmic.setAccessibleName(self.tr("Logarithmic scale of loss and learning rate"))
        self.logarithmic.toggled.connect(self._scale)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setObjectName("curves.smoothing")
        self.smoothing.setAccessibleName(self.tr("Smoothing, in percent"))
        self.smoothing.setRange(0, 100)
        self.smoothing.setFixedWidth(96)
        self.smoothing.setToolTip(
            self.tr("A moving average; the values themselves stay in the background")
        )
        self.smoothing.valueChanged.connect(self._smooth)
        spoken = label(self.tr("Smoothing"), "muted")
        spoken.setBuddy(self.smoothing)
        tools = holder("curves.tools")
        tools.setLayout(row(self.logarithmic, spoken, self.smoothing, gap=GAP))
        return tools

    def _build_next(self) -> None:
        """Make one plot: all at once would keep the window from answering for too long."""
        import pyqtgraph as pg

        number = len(self.cards)
        kind, titles = _SHOWN[number], {
            "loss": self.tr("Loss"),
            "accuracy": self.tr("Accuracy, %"),
            "rate": self.tr("Learning rate"),
            "norm": self.tr("Norm of the gradient"),
        }  # fmt: skip
        epoch = lambda: self.tr("epoch")  # noqa: E731
        card = PlotCard(self._theme, f"curves.{kind}", titles[kind], epoch, digits=2)
        card.failed.connect(self.failed)
        card.pointed.connect(lambda x: self._point_others(card, x))
        card.range_changed.connect(lambda low, high: self._zoom_others(card, low, high))
        for line in _lines_of(self, kind):
            card.add(line)
        if kind == "accuracy":
            self._best = pg.ScatterPlotItem(size=13, symbol="star")
            card.plot.addItem(self._best, ignoreBounds=True)
        self.cards.append(card)
        self._changes.append(ChangeMarks(card.plot, self._theme, number == 0))
        if len(self.cards) == len(_SHOWN):
            self._place()

    def _place(self) -> None:
        """Show the plots that are made, as the tools and the legend say."""
        for card in self.cards[:2]:
            self._layout.addWidget(card, 4)
        below = row(gap=GAP)
        for card in self.cards[2:]:
            below.addWidget(card, 1)
        self._layout.addLayout(below, 3)
        self._take_series()
        self._paint_over()
        self._scale(self.logarithmic.isChecked())
        for card in self.cards:
            card.smooth(self._weight())
        for key, entry in self._entries.items():
            if not entry.isChecked():
                self._show_line(key, shown=False)

    def _take_series(self) -> None:
        """Let the lines draw the course there is now."""
        course = self._course
        for card, kind in zip(self.cards, _SHOWN, strict=False):
            for line in card.lines:
                if kind in ("rate", "norm"):
                    line.series = getattr(course, kind)
                    line.trend = course.norm if line.only_smoothed else None
                    continue
                line.series = getattr(course, f"{line.key}_{kind}")
                if line.key == "train":
                    line.trend = getattr(course, f"step_{kind}")
                elif line.key == "validation" and not line.only_smoothed:
                    line.trend = line.series

    def _paint_over(self) -> None:
        """Put the palette's colours on the marks; the cards paint themselves."""
        if self._best is None:
            return
        for marks in self._changes:
            marks.paint_over()
        best = self._theme.color("best")
        self._best.setBrush(best)
        self._best.setPen(self._theme.color("surface"), width=1)

    def _draw_news(self) -> None:
        """Draw the next plot in turn, if it has anything new."""
        if self._late:
            self._bring_up(self._late.pop(0))
            return
        course = self._course
        if all(version == course.version for version in self._drawn_versions):
            return
        if len(self.cards) < len(_SHOWN):
            self._build_next()
            return
        turn = self._turn = (self._turn + 1) % len(self.cards)
        if self._drawn_versions[turn] == course.version:
            return
        self._drawn_versions[turn] = course.version
        card = self.cards[turn]
        most = self._most_loss() if turn == 0 else None
        card.show_range(0, max(course.epochs, 1), most)
        self._mark_best(turn)
        self._changes[turn].show_changes(course.changes)
        card.draw()
        self._entries["changed"].setVisible(bool(course.changes))

    def _most_loss(self) -> float | None:
        """Early validations can be ten times the training's loss: they may not flatten the rest."""
        course = self._course
        trained = [
            float(ys.max())
            for ys in (course.step_loss.points[1], course.train_loss.points[1])
            if len(ys)
        ]
        return _TOP_SHARE * max(trained) if trained else None

    def _mark_best(self, turn: int) -> None:
        if turn > 1:
            return
        course = self._course
        accuracy = course.best_accuracy if course.best_epoch > 0 else None
        shown = accuracy is not None and self._entries["best"].isChecked()
        self.cards[turn].marks.show([(course.best_epoch, "best")] if shown else [])
        if turn != 1:
            return
        if not shown or accuracy is None:
            self._best.clear()
            return
        self._best.setData([course.best_epoch], [accuracy * 100])
        tip = self.tr("Best epoch {n}: {accuracy}")
        self._best.setToolTip(
            tip.format(n=words.number(course.best_epoch), accuracy=words.percent(accuracy))
        )

    def _show_line(self, key: str, shown: bool) -> None:
        for turn, card in enumerate(self.cards):
            card.show_line(key, shown)
            if key == "best":
                self._mark_best(turn)
            elif key == "changed":
                self._changes[turn].show(shown)

    def _scale(self, logarithmic: bool) -> None:
        for card in self.cards[0:3:2]:
            card.show_logarithmic(logarithmic)

    def _weight(self) -> float:
        """Of what came before in a smoothed line, 0..1."""
        return _SMOOTHEST * (self.smoothing.value() / 100) ** 0.5

    def _smooth(self) -> None:
        for card in self.cards:
            card.smooth(self._weight())
        self._late = self.cards[:]

    def _point_others(self, pointed: PlotCard, x: float | None) -> None:
        for card in self.cards:
            if card is not pointed:
                card.read(x)

    def _zoom_others(self, zoomed: PlotCard, low: float, high: float) -> None:
        self._zoom = (low, high) if zoomed.is_zoomed else None
        self._late = [card for card in self.cards if card is not zoomed]

    def _bring_up(self, card: PlotCard) -> None:
        """Let a plot follow what was done to another, or to all."""
        if self._zoom is None:
            card.see_all()
        elif card.plot.viewRange()[0] == list(self._zoom):
            card.draw()
        else:
            card.see(*self._zoom)


def _lines_of(curves: Curves, kind: str) -> list[PlotLine]:
    """The lines of a plot; what they draw comes with a course."""
    step = lambda: curves.tr("each step")  # noqa: E731
    train, validation = lambda: curves.tr("train"), lambda: curves.tr("validation")
    dash = Qt.PenStyle.DashLine
    if kind == "rate":
        return [PlotLine("rate", lambda: curves.tr("learning rate"))]
    if kind == "norm":
        norm = lambda: curves.tr("norm")  # noqa: E731
        return [
            PlotLine("norm", norm, is_faint="smoothed", width=1.5),
            PlotLine("norm", norm, only_smoothed=True, is_told=False),
        ]
    scale = 100.0 if kind == "accuracy" else 1.0
    return [
        PlotLine("step", step, width=1, is_faint="always", scale=scale),
        PlotLine(
            "validation", validation, color="validation", style=dash, width=1, symbol="o",
            only_smoothed=True, is_faint="always", is_told=False, scale=scale,
        ),
        PlotLine("train", train, scale=scale),
        PlotLine(
            "validation", validation, color="validation", style=dash, symbol="o", scale=scale
        ),
    ]  # fmt: skip
