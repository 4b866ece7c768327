"""The queue: settings that wait to be trained, one after the other, also through the night."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QTableView, QWidget

from regnet_studio.recipe import Recipe, RecipeField, recipe_fields
from regnet_studio.recipe.changes import as_setting
from regnet_studio.studio import news, words
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import sequence
from regnet_studio.studio.train.queue_desk import QueueDesk
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import (
    GAP,
    EmptyState,
    button,
    card,
    column,
    label,
    tool,
)

if TYPE_CHECKING:
    from regnet_studio.runs.queue_entry import Done, Entry

_NUMBER = Qt.ItemDataRole.UserRole
_MOST_FAILED = 3
_ABOUT_PX, _TABLE_PX = 160, 320


class QueueTab(QWidget):
    """The list, its order, and the button that works it off."""

    add_asked = Signal()
    """The settings as they are, to the end of it."""
    start_asked = Signal()
    settings_asked = Signal(object)
    """The recipe of an entry, to look at or to change."""

    def __init__(self, theme: Theme, training: Training, desk: QueueDesk) -> None:
        super().__init__()
        self.setObjectName("train.queue")
        self._theme, self._training, self.desk = theme, training, desk
        self._select: int | None = None
        """Number of the entry to select once the list is read."""
        self._empty = EmptyState(
            theme,
            "queue",
            self.tr("Nothing waits"),
            self.tr(
                "Put the settings as they are into the queue, change them, and put those in too. "
                "The queue then trains one after the other, also through the night."
            ),
            self.tr("Add these settings"),
            self.add_asked.emit,
        )
        self._empty.button.setObjectName("queue.first")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_body(theme))
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        desk.changed.connect(self._show)
        training.phase_changed.connect(self._judge)
        self._show()

    def names(self) -> list[str]:
        """What waits, in order."""
        return [entry.name for entry in self.desk.waiting.entries]

    def _make_body(self, theme: Theme) -> QWidget:
        self._start = button(self.tr("Start the queue"), "queue.start")
        self._start.clicked.connect(self._toggle)
        add = button(self.tr("Add these settings"), "queue.add")
        add.setToolTip(self.tr("Put the settings as they are at the end of the queue"))
        add.clicked.connect(self.add_asked)
        self._up = tool("queue.up", self.tr("Earlier (Alt+Up)"), "plain")
        self._up.clicked.connect(lambda: self._move(-1))
        theme.dress(self._up, "up")
        self._down = tool("queue.down", self.tr("Later (Alt+Down)"), "plain")
        self._down.clicked.connect(lambda: self._move(1))
        theme.dress(self._down, "down")
        self._remove = button(self.tr("Remove"), "queue.remove")
        self._remove.setToolTip(self.tr("Take it out of the queue (Del); a run it has stays"))
        self._remove.clicked.connect(self._take_out)
        self._settings = button(self.tr("Show its settings"), "queue.settings")
        self._settings.setToolTip(self.tr("Put its settings into the form; the entry stays"))
        self._settings.clicked.connect(self._show_settings)
        self._about = label("", "muted", wrap=True)
        self._about.setObjectName("queue.about")
        hold(self._about, least_width=_ABOUT_PX)
        self._failed = label("", "error", wrap=True)
        self._failed.setObjectName("queue.failed")
        place = card(12)
        layout = column(gap=GAP)
        layout.addWidget(FlowRow(self._about, add, self._start))
        layout.addWidget(self._make_table(), 1)
        layout.addWidget(self._failed)
        layout.addWidget(FlowRow(self._up, self._down, self._remove, self._settings))
        place.setLayout(layout)
        return place

    def _make_table(self) -> QTableView:
        self._model = QStandardItemModel(0, 4, self)
        self._model.setHorizontalHeaderLabels(
            [self.tr("Name"), self.tr("What differs"), self.tr("Epochs"), self.tr("State")]
        )
        self.table = QTableView()
        self.table.setObjectName("queue.table")
        hold(self.table, least_width=_TABLE_PX)
        self.table.setAccessibleName(self.tr("Queue"))
        self.table.setModel(self._model)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.selectionModel().currentRowChanged.connect(self._judge)
        for name, do in (
            ("queue.up", lambda: self._move(-1)),
            ("queue.down", lambda: self._move(1)),
            ("queue.remove", self._take_out),
        ):
            shortcut = QShortcut(sequence(name), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(do)
        return self.table

    def _show(self) -> None:
        entries = self.desk.waiting.entries
        selected = self._select if self._select is not None else self._selected_number()
        self._select = None
        self._model.setRowCount(0)
        differing = _differing([entry.recipe for entry in entries if entry.recipe is not None])
        for entry in entries:
            self._model.appendRow(_row(entry, differing))
        self._stack.setCurrentIndex(1 if entries or self._training.works_queue else 0)
        for place, entry in enumerate(entries):
            if entry.number == selected:
                flags = (
                    QItemSelectionModel.SelectionFlag.ClearAndSelect
                    | QItemSelectionModel.SelectionFlag.Rows
                )
                index = self._model.index(place, 0)
                self.table.selectionModel().setCurrentIndex(index, flags)
        self._show_failed(self.desk.waiting.done)
        self._judge()

    def _show_failed(self, done: tuple[Done, ...]) -> None:
        failed = [one for one in done if one.status == "failed"][-_MOST_FAILED:]
        lines = [
            self.tr("{name} failed: {why}").format(name=one.name, why=words.told(one.detail))
            for one in reversed(failed)
        ]
        self._failed.setText("\n".join(lines))
        self._failed.setVisible(bool(lines))

    def _judge(self) -> None:
        """What can be done with the queue and with the selected entry."""
        entry, place = self._selected(), self.table.currentIndex().row()
        entries = self.desk.waiting.entries
        free = entry is not None and entry.status in ("waiting", "broken")
        first = 1 if entries and entries[0].run is not None else 0
        self._up.setEnabled(free and place > first)
        self._down.setEnabled(free and place < len(entries) - 1)
        self._remove.setEnabled(entry is not None and entry.status != "running")
        self._settings.setEnabled(entry is not None and entry.recipe is not None)
        self._judge_start(len(entries))

    def _judge_start(self, count: int) -> None:
        training, worker = self._training, self.desk.waiting.worker
        elsewhere = worker is not None and worker != os.getpid()
        works = training.works_queue
        ending = works and training.ends_after_entry
        text = self.tr("Start the queue")
        if works:
            text = self.tr("Go on after this run") if ending else self.tr("Stop after this run")
        self._start.setText(text)
        self._start.setAccessibleName(text)
        self._theme.dress(self._start, "stop" if works and not ending else "play")
        self._start.setEnabled(works or (not training.is_on and not elsewhere and bool(count)))
        about = self.tr("{n} waiting. They are trained one after the other.")
        if elsewhere:
            about = self.tr("{n} waiting. Another program works the queue off (process {pid}).")
        elif ending:
            about = self.tr("{n} in the queue. It ends with the run that goes on.")
        elif works:
            about = self.tr("{n} in the queue. The first one is being trained.")
        elif training.is_on:
            about = self.tr("{n} waiting. The queue can be started when this run is over.")
        self._about.setText(about.format(n=words.number(count), pid=worker))

    def _toggle(self) -> None:
        if self._training.works_queue:
            self._training.end_after_entry(not self._training.ends_after_entry)
        else:
            self.start_asked.emit()
        self._judge()

    def _selected(self) -> Entry | None:
        number = self._selected_number()
        found = (entry for entry in self.desk.waiting.entries if entry.number == number)
        return next(found, None)

    def _selected_number(self) -> int | None:
        index = self.table.currentIndex()
        return index.siblingAtColumn(0).data(_NUMBER) if index.isValid() else None

    def _move(self, by: int) -> None:
        entry, place = self._selected(), self.table.currentIndex().row()
        allowed = self._up.isEnabled() if by < 0 else self._down.isEnabled()
        if entry is not None and allowed:
            self._select = entry.number
            self.desk.move(entry.number, place + by + 1)

    def _take_out(self) -> None:
        entry = self._selected()
        if entry is not None and self._remove.isEnabled():
            self.desk.remove(entry.number)

    def _show_settings(self) -> None:
        entry = self._selected()
        if entry is not None and entry.recipe is not None:
            self.settings_asked.emit(entry.recipe)


def _differing(recipes: list[Recipe]) -> list[RecipeField]:
    """The fields in which recipes differ from one another, save those that are shown anyway."""
    return [
        field
        for key, field in recipe_fields().items()
        if key != "stopping.epochs" and len({str(field.of(recipe)) for recipe in recipes}) > 1
    ]


def _row(entry: Entry, differing: list[RecipeField]) -> list[QStandardItem]:
    recipe = entry.recipe
    what, about = entry.problem, entry.problem
    if recipe is not None:
        what = ", ".join(f"{f.title} {news.value(as_setting(f.of(recipe)))}" for f in differing)
        about = f"{recipe.model.name} · {Path(recipe.data.source).name}"
    epochs = words.number(recipe.stopping.epochs) if recipe is not None else "–"
    texts = [entry.name, what, epochs, words.status(entry.status)]
    items = [QStandardItem(text) for text in texts]
    for item in items:
        item.setToolTip("\n".join(filter(None, (entry.name, about, what))))
    items[0].setData(entry.number, _NUMBER)
    items[0].setData(", ".join(filter(None, texts)), Qt.ItemDataRole.AccessibleTextRole)
    return items
