"""One declaration: every leaf of the tree is a field with help, type and bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from regnet_studio.recipe import Recipe, recipe_fields
from regnet_studio.recipe.fields import section_help


def leaves(tree: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def test_every_leaf_is_a_field_in_the_order_of_declaration() -> None:
    assert ["version", *recipe_fields()] == list(leaves(Recipe().model_dump()))


@pytest.mark.parametrize("key", sorted(recipe_fields()))
def test_a_field_says_all_of_itself(key: str) -> None:
    field = recipe_fields()[key]
    assert field.key == key
    assert field.section == key.rpartition(".")[0]
    assert field.default == field.of(Recipe())
    assert len(field.help) > 10
    assert "\n" not in field.help
    assert (field.default is None) <= field.optional
    if field.kind == "choice":
        assert field.default in field.choices
        assert all(choice in field.bounds for choice in field.choices)
    if field.kind in ("int", "float"):
        assert field.low is not None
        assert field.high is not None


def test_fields_are_as_declared() -> None:
    lr = recipe_fields()["optimizer.lr"]
    assert (lr.kind, lr.optional, lr.low, lr.low_open, lr.high, lr.high_open) == (
        "float", False, 0, True, 10, False,
    )  # fmt: skip
    assert lr.bounds == "a number above 0, at most 10"
    size = recipe_fields()["data.size"]
    assert (size.kind, size.optional, size.low, size.high, size.unit) == (
        "int",
        True,
        8,
        1024,
        "px",
    )
    assert size.bounds == "a whole number at least 8, at most 1024 px"
    momentum = recipe_fields()["optimizer.momentum"]
    assert (momentum.low_open, momentum.high, momentum.high_open) == (False, 1, True)
    assert momentum.advanced
    assert not lr.advanced
    assert recipe_fields()["augment.flip"].kind == "bool"
    assert recipe_fields()["data.source"].kind == "text"
    assert recipe_fields()["schedule.milestones"].kind == "floats"
    assert recipe_fields()["optimizer.name"].bounds == (
        "one of sgd, adamw, nadam, rmsprop, muon, lamb"
    )


@pytest.mark.parametrize("key", [k for k, f in recipe_fields().items() if f.kind == "int"])
def test_bounds_of_whole_numbers_are_written_out(key: str) -> None:
    field = recipe_fields()[key]
    assert field.low is not None
    assert field.high is not None
    words = field.bounds.replace(",", "").split()
    assert str(int(field.low)) in words
    assert str(int(field.high)) in words


def test_sections_have_help() -> None:
    sections = {field.section for field in recipe_fields().values()} - {""}
    assert set(section_help()) == sections
    assert all(line.endswith(".") and "\n" not in line for line in section_help().values())
