"""``--set key=value``: read as the field's type, held to its bounds, answered by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe, RecipeField, override, override_value, recipe_fields

Draw = Callable[[RecipeField], st.SearchStrategy[Any]]

NUMBERS = [key for key, field in recipe_fields().items() if field.kind in ("int", "float")]


def as_text(value: Any) -> str:
    if value is None:
        return "auto"
    if isinstance(value, tuple):
        return ",".join(map(repr, value))
    return value if isinstance(value, str) else str(value)


@pytest.mark.parametrize("key", list(recipe_fields()))
@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_any_value_in_bounds_is_taken(data: st.DataObject, in_bounds: Draw, key: str) -> None:
    field = recipe_fields()[key]
    value = data.draw(in_bounds(field))
    if field.kind == "text" and value is not None:  # spaces around a value are not part of it
        value = value.strip() or "x"
    before = Recipe()
    after = override(before, [f" {key} = {as_text(value)} "])
    assert field.of(after) == value
    assert override_value(before, key, value) == after
    others = [other for other in recipe_fields().values() if other.key != key]
    assert all(other.of(after) == other.of(before) for other in others)
    assert before == Recipe()


@pytest.mark.parametrize("key", NUMBERS)
@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_any_value_out_of_bounds_is_refused_by_name(
    data: st.DataObject, out_of_bounds: Draw, key: str
) -> None:
    field = recipe_fields()[key]
    value = data.draw(out_of_bounds(field))
    for change in (
        lambda: override(Recipe(), [f"{key}={value}"]),
        lambda: override_value(Recipe(), key, value),
    ):
        with pytest.raises(RecipeMistake) as caught:
            change()
        message = str(caught.value)
        assert message.startswith(f"{key} = {value}: must be ")
        assert field.bounds in message
        assert "\n" not in message


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("optimizer.lrr", "optimizer.lr"),
        ("optimiser.lr", "optimizer.lr"),
        ("lr", "optimizer.lr"),
        ("epochs", "stopping.epochs"),
        ("batchsize", "optimizer.batch_size"),
        ("label_smoothing", "loss.label_smoothing"),
        ("seeds", "seed"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(key: str, hint: str) -> None:
    with pytest.raises(RecipeMistake) as caught:
        override(Recipe(), [f"{key}=1"])
    assert f"no key '{key}'" in str(caught.value)
    assert f"did you mean '{hint}'?" in str(caught.value)


@pytest.mark.parametrize("key", ["qqqqqq", "version", "optimizer", "", "optimizer.lr.x", "."])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(RecipeMistake, match="has no key"):
        override(Recipe(), [f"{key}=1"])


def test_a_setting_without_equals_says_how_to_write_it() -> None:
    with pytest.raises(RecipeMistake, match=r"write it as key=value, e\.g\. optimizer\.lr=0\.05"):
        override(Recipe(), ["optimizer.lr"])


def test_later_settings_win_and_all_are_put_in() -> None:
    recipe = override(Recipe(), ["seed=1", "optimizer.lr=0.5", "seed=2"])
    assert (recipe.seed, recipe.optimizer.lr) == (2, 0.5)
    assert override(recipe, []) == recipe


@pytest.mark.parametrize("text", ["true", "Yes", "ON", "1"])
def test_words_for_yes(text: str) -> None:
    off = override(Recipe(), ["augment.flip=false"])
    assert not off.augment.flip
    assert override(off, [f"augment.flip={text}"]).augment.flip


@pytest.mark.parametrize("text", ["false", "No", "OFF", "0"])
def test_words_for_no(text: str) -> None:
    assert not override(Recipe(), [f"augment.flip={text}"]).augment.flip


@pytest.mark.parametrize("text", ["", "perhaps", "2", "none"])
def test_other_words_are_neither(text: str) -> None:
    with pytest.raises(RecipeMistake, match="must be true or false"):
        override(Recipe(), [f"augment.flip={text}"])


@pytest.mark.parametrize("text", ["", "auto", "none", "None"])
def test_words_for_nothing(text: str) -> None:
    sized = override(Recipe(), ["data.size=64"])
    assert override(sized, [f"data.size={text}"]).data.size is None


def test_auto_is_a_choice_where_it_is_one() -> None:
    recipe = override(Recipe(), ["model.stem=small", "compute.device=cpu"])
    recipe = override(recipe, ["model.stem=auto", "compute.device=auto"])
    assert (recipe.model.stem, recipe.compute.device) == ("auto", "auto")


@pytest.mark.parametrize("text", ["0.2,0.4", "[0.2, 0.4]", "(0.2, 0.4,)"])
def test_lists_of_numbers(text: str) -> None:
    assert override(Recipe(), [f"schedule.milestones={text}"]).schedule.milestones == (0.2, 0.4)


def test_milestones_that_do_not_rise_are_named_with_their_value() -> None:
    with pytest.raises(RecipeMistake) as caught:
        override(Recipe(), ["schedule.milestones=0.9,0.1"])
    message = str(caught.value)
    assert "schedule.milestones" in message
    assert "0.9" in message
    assert "must rise and lie between 0 and 1" in message


def test_the_value_may_hold_equals_signs() -> None:
    assert override(Recipe(), ["data.source=/a=b/c"]).data.source == "/a=b/c"
