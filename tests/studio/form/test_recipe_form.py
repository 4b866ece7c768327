"""The form and the recipe say the same, field by field, both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe, RecipeField, recipe_fields
from regnet_studio.recipe.overrides import override_values
from regnet_studio.studio.form.fields_form import FieldsForm
from regnet_studio.studio.form.recipe_form import RecipeForm
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState

LEFT = Qt.MouseButton.LeftButton
FIELDS = [f for key, f in recipe_fields().items() if key not in ("data.source", "model.name")]


@pytest.fixture(scope="module")
def desk(theme: Theme) -> Iterator[tuple[StudioState, FieldsForm]]:
    """One form of all fields for all tests: to build it takes as long as fifty tests."""
    state = StudioState()
    form = FieldsForm(state, theme, FIELDS, "recipe", sliders=("float", "int"))
    form.show_advanced(True)
    form.show()
    yield state, form
    form.close()
    form.deleteLater()


@pytest.fixture
def state(desk: tuple[StudioState, FieldsForm]) -> StudioState:
    """What the form writes to, as at the beginning."""
    desk[0].start_from(Recipe())
    return desk[0]


@pytest.fixture
def form(desk: tuple[StudioState, FieldsForm], state: StudioState) -> FieldsForm:
    return desk[1]


def other_value(field: RecipeField) -> Any:
    """A value that holds and is not the default."""
    if field.kind == "bool":
        return not field.default
    if field.kind == "choice":
        return next(choice for choice in field.choices if choice != field.default)
    if field.kind == "floats":
        return (0.25, 0.6)
    if field.kind == "ints":
        return (1, 3)
    if field.kind == "int":
        return 16 if field.default is None else field.default + 1
    if field.kind == "float" and field.default is None:
        return 0.25
    if field.kind == "float":
        return field.default + 0.0625 if not field.high else (field.default + field.high) / 4
    return f"{field.default or ''}x"


def meet(field: RecipeField, state: StudioState) -> None:
    """Begin with a recipe in which the field changes something."""
    recipe = Recipe()
    for need in field.applies:
        other = recipe_fields()[need.key]
        value = other_value(other) if need.values is None else need.values[-1]
        recipe = override_values(recipe, {need.key: value})
    assert field.idle(recipe) is None
    state.start_from(recipe)


def type_in(editor: QWidget, value: Any, qtbot: QtBot) -> None:
    """Give a control a value the way a person does."""
    if isinstance(editor, QCheckBox):
        qtbot.keyClick(editor, Qt.Key.Key_Space)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(value))
    elif isinstance(editor, QLineEdit):
        editor.selectAll()
        text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        qtbot.keyClicks(editor, text)
    else:
        assert isinstance(editor, QSpinBox | QDoubleSpinBox)
        editor.selectAll()
        qtbot.keyClicks(editor, f"{value:.12g}" if isinstance(value, float) else str(value))
        qtbot.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.parametrize("key", [field.key for field in FIELDS])
def test_a_field_goes_to_the_recipe_and_back(
    key: str, form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    field = recipe_fields()[key]
    editor = form.findChild(QWidget, f"recipe.{key}")
    assert editor is not None
    assert editor.accessibleName()
    assert field.help in editor.toolTip()
    control = form.controls[key]
    meet(field, state)
    assert not control.differs_shown()

    value = other_value(field)
    type_in(editor, value, qtbot)
    assert field.of(state.recipe) == pytest.approx(value)
    assert control.differs_shown()
    changed = state.recipe

    reset = form.findChild(QWidget, f"reset.{key}")
    assert reset is not None
    qtbot.mouseClick(reset, LEFT)
    assert field.of(state.recipe) == field.of(state.base)
    assert not control.differs_shown()

    # A value that comes from elsewhere is shown; showing it changes nothing.
    state.set_value(key, value)
    assert state.recipe == changed
    type_in_again = state.recipe
    state.recipe_changed.emit()
    assert state.recipe is type_in_again


def test_every_field_of_the_recipe_has_one_control(
    window: Any, part: Callable[[str], QWidget]
) -> None:
    for key in recipe_fields():
        part(f"recipe.{key}")
        found = window.findChildren(QWidget, f"recipe.{key}")
        assert len(found) == 1, key
        assert found[0].accessibleName()


def test_what_does_not_hold_is_said_at_the_field(
    form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    editor = form.findChild(QLineEdit, "recipe.schedule.milestones")
    assert editor is not None
    control = form.controls["schedule.milestones"]
    meet(control.field, state)
    before = state.recipe
    type_in(editor, (0.9, 0.5), qtbot)
    assert "must rise and lie between" in control.fault()
    assert state.recipe.schedule.milestones != (0.9, 0.5)
    assert "schedule.milestones" in state.faults
    type_in(editor, (0.5, 0.75), qtbot)
    assert control.fault() == ""
    assert state.faults == {}
    assert state.recipe == before


def test_an_open_bound_is_checked_by_the_recipe(
    form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    editor = form.findChild(QDoubleSpinBox, "recipe.optimizer.lr")
    assert editor is not None
    type_in(editor, 0.0, qtbot)
    assert "must be a number above 0" in form.controls["optimizer.lr"].fault()
    type_in(editor, 0.05, qtbot)
    assert form.controls["optimizer.lr"].fault() == ""
    assert state.recipe.optimizer.lr == 0.05


def test_small_numbers_are_typed_as_people_write_them(
    form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    editor = form.findChild(QDoubleSpinBox, "recipe.optimizer.weight_decay")
    assert editor is not None
    assert editor.text() == "0.0005"
    editor.selectAll()
    qtbot.keyClicks(editor, "1e-5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert state.recipe.optimizer.weight_decay == 1e-5
    assert editor.text() == "1e-05"
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert state.recipe.optimizer.weight_decay == pytest.approx(1.1e-5)


def test_nothing_is_automatic(form: FieldsForm, state: StudioState, qtbot: QtBot) -> None:
    editor = form.findChild(QSpinBox, "recipe.data.size")
    assert editor is not None
    assert editor.text() == "automatic"
    type_in(editor, 24, qtbot)
    assert state.recipe.data.size == 24
    editor.setValue(editor.minimum())
    assert state.recipe.data.size is None


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("stopping.patience", "off"),
        ("optimizer.clip_norm", "off"),
        ("transfer.stages", "all"),
        ("compute.threads", "one per core"),
        ("compute.micro_batch", "the whole batch"),
        ("data.size", "automatic"),  # "chosen from the images" is longer than the editor
    ],
)
def test_an_empty_field_says_what_that_means(
    key: str, word: str, form: FieldsForm, state: StudioState
) -> None:
    editor = form.controls[key].editor
    assert editor.text() == word


def test_an_empty_list_says_what_that_means(form: FieldsForm, state: StudioState) -> None:
    editor = form.controls["model.regulated_stages"].editor
    assert editor.placeholderText() == "all"


def test_the_arrows_lead_from_nothing_to_a_number_and_back(
    form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    clip, dropout = (form.controls[key].editor for key in ("optimizer.clip_norm", "model.dropout"))
    qtbot.keyClick(clip, Qt.Key.Key_Up)
    assert state.recipe.optimizer.clip_norm == 1.0
    qtbot.keyClick(dropout, Qt.Key.Key_Down)
    assert state.recipe.model.dropout is None
    qtbot.keyClick(dropout, Qt.Key.Key_Up)
    assert state.recipe.model.dropout == 0.0
    qtbot.keyClick(dropout, Qt.Key.Key_Down)
    assert state.recipe.model.dropout is None
    assert dropout.text() == "automatic"


def test_between_nothing_and_the_lowest_there_is_no_number(
    form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    editor = form.controls["model.dropout"].editor
    type_in(editor, -0.5, qtbot)
    assert editor.text() == "automatic"
    assert state.recipe.model.dropout is None


def test_a_preset_fills_the_form(theme: Theme, qtbot: QtBot) -> None:
    state = StudioState()
    form = RecipeForm(state, theme)
    qtbot.addWidget(form)
    form.preset.setCurrentIndex(form.preset.findData("cifar10-quick"))
    form.preset.activated.emit(form.preset.currentIndex())
    assert state.base_name == "cifar10-quick"
    editor = form.findChild(QDoubleSpinBox, "recipe.optimizer.lr")
    assert editor is not None
    assert editor.value() == state.recipe.optimizer.lr == 0.4
    assert not any(control.differs_shown() for control in form.controls.values())


def test_a_slider_and_its_number_go_together(
    form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    slider = form.findChild(QSlider, "slider.augment.rotation")
    editor = form.findChild(QDoubleSpinBox, "recipe.augment.rotation")
    assert slider is not None
    assert editor is not None
    assert slider.accessibleName()
    slider.setValue(slider.minimum())
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert state.recipe.augment.rotation == editor.value() > 0
    type_in(editor, 90.0, qtbot)
    assert slider.value() - slider.minimum() == (slider.maximum() - slider.minimum()) / 2
    assert form.findChild(QSlider, "slider.optimizer.batch_size") is None  # too wide a scale


@pytest.mark.parametrize("field", [f for f in FIELDS if f.kind in ("int", "float")])
def test_both_ends_of_a_slider_hold(
    field: RecipeField, form: FieldsForm, state: StudioState
) -> None:
    slider = form.controls[field.key].slider
    if slider is None:
        return
    for end in (slider.maximum(), slider.minimum(), slider.maximum()):
        slider.setValue(end)
        assert form.controls[field.key].fault() == ""
    high = field.of(state.recipe)
    assert high == field.high or (field.high_open and high < field.high)


def test_the_train_page_leaves_to_the_data_page_what_is_set_there(
    theme: Theme, qtbot: QtBot
) -> None:
    state = StudioState()
    gone: list[bool] = []
    form = RecipeForm(state, theme, lambda: gone.append(True))
    qtbot.addWidget(form)
    assert not [key for key in form.controls if key.startswith(("data.", "balance.", "augment."))]
    elsewhere = form.findChild(QWidget, "recipe.elsewhere")
    assert elsewhere is not None
    qtbot.mouseClick(elsewhere, LEFT)
    assert gone


@pytest.mark.parametrize("key", [field.key for field in FIELDS if field.applies])
def test_what_changes_nothing_is_grey_and_says_why(
    key: str, form: FieldsForm, state: StudioState
) -> None:
    control = form.controls[key]
    if control.field.idle(Recipe()) is not None:
        assert not control.editor.isEnabled()
        why = control.editor.toolTip().partition("\n")[0]
        assert why.startswith("Changes nothing")
        assert control.editor.accessibleDescription().startswith(why)
    meet(control.field, state)
    assert control.editor.isEnabled()
    assert "Changes nothing" not in control.editor.toolTip()
    assert all(part.isEnabled() for part in control.findChildren(QLabel))


def test_a_grey_field_can_still_be_set_back(
    form: FieldsForm, state: StudioState, qtbot: QtBot
) -> None:
    state.set_value("loss.focal_gamma", 3.0)
    reset = form.findChild(QWidget, "reset.loss.focal_gamma")
    assert reset is not None
    qtbot.mouseClick(reset, LEFT)
    assert state.recipe == state.base


def test_a_faulty_value_leaves_the_recipe_as_it_was(state: StudioState) -> None:
    before = state.recipe
    with pytest.raises(RecipeMistake, match=r"optimizer\.lr"):
        state.set_value("optimizer.lr", "fast")
    assert state.recipe is before
