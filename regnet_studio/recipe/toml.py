"""A recipe as a TOML file, in and out, with a version."""

from __future__ import annotations

import tomllib
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.fields import recipe_fields
from regnet_studio.recipe.overrides import validate
from regnet_studio.recipe.tree import VERSION, Recipe

MAX_BYTES = 1_000_000


def dump(recipe: Recipe) -> str:
    """``recipe`` as TOML with every value written out and each explained.

    ``parse(dump(recipe)) == recipe`` for every recipe. "Nothing" has no word in TOML: such a
    field is left out, which means the same.
    """
    document = tomlkit.document()
    document.add("version", tomlkit.item(VERSION))
    tables: dict[str, Table] = {}
    for field in recipe_fields().values():
        value = field.of(recipe)
        container = document
        if field.section:
            if field.section not in tables:
                tables[field.section] = tomlkit.table()
            container = tables[field.section]
        if value is None:
            continue
        item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
        item.comment(field.explained)
        container.add(field.key.rpartition(".")[2], item)
    for section, table in tables.items():
        document.add(section, table)
    return tomlkit.dumps(document)


def parse(text: str, where: str = "recipe") -> Recipe:
    """The recipe that a TOML text says; what it leaves out has its default.

    Raises:
        RecipeMistake: not TOML, an unknown key, a value out of bounds.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeMistake(f"{where}: not a TOML file: {error}") from error
    return validate(tree, where=f"{where}: ")


def load(path: Path) -> Recipe:
    """Read a recipe file.

    Raises:
        RecipeMistake: missing, unreadable, or see :func:`parse`.
    """
    if path.is_dir() and (path / "recipe.toml").is_file():
        path = path / "recipe.toml"
    if not path.is_file():
        raise RecipeMistake(
            f"{path}: no such recipe file; `regnet-studio presets` lists the presets"
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RecipeMistake(f"{path}: too large to be a recipe (over 1 MB)")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RecipeMistake(f"{path}: not a text file; a recipe is a TOML file") from error
    except OSError as error:
        raise RecipeMistake(f"{path}: cannot be read: {error.strerror}") from error
    return parse(text, where=str(path))
