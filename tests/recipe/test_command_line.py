"""A recipe as a command line: what is copied is what the command line itself would train."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regnet_studio.cli import commands
from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import Recipe, dump, override, override_value, preset
from regnet_studio.recipe.command_line import command_of, recipe_of
from regnet_studio.recipe.own_presets import save_preset


class Taken(Exception):
    """The recipe that a command would train."""


@pytest.fixture(scope="module")
def trained() -> Any:
    """What the real command line would train: everything up to the first step."""
    import regnet_studio.runs.execute as execute

    def refuse(recipe: Recipe, runs: Path | None) -> Any:
        raise Taken(recipe)

    def run(command: str) -> Recipe:
        with pytest.raises(Taken) as taken:
            commands.run(shlex.split(command)[1:], lambda path: 0)
        return taken.value.args[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execute, "start", refuse)
        yield run


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_recipe_survives_the_line(
    data: st.DataObject, recipes: st.SearchStrategy[Recipe]
) -> None:
    recipe = data.draw(recipes)
    assert recipe_of(command_of(recipe)) == recipe


@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_the_command_line_reads_it_alike(
    data: st.DataObject, recipes: st.SearchStrategy[Recipe], trained: Any
) -> None:
    recipe = data.draw(recipes)
    assert trained(command_of(recipe)) == recipe


TEXTS = [
    "none",
    "AUTO",
    "",
    " a",
    "b ",
    '"',
    '""',
    '"none"',
    "a\nb",
    "\\\n",
    "it's",
    "--x",
    "\u2028",
]


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_survive_too(text: str, trained: Any) -> None:
    tree = Recipe().model_dump()
    tree["data"]["name_pattern"] = text
    tree["data"]["source"] = text or "x"
    recipe = Recipe.model_validate(tree)
    assert recipe_of(command_of(recipe)) == trained(command_of(recipe)) == recipe


def test_it_is_short() -> None:
    recipe = override(preset("best"), ["optimizer.lr=0.1", "augment.strength=0.5"])
    recipe = override_value(recipe, "data.source", "my photos")
    assert command_of(recipe) == (
        "regnet-studio train --preset best --data 'my photos' --set augment.strength=0.5 "
        "--set optimizer.lr=0.1"
    )
    assert command_of(preset("digits")) == "regnet-studio train --preset digits"


@pytest.mark.parametrize(
    "line",
    [
        "$ regnet-studio train --preset=digits --set=seed=3\n",
        "regnet-studio train --preset digits \\\n    --set seed=3",
        "/opt/bin/regnet-studio train --json --runs /tmp/r --preset best --preset digits "
        "--set seed=3",
        "python -m regnet_studio train --set seed=1 --preset digits --set seed=3",
        "C:\\\\x\\\\regnet-studio.exe train --preset digits --set 'seed = 3'",
    ],
)
def test_lines_as_people_have_them(line: str) -> None:
    assert recipe_of(line) == override(preset("digits"), ["seed=3"])


def test_a_recipe_file_and_an_own_preset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGNET_STUDIO_PRESETS", str(tmp_path / "presets"))
    recipe = override(Recipe(), ["seed=5"])
    (tmp_path / "my recipe.toml").write_text(dump(recipe), encoding="utf-8")
    line = f"regnet-studio train '{tmp_path}/my recipe.toml' --data mnist"
    assert recipe_of(line) == override(recipe, ["data.source=mnist"])
    save_preset("of my own", "", recipe)
    assert recipe_of("regnet-studio train --preset 'of my own'") == recipe


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "begins with `regnet-studio train`"),
        ("rm -rf /", "begins with `regnet-studio train`"),
        ("regnet-studio evaluate RUN", "only `regnet-studio train ...`"),
        ("regnet-studio train 'x", "no closing quotation"),
        ("regnet-studio train --preset digits --sett seed=3", "did you mean '--set'"),
        ("regnet-studio train --preset digits --gpu 2", "no option --gpu; it has --preset"),
        ("regnet-studio train --preset digits --set", "--set needs a value"),
        ("regnet-studio train --preset digit", "did you mean 'digits'"),
        ("regnet-studio train --preset digits --set seed=x", "seed = x"),
        ("regnet-studio train", "train what?"),
        ("regnet-studio train a.toml b.toml", "one recipe file"),
        ("regnet-studio train a.toml --preset digits", "not both"),
        ("regnet-studio train none.toml", "no such recipe file"),
        ("regnet-studio train " + "x" * 200_000, "too long"),
    ],
)
def test_what_is_no_such_line_is_answered_in_one_sentence(line: str, words: str) -> None:
    with pytest.raises(RecipeMistake) as caught:
        recipe_of(line)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
