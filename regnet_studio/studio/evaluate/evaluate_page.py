"""The Evaluate page: how good the open run is, how sure that is, and where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.questions import asked
from regnet_studio.studio.state import OpenRun, StudioState
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    column,
    label,
)

if TYPE_CHECKING:
    from regnet_studio.studio.evaluate.confusion import ConfusionMatrix
    from regnet_studio.studio.evaluate.evaluate_desk import EvaluateDesk
    from regnet_studio.studio.evaluate.examined import ExaminationDesk, Examined, Unexamined

_SPLITS = ("test", "validation")
_TITLE_PX = 260


class EvaluatePage(QWidget):
    """Opens the examination of the open run when the page is in sight."""

    failed = Signal(object)
    train_again = Signal(object)
    """The recipe of a new run on the mended images."""
    compare_asked = Signal(object)
    """``[Path, Path]``: a run, and the one on mended images, which has ended."""
    evaluated = Signal()
    """A split was evaluated, and what it brought is in the run's folder."""
    opened = Signal(object)
    """:class:`Examined`, as it is on the screen."""

    def __init__(self, state: StudioState, theme: Theme, go_to_train: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("page.evaluate")
        self._state, self._theme = state, theme
        self._desk: EvaluateDesk | None = None
        self._examining: ExaminationDesk | None = None
        self._seen: Examined | None = None
        self._run: OpenRun | None = None
        self._is_stale = False
        """Whether the run's examination is yet to be opened."""
        self._empty = EmptyState(
            theme,
            "evaluate",
            self.tr("No run is open"),
            self.tr("Train a network, or choose a run on the left, to see where it is wrong."),
            self.tr("Go to training"),
            go_to_train,
        )
        self._missing = EmptyState(theme, "predict", "", "", self.tr("Evaluate"), self.evaluate)
        self._missing.button.setObjectName("evaluate.missing")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._missing)
        layout = column(gap=2 * GAP, margin=3 * GAP)
        layout.addWidget(self._header())
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        state.run_changed.connect(self._show)
        self._judge()

    @property
    def desk(self) -> EvaluateDesk:
        """The tabs; made when first asked for, so that the window is on the screen before."""
        if self._desk is None:
            from regnet_studio.studio.evaluate.evaluate_desk import EvaluateDesk
            from regnet_studio.studio.evaluate.examined import ExaminationDesk
            from regnet_studio.studio.evaluate.repair import repair_desk

            self._desk = EvaluateDesk(self._state, self._theme)
            self._desk.failed.connect(self.failed)
            self._stack.addWidget(self._desk)
            examining = self._examining = ExaminationDesk(self)
            examining.opened.connect(self._take)
            examining.missing.connect(self._say_missing)
            examining.progressed.connect(self._show_progress)
            examining.evaluated.connect(self.evaluated)
            examining.failed.connect(self.failed)
            examining.changed.connect(self._judge)
            repair = repair_desk(self._state)
            repair.failed.connect(self.failed)
            repair.train_asked.connect(self.train_again)
            repair.compare_asked.connect(self.compare_asked)
        return self._desk

    @property
    def confusion(self) -> ConfusionMatrix:
        """The confusion matrix of the open run."""
        return self.desk.overview.panel.matrix

    @property
    def examined(self) -> Examined | None:
        """What the tabs show, once it is read."""
        return self._seen

    def figure_texts(self) -> dict[str, str]:
        """The headline figures as they stand there."""
        return self.desk.headline.texts()

    def split(self) -> str:
        """The split that is asked for."""
        return str(self._split.currentData())

    def show_split(self, name: str) -> None:
        """Go to ``test`` or ``validation``."""
        self._split.setCurrentIndex(_SPLITS.index(name))

    @property
    def is_evaluating(self) -> bool:
        """Whether the network looks at a split."""
        return self._examining is not None and self._examining.is_evaluating

    def busy_tabs(self) -> list[str]:
        """Names of the tabs that are at something long."""
        return self._desk.busy_tabs() if self._desk is not None else []

    def evaluate(self) -> None:
        """Evaluate the split that is chosen, without a question."""
        if self._run is not None and self._examining is not None:
            self._left.forget()
            self._examining.evaluate(self._run, self.split())

    def close_page(self, seconds: float) -> None:
        """End its threads; an edit that is being written is waited for."""
        if self._desk is None or self._examining is None:
            return
        from regnet_studio.studio.evaluate.repair import repair_desk

        repair_desk(self._state).close(seconds)
        self._examining.close(seconds)
        self._desk.close_page(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._open_if_stale()

    def _header(self) -> FlowRow:
        self._title = ElidedLabel(self.tr("Evaluate"), "title")
        hold(self._title, least_width=_TITLE_PX)
        self._looked = label("", "muted")
        self._looked.setObjectName("evaluate.looked")
        self._left = TimeLeft()
        self._looked.setToolTip(
            self.tr(
                "Whoever looks at the test images often, and chooses by what is seen there, ends "
                "with a figure that is too good. Choose by validation; test at the end."
            )
        )
        self._split = QComboBox()
        self._split.setObjectName("evaluate.split")
        self._split.setAccessibleName(self.tr("Split that is looked at"))
        self._split.addItem(self.tr("Test images"), "test")
        self._split.addItem(self.tr("Validation images"), "validation")
        self._split.currentIndexChanged.connect(self._change_split)
        self._again = button(self.tr("Evaluate again"), "evaluate.again")
        self._again.clicked.connect(self._ask_again)
        self._cancel = button(self.tr("Cancel"), "evaluate.cancel")
        self._cancel.clicked.connect(self._give_up)
        return FlowRow(self._title, self._looked, self._split, self._again, self._cancel)

    def _show(self) -> None:
        before, self._run = self._run, self._state.run
        run = self._run
        self._title.set_text(run.name if run is not None else self.tr("Evaluate"))
        self._seen = None
        if self._examining is not None:
            self._examining.give_up()
        if run is None or run.report is None:
            self._say_why_empty(run)
            self._stack.setCurrentWidget(self._empty)
            if self._desk is not None:
                self._desk.show_nothing()
            self._judge()
            return
        if before is None or before.path != run.path:
            self._split.blockSignals(True)
            self._split.setCurrentIndex(0)
            self._split.blockSignals(False)
        if self.split() == "test":
            self.desk.show_record(run.report)
            self._stack.setCurrentWidget(self.desk)
        self._is_stale = True
        if self.isVisible():
            self._open_if_stale()
        self._judge()

    def _open_if_stale(self) -> None:
        if self._is_stale and self._run is not None and self._run.report is not None:
            self._is_stale = False
            _ = self.desk
            assert self._examining is not None
            self._examining.open(self._run, self.split())

    def _change_split(self) -> None:
        self._seen = None
        self._is_stale = True
        self._open_if_stale()
        self._judge()

    def _take(self, seen: Examined) -> None:
        self._seen = seen
        self._stack.setCurrentWidget(self.desk)
        self.desk.show_examination(seen)
        self._judge()
        self.opened.emit(seen)

    def _say_missing(self, missing: Unexamined) -> None:
        from regnet_studio.studio.evaluate.examined import NOT_EVALUATED

        split = words.split(missing.split)
        if missing.reason == NOT_EVALUATED:
            self._missing.say(
                self.tr("The {split} images have not been evaluated").format(split=split),
                self.tr("The network looks at them once, with the weights of its best epoch."),
                self.tr("Evaluate {split}").format(split=split),
            )
        else:
            title = self.tr("The {split} images cannot be shown").format(split=split)
            self._missing.say(title, missing.reason, self.tr("Evaluate again"))
        self._stack.setCurrentWidget(self._missing)
        self.desk.show_nothing()
        self._judge()

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

    def _ask_again(self) -> None:
        """Evaluate the split again; of the test it is said what that costs."""
        seen = self._seen
        if seen is None:
            return
        if seen.split == "test":
            count = max(seen.report.test_evaluations, 1)
            if not asked(
                self,
                self.tr("Look at the test images again?"),
                self.tr(
                    "They were evaluated {n} time(s) so far; this one counts as well, and the "
                    "report says so. Nothing is learned from them."
                ).format(n=words.number(count)),
                self.tr("Evaluate again"),
                self.tr("Leave it"),
            ):
                return
        self.evaluate()

    def _give_up(self) -> None:
        if self._examining is not None:
            self._examining.give_up()
        self._is_stale = True
        self._open_if_stale()

    def _show_progress(self, done: int, total: int) -> None:
        self._looked.setText(self._left.said(words.so_far("evaluating", done, total), done, total))

    def _judge(self) -> None:
        """What of the header is shown."""
        has_report = self._run is not None and self._run.report is not None
        works = self._examining is not None and self._examining.is_evaluating
        self._split.setVisible(has_report)
        self._split.setEnabled(not works)
        self._again.setVisible(self._seen is not None and not works)
        self._cancel.setVisible(works)
        self._missing.button.setEnabled(not works)
        self._looked.setVisible(works or self._seen is not None)
        if works:
            self._looked.setText(self.tr("Evaluating…"))
        elif self._seen is not None and self._seen.split == "test":
            count = max(self._seen.report.test_evaluations, 1)
            text = self.tr("evaluated once") if count == 1 else self.tr("evaluated {n} times")
            self._looked.setText(text.format(n=words.number(count)))
        else:
            self._looked.setText("")
