"""What can be done with the selected runs of a view: its menu, its keys, its questions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QMenu

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.about_dialogs import NoteDialog, TagsDialog
from regnet_studio.studio.runs.run_desk import RunDesk
from regnet_studio.studio.runs.run_model import RunModel
from regnet_studio.studio.shell.shortcuts import KEYS, sequence

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary


class RunActions(QObject):
    """Made for one view of a :class:`RunModel`; ``name`` begins the names of its actions."""

    opened = Signal(object)
    """Path of the run."""
    compare_asked = Signal(object)
    """Paths of two runs or more, in the view's order."""

    def __init__(
        self, view: QAbstractItemView, model: RunModel, desk: RunDesk, theme: Theme, name: str
    ) -> None:
        super().__init__(view)
        self._view, self._model, self._desk, self._name = view, model, desk, name
        make = self._make
        self.open = make("open", self.tr("Open"), self._open, theme, "evaluate")
        self.compare = make("compare", self.tr("Compare"), self._compare, theme, "compare")
        self.rename = make("rename", self.tr("Rename"), self._rename, theme, "relabel")
        self.tags = make("tags", self.tr("Tags…"), self.ask_tags, theme, "tag")
        self.note = make("note", self.tr("Note…"), self.ask_note, theme, "note")
        self.archive = make("archive", self.tr("Archive"), self._archive, theme, "archive")
        self.folder = make("folder", self.tr("Open its folder"), self._folder, theme, "folder")
        self.copy = make("copy", self.tr("Copy its path"), self._copy, theme, "copy")
        self.trash = make("trash", self.tr("Move to the trash"), self._trash, theme, "trash")
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)
        view.selectionModel().selectionChanged.connect(lambda *_: self._judge())
        model.renamed.connect(desk.rename)
        self._judge()

    def selected(self) -> list[RunSummary]:
        """The selected runs, in the order of the rows."""
        rows: set[int] = set()
        ranges: Any = self._view.selectionModel().selection()
        for ranged in ranges:  # its cells would be many
            rows.update(range(ranged.top(), ranged.bottom() + 1))
        shown = self._model.shown()
        return [shown[row] for row in sorted(rows)]

    def menu(self) -> QMenu:
        """The menu for what is selected now."""
        self._judge()
        made = QMenu(self._view)
        made.setObjectName(f"{self._name}.menu")
        for actions in (
            (self.open, self.compare),
            (self.rename, self.tags, self.note, self.archive),
            (self.folder, self.copy),
            (self.trash,),
        ):
            made.addActions(list(actions))
            made.addSeparator()
        return made

    def ask_tags(self) -> None:
        """Let the user edit the tags of the selected runs."""
        runs = self.selected()
        if runs:
            dialog = TagsDialog(self._view, f"{self._name}.tagging", runs, self._model.tags())
            paths = [run.run for run in runs]
            dialog.chosen.connect(lambda add, away: self._desk.tag(paths, add, away))
            dialog.open()

    def ask_note(self) -> None:
        """Let the user edit the note of the selected run."""
        runs = self.selected()
        if len(runs) == 1:
            dialog = NoteDialog(self._view, f"{self._name}.noting", runs[0])
            dialog.chosen.connect(lambda text: self._desk.note(runs[0].run, text))
            dialog.open()

    def _make(
        self, name: str, text: str, do: Callable[[], object], theme: Theme, icon: str = ""
    ) -> QAction:
        action = QAction(text, self._view)
        action.setObjectName(f"{self._name}.{name}")
        key = f"run.{name}"
        if key in KEYS:
            action.setShortcut(sequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)
        action.triggered.connect(lambda _=False: do())
        if icon:
            theme.dress(action, icon)
        self._view.addAction(action)
        return action

    def _judge(self) -> None:
        runs = self.selected()
        some, alone = bool(runs), len(runs) == 1
        for action in (self.tags, self.archive, self.copy, self.trash):
            action.setEnabled(some)
        for action in (self.open, self.rename, self.note, self.folder):
            action.setEnabled(alone)
        self.compare.setEnabled(len(runs) > 1)
        put_back = some and all(run.about.archived for run in runs)
        self.archive.setText(self.tr("Take out of the archive") if put_back else self.tr("Archive"))
        text = self.tr("Compare")
        if len(runs) > 1:
            text = self.tr("Compare {n} runs").format(n=words.number(len(runs)))
        self.compare.setText(text)

    def _show_menu(self, place: QPoint) -> None:
        if self.selected():
            menu = self.menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._view.viewport().mapToGlobal(place))

    def _open(self) -> None:
        for run in self.selected()[:1]:
            self.opened.emit(Path(run.run))

    def _compare(self) -> None:
        self.compare_asked.emit([Path(run.run) for run in self.selected()])

    def _rename(self) -> None:
        current = self._view.currentIndex()
        if current.isValid():
            self._view.edit(current.siblingAtColumn(0))

    def _archive(self) -> None:
        runs = self.selected()
        put_back = all(run.about.archived for run in runs)
        self._desk.archive([run.run for run in runs], not put_back)

    def _folder(self) -> None:
        for run in self.selected()[:1]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.run)))

    def _copy(self) -> None:
        text = "\n".join(str(run.run) for run in self.selected())
        QGuiApplication.clipboard().setText(text)

    def _trash(self) -> None:
        runs = [run.run for run in self.selected()]
        if runs:
            # The keyboard goes on with the run that takes their place.
            row = min(self._model.row_of(run) for run in runs)
            self._desk.throw_away(runs)
            keep = next(
                (
                    place
                    for place in (*range(row, self._model.rowCount()), *range(row - 1, -1, -1))
                    if self._model.shown()[place].run not in runs
                ),
                None,
            )
            if keep is not None:
                self._view.setCurrentIndex(self._model.index(keep, 0))
