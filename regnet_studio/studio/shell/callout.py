"""A short note beside a part of the window: what is seen there, and on to the next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, button, column, label, row

_WIDTH = 340
_AWAY = 16
"""Between the note and the edge of the window."""


class Callout(QFrame):
    """Lies over the window near a part of it, and keeps nothing else from being used."""

    next_asked = Signal()
    leave_asked = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("welcome.note")
        self.setProperty("role", "callout")
        self._window = window
        self._target: QWidget | None = None
        self._count = label("", "caption")
        self._title = label("", "heading", wrap=True)
        self._title.setObjectName("welcome.title")
        self._text = label("", "", wrap=True)
        self._text.setObjectName("welcome.text")
        self._bar = QProgressBar()
        self._bar.setObjectName("welcome.progress")
        self._bar.setAccessibleName(self.tr("Progress of the training"))
        self._bar.setTextVisible(False)
        self.leave = button(self.tr("Leave"), "welcome.leave", "link")
        self.leave.clicked.connect(self.leave_asked)
        self.next = button(self.tr("Next"), "welcome.next")
        self.next.clicked.connect(self.next_asked)
        theme.dress(self.next, "forward")
        self._layout = layout = column(gap=GAP)
        layout.setContentsMargins(2 * GAP, 12, 2 * GAP, 12)
        for part in (self._count, self._title, self._text, self._bar):
            layout.addWidget(part)
        layout.addLayout(row(self.leave, 1, self.next))
        self.setLayout(layout)
        self.setFixedWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        window.installEventFilter(self)

    def show_note(
        self, target: QWidget, count: str, title: str, text: str, next_text: str, waits: bool
    ) -> None:
        """Say something about a part of the window.

        Args:
            waits: for what goes on: there is no going on before it has ended.
        """
        self._target = target
        self._count.setText(count)
        self._title.setText(title)
        self._text.setText(text)
        self.next.setText(next_text)
        self.next.setAccessibleName(next_text)
        self.setAccessibleName(f"{title}. {text}")
        self.show_progress(0, 0)
        self.set_waiting(waits)
        self.show()
        self._place()
        self.raise_()
        (self.leave if waits else self.next).setFocus(Qt.FocusReason.OtherFocusReason)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def set_waiting(self, waits: bool) -> None:
        """Whether there is something to wait for before the next note."""
        self.next.setEnabled(not waits)
        self._bar.setVisible(waits)
        self.adjustSize()

    def show_progress(self, done: int, total: int) -> None:
        """How far it is; unknown without ``total``."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave_asked.emit()
        else:
            super().keyPressEvent(event)

    def _place(self) -> None:
        """In a lower corner of what it is about, as far as that lies in the window."""
        self.setFixedHeight(self._layout.totalHeightForWidth(_WIDTH))
        room = self._window.rect().adjusted(_AWAY, _AWAY, -_AWAY, -_AWAY)
        about = room
        if self._target is not None and self._target.isVisible():
            corner = self._target.mapTo(self._window, QPoint(0, 0))
            about = room.intersected(QRect(corner, self._target.size()))
        right = min(about.right(), room.right()) - self.width() - _AWAY
        below = min(about.bottom(), room.bottom()) - self.height() - _AWAY
        self.move(max(right, room.left()), max(below, room.top()))
