"""What may be dropped on the window, and what a path means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

Meaning = Literal[
    "data", "recipe", "run", "runs", "image", "images", "weights", "export",
    "several", "unknown", "nothing",
]  # fmt: skip
"""The last three cannot be used: several things at once, a file of another kind, no file at all."""
WEIGHTS = (".safetensors", ".pth", ".pt", ".ckpt", ".bin")
"""Endings of files of weights; whether they are such is seen when they are read."""
CARD = ".card.json"
"""Ends the name of the card that lies beside an exported network."""
_NETWORKS = (".onnx",)
_MOST_LOOKED_AT = 200
"""Of the things that are dragged at once: more are not looked at before they are dropped."""


@dataclass(frozen=True)
class Drop:
    """What is dragged, and what it is."""

    meaning: Meaning
    paths: tuple[Path, ...]

    @property
    def name(self) -> str:
        """Of the first."""
        return self.paths[0].name or str(self.paths[0]) if self.paths else ""


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The local files and folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def drop_of(paths: Sequence[Path]) -> Drop:
    """What these are, by their names and what lies directly in a folder: nothing is read."""
    paths = tuple(paths)
    if not paths:
        return Drop("nothing", paths)
    if len(paths) == 1:
        return Drop("unknown" if _is_unknown(paths[0]) else meaning_of(paths[0]), paths)
    kinds = {meaning_of(path) for path in paths[:_MOST_LOOKED_AT]}
    if kinds == {"image"}:
        return Drop("images", paths)
    return Drop("runs" if kinds == {"run"} else "several", paths)


def meaning_of(path: Path) -> Meaning:
    """What opening ``path`` does; whatever is not known counts as data, which says why not."""
    if path.is_dir():
        is_run = (path / "recipe.toml").is_file() and (path / "events.jsonl").is_file()
        return "run" if is_run else "export" if _is_export(path) else "data"
    suffix = path.suffix.lower()
    if suffix == ".toml":
        return "recipe"
    if suffix in _NETWORKS or path.with_name(path.name + CARD).is_file():
        return "export"
    if suffix in WEIGHTS:
        return "weights"
    from regnet_studio.data.layout import EXTENSIONS

    return "image" if suffix in EXTENSIONS else "data"


def _is_export(folder: Path) -> bool:
    endings = (".safetensors", *_NETWORKS)
    return any((folder / f"model{ending}{CARD}").is_file() for ending in endings)


def _is_unknown(path: Path) -> bool:
    """Whether it is a file that nothing here reads."""
    from regnet_studio.data.archives import ARCHIVES
    from regnet_studio.data.layout import TABLES

    if path.is_dir() or meaning_of(path) != "data":
        return False
    name = path.name.lower()
    return not (name.endswith(ARCHIVES) or path.suffix.lower() in TABLES)


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
