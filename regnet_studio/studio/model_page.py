"""The Model page: which network learns, and what each one costs for these images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QProgressBar,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.parts import GAP, Figure, card, column, holder, label, row
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme, mixed

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry

_ENTRY = Qt.ItemDataRole.UserRole
_SHARE = Qt.ItemDataRole.UserRole + 1
ASSUMED_CLASSES, ASSUMED_SIZE, ASSUMED_CHANNELS = 10, 32, 3


class ModelPage(QWidget):
    """Choosing a row sets ``model.name`` in the recipe."""

    chosen_faulty = Signal(object)

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page.model")
        self._state, self._theme = state, theme
        self._rows: dict[str, QStandardItem] = {}
        self._for = label("", "muted", wrap=True)
        self._tree = self._make_tree()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_waiting())
        body = holder()
        inner = row(gap=2 * GAP)
        left = card(GAP)
        left.setLayout(column(self._tree))
        inner.addWidget(left, 5)
        inner.addWidget(self._make_detail(), 2)
        body.setLayout(inner)
        self._stack.addWidget(body)
        layout = column(label(self.tr("Model"), "title"), self._for, margin=3 * GAP)
        layout.addSpacing(GAP)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        state.models_changed.connect(self._fill)
        state.recipe_changed.connect(self._mark)
        state.data_changed.connect(self._say_for)
        self._say_for()

    def _make_waiting(self) -> QWidget:
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(240)
        bar.setAccessibleName(self.tr("Loading the architectures"))
        place = holder()
        layout = column(1, gap=12)
        text = label(self.tr("Loading PyTorch and the architectures…"), "muted")
        layout.addWidget(text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        place.setLayout(layout)
        return place

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("recipe.model.name")
        tree.setAccessibleName(self.tr("Architecture"))
        tree.setModel(QStandardItemModel(tree))
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setIndentation(12)
        tree.setAllColumnsShowFocus(True)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setItemDelegateForColumn(1, _CostDelegate(self._theme, tree))
        tree.setItemDelegateForColumn(2, _CostDelegate(self._theme, tree))
        tree.selectionModel().currentChanged.connect(self._choose)
        self._theme.changed.connect(tree.viewport().update)
        return tree

    def _make_detail(self) -> QWidget:
        box = card()
        self._name = label("", "heading", wrap=True)
        self._name.setObjectName("model.chosen")
        self._family = label("", "muted", wrap=True)
        self._summary = label("", wrap=True)
        self._summary.setObjectName("model.summary")
        self._params = Figure(self.tr("parameters"), "model.params")
        self._macs = Figure(self.tr("multiply-accumulates an image"), "model.macs")
        self._size = Figure(self.tr("weights on disk (32 bits)"), "model.size")
        rule = holder()
        rule.setProperty("role", "rule")
        box.setLayout(
            column(
                label(self.tr("Chosen"), "caption"),
                self._name,
                self._family,
                self._summary,
                self._params,
                self._macs,
                self._size,
                1,
                gap=12,
            )
        )
        box.setMinimumWidth(240)
        return box

    def _say_for(self) -> None:
        scan = self._state.scan
        if scan is None:
            text = self.tr(
                "Costs are for {classes} classes of colour images at {size} px "
                "until you choose your images."
            ).format(classes=ASSUMED_CLASSES, size=ASSUMED_SIZE)
        else:
            text = self.tr("Costs are for {classes} classes of images at {size} px.").format(
                classes=len(scan.dataset.classes), size=self._state.recipe.data.size or scan.size
            )
        self._for.setText(text)

    def _fill(self) -> None:
        self._say_for()
        model = self._tree.model()
        assert isinstance(model, QStandardItemModel)
        blocked = self._tree.selectionModel().blockSignals(True)
        model.clear()
        self._rows.clear()
        model.setHorizontalHeaderLabels(
            [self.tr("Architecture"), self.tr("Parameters"), self.tr("MACs an image")]
        )
        entries = self._state.models
        most = (
            max((e.params for e in entries), default=1),
            max((e.macs for e in entries), default=1),
        )
        families: dict[str, QStandardItem] = {}
        for entry in entries:
            if entry.family not in families:
                families[entry.family] = _family(entry.family)
                model.appendRow(families[entry.family])
            cells = _cells(entry, *most)
            families[entry.family].appendRow(cells)
            self._rows[entry.name] = cells[0]
        for place in range(model.rowCount()):
            self._tree.setFirstColumnSpanned(place, QModelIndex(), True)
        self._tree.expandAll()
        header = self._tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        self._tree.selectionModel().blockSignals(blocked)
        self._stack.setCurrentIndex(1 if entries else 0)
        self._mark()

    def _mark(self) -> None:
        """Show the recipe's choice as the selected row and in the detail."""
        name = self._state.recipe.model.name
        item = self._rows.get(name)
        selection = self._tree.selectionModel()
        blocked = selection.blockSignals(True)
        if item is None:
            selection.clear()
        elif self._tree.currentIndex().siblingAtColumn(0) != item.index():
            self._tree.setCurrentIndex(item.index())
        selection.blockSignals(blocked)
        self._tree.viewport().update()
        self._show_detail(name, item.data(_ENTRY) if item is not None else None)
        self._say_for()

    def _show_detail(self, name: str, entry: ModelEntry | None) -> None:
        self._name.setText(name)
        for figure in (self._params, self._macs, self._size):
            figure.setVisible(entry is not None)
        if entry is None:
            self._family.setText("")
            known = bool(self._state.models)
            self._summary.setText(
                self.tr("No architecture has this name; choose one of the list.") if known else ""
            )
            return
        self._family.setText(entry.family)
        self._summary.setText(entry.summary)
        self._params.show_value(words.compact(entry.params), tip=words.number(entry.params))
        self._macs.show_value(words.compact(entry.macs), tip=words.number(entry.macs))
        self._size.show_value(words.memory(entry.params * 4 / 1e6))

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        entry: ModelEntry | None = index.siblingAtColumn(0).data(_ENTRY)
        if entry is not None and entry.name != self._state.recipe.model.name:
            self._state.set_value("model.name", entry.name)


def _family(name: str) -> QStandardItem:
    item = QStandardItem(name)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    font = QFont()
    font.setBold(True)
    item.setFont(font)
    return item


def _cells(entry: ModelEntry, most_params: int, most_macs: int) -> list[QStandardItem]:
    cells = [
        QStandardItem(entry.name),
        QStandardItem(words.compact(entry.params)),
        QStandardItem(words.compact(entry.macs)),
    ]
    shares: list[Any] = [None, entry.params / max(most_params, 1), entry.macs / max(most_macs, 1)]
    for cell, share in zip(cells, shares, strict=True):
        cell.setData(entry, _ENTRY)
        cell.setData(share, _SHARE)
        cell.setToolTip(entry.summary)
    return cells


class _CostDelegate(QStyledItemDelegate):
    """A cost as a number over a thin bar."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), hint.height() + 8)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(_SHARE)
        if share is None:
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        full = rect.width() - 96
        if full < 24:
            return
        color = mixed(self._theme.color("accent"), self._theme.color("surface"), 0.35)
        bar = QRectF(rect.left() + 84, rect.center().y() - 3, max(2.0, full * share), 6)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(bar, 3, 3)
        painter.restore()
