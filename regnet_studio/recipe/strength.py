"""``augment.strength``: one factor on all amounts by which images are varied."""

from __future__ import annotations

from math import floor

from regnet_studio.recipe.fields import recipe_fields
from regnet_studio.recipe.tree import Augment

AMOUNTS = (
    "crop_padding",
    "rotation",
    "scale",
    "translate",
    "shear",
    "brightness",
    "contrast",
    "saturation",
    "hue",
    "grey",
    "blur",
    "erasing",
    "rand_magnitude",
    "mixup",
    "cutmix",
)
"""What the factor is on. Mirroring is no amount: half of the images are mirrored, or none."""


def strengthened(augment: Augment) -> Augment:
    """The variations that a recipe comes to: amounts times ``strength``, which is 1 from then on.

    What would go beyond a field's bounds stays at them (shares at 1); whole numbers are rounded,
    halves up. Doing it twice changes nothing more.
    """
    if augment.strength == 1:
        return augment
    changed = {"strength": 1.0} | {name: _times(augment, name) for name in AMOUNTS}
    return augment.model_copy(update=changed)


def _times(augment: Augment, name: str) -> float:
    field = recipe_fields()[f"augment.{name}"]
    amount = getattr(augment, name) * augment.strength
    if field.high is not None:
        amount = min(amount, field.high)
    return floor(amount + 0.5) if field.kind == "int" else float(amount)
