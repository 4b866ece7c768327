"""The window: rail, pages, banners, status line, and who talks to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from regnet_studio.recipe import Recipe
from regnet_studio.runs.queue_entry import Entry
from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.language.language import Language
from regnet_studio.studio.look.appearance import Appearance
from regnet_studio.studio.look.theme import Theme, program_icon
from regnet_studio.studio.news import RunNews
from regnet_studio.studio.opening import Opening
from regnet_studio.studio.preferences import Preferred
from regnet_studio.studio.rail import STEPS, Rail
from regnet_studio.studio.readiness import Readiness
from regnet_studio.studio.reading import Reading
from regnet_studio.studio.runs.run_desk import RunDesk
from regnet_studio.studio.runs.runs_list import RunsList
from regnet_studio.studio.shell.banners import Banners
from regnet_studio.studio.shell.drop_overlay import DropOverlay
from regnet_studio.studio.shell.drops import drop_of, dropped_paths
from regnet_studio.studio.shell.ongoing import ongoing, sentence
from regnet_studio.studio.shell.questions import asked
from regnet_studio.studio.shell.status_line import StatusLine
from regnet_studio.studio.shell.welcome import Welcome
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.train.queue_desk import QueueDesk
from regnet_studio.studio.training import Training
from regnet_studio.studio.trouble.interrupted import Interrupted
from regnet_studio.studio.widgets.page_room import PageRoom
from regnet_studio.studio.widgets.parts import column, row
from regnet_studio.studio.wiring import connect

_LONGEST_WAIT_S = 60.0
_TRIAL_MS = 30
_SAID_MS = 6000


class StudioWindow(QMainWindow):
    """The whole desktop program. Build it with a :class:`QApplication` alive."""

    appeared = Signal()
    """Once: the first picture of the window is on the screen, the Data page in it."""
    painted = Signal()
    """Once, a moment later: all other pages are made as well."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle("RegNet Studio")
        self.setWindowIcon(program_icon())
        self.resize(1280, 800)
        self.setMinimumSize(1080, 640)
        self.theme = theme
        self.preferred = Preferred(self)
        self.language = Language(self.preferred, self)  # before there are texts
        self.appearance = Appearance(theme, self.preferred, self)
        self.state = StudioState(self)
        self.training = Training(self)
        self.reading = Reading(self.state, self)
        self.queue = QueueDesk(self)
        self._was_painted = False
        self._is_leaving = False
        """Whether the window closes as soon as the run is saved."""
        self._is_closed = False
        self._is_complete = False
        with theme.held_back():
            self._make_start()
            self._lay_out()
        self.opening = Opening(self)
        self.show_page("data")
        self.rail.focus_step("data")
        self.readiness.judge()

    def complete(self) -> None:
        """Make what the first picture does without. It comes of itself; again it does nothing."""
        if self._is_complete:
            return
        self._is_complete = True
        from regnet_studio.studio.shell.shell import Shell

        with self.theme.held_back():
            self._make_pages()
            self.shell = Shell(self)
        self._right.addWidget(self.shell.log_panel)
        self.overlay = DropOverlay(self.theme, self.opening.outlook, self)
        self.welcome = Welcome(self)
        self.refresh = connect(self)
        self.setAcceptDrops(True)

    def warm_up(self) -> None:
        """Load what is slow, in the background. Call when the window has been painted."""
        self.complete()
        self.reading.warm_up()
        self.reading.list_runs()
        self.queue.read()
        self.data_page.start.look_for_sets()
        self.opening.recents.look()
        self.shell.look_back()
        self.language.warm_up()

    @property
    def step(self) -> str:
        """The step whose page is in sight; a comparison is a part of evaluating."""
        place = self.pages.currentIndex()
        return STEPS[place] if place < len(STEPS) else "evaluate"

    def show_page(self, name: str) -> None:
        """Go to one of the steps: data, model, train, evaluate, predict, export."""
        self.pages.setCurrentIndex(STEPS.index(name))
        self.rail.show_step(name)

    def compare(self, runs: Sequence[Path]) -> None:
        """Show runs side by side, as a part of evaluating."""
        self.show_page("evaluate")
        self.pages.setCurrentWidget(self.compare_page)
        self.compare_page.compare(runs)

    def show_runs(self) -> None:
        """Show all runs in a table, until it is left."""
        shown = self.pages.currentIndex()
        if self.pages.widget(shown) is not self.runs_page:
            self.before_runs = shown
            self.pages.setCurrentWidget(self.runs_page)

    def open_path(self, path: Path | str) -> None:
        """Open whatever it is: a dataset, a recipe, a run or an image."""
        self.opening.open_path(path)

    def start_training(self) -> None:
        """Train with the recipe as it is, if it can be."""
        if self.readiness.why_not() or self.training.is_on:
            return
        recipe = self.state.recipe
        self._begin(lambda: self.training.start(recipe), self.tr("New run"))

    def resume(self, run: Path, changes: Sequence[str] = ()) -> None:
        """Go on with an interrupted, stopped or finished run, with ``key=value`` changed."""
        if not self.training.is_on:
            self._begin(lambda: self.training.resume(run, changes), run.name)

    def add_to_queue(self) -> None:
        """Put the recipe as it is at the end of the queue, if it can be trained."""
        if not self.readiness.why_not():
            self.queue.add(self.state.recipe)

    def interrupt_and_close(self) -> None:
        """Save the run that goes on, if any, at its next batch, then close without a question."""
        self._is_leaving = True
        if self.training.is_on:
            self.training.leave()
            self._stack_holder.setEnabled(False)
        else:
            self.close()

    @property
    def is_leaving(self) -> bool:
        """Whether it closes as soon as the run is saved."""
        return self._is_leaving

    @property
    def is_closed(self) -> bool:
        """Whether the window is closed, its threads ended."""
        return self._is_closed

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        drop = drop_of(dropped_paths(event.mimeData()))
        if self.opening.outlook(drop).works:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        drop = drop_of(dropped_paths(event.mimeData()))
        if self.opening.outlook(drop).works:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.opening.take_drop(drop)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.complete()  # so that everything can be closed
        if self.training.is_on:
            event.ignore()  # until the run is saved: what it takes, the window goes on living
            if not self._is_leaving and self._may_leave():
                self.interrupt_and_close()
            return
        if self._is_closed:
            return
        if not self._is_leaving and not self._may_give_up():
            event.ignore()
            return
        self._is_closed = True
        from regnet_studio.studio.widgets.plot_files import PlotFiles

        self.hide()  # nobody should look at a window that waits for its threads
        self.refresh.stop()
        self.data_page.close_dataset(_LONGEST_WAIT_S)
        for page in (
            self.train_page,
            self.model_page,
            self.evaluate_page,
            self.compare_page,
            self.predict_page,
            self.export_page,
            self.runs_page,
        ):
            page.close_page(_LONGEST_WAIT_S)
        for writing in self.findChildren(PlotFiles):
            writing.close(_LONGEST_WAIT_S)
        self.shell.close(_LONGEST_WAIT_S)
        for desk in (
            self.opening,
            self.welcome,
            self.run_desk,
            self.queue,
            self.interrupted,
            self.reading,
            self.preferred,
        ):
            desk.close(_LONGEST_WAIT_S)
        self.language.close()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._was_painted and event.type() == QEvent.Type.Paint:
            self._was_painted = True
            self._stack_holder.removeEventFilter(self)
            # After this event the picture goes to the screen; then the queue is asked again.
            QTimer.singleShot(0, self, self._go_on)
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        if self._is_closed:
            return
        self.appeared.emit()
        self.complete()
        self.painted.emit()

    def _make_start(self) -> None:
        self.banners = Banners(self.theme)
        self.news = RunNews(self.training, self.banners)
        self.interrupted = Interrupted(self.banners, self.resume, self)
        self.run_desk = RunDesk(self.banners, self)
        self.runs = RunsList(self.theme, self.run_desk)
        self.rail = Rail(self.theme, self.training, self.runs)
        self.rail.offer_languages(self.language)
        self.readiness = Readiness(self.state, self.reading, self.training, self.rail)
        self.data_page = DataPage(self.state, self.theme)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.data_page)
        self.before_runs = 0

    def _make_pages(self) -> None:
        """The other pages. Their modules are half of all there is to load."""
        from regnet_studio.studio.evaluate.evaluate_page import EvaluatePage
        from regnet_studio.studio.export.export_page import ExportPage
        from regnet_studio.studio.following import Following
        from regnet_studio.studio.model.model_page import ModelPage
        from regnet_studio.studio.predict.predict_page import PredictPage
        from regnet_studio.studio.runs.compare_page import ComparePage
        from regnet_studio.studio.runs.runs_page import RunsPage
        from regnet_studio.studio.train.train_page import TrainPage

        self.model_page = ModelPage(self.state, self.theme, self.training)
        self.train_page = TrainPage(
            self.state,
            self.theme,
            self.training,
            self.queue,
            lambda: self.show_page("data"),
            self.start_training,
        )
        self.following = Following(self.training, self.reading, self.runs, self.train_page)
        go_to_train = lambda: self.show_page("train")  # noqa: E731
        self.evaluate_page = EvaluatePage(self.state, self.theme, go_to_train)
        self.compare_page = ComparePage(self.theme)
        self.runs_page = RunsPage(self.theme, self.run_desk, self.show_runs, go_to_train)
        self.predict_page = PredictPage(self.state, self.theme, go_to_train)
        self.export_page = ExportPage(self.state, self.theme, go_to_train)
        for page in (
            self.model_page,
            self.train_page,
            self.evaluate_page,
            self.predict_page,
            self.export_page,
            self.compare_page,  # no step of its own, nor has the table of runs
            self.runs_page,
        ):
            self.pages.addWidget(page)

    def _lay_out(self) -> None:
        self._stack_holder = QWidget()
        self._right = column(self.banners, gap=0)
        self._right.addWidget(PageRoom(self.pages, self.theme), 1)
        outer = row(self.rail, gap=0)
        outer.addLayout(self._right, 1)
        self._stack_holder.setLayout(outer)
        self._stack_holder.installEventFilter(self)
        self.setCentralWidget(self._stack_holder)
        self._status = StatusLine(self.reading, self.training)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self._status, 1)

    def open_from_table(self, run: Path) -> None:
        """Open a run of the table of all runs, where it is judged."""
        self.show_page("evaluate")
        self.opening.open_listed(run)

    def train_again(self, recipe: Recipe) -> None:
        """A new run of an old recipe, on images that were mended since."""
        if self.training.is_on:
            self.banners.say(self.tr("A run is going on; train again when it has ended"), "notice")
        else:
            self._begin(lambda: self.training.start(recipe), self.tr("New run"))

    def start_queue(self) -> None:
        """Train what waits in the queue, unless a run goes on."""
        if not self.training.is_on:
            self._begin(self.training.start_queue, self.tr("Queue"))

    def _begin(self, begin: Callable[[], object], title: str) -> None:
        """Begin a run, once a trial that goes on has put back what it changed."""
        self.show_page("train")
        self.interrupted.withdraw()
        if self.train_page.is_trying:
            self.train_page.give_up_trials()
            QTimer.singleShot(_TRIAL_MS, lambda: self._begin(begin, title))
        elif not self.training.is_on and not self._is_closed:
            begin()
            self.train_page.show_course(self.training.course, title)

    def tell_added(self, entry: Entry) -> None:
        """Say that a recipe was put into the queue."""
        text = self.tr("{name} waits in the queue").format(name=entry.name)
        self.statusBar().showMessage(text, _SAID_MS)

    def show_ended(self, run: str) -> None:
        """A run ended: open it as its folder tells it, or close where that was waited for."""
        if self._is_leaving:
            self.close()
            return
        self.queue.read()
        if run and Path(run).is_dir():
            self.reading.open_run(Path(run))
        elif self.state.run is not None:
            self.opening.take_run(self.state.run)
        else:
            self.train_page.show_nothing()

    def stay_open(self) -> None:
        """The run could not be saved: the window stays open and says why."""
        self._is_leaving = False
        self._stack_holder.setEnabled(True)

    def ask_cancel(self) -> None:
        """Discard the run that goes on, if the user means it."""
        if asked(
            self,
            self.tr("Discard this run?"),
            self.tr("The run ends now and all that it has learned is deleted."),
            self.tr("Discard"),
            self.tr("Go on training"),
            destroys=True,
        ):
            self.training.cancel()

    def _may_give_up(self) -> bool:
        """Whether what goes on besides a run may end with the window."""
        found = ongoing(self)
        return not found or asked(
            self,
            self.tr("Close while something is going on?"),
            sentence(found),
            self.tr("Close"),
            self.tr("Stay"),
            destroys=True,
        )

    def _may_leave(self) -> bool:
        saved = self.tr(
            "It is saved after its next batch, and can be resumed later from exactly there."
        )
        return asked(
            self,
            self.tr("A run is going on"),
            "\n\n".join(filter(None, (saved, sentence(ongoing(self))))),
            self.tr("Interrupt and close"),
            self.tr("Stay"),
        )


def build_window(application: QApplication) -> StudioWindow:
    """The window with its theme, not yet shown."""
    return StudioWindow(Theme(application))
