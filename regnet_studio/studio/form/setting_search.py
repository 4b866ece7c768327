"""Searching all settings: the field above the form, and the rows of what is set elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from regnet_studio.recipe import RecipeField
from regnet_studio.recipe.finding import find_settings
from regnet_studio.studio.form.field_words import said, value_text
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import with_key
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import ElidedLabel, card, column, label, row

_MOST = 12


def found_keys(text: str) -> set[str]:
    """The keys of the settings in which all words of ``text`` stand, in English or as shown."""
    return {field.key for field in find_settings(text, said)}


class SearchField(QLineEdit):
    """Where the words are typed; Escape empties it, Return and Down go to what is found."""

    left = Signal()
    """The user goes on to what is found."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("recipe.search")
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(self.tr("Search all settings"))
        self.setAccessibleName(self.tr("Search all settings"))
        tip = self.tr("By name, key, help, unit or choice, on every page; Esc shows all again")
        self.setToolTip(with_key(tip, "setting.find"))
        icon = self.addAction(
            theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        theme.dress(icon, "search", "muted")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ElsewhereRow(QPushButton):
    """A setting of another page: its name, its value, and where it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "choice")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.key = ""
        self._title = ElidedLabel("", "strong")
        self._place = ElidedLabel("", "caption")
        self._mark = label("●")
        self._mark.setFixedWidth(12)
        self._inner = column(gap=2)
        self._inner.setContentsMargins(8, 6, 8, 6)
        top = row(self._mark, self._title, gap=4)
        top.setStretch(1, 1)
        self._inner.addLayout(top)
        self._inner.addWidget(self._place)
        self.setLayout(self._inner)
        for part in (self._title, self._place, self._mark):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(200, self._inner.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._inner.sizeHint().height())

    def show_setting(self, field: RecipeField, value: object, color: str) -> None:
        """Name a setting; ``color``: of the mark that it differs from the preset."""
        self.key = field.key
        self.setObjectName(f"recipe.found.{field.key}")
        place = place_of(field)
        self._title.set_text(said(field.title))
        text = _tr("{value} · on {place}").format(value=value_text(field, value), place=place)
        self._place.set_text(text)
        self._mark.setStyleSheet(f"color: {color};")
        self.setToolTip(f"{said(field.help)}\n{field.key}")
        name = _tr("{title}: go to {place}").format(title=said(field.title), place=place)
        self.setAccessibleName(name)
        self.setAccessibleDescription(said(field.help))


class Elsewhere(QWidget):
    """The rows of settings that have their control on another page; made when first needed."""

    asked = Signal(str)
    """The key of a setting to go to."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self._state, self._theme = state, theme
        self._rows: list[ElsewhereRow] = []
        self._more = label("", "caption", wrap=True)
        self._more.setObjectName("recipe.found.more")
        self._box = column(label(self.tr("On other pages"), "heading"), gap=4)
        self._box.addWidget(self._more)
        around = card(12)
        around.setLayout(self._box)
        self.setLayout(column(around))
        self.hide()

    def show_settings(self, fields: Sequence[RecipeField]) -> None:
        """Show rows for these, as many as can be looked through."""
        shown = fields[:_MOST]
        while len(self._rows) < len(shown):
            self._add_row()
        for made, field in zip(self._rows, shown, strict=False):
            color = (
                self._theme.colors["accent"] if self._state.differs(field.key) else "transparent"
            )
            made.show_setting(field, field.of(self._state.recipe), color)
        for place, made in enumerate(self._rows):
            made.setVisible(place < len(shown))
        rest = len(fields) - len(shown)
        self._more.setText(self.tr("and {n} more: type on").format(n=rest))
        self._more.setVisible(rest > 0)
        self.setVisible(bool(fields))

    def first(self) -> QPushButton | None:
        """The first row that is shown."""
        return next((made for made in self._rows if not made.isHidden()), None)

    def _add_row(self) -> None:
        made = ElsewhereRow()
        made.clicked.connect(lambda: self.asked.emit(made.key))
        self._rows.append(made)
        self._box.insertWidget(len(self._rows), made)


def place_of(field: RecipeField) -> str:
    """The page, and the tab of it, where a setting has its control."""
    if field.key == "data.source":
        return _tr("Data")
    if field.key == "model.name":
        return _tr("Model")
    return {
        "data": _tr("Data › Split"),
        "balance": _tr("Data › Balance"),
        "augment": _tr("Data › Augment"),
        "model": _tr("Model › Options"),
        "transfer": _tr("Model › Options"),
    }.get(field.section, _tr("Train"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("fields", text)
