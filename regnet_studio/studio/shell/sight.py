"""Bringing a control into sight, wherever it is: its page, its tab, its fold, its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabWidget, QWidget

from regnet_studio.recipe import RecipeField, recipe_fields
from regnet_studio.studio.form.fields_form import FieldsForm
from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.state import FOR_ALL

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_MARGIN_PX = 40
_OF_DATA = ("data", "balance", "augment")
_CHOSEN = ("data.source", "model.name")


def bring_into_sight(control: QWidget) -> None:
    """Show every page and tab that ``control`` lies on, and scroll to it."""
    from regnet_studio.studio.window import StudioWindow

    above, child = control.parentWidget(), control
    while above is not None:
        if isinstance(above, QStackedWidget):
            holder = above.parentWidget()
            if isinstance(holder, QTabWidget):
                holder.setCurrentWidget(child)
            else:
                above.setCurrentWidget(child)
        elif isinstance(above, QScrollArea):
            # Once the layout of what was just shown is made.
            QTimer.singleShot(
                0, above, lambda area=above: area.ensureWidgetVisible(control, 0, _MARGIN_PX)
            )
        elif isinstance(above, StudioWindow) and above.pages.currentIndex() < len(STEPS):
            above.show_page(above.step)
        child, above = above, above.parentWidget()


def show_setting(window: StudioWindow, key: str) -> None:
    """Go to the control of a field of the recipe and put the keyboard on it, or say why not."""
    field = recipe_fields()[key]
    if why_not := why_no_setting(window, field):
        window.show_page("data" if field.section in _OF_DATA else "model")
        window.banners.say(why_not, topic="setting")
        return
    if key in _CHOSEN:
        chosen = window.findChild(QWidget, f"recipe.{key}")
        assert chosen is not None
        bring_into_sight(chosen)
        chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return
    if field.section in _OF_DATA:  # its tab may not be made yet
        desk = window.data_page.desk
        desk.show_tab("split" if field.section == "data" else field.section)
    for form in window.findChildren(FieldsForm):
        if form.reveal(key):
            if form is window.train_page.form:
                window.train_page.show_settings()
            bring_into_sight(form.controls[key])
            form.controls[key].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return


def why_no_setting(window: StudioWindow, field: RecipeField) -> str:
    """Why the control of a field cannot be shown now, in one sentence; empty: it can."""
    tr, state = QCoreApplication.translate, window.state
    if field.section in _OF_DATA and state.scan is None and field.key not in _CHOSEN:
        return tr("palette", "Choose images first, on the Data page")
    if field.section not in ("model", "transfer"):
        return ""
    if not state.models:
        return tr("palette", "The networks are being loaded")
    name = state.recipe.model.name
    entry = next((entry for entry in state.models if entry.name == name), None)
    option = field.key.rpartition(".")[2]
    if field.section == "model" and entry and option not in (*FOR_ALL, *entry.options):
        return tr("palette", "{name} has no such choice: take another network").format(name=name)
    return ""
