"""What forms say of fields, in the user's language: names, values, conditions, steps."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QCoreApplication

from regnet_studio.recipe import RecipeField, recipe_fields
from regnet_studio.recipe.fields import Condition
from regnet_studio.studio import words
from regnet_studio.studio.history import Step

_LONGEST_WORD = 16
"""Letters of the word for an empty field that an editor shows whole."""
_LONGEST_VALUE = 32


def said(text: str) -> str:
    """A text of the recipe's declarations: a title, a help, a section, a preset's summary."""
    return QCoreApplication.translate("recipe", text)


def tip_of(field: RecipeField) -> str:
    """What a field is for, its key and what values it takes."""
    return f"{said(field.help)}\n{bounds_of(field)}"


def bounds_of(field: RecipeField) -> str:
    """A field's key and what values it takes."""
    return words.labelled(field.key, said(field.bounds))


def section_title(section: str) -> str:
    """What a branch of the recipe is called above its fields."""
    if not section:
        return QCoreApplication.translate("fields", "Whole run")
    return said(section.replace("_", " ").capitalize())


def word_for_empty(field: RecipeField) -> str:
    """What an empty field means, as its help says it (``empty: off``); where that is long,
    ``automatic``."""
    found = re.search(r"\bempty: ([^;.,]+)", field.help)
    word = found[1].strip() if found else ""
    if word and len(word) <= _LONGEST_WORD:
        return said(word)
    return QCoreApplication.translate("FieldEditor", "automatic")


def value_text(field: RecipeField, value: Any) -> str:
    """A value as its editor shows it."""
    if value is None or value == ():
        return word_for_empty(field)
    if isinstance(value, bool):
        return _tr("on") if value else _tr("off")
    if isinstance(value, tuple):
        return ", ".join(f"{number:g}" for number in value)
    if isinstance(value, float):
        return words.typed(value)
    text = said(str(value).replace("_", " ")) if field.choices else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def why_idle(need: Condition) -> str:
    """Why a field changes nothing, in one sentence."""
    field = recipe_fields()[need.key]
    title = said(field.title)
    if need.values is None and field.optional:
        return _tr("Changes nothing while {title} is empty").format(title=title)
    if need.values is None:
        return _tr("Changes nothing while {title} is 0").format(title=title)
    if left := need.left_out:
        text = _tr("Changes nothing while {title} is {value}")
        return text.format(title=title, value=value_text(field, left))
    values = _tr(" or ").join(value_text(field, value) for value in need.values)
    return _tr("Changes nothing unless {title} is {value}").format(title=title, value=values)


def step_text(step: Step) -> str:
    """What a step changed: ``Learning rate 0.1 → 0.05``."""
    if step.before.base_name != step.after.base_name:
        name = step.after.base_name or _tr("Defaults")
        return _tr("Preset {name}").format(name=name)
    fields = step.fields()
    if len(fields) != 1:
        return _tr("{n} settings").format(n=len(fields))
    (field,) = fields
    return _tr("{title} {before} → {after}").format(
        title=said(field.title),
        before=value_text(field, field.of(step.before.recipe)),
        after=value_text(field, field.of(step.after.recipe)),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("fields", text)
