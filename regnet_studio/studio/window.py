"""The window: rail, pages, banners, status line, and who talks to whom."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QWidget,
)

from regnet_studio.recipe import Recipe
from regnet_studio.studio import words
from regnet_studio.studio.banners import Banners
from regnet_studio.studio.data_page import DataPage
from regnet_studio.studio.drops import dropped_paths, meaning_of
from regnet_studio.studio.evaluate_page import EvaluatePage
from regnet_studio.studio.export_page import ExportPage
from regnet_studio.studio.model_page import ModelPage
from regnet_studio.studio.parts import ElidedLabel, column, row
from regnet_studio.studio.predict_page import PredictPage
from regnet_studio.studio.rail import STEPS, Rail
from regnet_studio.studio.reading import Reading
from regnet_studio.studio.runs_list import RunsList
from regnet_studio.studio.state import OpenRun, StudioState
from regnet_studio.studio.theme import Theme, program_icon
from regnet_studio.studio.train_page import TrainPage
from regnet_studio.studio.training import Training

_LONGEST_WAIT_S = 60.0


class StudioWindow(QMainWindow):
    """The whole desktop program. Build it with a :class:`QApplication` alive."""

    painted = Signal()
    """Once: the first picture of the window is on the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle("RegNet Studio")
        self.setWindowIcon(program_icon())
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.setMinimumSize(1080, 640)
        self.theme = theme
        self.state = StudioState(self)
        self.training = Training(self)
        self.reading = Reading(self.state, self)
        self._was_painted = False
        self._is_closed = False
        self._make_parts()
        self._lay_out()
        self._connect_reading()
        self._connect_training()
        self._connect_pages()
        self.show_page("data")
        self.rail.focus_step("data")
        self._judge_ready()

    def warm_up(self) -> None:
        """Load what is slow, in the background. Call when the window has been painted."""
        self.reading.warm_up()
        self.reading.list_runs()
        self.data_page.start.look_for_sets()
        self._say_status()

    def show_page(self, name: str) -> None:
        """Go to one of the steps: data, model, train, evaluate, predict, export."""
        self.pages.setCurrentIndex(STEPS.index(name))
        self.rail.show_step(name)

    def open_path(self, path: Path | str) -> None:
        """Open whatever it is: a dataset, a recipe, a run or an image."""
        meaning = meaning_of(Path(path))
        if meaning == "run":
            self.reading.open_run(Path(path))
            self.show_page("train")
        elif meaning == "recipe":
            self.reading.open_recipe(Path(path))
        elif meaning == "image" and Path(path).is_file():
            self.show_page("predict")
            self.predict_page.predict(Path(path))
        else:
            self.show_page("data")
            self.reading.scan(str(path))

    def start_training(self) -> None:
        """Train with the recipe as it is, if it can be."""
        if self._why_not() or self.training.is_on:
            return
        self.show_page("train")
        self.training.start(self.state.recipe)
        self.train_page.show_course(self.training.course, self.tr("New run"))

    def resume(self, run: Path) -> None:
        """Go on with an interrupted or stopped run."""
        if self.training.is_on:
            return
        self.show_page("train")
        self.training.resume(run)
        self.train_page.show_course(self.training.course, run.name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.open_path(paths[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.training.is_on and not self._may_leave():
            event.ignore()
            return
        if self._is_closed:
            return
        self._is_closed = True
        self._refresh.stop()
        self.training.leave()
        self.training.wait(_LONGEST_WAIT_S)
        self.data_page.close_dataset(_LONGEST_WAIT_S)
        self.model_page.close_page(_LONGEST_WAIT_S)
        self.reading.close(_LONGEST_WAIT_S)
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._was_painted and event.type() == QEvent.Type.Paint:
            self._was_painted = True
            self._stack_holder.removeEventFilter(self)
            # After this event the picture goes to the screen; then the queue is asked again.
            QTimer.singleShot(0, self.painted.emit)
        return super().eventFilter(watched, event)

    def _make_parts(self) -> None:
        self.banners = Banners(self.theme)
        self.runs = RunsList(self.theme)
        self.rail = Rail(self.theme, self.training, self.runs)
        self.data_page = DataPage(self.state, self.theme)
        self.model_page = ModelPage(self.state, self.theme, self.training)
        self.train_page = TrainPage(
            self.state,
            self.theme,
            self.training,
            lambda: self.show_page("data"),
            self.start_training,
        )
        go_to_train = lambda: self.show_page("train")  # noqa: E731
        self.evaluate_page = EvaluatePage(self.state, self.theme, go_to_train)
        self.predict_page = PredictPage(self.state, self.theme, go_to_train)
        self.export_page = ExportPage(self.state, self.theme, go_to_train)
        self.pages = QStackedWidget()
        for page in (
            self.data_page,
            self.model_page,
            self.train_page,
            self.evaluate_page,
            self.predict_page,
            self.export_page,
        ):
            self.pages.addWidget(page)

    def _lay_out(self) -> None:
        self._stack_holder = QWidget()
        right = column(self.banners, gap=0)
        right.addWidget(self.pages, 1)
        outer = row(self.rail, gap=0)
        outer.addLayout(right, 1)
        self._stack_holder.setLayout(outer)
        self._stack_holder.installEventFilter(self)
        self.setCentralWidget(self._stack_holder)
        self._status = ElidedLabel("")
        self._status.setObjectName("status")
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self._status, 1)

    def _connect_reading(self) -> None:
        reading = self.reading
        reading.failed.connect(self.banners.show_error)
        reading.scan_began.connect(self.data_page.show_scanning)
        reading.scan_began.connect(self._say_status)
        reading.scan_began.connect(self._judge_ready)
        reading.scan_progressed.connect(self.data_page.show_progress)
        reading.reread_began.connect(self.data_page.show_rereading)
        reading.reread_began.connect(self._say_status)
        reading.reread_began.connect(self._judge_ready)
        reading.scan_ended.connect(self.data_page.show_scanned)
        reading.scan_ended.connect(self._say_status)
        reading.scan_ended.connect(self._judge_ready)
        reading.recipe_opened.connect(self._take_recipe)
        reading.run_opened.connect(self._take_run)
        reading.runs_listed.connect(self.runs.show_runs)
        reading.formats_known.connect(self.export_page.show_formats)
        reading.desk_loaded.connect(self.data_page.make_desk)
        reading.torch_loaded.connect(self._say_status)
        reading.catalogue_progressed.connect(self.model_page.show_progress)
        # Runs of other processes come and go as well.
        self._refresh = QTimer(self)
        self._refresh.setInterval(10_000)
        self._refresh.timeout.connect(reading.list_runs)
        self._refresh.start()

    def _connect_training(self) -> None:
        training = self.training
        training.phase_changed.connect(self._judge_ready)
        training.phase_changed.connect(self._say_status)
        training.advanced.connect(self._say_status)
        training.advanced.connect(self._follow_run)
        training.epoch_ended.connect(self.reading.list_runs)
        training.noticed.connect(self.banners.say)
        training.failed.connect(self.banners.show_error)
        training.ended.connect(self._training_ended)
        self.rail.train_asked.connect(self.start_training)
        self.rail.pause_asked.connect(training.pause)
        self.rail.stop_asked.connect(training.stop)
        self.rail.cancel_asked.connect(self._ask_cancel)

    def _connect_pages(self) -> None:
        self.rail.step_chosen.connect(self.show_page)
        self.runs.opened.connect(self._open_listed)
        self.runs.resume_asked.connect(self.resume)
        self.data_page.source_asked.connect(self.reading.scan)
        self.data_page.paths_dropped.connect(lambda paths: self.open_path(paths[0]))
        self.data_page.cancel_asked.connect(self.reading.cancel_scan)
        self.data_page.failed.connect(self.banners.show_error)
        self.model_page.failed.connect(self.banners.show_error)
        self.predict_page.failed.connect(self.banners.show_error)
        self.predict_page.mistaken.connect(lambda text: self.banners.say(text, "mistake"))
        self.export_page.failed.connect(self.banners.show_error)
        self.state.data_changed.connect(self._judge_ready)
        self.state.faults_changed.connect(self._judge_ready)

    def _open_listed(self, run: Path) -> None:
        if self.training.is_on and str(run) == self.training.course.run:
            self.train_page.show_course(self.training.course, run.name)
            self.show_page("train")
        else:
            self.reading.open_run(run)

    def _take_recipe(self, recipe: Recipe) -> None:
        self.state.set_data(None)
        self.state.use_recipe(recipe)
        self.show_page("train")
        self.reading.scan(recipe.data.source)

    def _take_run(self, run: OpenRun) -> None:
        self.state.set_run(run)
        self.runs.select(run.path)
        self.train_page.show_course(run.course, run.name)

    def _follow_run(self) -> None:
        """The new run has its directory: give the page its name and put it on the list."""
        run = self.training.course.run
        if run and run != self._run_here:
            self._run_here = run
            self.runs.set_here(run)
            self.reading.list_runs()
            if self.train_page.course is self.training.course:
                self.train_page.show_course(self.training.course, Path(run).name)

    _run_here = ""

    def _training_ended(self, run: str) -> None:
        self._run_here = ""
        self.runs.set_here("")
        self.reading.list_runs()
        if self._is_closed:
            return
        if run and Path(run).is_dir():
            self.reading.open_run(Path(run))
        elif self.state.run is not None:
            self._take_run(self.state.run)
        else:
            self.train_page.show_nothing()

    def _ask_cancel(self) -> None:
        box = self._question(
            self.tr("Discard this run?"),
            self.tr("The run ends now and all that it has learned is deleted."),
        )
        discard = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Go on training"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        if box.clickedButton() is discard:
            self.training.cancel()

    def _may_leave(self) -> bool:
        box = self._question(
            self.tr("A run is going on"),
            self.tr("Its state is saved and it can be resumed later. Close the window?"),
        )
        leave = box.addButton(self.tr("Save and close"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is leave

    def _question(self, title: str, text: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Question, title, title, parent=self)
        box.setInformativeText(text)
        return box

    def _why_not(self) -> str:
        """Why Train cannot be pressed; empty where it can."""
        if self.reading.is_scanning:
            return self.tr("The images are being read")
        if self.state.scan is None:
            return self.tr("Choose images first, on the Data page")
        if self.state.faults:
            return self.tr("Put this right first: {fault}").format(
                fault=next(iter(self.state.faults.values()))
            )
        return ""

    def _judge_ready(self) -> None:
        self.rail.show_ready(self._why_not())

    def _say_status(self) -> None:
        self._status.set_text(self._status_text())

    def _status_text(self) -> str:
        course, phase = self.training.course, self.training.phase
        if phase == "idle":
            if self.reading.is_scanning:
                return self.tr("Reading the images…")
            if not self.reading.has_torch:
                return self.tr("Getting ready… (loading PyTorch)")
            return self.tr("Ready")
        if course.stage is not None:
            word, done, total = course.stage
            return f"{words.stage(word)} · {words.so_far(word, done, total)}".removesuffix(" · ")
        where = self.tr("epoch {epoch} of {epochs}, {speed} images a second").format(
            epoch=course.epoch, epochs=course.epochs, speed=round(course.images_per_second)
        )
        return {
            "preparing": self.tr("Getting ready… (data and network)"),
            "training": self.tr("Training: {where}").format(where=where),
            "paused": self.tr("Paused: {where}").format(where=where),
            "evaluating": self.tr("Evaluating the best epoch…"),
        }.get(phase, self.tr("Ending: saving what there is…"))


def build_window(application: QApplication) -> StudioWindow:
    """The window with its theme, not yet shown."""
    return StudioWindow(Theme(application))
