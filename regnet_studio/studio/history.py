"""Undo and redo of the recipe: every change is a step, the edits of one control in a row are one.

What is kept are whole recipes: they are small, frozen, and share what they have in common.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from regnet_studio.recipe import Recipe, RecipeField, recipe_fields

MERGED_S = 1.0
"""A control that is moved on within this time goes on with its step."""
_TYPED = ("text", "floats", "ints")
"""Kinds of fields that are typed letter by letter: their step ends where another control begins."""
_MOST = 500


@dataclass(frozen=True)
class Desk:
    """What a step leads from and to: the recipe, and what its marks compare it with."""

    recipe: Recipe
    base: Recipe
    base_name: str


@dataclass(frozen=True)
class Step:
    """A change that can be taken back."""

    before: Desk
    after: Desk
    key: str = ""
    """The field whose control made it; empty: it was no control."""

    def fields(self) -> list[RecipeField]:
        """What has another value afterwards."""
        before, after = self.before.recipe, self.after.recipe
        return [f for f in recipe_fields().values() if f.of(before) != f.of(after)]


class History(QObject):
    """The steps there were, and those that were taken back. It only remembers: the state acts."""

    changed = Signal()

    def __init__(self, now: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock: Callable[[], float] = time.monotonic
        """In seconds."""
        self._now = now
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._last = -MERGED_S
        self._sealed = True

    @property
    def undoable(self) -> Step | None:
        """The step that is taken back next."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> Step | None:
        """The step that is done again next."""
        return self._undone[-1] if self._undone else None

    def note(self, now: Desk, key: str = "") -> None:
        """Something was changed; ``key``: by the control of this field."""
        before, self._now = self._now, now
        if now == before:
            return
        last = self.undoable
        if last is not None and key and key == last.key and self._goes_on(key):
            self._done.pop()
            before = last.before
        if now != before:  # moved there and back: nothing is left to undo
            self._done = [*self._done[-_MOST + 1 :], Step(before, now, key)]
        self._undone.clear()
        self._last, self._sealed = self.clock(), now == before
        self.changed.emit()

    def absorb(self, now: Desk) -> None:
        """Something changed that was no edit: it belongs to the step before it."""
        self._now = now
        if self._done and not self._undone:
            last = self._done.pop()
            self._done.append(Step(last.before, now, last.key))

    def begin(self, now: Desk) -> None:
        """Begin anew: what was before does not apply any more."""
        self._now = now
        self._done.clear()
        self._undone.clear()
        self.changed.emit()

    def seal(self) -> None:
        """What comes next is another step, whichever control it comes from."""
        self._sealed = True

    def undo(self) -> Desk | None:
        """Take a step back: what is to be put in force; None: there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        return self._moved(step.before)

    def redo(self) -> Desk | None:
        """Do a step again: what is to be put in force; None: there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        return self._moved(step.after)

    def _moved(self, now: Desk) -> Desk:
        self._now = now
        self._sealed = True
        self.changed.emit()
        return now

    def _goes_on(self, key: str) -> bool:
        """Whether a control that moves again goes on with its step."""
        if self._sealed:
            return False
        is_typed = recipe_fields()[key].kind in _TYPED
        return is_typed or self.clock() - self._last < MERGED_S
