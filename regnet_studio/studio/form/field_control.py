"""One control for one field of the recipe, made from the field's declaration."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QVariantAnimation
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import RecipeField
from regnet_studio.studio import words
from regnet_studio.studio.form.field_editors import EDITORS, Slider, has_own_undo, has_scale
from regnet_studio.studio.form.field_words import bounds_of, said, tip_of, why_idle
from regnet_studio.studio.language.rewording import Say
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import label, tool

_FLASH_MS = 1600
_ROUND_PX = 6
_EDITOR_PX, _CHOICE_PX = 136, 168
"""Widths of an editor; words need more than numbers."""


class FieldControl(QWidget):
    """Name, help, editor, and the way back to the preset's value.

    It is grey where the field changes nothing beside the other choices, and says why.

    Args:
        sliders: kinds of fields that get a slider as well, where both bounds are known.
        owner: what the editor's name begins with: ``recipe`` gives ``recipe.optimizer.lr``. Another
            than ``recipe`` is for values that are compared with a run's, not with a preset's.
    """

    speaks = ("fields", "FieldEditor", "recipe")
    """Contexts of its texts besides its own."""

    def __init__(
        self,
        field: RecipeField,
        state: StudioState,
        theme: Theme,
        sliders: Collection[str] = (),
        owner: str = "recipe",
    ) -> None:
        super().__init__()
        self.field = field
        self._state = state
        self._of_run = owner != "recipe"
        self.editor = EDITORS[field.kind](field)
        self.editor.setObjectName(f"{owner}.{field.key}")
        self.editor.setAccessibleName(f"{said(field.title)} ({field.key})")
        self._tip = tip_of(field)
        back = self.tr("Back to the preset's value")
        if self._of_run:
            back = self.tr("Back to the run's value")
        # Names of the form stay as they are known; those of another owner are told apart.
        own = f"{owner}." if self._of_run else ""
        self._reset = tool(f"{own}reset.{field.key}", back)
        theme.dress(self._reset, "reset", "accent")
        self._reset.clicked.connect(lambda: state.reset(field.key))
        self._mark = label("●")
        self._mark.setObjectName(f"{own}differs.{field.key}")
        hold(self._mark, fixed_width=12)
        self._theme = theme
        self._fault = label("", "error", wrap=True)
        self._fault.setObjectName(f"{own}fault.{field.key}")
        self.slider = Slider(field) if field.kind in sliders and has_scale(field) else None
        self._shown: Any = None
        self._flash = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_FLASH_MS)
        self._flash.valueChanged.connect(self.update)
        self._lay_out()
        self.editor.changed.connect(self._put)
        if self.slider is not None:
            self.slider.changed.connect(self._put)
            self.slider.installEventFilter(self)
        self.editor.installEventFilter(self)
        state.recipe_changed.connect(self.show_value)
        state.faults_changed.connect(self.show_value)
        theme.changed.connect(self.show_value)
        self.show_value()

    def show_value(self) -> None:
        """Show the recipe's value, unless the user is in the midst of a faulty one."""
        recipe, fault = self._state.recipe, self._state.faults.get(self.field.key)
        value, need = self.field.of(recipe), None if self._of_run else self.field.idle(recipe)
        differs = self._state.differs(self.field.key)
        color = self._theme.colors["accent"] if differs else "transparent"
        # A slider moves the recipe sixty times a second: what stays as it was is not done again.
        now = (value, fault, color, need)
        if now == self._shown:
            return
        self._shown = now
        self._show_fault(words.told(fault) if fault else "")
        if fault is None:
            self.editor.show_value(value)
            if self.slider is not None:
                self.slider.show_value(value)
        self._show_idle(why_idle(need) if need is not None else "")
        self._mark.setStyleSheet(f"color: {color};")
        other = self.tr("Another value than the run has")
        tip = other if self._of_run else self.tr("Differs from the preset")
        self._mark.setToolTip(tip if differs else "")
        self._reset.setEnabled(differs)
        self._reset.setVisible(differs)

    def reword(self, say: Say) -> None:
        """Say in the language of now what was put together of several texts."""
        about = self._tip.partition("\n")[0]
        self._tip = f"{say(about)}\n{bounds_of(self.field)}"
        _, fault, _, need = self._shown
        self._show_fault(words.told(fault) if fault else "")
        self._show_idle(why_idle(need) if need is not None else "")

    def differs_shown(self) -> bool:
        """Whether the mark "differs from the preset" is on."""
        return self._reset.isEnabled()

    def fault(self) -> str:
        """The sentence shown at the field, if any."""
        return self._fault.text()

    def flash(self) -> None:
        """Draw the eye here for a moment: the user was brought to it."""
        self._flash.stop()
        self._flash.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._flash.state() == QVariantAnimation.State.Running:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(float(self._flash.currentValue()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selected"))
            painter.drawRoundedRect(self.rect(), _ROUND_PX, _ROUND_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel scrolls the form; it changes a value only where the user has gone to it.
        focused = isinstance(watched, QWidget) and watched.hasFocus()
        if isinstance(event, QWheelEvent) and not focused:
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            keys = QKeySequence.StandardKey
            is_undo = event.matches(keys.Undo) or event.matches(keys.Redo)
            if is_undo and watched is self.editor and not has_own_undo(self.editor):
                event.ignore()  # a finished value is taken back in the recipe, with its mark
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._title = label(said(self.field.title), wrap=True)
        self._title.setBuddy(self.editor)
        self._note = label(said(self.field.help), "caption", wrap=True)
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._mark, 0, 0)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._reset, 0, 2)
        grid.addWidget(self.editor, 0, 3)
        if self.slider is not None:
            grid.addWidget(self.slider, 1, 1, 1, 3)
        grid.addWidget(self._note, 2, 1, 1, 3)
        grid.addWidget(self._fault, 3, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        hold(self._reset, fixed_width=28, fixed_height=28)
        keep = self._reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(keep)
        hold(self.editor, fixed_width=_CHOICE_PX if self.field.choices else _EDITOR_PX)
        self.setLayout(grid)
        self._show_idle("")

    def _put(self, value: object) -> None:
        # The state keeps the sentence of a mistake, and show_value puts it below the field.
        with suppress(RecipeMistake):
            self._state.set_value(self.field.key, value)

    def _show_idle(self, why: str) -> None:
        """Grey where it changes nothing; ``why``: the sentence, empty where it does."""
        parts = [self._title, self._note, self.editor, self.slider]
        for part in filter(None, parts):
            part.setEnabled(not why)
        tip = f"{why}\n{self._tip}" if why else self._tip
        for part in filter(None, (self._title, self.editor, self.slider)):
            part.setToolTip(tip)
        self.editor.setAccessibleDescription(f"{why}. {self._note.text()}".removeprefix(". "))

    def _show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        if bool(self.editor.property("wrong")) != bool(text):
            self.editor.setProperty("wrong", bool(text))
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
