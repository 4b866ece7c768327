"""Tells that a run ended to a user who looks elsewhere: a message of the system, and a banner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from regnet_studio.runs.queue_entry import EntryEnded
from regnet_studio.studio import words
from regnet_studio.training.events import Evaluated, Event, RunEnded, TrainingEnded

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

TOPIC = "run ended"
_SHOWN_MS = 10_000


class Notification(QObject):
    """Listens to the training; silent while the window is in use, or where the user wants none."""

    told = Signal(str)
    """What the user was told."""

    def __init__(self, window: StudioWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._ended: RunEnded | None = None
        self._failed = ""
        self._accuracy: tuple[str, float] | None = None
        """Of the run: split, and the share that is right."""
        self._entries = 0
        """Runs of the queue that are done with."""
        window.training.heard.connect(self._hear)
        window.training.failed.connect(self._note_failure)
        window.training.ended.connect(self._tell)

    def close(self) -> None:
        """Take the icon out of the system's tray."""
        if self._tray is not None:
            self._tray.hide()

    def _hear(self, event: Event) -> None:
        if isinstance(event, Evaluated):
            self._accuracy = (event.split, event.accuracy)
        elif isinstance(event, TrainingEnded) and self._accuracy is None and event.best_epoch:
            self._accuracy = ("validation", event.best_accuracy)
        elif isinstance(event, RunEnded):
            self._ended = event
        elif isinstance(event, EntryEnded):
            self._entries += 1

    def _note_failure(self, error: BaseException) -> None:
        self._failed = words.told(str(error))

    def _tell(self, run: str) -> None:
        text = self._sentence(run)
        self._ended, self._failed, self._accuracy, self._entries = None, "", None, 0
        window = self._window
        active = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if not text or not window.preferred.now.notify or window.is_leaving:
            return
        if active and window.isActiveWindow() and not window.isMinimized():
            return
        window.banners.say(text, topic=TOPIC)
        QApplication.alert(window)
        self._show_message(text)
        self.told.emit(text)

    def _sentence(self, run: str) -> str:
        name = Path(run).name
        if self._failed:
            return self.tr("{name} failed: {why}").format(
                name=name or self.tr("The run"), why=self._failed
            )
        if self._entries > 1:
            return self.tr("The queue is done: {n} runs").format(n=words.number(self._entries))
        if self._ended is None or not name:
            return ""
        if self._accuracy is None or self._ended.status not in ("finished", "stopped"):
            return self.tr("{name} is {status}").format(
                name=name, status=words.status(self._ended.status)
            )
        split, accuracy = self._accuracy
        return self.tr("{name} is {status}: {accuracy} of the {split} images are right").format(
            name=name,
            status=words.status(self._ended.status),
            accuracy=words.percent(accuracy),
            split=words.split(split),
        )

    def _show_message(self, text: str) -> None:
        """Through the system's tray, where it has one that shows messages."""
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.setToolTip("RegNet Studio")
            self._tray.messageClicked.connect(self._bring_window)
            self._tray.activated.connect(self._bring_window)
        self._tray.show()
        self._tray.showMessage("RegNet Studio", text, self._window.windowIcon(), _SHOWN_MS)

    def _bring_window(self, *_: object) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self.close()
