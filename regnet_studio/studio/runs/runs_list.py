"""The runs, in the rail: a click opens one on every page."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.chips import Chip, Chips
from regnet_studio.studio.runs.run_actions import RunActions
from regnet_studio.studio.runs.run_desk import RunDesk
from regnet_studio.studio.runs.run_line import RunLine
from regnet_studio.studio.runs.run_model import (
    ACCURACY,
    DISK,
    NAME,
    NEWEST,
    RunModel,
    disk_text,
    disk_total,
)
from regnet_studio.studio.runs.runs_view import RunsView
from regnet_studio.studio.shell.shortcuts import sequence, with_key
from regnet_studio.studio.widgets.parts import button, column, holder, label, row, tool

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary

_RESUMABLE = ("interrupted", "running")
_EXTENDABLE = ("finished", "stopped", "failed")
_ARCHIVED = "archived"
_TYPING_MS = 120
"""Between the last letter that was typed into the search and the search."""


class RunsList(QWidget):
    """Name, status, best accuracy and disk use of each run; searched, sorted and cut by tags."""

    opened = Signal(object)
    """Path of the run."""
    resume_asked = Signal(object)
    further_asked = Signal(object)
    compare_asked = Signal(object)
    """Paths of the selected runs, two or more, in the list's order."""
    all_asked = Signal()
    """The table of all runs is to be shown."""
    welcome_asked = Signal()
    """There is no run yet: the user wants to be shown how one is made."""

    def __init__(self, theme: Theme, desk: RunDesk) -> None:
        super().__init__()
        self._here = ""
        self.model = RunModel(self)
        self._list = RunsView()
        self._list.setModel(self.model)
        self._list.setItemDelegate(RunLine(theme, self._list))
        self._list.clicked.connect(self._open)
        self._list.activated.connect(self._open)
        self.actions_of = RunActions(self._list, self.model, desk, theme, "runs")
        self.actions_of.opened.connect(self.opened)
        self.actions_of.compare_asked.connect(self.compare_asked)
        self._list.selectionModel().currentChanged.connect(self._offer)
        self._list.selectionModel().selectionChanged.connect(self._offer)
        self._make_controls(theme)
        layout = column(gap=4)
        layout.addLayout(self._head(theme))
        for part in (self._none, self._first, self._search, self._chips, self._nothing):
            layout.addWidget(part)
        layout.addWidget(self._list, 1)
        for part in (self._total, self._resume, self._further, self._compare, self._hint):
            layout.addWidget(part)
        layout.addStretch(0)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._list.viewport().update)
        self.model.arranged.connect(self._tell)
        self._tell()

    def show_runs(self, runs: list[RunSummary]) -> None:
        """These are the runs now; selection and place stay."""
        with self._list.keeping_place():
            self.model.show_runs(runs)
        if self.model.wanted.archived and not any(run.about.archived for run in runs):
            self._want(archived=False)
        self._offer()

    def select(self, path: Path) -> None:
        """Mark a run as the open one, if it is listed."""
        place = self.model.row_of(path)
        if place >= 0:
            self._list.setCurrentIndex(self.model.index(place, 0))

    def current(self) -> RunSummary | None:
        """The run that the keyboard is on."""
        index = self._list.currentIndex()
        return self.model.shown()[index.row()] if index.isValid() else None

    def selected(self) -> list[RunSummary]:
        """The selected runs, in the list's order."""
        return self.actions_of.selected()

    def set_here(self, run: str) -> None:
        """The run that goes on in this window (empty: none): it cannot be resumed."""
        self._here = run
        self._offer()

    def search(self, text: str) -> None:
        """Show only runs in which every word of ``text`` is found."""
        self._search.setText(text)
        self._search_now()

    def show_all(self) -> None:
        """Search for nothing and filter by nothing."""
        self._search.clear()
        self._soon.stop()
        self._want(text="", tags=frozenset(), archived=False)

    def _head(self, theme: Theme) -> QHBoxLayout:
        self._sort = tool("runs.sort", self.tr("Sort the runs"))
        self._sort.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._sort.setMenu(self._sort_menu())
        theme.dress(self._sort, "sort", "muted")
        self._every = tool("runs.all", self.tr("All runs in a table"))
        self._every.clicked.connect(self.all_asked)
        theme.dress(self._every, "table", "muted")
        return row(label(self.tr("Runs"), "muted"), 1, self._sort, self._every, gap=2)

    def _make_controls(self, theme: Theme) -> None:
        self._none = label(
            self.tr("None yet. Each training becomes a run that stays here."), "caption", wrap=True
        )
        self._first = button(self.tr("Show me, in half a minute"), "empty.runs", "link")
        self._first.clicked.connect(self.welcome_asked)
        self._search = QLineEdit()
        self._search.setObjectName("runs.search")
        self._search.setAccessibleName(self.tr("Search the runs"))
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setToolTip(
            with_key(self.tr("Name, network, data, tag, status or note"), "run.find")
        )
        self._search.setClearButtonEnabled(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._search_now)
        self._search.textChanged.connect(lambda _: self._soon.start())
        self._search.returnPressed.connect(self._list.setFocus)
        find = QShortcut(sequence("run.find"), self, self._search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._chips = Chips("runs.tags", self.tr("Only runs with these tags"))
        self._chips.toggled.connect(self._toggle)
        self._nothing = holder("runs.nothing")
        clear = button(self.tr("Show all"), "runs.clear", "link")
        clear.clicked.connect(self.show_all)
        self._nothing.setLayout(
            column(label(self.tr("No run is like that."), "caption", True), clear, 1, gap=0)
        )
        self._total = label("", "caption")
        self._total.setObjectName("runs.total")
        self._resume = button(self.tr("Resume"), "action.resume")
        self._resume.clicked.connect(self._ask_resume)
        theme.dress(self._resume, "resume")
        self._further = button(self.tr("Train further…"), "action.further")
        self._further.clicked.connect(self._ask_further)
        theme.dress(self._further, "resume")
        self._compare = button("", "action.compare")
        self._compare.clicked.connect(self._ask_compare)
        theme.dress(self._compare, "compare")
        self._hint = label(self.tr("Ctrl+click: choose several to compare."), "caption", True)
        for part in (self._resume, self._further, self._compare, self._hint):
            part.hide()

    def _sort_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for key, text, descending in (
            (NEWEST, self.tr("Newest first"), True),
            (NAME, self.tr("By name"), False),
            (ACCURACY, self.tr("Best accuracy first"), True),
            (DISK, self.tr("Largest first"), True),
        ):
            action = QAction(text, menu, checkable=True)
            action.setObjectName(f"runs.sort.{key}")
            action.setChecked(key == NEWEST)
            action.triggered.connect(lambda _=False, k=key, d=descending: self.model.sort_by(k, d))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _search_now(self) -> None:
        self._soon.stop()
        self._want(text=self._search.text())

    def _toggle(self, key: str, on: bool) -> None:
        if key == _ARCHIVED:
            self._want(archived=on)
            return
        tag = key.removeprefix("tag.")
        tags = self.model.wanted.tags
        self._want(tags=tags | {tag} if on else tags - {tag})

    def _want(self, **values: Any) -> None:
        self.model.want(dataclasses.replace(self.model.wanted, **values))

    def _tell(self) -> None:
        """What stands around the list."""
        runs, shown = self.model.runs(), self.model.shown()
        some = bool(runs)
        self._list.setVisible(bool(shown))
        for part in (self._search, self._sort, self._every, self._total):
            part.setVisible(some)
        self._none.setVisible(not some)
        self._first.setVisible(not some)
        self._nothing.setVisible(some and not shown)
        text = self.tr("{n} of {m} runs · {size}").format(
            n=words.number(len(shown)),
            m=words.number(len(runs)),
            size=disk_text(disk_total(shown)),
        )
        self._total.setText(text)
        wanted = self.model.wanted
        known = self.model.tags()
        chips = [Chip(f"tag.{tag}", tag, tag in wanted.tags) for tag in known]
        if any(run.about.archived for run in runs):
            chips.insert(0, Chip(_ARCHIVED, self.tr("Archived"), wanted.archived, is_users=False))
        self._chips.show_chips(chips)
        self._chips.setVisible(bool(chips))
        if gone := wanted.tags - set(known):  # the last run that had them is gone
            self._want(tags=wanted.tags - gone)

    def _open(self, index: QModelIndex) -> None:
        if len(self.selected()) <= 1:
            self.opened.emit(Path(self.model.shown()[index.row()].run))

    def _ask_compare(self) -> None:
        self.compare_asked.emit([Path(run.run) for run in self.selected()])

    def _ask_resume(self) -> None:
        run = self.current()
        if run is not None:
            self.resume_asked.emit(Path(run.run))

    def _ask_further(self) -> None:
        run = self.current()
        if run is not None:
            self.further_asked.emit(Path(run.run))

    def _offer(self, *_: Any) -> None:
        run, several = self.current(), len(self.selected())
        alone = run is not None and not self._here and several <= 1
        status = run.status if run is not None and alone else ""
        self._resume.setVisible(status in _RESUMABLE)
        self._further.setVisible(status in _EXTENDABLE)
        text = self.tr("Compare {n} runs").format(n=words.number(several))
        self._compare.setText(text)
        self._compare.setAccessibleName(text)
        self._compare.setVisible(several > 1)
        self._hint.setVisible(several == 1 and self.model.rowCount() > 1)
