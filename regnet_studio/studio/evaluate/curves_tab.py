"""How well the network ranks images, and whether it means what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.reliability import ReliabilityDiagram
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.class_picker import ALL, ClassBox
from regnet_studio.studio.widgets.parts import GAP, card, column, label, row
from regnet_studio.studio.widgets.plain_plot import plain_axes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.evaluation.curves import Curve
    from regnet_studio.studio.evaluate.examined import Examined

_MOST_CLASSES = 12
"""Curves of single classes behind their mean: the hardest ones, where there are more."""
_AT_ONCE = 4096
"""Rows of logits that are widened at a time."""


@dataclass(frozen=True, eq=False)
class _Question:
    seen: Examined
    kind: str
    number: int


@dataclass(frozen=True, eq=False)
class _Answer:
    main: Curve | None
    """Of the class asked for, or the mean; None: there is none of this kind."""
    behind: list[Curve]
    bare: float
    """What a network that knows nothing reaches: the line to compare with."""


class CurvesTab(QWidget):
    """Curves of one class against the rest, or of all; the reliability diagram beside them."""

    failed = Signal(object)
    drawn = Signal()
    """Curves are on the screen."""

    def reword(self, _: object) -> None:
        """Speak of the curves in another language."""
        if self._said.text():
            self._plot.setAccessibleDescription(f"{self._area.text()}. {self._said.text()}")

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: Examined | None = None
        self._plot: Any = None
        self._items: list[tuple[Any, str, int]] = []
        """Lines with their colour and opacity."""
        self._work = Latest(_curves_of, self)
        self._work.answered.connect(self._draw)
        self._work.failed.connect(lambda _, error: self.failed.emit(error))
        self._kind = QComboBox()
        self._kind.setObjectName("curves.kind")
        self._kind.setAccessibleName(self.tr("Kind of curve"))
        self._kind.addItem(self.tr("ROC"), "roc")
        self._kind.addItem(self.tr("Precision and recall"), "precision_recall")
        self._kind.currentIndexChanged.connect(self._ask)
        self._class = ClassBox("curves.class")
        self._class.picked.connect(self._ask)
        self._area = label("", "strong")
        self._area.setObjectName("curves.area")
        self._said = label("", "caption", wrap=True)
        self._said.setObjectName("curves.said")
        self._left = column(gap=GAP)
        self._left.addLayout(row(self._kind, self._class, 1, self._area))
        self._left.addWidget(self._said)
        left = card(12)
        left.setLayout(self._left)
        self.reliability = ReliabilityDiagram(theme)
        self._calibration = label("", wrap=True)
        self._calibration.setObjectName("curves.calibration")
        right = card(12)
        inner = column(label(self.tr("Calibration"), "heading"), self._calibration, gap=GAP)
        inner.addWidget(self.reliability, 1)
        right.setLayout(inner)
        layout = row(left, right, gap=2 * GAP)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setStretch(0, 1)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        theme.changed.connect(self._paint_over)

    def show_examination(self, seen: Examined | None) -> None:
        """Show a split of a run."""
        before, self._seen = self._seen, seen
        if seen is None:
            return
        self._canvas()
        same = before is not None and before.classes == seen.classes
        self._class.show_classes(seen.classes, self._class.number() if same else ALL)
        self._ask()

    def close_page(self, seconds: float) -> None:
        """End its thread."""
        self._work.close()
        self._work.wait(seconds)

    def area_text(self) -> str:
        """The area under the curve as it stands there."""
        return self._area.text()

    def _ask(self) -> None:
        if self._seen is not None:
            question = _Question(self._seen, self._kind.currentData(), self._class.number())
            self._work.ask(question)

    def _draw(self, question: _Question, answer: tuple[_Answer, Any]) -> None:
        if question.seen is not self._seen:
            return
        plot = self._canvas()
        curves, scaled = answer
        for item, _, _ in self._items:
            plot.removeItem(item)
        self._items = []
        is_roc = question.kind == "roc"
        across, up = (
            (self.tr("False positives, share of the rest"), self.tr("True positives (recall)"))
            if is_roc
            else (self.tr("Recall"), self.tr("Precision"))
        )
        plot.setLabel("bottom", across)
        plot.setLabel("left", up)
        for curve in curves.behind:
            self._add(curve.x, curve.y, "line_strong", 255, 1)
        line = (0.0, 1.0) if is_roc else (curves.bare, curves.bare)
        self._add(np.array([0.0, 1.0]), np.array(line), "muted", 160, 1, Qt.PenStyle.DashLine)
        if curves.main is not None:
            self._add(curves.main.x, curves.main.y, "train", 255, 2)
        self._tell(question, curves, is_roc)
        self._paint_over()
        self._show_calibration(scaled)
        self.drawn.emit()

    def _tell(self, question: _Question, curves: _Answer, is_roc: bool) -> None:
        report = question.seen.report
        if question.number == ALL:
            area = report.auc if is_roc else report.average_precision
            what = self.tr("mean AUC {area}") if is_roc else self.tr("mean AP {area}")
        else:
            area = curves.main.area if curves.main is not None else None
            what = self.tr("AUC {area}") if is_roc else self.tr("AP {area}")
        self._area.setText(what.format(area="–" if area is None else words.decimal(area, 4)))
        said = ""
        count = len(question.seen.classes)
        if question.number != ALL and curves.main is not None and not len(curves.main.x):
            said = self.tr("This split has too few images of the class, or of the rest.")
        elif question.number == ALL:
            said = self.tr("Grey: each class against the rest")
            if count > _MOST_CLASSES:
                said = self.tr("Grey: the {n} hardest classes, each against the rest").format(
                    n=_MOST_CLASSES
                )
            if is_roc:
                said = self.tr("Blue: the mean over classes. {grey}").format(grey=said)
        self._said.setText(said)
        self._plot.setAccessibleDescription(f"{self._area.text()}. {said}")

    def _show_calibration(self, scaled: Any) -> None:
        assert self._seen is not None
        found = self._seen.report.calibration
        text = self.tr("ECE {ece}").format(ece=words.percent(found.ece, 2))
        if found.fitted_on is not None:
            text = self.tr(
                "ECE {before} as the network says it, {after} at temperature {t}, "
                "which was fitted on {split}"
            ).format(
                before=words.percent(found.ece, 2),
                after=words.percent(found.ece_scaled, 2),
                t=words.decimal(found.temperature, 3),
                split=words.split(found.fitted_on),
            )
        self._calibration.setText(text)
        self.reliability.show_bins(found.bins, scaled)

    def _canvas(self) -> Any:
        """The plot; made when it is first drawn on."""
        if self._plot is not None:
            return self._plot
        import pyqtgraph as pg

        plot: Any = pg.PlotWidget(background="#00000000", axisItems=plain_axes())
        plot.setObjectName("evaluate.curve")
        plot.setAccessibleName(self.tr("Curve"))
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.showGrid(x=True, y=True, alpha=0.15)
        plot.setXRange(0, 1, padding=0.02)
        plot.setYRange(0, 1, padding=0.02)
        for side in ("left", "bottom"):
            plot.getAxis(side).enableAutoSIPrefix(False)
        plot.setStyleSheet("background: transparent; border: none;")
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot = plot
        self._left.insertWidget(1, plot, 1)
        self._paint_over()
        return plot

    def _add(
        self,
        x: Any,
        y: Any,
        color: str,
        alpha: int,
        width: float,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        import pyqtgraph as pg

        item = pg.PlotDataItem(x, y, antialias=True)
        item.setPen(pg.mkPen("k", width=width, style=style))
        self._plot.addItem(item)
        self._items.append((item, color, alpha))

    def _paint_over(self) -> None:
        """Put the palette's colours on everything drawn."""
        if self._plot is None:
            return
        import pyqtgraph as pg

        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(self._theme.color("line_strong")))
            axis.setTextPen(pg.mkPen(self._theme.color("muted")))
            axis.setTickFont(font)
        for item, name, alpha in self._items:
            color = self._theme.color(name)
            color.setAlpha(alpha)
            pen = pg.mkPen(item.opts["pen"])
            pen.setColor(color)
            item.setPen(pen)


def _curves_of(question: _Question) -> tuple[_Answer, Any]:
    """The curves asked for, and the reliability diagram at the temperature, where there is one."""
    from regnet_studio.evaluation.calibration import reliability
    from regnet_studio.evaluation.curves import macro_roc, precision_recall, roc
    from regnet_studio.evaluation.probabilities import probabilities

    seen = question.seen
    predictions, is_roc = seen.examination.predictions, question.kind == "roc"
    labels = predictions.labels
    counts = np.bincount(labels, minlength=len(seen.classes))
    one = question.number
    wanted = _hardest(seen, question.kind) if one == ALL else [one]
    odds = _columns(predictions.logits, wanted)
    draw = roc if is_roc else precision_recall
    single = [draw(odds[n], labels == number).thinned() for n, number in enumerate(wanted)]
    if one != ALL:
        answer = _Answer(single[0], [], float(counts[one] / len(labels)))
    else:
        mean = macro_roc(probabilities(predictions.logits), labels).thinned() if is_roc else None
        answer = _Answer(mean, single, float(counts[counts > 0].mean() / len(labels)))
    scaled = None
    if seen.report.calibration.fitted_on is not None:
        odds = probabilities(predictions.logits, seen.temperature)
        scaled = reliability(odds, labels)
    return answer, scaled


def _columns(logits: NDArray[np.float32], classes: list[int]) -> NDArray[np.float64]:
    """Probabilities of some classes, [classes, N], without those of all others in memory."""
    from regnet_studio.evaluation.probabilities import probabilities

    parts = [
        probabilities(logits[begin : begin + _AT_ONCE])[:, classes].T
        for begin in range(0, len(logits), _AT_ONCE)
    ]
    return np.concatenate(parts, axis=1)


def _hardest(seen: Examined, kind: str) -> list[int]:
    """Classes with the smallest areas, at most ``_MOST_CLASSES``."""
    areas = [
        (each.auc if kind == "roc" else each.average_precision, number)
        for number, each in enumerate(seen.report.classes)
    ]
    found = sorted((area, number) for area, number in areas if area is not None)
    return [number for _, number in found[:_MOST_CLASSES]]
