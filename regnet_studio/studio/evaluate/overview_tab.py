"""Where a run is wrong, at a glance: confusion matrix, pairs in words, figures per class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.class_table import ClassTable
from regnet_studio.studio.evaluate.confusion_panel import ConfusionPanel
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, button, card, column, holder, label, row

if TYPE_CHECKING:
    from regnet_studio.evaluation.examples import ConfusedPair

_TABLE_PX = 350
_MOST_CONFUSED = 4
_AT_ONCE = 128
"""Classes up to which a report from its file is drawn before its predictions are read."""


class OverviewTab(QWidget):
    """Everything in it can be opened as images."""

    failed = Signal(object)
    cell_asked = Signal(int, int)
    """Truth and guess, as class numbers."""
    class_asked = Signal(int)

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.panel = ConfusionPanel(theme)
        self.panel.failed.connect(self.failed)
        self.panel.matrix.cell_chosen.connect(self.cell_asked)
        self.table = ClassTable()
        self.table.class_chosen.connect(self.class_asked)
        left = card(12)
        left.setLayout(column(self.panel))
        layout = column(Panes(left, self._right(), (1, 1)))
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)

    def show_record(self, record: dict[str, Any]) -> None:
        """A report as it stands in the run's folder, where it is small enough to draw at once."""
        names = [str(figures["name"]) for figures in record["classes"]]
        if len(names) <= _AT_ONCE:
            self._show(names, np.array(record["confusion"], dtype=np.int64), record["classes"])
            self._show_pairs(names, None)

    def show_examination(self, seen: Examined | None) -> None:
        """Show a split of a run."""
        if seen is not None:
            self._show(seen.classes, seen.confusion, seen.report.classes)
            self._show_pairs(seen.classes, seen.pairs[:_MOST_CONFUSED])

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        self.panel.close_panel(seconds)

    def pair_texts(self) -> list[str]:
        """The most confused pairs in words."""
        return [pair.text() for pair in self._pairs if not pair.isHidden()]

    def _right(self) -> QWidget:
        self._none = label(self.tr("Nothing: every image was recognised."), "muted")
        self._pairs: list[QPushButton] = []
        self._asked: list[tuple[int, int]] = []
        lines = column(label(self.tr("Most often confused"), "heading"), self._none, gap=4)
        for place in range(_MOST_CONFUSED):
            made = button("", f"evaluate.pair.{place}", "link")
            made.setToolTip(self.tr("See these images"))
            made.clicked.connect(lambda _=False, n=place: self.cell_asked.emit(*self._asked[n]))
            self._pairs.append(made)
            lines.addWidget(made)
        pairs = card(12)
        pairs.setLayout(lines)
        find = QLineEdit()
        find.setObjectName("class.search")
        find.setAccessibleName(self.tr("Search a class"))
        find.setPlaceholderText(self.tr("Search a class"))
        find.setClearButtonEnabled(True)
        hold(find, most_width=220)
        find.textChanged.connect(self.table.search)
        self._find = find
        below = column(gap=GAP)
        below.addLayout(row(label(self.tr("Classes"), "heading"), 1, find))
        below.addWidget(self.table, 1)
        table = card(12)
        table.setLayout(below)
        hold(table, least_width=_TABLE_PX)
        stacked = column(pairs, gap=2 * GAP)
        stacked.addWidget(table, 1)
        right = holder()
        right.setLayout(stacked)
        return right

    def _show(self, names: Sequence[str], counts: Any, classes: Sequence[Any]) -> None:
        self.panel.show_matrix(names, counts)
        self._find.clear()
        self._find.setVisible(len(names) > 8)
        self.table.show_classes(classes)

    def _show_pairs(self, names: Sequence[str], pairs: Sequence[ConfusedPair] | None) -> None:
        """None: they are not known yet."""
        found = pairs or ()
        self._asked = [(pair.truth, pair.guess) for pair in found]
        self._none.setVisible(pairs is not None and not found)
        for place, made in enumerate(self._pairs):
            made.setVisible(place < len(found))
            if place < len(found):
                pair = found[place]
                text = self.tr("{truth} taken for {guess}: {count} of {of}")
                spoken = text.format(
                    truth=_short(names[pair.truth]),
                    guess=_short(names[pair.guess]),
                    count=words.number(pair.count),
                    of=words.number(pair.support),
                )
                made.setText(spoken)
                made.setAccessibleName(spoken)


def _short(name: str, most: int = 28) -> str:
    """A class name that fits beside another on a line."""
    return name if len(name) <= most else f"{name[: most // 2]}…{name[-most // 2 + 1 :]}"
