"""Questions that stop the user for a moment: one title, one sentence, two answers."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def asked(
    parent: QWidget, title: str, text: str, yes: str, no: str, *, destroys: bool = False
) -> bool:
    """Whether the user answered ``yes``; ``no`` is what Return and Escape answer.

    Args:
        destroys: whether ``yes`` loses something.
    """
    box = QMessageBox(QMessageBox.Icon.Question, title, title, parent=parent)
    box.setInformativeText(text)
    role = QMessageBox.ButtonRole
    agreed = box.addButton(yes, role.DestructiveRole if destroys else role.AcceptRole)
    refused = box.addButton(no, role.RejectRole)
    box.setDefaultButton(refused)
    box.setEscapeButton(refused)
    box.exec()
    return box.clickedButton() is agreed
