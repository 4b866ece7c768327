"""The form of the Train page: one control per field of the recipe, simple ones first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QToolButton, QWidget

from regnet_studio.recipe import RecipeField, preset_names
from regnet_studio.recipe.fields import section_help
from regnet_studio.recipe.presets import preset_summary
from regnet_studio.studio.field_control import FieldControl
from regnet_studio.studio.parts import GAP, card, column, holder, label, row
from regnet_studio.studio.state import DEFAULTS, StudioState, form_fields
from regnet_studio.studio.theme import Theme


class RecipeForm(QWidget):
    """The preset on top, then the sections; what is advanced is folded below."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("recipe.form")
        self._state, self._theme = state, theme
        self.controls: dict[str, FieldControl] = {}
        content = holder("recipe.form.content")
        layout = column(gap=12)
        layout.setContentsMargins(0, 0, GAP, 0)
        layout.addWidget(self._preset_card())
        fields = form_fields()
        for box in self._sections([field for field in fields if not field.advanced]):
            layout.addWidget(box)
        self._advanced = holder("recipe.advanced.fields")
        inner = column(*self._sections([field for field in fields if field.advanced]), gap=12)
        self._advanced.setLayout(inner)
        layout.addWidget(self._fold())
        layout.addWidget(self._advanced)
        layout.addStretch(1)
        content.setLayout(layout)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        self.setLayout(column(scroll))
        self.setFixedWidth(404)
        self.show_advanced(False)
        state.recipe_changed.connect(self._show_base)
        theme.changed.connect(self._show_base)
        self._show_base()

    def show_advanced(self, shown: bool) -> None:
        """Unfold or fold the advanced fields."""
        self._advanced.setVisible(shown)
        self._fold_button.setChecked(shown)
        self._theme.dress(self._fold_button, "unfold" if shown else "fold")

    def _preset_card(self) -> QWidget:
        self.preset = QComboBox()
        self.preset.setObjectName("recipe.preset")
        self.preset.setAccessibleName(self.tr("Preset"))
        self.preset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.preset.addItem(self.tr("Defaults"), DEFAULTS)
        for name in preset_names():
            self.preset.addItem(name, name)
        self.preset.activated.connect(lambda: self._state.use_preset(self.preset.currentData()))
        self._summary = label("", "caption", wrap=True)
        self._changed = label("", "caption")
        title = label(self.tr("Preset"), "heading")
        box = card(12)
        layout = column(gap=GAP)
        top = row(title, self.preset)
        top.setStretch(1, 1)
        layout.addLayout(top)
        layout.addWidget(self._summary)
        layout.addWidget(self._changed)
        box.setLayout(layout)
        return box

    def _fold(self) -> QToolButton:
        fold = QToolButton()
        fold.setObjectName("recipe.advanced")
        fold.setText(self.tr("Advanced"))
        fold.setAccessibleName(self.tr("Show or hide the advanced settings"))
        fold.setProperty("role", "fold")
        fold.setCheckable(True)
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        fold.clicked.connect(self.show_advanced)
        self._fold_button = fold
        return fold

    def _sections(self, fields: list[RecipeField]) -> list[QWidget]:
        boxes: list[QWidget] = []
        for section in dict.fromkeys(field.section for field in fields):
            box = card(12)
            title = section.replace("_", " ").capitalize() or self.tr("Whole run")
            layout = column(gap=2)
            layout.addWidget(label(title, "heading"))
            about = section_help().get(section, "")
            if about:
                layout.addWidget(label(about, "caption", wrap=True))
            for field in fields:
                if field.section == section:
                    control = FieldControl(field, self._state, self._theme)
                    self.controls[field.key] = control
                    layout.addWidget(control)
            box.setLayout(layout)
            boxes.append(box)
        return boxes

    def _show_base(self) -> None:
        name = self._state.base_name
        self.preset.setCurrentIndex(self.preset.findData(name))
        self._summary.setText(
            preset_summary(name) if name else self.tr("Settings that suit most small images")
        )
        count = sum(control.differs_shown() for control in self.controls.values())
        self._changed.setText(
            self.tr("{n} setting(s) differ from it").format(n=count) if count else ""
        )
        self._changed.setVisible(bool(count))
