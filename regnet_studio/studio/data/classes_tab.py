"""The tab of the classes: how many images each has, and what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from regnet_studio.studio.data.class_counts import ClassCounts
from regnet_studio.studio.data.mending import Mending
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import sequence, with_key
from regnet_studio.studio.widgets.class_picker import ClassQuestion
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.legend import PartsLegend
from regnet_studio.studio.widgets.parts import GAP, button, column, framed

if TYPE_CHECKING:
    from regnet_studio.studio.data.overview import Overview


class ClassesTab(QWidget):
    """Bars per split; rename, merge, or go to the images of a class."""

    class_asked = Signal(int)

    def __init__(self, theme: Theme, mending: Mending) -> None:
        super().__init__()
        self._mending = mending
        self._classes: tuple[str, ...] = ()
        self.counts = ClassCounts(theme, "class.counts")
        self.counts.setToolTip("")
        self.counts.chosen.connect(self.class_asked)
        self.counts.selectionModel().currentChanged.connect(lambda *_: self._judge())
        self._legend = PartsLegend(theme, ())
        self._images = button(self.tr("Show its images"), "class.images")
        self._images.setToolTip(self.tr("Go to the images of the selected class (Enter)"))
        self._images.clicked.connect(lambda: self.class_asked.emit(self.counts.current_class()))
        theme.dress(self._images, "image")
        self._rename = button(self.tr("Rename or merge…"), "class.rename")
        about = self.tr("Call the selected class something else; another class's name merges them")
        self._rename.setToolTip(with_key(about, "class.rename"))
        self._rename.clicked.connect(self._ask_name)
        theme.dress(self._rename, "relabel")
        by_key = QAction(self)
        by_key.setShortcut(sequence("class.rename"))
        by_key.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        by_key.triggered.connect(self._ask_name)
        self.addAction(by_key)
        layout = column(gap=GAP)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.addWidget(FlowRow(self._legend, self._images, self._rename))
        layout.addWidget(framed(self.counts), 1)
        self.setLayout(layout)
        mending.changed.connect(self._judge)
        self._judge()

    def show_overview(self, overview: Overview | None) -> None:
        """Show the classes of a scan."""
        if overview is None:
            return
        import numpy as np

        self._classes = overview.scan.dataset.classes
        parts = {
            split: np.array(list(of_split.values()), dtype=np.int64)
            for split, of_split in overview.counts.items()
        }
        self._legend.show_parts(tuple(parts))
        self.counts.show_parts(self._classes, parts)
        self._judge()

    def _judge(self) -> None:
        chosen = self.counts.current_class() >= 0
        self._images.setEnabled(chosen)
        self._rename.setEnabled(chosen and self._mending.is_ready)

    def _ask_name(self) -> None:
        number = self.counts.current_class()
        if number < 0 or not self._mending.is_ready:
            return
        old = self._classes[number]
        question = ClassQuestion(
            self,
            self.tr("Rename"),
            self.tr("Call “{name}”:").format(name=old),
            self._classes,
            start=old,
            merges=self.tr("“{name}” is a class already: both become one."),
        )
        question.picked.connect(lambda new: self._mending.rename_class(old, new))
        question.open()
