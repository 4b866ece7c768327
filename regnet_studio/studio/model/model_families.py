"""The families of networks as cards: what they are, how large, how accurate."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, VERBATIM

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry

_FAMILY = Qt.ItemDataRole.UserRole
_LEAST_WIDTH = 248
"""Room for the longest name of a family."""


@dataclass(frozen=True)
class Family:
    """What a card says."""

    name: str
    about: str
    """One line, of its first network."""
    variants: int
    params: tuple[int, int]
    """Least and most of its variants."""
    dataset: str
    """On what its accuracy was published; empty: none was."""
    accuracy: tuple[float, float]
    """Least and most of its variants, in %."""

    def figures(self) -> str:
        """``0.27 M – 1.73 M parameters``."""
        low, high = (words.compact(value) for value in self.params)
        return low if low == high else f"{low} – {high}"

    def accuracies(self) -> str:
        """``CIFAR-10 91.6 – 93.6 %``; empty where none was published."""
        if not self.dataset:
            return ""
        low, high = (words.decimal(value, 1) for value in self.accuracy)
        return f"{self.dataset} {low if low == high else f'{low} – {high}'} %"


def families_of(entries: list[ModelEntry]) -> list[Family]:
    """The families in the order in which they are listed."""
    order = {name: place for place, name in enumerate(dict.fromkeys(e.family for e in entries))}
    by_family = sorted(entries, key=lambda e: order[e.family])
    return [
        _family(name, list(members)) for name, members in groupby(by_family, lambda e: e.family)
    ]


def _family(name: str, members: list[ModelEntry]) -> Family:
    told = [dataset for entry in members for dataset in entry.accuracy]
    dataset = max(told, key=told.count) if told else ""
    shares = [e.accuracy[dataset] for e in members if dataset in e.accuracy] or [0.0]
    params = [e.params for e in members]
    return Family(
        name=name,
        about=members[0].summary,
        variants=len(members),
        params=(min(params), max(params)),
        dataset=dataset,
        accuracy=(min(shares), max(shares)),
    )


class FamilyCards(QListView):
    """Cards in as many columns as there is room for; one is current."""

    family_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("model.families")
        self.setProperty("role", "rail")
        self.setAccessibleName(self.tr("Families of networks"))
        self.setProperty(VERBATIM, True)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(_CardDelegate(theme, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionRectVisible(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._tell)
        theme.changed.connect(self.viewport().update)

    def show_families(self, families: list[Family]) -> None:
        """Put these cards up; the current one stays, where it still is."""
        before = self.family()
        blocked = self.selectionModel().blockSignals(True)
        self._items.clear()
        for family in families:
            item = QStandardItem(family.name)
            item.setData(family, _FAMILY)
            name, about = words.told(family.name), words.told(family.about)
            item.setToolTip(f"{name}\n{about}")
            parts = (name, about, family.figures(), family.accuracies())
            item.setAccessibleText(", ".join(part for part in parts if part))
            self._items.appendRow(item)
        self.selectionModel().blockSignals(blocked)
        self.show_family(before)
        self._fit()

    def reword(self, _: object) -> None:
        """Say the same in another language; a card is known by its English name."""
        items = (self._items.item(row) for row in range(self._items.rowCount()))
        self.show_families([item.data(_FAMILY) for item in items])

    def family(self) -> str:
        """The current family; empty: none."""
        return self.currentIndex().data() or ""

    def show_family(self, name: str) -> None:
        """Make a family current without telling anyone; an unknown name makes none."""
        blocked = self.selectionModel().blockSignals(True)
        found = self._items.findItems(name)
        self.setCurrentIndex(found[0].index() if found else QModelIndex())
        if found:
            self.scrollTo(found[0].index())
        else:
            self.clearSelection()
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def card_height(self) -> int:
        """Room that a card takes: four lines and its edges."""
        return round(3.7 * self.fontMetrics().height()) + 4 * GAP

    def _fit(self) -> None:
        room = self.viewport().width() - 2  # a row as wide as the view is broken
        columns = max(room // _LEAST_WIDTH, 1)
        self.setGridSize(QSize(room // columns, self.card_height()))

    def _tell(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.family_chosen.emit(index.data())


class _CardDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: FamilyCards) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self._view.gridSize()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        family: Family = index.data(_FAMILY)
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        whole: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, whole, state, chosen)
        inner = whole.adjusted(GAP + 4, GAP + 1, -GAP - 4, -GAP)
        font = QFont(self._view.font())
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        font.setBold(True)
        lines = (
            (font, "text", words.told(family.name)),
            (small, "muted", words.told(family.about)),
            (small, "text", family.figures() + self._count(family)),
            (small, "text", family.accuracies()),
        )
        top = inner.top()
        for used, color, text in lines:
            painter.setFont(used)
            metrics = painter.fontMetrics()
            painter.setPen(self._theme.color(color))
            painter.drawText(
                QRect(inner.left(), top, inner.width(), metrics.height()),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width()),
            )
            top += metrics.height() + 2
        painter.restore()

    def _paint_frame(
        self, painter: QPainter, whole: QRect, state: QStyle.StateFlag, chosen: bool
    ) -> None:
        frame = whole.adjusted(3, 3, -3, -3)
        focused = chosen and self._view.hasFocus()
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(self._theme.color("accent" if chosen else "line"))
        fill = "selected" if chosen else "hover" if over else "surface"
        painter.setBrush(self._theme.color(fill))
        painter.drawRoundedRect(frame, 8, 8)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 7, 7)

    def _count(self, family: Family) -> str:
        return (
            ""
            if family.variants == 1
            else f" · {self.tr('{n} variants').format(n=family.variants)}"
        )
