"""All that is read for the window off its thread: scans, runs, the catalogue, the formats."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from regnet_studio.errors import DataMistake
from regnet_studio.recipe import Recipe, load
from regnet_studio.recipe.tree import Data
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.state import OpenRun, StudioState, shape_of

if TYPE_CHECKING:
    from regnet_studio.runs.listing import Listing

_LATER = ("evaluate.examined", "evaluate.repair", "runs.changed_images")
_REREAD_MS = 400
"""After the last change of how images are read, such as a letter typed into a pattern."""


class Reading(QObject):
    """Starts jobs and puts what they bring into the state. GUI thread only."""

    failed = Signal(object)
    """The exception."""
    scan_began = Signal(str)
    scan_progressed = Signal(str, object, object)
    """Stage, done, total (0: unknown)."""
    scan_ended = Signal()
    reread_began = Signal()
    """The same images are being read in another way; ``scan_ended`` comes then, too."""
    recipe_opened = Signal(object)
    run_opened = Signal(object)
    """:class:`OpenRun`."""
    run_progressed = Signal(str, object, object)
    """While the record of a long run is read for the first time: stage, bytes done and in all."""
    runs_listed = Signal(object)
    formats_known = Signal(object)
    desk_loaded = Signal()
    """The tabs of the Data page can be made without delay."""
    torch_loaded = Signal()
    catalogue_progressed = Signal(int, int)
    """How many architectures are counted, of how many."""

    def __init__(self, state: StudioState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._jobs: list[Job] = []
        self._scan: Job | None = None
        self._run: Job | None = None
        self._listing: Job | None = None
        self._list_again = False
        self._runs: Listing | None = None
        """Used by one job after the other."""
        self._has_torch = False
        self._is_closed = False
        self._shape: tuple[int, int, int] | None = None
        self._counting: Job | None = None
        self._tried: Data | None = None
        """What was last read anew; once is enough, also where it failed."""
        self._reread = QTimer(self)
        self._reread.setSingleShot(True)
        self._reread.setInterval(_REREAD_MS)
        self._reread.timeout.connect(self._read_again)
        state.data_changed.connect(self.read_catalogue)
        state.recipe_changed.connect(self.read_catalogue)
        state.recipe_changed.connect(self._plan_reread)

    @property
    def is_scanning(self) -> bool:
        """Whether images are being looked at."""
        return self._scan is not None

    @property
    def has_torch(self) -> bool:
        """Whether the heavy libraries are in."""
        return self._has_torch

    def warm_up(self) -> None:
        """Import what is slow, behind the window: the Data page's tabs, plots, torch, the rest."""
        desk = self._begin(lambda _: importlib.import_module("regnet_studio.studio.data.data_desk"))
        desk.succeeded.connect(self.desk_loaded)
        desk.ended.connect(self._load_torch)

    def _load_torch(self) -> None:
        if self._is_closed:
            return

        def work(_: OnProgress) -> Any:
            for module in ("pyqtgraph", "torch", "regnet_studio.runs.execute"):
                importlib.import_module(module)
            from regnet_studio.runs import exporting

            formats = exporting.formats()
            # What the other pages are made of: an import in the window's thread holds it up.
            from regnet_studio.studio.evaluate.evaluate_desk import TABS

            rooms = [*(f"evaluate.{module}" for module, _ in TABS.values()), *_LATER]
            for module in rooms:
                importlib.import_module(f"regnet_studio.studio.{module}")
            return formats

        job = self._begin(work)
        job.succeeded.connect(self._take_warm)

    def scan(self, source: str) -> None:
        """Look at every image of a source; a scan that goes on is given up for it."""
        job = self._begin_scan(source)
        job.failed.connect(self.failed)
        job.progressed.connect(self._tell_progress)
        self.scan_began.emit(source)

    def _begin_scan(self, source: str) -> Job:
        self.cancel_scan()
        data = self._state.data_for(source)

        def work(on_progress: OnProgress) -> Any:
            from regnet_studio.data.scan import scan
            from regnet_studio.studio.data.overview import Overview

            return Overview.of(scan(data, on_progress))

        job = Job(work, self)
        self._jobs.append(job)
        self._scan = job
        job.succeeded.connect(self._state.set_data)
        job.ended.connect(lambda: self._jobs.remove(job))
        job.ended.connect(lambda: self._scan_over(job))
        return job.start()

    def _tell_run(self, report: tuple[str, int, int]) -> None:
        self.run_progressed.emit(*report)

    def _tell_progress(self, report: tuple[str, int, int]) -> None:
        self.scan_progressed.emit(*report)

    def _plan_reread(self) -> None:
        state = self._state
        if not state.unread():
            self._reread.stop()
            state.clear_layout_faults()
        elif state.recipe.data != self._tried:
            self._reread.start()

    def _read_again(self) -> None:
        """Read the open images as the recipe now says; what is wrong stands at its field."""
        if self._state.is_mending:  # its edits come first
            self._reread.start()
            return
        key = self._state.unread()
        if not key:
            return
        self._tried = self._state.recipe.data
        job = self._begin_scan(self._state.recipe.data.source)

        def failed(error: BaseException) -> None:
            if isinstance(error, DataMistake):
                self._state.set_fault(key, str(error))
            else:
                self.failed.emit(error)

        job.failed.connect(failed)
        self.reread_began.emit()

    def cancel_scan(self) -> None:
        """Give up the scan that goes on."""
        if self._scan is not None:
            job, self._scan = self._scan, None
            job.cancel()
            self.scan_ended.emit()

    def open_recipe(self, path: Path) -> None:
        """Read a recipe file."""

        def work(_: OnProgress) -> Recipe:
            recipe = load(path)
            source = Path(recipe.data.source)
            beside = path.absolute().parent / source
            if not source.is_absolute() and not source.exists() and beside.exists():
                from regnet_studio.recipe import override_value

                return override_value(recipe, "data.source", str(beside))
            return recipe

        self._begin(work).succeeded.connect(self.recipe_opened)

    def open_run(self, path: Path) -> None:
        """Read a run; the one asked for last is the one that opens."""
        if self._run is not None:
            self._run.cancel()
        job = self._begin(lambda on_progress: read_run(path, on_progress))
        self._run = job
        job.progressed.connect(self._tell_run)
        job.succeeded.connect(self.run_opened)
        job.ended.connect(lambda: self._run_over(job))

    def list_runs(self) -> None:
        """Read the list of runs anew."""
        if self._listing is not None:
            self._list_again = True
            return

        def work(_: OnProgress) -> Any:
            from regnet_studio.runs.listing import Listing

            self._runs = self._runs or Listing()
            return self._runs.read()

        self._listing = self._begin(work)
        self._listing.succeeded.connect(self.runs_listed)
        self._listing.ended.connect(self._list_over)

    def read_catalogue(self) -> None:
        """Reckon the costs of all architectures for the present data, if they changed."""
        if not self._has_torch:
            return
        shape = shape_of(self._state)
        if shape == self._shape:
            return
        self._shape = shape
        if self._counting is not None:
            self._counting.cancel()

        def work(on_progress: OnProgress) -> Any:
            from regnet_studio.models.catalogue import catalogue
            from regnet_studio.training.measure import this_machine

            machine = this_machine()
            return catalogue(*shape, on_progress), machine

        job = self._begin(work)
        self._counting = job
        job.progressed.connect(lambda report: self._tell_counted(job, report))
        job.succeeded.connect(lambda found: self._take_models(job, *found))

    def close(self, seconds: float) -> None:
        """Give up everything and wait for the threads, so that none outlives the window."""
        self._is_closed = True
        for job in self._jobs:
            job.cancel()
        for job in list(self._jobs):
            job.wait(seconds)

    def _begin(self, work: Any) -> Job:
        job = Job(work, self)
        self._jobs.append(job)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._jobs.remove(job))
        return job.start()

    def _take_warm(self, formats: Any) -> None:
        self._has_torch = True
        self.formats_known.emit(formats)
        self.torch_loaded.emit()
        self.read_catalogue()

    def _tell_counted(self, job: Job, report: tuple[int, int]) -> None:
        if job is self._counting:
            self.catalogue_progressed.emit(*report)

    def _take_models(self, job: Job, models: Any, machine: Any) -> None:
        if job is self._counting:
            self._counting = None
            self._state.set_models(models, machine)

    def _scan_over(self, job: Job) -> None:
        if self._scan is job:
            self._scan = None
            self.scan_ended.emit()

    def _run_over(self, job: Job) -> None:
        if self._run is job:
            self._run = None

    def _list_over(self) -> None:
        self._listing = None
        if self._list_again:
            self._list_again = False
            self.list_runs()


def read_run(path: Path, on_progress: OnProgress | None = None) -> OpenRun:
    """A run as its directory tells it.

    Args:
        on_progress: see :meth:`Run.course`.

    Raises:
        UserMistake: there is none, or its files were damaged.
    """
    from regnet_studio.runs.directory import Run

    run = Run(path)
    return OpenRun(
        path=run.path,
        name=run.title,
        status=run.status(),
        recipe=run.recipe(),
        course=run.course(on_progress),
        report=run.report(),
    )
