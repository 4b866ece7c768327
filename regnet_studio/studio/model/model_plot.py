"""Accuracy against cost: each published figure a point, each family a colour and a shape."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.line_looks import look_of
from regnet_studio.studio.widgets.parts import GAP, column, row
from regnet_studio.studio.widgets.points_card import PointsCard, Spot

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry

_SIZE, _CHOSEN_SIZE = 9, 15
_ROOM = 0.03
"""Of the width, left free on either side."""


class CostPlot(QWidget):
    """Hovering reads a point, clicking chooses it. pyqtgraph is imported when first shown."""

    chosen = Signal(object)
    """:class:`ModelEntry`."""
    failed = Signal(object)
    """The exception: the plot could not be saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("model.plot")
        self._theme = theme
        self._entries: list[ModelEntry] = []
        self._name = ""
        self._is_stale = False
        self._shown = ("", "")
        """Data set and cost that are drawn."""
        self.card: PointsCard | None = None
        self.dataset = QComboBox()
        self.dataset.setObjectName("model.plot.dataset")
        self.dataset.setAccessibleName(self.tr("Data set of the accuracy"))
        self.dataset.currentIndexChanged.connect(self._redraw)
        self.cost = QComboBox()
        self.cost.setObjectName("model.plot.cost")
        self.cost.setAccessibleName(self.tr("Cost against which it is drawn"))
        self.cost.addItem(self.tr("multiply-accumulates"), "macs")
        self.cost.addItem(self.tr("parameters"), "params")
        self.cost.addItem(self.tr("training memory"), "activations")
        self.cost.currentIndexChanged.connect(self._redraw)
        self._layout = column(gap=GAP)
        self._layout.setContentsMargins(0, GAP, 0, 0)
        self._layout.addLayout(row(self.dataset, self.cost, 1))
        self.setLayout(self._layout)
        self.setAccessibleName(self.tr("Accuracy against cost"))

    def sizeHint(self) -> QSize:
        return QSize(320, 280)

    def show_entries(self, entries: list[ModelEntry]) -> None:
        """Draw these networks, as far as their accuracy was published."""
        self._entries = entries
        told = [name for entry in entries for name in entry.accuracy]
        names = sorted(set(told), key=lambda name: (-told.count(name), name))
        if names != [self.dataset.itemText(n) for n in range(self.dataset.count())]:
            before = self.dataset.currentText()
            blocked = self.dataset.blockSignals(True)
            self.dataset.clear()
            self.dataset.addItems(names)
            self.dataset.setCurrentIndex(max(self.dataset.findText(before), 0))
            self.dataset.blockSignals(blocked)
        self._redraw()

    def show_chosen(self, name: str) -> None:
        """Mark the network of this name."""
        if name != self._name:
            self._name = name
            self._redraw()

    def points(self) -> list[str]:
        """The networks that are drawn."""
        return [entry.name for entry in self._drawn()]

    def click(self, name: str) -> None:
        """As a click on the point of this network."""
        self.chosen.emit(next(entry for entry in self._drawn() if entry.name == name))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._redraw()

    def _drawn(self) -> list[ModelEntry]:
        return [e for e in self._entries if self.dataset.currentText() in e.accuracy]

    def _canvas(self) -> PointsCard:
        """The plot; made when it is first drawn on."""
        if self.card is None:
            self.card = PointsCard(
                self._theme,
                "model.plot.canvas",
                self.tr("top-1, %"),
                self.cost.currentText,
                words.compact,
            )
            self.card.chosen.connect(self.click)
            self.card.failed.connect(self.failed)
            self._layout.addWidget(self.card, 1)
        return self.card

    def _redraw(self) -> None:
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        card, entries = self._canvas(), self._drawn()
        key = self.cost.currentData()
        families = list(dict.fromkeys(e.family for e in self._entries))
        here = next((e.family for e in self._entries if e.name == self._name), "")
        spots = [self._spot(e, key, families.index(e.family), e.family == here) for e in entries]
        if (shown := (self.dataset.currentText(), key)) != self._shown:
            self._shown = shown
            card.see_all()
        if spots:
            xs, ys = [s.x for s in spots], [s.y for s in spots]
            room = _ROOM * max(max(xs) - min(xs), 0.5)
            card.show_range(min(xs) - room, max(xs) + room, values=(min(ys), max(ys)))
        card.paint_over()
        # The chosen one and its family lie on top of the others.
        spots.sort(key=lambda spot: (spot.is_chosen, not spot.is_faint))
        card.show_spots(spots, self._chosen_text(entries))

    def _spot(self, entry: ModelEntry, key: str, number: int, is_near: bool) -> Spot:
        look, is_chosen = look_of(number), entry.name == self._name
        return Spot(
            entry.name,
            log10(max(getattr(entry, key), 1)),
            entry.accuracy[self.dataset.currentText()],
            entry.name,
            self._text(entry),
            entry.family,
            look,
            _CHOSEN_SIZE if is_chosen else _SIZE + 2 * is_near + 3 * (look.symbol == "star"),
            is_faint=not (is_near or is_chosen),
            is_chosen=is_chosen,
        )

    def _chosen_text(self, entries: list[ModelEntry]) -> str:
        if not entries:
            return self.tr("No published figures")
        found = next((entry for entry in entries if entry.name == self._name), None)
        if found is not None:
            return self._text(found)
        return self.tr("{name}: no published figure on this data set").format(name=self._name)

    def _text(self, entry: ModelEntry) -> str:
        share = words.decimal(entry.accuracy[self.dataset.currentText()], 1)
        cost = words.compact(getattr(entry, self.cost.currentData()))
        return f"{entry.name} · {share} % · {cost} · {entry.family}"
