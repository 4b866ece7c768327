"""The line above a form: what differs, the way back to the preset, undo and redo."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from regnet_studio.studio.form.field_words import step_text
from regnet_studio.studio.history import Step
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import sequence, with_key
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import ElidedLabel, row, tool

_REDO_TOO = QKeySequence("Ctrl+Y")


class FormTools(QWidget):
    """Acts on the whole recipe, save that it counts and resets only the fields of its form.

    Undo and redo have their keys wherever the form is in sight.

    Args:
        name: what its parts are called: ``recipe`` gives ``recipe.undo``.
        keys: of the fields that it counts and resets.
        lead: what stands at its left, instead of how many fields differ.
    """

    sifted = Signal(bool)
    """Whether only what differs is to be seen."""

    def __init__(
        self,
        state: StudioState,
        theme: Theme,
        name: str,
        keys: Collection[str],
        lead: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._state, self._keys = state, keys
        self._count = ElidedLabel("", "caption")
        self._count.setObjectName(f"{name}.differing")
        self.only_differing = self._tool(theme, f"{name}.only_differing", "filter")
        self.only_differing.setCheckable(True)
        self.only_differing.toggled.connect(self.sifted)
        self.reset_all = self._tool(theme, f"{name}.reset_all", "reset")
        self.reset_all.clicked.connect(lambda: state.reset_all(self.differing()))
        self.undo = self._action("undo")
        self.undo.triggered.connect(state.undo)
        self.redo = self._action("redo")
        self.redo.setShortcuts([sequence("action.redo"), _REDO_TOO])
        self.redo.triggered.connect(state.redo)
        self._undo = self._tool(theme, f"{name}.undo", "undo")
        self._undo.clicked.connect(self.undo.trigger)
        self._redo = self._tool(theme, f"{name}.redo", "redo")
        self._redo.clicked.connect(self.redo.trigger)
        buttons = (self.only_differing, self.reset_all, self._undo, self._redo)
        layout = row(lead or self._count, *buttons, gap=2)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        state.recipe_changed.connect(self._count_differing)
        state.history.changed.connect(self._judge_steps)
        self._count_differing()
        self._judge_steps()

    def differing(self) -> list[str]:
        """The keys of its fields that differ from the preset."""
        return [key for key in self._keys if self._state.differs(key)]

    def _count_differing(self) -> None:
        count = len(self.differing())
        text = self.tr("{n} setting(s) differ from the preset").format(n=count)
        self._count.set_text(text if count else self.tr("As the preset has it"))
        self.only_differing.setEnabled(bool(count) or self.only_differing.isChecked())
        self._tell(self.only_differing, self.tr("Show only what differs from the preset"))
        self.reset_all.setEnabled(bool(count))
        self._tell(
            self.reset_all,
            self.tr("Set {n} setting(s) back to the preset").format(n=count)
            if count
            else self.tr("Nothing differs from the preset"),
        )

    def _judge_steps(self) -> None:
        history = self._state.history
        undo, redo = _said(history.undoable), _said(history.redoable)
        self.undo.setEnabled(bool(undo))
        self._undo.setEnabled(bool(undo))
        self._tell(
            self._undo,
            with_key(self.tr("Undo: {what}").format(what=undo), "action.undo")
            if undo
            else self.tr("Nothing to undo"),
        )
        self.redo.setEnabled(bool(redo))
        self._redo.setEnabled(bool(redo))
        self._tell(
            self._redo,
            with_key(self.tr("Redo: {what}").format(what=redo), "action.redo")
            if redo
            else self.tr("Nothing to redo"),
        )

    def _action(self, name: str) -> QAction:
        action = QAction(self)
        action.setObjectName(f"key.recipe.{name}")
        action.setShortcut(sequence(f"action.{name}"))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.addAction(action)
        return action

    @staticmethod
    def _tool(theme: Theme, name: str, icon: str) -> QToolButton:
        made = tool(name, "")
        theme.dress(made, icon)
        hold(made, fixed_width=30, fixed_height=30)
        return made

    @staticmethod
    def _tell(part: QToolButton, text: str) -> None:
        part.setToolTip(text)
        part.setAccessibleName(text)


def _said(step: Step | None) -> str:
    return step_text(step) if step is not None else ""
