"""The Evaluate page: how good the open run is, and where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.class_table import ClassTable
from regnet_studio.studio.confusion import ConfusionMatrix
from regnet_studio.studio.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    Figure,
    card,
    column,
    holder,
    label,
    row,
)
from regnet_studio.studio.state import OpenRun, StudioState
from regnet_studio.studio.theme import Theme

_MOST_CONFUSED = 4


class EvaluatePage(QWidget):
    """Draws the report of the open run."""

    def __init__(self, state: StudioState, theme: Theme, go_to_train: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("page.evaluate")
        self._state = state
        self._title = ElidedLabel(self.tr("Evaluate"), "title")
        self._empty = EmptyState(
            theme,
            "evaluate",
            self.tr("No run is open"),
            self.tr("Train a network, or choose a run on the left, to see where it is wrong."),
            self.tr("Go to training"),
            go_to_train,
        )
        self.confusion = ConfusionMatrix(theme)
        self.table = ClassTable()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_report())
        layout = column(self._title, gap=2 * GAP, margin=3 * GAP)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        state.run_changed.connect(self._show)

    def figure_texts(self) -> dict[str, str]:
        """The headline figures as they stand there."""
        return {name: figure.text() for name, figure in self._figures.items()}

    def _make_report(self) -> QWidget:
        self._figures = {
            "accuracy": Figure(self.tr("accuracy"), "evaluate.accuracy"),
            "f1": Figure(self.tr("macro F1"), "evaluate.f1"),
            "top5": Figure(self.tr("top 5"), "evaluate.top5"),
            "loss": Figure(self.tr("loss"), "evaluate.loss"),
            "images": Figure(self.tr("images"), "evaluate.images"),
        }
        strip = card()
        strip.setLayout(row(*self._figures.values(), 1, gap=5 * GAP))
        left = card(12)
        inner = column(label(self.tr("Confusion matrix"), "heading"), gap=GAP)
        inner.addWidget(self.confusion, 1)
        left.setLayout(inner)
        self._confused = label("", wrap=True)
        self._confused.setObjectName("evaluate.confused")
        pairs = card(12)
        pairs.setLayout(column(label(self.tr("Most often confused"), "heading"), self._confused))
        table = card(12)
        below = column(label(self.tr("Classes"), "heading"), gap=GAP)
        below.addWidget(self.table, 1)
        table.setLayout(below)
        right = holder()
        stacked = column(pairs, gap=2 * GAP)
        stacked.addWidget(table, 1)
        right.setLayout(stacked)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(2 * GAP)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([500, 500])
        place = holder()
        layout = column(strip, gap=2 * GAP)
        layout.addWidget(split, 1)
        place.setLayout(layout)
        return place

    def _show(self) -> None:
        run = self._state.run
        self._title.set_text(run.name if run is not None else self.tr("Evaluate"))
        if run is None or run.report is None:
            self._say_why_empty(run)
            self._stack.setCurrentIndex(0)
            return
        self._show_report(run.report)
        self._stack.setCurrentIndex(1)

    def _say_why_empty(self, run: OpenRun | None) -> None:
        if run is None:
            self._empty.say(
                self.tr("No run is open"),
                self.tr("Train a network, or choose a run on the left, to see where it is wrong."),
                self.tr("Go to training"),
            )
        else:
            self._empty.say(
                self.tr("{run} has not been evaluated").format(run=run.name),
                self.tr(
                    "Its status is: {status}. A run is evaluated when it ends; "
                    "resume it on the left to bring it there."
                ).format(status=words.status(run.status)),
                self.tr("See its curves"),
            )

    def _show_report(self, report: dict[str, Any]) -> None:
        show = self._figures
        show["accuracy"].show_value(words.percent(report["accuracy"], 2))
        show["f1"].show_value(words.decimal(report["macro"]["f1"], 3))
        show["top5"].show_value(words.percent(report["top5"], 2))
        show["loss"].show_value(words.decimal(report["loss"], 3))
        split = words.split(str(report["split"]))
        show["images"].show_value(f"{words.number(int(report['images']))} ({split})")
        names = [str(figures["name"]) for figures in report["classes"]]
        self.confusion.show_matrix(names, report["confusion"])
        self.table.show_classes(report["classes"])
        self._confused.setText(self._worst(names, report["confusion"]))

    def _worst(self, names: list[str], counts: list[list[int]]) -> str:
        pairs = [
            (count, sum(row), names[i], names[j])
            for i, row in enumerate(counts)
            for j, count in enumerate(row)
            if i != j and count
        ]
        if not pairs:
            return self.tr("Nothing: every image was recognised.")
        pairs.sort(key=lambda pair: -pair[0])
        text = self.tr("{truth} taken for {guess}: {count} of {support}")
        return "\n".join(
            text.format(truth=_short(truth), guess=_short(guess), count=count, support=support)
            for count, support, truth, guess in pairs[:_MOST_CONFUSED]
        )


def _short(name: str, most: int = 28) -> str:
    """A class name that fits beside another on a line."""
    return name if len(name) <= most else f"{name[: most // 2]}…{name[-most // 2 + 1 :]}"
