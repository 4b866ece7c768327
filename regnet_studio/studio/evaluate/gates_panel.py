"""Gates and memory of a RegNet's regulators for one image, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.image_picker import Picked
from regnet_studio.studio.evaluate.memory_view import MemorySheet, MemoryView, sheet_of
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, card, column, holder, label, row

if TYPE_CHECKING:
    from regnet_studio.evaluation.classifier import Classifier

_CELLS = {"rnn": "ConvRNN", "gru": "ConvGRU", "lstm": "ConvLSTM"}


@dataclass(frozen=True)
class _Question:
    seen: Examined
    image: Picked


@dataclass(frozen=True)
class _Answer:
    label: str
    probability: float
    sheets: list[MemorySheet]


class GatesPanel(QWidget):
    """What the image is taken for, a choice of stages, and the maps of one of them."""

    failed = Signal(object)
    shown = Signal()
    """Gates and memory are on the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._seen: Examined | None = None
        self._answer: _Answer | None = None
        self._work = Latest(_Inspector().answer, self)
        self._work.answered.connect(self._show)
        self._work.failed.connect(self._refuse)
        self.title = ElidedLabel("", "heading")
        self.title.setObjectName("regulators.title")
        self.stages = QComboBox()
        self.stages.setObjectName("regulators.stage")
        self.stages.setAccessibleName(self.tr("Stage whose regulator is shown"))
        self.stages.currentIndexChanged.connect(self._show_stage)
        self.about = label("", "caption", wrap=True)
        self._note = label("", "muted", wrap=True)
        self._note.setObjectName("regulators.note")
        self._note.hide()
        self.memory = MemoryView(theme)
        inside = holder()
        inside.setLayout(column(self.memory, 1))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        head = row(self.title, self.stages)
        head.setStretch(0, 1)
        inner = column(gap=GAP)
        inner.addLayout(head)
        inner.addWidget(self.about)
        inner.addWidget(self._note)
        inner.addWidget(scroll, 1)
        body = card(12)
        body.setLayout(inner)
        self.setLayout(column(body))

    def show_examination(self, seen: Examined | None) -> None:
        """Images of this split and the network of its run from now on."""
        self._seen = seen
        self.stages.clear()
        self._clear("")

    def ask(self, image: Picked) -> None:
        """Look into an image."""
        if self._seen is not None:
            if self._answer is None:
                self.title.set_text(self.tr("Looking…"))
            self._work.ask(_Question(self._seen, image))

    def sheets(self) -> list[MemorySheet]:
        """What is known of the image that is shown, stage by stage."""
        return self._answer.sheets if self._answer is not None else []

    def trouble(self) -> str:
        """Why nothing is shown of an image; empty: it is, or is coming."""
        return self._note.text()

    def close_panel(self, seconds: float) -> None:
        """End the thread."""
        self._work.close()
        self._work.wait(seconds)

    def _show(self, question: _Question, answer: _Answer) -> None:
        if question.seen is not self._seen:
            return
        self._answer = answer
        text = self.tr("Taken for {guess}, {share}")
        share = words.percent(answer.probability)
        self.title.set_text(text.format(guess=answer.label, share=share))
        self._say("")
        before = max(self.stages.currentIndex(), 0)
        self.stages.blockSignals(True)
        self.stages.clear()
        for sheet in answer.sheets:
            self.stages.addItem(self.tr("stage {n}").format(n=sheet.stage))
        self.stages.setCurrentIndex(min(before, len(answer.sheets) - 1))
        self.stages.blockSignals(False)
        self._show_stage()
        self.shown.emit()

    def _show_stage(self) -> None:
        number = self.stages.currentIndex()
        sheets = self.sheets()
        if not 0 <= number < len(sheets):
            return
        sheet = sheets[number]
        about = self.tr("{cell}, means of {channels} channels, {side} × {side} pixels")
        self.about.setText(
            about.format(cell=_CELLS[sheet.cell], channels=sheet.channels, side=sheet.side)
        )
        self.memory.show_sheet(sheet)

    def _refuse(self, question: _Question, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if question.seen is not self._seen:
            return
        if isinstance(error, UserMistake):
            self._clear(words.told(str(error)))
        else:
            self.failed.emit(error)

    def _clear(self, note: str) -> None:
        self._answer = None
        self.title.set_text("")
        self.about.setText("")
        self.memory.show_sheet(None)
        self._say(note)

    def _say(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))


class _Inspector:
    """Answers in one thread, with a network of its own: hooks of others never meet."""

    def __init__(self) -> None:
        self._known: tuple[Any, Classifier] | None = None

    def answer(self, question: _Question) -> _Answer:
        """What the regulators do with an image.

        Raises:
            UserMistake: the image or the weights cannot be read.
        """
        from regnet_studio.runs.directory import Run
        from regnet_studio.runs.explaining import classifier_of
        from regnet_studio.runs.inspection import inspect

        seen = question.seen
        content = question.image.content(seen)
        if self._known is None or self._known[0] is not seen:
            self._known = seen, classifier_of(Run(seen.run.path))
        found = inspect(self._known[1], content, question.image.name)
        return _Answer(found.label, found.probability, [sheet_of(m) for m in found.stages])
