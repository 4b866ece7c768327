"""The banners at the top of the window: they stay until dismissed."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from regnet_studio.studio import defects
from regnet_studio.studio.parts import GAP, column, label, row, tool
from regnet_studio.studio.theme import Theme, tinted

Kind = Literal["mistake", "notice"]
_MOST_SHOWN = 3


class Banner(QFrame):
    """One sentence the user should read."""

    dismissed = Signal(object)

    def __init__(self, theme: Theme, text: str, kind: Kind) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("kind", kind)
        self.text, self.kind = text, kind
        self._theme = theme
        self._mark = QLabel()
        self._text = label(text, wrap=True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setAccessibleName(text)
        close = tool("banner.dismiss", self.tr("Dismiss"))
        theme.dress(close, "cancel")
        close.clicked.connect(lambda: self.dismissed.emit(self))
        layout = row(self._mark, self._text, close, gap=12)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setStretch(1, 1)
        layout.setAlignment(close, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        name = "warning" if self.kind == "mistake" else "info"
        self._mark.setPixmap(tinted(name, self._theme.colors[f"{self.kind}_line"], 20))


class Banners(QWidget):
    """All banners, the newest on top; the oldest ones wait below the third."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("banners")
        self._theme = theme
        self._shown: list[Banner] = []
        self._layout = column(gap=GAP)
        self._layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, 0)
        self.setLayout(self._layout)
        self.hide()

    def texts(self) -> list[str]:
        """What stands there, newest first."""
        return [banner.text for banner in self._shown]

    def show_error(self, error: BaseException) -> None:
        """A mistake with its own sentence, or a defect with the path of its log."""
        self.say(defects.sentence(error), "mistake")

    def say(self, text: str, kind: Kind = "notice") -> None:
        """Put a banner up; a text that already stands there moves to the top."""
        for banner in [b for b in self._shown if b.text == text]:
            self._drop(banner)
        banner = Banner(self._theme, text, kind)
        banner.dismissed.connect(self._drop)
        self._shown.insert(0, banner)
        self._layout.insertWidget(0, banner)
        self._arrange()
        # Read aloud by a screen reader without taking the focus away.
        QAccessible.updateAccessibility(QAccessibleEvent(banner, QAccessible.Event.Alert))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _drop(self, banner: Banner) -> None:
        self._shown.remove(banner)
        self._layout.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        for place, banner in enumerate(self._shown):
            banner.setVisible(place < _MOST_SHOWN)
        self.setVisible(bool(self._shown))
