"""Mending the images of the open run: through the manifest of its source, then training again.

One desk for the whole window (:func:`repair_desk`), so that every list of images shows what was
mended in any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import proxy

from PySide6.QtCore import QObject, Signal

from regnet_studio.studio.data.mending import Mending
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.state import OpenRun, StudioState
from regnet_studio.studio.widgets.cell_images import Sign

if TYPE_CHECKING:
    from regnet_studio.data.dataset import Dataset
    from regnet_studio.data.manifest import Edit, Manifest

_ENDED = ("finished", "stopped")


class RepairDesk(QObject):
    """Edits of the images that the open run was trained and evaluated on. GUI thread only.

    Where the Data page shows the same images, the edits are made there, so that both agree.
    """

    changed = Signal()
    """What is mended, or what can be done, changed."""
    failed = Signal(object)
    train_asked = Signal(object)
    """The recipe of a new run on the mended images."""
    compare_asked = Signal(object)
    """``[Path, Path]``: the run before and the one trained again, which has ended."""

    def __init__(self, state: StudioState) -> None:
        super().__init__(state)
        # The state owns this desk. Held in return, the two would be a cycle, and the garbage
        # collector takes such Qt objects apart in any order and in any thread, which crashes.
        self._state = proxy(state)
        self._mending = Mending(self._state, self)
        self._mending.failed.connect(self.failed)
        self._mending.changed.connect(self.changed)
        self._run: OpenRun | None = None
        self._known: _Edits | None = None
        self._dataset: Dataset | None = None
        """The run's source as its files say it, once an edit had to be tried on it."""
        self._job: Job | None = None
        self._signs: dict[str, Sign] = {}
        self._again: tuple[Path, str, frozenset[str]] | None = None
        """The run trained again, its source, and the runs there were then."""
        state.run_changed.connect(self._follow_run)
        state.data_changed.connect(self._look)
        self._follow_run()

    @property
    def is_ready(self) -> bool:
        """Whether an edit may begin."""
        if self._run is None or self._known is None or self._job is not None:
            return False
        return self._mending.is_ready if self._is_open() else not self._state.is_mending

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit, made since the run began, to take back."""
        return self.is_ready and bool(self.since())

    @property
    def can_train(self) -> bool:
        """Whether the images are others than those the run was trained on."""
        known = self._known
        return known is not None and known.now.edits != known.then

    @property
    def signs(self) -> Mapping[str, Sign]:
        """Path -> what was done to it since the run began."""
        return self._signs

    def since(self) -> tuple[Edit, ...]:
        """The edits that the run does not know yet."""
        return self._known.since() if self._known is not None else ()

    def relabel(self, paths: Sequence[str], name: str) -> None:
        """Give images another class, which may be a new one."""
        from regnet_studio.data.manifest import Relabel

        self._add(lambda: Relabel(tuple(paths), name))

    def move(self, paths: Sequence[str], split: str) -> None:
        """Put images into another split: ``train``, ``validation`` or ``test``."""
        from regnet_studio.data.manifest import Move

        self._add(lambda: Move(tuple(paths), split))

    def exclude(self, paths: Sequence[str]) -> None:
        """Leave images out."""
        from regnet_studio.data.manifest import Exclude

        self._add(lambda: Exclude(tuple(paths)))

    def restore(self, paths: Sequence[str]) -> None:
        """Take excluded images in again."""
        from regnet_studio.data.manifest import Restore

        self._add(lambda: Restore(tuple(paths)))

    def undo(self) -> None:
        """Take the last edit back."""
        if not self.can_undo:
            return
        if self._is_open():
            self._mending.undo()
        else:
            self._write(lambda manifest: manifest.undo())

    def train_again(self) -> None:
        """Ask for a new run of the same recipe on the mended images."""
        run = self._run
        if run is None or not self.can_train:
            return
        from regnet_studio.folders import runs_folder

        folder = runs_folder()
        there = folder.iterdir() if folder.is_dir() else ()
        names = frozenset(path.name for path in there)
        self._again = run.path, run.recipe.data.source, names
        self.train_asked.emit(run.recipe)

    def close(self, seconds: float) -> None:
        """Wait until an edit that is being written is on the disk."""
        self._mending.close(seconds)
        if self._job is not None:
            self._job.wait(seconds)

    def _is_open(self) -> bool:
        """Whether the Data page shows the run's images."""
        scan, run = self._state.scan, self._run
        return (
            scan is not None and run is not None and scan.dataset.source == run.recipe.data.source
        )

    def _follow_run(self) -> None:
        run = self._state.run
        before, self._run = self._run, run
        if before is None or run is None or before.recipe.data != run.recipe.data:
            self._dataset = None
        self._known = None
        self._signs = {}
        if run is not None:
            self._judge_again(run)
        self._look()

    def _judge_again(self, run: OpenRun) -> None:
        """Whether the run that is open now is the one that was trained again."""
        if self._again is None:
            return
        before, source, there = self._again
        is_new = run.path.name not in there and run.path != before
        if is_new and run.recipe.data.source == source and run.status in _ENDED and run.report:
            self._again = None
            self.compare_asked.emit([before, run.path])

    def _look(self) -> None:
        """Read which edits there are now."""
        run = self._run
        if run is None:
            self.changed.emit()
            return
        if self._is_open() and self._known is not None:
            scan = self._state.scan
            assert scan is not None
            self._take(_Edits(self._known.then, scan.manifest))
            return
        if self._job is None:
            self._begin(lambda _: _edits_of(run))

    def _add(self, make: Callable[[], Edit]) -> None:
        if not self.is_ready:
            return
        from regnet_studio.errors import UserMistake

        try:
            edit = make()
        except UserMistake as mistake:  # such as a name that is none
            self.failed.emit(mistake)
            return
        if self._is_open():
            self._mending.add(edit)
        else:
            self._write(lambda manifest: manifest.add(edit))

    def _write(self, change: Callable[[Manifest], Manifest]) -> None:
        run, dataset = self._run, self._dataset
        assert run is not None

        def work(_: OnProgress) -> Any:
            from regnet_studio.data.dataset import open_dataset
            from regnet_studio.data.manifest import Manifest

            nonlocal dataset
            dataset = dataset or open_dataset(run.recipe.data, fetch=False)
            manifest = change(Manifest.read(run.recipe.data.source))
            manifest.apply(dataset)  # refuses what does not hold
            manifest.write()
            return _edits_of(run)

        job = self._begin(work)
        job.succeeded.connect(lambda _: self._keep(run, dataset))

    def _begin(self, work: Callable[[OnProgress], Any]) -> Job:
        run = self._run
        job = self._job = Job(work, self)
        job.succeeded.connect(lambda found: self._take(found) if run is self._run else None)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._over(run))
        job.start()
        self.changed.emit()
        return job

    def _keep(self, run: OpenRun, dataset: Dataset | None) -> None:
        if run is self._run:
            self._dataset = dataset

    def _over(self, run: OpenRun | None) -> None:
        self._job = None
        if run is not self._run or self._is_open():
            self._look()
        self.changed.emit()

    def _take(self, known: _Edits) -> None:
        self._known = known
        self._signs = signs_of(known.since())
        self.changed.emit()


class _Edits:
    """The edits that a run knows, and those there are now."""

    def __init__(self, then: tuple[Edit, ...], now: Manifest) -> None:
        self.then, self.now = then, now

    def since(self) -> tuple[Edit, ...]:
        same = 0
        for old, new in zip(self.then, self.now.edits, strict=False):
            if old != new:
                break
            same += 1
        return self.now.edits[same:]


def _edits_of(run: OpenRun) -> _Edits:
    from regnet_studio.data.manifest import Manifest
    from regnet_studio.runs.directory import Run

    then = Run(run.path).manifest()
    return _Edits(then.edits if then is not None else (), Manifest.read(run.recipe.data.source))


def signs_of(edits: Sequence[Edit]) -> dict[str, Sign]:
    """What edits did to the images they name; what was restored bears no sign."""
    from regnet_studio.data.manifest import Exclude, RenameClass, Restore

    excluded: set[str] = set()
    edited: dict[str, Sign] = {}
    for edit in edits:
        if isinstance(edit, Exclude):
            excluded.update(edit.paths)
        elif isinstance(edit, Restore):
            excluded.difference_update(edit.paths)
        elif not isinstance(edit, RenameClass):
            edited |= dict.fromkeys(edit.paths, "edited")
    edited.update(dict.fromkeys(excluded, "excluded"))
    return edited


def repair_desk(state: StudioState) -> RepairDesk:
    """The desk of this window; made when first asked for."""
    return state.findChild(RepairDesk) or RepairDesk(state)
