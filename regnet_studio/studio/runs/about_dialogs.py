"""Asking for the tags or the note of runs. The window goes on living meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.runs.chips import Chip, Chips
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, button, column, label, row

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary

_WIDTH = 440
_MOST_OFFERED = 12


class _AboutDialog(QDialog):
    """A heading, a control, and Save or Cancel."""

    def __init__(self, parent: QWidget, name: str, title: str, runs: Sequence[RunSummary]) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        hold(self, least_width=_WIDTH)
        about = runs[0].title
        if len(runs) > 1:
            about = self.tr("{n} runs").format(n=words.number(len(runs)))
        save = button(self.tr("Save"), f"{name}.save", "accent")
        save.setDefault(True)
        save.clicked.connect(self.accept)
        cancel = button(self.tr("Cancel"), f"{name}.cancel")
        cancel.clicked.connect(self.reject)
        self._body = column(label(title, "heading"), ElidedLabel(about, "muted"), gap=GAP)
        outer = column(gap=2 * GAP, margin=2 * GAP)
        outer.addLayout(self._body)
        outer.addLayout(row(1, cancel, save))
        self.setLayout(outer)


class TagsDialog(_AboutDialog):
    """Tags with commas between; those that other runs have are a click away."""

    chosen = Signal(object, object)
    """Lists of tags to add and to take away."""

    def __init__(
        self, parent: QWidget, name: str, runs: Sequence[RunSummary], known: Sequence[str]
    ) -> None:
        super().__init__(parent, name, self.tr("Tags"), runs)
        shared = [t for t in runs[0].about.tags if all(t in run.about.tags for run in runs)]
        self._before = shared
        self.line = QLineEdit(", ".join(shared))
        self.line.setObjectName(f"{name}.line")
        self.line.setAccessibleName(self.tr("Tags, with commas between"))
        self.line.setPlaceholderText(self.tr("baseline, night"))
        self.line.textChanged.connect(self._show_known)
        self._known = known[:_MOST_OFFERED]
        self._chips = Chips(f"{name}.known", self.tr("Tags of other runs"))
        self._chips.toggled.connect(self._toggle)
        hint = self.tr("With commas between. Runs can be searched and filtered by them.")
        for part in (self.line, self._chips, label(hint, "caption", wrap=True)):
            self._body.addWidget(part)
        self._chips.setVisible(bool(self._known))
        self.accepted.connect(self._tell)
        self._show_known()
        self.line.setFocus()

    def _now(self) -> list[str]:
        from regnet_studio.runs.about import split_tags

        return split_tags(self.line.text())

    def _show_known(self) -> None:
        now = {tag.casefold() for tag in self._now()}
        self._chips.show_chips([Chip(t, t, t.casefold() in now) for t in self._known])

    def _toggle(self, tag: str, on: bool) -> None:
        others = [one for one in self._now() if one.casefold() != tag.casefold()]
        self.line.setText(", ".join([*others, tag] if on else others))

    def _tell(self) -> None:
        now = self._now()
        kept = {tag.casefold() for tag in now}
        self.chosen.emit(now, [tag for tag in self._before if tag.casefold() not in kept])


class NoteDialog(_AboutDialog):
    """A note of any number of lines."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, name: str, run: RunSummary) -> None:
        super().__init__(parent, name, self.tr("Note"), [run])
        self.text = QPlainTextEdit(run.about.note)
        self.text.setObjectName(f"{name}.text")
        self.text.setAccessibleName(self.tr("Note"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("What was tried, and what came of it"))
        self._body.addWidget(self.text)
        self.accepted.connect(lambda: self.chosen.emit(self.text.toPlainText()))
        self.text.setFocus()
