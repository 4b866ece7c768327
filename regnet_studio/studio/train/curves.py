"""Live curves of a run: loss, accuracy, learning rate, gradient. pyqtgraph is imported late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.course import Course, Series
from regnet_studio.studio.theme import Theme
from regnet_studio.studio.train.curve_marks import ChangeMarks
from regnet_studio.studio.widgets.parts import GAP, card, column, label, row

_REDRAW_MS = 40
"""Between two redraws. Each draws one of the plots, in turn: drawing all at once would keep
the window from answering for longer than a frame while the training has the processor."""


_PLOTS = 4


@dataclass
class _Curve:
    """One line of a plot: where its points come from and how it looks."""

    item: Any
    series: str
    color: str
    style: Qt.PenStyle
    width: float
    alpha: int = 255
    dots: bool = False
    scale: float = 1.0
    drawn: int = -1
    plot: int = 0


class Legend(QWidget):
    """What the lines mean: line style and colour beside a word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("curves.legend")
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._entries = [
            (self.tr("train"), "train", Qt.PenStyle.SolidLine),
            (self.tr("validation"), "validation", Qt.PenStyle.DashLine),
            (self.tr("best epoch"), "best", Qt.PenStyle.DotLine),
        ]
        self._changed = (self.tr("changed setting"), "accent", Qt.PenStyle.DashDotLine)
        self.setAccessibleName(
            self.tr("Train is a solid line, validation a dashed one, the best epoch is marked")
        )
        theme.changed.connect(self.update)

    def show_changed(self, shown: bool) -> None:
        """Whether there are marks of changed settings to explain."""
        if shown == (self._changed in self._entries):
            return
        (self._entries.append if shown else self._entries.remove)(self._changed)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(440, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        x, middle = 4, self.height() / 2
        for text, color, style in self._entries:
            pen = QPen(self._theme.color(color), 2, style)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle), QPointF(x + 28, middle))
            painter.setPen(self._theme.color("text"))
            painter.drawText(x + 34, int(middle + metrics.ascent() / 2 - 1), text)
            x += 34 + metrics.horizontalAdvance(text) + 24


class Curves(QWidget):
    """Draws one :class:`Course`; what is new is drawn at most 15 times a second."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("curves")
        self.setAccessibleName(self.tr("Curves of loss, accuracy, learning rate and gradient"))
        self._theme = theme
        self._course = Course()
        self._drawn_versions = [-1] * _PLOTS
        self._turn = 0
        self._plots: list[Any] = []
        self._curves: list[_Curve] = []
        self._marks: list[Any] = []
        self._changes: list[ChangeMarks] = []
        self._legend = Legend(theme)
        self._layout = column(self._legend, gap=GAP)
        self.setLayout(self._layout)
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw_news)
        theme.changed.connect(self._paint_over)

    def show_course(self, course: Course) -> None:
        """Draw this run from now on."""
        self._course = course
        self._drawn_versions = [-1] * _PLOTS
        for curve in self._curves:
            curve.drawn = -1
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
        return {curve.series: max(curve.drawn, 0) for curve in self._curves}

    def change_texts(self) -> list[str]:
        """What the marks of changed settings say."""
        return self._changes[0].texts() if self._changes else []

    def _build(self) -> None:
        import pyqtgraph as pg

        self._pg = pg
        loss = self._plot("curves.loss", self.tr("Loss"))
        accuracy = self._plot("curves.accuracy", self.tr("Accuracy, %"))
        rate = self._plot("curves.rate", self.tr("Learning rate"))
        norm = self._plot("curves.norm", self.tr("Norm of the gradient"))
        solid, dash = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
        for number, (plot, kind, scale) in enumerate(
            ((loss, "loss", 1.0), (accuracy, "accuracy", 100.0))
        ):
            for series, color, style, width, alpha, dots in (
                (f"step_{kind}", "train", solid, 1, 110, False),
                (f"train_{kind}", "train", solid, 2, 255, False),
                (f"validation_{kind}", "validation", dash, 2, 255, True),
            ):
                item = pg.PlotDataItem(antialias=True)
                plot.addItem(item)
                self._curves.append(
                    _Curve(item, series, color, style, width, alpha, dots, scale, plot=number)
                )
            mark = pg.InfiniteLine(angle=90, movable=False)
            mark.setVisible(False)
            plot.addItem(mark, ignoreBounds=True)
            self._marks.append(mark)
        for plot, series, number in ((rate, "rate", 2), (norm, "norm", 3)):
            item = pg.PlotDataItem(antialias=True)
            plot.addItem(item)
            self._curves.append(_Curve(item, series, "train", solid, 2, plot=number))
        self._best = pg.ScatterPlotItem(size=13, symbol="star")
        accuracy.addItem(self._best, ignoreBounds=True)
        self._changes = [ChangeMarks(plot, self._theme, plot is loss) for plot in self._plots]
        boxes = [_captioned(plot) for plot in (loss, accuracy, rate, norm)]
        for box in boxes[:2]:
            self._layout.addWidget(box, 4)
        below = row(*boxes[2:], gap=GAP)
        self._layout.addLayout(below, 3)
        self._paint_over()

    def _plot(self, name: str, title: str) -> Any:
        plot = self._pg.PlotWidget(background="#00000000")
        plot.setObjectName(name)
        plot.setAccessibleName(title)
        plot.setMinimumHeight(56)
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.showGrid(x=False, y=True, alpha=0.15)
        plot.getAxis("left").setWidth(52)
        # The accuracy's axis counts per cent and the rate's plain numbers: no "k" or "m" factors.
        plot.getAxis("left").enableAutoSIPrefix(False)
        plot.getAxis("bottom").enableAutoSIPrefix(False)
        plot.setStyleSheet("background: transparent; border: none;")
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plots.append(plot)
        return plot

    def _paint_over(self) -> None:
        """Put the palette's colours on everything drawn."""
        if not self._plots:
            return
        pg = self._pg
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        for plot in self._plots:
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(pg.mkPen(self._theme.color("line_strong")))
                axis.setTextPen(pg.mkPen(self._theme.color("muted")))
                axis.setTickFont(font)
        for curve in self._curves:
            color = self._theme.color(curve.color)
            color.setAlpha(curve.alpha)
            curve.item.setPen(pg.mkPen(color, width=curve.width, style=curve.style))
            if curve.dots:
                curve.item.setSymbol("o")
                curve.item.setSymbolSize(5)
                curve.item.setSymbolPen(None)
                curve.item.setSymbolBrush(pg.mkBrush(color))
        for marks in self._changes:
            marks.paint_over()
        best = self._theme.color("best")
        for mark in self._marks:
            mark.setPen(pg.mkPen(best, width=1.5, style=Qt.PenStyle.DotLine))
        self._best.setBrush(pg.mkBrush(best))
        self._best.setPen(pg.mkPen(self._theme.color("surface"), width=1))

    def _draw_news(self) -> None:
        """Draw the next plot in turn, if it has anything new."""
        course = self._course
        if course.version < 0 or all(v == course.version for v in self._drawn_versions):
            return
        if not self._plots:
            self._build()
        turn = self._turn = (self._turn + 1) % len(self._plots)
        self._drawn_versions[turn] = course.version
        for curve in self._curves:
            if curve.plot == turn:
                self._draw(curve, getattr(course, curve.series))
        self._plots[turn].setXRange(0, max(course.epochs, 1), padding=0.01)
        if turn == 0:
            self._keep_loss_readable()
        if turn < len(self._marks):
            self._mark_best(self._marks[turn])
        self._changes[turn].show_changes(course.changes)
        self._legend.show_changed(bool(course.changes))

    def _keep_loss_readable(self) -> None:
        """Early validations can be ten times the training's loss: they may not flatten the rest."""
        course = self._course
        trained = max((*course.step_loss.points[1], *course.train_loss.points[1]), default=0.0)
        validated = max(course.validation_loss.points[1], default=0.0)
        if trained:
            top = max(trained, min(validated, 1.25 * trained))
            self._plots[0].setYRange(0, top, padding=0.04)

    def _mark_best(self, mark: Any) -> None:
        course = self._course
        shown = course.best_epoch > 0 and course.best_accuracy is not None
        mark.setVisible(shown)
        mark.setPos(course.best_epoch)
        if shown and course.best_accuracy is not None:
            self._best.setData([course.best_epoch], [course.best_accuracy * 100])
            tip = self.tr("Best epoch {n}: {accuracy}")
            self._best.setToolTip(
                tip.format(n=course.best_epoch, accuracy=words.percent(course.best_accuracy))
            )
        else:
            self._best.clear()

    def _draw(self, curve: _Curve, series: Series) -> None:
        if len(series) == curve.drawn and len(series) == 0:
            return
        import numpy as np

        xs, ys = series.points
        curve.item.setData(np.asarray(xs), np.asarray(ys) * curve.scale)
        curve.drawn = len(xs)


def _captioned(plot: Any) -> QWidget:
    box = card(GAP)
    box.setLayout(column(label(plot.accessibleName(), "caption"), plot, gap=2))
    return box
