"""A recipe as a file: what is written is what is read, and what cannot be read is said."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe, dump, load, override, parse, recipe_fields
from regnet_studio.recipe.toml import MAX_BYTES


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_recipe_survives_the_file(
    data: st.DataObject, recipes: st.SearchStrategy[Recipe]
) -> None:
    recipe = data.draw(recipes)
    assert parse(dump(recipe)) == recipe


def test_the_file_has_a_version_every_value_and_its_help() -> None:
    recipe = override(Recipe(), ["data.size=32", "optimizer.lr=0.3"])
    text = dump(recipe)
    tree = tomllib.loads(text)
    assert tree["version"] == 1
    assert tree["optimizer"]["lr"] == 0.3
    assert tree["schedule"]["milestones"] == [0.5, 0.75]
    for field in recipe_fields().values():
        if field.of(recipe) is not None:
            assert field.help in text, field.key
    assert "size" not in tomllib.loads(dump(Recipe()))["data"]  # "nothing" has no word in TOML


def test_what_is_left_out_has_its_default() -> None:
    assert parse("") == Recipe()
    assert parse("[optimizer]\nlr = 0.2") == override(Recipe(), ["optimizer.lr=0.2"])


@pytest.mark.parametrize("version", ["2", "0", '"one"', "1.5"])
def test_another_version_is_refused(version: str) -> None:
    with pytest.raises(RecipeMistake, match="version 1") as caught:
        parse(f"version = {version}")
    assert "update regnet-studio" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[optimizer]\nlrr = 1", ["no key 'optimizer.lrr'", "did you mean 'optimizer.lr'?"]),
        ("sed = 1", ["no key 'sed'", "did you mean 'seed'?"]),
        ("[optimiser]\nlr = 1", ["no key 'optimiser'", "did you mean 'optimizer."]),
        ("[optimizer]\nlr = 11.5", ["optimizer.lr = 11.5", "above 0, at most 10"]),
        ("[optimizer]\nlr = nan", ["optimizer.lr = nan", "above 0, at most 10"]),
        ("[optimizer]\nlr = 'fast'", ["optimizer.lr = fast", "a number"]),
        ("[augment]\nflip = 'perhaps'", ["augment.flip = perhaps", "true or false"]),
        ("[data]\nsize = 4", ["data.size = 4", "at least 8, at most 1024 px"]),
        ("[data]\nsize = 30.5", ["data.size = 30.5", "whole number"]),
        ("[data]\nsource = ''", ["data.source = ''"]),
        ("[schedule]\nname = 'cosinus'", ["schedule.name = cosinus", "one_cycle, cosine"]),
        ("[schedule]\nmilestones = [0.5, 'x']", ["schedule.milestones", "numbers with commas"]),
        ("[schedule]\nmilestones = [0.9, 0.1]", ["schedule.milestones", "0.9, 0.1", "must rise"]),
        ("optimizer = 3", ["optimizer"]),
        ("[optimizer", ["not a TOML file"]),
        ("seed = 1\nseed = 2", ["not a TOML file"]),
    ],
)
def test_a_mistake_is_one_line_that_names_it(text: str, words: list[str]) -> None:
    with pytest.raises(RecipeMistake) as caught:
        parse(text, where="mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert "\n" not in message
    for word in words:
        assert word in message


def test_a_run_folder_stands_for_its_recipe(tmp_path: Path) -> None:
    recipe = override(Recipe(), ["seed=7"])
    (tmp_path / "recipe.toml").write_text(dump(recipe), encoding="utf-8")
    assert load(tmp_path) == load(tmp_path / "recipe.toml") == recipe


def test_files_that_are_no_recipes(tmp_path: Path) -> None:
    with pytest.raises(RecipeMistake, match="no such recipe file"):
        load(tmp_path / "none.toml")
    with pytest.raises(RecipeMistake, match="no such recipe file"):
        load(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(RecipeMistake, match="not a text file"):
        load(binary)
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(RecipeMistake, match="too large"):
        load(large)
