"""Gives the run that goes on its name and its place in the list, as soon as it has them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from regnet_studio.studio.reading import Reading
from regnet_studio.studio.runs.runs_list import RunsList
from regnet_studio.studio.train.train_page import TrainPage
from regnet_studio.studio.training import Training


class Following(QObject):
    """Listens to the training; the list of runs and the Train page follow."""

    def __init__(
        self, training: Training, reading: Reading, runs: RunsList, page: TrainPage
    ) -> None:
        super().__init__(page)
        self._training, self._reading, self._runs, self._page = training, reading, runs, page
        self._here = ""
        training.epoch_ended.connect(reading.list_runs)
        training.advanced.connect(self._follow)
        training.course_changed.connect(self._take_course)
        training.ended.connect(self._forget)
        reading.run_progressed.connect(page.show_reading)
        page.watching.ended.connect(self._look_again)

    def _follow(self) -> None:
        """The new run has its directory: give the page its name and put it on the list."""
        run = self._training.course.run
        if run and run != self._here:
            self._here = run
            self._runs.set_here(run)
            self._reading.list_runs()
            if self._page.course is self._training.course:
                self._page.show_course(self._training.course, Path(run).name)

    def _take_course(self) -> None:
        """Another run of the queue, or the record of one that was resumed."""
        name = Path(self._training.course.run).name
        self._page.show_course(self._training.course, name or self.tr("Next run"))
        self._reading.list_runs()

    def _look_again(self, run: Path) -> None:
        """A run of another process ended: read it whole, where it is still in sight."""
        self._reading.list_runs()
        if not self._training.is_on:
            self._reading.open_run(run)

    def _forget(self) -> None:
        self._here = ""
        self._runs.set_here("")
        self._reading.list_runs()
