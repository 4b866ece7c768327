"""``--set key=value`` and the form's edits: the one way a single value enters a recipe."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from pydantic import ValidationError

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.fields import RecipeField, as_setting, recipe_fields
from regnet_studio.recipe.tree import Recipe

_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}
_NOTHING = {"", "none", "auto"}


def override(recipe: Recipe, settings: Iterable[str]) -> Recipe:
    """``recipe`` with each ``key=value`` of ``settings`` put in, checked.

    A text may stand in double quotes, as in TOML and JSON: then it is taken as it is, also where
    it begins with a space or reads ``none``.

    Raises:
        RecipeMistake: unknown key, unreadable value or value out of bounds; the text names the
            key, the value, the bounds and, for an unknown key, the nearest known one.
    """
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise RecipeMistake(f"--set {setting}: write it as key=value, e.g. optimizer.lr=0.05")
        key, text = key.strip(), text.strip()
        quoted = _quoted(key, text)
        recipe = override_value(recipe, key, text) if quoted is None else _put(recipe, key, quoted)
    return recipe


def as_override(field: RecipeField, value: Any) -> str:
    """``key=value`` as :func:`override` reads it back, exactly."""
    text = as_setting(value)
    if field.kind == "text" and isinstance(value, str):
        misread = text != text.strip() or (field.optional and text.lower() in _NOTHING)
        if misread or not text.isprintable() or _quoted(field.key, text) is not None:
            text = json.dumps(value, ensure_ascii=not text.isprintable())
    return f"{field.key}={text}"


def override_value(recipe: Recipe, key: str, value: Any) -> Recipe:
    """``recipe`` with one value replaced. A text is read as the field's type.

    Raises:
        RecipeMistake: see :func:`override`.
    """
    field = recipe_fields().get(key)
    if field is None:
        raise unknown_key(key)
    return _put(recipe, key, _read(field, value) if isinstance(value, str) else value)


def override_values(recipe: Recipe, values: Mapping[str, Any]) -> Recipe:
    """``recipe`` with several values replaced at once, none of them read from a text.

    Raises:
        RecipeMistake: they do not hold.
    """
    tree = recipe.model_dump()
    for key, value in values.items():
        branch = tree
        *sections, name = key.split(".")
        for section in sections:
            branch = branch[section]
        branch[name] = value
    return validate(tree)


def _put(recipe: Recipe, key: str, value: Any) -> Recipe:
    return override_values(recipe, {key: value})


def validate(tree: dict[str, Any], where: str = "") -> Recipe:
    """The recipe that ``tree`` (nested dictionaries) says.

    Raises:
        RecipeMistake: the first thing that does not hold, in one line.
    """
    try:
        return Recipe.model_validate(tree)
    except ValidationError as error:
        raise RecipeMistake(f"{where}{_first_fault(error)}") from error


def unknown_key(key: str) -> RecipeMistake:
    """The answer to a key the recipe does not have."""

    def likeness(name: str) -> float:  # the last part alone may be right: lr -> optimizer.lr
        tails = key.rpartition(".")[2], name.rpartition(".")[2]
        return max(SequenceMatcher(None, *pair).ratio() for pair in ((key, name), tails))

    best = max(recipe_fields(), key=likeness)
    hint = f"did you mean '{best}'?" if likeness(best) > 0.5 else "see `regnet-studio settings`"
    return RecipeMistake(f"the recipe has no key '{key}'; {hint}")


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    # A union's and a tuple's fault carries extra parts (`int`, an index) after the key.
    parts = [str(part) for part in fault["loc"]]
    while parts and ".".join(parts) not in recipe_fields() and len(parts) > 2:
        parts.pop()
    key = ".".join(parts)
    if fault["type"] == "extra_forbidden":
        return str(unknown_key(key))
    field = recipe_fields().get(key)
    if key == "version":
        return (
            f"version = {fault['input']!r}: this program reads recipes of version 1; "
            "update regnet-studio"
        )
    if field is None:
        return f"{key}: {fault['msg']}"
    if fault["type"] == "value_error":  # a rule of the field's own, said in its own words
        return f"{key} = {_shown(fault['input'])}: {fault['msg'].removeprefix('Value error, ')}"
    return f"{key} = {_shown(fault['input'])}: must be {field.bounds}"


def _read(field: RecipeField, text: str) -> Any:
    """``text`` as the field's type; what cannot be read is left for the check to name."""
    if field.optional and text.lower() in _NOTHING:
        return None
    if field.kind == "bool":
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise RecipeMistake(f"{field.key} = {text}: must be {field.bounds}")
    if field.kind in ("floats", "ints"):
        return [part.strip() for part in text.strip("[]() ").split(",") if part.strip()]
    return text


def _quoted(key: str, text: str) -> str | None:
    """The text between double quotes; None: it is in none, or the field is no text."""
    field = recipe_fields().get(key)
    if field is None or field.kind != "text" or len(text) < 2 or text[0] + text[-1] != '""':
        return None
    try:
        inner = json.loads(text)
    except ValueError:
        return None
    return inner if isinstance(inner, str) else None


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) and value else repr(value)
