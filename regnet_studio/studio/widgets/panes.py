"""Two panes side by side, or, where there is no room for that, one below the other.

With text of 200 % on a small screen a page is then scrolled in one direction only.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QSplitter, QWidget

from regnet_studio.studio.look.text_size import grown
from regnet_studio.studio.widgets.parts import GAP

_BESIDE_PX = 760
_HIGH_PX = 240
"""Least height of a pane that lies above or below another."""


class Panes(QSplitter):
    """Two widgets with a handle between them.

    Args:
        sizes: what they have of the room at first, in any unit.
        least: pixels at 100 % from which on they stand side by side, if both have the least width
            that they ask for.
    """

    def __init__(
        self, first: QWidget, second: QWidget, sizes: tuple[int, int], least: int = _BESIDE_PX
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._panes, self._shares, self._least = (first, second), sizes, least
        self._policies = [QSizePolicy(pane.sizePolicy()) for pane in self._panes]
        self.setHandleWidth(2 * GAP)
        self.setChildrenCollapsible(False)
        for place, (pane, size) in enumerate(zip(self._panes, sizes, strict=True)):
            self.addWidget(pane)
            self.setStretchFactor(place, size)
        self._laid = (0, False)
        """How many panes were last laid out, and whether one below the other."""

    @property
    def is_stacked(self) -> bool:
        """Whether the second lies below the first."""
        return self.orientation() == Qt.Orientation.Vertical

    def minimumSizeHint(self) -> QSize:
        # Not what both need side by side: a window that gets narrower could never get there.
        wide = max(map(_least_width, self._shown()), default=0)
        # Out of sight it lies as it lay in the window as it was then: that says nothing.
        if not self.is_stacked or not self.isVisible():
            alone = len(self._shown()) == 1
            heights = (_high_enough(p, (self if alone else p).width()) for p in self._shown())
            return QSize(wide, max(heights, default=0))
        high = max(super().minimumSizeHint().height(), len(self._shown()) * grown(_HIGH_PX))
        return QSize(wide, high)

    def sizeHint(self) -> QSize:
        # What there is beyond the least goes to it in any case.
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        before = self.minimumSizeHint()
        super().resizeEvent(event)
        if self.minimumSizeHint() != before:  # texts are wrapped in another way now
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()
        self.updateGeometry()  # its panes may have changed while it was hidden

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a pane needs more or less than before
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        shown = self._shown()
        both = sum(map(_least_width, shown)) + self.handleWidth()
        stacked = len(shown) > 1 and self.width() < max(grown(self._least), both)
        for pane in self._panes:
            least = max(grown(_HIGH_PX), _high_enough(pane, self.width())) if stacked else 0
            if pane.minimumHeight() != least and (stacked or self.is_stacked):
                pane.setMinimumHeight(least)
        if self._laid == (len(shown), stacked):
            return
        self._laid = len(shown), stacked
        self.setOrientation(Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal)
        for pane, policy in zip(self._panes, self._policies, strict=True):
            # A pane that is never wider than it asks for would keep both as narrow.
            both_ways = QSizePolicy(QSizePolicy.Policy.Expanding, policy.verticalPolicy())
            pane.setSizePolicy(both_ways if stacked else policy)
        self.setSizes([1000 * size for size in ((1, 1) if stacked else self._shares)])
        self.updateGeometry()

    def _shown(self) -> list[QWidget]:
        return [pane for pane in self._panes if not pane.isHidden()]


def _least_width(pane: QWidget) -> int:
    return max(pane.minimumSizeHint().width(), pane.minimumWidth())


def _high_enough(pane: QWidget, width: int) -> int:
    """With texts wrapped to ``width``, which the size hint of a pane does not count."""
    high, layout = pane.minimumSizeHint().height(), pane.layout()
    if isinstance(layout, QLayout) and layout.hasHeightForWidth():
        return max(high, layout.totalMinimumHeightForWidth(width))
    return high
