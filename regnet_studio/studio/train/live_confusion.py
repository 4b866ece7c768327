"""The confusion matrix of the last validation, while the run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from regnet_studio.runs.course import Course
from regnet_studio.studio import words
from regnet_studio.studio.evaluate.confusion_panel import ConfusionPanel
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, card, column
from regnet_studio.training.events import Validated


@dataclass(frozen=True, eq=False)
class _Question:
    validated: Validated
    classes: Sequence[str]


class LiveConfusion(QWidget):
    """Which classes the network takes for which at present; drawn only while it is in sight."""

    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("train.confusions")
        self._course = Course()
        self._shown: Validated | None = None
        self.panel = ConfusionPanel(theme, opens=False)
        self.panel.failed.connect(self.failed)
        self._said = ElidedLabel("", "muted")
        self._said.setObjectName("train.confusions.said")
        self._counting = Latest(_table_of, self)
        self._counting.answered.connect(self._take)
        self._counting.failed.connect(lambda _, error: self.failed.emit(error))
        box = card(12)
        inner = column(self._said, gap=GAP)
        inner.addWidget(self.panel, 1)
        box.setLayout(inner)
        self.setLayout(column(box))

    def show_course(self, course: Course) -> None:
        """Show the last validation of this run."""
        if course is not self._course:
            self._shown = None
        self._course = course
        if self.isVisible():
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def said(self) -> str:
        """What is said above the matrix."""
        return self._said.whole_text()

    def close_view(self, seconds: float) -> None:
        """End its threads."""
        self.panel.close_panel(seconds)
        self._counting.close()
        self._counting.wait(seconds)

    def _ask(self) -> None:
        validated = self._course.validated
        there = validated is not None and bool(validated.images)
        self.panel.setVisible(there)
        if validated is None:
            self._shown = None
            self._said.set_text(self.tr("It is shown after the first validation."))
        elif not there:
            self._said.set_text(self.tr("There are too many classes for a matrix."))
        elif validated is not self._shown:
            self._shown = validated
            self._counting.ask(_Question(validated, self._course.classes))

    def _take(self, question: _Question, table: Any) -> None:
        validated = question.validated
        if validated is not self._shown:
            return
        right, images = sum(validated.right), sum(validated.images)
        text = self.tr("Validation of epoch {epoch}: {right} of {images} images recognised")
        told = [
            text.format(
                epoch=words.number(validated.epoch),
                right=words.number(right),
                images=words.number(images),
            )
        ]
        left_out = images - right - sum(count for _, _, count in validated.mistaken)
        if left_out:
            rest = self.tr("{n} rare mistakes are not drawn")
            told.append(rest.format(n=words.number(left_out)))
        self._said.set_text(" · ".join(told))
        self.panel.update_matrix(question.classes, table)


def _table_of(question: _Question) -> Any:
    """Counts int64 [K, K]."""
    validated = question.validated
    table = np.diag(np.array(validated.right, dtype=np.int64))
    if validated.mistaken:
        truths, guesses, counts = np.array(validated.mistaken).T
        table[truths, guesses] = counts
    return table
