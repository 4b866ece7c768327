"""What is on the clipboard, as far as a network can be asked about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QImage

from regnet_studio.studio.shell.drops import dropped_paths


@dataclass(frozen=True)
class Pasted:
    """An image, or files and folders, or why neither."""

    image: QImage | None = None
    paths: tuple[Path, ...] = ()
    refusal: str = ""


def pasted(mime: QMimeData | None) -> Pasted:
    """What to ask about; files come before the picture that some programs put beside them.

    Args:
        mime: the clipboard's content; None where the platform has none.
    """
    mime = mime or QMimeData()
    paths = dropped_paths(mime)
    if not paths and mime.hasText():
        paths = _paths_in(mime.text())
    if paths:
        return Pasted(paths=tuple(paths))
    if mime.hasImage():
        image = QImage(mime.imageData())
        if not image.isNull():
            return Pasted(image=image)
    text = mime.text().strip() if mime.hasText() else ""
    if text.lower().startswith(("http://", "https://")) or any(
        not url.isLocalFile() for url in mime.urls()
    ):
        return Pasted(
            refusal=_tr(
                "That is the address of a page or an image, and nothing is fetched from the "
                "network: copy the image itself in the browser, or save it and open the file."
            )
        )
    return Pasted(
        refusal=_tr(
            "There is no image on the clipboard: copy a picture, image files or their paths first."
        )
    )


def _paths_in(text: str) -> list[Path]:
    """Paths of files that are there, one a line, with or without quotes; else none."""
    lines = [line.strip().strip("\"'") for line in text.splitlines() if line.strip()]
    paths = [Path(line).expanduser() for line in lines[:1000] if len(line) < 4096]
    try:
        return (
            paths if paths and all(path.is_absolute() and path.exists() for path in paths) else []
        )
    except (OSError, ValueError):  # text that no path can hold
        return []


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pasted", text)
