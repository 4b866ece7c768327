"""What this user prefers, whatever is worked on: one declaration, one small file.

A recipe says what an experiment is and goes with it; what is declared here stays with the user.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from PySide6.QtCore import QObject, QTimer, Signal

from regnet_studio.errors import UserMistake
from regnet_studio.files import write_text
from regnet_studio.folders import config_folder
from regnet_studio.studio.jobs.job import Job, OnProgress

FILE = "preferences.json"
_SOON_MS = 300


class Preferences(BaseModel):
    """Every preference with its default. What a newer version wrote beside them is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    theme: Literal["system", "light", "dark"] = "system"
    language: str = ""
    """A code such as ``fr``; empty: as the system."""
    text_percent: int = Field(default=100, ge=80, le=200)
    """Size of all text, as a share of the system's."""
    recent: tuple[str, ...] = ()
    """What was opened, the last first."""
    was_welcomed: bool = False
    notify: bool = True
    """Whether the end of a run is told by the system while the window is not in sight."""
    palette_used: tuple[str, ...] = ()
    """Names of what the command palette was used for, the last first."""


class Preferred(QObject):
    """The preferences in force. They are read at once and written a moment after a change."""

    changed = Signal()
    failed = Signal(object)
    """The exception: they could not be written."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = config_folder() / FILE
        self.trouble = ""
        """Why the file was not heeded, in one sentence; empty: it was, or there is none."""
        self.now = self._read()
        self._job: Job | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._write)

    def set(self, **values: Any) -> None:
        """Change preferences by name.

        Raises:
            pydantic.ValidationError: a value is out of its range.
        """
        now = Preferences.model_validate(self.now.model_dump() | values)
        if now != self.now:
            self.now = now
            self._soon.start()
            self.changed.emit()

    def close(self, seconds: float) -> None:
        """Write what is not yet written; for the end of the program."""
        if self._job is not None:
            self._job.wait(seconds)
        if self._soon.isActive():
            self._soon.stop()
            try:
                self._save(self.now)
            except UserMistake as mistake:
                self.failed.emit(mistake)

    def _read(self) -> Preferences:
        try:
            return Preferences.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return Preferences()
        except (OSError, ValidationError) as error:
            why = error.strerror if isinstance(error, OSError) else self.tr("it is damaged")
            self.trouble = self.tr(
                "{path} cannot be used ({why}): the preferences begin with their defaults"
            ).format(path=self.path, why=why)
            return Preferences()

    def _write(self) -> None:
        if self._job is not None:  # the one before is still being written
            self._soon.start()
            return
        now = self.now

        def work(_: OnProgress) -> None:
            self._save(now)

        self._job = Job(work, self)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._forget)
        self._job.start()

    def _forget(self) -> None:
        self._job = None

    def _save(self, now: Preferences) -> None:
        write_text(self.path, json.dumps(now.model_dump(), indent=1) + "\n")
