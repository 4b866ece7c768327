"""The user's edits of the data: through the manifest, written at once, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.state import StudioState

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regnet_studio.data.manifest import Edit, Manifest
    from regnet_studio.data.scan import Scan

    Rows = NDArray[np.int64]


class Mending(QObject):
    """One edit after another; what it comes to is put into the state. GUI thread only."""

    changed = Signal()
    """What can be done changed: an edit began or ended, or the images are others."""
    failed = Signal(object)

    def __init__(self, state: StudioState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._job: Job | None = None
        self._held = False
        state.data_changed.connect(self.changed)

    @property
    def is_ready(self) -> bool:
        """Whether an edit may begin."""
        return self._state.scan is not None and not self._state.is_mending and not self._held

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        scan = self._state.scan
        return self.is_ready and scan is not None and bool(scan.manifest.edits)

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit that was taken back."""
        scan = self._state.scan
        return self.is_ready and scan is not None and bool(scan.manifest.undone)

    def hold(self, held: bool) -> None:
        """No edits while the images are being read anew."""
        self._held = held
        self.changed.emit()

    def add(self, edit: Edit) -> None:
        """Any edit."""
        self._edit(lambda _: edit)

    def relabel(self, rows: Rows, name: str) -> None:
        """Give images another class, which may be a new one."""
        from regnet_studio.data.manifest import Relabel

        self._edit(lambda scan: Relabel(paths_of(scan, rows), name))

    def move(self, rows: Rows, split: str) -> None:
        """Put images into another split; ``unsplit``: the cut decides."""
        from regnet_studio.data.manifest import Move

        self._edit(lambda scan: Move(paths_of(scan, rows), split))

    def exclude(self, rows: Rows) -> None:
        """Leave images out."""
        from regnet_studio.data.manifest import Exclude

        self._edit(lambda scan: Exclude(paths_of(scan, rows)))

    def restore(self, rows: Rows) -> None:
        """Take excluded images in again."""
        from regnet_studio.data.manifest import Restore

        self._edit(lambda scan: Restore(paths_of(scan, rows)))

    def rename_class(self, old: str, new: str) -> None:
        """Call a class something else; the name of another class merges them."""
        from regnet_studio.data.manifest import RenameClass

        self._edit(lambda _: RenameClass(old, new))

    def exclude_copies(self) -> None:
        """Take the copies out of the training side."""
        from regnet_studio.data.manifest import without_copies

        self._edit(lambda scan: without_copies(scan.dataset, scan.copies))

    def undo(self) -> None:
        """Take the last edit back."""
        if self.can_undo:
            self._begin(lambda scan: scan.manifest.undo())

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self.can_redo:
            self._begin(lambda scan: scan.manifest.redo())

    def close(self, seconds: float) -> None:
        """Wait until an edit that is being written is on the disk."""
        if self._job is not None:
            self._job.wait(seconds)

    def _edit(self, edit: Callable[[Scan], Any]) -> None:
        if self.is_ready:
            self._begin(lambda scan: scan.manifest.add(edit(scan)))

    def _begin(self, change: Callable[[Scan], Manifest]) -> None:
        scan = self._state.scan
        assert scan is not None

        def work(_: OnProgress) -> Any:
            from regnet_studio.studio.data.overview import Overview

            manifest = change(scan)
            edited = Overview.of(scan.edited(manifest))  # refuses what does not hold
            manifest.write()
            return edited

        def done(edited: Any) -> None:
            if self._state.scan is scan:
                self._job = None
                self._state.is_mending = False
                self._state.set_data(edited)

        self._job = Job(work, self)
        self._state.is_mending = True
        self._job.succeeded.connect(done)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        self._job.start()
        self.changed.emit()

    def _over(self) -> None:
        self._job = None
        self._state.is_mending = False
        self.changed.emit()


def paths_of(scan: Scan, rows: Rows) -> tuple[str, ...]:
    """The paths at rows of the index."""
    paths = scan.dataset.paths
    return tuple(paths[row] for row in rows.tolist())
