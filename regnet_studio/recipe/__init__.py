"""What an experiment is: typed, bounded, versioned. No torch, no Qt."""

from regnet_studio.recipe.fields import RecipeField, recipe_fields
from regnet_studio.recipe.overrides import override, override_value
from regnet_studio.recipe.presets import preset, preset_names
from regnet_studio.recipe.toml import dump, load, parse
from regnet_studio.recipe.tree import Recipe

__all__ = [
    "Recipe",
    "RecipeField",
    "dump",
    "load",
    "override",
    "override_value",
    "parse",
    "preset",
    "preset_names",
    "recipe_fields",
]
