"""What the regulators of a RegNet do with an image, and what each block adds beside a ResNet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QSplitter, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.examined import Examined
from regnet_studio.studio.exit_plot import ExitPlot, Exits
from regnet_studio.studio.image_picker import ImagePicker, Picked
from regnet_studio.studio.job import Job, OnProgress
from regnet_studio.studio.latest import Latest
from regnet_studio.studio.memory_view import MemorySheet, MemoryView, sheet_of
from regnet_studio.studio.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    card,
    column,
    holder,
    label,
    row,
)
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

    from regnet_studio.evaluation.classifier import Classifier
    from regnet_studio.evaluation.early_exit import EarlyExit
    from regnet_studio.runs.counterparts import Counterpart

NOTHING, TO_MEASURE = 0, 1


@dataclass(frozen=True)
class _Question:
    seen: Examined
    image: Picked


@dataclass(frozen=True)
class _Answer:
    label: str
    probability: float
    sheets: list[MemorySheet]


class RegulatorsTab(QWidget):
    """Images to pick on the left; gates and memory stage by stage; below, the early exits."""

    failed = Signal(object)
    shown = Signal()
    """Gates and memory are on the screen."""
    measured = Signal()
    """So are the early exits."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.regulators")
        self._theme = theme
        self._seen: Examined | None = None
        self._answer: _Answer | None = None
        self._exits: dict[Path, list[EarlyExit]] = {}
        """Of runs on the images of this split, as measured so far."""
        self._job: Job | None = None
        self._looking: Job | None = None
        """For runs to compare with."""
        self._is_looked_for = False
        self.picker = ImagePicker(theme, "regulators")
        self.picker.picked.connect(self._ask)
        self.picker.failed.connect(self.failed)
        self._work = Latest(_Inspector().answer, self)
        self._work.answered.connect(self._show)
        self._work.failed.connect(self._refuse)
        self._empty = EmptyState(theme, "model", "", "", "", lambda: None)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_body())
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        self._say_empty()

    @property
    def is_busy(self) -> bool:
        """Whether early exits are being measured."""
        return self._job is not None

    def show_examination(self, seen: Examined | None) -> None:
        """Images of this split and the network of its run from now on."""
        self.cancel()
        self._job = None  # what it finds is of another split
        self._seen, self._answer, self._exits = seen, None, {}
        self._is_looked_for = False
        self._memory.show_sheet(None)
        self._stages.clear()
        self._note.setText("")
        self._title.set_text("")
        self._others.clear()
        self._others.addItem(self.tr("no other run"), None)
        self.plot.show_exits(())
        self._below.setCurrentIndex(NOTHING)
        if seen is None or not self._begin(seen):
            self._say_empty()
            self._stack.setCurrentIndex(0)
            self.picker.show_examination(None)
            return
        self._stack.setCurrentIndex(1)
        self._judge()
        if self.isVisible():
            self._look_for_others()

    def measure(self) -> None:
        """Let the images leave after each block, of this run and of the one beside it."""
        seen = self._seen
        if seen is None or self._job is not None:
            return
        wanted = [seen.run.path]
        if (other := self._others.currentData()) is not None:
            wanted.append(other.path)
        missing = [path for path in wanted if path not in self._exits]
        split = seen.split
        job = self._job = Job(lambda tell: _measured(missing, split, tell), self)
        job.progressed.connect(self._show_progress)
        job.succeeded.connect(lambda found: self._take(seen, found))
        job.failed.connect(lambda error: self._tell_failed(seen, error))
        job.ended.connect(lambda: self._over(job))
        self._how_far.setText(self.tr("Reading the images"))
        job.start()
        self._judge()

    def cancel(self) -> None:
        """Give up measuring."""
        if self._job is not None:
            self._job.cancel()
            self._how_far.setText(self.tr("Ending…"))

    def sheets(self) -> list[MemorySheet]:
        """What is known of the image that is shown, stage by stage."""
        return self._answer.sheets if self._answer is not None else []

    def trouble(self) -> str:
        """Why nothing is shown of an image; empty: it is, or is coming."""
        return self._note.text()

    def close_page(self, seconds: float) -> None:
        """Give up and end the threads."""
        jobs = [job for job in (self._job, self._looking) if job is not None]
        self.cancel()
        self.picker.close_picker(seconds)
        self._work.close()
        self._work.wait(seconds)
        for job in jobs:
            job.wait(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._answer is None:
            self._ask()
        self._look_for_others()

    # What it is made of

    def _make_body(self) -> QWidget:
        self._inside = self._make_inside()
        right = QSplitter(Qt.Orientation.Vertical)
        right.setHandleWidth(2 * GAP)
        right.setChildrenCollapsible(False)
        right.addWidget(self._inside)
        right.addWidget(self._make_exits())
        right.setSizes([340, 260])
        place = holder()
        layout = row(self.picker, right, gap=2 * GAP)
        layout.setStretch(1, 1)
        place.setLayout(layout)
        return place

    def _make_inside(self) -> QWidget:
        self._title = ElidedLabel("", "heading")
        self._title.setObjectName("regulators.title")
        self._stages = QComboBox()
        self._stages.setObjectName("regulators.stage")
        self._stages.setAccessibleName(self.tr("Stage whose regulator is shown"))
        self._stages.currentIndexChanged.connect(self._show_stage)
        self._about = label("", "caption", wrap=True)
        self._note = label("", "muted", wrap=True)
        self._note.setObjectName("regulators.note")
        self._note.hide()
        self._memory = MemoryView(self._theme)
        inside = holder()
        inside.setLayout(column(self._memory, 1))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        head = row(self._title, self._stages)
        head.setStretch(0, 1)
        inner = column(gap=GAP)
        inner.addLayout(head)
        inner.addWidget(self._about)
        inner.addWidget(self._note)
        inner.addWidget(scroll, 1)
        body = card(12)
        body.setLayout(inner)
        return body

    def _make_exits(self) -> QWidget:
        self._others = QComboBox()
        self._others.setObjectName("regulators.other")
        self._others.setAccessibleName(self.tr("Run to compare with"))
        self._others.setToolTip(
            self.tr("Runs on the same images; first those of about as many parameters")
        )
        self._others.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._others.setMinimumContentsLength(24)
        self._others.currentIndexChanged.connect(self._judge)
        self._measure = button(self.tr("Measure"), "regulators.measure")
        self._measure.clicked.connect(self.measure)
        self._theme.dress(self._measure, "play")
        self._cancel = button(self.tr("Cancel"), "regulators.cancel")
        self._cancel.clicked.connect(self.cancel)
        self._theme.dress(self._cancel, "cancel")
        self._how_far = label("", "caption")
        self._how_far.setObjectName("regulators.progress")
        self.plot = ExitPlot(self._theme)
        self._below = QStackedWidget()
        self._hint = label("", "muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._below.addWidget(self._hint)
        self._below.addWidget(self.plot)
        inner = column(gap=GAP)
        head = row(
            label(self.tr("Early exits"), "heading"),
            self._how_far,
            1,
            label(self.tr("beside"), "muted"),
            self._others,
            self._measure,
            self._cancel,
        )
        inner.addLayout(head)
        inner.addWidget(self._below, 1)
        body = card(12)
        body.setLayout(inner)
        return body

    def _say_empty(self) -> None:
        if self._seen is None:
            self._empty.say(
                self.tr("No network to look into yet"),
                self.tr("Open a run of a RegNet that was evaluated, on the left."),
            )
            return
        self._empty.say(
            self.tr("This network has no regulators"),
            self.tr(
                "{model} is neither a RegNet nor a ResNet. Open a run of a RegNet to see its gates "
                "and its memory; train one with model.name = regnet20_lstm, for example."
            ).format(model=self._seen.run.recipe.model.name),
        )

    def _begin(self, seen: Examined) -> bool:
        """Get ready for a network; whether there is anything to look into."""
        # By names alone, and what it imports was imported to open the run.
        from regnet_studio.runs.counterparts import has_exits, is_regulated

        name = _model(seen)
        regulated = is_regulated(name)
        hint = self.tr(
            "How much does each block of the last stage add? The images leave the network after "
            "it, straight to the head. Measuring takes one pass over the split."
        )
        if not regulated:
            none = self.tr("This network has no regulators; hold its blocks against a RegNet's.")
            hint = f"{none}\n\n{hint}"
        self._hint.setText(hint)
        self._inside.setVisible(regulated)
        self.picker.setVisible(regulated)
        self.picker.show_examination(seen if regulated else None)
        return has_exits(name)

    # Gates and memory

    def _ask(self, *_: object) -> None:
        image, seen = self.picker.current(), self._seen
        if seen is not None and image is not None and self.isVisible():
            if self._answer is None:
                self._title.set_text(self.tr("Looking…"))
            self._work.ask(_Question(seen, image))

    def _show(self, question: _Question, answer: _Answer) -> None:
        if question.seen is not self._seen:
            return
        self._answer = answer
        text = self.tr("Taken for {guess}, {share}")
        share = words.percent(answer.probability)
        self._title.set_text(text.format(guess=answer.label, share=share))
        self._note.hide()
        self._note.setText("")
        before = max(self._stages.currentIndex(), 0)
        self._stages.blockSignals(True)
        self._stages.clear()
        for sheet in answer.sheets:
            self._stages.addItem(self.tr("stage {n}").format(n=sheet.stage))
        self._stages.setCurrentIndex(min(before, len(answer.sheets) - 1))
        self._stages.blockSignals(False)
        self._show_stage()
        self.shown.emit()

    def _show_stage(self) -> None:
        number = self._stages.currentIndex()
        sheets = self.sheets()
        if not 0 <= number < len(sheets):
            return
        sheet = sheets[number]
        about = self.tr("{cell}, means of {channels} channels, {side} × {side} pixels")
        cells = {"rnn": "ConvRNN", "gru": "ConvGRU", "lstm": "ConvLSTM"}
        self._about.setText(
            about.format(cell=cells[sheet.cell], channels=sheet.channels, side=sheet.side)
        )
        self._memory.show_sheet(sheet)

    def _refuse(self, question: _Question, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if question.seen is not self._seen:
            return
        if not isinstance(error, UserMistake):
            self.failed.emit(error)
            return
        self._answer = None
        self._title.set_text("")
        self._about.setText("")
        self._memory.show_sheet(None)
        self._note.setText(str(error))
        self._note.show()

    # Early exits

    def _look_for_others(self) -> None:
        """Which runs could be drawn beside this one; asked once a run."""
        seen = self._seen
        if seen is None or self._is_looked_for or self._stack.currentIndex() == 0:
            return
        self._is_looked_for = True
        path = seen.run.path
        job = self._looking = Job(lambda _: _others_of(path), self)
        job.succeeded.connect(lambda found: self._offer(seen, found))
        job.failed.connect(self.failed)
        job.start()

    def _offer(self, seen: Examined, found: list[Counterpart]) -> None:
        if seen is not self._seen:
            return
        for other in found:
            text = f"{other.model} · {words.compact(other.params)} · {other.name}"
            self._others.addItem(text, other)
        if found:
            self._others.setCurrentIndex(1)

    def _judge(self, *_: object) -> None:
        """What can be asked for, and what of it is known."""
        busy, seen = self._job is not None, self._seen
        self._measure.setVisible(not busy)
        self._cancel.setVisible(busy)
        self._others.setEnabled(not busy)
        if not busy:
            self._how_far.setText("")
        if seen is None:
            return
        other: Counterpart | None = self._others.currentData()
        mine = self._exits.get(seen.run.path)
        theirs = self._exits.get(other.path) if other is not None else None
        self._measure.setEnabled(mine is None or (other is not None and theirs is None))
        if mine is None:
            return
        lines = [Exits(self.tr("{model} (this run)").format(model=_model(seen)), mine)]
        if other is not None and theirs is not None:
            lines.append(Exits(f"{other.model} ({other.name})", theirs))
        if list(self.plot.shown()) != lines:
            self.plot.show_exits(lines)
        self._below.setCurrentIndex(TO_MEASURE)

    def _show_progress(self, report: tuple[Any, ...]) -> None:
        number, of, done, total = report
        text = words.so_far("evaluating", done, total)
        if of > 1:
            text = self.tr("run {n} of {of}: {done}").format(n=number, of=of, done=text)
        self._how_far.setText(text)

    def _take(self, seen: Examined, found: dict[Path, list[EarlyExit]]) -> None:
        if seen is self._seen:
            self._exits |= found
            self._job = None
            self._judge()
            self.measured.emit()

    def _tell_failed(self, seen: Examined, error: BaseException) -> None:
        if seen is self._seen:
            self.failed.emit(error)

    def _over(self, job: Job) -> None:
        if job is self._job:
            self._job = None
        self._judge()


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


def _model(seen: Examined) -> str:
    return seen.run.recipe.model.name


def _others_of(path: Path) -> list[Counterpart]:
    from regnet_studio.runs.counterparts import counterparts
    from regnet_studio.runs.directory import Run

    return counterparts(Run(path))


def _measured(
    paths: list[Path], split: str, on_progress: OnProgress
) -> dict[Path, list[EarlyExit]]:
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.inspection import inspect_exits

    found: dict[Path, list[EarlyExit]] = {}
    for number, path in enumerate(paths, start=1):

        def tell(done: int, total: int, number: int = number) -> None:
            on_progress(number, len(paths), done, total)

        found[path] = inspect_exits(Run(path), split, tell)
    return found
