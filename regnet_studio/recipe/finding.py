"""Finding settings by words: of their key, name, help, section, unit and choices."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

from regnet_studio.recipe.fields import RecipeField, recipe_fields

_SHORT = 2
"""Letters of a word that has to begin a word: one runs through too many of them."""


def find_settings(text: str, translated: Callable[[str], str] | None = None) -> list[RecipeField]:
    """The settings in which all words of ``text`` stand, in the order of declaration.

    Case and accents do not matter, nor the order of the words; a part of a word is enough. Without
    a word, all settings are found.

    Args:
        translated: what a text of a field is called in the user's language; found are both.
    """
    words = plain(text).split()
    found: list[RecipeField] = []
    for key, field in recipe_fields().items():
        said = _said(key)
        if translated is not None:
            said += plain(" ".join(translated(part) for part in _texts(field)))
        if all((f" {word}" if len(word) <= _SHORT else word) in said for word in words):
            found.append(field)
    return found


def plain(text: str) -> str:
    """`` text`` in small letters, without accents, words apart by one space, and one before."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return " " + " ".join(
        "".join(letter for letter in bare if not unicodedata.combining(letter)).split()
    )


@cache
def _said(key: str) -> str:
    """All that is said of a setting in English; its key stands there whole and in its words."""
    field = recipe_fields()[key]
    return plain(f"{key} {key.replace('.', ' ')} {' '.join(_texts(field))}")


def _texts(field: RecipeField) -> list[str]:
    parts = (field.title, field.help, field.section, field.unit, *field.choices)
    return [part for part in parts if part]
