"""The predictions of many images: progress, search, filters, the table, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QSpinBox,
    QStackedWidget,
    QTableView,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.predicted_model import Filter
from regnet_studio.studio.predict.predicted_table import PredictedTable
from regnet_studio.studio.widgets.class_picker import ALL, ClassBox
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    button,
    column,
    framed,
    holder,
    label,
    row,
)

if TYPE_CHECKING:
    from regnet_studio.data.layout import Problem
    from regnet_studio.runs.predicted import Predicted

Index = QModelIndex | QPersistentModelIndex
_TABLE, _PROBLEMS, _NOTHING = range(3)
_SEARCH_PX, _SUMMARY_PX = 140, 180


class ManyView(QWidget):
    """A line for each image, and what can be done with all of them."""

    chosen = Signal(int)
    """The place of a prediction; -1: none."""
    csv_asked = Signal()
    sort_asked = Signal()
    cancel_asked = Signal()
    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._predicted: Predicted | None = None
        self._said: tuple[int, ...] = ()
        """How many images of each class the box of classes tells of."""
        self.table = PredictedTable(theme)
        self.table.chosen.connect(self.chosen)
        self.table.failed.connect(self.failed)
        self.problems = _ProblemsTable()
        self._nothing = label(self.tr("No image matches. Change the filter above."), "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for part in (self.table, self.problems, self._nothing):
            self._stack.addWidget(part)
        layout = column(self._make_head(theme), self._make_progress(theme), gap=GAP)
        layout.addWidget(self._make_filters())
        layout.addWidget(framed(self._stack), 1)
        self.setLayout(layout)

    def show_predicted(self, predicted: Predicted) -> None:
        """Show these from now on; they may grow, see :meth:`grow`."""
        self._predicted, self._said = predicted, ()
        for control in (self.search, self.classes, self.when, self._wrong):
            control.blockSignals(True)
        self.search.clear()
        self.when.setCurrentIndex(0)
        self._share.setEnabled(False)
        self._wrong.setChecked(False)
        self.classes.show_classes(predicted.classes, ALL)
        for control in (self.search, self.classes, self.when, self._wrong):
            control.blockSignals(False)
        self.table.show_predicted(predicted)
        self.grow()

    def grow(self) -> None:
        """There are more of them."""
        self.table.lines.grow()
        if self._predicted is not None:
            self._tell(self._predicted)
        self._show_part()

    def show_progress(self, done: int, total: int, seconds: float) -> None:
        """It has got so far, after ``seconds``; ``total`` 0: files are still being listed."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if not total:
            text = self.tr("Listing files: {n} images so far").format(n=words.number(done))
        else:
            text = words.so_far("evaluating", done, total)
            if done and seconds > 1:
                pace = done / seconds
                text = self.tr("{done} · {rate} images a second · {left} left").format(
                    done=text,
                    rate=words.decimal(pace, 0 if pace >= 10 else 1),
                    left=words.duration((total - done) / pace),
                )
        self._stage.setText(text)

    def show_busy(self, busy: bool) -> None:
        """Whether images are being predicted."""
        self._progress.setVisible(busy)
        self._stage.setText(self.tr("Loading the network…"))
        self._bar.setRange(0, 0)
        some = self._predicted is not None and len(self._predicted) > 0
        for control in (self._csv, self._sort):
            control.setEnabled(not busy and some)

    def shown_rows(self) -> Sequence[int] | None:
        """The predictions that the filter shows, in their order; None: all, as they came."""
        lines = self.table.lines
        return None if lines.is_plain else lines.rows().tolist()

    def tell(self, text: str) -> None:
        """Say what was done, until there is something else to say."""
        self.summary.set_text(text)

    def close_view(self) -> None:
        """End the thread of the pictures."""
        self.table.pictures.close()

    def _make_head(self, theme: Theme) -> FlowRow:
        self.summary = ElidedLabel("", "strong")
        self.summary.setObjectName("predict.summary")
        self._csv = button(self.tr("Export CSV…"), "predict.csv")
        self._csv.setToolTip(self.tr("Write the lines shown, with five classes each, as CSV"))
        self._csv.clicked.connect(self.csv_asked)
        theme.dress(self._csv, "export")
        self._sort = button(self.tr("Sort into folders…"), "predict.sort")
        self._sort.setToolTip(self.tr("Copy the images into one folder for each class"))
        self._sort.clicked.connect(self.sort_asked)
        theme.dress(self._sort, "folder")
        self._wrong = button("", "predict.problems")
        self._wrong.setCheckable(True)
        self._wrong.toggled.connect(self._show_part)
        self._wrong.hide()
        theme.dress(self._wrong, "warning")
        hold(self.summary, least_width=_SUMMARY_PX)
        return FlowRow(self.summary, self._wrong, self._csv, self._sort)

    def _make_progress(self, theme: Theme) -> QWidget:
        self._bar = QProgressBar()
        self._bar.setObjectName("predict.progress")
        self._bar.setAccessibleName(self.tr("Progress of the predictions"))
        self._bar.setTextVisible(False)
        self._stage = label("", "caption")
        self._stage.setObjectName("predict.stage")
        cancel = button(self.tr("Cancel"), "predict.cancel")
        cancel.setToolTip(self.tr("What is predicted by then is kept"))
        cancel.clicked.connect(self.cancel_asked)
        theme.dress(cancel, "cancel")
        self._progress = holder()
        told = column(self._stage, self._bar, gap=4)
        inner = row(gap=GAP)
        inner.addLayout(told, 1)
        inner.addWidget(cancel)
        self._progress.setLayout(inner)
        self._progress.hide()
        return self._progress

    def _make_filters(self) -> FlowRow:
        self.search = QLineEdit()
        self.search.setObjectName("predict.search")
        self.search.setAccessibleName(self.tr("Search files by name"))
        self.search.setPlaceholderText(self.tr("Search by name"))
        self.search.setClearButtonEnabled(True)
        hold(self.search, least_width=_SEARCH_PX)
        self.search.textChanged.connect(self._filter)
        self.classes = ClassBox("predict.class")
        self.classes.setMinimumContentsLength(11)
        self.classes.picked.connect(self._filter)
        self.when = QComboBox()
        self.when.setObjectName("predict.when")
        self.when.setAccessibleName(self.tr("Confidence shown"))
        self.when.addItem(self.tr("Any confidence"), "any")
        self.when.addItem(self.tr("At least"), "at least")
        self.when.addItem(self.tr("Below"), "below")
        self.when.currentIndexChanged.connect(self._filter)
        self._share = QSpinBox()
        self._share.setObjectName("predict.confidence")
        self._share.setAccessibleName(self.tr("Confidence in percent"))
        self._share.setRange(0, 100)
        self._share.setValue(80)
        self._share.setSuffix(" %")
        self._share.setEnabled(False)
        self._share.valueChanged.connect(self._filter)
        return FlowRow(self.search, self.classes, self.when, self._share)

    def _filter(self, *_: object) -> None:
        when = self.when.currentData()
        self._share.setEnabled(when != "any")
        share = self._share.value() / 100 if when != "any" else 0.0
        self._wrong.setChecked(False)
        self.table.lines.let_through(Filter(self.search.text(), self.classes.number(), when, share))
        self._show_part()
        if self._predicted is not None:
            self._tell(self._predicted)

    def _show_part(self, *_: object) -> None:
        if self._wrong.isChecked():
            self._stack.setCurrentIndex(_PROBLEMS)
            return
        some = self._predicted is not None and len(self._predicted)
        empty = some and not self.table.lines.rowCount()
        self._stack.setCurrentIndex(_NOTHING if empty else _TABLE)

    def _tell(self, predicted: Predicted) -> None:
        shown, count = self.table.lines.rowCount(), len(predicted)
        counts = tuple(predicted.counts().tolist())
        found = sum(map(bool, counts))
        text = self.tr("{n} images · {k} classes").format(
            n=words.number(count), k=words.number(found)
        )
        if known := int(predicted.trained_on.sum()):
            text = self.tr("{n} images · {k} classes · {t} known from training").format(
                n=words.number(count), k=words.number(found), t=words.number(known)
            )
        if shown != count:
            text = self.tr("{shown} of {n} images").format(
                shown=words.number(shown), n=words.number(count)
            )
        self.summary.set_text(text)
        wrong = len(predicted.problems)
        self._wrong.setVisible(bool(wrong))
        text = self.tr("{n} not read").format(n=words.number(wrong))
        self._wrong.setText(text)
        self._wrong.setAccessibleName(text)
        self._wrong.setToolTip(self.tr("Show the files that could not be read, and why"))
        self.problems.show_problems(predicted.problems)
        if counts != self._said:
            self._said = counts
            for number, (name, n) in enumerate(zip(predicted.classes, counts, strict=True)):
                self.classes.setItemText(number + 1, f"{name} ({words.number(n)})")


class _ProblemsTable(QTableView):
    """Which file, and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("predict.problem.list")
        self.setAccessibleName(self.tr("Files that could not be read"))
        self._lines = _Problems(self)
        self.setModel(self._lines)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().resizeSection(0, 320)

    def show_problems(self, problems: list[Problem]) -> None:
        """List these."""
        self._lines.show_problems(problems)


class _Problems(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._problems: list[Problem] = []

    def show_problems(self, problems: list[Problem]) -> None:
        if problems != self._problems:
            self.beginResetModel()
            self._problems = list(problems)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._problems)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("File"), self.tr("What is wrong"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        problem = self._problems[index.row()]
        return problem.detail if index.column() else problem.path
