"""What of a recipe may change while its run stands still, and how a change is written down."""

from __future__ import annotations

from collections.abc import Iterable

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.fields import as_setting, recipe_fields
from regnet_studio.recipe.overrides import override
from regnet_studio.recipe.tree import Recipe

CHANGEABLE = (
    "optimizer.lr",
    "optimizer.companion_lr",
    "optimizer.head_lr",
    "optimizer.clip_norm",
    "augment.strength",
    "stopping.epochs",
    "stopping.patience",
    "stopping.validate_every",
    "stopping.bad_steps",
    "compute.device",
    "compute.threads",
    "compute.compile",
    "compute.micro_batch",
    "compute.checkpoint_minutes",
)
"""Fields that leave the network, the images and the state of a run what they are."""


def changed_recipe(recipe: Recipe, settings: Iterable[str]) -> Recipe:
    """``recipe`` with each ``key=value`` of ``settings`` put in.

    Raises:
        RecipeMistake: as :func:`override`, or a value that a run keeps from its beginning.
    """
    changed = override(recipe, settings)
    for key, field in recipe_fields().items():
        if key not in CHANGEABLE and field.of(changed) != field.of(recipe):
            raise RecipeMistake(
                f"{key} = {as_setting(field.of(changed))}: a run keeps what it began with (here "
                f"{as_setting(field.of(recipe))}); train anew, or change one of "
                f"{', '.join(CHANGEABLE)}"
            )
    return changed
