"""A form of some of the recipe's fields: one control for each, simple ones first."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QWidget

from regnet_studio.recipe import RecipeField
from regnet_studio.recipe.fields import section_help
from regnet_studio.studio.form.field_control import FieldControl
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme
from regnet_studio.studio.widgets.parts import GAP, card, column, holder, label

_LEAST_PX, _MOST_PX = 340, 404


class FieldsForm(QWidget):
    """Sections in cards; what is advanced is folded below.

    Args:
        name: what its fold and contents are called: ``recipe`` gives ``recipe.advanced``.
        head, foot: what stands above and below the fields and scrolls with them.
        sliders: kinds of fields that get a slider besides, e.g. ``("float",)``.
    """

    def __init__(
        self,
        state: StudioState,
        theme: Theme,
        fields: list[RecipeField],
        name: str,
        *,
        head: QWidget | None = None,
        sliders: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._state, self._theme = state, theme
        self._sliders = sliders
        self.controls: dict[str, FieldControl] = {}
        content = holder(f"{name}.form.content")
        layout = column(gap=12)
        layout.setContentsMargins(0, 0, GAP, 0)
        if head is not None:
            layout.addWidget(head)
        simple = [field for field in fields if not field.advanced]
        for box in self._sections(simple):
            layout.addWidget(box)
        advanced = [field for field in fields if field.advanced]
        self._advanced = holder(f"{name}.advanced.fields")
        # The one section there is need not be named twice.
        named = len({field.section for field in fields}) > 1 or not simple
        self._advanced.setLayout(column(*self._sections(advanced, named), gap=12))
        self._fold_button = self._fold(f"{name}.advanced")
        if not advanced:
            self._fold_button.hide()
        layout.addWidget(self._fold_button)
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
        self.setMinimumWidth(_LEAST_PX)
        self.setMaximumWidth(_MOST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self.show_advanced(False)

    def sizeHint(self) -> QSize:
        return QSize(_MOST_PX, super().sizeHint().height())

    def show_advanced(self, shown: bool) -> None:
        """Unfold or fold the advanced fields."""
        self._advanced.setVisible(shown)
        self._fold_button.setChecked(shown)
        self._theme.dress(self._fold_button, "unfold" if shown else "fold")

    def differing(self) -> int:
        """How many of its fields differ from the preset."""
        return sum(control.differs_shown() for control in self.controls.values())

    def _fold(self, name: str) -> QToolButton:
        fold = QToolButton()
        fold.setObjectName(name)
        fold.setText(self.tr("Advanced"))
        fold.setAccessibleName(self.tr("Show or hide the advanced settings"))
        fold.setProperty("role", "fold")
        fold.setCheckable(True)
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        fold.clicked.connect(self.show_advanced)
        return fold

    def _sections(self, fields: list[RecipeField], named: bool = True) -> list[QWidget]:
        boxes: list[QWidget] = []
        for section in dict.fromkeys(field.section for field in fields):
            box = card(12)
            title = section.replace("_", " ").capitalize() or self.tr("Whole run")
            layout = column(gap=2)
            if named:
                layout.addWidget(label(title, "heading"))
            about = section_help().get(section, "")
            if about and named:
                layout.addWidget(label(about, "caption", wrap=True))
            for field in fields:
                if field.section == section:
                    control = FieldControl(field, self._state, self._theme, self._sliders)
                    self.controls[field.key] = control
                    layout.addWidget(control)
            box.setLayout(layout)
            boxes.append(box)
        return boxes
