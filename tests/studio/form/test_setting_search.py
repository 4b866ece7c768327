"""The search over all settings, and the sieve of what differs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.recipe import Recipe, recipe_fields
from regnet_studio.studio.form.fields_form import FieldsForm
from regnet_studio.studio.form.recipe_form import RecipeForm
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState, section_fields

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def desk(theme: Theme) -> Iterator[RecipeForm]:
    state = StudioState()
    form = RecipeForm(state, theme)
    form.resize(404, 700)
    form.show()
    yield form
    form.close()
    form.deleteLater()
    state.deleteLater()


@pytest.fixture
def form(desk: RecipeForm) -> RecipeForm:
    desk._state.start_from(Recipe())
    desk.show_all()
    desk.show_advanced(False)
    return desk


def seen(form: FieldsForm) -> set[str]:
    """The keys whose control is to be seen."""
    return {key for key, control in form.controls.items() if control.isVisible()}


def rows(form: RecipeForm) -> list[str]:
    """The keys of the rows of other pages."""
    return [row.key for row in form.elsewhere._rows if row.isVisible()]


def find(form: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = form.findChild(kind, name)
    assert found is not None, name
    return found


def test_typing_leaves_what_says_it_and_unfolds(form: RecipeForm, qtbot: QtBot) -> None:
    every = seen(form)
    assert "optimizer.weight_decay" not in every  # folded
    qtbot.keyClicks(form.search, "norms WEIGHT")
    assert seen(form) == {"optimizer.weight_decay"}
    assert rows(form) == []
    qtbot.keyClick(form.search, Qt.Key.Key_Return)
    assert form.controls["optimizer.weight_decay"].editor.hasFocus()
    qtbot.keyClick(form.search, Qt.Key.Key_Escape)
    assert form.search.text() == ""
    assert seen(form) == every  # folded as before


def test_what_lies_on_other_pages_is_a_row_that_leads_there(form: RecipeForm, qtbot: QtBot) -> None:
    gone: list[str] = []
    form.jump_asked.connect(gone.append)
    form._state.set_value("augment.hue", 0.25)
    qtbot.keyClicks(form.search, "colour circle")
    assert seen(form) == set()
    row = find(form, QPushButton, "recipe.found.augment.hue")
    assert row.accessibleName() == "Hue: go to Data › Augment"
    texts = [label.text() for label in row.findChildren(QLabel)]
    assert "0.25 · on Data › Augment" in texts
    qtbot.mouseClick(row, LEFT)
    assert gone == ["augment.hue"]
    form.search.setText("architecture")
    assert "model.name" in rows(form)
    form.search.setText("image")
    assert len(rows(form)) == 12
    more = find(form, QLabel, "recipe.found.more")
    assert isinstance(more, QLabel)
    assert more.isVisible()
    assert more.text().endswith("more: type on")


def test_nothing_found_says_so_and_leads_back(form: RecipeForm, qtbot: QtBot) -> None:
    every = seen(form)
    form.search.setText("qqq")
    nothing = find(form, QLabel, "recipe.nothing")
    assert isinstance(nothing, QLabel)
    assert nothing.isVisible()
    assert nothing.text() == "No setting says “qqq”."
    qtbot.mouseClick(find(form, QPushButton, "recipe.show_all"), LEFT)
    assert form.search.text() == ""
    assert not nothing.isVisible()
    assert seen(form) == every


def test_only_what_differs(form: RecipeForm, qtbot: QtBot) -> None:
    state = form._state
    only = find(form, QToolButton, "recipe.only_differing")
    assert not only.isEnabled()
    state.set_values({"optimizer.momentum": 0.8, "augment.hue": 0.1, "seed": 2})
    qtbot.mouseClick(only, LEFT)
    assert seen(form) == {"optimizer.momentum", "seed"}
    assert rows(form) == ["augment.hue"]
    state.reset("seed")
    assert "seed" in seen(form)  # it does not vanish under the hands
    state.set_value("stopping.epochs", 3)
    assert "stopping.epochs" in seen(form)
    form.search.setText("momentum")
    assert seen(form) == {"optimizer.momentum"}
    form.search.clear()
    assert seen(form) == {"optimizer.momentum", "stopping.epochs"}
    qtbot.mouseClick(only, LEFT)
    assert {"seed", "optimizer.lr"} <= seen(form)


def test_set_all_back_and_undo(form: RecipeForm, qtbot: QtBot) -> None:
    state = form._state
    state.set_values({"optimizer.momentum": 0.8, "augment.hue": 0.1, "data.source": "mnist"})
    changed = state.recipe
    back, undo, redo = (
        find(form, QToolButton, f"recipe.{name}") for name in ("reset_all", "undo", "redo")
    )
    assert back.toolTip() == "Set 2 setting(s) back to the preset"
    qtbot.mouseClick(back, LEFT)
    assert state.differing() == 0
    assert state.recipe.data.source == "mnist"
    assert not back.isEnabled()
    assert undo.toolTip() == "Undo: 2 settings (Ctrl+Z)"
    assert undo.accessibleName() == undo.toolTip()
    qtbot.mouseClick(undo, LEFT)
    assert state.recipe == changed
    assert redo.toolTip() == "Redo: 2 settings (Ctrl+Shift+Z)"
    qtbot.mouseClick(redo, LEFT)
    assert state.differing() == 0
    assert redo.toolTip() == "Nothing to redo"
    assert not redo.isEnabled()


def test_undo_by_key_wherever_no_text_is_being_typed(form: RecipeForm, qtbot: QtBot) -> None:
    state = form._state
    editor = form.controls["optimizer.lr"].editor
    form.activateWindow()
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "0.05")
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "0.1"  # its own: nothing was entered yet
    assert state.history.undoable is None
    editor.selectAll()
    qtbot.keyClicks(editor, "0.05")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert state.recipe.optimizer.lr == 0.05
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state.recipe.optimizer.lr == 0.1  # the recipe's
    assert editor.text() == "0.1"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(editor, Qt.Key.Key_Z, both)
    assert state.recipe.optimizer.lr == 0.05
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert state.recipe.optimizer.lr == 0.05
    form.search.setFocus()
    qtbot.keyClicks(form.search, "lr")
    qtbot.keyClick(form.search, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state.recipe.optimizer.lr == 0.05
    assert form.search.text() != "lr"


def test_a_setting_is_revealed_whatever_hides_it(form: RecipeForm) -> None:
    form.search.setText("momentum")
    assert form.reveal("schedule.gamma")
    assert form.search.text() == ""
    assert form.controls["schedule.gamma"].isVisible()
    assert not form.reveal("augment.hue")  # of another page


def test_the_forms_of_other_pages_have_the_same_tools(theme: Theme, qtbot: QtBot) -> None:
    state = StudioState()
    form = FieldsForm(state, theme, section_fields("augment"), "recipe.augment")
    qtbot.addWidget(form)
    form.show()
    state.set_values({"augment.hue": 0.1, "augment.rotation": 4.0, "seed": 1})
    count = find(form, QLabel, "recipe.augment.differing")
    assert isinstance(count, QLabel)
    assert count.text() == "2 setting(s) differ from the preset"
    qtbot.mouseClick(find(form, QToolButton, "recipe.augment.only_differing"), LEFT)
    assert seen(form) == {"augment.hue", "augment.rotation"}
    qtbot.mouseClick(find(form, QToolButton, "recipe.augment.reset_all"), LEFT)
    assert (state.recipe.augment, state.recipe.seed) == (Recipe().augment, 1)
    assert count.text() == "As the preset has it"
    form.tools.only_differing.setChecked(False)
    assert len(seen(form)) == sum(not f.advanced for f in section_fields("augment"))
    state.deleteLater()


def test_every_setting_is_found_in_the_form_or_as_a_row(form: RecipeForm) -> None:
    for key in recipe_fields():
        form.search.setText(key)
        assert (key in seen(form)) != (key in rows(form)), key
