"""What a recipe declares to change nothing changes nothing, and where it is said to, it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from regnet_studio.data.balance import promised_counts
from regnet_studio.recipe import Recipe, RecipeField, recipe_fields
from regnet_studio.recipe.overrides import override_values
from regnet_studio.recipe.strength import strengthened
from regnet_studio.training.loss import class_weights
from regnet_studio.training.optimizers import make_optimizer
from regnet_studio.training.schedule import lr_factor

COUNTS = np.array([50, 9, 2])
OTHERS: dict[str, Any] = {
    "optimizer.nesterov": False,
    "optimizer.companion_lr": 0.2,
    "optimizer.head_lr": 0.4,
    "optimizer.filter_norm": True,
    "schedule.last": 0.3,
    "schedule.restarts": 2,
    "schedule.every": 1,
    "schedule.milestones": (0.3,),
    "schedule.gamma": 0.5,
    "loss.effective_beta": 0.9,
    "balance.target": 0.5,
}
STEPS = 40


def network() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.Conv2d(4, 8, 3), nn.BatchNorm2d(8), nn.Linear(8, 3))


def effect(recipe: Recipe, section: str) -> Any:
    """All that a section of a recipe comes to before the first step."""
    if section == "schedule":
        return [lr_factor(recipe.schedule, step, STEPS, 1) for step in range(STEPS)]
    if section == "loss":
        weights = class_weights(recipe.loss, COUNTS)
        return None if weights is None else weights.tolist()
    if section == "balance":
        return promised_counts(recipe.balance, COUNTS).tolist()
    torch.manual_seed(0)
    made = make_optimizer(recipe.optimizer, network())
    groups = [{k: v for k, v in group.items() if k != "params"} for group in made.param_groups]
    return str(groups), getattr(made, "_holds", None), recipe.optimizer.head_scale


@pytest.mark.parametrize("key", OTHERS)
def test_only_where_it_is_said_to(key: str) -> None:
    field = recipe_fields()[key]
    chooser = recipe_fields()[next(iter(field.applies)).key]
    for choice in chooser.choices:
        if choice == "lamb" or choice in ("smote", "borderline_smote", "svm_smote", "adasyn"):
            continue  # an extra; and what makes images needs some
        recipe = override_values(Recipe(), {chooser.key: choice})
        changed = override_values(recipe, {key: OTHERS[key]})
        same = effect(recipe, field.section) == effect(changed, field.section)
        is_elsewhere = choice == "plateau"  # its factor comes from the validations
        assert same == (field.idle(recipe) is not None) or is_elsewhere, choice


@pytest.mark.parametrize(
    "field", [f for f in recipe_fields().values() if f.section == "augment" and f.applies]
)
def test_amounts_do_nothing_without_strength(field: RecipeField) -> None:
    if all(need.key != "augment.strength" for need in field.applies):
        return
    recipe = override_values(Recipe(), {"augment.strength": 0.0, "augment.policy": "rand"})
    assert field.idle(recipe) is not None
    changed = override_values(recipe, {field.key: field.high})
    assert strengthened(changed.augment) == strengthened(recipe.augment)


def test_every_condition_can_be_met() -> None:
    for field in recipe_fields().values():
        for need in field.applies:
            other = recipe_fields()[need.key]
            assert need.values is None or set(need.values) <= {*other.choices, True, 0, None}
            assert need.text in field.explained
