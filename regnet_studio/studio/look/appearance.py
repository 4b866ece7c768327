"""The look that the user chose, kept: light or dark and the size of the text."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from regnet_studio.studio.look.text_size import next_percent
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.preferences import Preferred

NORMAL = 100
"""Text as large as the system's, in per cent."""


class Appearance(QObject):
    """Wears what is preferred, and notes what is chosen from then on, however it was chosen."""

    def __init__(self, theme: Theme, preferred: Preferred, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._preferred = theme, preferred
        theme.choose(preferred.now.theme)
        theme.resize_text(preferred.now.text_percent)
        theme.chosen.connect(self._note)
        # The plus of many keyboards is reached with Shift only.
        unshifted = QShortcut(QKeySequence("Ctrl+="), window)
        unshifted.activated.connect(self.larger)

    def larger(self) -> None:
        """All text a step larger, up to twice the system's."""
        self._theme.resize_text(next_percent(self._theme.text_percent, 1))

    def smaller(self) -> None:
        """All text a step smaller."""
        self._theme.resize_text(next_percent(self._theme.text_percent, -1))

    def normal(self) -> None:
        """All text as large as the system's."""
        self._theme.resize_text(NORMAL)

    def _note(self) -> None:
        self._preferred.set(theme=self._theme.choice, text_percent=self._theme.text_percent)
