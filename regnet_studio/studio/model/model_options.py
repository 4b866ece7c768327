"""The options of the chosen network: what of the recipe it heeds, and what it brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from regnet_studio.recipe import recipe_fields
from regnet_studio.studio.form.fields_form import FieldsForm
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import FOR_ALL, StudioState, section_fields
from regnet_studio.studio.widgets.notes import Notes
from regnet_studio.studio.widgets.parts import GAP, button, card, column, holder, label

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry


class ModelOptions(FieldsForm):
    """The form of ``transfer.*`` and of those fields of ``model.*`` that mean something here."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        self._entry: ModelEntry | None = None
        super().__init__(
            state,
            theme,
            section_fields("transfer", "model"),
            "recipe.model",
            head=self._make_head(state, theme),
        )
        self._state = state
        state.recipe_changed.connect(self._judge)
        self._judge()

    def show_entry(self, entry: ModelEntry | None) -> None:
        """Offer what this network heeds; None: all, for it is not known."""
        self._entry = entry
        heeded = () if entry is None else (*FOR_ALL, *entry.options)
        known = [
            key
            for key in self.controls
            if not key.startswith("model.") or key.partition(".")[2] in heeded
        ]
        self.offer(None if entry is None else known)
        self._judge()

    def tell_reset(self, keys: list[str], name: str) -> None:
        """Say which options were set back because another network was chosen."""
        titles = ", ".join(recipe_fields()[key].title for key in keys)
        self._reset.setText(
            self.tr("Set back to the default, as {name} has no such choice: {titles}").format(
                name=name, titles=titles
            )
        )
        self._reset.setVisible(bool(keys))

    def reset_text(self) -> str:
        """What was set back, in words; empty: nothing."""
        return "" if self._reset.isHidden() else self._reset.text()

    def _make_head(self, state: StudioState, theme: Theme) -> QWidget:
        self._reset = label("", "caption", wrap=True)
        self._reset.setObjectName("model.reset")
        self._reset.hide()
        self._foreign = label("", "error", wrap=True)
        self._foreign.setObjectName("model.foreign")
        self._mend = button(self.tr("Set them back"), "model.mend")
        self._mend.clicked.connect(lambda: self._set_back())
        self._fault = card(12)
        self._fault.setLayout(column(self._foreign, self._mend))
        self._fault.hide()
        head = holder()
        notes = Notes(state, theme, ("model.", "transfer."), "model.notes")
        head.setLayout(column(self._reset, self._fault, notes, gap=GAP))
        return head

    def _judge(self) -> None:
        """A recipe from a file may ask for what this network has not."""
        foreign = self._state.foreign_options(self._entry) if self._entry is not None else []
        titles = ", ".join(recipe_fields()[key].title for key in foreign)
        self._fault.setVisible(bool(foreign))
        if self._entry is not None and foreign:
            self._foreign.setText(
                self.tr("{name} has no such choice, it cannot be built so: {titles}").format(
                    name=self._entry.name, titles=titles
                )
            )

    def _set_back(self) -> None:
        if self._entry is not None:
            self.tell_reset(self._state.choose_model(self._entry), self._entry.name)
