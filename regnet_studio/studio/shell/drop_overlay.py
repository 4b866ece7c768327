"""What letting go would do, said over the whole window while something is dragged across it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWindow,
)
from PySide6.QtWidgets import QLabel, QWidget

from regnet_studio.studio.look.theme import Theme, pixel_ratio, tinted
from regnet_studio.studio.shell.drops import Drop, drop_of, dropped_paths
from regnet_studio.studio.widgets.parts import GAP, Paragraph, card, column, label

_ICON_PX = 56
_VEIL = 215
"""How much of the window the veil hides, of 255."""
_INSET, _RADIUS = 12, 12


@dataclass(frozen=True)
class Outlook:
    """What letting go would do."""

    icon: str
    text: str
    detail: str = ""
    works: bool = True
    """Whether letting go does anything; else ``text`` says why not."""


class DropOverlay(QWidget):
    """Lies over the window while files are dragged, over whatever part of it.

    Qt offers a drag to the part under the pointer. The overlay is shown as the drag comes to the
    window, before that part is looked for: from then on it is the part under the pointer.
    """

    dropped = Signal(object)
    """The :class:`Drop` that was let go."""

    def __init__(self, theme: Theme, outlook: Callable[[Drop], Outlook], window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("drop.overlay")
        self._theme, self._outlook_of, self._window = theme, outlook, window
        self._handle: QWindow | None = None
        self._drop = Drop("nothing", ())
        self.outlook = Outlook("info", "")
        """What is said now."""
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = label("", "heading")
        self._text.setObjectName("drop.text")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._detail = Paragraph("", 420)
        self._detail.setObjectName("drop.detail")
        box = card(3 * GAP)
        box.setLayout(column(self._picture, self._text, self._detail, gap=12))
        box.setMinimumWidth(480)
        layout = column(1, gap=0)
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setLayout(layout)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.hide()
        window.installEventFilter(self)
        self._watch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            if kind == QEvent.Type.Show:
                self._watch()
            elif kind == QEvent.Type.Resize and self.isVisible():
                self.setGeometry(self._window.rect())
        elif kind == QEvent.Type.DragEnter:
            self._begin(cast(QDragEnterEvent, event))
        elif kind == QEvent.Type.DragLeave:
            self.hide()
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._answer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._answer(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.hide()
        self._answer(event)
        if self.outlook.works:
            self.dropped.emit(self._drop)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hide()  # no drag goes on: its end was not told

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._theme.color("window")
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        line = "accent" if self.outlook.works else "line_strong"
        pen = QPen(self._theme.color(line), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        frame = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)

    def _watch(self) -> None:
        """A window gets its handle when it is first shown, and another one now and then."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def _begin(self, event: QDragEnterEvent) -> None:
        if event.source() is not None or not event.mimeData().hasUrls():
            return  # a word or a row of the window's own on its way elsewhere in it
        self._drop = drop_of(dropped_paths(event.mimeData()))
        self.outlook = self._outlook_of(self._drop)
        self._show()

    def _show(self) -> None:
        outlook = self.outlook
        color = "accent" if outlook.works else "muted"
        scale = max(1, round(pixel_ratio()))
        self._picture.setPixmap(tinted(outlook.icon, self._theme.colors[color], _ICON_PX, scale))
        self._text.setText(outlook.text)
        self._detail.setText(outlook.detail)
        self._detail.setVisible(bool(outlook.detail))
        self._detail.updateGeometry()
        self.setAccessibleName(" ".join((outlook.text, outlook.detail)).strip())
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _answer(self, event: QDropEvent) -> None:
        if self.outlook.works:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()
