"""The Train page: the settings, the run with its curves, what can be tried first, and the queue."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QTabWidget, QWidget

from regnet_studio.recipe import Recipe
from regnet_studio.runs.course import Course
from regnet_studio.studio import words
from regnet_studio.studio.form.fields_form import LEAST_BESIDE_PX
from regnet_studio.studio.form.recipe_form import RecipeForm
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.commands import Command
from regnet_studio.studio.shell.shortcuts import sequence
from regnet_studio.studio.shell.sight import bring_into_sight
from regnet_studio.studio.state import OpenRun, StudioState
from regnet_studio.studio.train.batch_tab import BatchTab
from regnet_studio.studio.train.change_panel import ChangePanel, Purpose
from regnet_studio.studio.train.check_tab import CheckTab
from regnet_studio.studio.train.queue_desk import QueueDesk
from regnet_studio.studio.train.queue_tab import QueueTab
from regnet_studio.studio.train.rate_tab import RateTab
from regnet_studio.studio.train.run_figures import RunFigures
from regnet_studio.studio.train.run_views import RunViews
from regnet_studio.studio.training import Training
from regnet_studio.studio.watching import Watching
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    column,
    holder,
    row,
)

TABS = ("run", "check", "finder", "batch", "queue")


class TrainPage(QWidget):
    """Shows the run that goes on, or the open one."""

    resume_asked = Signal(object, object)
    """Path of a run, and what to change as ``key=value``."""
    failed = Signal(object)
    """The exception of a trial."""

    def __init__(
        self,
        state: StudioState,
        theme: Theme,
        training: Training,
        queue: QueueDesk,
        go_to_data: Callable[[], object],
        train: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("page.train")
        self._state, self._training = state, training
        self._go_to_data, self._train = go_to_data, train
        self.course = Course()
        self.form = RecipeForm(state, theme, go_to_data)
        self.change = ChangePanel(theme)
        self.figures = RunFigures()
        self.views = RunViews(theme)
        self.curves = self.views.curves
        self.watching = Watching(state)
        self.check = CheckTab(state, theme, training)
        self.finder = RateTab(state, theme, training)
        self.batch = BatchTab(state, theme, training)
        self.queue = QueueTab(theme, training, queue)
        self._side = QStackedWidget()
        self._side.addWidget(self.form)
        self._side.addWidget(self.change)
        self._side.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        layout = column(gap=GAP, margin=3 * GAP)
        layout.addLayout(self._make_head(theme))
        layout.addWidget(Panes(self._side, self._make_tabs(theme), (2, 3), LEAST_BESIDE_PX), 1)
        self.setLayout(layout)
        self._connect(queue)
        self._settings.setChecked(True)
        self._say_empty()
        self._judge()

    def show_tab(self, name: str) -> None:
        """Go to one of ``TABS``."""
        self.tabs.setCurrentIndex(TABS.index(name))

    def show_course(self, course: Course, title: str) -> None:
        """Show a run: live or from its record."""
        self.course = course
        self._title.set_text(title or self.tr("Train"))
        self.views.show_course(course, self._recipe_of_run())
        self._stack.setCurrentIndex(1)
        self.change.show_past(course)
        self._show_numbers()
        self._show_elsewhere()
        self._judge()

    def show_reading(self, stage: str, done: int, total: int) -> None:
        """The record of a long run is being read, to be shown then."""
        text = self.tr("{stage}: {share}")
        share = words.percent(done / max(total, 1), 0)
        self._title.set_text(text.format(stage=words.stage(stage), share=share))

    def show_nothing(self) -> None:
        """No run is open."""
        self.course = Course()
        self._title.set_text(self.tr("Train"))
        self._stack.setCurrentIndex(0)
        self._judge()

    def offer_further(self, run: OpenRun) -> None:
        """Ask how an ended run is to go on."""
        if self._training.is_on:
            return
        self.show_tab("run")
        self.change.show_run(run.recipe, run.course, _purpose(run))
        self.change.setEnabled(True)
        self._show_side(self.change)
        self.change.focus_epochs()

    def commands(self) -> list[Command]:
        """What can be done with the settings, from anywhere in the window."""
        find = Command(
            "action.find_setting",
            self.tr("Search all settings"),
            self._find_from_anywhere,
            "search",
        )
        return [find, *self.form.commands()]

    def _find_from_anywhere(self) -> None:
        bring_into_sight(self)
        self.find_setting()

    def find_setting(self) -> None:
        """Show the settings, and put the keyboard on their search."""
        self.show_settings()
        self.form.focus_search()

    def show_settings(self) -> None:
        """Show the form, also beside a run that goes on."""
        self._show_side(self.form)

    def figure_texts(self) -> dict[str, str]:
        """The numbers as they stand there."""
        return self.figures.texts()

    @property
    def is_trying(self) -> bool:
        """Whether a trial goes on."""
        return any(tab.is_busy for tab in self._trials())

    def give_up_trials(self) -> None:
        """End the trial that goes on; ``is_trying`` tells when it has ended."""
        for tab in self._trials():
            tab.cancel()

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        for tab in self._trials():
            tab.close_tab(seconds)
        self.views.close_views(seconds)
        self.watching.close(seconds)

    def _trials(self) -> tuple[CheckTab, RateTab, BatchTab]:
        return self.check, self.finder, self.batch

    def _make_head(self, theme: Theme) -> QHBoxLayout:
        self._title = ElidedLabel(self.tr("Train"), "title")
        self._title.setObjectName("train.title")
        self._further = button("", "train.further")
        self._further.clicked.connect(self._open_further)
        theme.dress(self._further, "resume")
        self._settings = button(self.tr("Settings"), "train.settings")
        self._settings.setCheckable(True)
        self._settings.setAccessibleDescription(self.tr("Show or hide the settings"))
        self._settings.toggled.connect(self._toggle_settings)
        theme.dress(self._settings, "settings")
        top = row(self._title, self._further, self._settings)
        top.setStretch(0, 1)
        return top

    def _make_tabs(self, theme: Theme) -> QWidget:
        self._empty = EmptyState(theme, "train", "", "", " ", self._next)
        live = holder()
        elsewhere = self.tr("This run goes on in another process: only there can it be stopped")
        self._elsewhere = ElidedLabel(elsewhere, "muted")
        self._elsewhere.setObjectName("train.elsewhere")
        self._elsewhere.hide()
        inner = column(self._elsewhere, self.figures, gap=GAP)
        inner.addWidget(self.views, 1)
        live.setLayout(inner)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(live)
        of_run = holder()
        around = column(self._stack)
        around.setContentsMargins(0, GAP, 0, 0)
        of_run.setLayout(around)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("train.tabs")
        self.tabs.setAccessibleName(self.tr("The run, what can be tried first, and the queue"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for tab, text in (
            (of_run, self.tr("Run")),
            (self.check, self.tr("Check first")),
            (self.finder, self.tr("Learning rate")),
            (self.batch, self.tr("Batch size")),
            (self.queue, self.tr("Queue")),
        ):
            self.tabs.addTab(tab, text)
        return self.tabs

    def _connect(self, queue: QueueDesk) -> None:
        state, training = self._state, self._training
        state.data_changed.connect(self._say_empty)
        state.run_changed.connect(self._judge)
        training.advanced.connect(self._show_numbers)
        training.phase_changed.connect(self._follow_phase)
        training.recipe_changed.connect(self._follow_changes)
        QShortcut(sequence("setting.find"), self).activated.connect(self.find_setting)
        self.change.applied.connect(self._apply)
        self.change.closed.connect(lambda: self._show_side(self.form))
        queue.changed.connect(self._count_queue)
        self.watching.advanced.connect(self._show_numbers)
        self.watching.changed.connect(self._show_elsewhere)
        for part in (*self._trials(), self.views, self.watching):
            part.failed.connect(self.failed)

    def _toggle_settings(self, shown: bool) -> None:
        if shown:
            self._side.setCurrentWidget(self.form)
        elif self._training.can_change:
            self._side.setCurrentWidget(self.change)
        self._side.setVisible(shown or self._training.can_change)

    def _show_side(self, part: QWidget) -> None:
        self._side.setCurrentWidget(part)
        self._side.show()
        self._settings.blockSignals(True)
        self._settings.setChecked(part is self.form)
        self._settings.blockSignals(False)
        self._judge()

    def _next(self) -> None:
        if self._state.scan is None:
            self._go_to_data()
        else:
            self._train()

    def _say_empty(self) -> None:
        if self._state.scan is None:
            self._empty.say(
                self.tr("No images yet"),
                self.tr("Choose the images that the network will learn from."),
                self.tr("Choose images"),
            )
        else:
            self._empty.say(
                self.tr("Ready to train"),
                self.tr("Curves of loss and accuracy appear here while the network learns."),
                self.tr("Train with these settings"),
            )

    def _follow_phase(self) -> None:
        # The plots get the room while something moves; the settings are one click away.
        training = self._training
        self.form.show_running(training.is_on)
        if training.phase == "preparing" and not training.course.step:
            self._settings.setChecked(False)
            self._side.hide()
            self.show_tab("run")
        elif training.can_change and self.course is training.course:
            self._open_change()
        elif not training.is_on:
            self._show_side(self.form)
        elif training.phase == "preparing":
            self.change.setEnabled(False)  # until the new values are in force
        elif self._side.currentWidget() is self.change:
            self._side.hide()
        self._judge()

    def _open_change(self) -> None:
        recipe = self._training.recipe
        if recipe is not None and not self._settings.isChecked():
            self.change.show_run(recipe, self._training.course, "change")
            self.change.setEnabled(True)
            self._show_side(self.change)

    def _follow_changes(self) -> None:
        """The run has other settings: what is offered to change begins with them."""
        if self._training.can_change:
            self._open_change()

    def _apply(self, changes: list[str], go_on: bool) -> None:
        if self.change.purpose == "change":
            self._training.change(changes, go_on)
        elif self._state.run is not None:
            self.resume_asked.emit(self._state.run.path, changes)

    def _open_further(self) -> None:
        if self._state.run is not None:
            self.offer_further(self._state.run)

    def _judge(self) -> None:
        """Whether the open run can go on, and what that is called."""
        run = self._state.run
        ended = run is not None and run.course is self.course and run.status != "running"
        asked = self._side.currentWidget() is self.change and not self._side.isHidden()
        self._further.setVisible(ended and not asked and not self._training.is_on)
        if run is not None:
            further = _purpose(run) == "further"
            text = self.tr("Train further…") if further else self.tr("Resume…")
            self._further.setText(text)
            self._further.setAccessibleName(text)

    def _count_queue(self) -> None:
        count = len(self.queue.desk.waiting.entries)
        text = self.tr("Queue ({n})").format(n=words.number(count)) if count else self.tr("Queue")
        self.tabs.setTabText(TABS.index("queue"), text)

    def _recipe_of_run(self) -> Recipe | None:
        """What the run that is shown was asked for."""
        if self.course is self._training.course:
            return self._training.recipe
        run = self._state.run
        return run.recipe if run is not None and run.course is self.course else None

    def _show_elsewhere(self) -> None:
        """Say that the run goes on in another process, where it does."""
        self._elsewhere.setVisible(self._goes_on_elsewhere())

    def _goes_on_elsewhere(self) -> bool:
        run = self._state.run
        return self.watching.is_on and run is not None and run.course is self.course

    def _show_numbers(self) -> None:
        is_live = self._training.is_on and self.course is self._training.course
        self.figures.show_course(self.course, is_live or self._goes_on_elsewhere())
        self.views.refresh(self.course, self._recipe_of_run())


def _purpose(run: OpenRun) -> Purpose:
    """A run that did all its epochs can only go on with more of them."""
    done = run.status == "finished" or run.course.epoch >= run.recipe.stopping.epochs
    return "further" if done else "resume"
