"""Room for a page that may need more of it than the window has: with large text, on a small screen.

A page takes the room there is, down to the least that its parts can be used in; from there on it
is scrolled instead of cut.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.flow_row import FlowRow


class PageRoom(QScrollArea):
    """Shows the current page of a stack and scrolls it where it must.

    Args:
        pages: the stack; only the page that is shown counts for what room it needs.
    """

    def __init__(self, pages: QStackedWidget, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page.room")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the page's controls are what Tab goes to
        self.setWidgetResizable(True)
        self._pages = pages
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._fit)
        self._room = _Room(pages)
        self.setWidget(self._room)
        pages.setMinimumSize(1, 1)  # else the largest page of all would count
        pages.currentChanged.connect(self._fit)
        for page in pages.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            page.installEventFilter(self)
        theme.resized.connect(self._measure_anew)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._pages.currentWidget():
            self._fit()
            self._later.start()  # layouts within the page are asked after it
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _measure_anew(self) -> None:
        """Hidden tabs and pages count as well, but do not tell that they have changed."""
        for layout in self._pages.findChildren(QLayout):
            layout.invalidate()
        for part in (*self._pages.findChildren(FlowRow), *self._pages.findChildren(QSplitter)):
            # They have no layout that was told of their parts.
            if isinstance(part, FlowRow):
                part.measure_anew()
            else:
                part.updateGeometry()
            above = part.parentWidget()
            while above is not None and above is not self._pages:
                above.updateGeometry()
                above = above.parentWidget()
        page = self._pages.currentWidget()
        if page is not None:
            page.updateGeometry()
        self._later.start()

    def _fit(self) -> None:
        page: QWidget | None = self._pages.currentWidget()
        if page is not None:
            least = page.minimumSizeHint().expandedTo(page.minimumSize())
            wide, layout = max(self.viewport().width(), least.width()), page.layout()
            if isinstance(layout, QLayout) and layout.hasHeightForWidth():
                least.setHeight(max(least.height(), layout.minimumHeightForWidth(wide)))
            self._room.setMinimumSize(least.expandedTo(QSize(1, 1)))


class _Room(QWidget):
    """As large as the stack in it. Without a layout, which would ask hidden pages as well."""

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._pages = pages
        pages.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pages.setGeometry(self.rect())
