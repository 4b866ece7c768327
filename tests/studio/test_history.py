"""Undo and redo of the recipe: what is a step, what merges, and what begins anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe, override, preset
from regnet_studio.recipe.own_presets import save_preset
from regnet_studio.studio.form.field_words import step_text
from regnet_studio.studio.state import StudioState

pytestmark = pytest.mark.usefixtures("qapp")


class Clock:
    """Time that goes by when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(state: StudioState) -> Clock:
    state.history.clock = made = Clock()
    return made


def undo_text(state: StudioState) -> str:
    step = state.history.undoable
    return step_text(step) if step is not None else ""


def test_a_step_back_and_forth(state: StudioState, clock: Clock) -> None:
    assert undo_text(state) == ""
    state.set_value("optimizer.lr", 0.05)
    assert undo_text(state) == "Learning rate 0.1 → 0.05"
    state.set_value("augment.flip", False)
    assert undo_text(state) == "Flip on → off"
    changed = state.recipe
    state.undo()
    assert (state.recipe.augment.flip, state.recipe.optimizer.lr) == (True, 0.05)
    state.undo()
    assert state.recipe == Recipe()
    state.undo()  # there is nothing
    assert state.recipe == Recipe()
    state.redo()
    state.redo()
    assert state.recipe == changed
    state.redo()
    assert state.recipe == changed
    state.undo()
    state.set_value("seed", 3)
    assert state.history.redoable is None


def test_moving_one_control_is_one_step(state: StudioState, clock: Clock) -> None:
    for value in (0.2, 0.3, 0.4):
        clock.now += 0.5
        state.set_value("optimizer.lr", value)
    assert undo_text(state) == "Learning rate 0.1 → 0.4"
    clock.now += 1.5  # a pause
    state.set_value("optimizer.lr", 0.5)
    assert undo_text(state) == "Learning rate 0.4 → 0.5"
    state.undo()
    state.set_value("optimizer.lr", 0.6)  # after an undo it is another step, however soon
    assert undo_text(state) == "Learning rate 0.4 → 0.6"
    state.undo()
    state.undo()
    assert state.recipe == Recipe()


def test_moved_there_and_back_is_no_step(state: StudioState, clock: Clock) -> None:
    state.set_value("seed", 1)
    clock.now += 5
    state.set_value("optimizer.lr", 0.2)
    state.set_value("optimizer.lr", 0.1)
    assert undo_text(state) == "Seed 0 → 1"


def test_typing_is_one_step_however_slow(state: StudioState, clock: Clock) -> None:
    for text in ("{", "{class", "{class}_*"):
        clock.now += 10
        state.set_value("data.name_pattern", text)
    assert undo_text(state) == "Name pattern automatic → {class}_*"
    state.history.seal()  # the keyboard went elsewhere
    state.set_value("data.name_pattern", "x_{class}")
    assert undo_text(state) == "Name pattern {class}_* → x_{class}"


def test_a_reset_is_a_step_of_its_own(state: StudioState, clock: Clock) -> None:
    state.set_value("optimizer.lr", 0.2)
    state.reset("optimizer.lr")
    assert undo_text(state) == "Learning rate 0.2 → 0.1"
    state.set_values({"optimizer.lr": 0.2, "seed": 4})
    state.reset_all(["optimizer.lr", "seed"])
    assert undo_text(state) == "2 settings"
    state.undo()
    assert (state.recipe.optimizer.lr, state.recipe.seed) == (0.2, 4)


def test_a_preset_is_one_step_with_its_marks(state: StudioState, clock: Clock) -> None:
    state.set_value("optimizer.lr", 0.2)
    state.use_preset("digits")
    assert undo_text(state) == "Preset digits"
    assert state.differing() == 0
    state.undo()
    assert state.base_name == ""
    assert state.base == Recipe()
    assert state.differs("optimizer.lr")
    state.redo()
    assert state.base_name == "digits"
    assert state.recipe == preset("digits")


def test_to_keep_the_settings_as_a_preset_can_be_taken_back(state: StudioState) -> None:
    state.set_value("optimizer.lr", 0.2)
    save_preset("mine", "", state.recipe)
    state.take_base("mine")
    assert undo_text(state) == "Preset mine"
    assert state.differing() == 0
    state.undo()
    assert state.differing() == 1


def test_what_does_not_hold_is_no_step(state: StudioState) -> None:
    with pytest.raises(RecipeMistake):
        state.set_value("optimizer.lr", -1.0)
    with pytest.raises(RecipeMistake):
        state.set_values({"seed": 3, "optimizer.lr": -1.0})
    assert set(state.faults) == {"optimizer.lr"}
    assert state.recipe == Recipe()
    assert undo_text(state) == ""
    state.set_value("seed", 1)
    state.undo()
    assert state.faults == {}  # what is shown is what holds


def test_other_images_begin_anew_and_the_same_ones_go_on(
    state: StudioState, look: Callable[[Path | str], Any], small_zip: Path, mixed_zip: Path
) -> None:
    state.set_value("optimizer.lr", 0.2)
    look(mixed_zip)
    assert undo_text(state) == ""
    assert state.history.redoable is None
    state.set_value("optimizer.lr", 0.3)
    look(mixed_zip)
    assert undo_text(state).startswith("Learning rate")
    look(small_zip)
    assert undo_text(state) == ""


def test_a_whole_recipe_with_images_of_its_own_is_one_step(
    state: StudioState, look: Callable[[Path | str], Any], small_zip: Path, mixed_zip: Path
) -> None:
    look(mixed_zip)
    state.set_value("optimizer.lr", 0.3)
    before = state.recipe
    given = override(Recipe(), [f"data.source={small_zip}", "seed=8"])
    state.set_data(None)
    state.use_recipe(given)
    look(small_zip)
    assert state.recipe == given
    state.undo()
    # The settings of before, for the images of now.
    assert state.recipe.data.source == str(small_zip)
    assert state.recipe.optimizer == before.optimizer
    assert state.recipe.seed == before.seed
    state.redo()
    assert state.recipe == given
