"""How well the network ranks images, and whether it means what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.runs.series import Series
from regnet_studio.studio import words
from regnet_studio.studio.evaluate.reliability import ReliabilityDiagram
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.class_picker import ALL, ClassBox
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, card, column, label, row
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import PlotLine

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
    names: list[str]
    """Their classes."""
    bare: float
    """What a network that knows nothing reaches: the line to compare with."""


class CurvesTab(QWidget):
    """Curves of one class against the rest, or of all; the reliability diagram beside them."""

    failed = Signal(object)
    drawn = Signal()
    """Curves are on the screen."""

    def reword(self, _: object) -> None:
        """Speak of the curves in another language."""
        if self._plot is not None:
            self._plot.paint_over()
            self._describe()

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: Examined | None = None
        self._plot: PlotCard | None = None
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
        self._left.addWidget(FlowRow(self._kind, self._class, 1, self._area))
        self._left.addWidget(self._said)
        left = card(12)
        left.setLayout(self._left)
        self.reliability = ReliabilityDiagram(theme)
        self.reliability.failed.connect(self.failed)
        self._calibration = label("", wrap=True)
        self._calibration.setObjectName("curves.calibration")
        right = card(12)
        head = row(label(self.tr("Calibration"), "heading"), 1, self.reliability.menu_button)
        inner = column(gap=GAP)
        inner.addLayout(head)
        inner.addWidget(self._calibration)
        inner.addWidget(self.reliability, 1)
        right.setLayout(inner)
        layout = column(Panes(left, right, (3, 2)))
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)

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
        plot.clear()
        is_roc = question.kind == "roc"
        plot.name_values(self.tr("True positives (recall)") if is_roc else self.tr("Precision"))
        for name, curve in zip(curves.names, curves.behind, strict=True):
            self._add(curve.x, curve.y, name, "line_strong", width=1)
        line = (0.0, 1.0) if is_roc else (curves.bare, curves.bare)
        chance = self.tr("chance")
        self._add(np.array([0.0, 1.0]), np.array(line), chance, "muted", Qt.PenStyle.DashLine, 1)
        if curves.main is not None:
            is_all = question.number == ALL
            name = self.tr("mean") if is_all else question.seen.classes[question.number]
            self._add(curves.main.x, curves.main.y, name, "train")
        told = plot.lines[-1:] if curves.main is not None else plot.lines[:1]
        for each in plot.lines:
            each.is_told = each in told
        plot.paint_over()
        plot.see_all()
        self._tell(question, curves, is_roc)
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
        self._describe()

    def _describe(self) -> None:
        plot = self._canvas()
        plot.about = f"{self._area.text()}. {self._said.text()}"
        plot.read(None)

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

    def _canvas(self) -> PlotCard:
        """The plot; made when it is first drawn on."""
        if self._plot is None:
            self._plot = PlotCard(
                self._theme, "evaluate.curve", "", self._across, digits=3, is_part=True
            )
            self._plot.plot.setAccessibleName(self.tr("Curve"))
            self._plot.plot.showGrid(x=True, y=True, alpha=0.15)
            self._plot.show_range(0, 1, values=(0, 1))
            self._plot.failed.connect(self.failed)
            self._left.insertWidget(1, self._plot, 1)
        return self._plot

    def _across(self) -> str:
        if self._kind.currentData() == "roc":
            return self.tr("False positives, share of the rest")
        return self.tr("Recall")

    def _add(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        name: str,
        color: str,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
        width: float = 2,
    ) -> None:
        series = Series()
        series.extend(x, y)
        line = PlotLine(name, lambda: name, series, color=color, style=style, width=width)
        self._canvas().add(line)


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
        answer = _Answer(single[0], [], [], float(counts[one] / len(labels)))
    else:
        mean = macro_roc(probabilities(predictions.logits), labels).thinned() if is_roc else None
        names = [seen.classes[number] for number in wanted]
        answer = _Answer(mean, single, names, float(counts[counts > 0].mean() / len(labels)))
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
