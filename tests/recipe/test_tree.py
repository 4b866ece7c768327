"""The tree itself: closed, frozen, and free of heavy libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from regnet_studio.recipe import Recipe, recipe_fields


@pytest.mark.parametrize("key", sorted(recipe_fields()))
def test_nothing_in_it_can_be_changed(key: str) -> None:
    recipe = Recipe()
    branch: object = recipe
    *sections, name = key.split(".")
    for section in sections:
        branch = getattr(branch, section)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(branch, name, getattr(branch, name))
    assert recipe == Recipe()


def test_branches_cannot_be_replaced() -> None:
    recipe = Recipe()
    with pytest.raises(ValidationError, match="frozen"):
        recipe.optimizer = recipe.optimizer  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("section", ["", *sorted({f.section for f in recipe_fields().values()})])
def test_every_branch_refuses_unknown_keys(section: str) -> None:
    stranger = {"stranger": 1}
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Recipe.model_validate({section: stranger} if section else stranger)


def test_the_defaults_hold_their_own_bounds() -> None:
    assert Recipe.model_validate(Recipe().model_dump()) == Recipe()


@pytest.mark.parametrize(
    "marks", [(0.5, 0.5), (0.75, 0.5), (0.0, 0.5), (0.5, 1.0), (-0.1,), (float("nan"),)]
)
def test_milestones_rise_inside_the_run(marks: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError):
        Recipe.model_validate({"schedule": {"milestones": marks}})


def test_milestones_may_be_any_number() -> None:
    for marks in ((), (0.3,), (0.1, 0.2, 0.9)):
        recipe = Recipe.model_validate({"schedule": {"milestones": marks}})
        assert recipe.schedule.milestones == marks


def test_reading_a_recipe_loads_neither_torch_nor_qt() -> None:
    program = (
        "import sys, regnet_studio.recipe as r; r.dump(r.preset('digits')); "
        "print([m for m in ('torch', 'torchvision', 'PySide6', 'sklearn') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"
