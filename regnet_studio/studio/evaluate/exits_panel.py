"""What each block of the last stage adds: measured by early exits, beside those of another run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.exit_plot import ExitPlot, Exits
from regnet_studio.studio.jobs.errand import Errand
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, button, card, column, label, row

if TYPE_CHECKING:
    from pathlib import Path

    from regnet_studio.evaluation.early_exit import EarlyExit
    from regnet_studio.runs.counterparts import Counterpart

_NOTHING, _MEASURED = range(2)


class ExitsPanel(QWidget):
    """A choice of runs to compare with, a button, and the plot of what was measured."""

    failed = Signal(object)
    measured = Signal()
    """The early exits are on the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._seen: Examined | None = None
        self._exits: dict[Path, list[EarlyExit]] = {}
        """Of runs on the images of this split, as measured so far."""
        self._looked_for: Examined | None = None
        """For whom runs to compare with were asked for."""
        self._errand = Errand(self)
        self._errand.progressed.connect(self._show_progress)
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self.failed)
        self._looking = Latest(_others_of, self)
        self._looking.answered.connect(self._offer)
        self._looking.failed.connect(lambda _, error: self.failed.emit(error))
        self.others = QComboBox()
        self.others.setObjectName("regulators.other")
        self.others.setAccessibleName(self.tr("Run to compare with"))
        self.others.setToolTip(
            self.tr("Runs on the same images; first those of about as many parameters")
        )
        self.others.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.others.setMinimumContentsLength(24)
        self.start = button(self.tr("Measure"), "regulators.measure")
        self.start.clicked.connect(self.measure)
        theme.dress(self.start, "play")
        self._cancel = button(self.tr("Cancel"), "regulators.cancel")
        self._cancel.clicked.connect(self.cancel)
        theme.dress(self._cancel, "cancel")
        self._how_far = label("", "caption")
        self._how_far.setObjectName("regulators.progress")
        self._left = TimeLeft()
        self.plot = ExitPlot(theme)
        self.plot.failed.connect(self.failed)
        self._stack = QStackedWidget()
        self.hint = label("", "muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self.hint)
        self._stack.addWidget(self.plot)
        inner = column(gap=GAP)
        head = row(
            label(self.tr("Early exits"), "heading"),
            self._how_far,
            1,
            label(self.tr("beside"), "muted"),
            self.others,
            self.start,
            self._cancel,
        )
        inner.addLayout(head)
        inner.addWidget(self._stack, 1)
        body = card(12)
        body.setLayout(inner)
        self.setLayout(column(body))
        self.others.currentIndexChanged.connect(self._judge)
        self._errand.changed.connect(self._judge)
        self._judge()

    @property
    def is_busy(self) -> bool:
        """Whether early exits are being measured."""
        return self._errand.is_busy

    def show_examination(self, seen: Examined | None, is_regulated: bool) -> None:
        """The network of this run and the images of this split from now on."""
        self._seen, self._exits, self._looked_for = seen, {}, None
        self._errand.drop()
        self.others.clear()
        self.others.addItem(self.tr("no other run"), None)
        self.plot.show_exits(())
        self._stack.setCurrentIndex(_NOTHING)
        hint = self.tr(
            "How much does each block of the last stage add? The images leave the network after "
            "it, straight to the head. Measuring takes one pass over the split."
        )
        if not is_regulated:
            none = self.tr("This network has no regulators; hold its blocks against a RegNet's.")
            hint = f"{none}\n\n{hint}"
        self.hint.setText(hint)
        self._judge()

    def look_for_others(self) -> None:
        """Which runs could be drawn beside this one; asked once a run."""
        if self._seen is not None and self._looked_for is not self._seen:
            self._looked_for = self._seen
            self._looking.ask(self._seen)

    def measure(self) -> None:
        """Let the images leave after each block, of this run and of the one beside it."""
        seen = self._seen
        if seen is None or self.is_busy:
            return
        wanted = [seen.run.path]
        if (other := self.others.currentData()) is not None:
            wanted.append(other.path)
        missing = [path for path in wanted if path not in self._exits]
        split = seen.split
        self._errand.begin(lambda tell: _measured(missing, split, tell))

    def cancel(self) -> None:
        """Give up measuring."""
        self._errand.cancel()

    def close_panel(self, seconds: float) -> None:
        """Give up and end the threads."""
        self._looking.close()
        self._errand.close(seconds)
        self._looking.wait(seconds)

    def _offer(self, seen: Examined, found: list[Counterpart]) -> None:
        if seen is not self._seen:
            return
        for other in found:
            text = f"{other.model} · {words.compact(other.params)} · {other.name}"
            self.others.addItem(text, other)
        if found:
            self.others.setCurrentIndex(1)

    def _judge(self, *_: object) -> None:
        """What can be asked for, and what of it is known."""
        busy, seen = self.is_busy, self._seen
        self.start.setVisible(not busy)
        self._cancel.setVisible(busy)
        self.others.setEnabled(not busy)
        begun = self.tr("Ending…") if self._errand.is_ending else self.tr("Reading the images")
        self._how_far.setText(begun if busy else "")
        if seen is None:
            return
        other: Counterpart | None = self.others.currentData()
        mine = self._exits.get(seen.run.path)
        theirs = self._exits.get(other.path) if other is not None else None
        self.start.setEnabled(mine is None or (other is not None and theirs is None))
        if mine is None:
            return
        model = seen.run.recipe.model.name
        lines = [Exits(self.tr("{model} (this run)").format(model=model), mine)]
        if other is not None and theirs is not None:
            lines.append(Exits(f"{other.model} ({other.name})", theirs))
        if list(self.plot.shown()) != lines:
            self.plot.show_exits(lines)
        self._stack.setCurrentIndex(_MEASURED)

    def _show_progress(self, report: tuple[Any, ...]) -> None:
        number, of, done, total = report
        text = words.so_far("evaluating", done, total)
        if of > 1:
            text = self.tr("run {n} of {of}: {done}").format(n=number, of=of, done=text)
        self._how_far.setText(self._left.said(text, done, total, number))

    def _take(self, found: dict[Path, list[EarlyExit]]) -> None:
        self._exits |= found
        self._judge()
        self.measured.emit()


def _others_of(seen: Examined) -> list[Counterpart]:
    from regnet_studio.runs.counterparts import counterparts
    from regnet_studio.runs.directory import Run

    return counterparts(Run(seen.run.path))


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
