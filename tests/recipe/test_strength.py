"""One factor on the amounts of augmentation, never beyond their bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regnet_studio.recipe import RecipeField, recipe_fields
from regnet_studio.recipe.strength import AMOUNTS, strengthened
from regnet_studio.recipe.tree import Augment

NO_AMOUNTS = {"strength", "rand_operations", "first_size", "grown_by"}
"""Numbers that say how, or how long, but not how far images are varied."""


@pytest.fixture(scope="session")
def augments(
    in_bounds: Callable[[RecipeField], st.SearchStrategy[Any]],
) -> st.SearchStrategy[Augment]:
    """Any ways to vary images that there can be."""
    fields = (field for field in recipe_fields().values() if field.section == "augment")
    values = {field.key.rpartition(".")[2]: in_bounds(field) for field in fields}
    return st.fixed_dictionaries(values).map(Augment.model_validate)


def high(name: str) -> float:
    bound = recipe_fields()[f"augment.{name}"].high
    assert bound is not None
    return bound


def test_every_number_is_an_amount_or_said_not_to_be_one() -> None:
    numbers = {
        field.key.rpartition(".")[2]
        for field in recipe_fields().values()
        if field.section == "augment" and field.kind in ("int", "float")
    }
    assert numbers == {*AMOUNTS} | NO_AMOUNTS


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_amounts_are_multiplied_and_stay_within_bounds(
    data: st.DataObject, augments: st.SearchStrategy[Augment]
) -> None:
    augment = data.draw(augments)
    result = strengthened(augment)
    assert Augment.model_validate(result.model_dump()) == result  # all bounds hold
    assert result.strength == 1
    for name, before in augment:
        after = getattr(result, name)
        if name not in AMOUNTS:
            assert after == before or name == "strength"
            continue
        assert type(after) is type(before)
        wanted = min(before * augment.strength, high(name))
        assert after == pytest.approx(wanted, abs=0.5 if isinstance(before, int) else 1e-9)
        assert (after == 0) >= (before * augment.strength == 0)
    assert strengthened(result) == result


@settings(deadline=None, max_examples=40)
@given(data=st.data(), weak=st.floats(0, 2), strong=st.floats(0, 2))
def test_more_strength_never_varies_less(
    data: st.DataObject, augments: st.SearchStrategy[Augment], weak: float, strong: float
) -> None:
    augment = data.draw(augments)
    low, high = (
        strengthened(augment.model_copy(update={"strength": factor}))
        for factor in sorted((weak, strong))
    )
    assert all(getattr(low, name) <= getattr(high, name) for name in AMOUNTS)


def test_a_strength_of_one_changes_nothing() -> None:
    augment = Augment(rotation=7, mixup=0.3)
    assert strengthened(augment) == augment


def test_a_strength_of_nothing_leaves_the_mirroring() -> None:
    augment = Augment(rotation=7, grey=0.5, erasing=1, policy="rand", strength=0)
    result = strengthened(augment)
    assert not any(getattr(result, name) for name in AMOUNTS)
    assert (result.flip, result.policy) == (True, "rand")


def test_halves_are_rounded_up_and_shares_end_at_one() -> None:
    half = Augment(crop_padding=1, rand_magnitude=9, strength=0.5)
    assert strengthened(half) == half.model_copy(
        update={"crop_padding": 1, "rand_magnitude": 5, "strength": 1.0}
    )
    twice = strengthened(Augment(crop_padding=40, hue=0.4, erasing=0.7, rotation=100, strength=2))
    assert (twice.crop_padding, twice.hue, twice.erasing, twice.rotation) == (64, 0.5, 1, 180)
