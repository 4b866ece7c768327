"""The networks of a family, or all that a search finds, as a table sorted by any figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from regnet_studio.studio import words
from regnet_studio.studio.language.rewording import Say
from regnet_studio.studio.look.text_size import grown, hold_rows

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry

_ENTRY = Qt.ItemDataRole.UserRole
_SORT = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NAME, _ACCURACY, _PARAMS, _MACS, _MEMORY, _SPEED = range(6)
Index = QModelIndex | QPersistentModelIndex
_NAME_PX = 124
"""Of a network's name, before figures are shown beside it."""
FIRST_DATASETS = ("ImageNet", "CIFAR-10", "CIFAR-100", "Fashion-MNIST")
"""Which of several published accuracies a table shows: the first of these."""


def best_known(entry: ModelEntry) -> tuple[str, float] | None:
    """The published accuracy that a line has room for: data set and top-1 %."""
    for dataset in (*FIRST_DATASETS, *entry.accuracy):
        if dataset in entry.accuracy:
            return dataset, entry.accuracy[dataset]
    return None


class _Variants(QAbstractTableModel):
    """One network a row."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self.entries: list[ModelEntry] = []
        self.bytes: Mapping[str, int] = {}
        """Of a training step, by network."""
        self.speeds: dict[str, float] = {}
        """Images a second, by network."""
        self._titles: tuple[str, ...] = (
            self.tr("Network"),
            self.tr("Accuracy"),
            self.tr("Param."),
            self.tr("MACs"),
            self.tr("Memory"),
            self.tr("Img/s"),
        )
        self._tips: tuple[str, ...] = (
            self.tr("The name in the recipe"),
            self.tr("Published top-1 accuracy, on the data set that is named"),
            self.tr("Parameters"),
            self.tr("Multiply-accumulates of one image's way through the network"),
            self.tr("Of training with the recipe's batch size"),
            self.tr("Images a second, measured here while training"),
        )

    def reword(self, say: Say) -> None:
        """Say the headings in another language."""
        self._titles, self._tips = (tuple(map(say, said)) for said in (self._titles, self._tips))

    def fill(self, entries: list[ModelEntry], memory: Mapping[str, int]) -> None:
        self.beginResetModel()
        self.entries, self.bytes = entries, memory
        self.endResetModel()

    def tell_column(self, column: int) -> None:
        if self.entries:
            first, last = self.index(0, column), self.index(len(self.entries) - 1, column)
            self.dataChanged.emit(first, last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tips[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section in (_NAME, _ACCURACY) else _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self.entries[index.row()], index.column()
        if role == _ENTRY:
            return entry
        if role == _SORT:
            return self._value(entry, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column in (_NAME, _ACCURACY) else _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            family, summary = words.told(entry.family), words.told(entry.summary)
            return f"{entry.name} ({family})\n{summary}{self._small_print(entry)}"
        return None

    def _value(self, entry: ModelEntry, column: int) -> Any:
        known = best_known(entry)
        return (
            entry.name,
            known[1] if known else -1.0,
            entry.params,
            entry.macs,
            self.bytes.get(entry.name, 0),
            self.speeds.get(entry.name, -1.0),
        )[column]

    def _text(self, entry: ModelEntry, column: int) -> str:
        if column == _NAME:
            return entry.name
        if column == _ACCURACY:
            known = best_known(entry)
            return f"{words.decimal(known[1], 1)} % {known[0]}" if known else "–"
        if column == _PARAMS:
            return words.compact(entry.params)
        if column == _MACS:
            return words.compact(entry.macs)
        if column == _MEMORY:
            return words.memory(self.bytes.get(entry.name, 0) / 1e6)
        speed = self.speeds.get(entry.name)
        return "–" if speed is None else speed_text(speed)

    def _small_print(self, entry: ModelEntry) -> str:
        accuracies = [f"{name} {words.decimal(v, 1)} %" for name, v in entry.accuracy.items()]
        least = self.tr("Takes images from {n} px on").format(n=entry.smallest)
        return "".join(f"\n{line}" for line in (", ".join(accuracies), least) if line)


def speed_text(images_per_second: float) -> str:
    """``1,234``; below ten with a digit behind the point."""
    if images_per_second < 10:
        return words.decimal(images_per_second, 1)
    return words.number(round(images_per_second))


class _Found(QSortFilterProxyModel):
    """What a search finds among all names, else one family."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self.setSortRole(_SORT)
        self._family, self._search = "", ""

    def look_for(self, family: str, search: str) -> None:
        self._family, self._search = family, search.strip().lower()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        source = self.sourceModel()
        entry: ModelEntry = source.data(source.index(row, 0, parent), _ENTRY)
        if not self._search:
            return entry.family == self._family
        text = f"{entry.name} {entry.family}".lower()
        return all(word in text for word in self._search.split())


class VariantsTable(QTableView):
    """The current row is the chosen network."""

    chosen = Signal(object)
    """:class:`ModelEntry`."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recipe.model.name")
        self.setProperty("role", "dense")
        self.setAccessibleName(self.tr("Architecture"))
        self._variants = _Variants(self)
        self._found = _Found(self)
        self._found.setSourceModel(self._variants)
        self.setModel(self._found)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSortingEnabled(True)
        self.sortByColumn(_PARAMS, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        hold_rows(self, 27)
        self.horizontalHeader().setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._choose)
        self._name = ""
        self._share_width()

    def show_entries(self, entries: list[ModelEntry], memory: Mapping[str, int]) -> None:
        """Put these networks into the table; what was searched for stays."""
        with _Quiet(self):
            self._variants.fill(entries, memory)
        self.show_chosen(self._name)
        self._share_width()

    def show_memory(self, memory: Mapping[str, int]) -> None:
        """Other bytes of a training step, by network."""
        self._variants.bytes = memory
        self._variants.tell_column(_MEMORY)

    def show_speed(self, name: str, images_per_second: float | None) -> None:
        """What was measured of a network; None: that does not hold any more."""
        if images_per_second is None:
            self._variants.speeds.pop(name, None)
        else:
            self._variants.speeds[name] = images_per_second
        self._variants.tell_column(_SPEED)

    def forget_speeds(self) -> None:
        """They were measured for other images or another batch."""
        self._variants.speeds.clear()
        self._variants.tell_column(_SPEED)

    def look_for(self, family: str, search: str = "") -> int:
        """Show a family, or what a search finds among all names; how many there are."""
        with _Quiet(self):
            self._found.look_for(family, search)
        self.show_chosen(self._name)
        return self._found.rowCount()

    def show_chosen(self, name: str) -> None:
        """Mark the network of this name, where it is in sight."""
        self._name = name
        with _Quiet(self):
            index = self._index_of(name)
            self.setCurrentIndex(index)
            if index.isValid():
                self.executeDelayedItemsLayout()  # rows that just came have no place yet
                self.scrollTo(index)
            else:
                self.clearSelection()

    def names(self) -> list[str]:
        """The networks in sight, from above."""
        return [self._found.index(row, _NAME).data() for row in range(self._found.rowCount())]

    def choose(self, name: str) -> None:
        """As a click on its row; it must be in sight."""
        self.setCurrentIndex(self._index_of(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _index_of(self, name: str) -> QModelIndex:
        for row in range(self._found.rowCount()):
            index = self._found.index(row, _NAME)
            if index.data() == name:
                return index
        return QModelIndex()

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        entry: ModelEntry | None = index.data(_ENTRY)
        if entry is not None and entry.name != self._name:
            self._name = entry.name
            self.chosen.emit(entry)

    def _share_width(self) -> None:
        """Figures get what they need, names the rest."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        metrics, left = self.fontMetrics(), self.viewport().width() - grown(_NAME_PX)
        for column, widest in (
            (_ACCURACY, "96.7 % CIFAR-100"),
            (_PARAMS, "8.88 M"),
            (_MACS, "88.8 M"),
            (_MEMORY, "88.8 GB"),
            (_SPEED, "8,888"),
        ):
            room = max(metrics.horizontalAdvance(widest) + 18, header.sectionSizeHint(column))
            header.resizeSection(column, room)
            left -= room
            self.setColumnHidden(column, left < 0)


class _Quiet:
    """While rows come and go, Qt moves the current one: that is nobody's choice."""

    def __init__(self, table: VariantsTable) -> None:
        self._selection = table.selectionModel()
        self._viewport = table.viewport()

    def __enter__(self) -> None:
        self._blocked = self._selection.blockSignals(True)

    def __exit__(self, *exception: object) -> None:
        self._selection.blockSignals(self._blocked)
        self._viewport.update()
