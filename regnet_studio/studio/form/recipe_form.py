"""The form of the Train page: the preset on top, then all that has no page of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from regnet_studio.recipe import recipe_fields
from regnet_studio.studio.form.fields_form import FieldsForm
from regnet_studio.studio.form.preset_actions import PresetActions
from regnet_studio.studio.form.preset_card import PresetCard
from regnet_studio.studio.form.setting_search import Elsewhere, SearchField, found_keys
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.commands import Command
from regnet_studio.studio.state import StudioState, form_fields
from regnet_studio.studio.widgets.parts import column, holder

_CHOSEN = ("data.source", "model.name")
"""No settings of the training: which images, which network."""


class RecipeForm(FieldsForm):
    """What of the recipe is neither data nor architecture; its search finds all the rest too."""

    jump_asked = Signal(str)
    """The key of a setting on another page."""
    pasted = Signal(object)
    said = Signal(str)
    failed = Signal(object)
    """As those of :class:`PresetActions`."""

    def __init__(
        self, state: StudioState, theme: Theme, go_to_data: Callable[[], object] = lambda: None
    ) -> None:
        self.search = SearchField(theme)
        self.elsewhere = Elsewhere(state, theme)
        # Its parent is the form, which is no widget before its own beginning: it moves there below.
        self._head = head = holder("recipe.head")
        self.presets = PresetActions(state, head)
        self._card = PresetCard(state, theme, self.presets, go_to_data)
        self.preset = self._card.box
        head.setLayout(column(self._card, self.elsewhere, gap=12))
        super().__init__(
            state,
            theme,
            form_fields(),
            "recipe",
            head=head,
            lead=self.search,
            counted=[key for key in recipe_fields() if key not in _CHOSEN],
        )
        self.setObjectName("recipe.form")
        self.search.textChanged.connect(self._look)
        self.search.left.connect(self._focus_found)
        self.elsewhere.asked.connect(self.jump_asked)
        for ours, theirs in (
            (self.presets.pasted, self.pasted),
            (self.presets.said, self.said),
            (self.presets.failed, self.failed),
        ):
            ours.connect(theirs)

    def commands(self) -> list[Command]:
        """What can be done with the recipe, for the palette and the keys."""
        return self.presets.commands()

    def show_running(self, is_on: bool) -> None:
        """Whether a run goes on, to which these settings do not apply."""
        self._card.show_running(is_on)

    def focus_search(self) -> None:
        """Put the keyboard on the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_all(self) -> None:
        super().show_all()
        self.search.clear()

    def wanted(self) -> set[str] | None:
        text = self.search.text().strip()
        differing = super().wanted()
        if not text:
            return differing
        found = found_keys(text)
        return found if differing is None else found & differing

    def arrange(self) -> None:
        sifted = self._sifted
        self._card.setVisible(sifted is None)
        fields = recipe_fields().values()
        keys = set() if sifted is None else sifted - set(self.controls)
        self.elsewhere.show_settings([field for field in fields if field.key in keys])
        self._head.setVisible(sifted is None or bool(keys))
        super().arrange()

    def finds_nothing(self, seen: set[str]) -> bool:
        return not seen and self.elsewhere.isHidden()

    def _look(self, text: str) -> None:
        if text.strip():
            nothing = self.tr("No setting says “{text}”.").format(text=text.strip())
            self.say_nothing(nothing, self.tr("Clear the search"))
            self.sift()
            self.scrolled.verticalScrollBar().setValue(0)
        else:
            self._sift_again()

    def _focus_found(self) -> None:
        """Go to the first thing that is found."""
        first: QWidget | None = next(
            (
                control.editor
                for control in self.controls.values()
                if self._sifted and control.field.key in self._sifted
            ),
            self.elsewhere.first(),
        )
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
