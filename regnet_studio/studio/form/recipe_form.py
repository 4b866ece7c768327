"""The form of the Train page: the preset on top, then all that has no page of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.recipe import preset_names
from regnet_studio.recipe.presets import preset_summary
from regnet_studio.studio.form.fields_form import FieldsForm
from regnet_studio.studio.state import DEFAULTS, StudioState, form_fields
from regnet_studio.studio.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, button, card, column, label, row


class RecipeForm(FieldsForm):
    """What of the recipe is neither data nor architecture."""

    def __init__(
        self, state: StudioState, theme: Theme, go_to_data: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(
            state, theme, form_fields(), "recipe", head=self._preset_card(state, go_to_data)
        )
        self.setObjectName("recipe.form")
        state.recipe_changed.connect(self._show_base)
        theme.changed.connect(self._show_base)
        self._show_base()

    def show_running(self, is_on: bool) -> None:
        """Whether a run goes on, to which these settings do not apply."""
        self._next.setVisible(is_on)

    def _preset_card(self, state: StudioState, go_to_data: Callable[[], object]) -> QWidget:
        self.preset = QComboBox()
        self.preset.setObjectName("recipe.preset")
        self.preset.setAccessibleName(self.tr("Preset"))
        self.preset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.preset.addItem(self.tr("Defaults"), DEFAULTS)
        for name in preset_names():
            self.preset.addItem(name, name)
        self.preset.activated.connect(lambda: state.use_preset(self.preset.currentData()))
        self._summary = label("", "caption", wrap=True)
        self._changed = label("", "caption", wrap=True)
        elsewhere = button(self.tr("Split, balance and augmentation…"), "recipe.elsewhere")
        elsewhere.setToolTip(self.tr("These settings are on the Data page, beside their effect"))
        elsewhere.clicked.connect(lambda: go_to_data())
        self._next = label(
            self.tr("For the next run: the one that goes on keeps its own settings."),
            "strong",
            wrap=True,
        )
        self._next.setObjectName("recipe.next")
        self._next.hide()
        box = card(12)
        layout = column(self._next, gap=GAP)
        top = row(label(self.tr("Preset"), "heading"), self.preset)
        top.setStretch(1, 1)
        layout.addLayout(top)
        layout.addWidget(self._summary)
        layout.addWidget(self._changed)
        layout.addWidget(elsewhere)
        box.setLayout(layout)
        return box

    def _show_base(self) -> None:
        name = self._state.base_name
        self.preset.setCurrentIndex(self.preset.findData(name))
        self._summary.setText(
            preset_summary(name) if name else self.tr("Settings that suit most small images")
        )
        count = self._state.differing()
        self._changed.setText(
            self.tr("{n} setting(s) differ from it").format(n=count) if count else ""
        )
        self._changed.setVisible(bool(count))
