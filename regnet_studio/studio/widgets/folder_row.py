"""A folder to write into: typed, chosen, or the one that is suggested."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import button, row


class FolderRow(QWidget):
    """A line to type in and a button that opens the system's dialog.

    Args:
        name: its parts are called ``name.folder`` and ``name.choose``.
        spoken: what the folder is for.
        asks: what the button does, which is also the title of the dialog.
    """

    changed = Signal()
    """Another folder stands there."""

    def __init__(self, theme: Theme, name: str, spoken: str, asks: str) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._is_own = False
        """Whether it is the user's word."""
        self.field = QLineEdit()
        self.field.setObjectName(f"{name}.folder")
        self.field.setAccessibleName(spoken)
        self.field.textEdited.connect(self._note_own)
        self.field.textChanged.connect(self.changed)
        self.choose = button(self.tr("Choose…"), f"{name}.choose")
        self.choose.setAccessibleName(asks)
        self.choose.clicked.connect(self.ask)
        theme.dress(self.choose, "folder")
        layout = row(self.field, self.choose)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def folder(self) -> Path | None:
        """What stands there, ``~`` resolved; None: nothing does."""
        text = self.field.text().strip()
        return Path(text).expanduser() if text else None

    def suggest(self, folder: Path, anew: bool = False) -> None:
        """Put a folder there; what the user typed or chose stays, but ``anew``."""
        if anew:
            self._is_own = False
        if not self._is_own:
            self.field.setText(str(folder))
            self.field.setCursorPosition(0)

    def ask(self) -> None:
        """Let the user choose one, beginning with what stands there."""
        here = self.folder() or Path.home()
        begin = next((each for each in (here, *here.parents) if each.is_dir()), Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self.choose.accessibleName(), str(begin))
        if chosen:
            self._is_own = True
            self.field.setText(chosen)

    def _note_own(self) -> None:
        self._is_own = True


def in_documents(name: str) -> Path:
    """A folder called ``name`` among the user's documents."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    documents = Path(QStandardPaths.writableLocation(place) or Path.home())
    return documents / "RegNet Studio" / name
