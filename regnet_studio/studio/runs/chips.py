"""A line of small words that can be switched on: tags of runs, and what else a list is cut by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from regnet_studio.studio.widgets.parts import VERBATIM

_GAP = 4


@dataclass(frozen=True)
class Chip:
    """One word."""

    key: str
    text: str
    on: bool = False
    is_users: bool = True
    """Whether the word is the user's, not the program's."""


class Chips(QWidget):
    """As many as there is room for; the others are in a menu at the end of the line."""

    toggled = Signal(str, bool)
    """Key of a chip, and whether it is on now."""

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._chips: tuple[Chip, ...] = ()
        self._buttons: list[QPushButton] = []
        self._more = QToolButton(self)
        self._more.setObjectName(f"{name}.more")
        self._more.setText("…")
        self._more.setAccessibleName(self.tr("More tags"))
        self._more.setToolTip(self.tr("More tags"))
        self._more.setProperty("role", "quiet")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        self._more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Replace them; nothing moves where they are the same."""
        chips = tuple(chips)
        if chips == self._chips:
            return
        same_words = [(c.key, c.text) for c in chips] == [(c.key, c.text) for c in self._chips]
        self._chips = chips
        if same_words:
            for made, chip in zip(self._buttons, chips, strict=True):
                made.setChecked(chip.on)
        else:
            self._make()
        self.updateGeometry()
        self._place()

    def chips(self) -> tuple[Chip, ...]:
        """What is shown."""
        return self._chips

    def sizeHint(self) -> QSize:
        heights = [made.sizeHint().height() for made in self._buttons]
        return QSize(100, max(heights, default=0))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a chip needs more or less than before
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _make(self) -> None:
        for made in self._buttons:
            made.hide()
            made.deleteLater()
        self._buttons = []
        for chip in self._chips:
            made = QPushButton(chip.text, self)
            made.setObjectName(f"{self.objectName()}.{chip.key}")
            made.setAccessibleName(chip.text)
            made.setProperty("role", "chip")
            made.setProperty(VERBATIM, chip.is_users)
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setChecked(chip.on)
            made.clicked.connect(lambda on, key=chip.key: self.toggled.emit(key, on))
            self._buttons.append(made)

    def _place(self) -> None:
        """Put them beside one another; the last that fit leave room for the menu."""
        left, height = 0, self.height()
        widths = [made.sizeHint().width() for made in self._buttons]
        room = self.width()
        if sum(widths) + _GAP * max(len(widths) - 1, 0) > room:
            room -= self._more.sizeHint().width() + _GAP
        self._menu.clear()
        for made, width, chip in zip(self._buttons, widths, self._chips, strict=True):
            fits = left + width <= room and self._menu.isEmpty()
            made.setVisible(fits)
            if fits:
                made.setGeometry(left, 0, width, height)
                left += width + _GAP
            else:
                action = self._menu.addAction(chip.text)
                action.setCheckable(True)
                action.setChecked(chip.on)
                action.triggered.connect(lambda on, key=chip.key: self.toggled.emit(key, on))
        self._more.setVisible(not self._menu.isEmpty())
        size = self._more.sizeHint()
        self._more.setGeometry(left, (height - size.height()) // 2, size.width(), size.height())
