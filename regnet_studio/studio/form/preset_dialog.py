"""Asking for the name of a preset, and for the line that says what it is for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.own_presets import (
    LONGEST_NAME,
    LONGEST_SUMMARY,
    checked_name,
    taken_name,
)
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.widgets.parts import GAP, button, column, label, row

_WIDTH_PX = 420


class PresetDialog(QDialog):
    """Says at once whether a name does, and whether it replaces another preset.

    Args:
        summary: None: only the name is asked for, and it may not be taken.
    """

    def __init__(
        self, parent: QWidget, title: str, go: str, name: str = "", summary: str | None = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preset.dialog")
        self.setWindowTitle(title)
        hold(self, least_width=_WIDTH_PX)
        self._replaces = summary is not None
        self._began = name
        self._name = _line("preset.name", self.tr("Name"), LONGEST_NAME, name)
        self._summary = _line("preset.summary", self.tr("What it is for"), LONGEST_SUMMARY)
        self._summary.setText(summary or "")
        self._summary.setPlaceholderText(self.tr("Optional, one line"))
        self._said = label("", "caption", wrap=True)
        self._said.setObjectName("preset.said")
        self._go_text = go
        self._go = button(go, "preset.save", "accent")
        self._go.setDefault(True)
        self._go.clicked.connect(self.accept)
        leave = button(self.tr("Cancel"), "preset.cancel")
        leave.clicked.connect(self.reject)
        layout = column(gap=GAP, margin=2 * GAP)
        layout.addWidget(_named(self.tr("Name"), self._name))
        layout.addWidget(self._name)
        if summary is not None:
            layout.addWidget(_named(self.tr("What it is for"), self._summary))
            layout.addWidget(self._summary)
        layout.addWidget(self._said)
        layout.addLayout(row(1, leave, self._go))
        self.setLayout(layout)
        self._name.textChanged.connect(self._judge)
        self._judge()
        self._name.selectAll()
        self._name.setFocus()

    def name(self) -> str:
        """The name, as it may be used."""
        return checked_name(self._name.text())

    def summary(self) -> str:
        """The line that says what it is for."""
        return self._summary.text().strip()

    def _judge(self) -> None:
        fault, replaced = "", ""
        text = self._name.text()
        try:
            taken = taken_name(checked_name(text))
        except RecipeMistake as mistake:
            taken, fault = "", QCoreApplication.translate("engine", str(mistake))
        if taken and self._replaces:
            replaced = self.tr("There is a preset {name} already: it is replaced.")
            replaced = replaced.format(name=taken)
        elif taken and taken != self._began:
            fault = self.tr("There is a preset {name} already.").format(name=taken)
        self._said.setText((fault if text.strip() else "") or replaced)
        self._go.setEnabled(not fault)
        go = self.tr("Replace") if replaced else self._go_text
        self._go.setText(go)
        self._go.setAccessibleName(go)


def _line(name: str, title: str, longest: int, text: str = "") -> QLineEdit:
    made = QLineEdit(text)
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setMaxLength(longest)
    return made


def _named(title: str, line: QLineEdit) -> QWidget:
    made = label(title, "strong")
    made.setBuddy(line)
    return made
