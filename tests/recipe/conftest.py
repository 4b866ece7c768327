"""Random recipes, drawn from the declared fields alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from regnet_studio.recipe import RecipeField, recipe_fields
from regnet_studio.recipe.overrides import validate
from regnet_studio.recipe.tree import Recipe


def allowed(field: RecipeField) -> st.SearchStrategy[Any]:
    """Values within the field's bounds."""
    values: st.SearchStrategy[Any]
    if field.kind == "bool":
        values = st.booleans()
    elif field.kind == "choice":
        values = st.sampled_from(field.choices)
    elif field.kind == "int":
        assert field.low is not None
        assert field.high is not None
        values = st.integers(int(field.low), int(field.high))
    elif field.kind == "float":
        values = st.floats(
            field.low, field.high, exclude_min=field.low_open, exclude_max=field.high_open
        )
    elif field.kind == "floats":
        mark = st.floats(0, 1, exclude_min=True, exclude_max=True)
        values = st.lists(mark, max_size=4, unique=True).map(lambda marks: tuple(sorted(marks)))
    elif field.kind == "ints":
        numbers = st.lists(st.integers(1, 4), unique=True)
        values = numbers.map(lambda stages: tuple(sorted(stages)))
    else:
        values = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
    return st.none() | values if field.optional else values


def forbidden(field: RecipeField) -> st.SearchStrategy[Any]:
    """Numbers out of the field's bounds."""
    assert field.low is not None
    assert field.high is not None
    whole = field.kind == "int"
    below = [field.low - 1, -1e6, field.low - 1e-6] + [field.low] * field.low_open
    above = [field.high + 1, 1e9 + field.high, field.high + 1e-6] + [field.high] * field.high_open
    numbers = [int(v) if whole and float(v).is_integer() else v for v in (*below, *above)]
    return st.sampled_from([*numbers, float("nan"), float("inf"), -float("inf")])


@st.composite
def draw_recipe(draw: st.DrawFn) -> Recipe:
    tree: dict[str, Any] = {}
    for field in recipe_fields().values():
        branch = tree.setdefault(field.section, {}) if field.section else tree
        branch[field.key.rpartition(".")[2]] = draw(allowed(field))
    return validate(tree)


@pytest.fixture(scope="session")
def recipes() -> st.SearchStrategy[Recipe]:
    """Any recipe there can be."""
    return draw_recipe()


@pytest.fixture(scope="session")
def in_bounds() -> Callable[[RecipeField], st.SearchStrategy[Any]]:
    return allowed


@pytest.fixture(scope="session")
def out_of_bounds() -> Callable[[RecipeField], st.SearchStrategy[Any]]:
    return forbidden
