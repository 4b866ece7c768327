"""A line to search with."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit


def search_line(name: str, text: str) -> QLineEdit:
    """An empty line with a cross; ``text`` says what is searched, to the eye and to the ear."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(text)
    made.setAccessibleName(text)
    made.setClearButtonEnabled(True)
    return made
