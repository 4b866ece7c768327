"""Accuracy against cost: each published figure a point, each family a colour and a shape."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPen, QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme, mixed
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, column, row

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry

# Okabe and Ito's colours, told apart by all; none of them is too light for both palettes.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8c7a00")
_SHAPES = ("o", "s", "t", "d", "star", "p", "t1")
_SIZE, _CHOSEN_SIZE = 9, 15


class CostPlot(QWidget):
    """Hovering reads a point, clicking chooses it. pyqtgraph is imported when first shown."""

    chosen = Signal(object)
    """:class:`ModelEntry`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("model.plot")
        self._theme = theme
        self._entries: list[ModelEntry] = []
        self._name = ""
        self._is_stale = False
        self._plot: Any = None
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
        self._read = ElidedLabel("", "caption")
        self._read.setObjectName("model.plot.read")
        self._layout = column(gap=GAP)
        self._layout.setContentsMargins(0, GAP, 0, 0)
        self._layout.addLayout(row(self.dataset, self.cost, 1))
        self._layout.addWidget(self._read)
        self.setLayout(self._layout)
        self.setAccessibleName(self.tr("Accuracy against cost"))
        theme.changed.connect(self._redraw)

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

    def _build(self) -> None:
        import pyqtgraph as pg

        self._pg = pg
        self._plot = pg.PlotWidget(background="#00000000")
        self._plot.setObjectName("model.plot.canvas")
        self._plot.setAccessibleName(self.tr("Accuracy against cost"))
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.showGrid(x=True, y=True, alpha=0.15)
        self._plot.setAxisItems({"bottom": _axis(pg)})
        self._plot.setLogMode(x=True, y=False)
        self._plot.setStyleSheet("background: transparent; border: none;")
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMinimumHeight(120)
        self._points = pg.ScatterPlotItem(hoverable=True, tip=None)
        self._points.sigClicked.connect(self._take_click)
        self._points.sigHovered.connect(self._take_hover)
        self._plot.addItem(self._points)
        self._layout.insertWidget(1, self._plot, 1)

    def _redraw(self) -> None:
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        if self._plot is None:
            self._build()
        assert self._plot is not None
        entries = self._drawn()
        self._read.set_text(self._chosen_text(entries))
        key = self.cost.currentData()
        families = list(dict.fromkeys(e.family for e in self._entries))
        here = next((e.family for e in self._entries if e.name == self._name), "")
        spots = [self._spot(e, key, families.index(e.family), e.family == here) for e in entries]
        # The chosen one and its family lie on top of the others.
        self._points.setData(spots=sorted(spots, key=lambda spot: spot.pop("rank")))
        self._paint_axes()
        self._plot.enableAutoRange()

    def _spot(self, entry: ModelEntry, key: str, number: int, is_near: bool) -> dict[str, Any]:
        color = QColor(_COLOURS[number % len(_COLOURS)])
        symbol = _SHAPES[number % len(_SHAPES)]
        is_chosen = entry.name == self._name
        if not (is_near or is_chosen):
            color = mixed(color, self._theme.color("window"), 0.25)
        edge = self._theme.color("text" if is_chosen else "surface")
        return {
            "pos": (log10(max(getattr(entry, key), 1)), entry.accuracy[self.dataset.currentText()]),
            "size": _CHOSEN_SIZE if is_chosen else _SIZE + 2 * is_near + 3 * (symbol == "star"),
            "symbol": symbol,
            "brush": self._pg.mkBrush(color),
            "pen": self._pg.mkPen(edge, width=2 if is_chosen else 1),
            "data": entry,
            "rank": 2 * is_chosen + is_near,
        }

    def _paint_axes(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        muted = self._theme.color("muted")
        titles = {"left": self.tr("top-1, %"), "bottom": self.cost.currentText()}
        for side, title in titles.items():
            axis = self._plot.getAxis(side)
            axis.setPen(QPen(self._theme.color("line_strong")))
            axis.setTextPen(QPen(muted))
            axis.setTickFont(font)
            axis.setLabel(title, color=muted.name(), **{"font-size": f"{font.pointSizeF():.0f}pt"})

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

    def _take_click(self, _: Any, points: Any, *__: Any) -> None:
        if len(points):
            self.chosen.emit(points[0].data())

    def _take_hover(self, _: Any, points: Any, *__: Any) -> None:
        shape = Qt.CursorShape.PointingHandCursor if len(points) else Qt.CursorShape.ArrowCursor
        self._plot.setCursor(shape)
        self._read.set_text(
            self._text(points[0].data()) if len(points) else self._chosen_text(self._drawn())
        )


def _axis(pg: Any) -> Any:
    """Powers of ten as people write them: 1 M, 10 M, 1 G."""

    class Axis(pg.AxisItem):
        def logTickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
            return [words.compact(10.0**value) for value in values]

    axis = Axis("bottom")
    axis.enableAutoSIPrefix(False)
    return axis
