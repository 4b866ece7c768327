"""What the settings start from: the box of presets, and what can be done with the whole recipe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QMenu, QToolButton, QWidget

from regnet_studio.recipe.presets import (
    built_in_names,
    own_names,
    preset_names,
    preset_summary,
)
from regnet_studio.studio.form.field_words import said
from regnet_studio.studio.form.preset_actions import PresetActions
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import DEFAULTS, StudioState
from regnet_studio.studio.widgets.parts import GAP, button, card, column, label, row, tool

_SHORTEST = 8
"""Letters of a preset's name that the box shows in the narrowest form."""
_APART = ("import_preset", "copy_command")
"""Names of actions above which the menu has a line."""


class PresetBox(QComboBox):
    """All presets: the program's own, then the user's."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recipe.preset")
        self.setAccessibleName(self.tr("Preset"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHORTEST)
        self._own: tuple[str, ...] | None = None

    def show_name(self, name: str) -> None:
        """List what there is now, and show ``name``; of one that is gone, its name alone."""
        if (own := own_names()) != self._own:
            self._own = own
            self.blockSignals(True)
            self.clear()
            self.addItem(self.tr("Defaults"), DEFAULTS)
            for built_in in built_in_names():
                self.addItem(built_in, built_in)
            if own:
                self.insertSeparator(self.count())
                self.addItem(self.tr("Yours"))
                model = self.model()
                assert isinstance(model, QStandardItemModel)
                model.item(self.count() - 1).setEnabled(False)
            for mine in own:
                self.addItem(mine, mine)
            self.blockSignals(False)
        self.setPlaceholderText(name)
        self.setCurrentIndex(self.findData(name))

    def showPopup(self) -> None:
        self.show_name(self._name())  # files may have come or gone
        super().showPopup()

    def _name(self) -> str:
        return self.currentData() if self.currentIndex() >= 0 else self.placeholderText()


class PresetCard(QWidget):
    """The box, what the preset is for, how much differs, and the way to the other pages."""

    def __init__(
        self,
        state: StudioState,
        theme: Theme,
        actions: PresetActions,
        go_to_data: Callable[[], object],
    ) -> None:
        super().__init__()
        self._state, self._actions = state, actions
        self.box = PresetBox()
        self.box.activated.connect(self._choose)
        self._summary = label("", "caption", wrap=True)
        self._changed = label("", "caption", wrap=True)
        self._changed.setObjectName("recipe.changed")
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
        around: QFrame = card(12)
        layout = column(self._next, gap=GAP)
        top = row(label(self.tr("Preset"), "heading"), self.box, self._make_menu(theme))
        top.setStretch(1, 1)
        layout.addLayout(top)
        for part in (self._summary, self._changed, elsewhere):
            layout.addWidget(part)
        around.setLayout(layout)
        self.setLayout(column(around))
        actions.listed.connect(lambda: self.box.show_name(state.base_name))
        state.recipe_changed.connect(self.show_base)
        self.show_base()

    def show_running(self, is_on: bool) -> None:
        """Whether a run goes on, to which these settings do not apply."""
        self._next.setVisible(is_on)

    def show_base(self) -> None:
        """Show what the settings start from, and how many of them differ from it."""
        name = self._state.base_name
        if name != self.box.currentData():
            self.box.show_name(name)
        text = self.tr("Settings that suit most small images")
        if name:
            text = said(preset_summary(name)) if name in preset_names() else ""
        self._summary.setText(text)
        self._summary.setVisible(bool(text))
        count = self._state.differing()
        self._changed.setText(
            self.tr("{n} setting(s) differ from it").format(n=count) if count else ""
        )
        self._changed.setVisible(bool(count))

    def _choose(self) -> None:
        self._actions.use(self.box.currentData())
        self.box.show_name(self._state.base_name)  # also where it could not be read

    def _make_menu(self, theme: Theme) -> QToolButton:
        more = tool("recipe.more", self.tr("Presets and command line"), "plain")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(more)
        self.menu.setObjectName("recipe.menu")
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        self._fill_menu()
        more.setMenu(self.menu)
        theme.dress(more, "menu")
        return more

    def _fill_menu(self) -> None:
        """Made anew each time it opens: it says what can be done now."""
        self.menu.clear()
        for command in self._actions.commands():
            name = command.name.removeprefix("action.")
            if name in _APART:
                self.menu.addSeparator()
            # Shown only: the key itself is the window's, see Commands.
            keys = f"\t{command.keys}" if command.keys else ""
            action = self.menu.addAction(f"{command.title}{keys}")
            action.setObjectName(command.name)
            why = command.why_not()
            action.setEnabled(not why)
            action.setToolTip(why)
            action.triggered.connect(partial(self._do, command.do))

    @staticmethod
    def _do(do: Callable[[], object], *_: object) -> None:
        do()
