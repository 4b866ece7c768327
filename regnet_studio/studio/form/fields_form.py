"""A form of some of the recipe's fields: one control for each, simple ones first."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QWidget

from regnet_studio.recipe import RecipeField
from regnet_studio.recipe.fields import section_help
from regnet_studio.studio.form.field_control import FieldControl
from regnet_studio.studio.form.field_words import said, section_title
from regnet_studio.studio.form.form_tools import FormTools
from regnet_studio.studio.look.text_size import grown, hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import GAP, button, card, column, holder, label

LEAST_PX, MOST_PX = 344, 404
"""How wide a form is, at text of 100 %."""
LEAST_BESIDE_PX = 700
"""From which width on something can stand beside a form, at text of 100 %."""


class FieldsForm(QWidget):
    """Sections in cards; what is advanced is folded below.

    Args:
        name: what its fold and contents are called: ``recipe`` gives ``recipe.advanced``.
        head: what stands above the fields and scrolls with them.
        sliders: kinds of fields that get a slider besides, e.g. ``("float",)``.
        lead: what stands in the line of tools above it; else how many fields differ.
        counted: keys that its tools count and reset; else those of its fields.
    """

    speaks = ("fields", "FieldEditor", "recipe")
    """Contexts of its texts besides its own."""

    def __init__(
        self,
        state: StudioState,
        theme: Theme,
        fields: list[RecipeField],
        name: str,
        *,
        head: QWidget | None = None,
        sliders: Collection[str] = (),
        lead: QWidget | None = None,
        counted: Collection[str] | None = None,
    ) -> None:
        super().__init__()
        self._state, self._theme = state, theme
        self._sliders = sliders
        self._unfolded = False
        self._offered: Collection[str] | None = None
        """Fields that mean something beside what is chosen elsewhere; None: all."""
        self._sifted: set[str] | None = None
        """Fields that are to be seen alone; None: no search and no sieve is on."""
        self.controls: dict[str, FieldControl] = {}
        self._boxes: list[tuple[QWidget, list[FieldControl]]] = []
        keys = [field.key for field in fields] if counted is None else counted
        self.tools = FormTools(state, theme, name, keys, lead)
        self.tools.sifted.connect(self._sift_again)
        state.recipe_changed.connect(self._follow_sieve)
        content = holder(f"{name}.form.content")
        self._layout = column(gap=12)
        self._layout.setContentsMargins(0, 0, GAP, 0)
        if head is not None:
            self._layout.addWidget(head)
        simple = [field for field in fields if not field.advanced]
        for box in self._sections(simple):
            self._layout.addWidget(box)
        advanced = [field for field in fields if field.advanced]
        self._advanced = holder(f"{name}.advanced.fields")
        # The one section there is need not be named twice.
        named = len({field.section for field in fields}) > 1 or not simple
        self._advanced.setLayout(column(*self._sections(advanced, named), gap=12))
        self._fold_button = self._fold(f"{name}.advanced")
        self._nothing = self._make_nothing(name)
        for part in (self._nothing, self._fold_button, self._advanced):
            self._layout.addWidget(part)
        self._layout.addStretch(1)
        content.setLayout(self._layout)
        self.scrolled = QScrollArea()
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self.scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scrolled.setWidget(content)
        self.setLayout(column(self.tools, self.scrolled, gap=4))
        hold(self, least_width=LEAST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self.show_advanced(False)

    def sizeHint(self) -> QSize:
        return QSize(max(grown(LEAST_PX), MOST_PX), super().sizeHint().height())

    def show_advanced(self, shown: bool) -> None:
        """Unfold or fold the advanced fields."""
        self._unfolded = shown
        self._fold_button.setChecked(shown)
        self._theme.dress(self._fold_button, "unfold" if shown else "fold")
        self.arrange()

    def offer(self, keys: Collection[str] | None) -> None:
        """Show only fields that mean something beside what is chosen elsewhere; None: all."""
        self._offered = keys
        self.arrange()

    def reveal(self, key: str) -> bool:
        """Make the control of a field visible, whatever is folded or sifted, and flash it.

        Returns:
            whether it is there: another choice may leave it without meaning.
        """
        control = self.controls.get(key)
        if control is None or (self._offered is not None and key not in self._offered):
            return False
        self.show_all()
        if control.field.advanced:
            self.show_advanced(True)
        control.flash()
        return True

    def show_all(self) -> None:
        """End every search and sieve."""
        self.tools.only_differing.setChecked(False)

    def wanted(self) -> set[str] | None:
        """The keys that are to be seen alone; None: all of them."""
        return set(self.tools.differing()) if self.tools.only_differing.isChecked() else None

    def arrange(self) -> None:
        """Show what is to be seen: of the fields, their cards, and the fold."""
        sifted = self._sifted
        seen: set[str] = set()
        for box, controls in self._boxes:
            for control in controls:
                key = control.field.key
                is_offered = self._offered is None or key in self._offered
                is_seen = is_offered and (sifted is None or key in sifted)
                control.setVisible(is_seen)
                if is_seen:
                    seen.add(key)
            box.setHidden(all(control.field.key not in seen for control in controls))
        has_advanced = any(self.controls[key].field.advanced for key in seen)
        self._fold_button.setVisible(has_advanced and sifted is None)
        self._advanced.setVisible(has_advanced and (self._unfolded or sifted is not None))
        self._nothing.setVisible(sifted is not None and self.finds_nothing(seen))

    def finds_nothing(self, seen: set[str]) -> bool:
        """Whether there is nothing to see where ``seen`` are the fields that are."""
        return not seen

    def sift(self) -> None:
        """Look again what is to be seen alone."""
        self._sifted = self.wanted()
        self.arrange()

    def say_nothing(self, text: str, action: str) -> None:
        """What is said, and offered, where there is nothing to see."""
        self._nothing_text.setText(text)
        self._nothing_button.setText(action)
        self._nothing_button.setAccessibleName(action)

    def _sift_again(self) -> None:
        self.say_nothing(self.tr("Nothing differs from the preset."), self.tr("Show all settings"))
        self.sift()

    def _follow_sieve(self) -> None:
        """What comes to differ is seen; what was reset stays until the sieve is used again."""
        wanted = self.wanted() if self.tools.only_differing.isChecked() else None
        if wanted is not None and self._sifted is not None and not wanted <= self._sifted:
            self._sifted |= wanted
            self.arrange()

    def _make_nothing(self, name: str) -> QWidget:
        self._nothing_text = label("", "muted", wrap=True)
        self._nothing_text.setObjectName(f"{name}.nothing")
        self._nothing_button = button("", f"{name}.show_all")
        self._nothing_button.clicked.connect(lambda: self.show_all())
        place = card(12)
        layout = column(self._nothing_text)
        layout.addWidget(self._nothing_button, 0, Qt.AlignmentFlag.AlignLeft)
        place.setLayout(layout)
        place.hide()
        return place

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
            layout = column(gap=2)
            if named:
                layout.addWidget(label(section_title(section), "heading"))
            about = section_help().get(section, "")
            if about and named:
                layout.addWidget(label(said(about), "caption", wrap=True))
            controls: list[FieldControl] = []
            for field in fields:
                if field.section == section:
                    control = FieldControl(field, self._state, self._theme, self._sliders)
                    self.controls[field.key] = control
                    controls.append(control)
                    layout.addWidget(control)
            box.setLayout(layout)
            self._boxes.append((box, controls))
            boxes.append(box)
        return boxes
