"""The chosen network as a collapsible tree of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTreeView, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.language.rewording import Say
from regnet_studio.studio.look.text_size import grown
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, column, framed, holder, label

if TYPE_CHECKING:
    from regnet_studio.models.layers import Layer

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class _Node:
    """A layer and where it sits."""

    def __init__(self, layer: Layer, parent: _Node | None, place: int) -> None:
        self.layer, self.parent, self.place = layer, parent, place
        self.children = [_Node(child, self, n) for n, child in enumerate(layer.children)]


class _Layers(QAbstractItemModel):
    """Name, output, parameters and MACs of each layer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._top: _Node | None = None
        self._titles: tuple[str, ...] = (
            self.tr("Layer"),
            self.tr("Gives"),
            self.tr("Param."),
            self.tr("MACs"),
        )

    def reword(self, say: Say) -> None:
        """Say the headings in another language."""
        self._titles = tuple(map(say, self._titles))

    def fill(self, layer: Layer | None) -> None:
        self.beginResetModel()
        self._top = None if layer is None else _Node(layer, None, 0)
        self.endResetModel()

    def node(self, index: Index) -> _Node | None:
        return index.internalPointer() if index.isValid() else self._top

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        node = self.node(parent)
        if node is None or not 0 <= row < len(node.children):
            return QModelIndex()
        return self.createIndex(row, column, node.children[row])

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        node: _Node | None = index.internalPointer() if index.isValid() else None
        above = node.parent if node is not None else None
        if above is None or above is self._top:
            return QModelIndex()
        return self.createIndex(above.place, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        node = self.node(parent)
        return 0 if node is None or parent.column() > 0 else len(node.children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section < 2 else _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        assert node is not None
        layer, column = node.layer, index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(layer)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column < 2 else _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            params, macs = words.number(layer.params), words.number(layer.macs)
            return f"{layer.name}: {layer.kind}\n" + self.tr(
                "{params} parameters, {macs} multiply-accumulates"
            ).format(params=params, macs=macs)
        return None

    def _texts(self, layer: Layer) -> tuple[str, str, str, str]:
        often = f" ×{layer.calls}" if layer.calls > 1 else ""
        kind = layer.kind.partition("(")[0]
        return (
            f"{layer.name}  {kind}{often}",
            "×".join(map(str, layer.shape)) if layer.shape else "–",
            words.compact(layer.params) if layer.params else "–",
            words.compact(layer.macs) if layer.macs else "–",
        )


class LayerView(QWidget):
    """Asks for the layers when it is looked at; shows them, that they come, or why not."""

    wanted = Signal()
    """It is in sight and has not the layers of what is chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._layers = _Layers(self)
        self.tree = QTreeView()
        self.tree.setObjectName("model.layers")
        self.tree.setProperty("role", "dense")
        self.tree.setAccessibleName(self.tr("Layers of the network"))
        self.tree.setModel(self._layers)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(12)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._note = label("", "muted", wrap=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        waiting = holder()
        waiting.setLayout(column(1, self._note, 2, margin=2 * GAP))
        self._stack = QStackedWidget()
        self._stack.addWidget(waiting)
        self._stack.addWidget(framed(self.tree))
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        theme.changed.connect(self._share_width)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Another network is chosen: its layers are asked for when they are looked at."""
        self._note.setText(self.tr("Working out the layers…"))
        self._stack.setCurrentIndex(0)

    def show_layers(self, layer: Layer) -> None:
        """The layers of the chosen network."""
        self._layers.fill(layer)
        self._share_width()
        if len(layer.children) <= 2:
            self.tree.expandToDepth(0)
        self._stack.setCurrentIndex(1)

    def show_fault(self, sentence: str) -> None:
        """Why there are none."""
        self._note.setText(sentence)
        self._stack.setCurrentIndex(0)

    @property
    def has_layers(self) -> bool:
        """Whether the tree is in place."""
        return self._stack.currentIndex() == 1

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.has_layers:
            self.wanted.emit()

    def _share_width(self) -> None:
        """Figures get what they need; the names get the rest, and dots where that is too little."""
        header = self.tree.header()
        metrics = self.tree.fontMetrics()
        for place, widest in enumerate(("512×32×32", "8.88 M", "88.8 M"), start=1):
            title = self._layers.headerData(place, Qt.Orientation.Horizontal)
            room = max(metrics.horizontalAdvance(text) for text in (widest, title)) + grown(22)
            header.resizeSection(place, room)
