"""The batch-size finder: how fast batches of each size are, and how many images memory holds."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.train.trial_tab import Trial, TrialTab
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, Figure, button, card, column, label
from regnet_studio.training.events import Event

if TYPE_CHECKING:
    from regnet_studio.training.largest_batch import BatchSizes, BatchTried

_SIZES = 14
"""Powers of two from 2 to 16384: how far the trial may go."""


class BatchTab(TrialTab):
    """A table of the sizes that were tried, and the one that is suggested."""

    def __init__(self, state: StudioState, theme: Theme, training: Training) -> None:
        self._found: BatchSizes | None = None
        super().__init__(state, theme, training, "batch")

    def suggestion(self) -> int | None:
        """The size that is suggested, if any."""
        return self._found.suggestion if self._found is not None else None

    def use(self) -> None:
        """Put the selected size into the recipe; the suggested one where none is selected."""
        index = self.table.currentIndex()
        chosen = self._sizes[index.row()] if index.isValid() else self.suggestion()
        if chosen is not None:
            with suppress(RecipeMistake):  # said at the field
                self._state.set_value("optimizer.batch_size", chosen)

    def _texts(self) -> tuple[str, str, str]:
        return (
            self.tr("How many images at a time?"),
            self.tr(
                "Real steps with ever larger batches show how fast each is and what memory holds. "
                "Larger ones are not better by themselves: they want a higher learning rate."
            ),
            self.tr("Find batch size"),
        )

    def _trial(self, recipe: Recipe) -> Trial:
        from regnet_studio.data.manifest import Manifest
        from regnet_studio.training.largest_batch import find_batch

        return find_batch(recipe, Manifest.read(recipe.data.source))

    def _make_result(self) -> QWidget:
        self._figures = {
            "suggestion": Figure(self.tr("suggested batch"), "batch.suggestion"),
            "largest": Figure(self.tr("largest that fits"), "batch.largest"),
            "now": Figure(self.tr("batch now"), "batch.now", small=True),
        }
        self._use = button(self.tr("Use this batch size"), "batch.use")
        self._use.clicked.connect(self.use)
        self._why = label("", "caption", wrap=True)
        self._why.setObjectName("batch.why")
        self._sizes: list[int] = []
        self._model = QStandardItemModel(0, 4, self)
        self._model.setHorizontalHeaderLabels(
            [self.tr("Images"), self.tr("Images a second"), self.tr("Memory"), ""]
        )
        self.table = QTableView()
        self.table.setObjectName("batch.table")
        self.table.setAccessibleName(self.tr("Batch sizes that were tried"))
        self.table.setModel(self._model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        place = card(12)
        layout = column(gap=GAP)
        layout.addWidget(FlowRow(*self._figures.values(), 1, self._use, gap=3 * GAP))
        layout.addWidget(self._why)
        layout.addWidget(self.table, 1)
        place.setLayout(layout)
        self._state.recipe_changed.connect(self._show_now)
        return place

    def _begin(self) -> None:
        self._found = None
        self._sizes.clear()
        self._model.setRowCount(0)
        for figure in self._figures.values():
            figure.show_value("–")
        self._why.setText("")
        self._use.setEnabled(False)
        self._show_now()

    def _take_event(self, events: tuple[Event, ...]) -> None:
        tried: list[Any] = [event for event in events if event.kind == "batch_tried"]
        for one in tried[len(self._sizes) :]:
            self._add(one)
        if tried:
            text = self.tr("Trying {n} images").format(n=words.number(2 * tried[-1].batch_size))
            self._say_step(text, len(tried), _SIZES)

    def _show_result(self, result: BatchSizes) -> None:
        self._found = result
        for one in result.tried[len(self._sizes) :]:
            self._add(one)
        self._figures["suggestion"].show_value(words.number(result.suggestion))
        self._figures["largest"].show_value(words.number(result.largest))
        self._why.setText(self._reason(result))
        self._use.setEnabled(True)
        place = self._sizes.index(result.suggestion)
        self.table.selectRow(place)
        self.table.setCurrentIndex(self._model.index(place, 0))
        for row_number in range(self._model.rowCount()):
            mark = self.tr("suggested") if row_number == place else ""
            self._model.setItem(row_number, 3, _item(mark, left=True))

    def _reason(self, result: BatchSizes) -> str:
        said = [self.tr("Suggested: the smallest that is at least 95 % as fast as the fastest.")]
        if result.limit == "memory":
            said.append(self.tr("Memory does not hold twice the largest."))
        elif result.limit == "images":
            said.append(self.tr("There are not twice as many training images as the largest."))
        if result.reckoned:
            said.append(self.tr("The largest was reckoned, not tried: its steps take long."))
        return " ".join(said)

    def _show_now(self) -> None:
        self._figures["now"].show_value(words.number(self._state.recipe.optimizer.batch_size))

    def _add(self, one: BatchTried) -> None:
        self._sizes.append(one.batch_size)
        speed = one.images_per_second
        fast = words.number(round(speed)) if speed is not None else self.tr("does not fit")
        memory = words.memory(one.memory / 1e6) if one.memory else "–"
        self._model.appendRow(
            [_item(words.number(one.batch_size)), _item(fast), _item(memory), _item("")]
        )


def _item(text: str, left: bool = False) -> QStandardItem:
    item = QStandardItem(text)
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item
