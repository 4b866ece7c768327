"""Settings are found by any word that is said of them."""

from __future__ import annotations

import pytest

from regnet_studio.recipe import recipe_fields
from regnet_studio.recipe.finding import find_settings


def keys(text: str, **options: object) -> set[str]:
    return {field.key for field in find_settings(text, **options)}  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("key", sorted(recipe_fields()))
def test_every_setting_is_found_by_its_key_and_by_its_name(key: str) -> None:
    field = recipe_fields()[key]
    assert key in keys(key)
    assert key in keys(field.title.upper())
    assert key in keys(field.help)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("smoothing LABEL", "loss.label_smoothing"),  # any order, any case
        ("lábel smöothing", "loss.label_smoothing"),  # without the accents
        ("weight_decay", "optimizer.weight_decay"),
        ("adamw", "optimizer.name"),  # a choice
        ("min checkpoint", "compute.checkpoint_minutes"),  # a unit
        ("augment hue", "augment.hue"),  # a section
    ],
)
def test_words_of_all_kinds(text: str, found: str) -> None:
    assert found in keys(text)


def test_each_word_narrows_it_and_none_finds_all() -> None:
    assert keys("") == keys("  ") == set(recipe_fields())
    assert keys("learning rate") < keys("rate")
    assert "optimizer.lr" in keys("lr")
    assert "loss.focal_gamma" not in keys("a")  # so short a word begins one
    assert keys("qqq") == set()


def test_the_words_of_another_language_are_found_beside_the_english_ones() -> None:
    french = {"Learning rate": "Taux d’apprentissage", "Seed": "Graine aléatoire"}
    translated = lambda text: french.get(text, text)  # noqa: E731
    assert keys("APPRENTISSAGE", translated=translated) == {"optimizer.lr"}
    assert "seed" in keys("aleatoire", translated=translated)
    assert "optimizer.lr" in keys("learning rate", translated=translated)
