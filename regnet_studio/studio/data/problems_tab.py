"""The tab of the problems: which file, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.look.text_size import hold_rows
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import (
    GAP,
    EmptyState,
    button,
    column,
    framed,
    holder,
    label,
)

if TYPE_CHECKING:
    from regnet_studio.data.layout import Problem
    from regnet_studio.studio.data.overview import Overview

Index = QModelIndex | QPersistentModelIndex
_ROW_PX = 30


class ProblemsTab(QWidget):
    """A list that names every problem, by kind."""

    image_asked = Signal(str)
    """Path of an image to be shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._problems: tuple[Problem, ...] = ()
        self._kind = QComboBox()
        self._kind.setObjectName("problems.kind")
        self._kind.setAccessibleName(self.tr("Kind of problem shown"))
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._kind.currentIndexChanged.connect(self._choose)
        self._hint = label(
            self.tr("What cannot be read is left out of training by itself."), "caption", wrap=True
        )
        show = button(self.tr("Show the image"), "problems.show")
        show.clicked.connect(self._ask_current)
        theme.dress(show, "image")
        self._model = _Problems(self)
        self.table = QTableView()
        self.table.setObjectName("data.problem.list")
        self.table.setAccessibleName(self.tr("Problems"))
        self.table.setModel(self._model)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        hold_rows(self.table, _ROW_PX)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, 320)
        header.resizeSection(1, 150)
        self.table.doubleClicked.connect(lambda _: self._ask_current())
        full = holder()
        inner = column(gap=GAP)
        inner.addWidget(FlowRow(self._kind, self._hint, show))
        inner.addWidget(framed(self.table), 1)
        full.setLayout(inner)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                theme,
                "check",
                self.tr("Nothing is wrong"),
                self.tr("Every file could be read, and every class has images enough."),
                "",
                lambda: None,
            )
        )
        self._stack.addWidget(full)
        layout = column(gap=0)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.addWidget(self._stack)
        self.setLayout(layout)

    def show_overview(self, overview: Overview | None) -> None:
        """List the problems of a scan."""
        self._problems = overview.problems if overview is not None else ()
        chosen = self._kind.currentData()
        self._kind.blockSignals(True)
        self._kind.clear()
        total = words.number(len(self._problems))
        self._kind.addItem(self.tr("All kinds ({n})").format(n=total), "")
        for kind, count in Counter(problem.kind for problem in self._problems).most_common():
            self._kind.addItem(f"{words.problem(kind)} ({words.number(count)})", kind)
        self._kind.setCurrentIndex(max(self._kind.findData(chosen), 0))
        self._kind.blockSignals(False)
        self._stack.setCurrentIndex(bool(self._problems))
        self._choose()

    def listed(self) -> int:
        """How many problems are listed."""
        return self._model.rowCount()

    def _choose(self) -> None:
        kind = self._kind.currentData()
        shown = self._problems
        if kind:
            shown = tuple(problem for problem in shown if problem.kind == kind)
        self._model.show_problems(shown)

    def _ask_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.image_asked.emit(self._model.problems[index.row()].path)


class _Problems(QAbstractTableModel):
    """The problems as they are; nothing is kept per cell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.problems: tuple[Problem, ...] = ()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.beginResetModel()
        self.problems = problems
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.problems)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("File"), self.tr("Kind"), self.tr("What is wrong"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        problem = self.problems[index.row()]
        texts = (problem.path, words.problem(problem.kind), words.told(problem.detail))
        return texts[index.column()]
