"""What is done with a whole recipe: keep it as a preset, hand it on as a file or as a line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from regnet_studio.errors import UserMistake
from regnet_studio.recipe import Recipe
from regnet_studio.recipe.command_line import command_of, recipe_of
from regnet_studio.recipe.own_presets import (
    delete_preset,
    export_preset,
    import_preset,
    rename_preset,
    save_preset,
    taken_name,
)
from regnet_studio.recipe.presets import own_names, preset_names, preset_summary
from regnet_studio.studio.form.preset_dialog import PresetDialog
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.shell.commands import Command
from regnet_studio.studio.shell.questions import asked
from regnet_studio.studio.state import StudioState

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_SAID = 120


class PresetActions(QObject):
    """Acts on the state's recipe and on the files of presets. GUI thread only.

    Args:
        parent: what its dialogs stand above.
    """

    listed = Signal()
    """There are other presets now."""
    pasted = Signal(object)
    """The :class:`Recipe` of a command line, to be taken over."""
    said = Signal(str)
    """What was done."""
    failed = Signal(object)
    """The exception."""

    def __init__(self, state: StudioState, parent: QWidget) -> None:
        super().__init__(parent)
        self._state, self._above = state, parent
        self._job: Job | None = None

    def commands(self) -> list[Command]:
        """All of it, in the user's language as it is now."""
        own = self._why_not_own
        rows: list[tuple[str, str, Callable[[], object], str, Callable[[], str] | None]] = [
            ("save_preset", self.tr("Save as preset…"), self.save_as, "save", None),
            ("rename_preset", self.tr("Rename the preset…"), self.rename, "relabel", own),
            ("delete_preset", self.tr("Delete the preset…"), self.delete, "trash", own),
            ("import_preset", self.tr("Import a preset…"), self.import_, "folder", None),
            ("export_preset", self.tr("Export as a preset's file…"), self.export, "export", None),
            ("copy_command", self.tr("Copy as command line"), self.copy_command, "copy", None),
            ("paste_command", self.tr("Paste command line"), self.paste_command, "forward", None),
        ]
        return [
            Command(f"action.{name}", title, do, icon, *([why] if why is not None else []))
            for name, title, do, icon, why in rows
        ]

    def use(self, name: str) -> None:
        """Start from a preset, or from the defaults."""
        with self._told():
            self._state.use_preset(name)

    def save_as(self) -> None:
        """Ask for a name, and keep the settings under it as they are."""
        base = self._state.base_name
        own = base in own_names()
        dialog = PresetDialog(
            self._above,
            self.tr("Save as preset"),
            self.tr("Save"),
            base if own else "",
            preset_summary(base) if own else "",
        )
        dialog.accepted.connect(lambda: self._save(dialog.name(), dialog.summary()))
        self._open(dialog)

    def rename(self) -> None:
        """Ask for another name of the preset that is chosen."""
        name = self._state.base_name
        dialog = PresetDialog(
            self._above, self.tr("Rename the preset"), self.tr("Rename"), name, None
        )
        dialog.accepted.connect(lambda: self._rename(name, dialog.name()))
        self._open(dialog)

    def delete(self) -> None:
        """Delete the preset that is chosen, if the user is sure; the settings stay as they are."""
        name = self._state.base_name
        title = self.tr("Delete the preset {name}?").format(name=name)
        text = self.tr("Its file is deleted; the settings in the form stay as they are.")
        if asked(self._above, title, text, self.tr("Delete"), self.tr("Keep it"), destroys=True):
            with self._told():
                delete_preset(name)
                self.listed.emit()
                self.said.emit(self.tr("The preset {name} is deleted").format(name=name))

    def export(self) -> None:
        """Write the settings to a file that others can import, or train with."""
        base = self._state.base_name
        chosen, _ = QFileDialog.getSaveFileName(
            self._above,
            self.tr("Export as a preset's file"),
            f"{base or self.tr('recipe')}.toml",
            self.tr("Presets and recipes (*.toml)"),
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(".toml")
        with self._told():
            summary = preset_summary(base) if base in preset_names() else ""
            export_preset(self._state.recipe, summary, path)
            self.said.emit(self.tr("Written to {path}").format(path=path))

    def import_(self) -> None:
        """Take a file in among the user's presets, and start from it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._above,
            self.tr("Import a preset"),
            "",
            self.tr("Presets and recipes (*.toml)"),
        )
        if not chosen:
            return
        taken = taken_name(Path(chosen).stem)
        title = self.tr("Replace the preset {name}?").format(name=taken)
        text = self.tr("There is a preset of that name already: the file would take its place.")
        if taken and not asked(
            self._above, title, text, self.tr("Replace"), self.tr("Keep it"), destroys=True
        ):
            return
        with self._told():
            name = import_preset(Path(chosen), replace=bool(taken))
            self.listed.emit()
            self._state.use_preset(name)

    def copy_command(self) -> None:
        """Put the command line that trains these settings on the clipboard."""
        line = command_of(self._state.recipe)
        QGuiApplication.clipboard().setText(line)
        shown = line if len(line) <= _LONGEST_SAID else f"{line[:_LONGEST_SAID]}…"
        self.said.emit(self.tr("Copied: {line}").format(line=shown))

    def paste_command(self) -> None:
        """Take over the command line on the clipboard; it may name a file: off this thread."""
        line = QGuiApplication.clipboard().text()

        def work(_: OnProgress) -> Recipe:
            return recipe_of(line)

        if self._job is not None:
            return
        self._job = Job(work, self)
        self._job.succeeded.connect(self.pasted)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._forget)
        self._job.start()

    def _why_not_own(self) -> str:
        if self._state.base_name in own_names():
            return ""
        return self.tr("Only presets of your own can be renamed or deleted")

    def _save(self, name: str, summary: str) -> None:
        with self._told():
            kept = save_preset(name, summary, self._state.recipe, replace=True)
            self.listed.emit()
            self._state.take_base(kept)
            self.said.emit(self.tr("Kept as the preset {name}").format(name=kept))

    def _rename(self, name: str, new: str) -> None:
        with self._told():
            self._state.call_base(rename_preset(name, new))
            self.listed.emit()

    @staticmethod
    def _open(dialog: PresetDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong is told; the rest of what was to be done is left."""
        try:
            yield
        except UserMistake as mistake:
            self.failed.emit(mistake)

    def _forget(self) -> None:
        self._job = None
