"""The confusion matrix with its choices: scale, order of the classes, and the cell in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.studio.evaluate.confusion import ConfusionMatrix
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, column, label, tool

_SHORT = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class ConfusionPanel(QWidget):
    """Title and choices above, a line of words below."""

    failed = Signal(object)

    def __init__(self, theme: Theme, opens: bool = True) -> None:
        """``opens``: whether a cell's images are shown somewhere."""
        super().__init__()
        self.setProperty("role", "clear")
        self.matrix = ConfusionMatrix(theme)
        self._counts: Any = None
        self._opens = opens
        self._said = ElidedLabel("", "caption")
        self._said.setObjectName("confusion.cell")
        self._scale = QComboBox()
        self._scale.setObjectName("confusion.scale")
        self._scale.setAccessibleName(self.tr("What the cells show"))
        for text, scale in (
            (self.tr("Counts"), "counts"),
            (self.tr("% of the truth (row)"), "row"),
            (self.tr("% of the predicted (column)"), "column"),
        ):
            self._scale.addItem(text, scale)
        self._scale.currentIndexChanged.connect(
            lambda: self.matrix.show_scale(self._scale.currentData())
        )
        self._order = QComboBox()
        self._order.setObjectName("confusion.order")
        self._order.setAccessibleName(self.tr("Order of the classes"))
        self._order.addItem(self.tr("Class order"), "classes")
        self._order.addItem(self.tr("By confusion"), "confusion")
        self._order.setToolTip(
            self.tr("By confusion: classes that are taken for each other stand together")
        )
        self._order.currentIndexChanged.connect(self._arrange)
        self._whole = tool("confusion.whole", self.tr("See every class again (0)"))
        theme.dress(self._whole, "reset")
        policy = self._whole.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing jumps when it comes
        self._whole.setSizePolicy(policy)
        self._whole.clicked.connect(self.matrix.show_all)
        self._ordering = Latest(_order_of, self)
        self._ordering.answered.connect(self._take_order)
        self._ordering.failed.connect(lambda _, error: self.failed.emit(error))
        self.matrix.pointed.connect(self._say)
        self.matrix.zoomed.connect(self._judge)
        for box in (self._scale, self._order):
            box.setSizeAdjustPolicy(_SHORT)
            box.setMinimumContentsLength(14)
        title = label(self.tr("Confusion matrix"), "heading")
        layout = column(gap=GAP)
        layout.addWidget(FlowRow(title, 1, self._whole, self._scale, self._order))
        layout.addWidget(self.matrix, 1)
        layout.addWidget(self._said)
        self.setLayout(layout)
        self._judge()

    def show_matrix(self, classes: Sequence[str], counts: Any) -> None:
        """Rows are the truth, columns the predictions: [K, K]."""
        self._counts = np.asarray(counts, dtype=np.int64)
        self.matrix.show_matrix(classes, self._counts)
        self._arrange()
        self._say("")

    def update_matrix(self, classes: Sequence[str], counts: Any) -> None:
        """Other counts: where the classes are the same, what is in sight stays."""
        if tuple(classes) != tuple(self.matrix.classes()):
            self.show_matrix(classes, counts)
            return
        self._counts = np.asarray(counts, dtype=np.int64)
        self.matrix.update_matrix(self._counts)
        if self._order.currentData() == "confusion":
            self._arrange()

    def close_panel(self, seconds: float) -> None:
        """End the thread that orders the classes."""
        self._ordering.close()
        self._ordering.wait(seconds)

    def _arrange(self) -> None:
        if self._counts is None:
            return
        if self._order.currentData() == "confusion":
            self._ordering.ask(self._counts)
        else:
            self.matrix.show_order(np.arange(len(self._counts)))

    def _take_order(self, counts: Any, order: Any) -> None:
        if counts is self._counts and self._order.currentData() == "confusion":
            self.matrix.show_order(order)

    def _say(self, text: str) -> None:
        hint = self.tr("Click on a cell to see its images; the wheel enlarges")
        if not self._opens:
            hint = self.tr("The wheel enlarges, dragging moves")
        self._said.set_text(text or hint)

    def _judge(self) -> None:
        self._whole.setVisible(self.matrix.is_zoomed())


def _order_of(counts: Any) -> Any:
    from regnet_studio.evaluation.class_order import by_confusion

    return by_confusion(counts)
