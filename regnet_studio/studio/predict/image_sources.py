"""Where images to ask about come from: files, a folder, the clipboard, the camera."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import with_key
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import button


class ImageSources(FlowRow):
    """A button for each."""

    chosen = Signal(list)
    """``list[Path]``: images, or one folder."""
    paste_asked = Signal()
    camera_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        images = _source(
            theme,
            "predict.choose",
            _tr("Choose images…"),
            _tr("One image is shown at large, several in a table"),
            "image",
        )
        folder = _source(
            theme,
            "predict.folder",
            _tr("Choose a folder…"),
            _tr("All images in it and in the folders below"),
            "folder",
        )
        paste = _source(
            theme,
            "predict.paste",
            _tr("Paste"),
            with_key(_tr("Ask about the image on the clipboard"), "predict.paste"),
            "paste",
        )
        camera = _source(
            theme,
            "predict.camera",
            _tr("Camera"),
            _tr("Ask about what the camera sees"),
            "camera",
        )
        super().__init__(images, folder, paste, camera)
        images.clicked.connect(self.ask_images)
        folder.clicked.connect(self.ask_folder)
        paste.clicked.connect(self.paste_asked)
        camera.clicked.connect(self.camera_asked)

    def ask_images(self) -> None:
        """Let the user choose images."""
        title = _tr("Images")
        kinds = _tr("Images (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.ppm *.pgm)")
        chosen, _ = QFileDialog.getOpenFileNames(self, title, "", kinds)
        if chosen:
            self.chosen.emit([Path(path) for path in chosen])

    def ask_folder(self) -> None:
        """Let the user choose a folder of images."""
        chosen = QFileDialog.getExistingDirectory(self, _tr("A folder of images"))
        if chosen:
            self.chosen.emit([Path(chosen)])


def _source(theme: Theme, name: str, text: str, tip: str, icon: str) -> QPushButton:
    made = button(text, name)
    made.setToolTip(tip)
    theme.dress(made, icon)
    return made


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImageSources", text)
