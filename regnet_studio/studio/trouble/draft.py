"""The recipe that is being written, kept on the disk: a crash takes nothing of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from regnet_studio import files
from regnet_studio.recipe import Recipe, dump
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.training import Training

_SOON_MS = 700


class Draft(QObject):
    """Writes the recipe a moment after each change; nothing while it says no more than a preset."""

    failed = Signal(object)
    """The exception: it could not be written."""

    def __init__(self, path: Path, state: StudioState, training: Training, parent: QObject) -> None:
        super().__init__(parent)
        self.path = path
        self._state, self._training = state, training
        self._kept: Recipe | None = None
        """What the file says."""
        self._trained: Recipe | None = None
        """What the last run was begun with: its own folder keeps it."""
        self._job: Job | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._write)
        state.recipe_changed.connect(self._soon.start)
        training.recipe_changed.connect(self._note_trained)

    @property
    def is_settled(self) -> bool:
        """Whether the file says what is in the window."""
        return self._job is None and not self._soon.isActive()

    def close(self, seconds: float) -> None:
        """Write no more."""
        self._soon.stop()
        if self._job is not None:
            self._job.wait(seconds)

    def _note_trained(self) -> None:
        self._trained = self._state.recipe
        self._soon.start()

    def _write(self) -> None:
        if self._job is not None:  # the one before is still being written
            self._soon.start()
            return
        state, path = self._state, self.path
        recipe = state.recipe
        wanted = recipe if state.is_edited() and recipe != self._trained else None
        if wanted == self._kept:
            return

        def work(_: OnProgress) -> None:
            if wanted is None:
                path.unlink(missing_ok=True)
            else:
                files.write_text(path, dump(wanted))

        self._kept = wanted
        self._job = Job(work, self)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        self._job.start()

    def _over(self) -> None:
        self._job = None
