"""What may be dropped on the window, and what a path means."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

Meaning = Literal["data", "recipe", "run", "image"]


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The local files and folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def meaning_of(path: Path) -> Meaning:
    """What opening ``path`` does; whatever is not known counts as data, which says why not."""
    if path.is_dir():
        is_run = (path / "recipe.toml").is_file() and (path / "events.jsonl").is_file()
        return "run" if is_run else "data"
    suffix = path.suffix.lower()
    if suffix == ".toml":
        return "recipe"
    from regnet_studio.data.layout import EXTENSIONS

    return "image" if suffix in EXTENSIONS else "data"


class DropZone(QFrame):
    """A place that shows it takes drops. The drop itself is handed on as paths."""

    dropped = Signal(object)
    """list[Path]."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "dropzone")
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        paths = dropped_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(paths)

    def _show_over(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)
