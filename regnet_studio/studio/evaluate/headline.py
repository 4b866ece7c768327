"""The headline figures of an evaluation, each with the interval it may be trusted to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.widgets.parts import GAP, Figure, card, column, label, row

if TYPE_CHECKING:
    from regnet_studio.evaluation.report import Report

_GAP = 3 * GAP
_FIELDS = {
    "accuracy": ("accuracy", "percent"),
    "f1": ("macro_f1", "decimal"),
    "balanced": ("balanced_accuracy", "percent"),
    "top5": ("top5", "percent"),
    "loss": ("loss", "decimal"),
    "ece": ("ece", "percent"),
    "auc": ("auc", "decimal"),
    "ap": ("average_precision", "decimal"),
    "kappa": ("kappa", "decimal"),
    "matthews": ("matthews", "decimal"),
}
"""Figure -> name in ``Report.intervals`` and how it is written."""
_LEAST = ("matthews", "kappa", "ap", "balanced", "auc", "ece", "top5", "loss")
"""What gives way first where there is no room."""


class Estimate(Figure):
    """A figure with its 95 % interval below."""

    def __init__(self, caption: str, name: str) -> None:
        super().__init__(caption, name)
        self._interval = label(" ", "caption")
        self._interval.setObjectName(f"{name}.interval")
        inner = self.layout()
        assert isinstance(inner, QVBoxLayout)
        inner.addWidget(self._interval)

    def show_interval(self, text: str) -> None:
        """Such as ``88.4 – 89.6``; empty: there is none."""
        self._interval.setText(text or " ")

    def interval_text(self) -> str:
        """What is shown of it."""
        return self._interval.text().strip()


class Headline(QWidget):
    """A strip of figures; those that matter least are left out where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.figures = {
            "accuracy": Estimate(self.tr("accuracy"), "evaluate.accuracy"),
            "f1": Estimate(self.tr("macro F1"), "evaluate.f1"),
            "balanced": Estimate(self.tr("balanced acc."), "evaluate.balanced"),
            "top5": Estimate(self.tr("top 5"), "evaluate.top5"),
            "loss": Estimate(self.tr("loss"), "evaluate.loss"),
            "ece": Estimate(self.tr("ECE"), "evaluate.ece"),
            "auc": Estimate(self.tr("AUC"), "evaluate.auc"),
            "ap": Estimate(self.tr("avg. precision"), "evaluate.ap"),
            "kappa": Estimate(self.tr("Cohen's κ"), "evaluate.kappa"),
            "matthews": Estimate(self.tr("Matthews"), "evaluate.matthews"),
            "images": Estimate(self.tr("images"), "evaluate.images"),
        }
        self._strip = card(12)
        self._strip.setLayout(row(*self.figures.values(), 1, gap=_GAP))
        self.setLayout(column(self._strip))
        self._absent: set[str] = set()

    def texts(self) -> dict[str, str]:
        """The figures as they stand there."""
        return {name: figure.text() for name, figure in self.figures.items()}

    def show_record(self, record: dict[str, Any]) -> None:
        """A report as it stands in the run's folder, of any format: without intervals."""
        values = {**record, "f1": record["macro"]["f1"]}
        self._show({name: values.get(name) for name in ("accuracy", "f1", "top5", "loss")}, {})
        self._show_images(int(record["images"]), str(record["split"]))

    def show_report(self, report: Report) -> None:
        """All figures of a report."""
        calibration = report.calibration
        values = {
            "accuracy": report.accuracy,
            "f1": report.macro.f1,
            "balanced": report.balanced_accuracy,
            "top5": report.top5 if len(report.classes) > 5 else None,
            "loss": report.loss,
            "ece": calibration.ece,
            "auc": report.auc,
            "ap": report.average_precision,
            "kappa": report.kappa,
            "matthews": report.matthews,
        }
        low_high = {name: (each.low, each.high) for name, each in report.intervals.items()}
        self._show(values, low_high)
        self._show_images(report.images, report.split)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # other words or another size of text
            self._fit()
        return super().event(event)

    def _show(
        self, values: dict[str, float | None], intervals: dict[str, tuple[float, float]]
    ) -> None:
        self._absent = {name for name in _FIELDS if values.get(name) is None}
        for name, (key, style) in _FIELDS.items():
            value, figure = values.get(name), self.figures[name]
            if value is None:
                figure.show_value("–")
                figure.show_interval("")
                continue
            text = words.percent(value, 2) if style == "percent" else words.decimal(value, 3)
            shown = ""
            if key in intervals:
                shown = " – ".join(_bound(bound, style) for bound in intervals[key])
            tip = self._tip(name)
            if shown:
                tip += "\n" + self.tr("95 % interval: {interval}").format(interval=shown)
            figure.show_value(text, tip=tip)
            figure.show_interval(shown)
        self._fit()

    def _show_images(self, images: int, split: str) -> None:
        self.figures["images"].show_value(words.number(images))
        self.figures["images"].show_interval(words.split(split))

    def _fit(self) -> None:
        """Leave out what there is neither a value nor room for."""
        shown = [name for name in self.figures if name not in self._absent]
        room = self.width() - 4 * GAP
        widths = {name: self.figures[name].sizeHint().width() + _GAP for name in shown}
        # Not what is shown now: a window that gets narrower could never get there.
        least = sum(wide for name, wide in widths.items() if name not in _LEAST)
        self._strip.setMinimumWidth(least + 4 * GAP)
        for name in ("", *_LEAST):
            if name in shown:
                shown.remove(name)
            if sum(widths[each] for each in shown) <= room:
                break
        for name, figure in self.figures.items():
            figure.setVisible(name in shown)

    def _tip(self, name: str) -> str:
        return {
            "accuracy": self.tr("Share of the images that are recognised"),
            "f1": self.tr("Mean over classes of the harmonic mean of precision and recall"),
            "balanced": self.tr("Mean recall: every class counts the same"),
            "top5": self.tr("Share of the images whose class is among the five likeliest"),
            "loss": self.tr("Mean cross-entropy: what confident mistakes cost"),
            "ece": self.tr("Expected calibration error: how far off the probabilities are"),
            "auc": self.tr("Mean area under the ROC curves, one class against the rest"),
            "ap": self.tr("Mean average precision, one class against the rest"),
            "kappa": self.tr("Cohen's kappa: accuracy beyond chance, -1 to 1"),
            "matthews": self.tr("Matthews correlation of truth and guess, -1 to 1"),
        }[name]


def _bound(value: float, style: str) -> str:
    return words.decimal(100 * value, 1) if style == "percent" else words.decimal(value, 3)
