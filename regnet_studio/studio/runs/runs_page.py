"""All runs as a table: every figure a column, several at once compared, archived or thrown away."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTableView,
    QToolButton,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.look.text_size import grown, hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.chips import Chip, Chips
from regnet_studio.studio.runs.run_actions import RunActions
from regnet_studio.studio.runs.run_desk import RunDesk
from regnet_studio.studio.runs.run_line import NameEditor
from regnet_studio.studio.runs.run_model import COLUMNS, RunModel, disk_text, disk_total, title_of
from regnet_studio.studio.runs.runs_view import keeping_place
from regnet_studio.studio.shell.commands import Command
from regnet_studio.studio.shell.questions import asked
from regnet_studio.studio.shell.shortcuts import sequence, with_key
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    column,
    framed,
    label,
    row,
    tool,
)

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary

_WIDTHS = {
    "name": 130, "status": 76, "date": 118, "data": 72, "model": 96, "best": 62, "test": 62,
    "epochs": 62, "seconds": 62, "disk": 64, "tags": 72, "note": 48,
}  # fmt: skip
"""In px; the note takes what is left."""
_TYPING_MS = 120
_ARCHIVED = "archived"


class RunsPage(QWidget):
    """The table, and what is done with its selected runs."""

    left = Signal()
    """Back to the page before."""
    opened = Signal(object)
    """Path of a run."""
    compare_asked = Signal(object)
    """Paths of two runs or more."""
    failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        desk: RunDesk,
        show: Callable[[], object],
        go_to_train: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("page.runs")
        self._show_itself, self._desk = show, desk
        self._runs: list[RunSummary] = []
        self._job: Job | None = None
        self._looks_again = False
        self.model = RunModel(self)
        self.table = self._make_table()
        self.actions_of = RunActions(self.table, self.model, desk, theme, "allruns")
        self.actions_of.opened.connect(self.opened)
        self.actions_of.compare_asked.connect(self.compare_asked)
        self._chips = Chips("allruns.tags", self.tr("Only runs with these tags"))
        self._chips.toggled.connect(self._toggle)
        self._total = label("", "muted")
        self._total.setObjectName("allruns.total")
        self._trash = button("", "allruns.empty_trash", "link")
        self._trash.clicked.connect(self._ask_empty)
        self._trash.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(framed(self.table))
        self._stack.addWidget(
            EmptyState(
                theme,
                "archive",
                self.tr("No runs yet"),
                self.tr("Each training becomes a run that stays here, with all it has learned."),
                self.tr("Go to training"),
                go_to_train,
            )
        )
        self._stack.addWidget(
            EmptyState(
                theme,
                "search",
                self.tr("No run is like that"),
                self.tr("Search for something else, or show all runs."),
                self.tr("Show all"),
                self.show_all,
            )
        )
        layout = column(gap=GAP, margin=3 * GAP)
        layout.addLayout(self._head(theme))
        layout.addLayout(self._bar(theme))
        layout.addWidget(self._stack, 1)
        foot = row(self._total, 1, self._trash)
        layout.addLayout(foot)
        self.setLayout(layout)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self.model.arranged.connect(self._tell)
        desk.changed.connect(self._look_at_trash)
        theme.resized.connect(self._follow_text_size)
        self._tell()

    def show_runs(self, runs: list[RunSummary]) -> None:
        """These are the runs now; drawn as soon as the page is in sight."""
        self._runs = runs
        if self.isVisible():
            self._take()

    def show_all(self) -> None:
        """Search for nothing and filter by nothing."""
        self._search.clear()
        self._soon.stop()
        self._want(text="", tags=frozenset(), archived=False)

    def commands(self) -> list[Command]:
        """What the palette can do with it."""
        return [Command("runs.all", self.tr("All runs in a table"), self._show_itself, "table")]

    def close_page(self, seconds: float) -> None:
        """End its thread."""
        if self._job is not None:
            self._job.wait(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._widen()
        self._take()
        self._look_at_trash()
        self.table.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.stop()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("allruns")
        table.setAccessibleName(self.tr("All runs"))
        table.setProperty("role", "dense")
        table.setModel(self.model)
        table.setItemDelegateForColumn(0, NameEditor(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setStretchLastSection(True)
        for place, one in enumerate(COLUMNS):
            header.resizeSection(place, grown(_WIDTHS[one.key]))
        keys = [one.key for one in COLUMNS]
        header.setSortIndicator(keys.index(self.model.order[0]), Qt.SortOrder.DescendingOrder)
        header.sortIndicatorChanged.connect(
            lambda place, order: self.model.sort_by(
                keys[place], order == Qt.SortOrder.DescendingOrder
            )
        )
        table.doubleClicked.connect(self._open)
        table.activated.connect(self._open)
        return table

    def _widen(self, anew: bool = False) -> None:
        """Columns have room for their titles; those that are wider stay so, but ``anew``."""
        header = self.table.horizontalHeader()
        for place, one in enumerate(COLUMNS):
            least = max(grown(_WIDTHS[one.key]), header.sectionSizeHint(place))
            narrow = anew or header.sectionSize(place) < least
            if narrow and not header.isSectionHidden(place):
                header.resizeSection(place, least)

    def _follow_text_size(self) -> None:
        self._widen(anew=True)

    def reword(self, _: object) -> None:
        """Make room for the titles in another language."""
        self._widen()

    def _head(self, theme: Theme) -> QHBoxLayout:
        back = tool("allruns.back", self.tr("Back"))
        back.clicked.connect(self.left)
        theme.dress(back, "back")
        self._search = QLineEdit()
        self._search.setObjectName("allruns.search")
        self._search.setAccessibleName(self.tr("Search the runs"))
        self._search.setPlaceholderText(self.tr("Name, network, data, tag, status or note"))
        self._search.setToolTip(with_key(self._search.placeholderText(), "run.find"))
        self._search.setClearButtonEnabled(True)
        hold(self._search, most_width=360)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(lambda: self._want(text=self._search.text()))
        self._search.textChanged.connect(lambda _: self._soon.start())
        self._search.returnPressed.connect(self.table.setFocus)
        find = QShortcut(sequence("run.find"), self, self._search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        title = ElidedLabel(self.tr("All runs"), "title")
        head = row(back, title, self._search)
        head.setStretch(1, 1)
        head.setStretch(2, 1)
        return head

    def _bar(self, theme: Theme) -> QHBoxLayout:
        self._buttons: list[tuple[QToolButton, QAction]] = []
        actions = self.actions_of
        bar = row(self._chips, gap=4)
        bar.setStretch(0, 1)
        for action, icon in (
            (actions.compare, "compare"),
            (actions.tags, "tag"),
            (actions.archive, "archive"),
            (actions.trash, "trash"),
        ):
            made = tool(f"{action.objectName()}.button", action.text(), "plain")
            made.clicked.connect(action.trigger)
            theme.dress(made, icon)
            self._buttons.append((made, action))
            bar.addWidget(made)
        columns = tool("allruns.columns", self.tr("Columns"), "plain")
        columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        columns.setMenu(self._column_menu(columns))
        theme.dress(columns, "table")
        bar.addWidget(columns)
        return bar

    def _column_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        for place, one in enumerate(COLUMNS[1:], 1):
            action = menu.addAction(title_of(one.key))
            action.setObjectName(f"allruns.column.{one.key}")
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(
                lambda shown, place=place: self.table.setColumnHidden(place, not shown)
            )
        return menu

    def _take(self) -> None:
        with keeping_place(self.table):
            self.model.show_runs(self._runs)
        if self.model.wanted.archived and not any(run.about.archived for run in self._runs):
            self._want(archived=False)

    def _want(self, **values: Any) -> None:
        self.model.want(dataclasses.replace(self.model.wanted, **values))

    def _toggle(self, key: str, on: bool) -> None:
        if key == _ARCHIVED:
            self._want(archived=on)
            return
        tag, tags = key.removeprefix("tag."), self.model.wanted.tags
        self._want(tags=tags | {tag} if on else tags - {tag})

    def _tell(self) -> None:
        """What stands around the table."""
        runs, shown, chosen = self.model.runs(), self.model.shown(), self.actions_of.selected()
        self._stack.setCurrentIndex(1 if not runs else 0 if shown else 2)
        wanted = self.model.wanted
        chips = [Chip(f"tag.{tag}", tag, tag in wanted.tags) for tag in self.model.tags()]
        if any(run.about.archived for run in runs):
            chips.insert(0, Chip(_ARCHIVED, self.tr("Archived"), wanted.archived, is_users=False))
        self._chips.show_chips(chips)
        text = self.tr("{n} of {m} runs · {size}").format(
            n=words.number(len(shown)),
            m=words.number(len(runs)),
            size=disk_text(disk_total(shown)),
        )
        if len(chosen) > 1:
            text = self.tr("{n} selected · {size}").format(
                n=words.number(len(chosen)), size=disk_text(disk_total(chosen))
            )
        self._total.setText(text)
        for made, action in self._buttons:
            made.setEnabled(action.isEnabled())
            made.setToolTip(action.text())
            made.setAccessibleName(action.text())

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(Path(self.model.shown()[index.row()].run))

    def _look_at_trash(self) -> None:
        """Whether the runs folder's own trash holds anything: the desktop's is the desktop's."""
        if self._job is not None or not self.isVisible():
            self._looks_again = self._job is not None
            return

        def work(_: OnProgress) -> tuple[int, int]:
            from regnet_studio.folders import runs_folder
            from regnet_studio.runs.disk_use import disk_use
            from regnet_studio.runs.trash import thrown_away

            found = thrown_away(runs_folder())
            return len(found), sum(disk_use(path).total for path in found)

        self._begin(work).succeeded.connect(self._show_trash)

    def _show_trash(self, found: tuple[int, int]) -> None:
        count, size = found
        text = self.tr("Trash: {n} runs, {size}. Empty it…").format(
            n=words.number(count), size=disk_text(size)
        )
        self._trash.setText(text)
        self._trash.setAccessibleName(text)
        self._trash.setVisible(bool(count))

    def _ask_empty(self) -> None:
        if self._job is None and asked(
            self,
            self.tr("Empty the trash of the runs?"),
            self.tr("What lies in it is deleted for good."),
            self.tr("Empty it"),
            self.tr("Keep it"),
            destroys=True,
        ):
            self._desk.empty_trash()

    def _begin(self, work: Any) -> Job:
        self._job = Job(work, self)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        return self._job.start()

    def _over(self) -> None:
        self._job = None
        if self._looks_again:
            self._looks_again = False
            self._look_at_trash()
