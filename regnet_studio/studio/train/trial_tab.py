"""A trial before the training: what it is for, a button, its progress, and what came out."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from regnet_studio.recipe import Recipe
from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import (
    GAP,
    EmptyState,
    button,
    card,
    column,
    holder,
    label,
)
from regnet_studio.training.events import Event, Progress

Trial = Generator[Event, None, Any]


class TrialTab(QWidget):
    """Runs one of the engine's trials with the recipe as it is, off this thread.

    A subclass says what it is called (``_say``), which trial it is (``_trial``) and how what came
    out is shown (``_make_result``, ``_show_result``).
    """

    failed = Signal(object)
    """The exception."""
    done = Signal()
    """What came out is shown."""
    ended = Signal()
    """It is over, however it went."""

    def __init__(self, state: StudioState, theme: Theme, training: Training, name: str) -> None:
        super().__init__()
        self.setObjectName(f"train.{name}")
        self._state, self._theme, self._training, self._name = state, theme, training, name
        self._job: Job | None = None
        self._tried: Recipe | None = None
        """The recipe of what is shown."""
        title, about, action = self._texts()
        self._action = action
        self._about = label(about, "muted", wrap=True)
        self._start = button(action, f"{name}.start")
        self._start.clicked.connect(self.start)
        theme.dress(self._start, "play")
        self._cancel = button(self.tr("Cancel"), f"{name}.cancel")
        self._cancel.clicked.connect(self.cancel)
        theme.dress(self._cancel, "cancel")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}.progress")
        self._bar.setAccessibleName(self.tr("Progress of: {what}").format(what=action))
        self._bar.setTextVisible(False)
        self._stage = label("", "caption")
        self._stage.setObjectName(f"{name}.stage")
        self._left = TimeLeft()
        self._stale = label("", "caption", wrap=True)
        self._stale.setObjectName(f"{name}.stale")
        self._empty = EmptyState(theme, "settings", title, about, action, self.start)
        self._empty.button.setObjectName(f"{name}.first")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_body())
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        for signal in (state.recipe_changed, state.data_changed, state.faults_changed):
            signal.connect(self._judge)
        training.phase_changed.connect(self._judge)
        self._judge()

    @property
    def is_busy(self) -> bool:
        """Whether it is being tried."""
        return self._job is not None

    def start(self) -> None:
        """Try the recipe as it is."""
        if self._job is not None or self._why_not():
            return
        recipe = self._state.recipe
        trial = self._trial

        def work(on_progress: OnProgress) -> Any:
            return _result_of(trial(recipe), on_progress)

        self._tried = recipe
        self._job = Job(work, self)
        self._job.progressed.connect(self._show_progress)
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._refuse)
        self._job.cancelled.connect(self._forget)
        self._job.ended.connect(self._over)
        self._stack.setCurrentIndex(1)
        self._left.forget()
        self._begin()
        self._job.start()
        self._judge()

    def cancel(self) -> None:
        """Give it up at its next step."""
        if self._job is not None:
            self._job.cancel()
            self._stage.setText(self.tr("Ending…"))

    def close_tab(self, seconds: float) -> None:
        """Give it up and wait for its thread (for closing the window)."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(seconds)

    def _texts(self) -> tuple[str, str, str]:
        """What it is called, what it is for, and what its button says."""
        raise NotImplementedError

    def _trial(self, recipe: Recipe) -> Trial:
        """Called in the thread."""
        raise NotImplementedError

    def _make_result(self) -> QWidget:
        raise NotImplementedError

    def _begin(self) -> None:
        """Clear away what came out last time."""
        raise NotImplementedError

    def _take_event(self, events: tuple[Event, ...]) -> None:
        """What the trial told so far, apart from its preparation."""

    def _show_result(self, result: Any) -> None:
        raise NotImplementedError

    def _make_body(self) -> QWidget:
        head = card(12)
        inner = column(gap=GAP)
        inner.addWidget(FlowRow(self._about, self._cancel, self._start))
        inner.addWidget(self._bar)
        inner.addWidget(self._stage)
        inner.addWidget(self._stale)
        head.setLayout(inner)
        place = holder()
        layout = column(head, gap=12)
        layout.addWidget(self._make_result(), 1)
        place.setLayout(layout)
        return place

    def _why_not(self) -> str:
        """Why it cannot be tried now; empty where it can."""
        if self._training.is_on:
            return self.tr("Not while a run goes on: each would slow the other down")
        if self._state.scan is None:
            return self.tr("Choose images first, on the Data page")
        if self._state.faults:
            return next(iter(self._state.faults.values()))
        return ""

    def _judge(self) -> None:
        why_not = self._why_not()
        for start in (self._start, self._empty.button):
            start.setEnabled(not why_not and self._job is None)
            start.setToolTip(why_not)
            start.setAccessibleDescription(why_not or self._about.text())
        title, about, action = self._texts()
        self._empty.say(title, f"{about}\n\n{why_not}" if why_not else about, action)
        again = self.tr("Again") if self._tried is not None else action
        self._start.setText(again)
        self._start.setAccessibleName(words.labelled(again, action) if again != action else action)
        self._start.setVisible(self._job is None)
        self._cancel.setVisible(self._job is not None)
        self._bar.setVisible(self._job is not None)
        self._stage.setVisible(self._job is not None)
        stale = self._job is None and self._tried not in (None, self._state.recipe)
        text = self.tr("The settings were changed since: this is what the earlier ones gave.")
        self._stale.setText(text if stale else "")
        self._stale.setVisible(stale)

    def _show_progress(self, report: tuple[Progress | None, tuple[Event, ...]]) -> None:
        progress, events = report
        if progress is not None:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)
            so_far = words.so_far(progress.stage, progress.done, progress.total)
            text = f"{words.stage(progress.stage)} · {so_far}".removesuffix(" · ")
            said = self._left.said(text, progress.done, progress.total, progress.stage)
            self._stage.setText(said)
        if events:
            self._take_event(events)

    def _say_step(self, text: str, done: int, total: int) -> None:
        """How far the trial itself is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._stage.setText(self._left.said(text, done, total))

    def _take(self, result: Any) -> None:
        self._show_result(result)
        self._job = None
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        self._forget()
        self.failed.emit(error)

    def _forget(self) -> None:
        """Nothing came out of it."""
        self._tried = None
        self._stack.setCurrentIndex(0)

    def _over(self) -> None:
        self._job = None
        self._judge()
        self.ended.emit()


def _result_of(trial: Trial, on_progress: OnProgress) -> Any:
    """What a trial returns; its events are told on the way, all of them with each."""
    told: list[Event] = []
    with closing(trial):  # given up, it puts back what it changed
        while True:
            try:
                event = next(trial)
            except StopIteration as end:
                return end.value
            if isinstance(event, Progress):
                on_progress(event, ())
            else:
                told.append(event)
                on_progress(None, tuple(told))
