"""Presets of the user's own: kept, named, found beside the built-in ones, never in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from regnet_studio.errors import RecipeMistake
from regnet_studio.files import DiskTrouble
from regnet_studio.recipe import Recipe, dump, override, preset, preset_names
from regnet_studio.recipe.own_presets import (
    checked_name,
    delete_preset,
    export_preset,
    import_preset,
    rename_preset,
    save_preset,
)
from regnet_studio.recipe.presets import built_in_names, own_names, preset_problems, preset_summary

MINE = override(Recipe(), ["optimizer.lr=0.07", "data.source=/photos of mine", "seed=9"])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "presets"
    monkeypatch.setenv("REGNET_STUDIO_PRESETS", str(place))
    return place


def test_what_is_kept_is_found_again(folder: Path) -> None:
    assert own_names() == ()
    assert save_preset(" Small   photos ", "for the\nattic", MINE) == "Small photos"
    assert own_names() == ("Small photos",)
    assert preset_names() == (*built_in_names(), "Small photos")
    assert preset("Small photos") == MINE
    assert preset_summary("Small photos") == "for the attic"
    assert preset_problems() == []


def test_a_name_is_replaced_only_when_that_is_meant() -> None:
    save_preset("mine", "", MINE)
    with pytest.raises(RecipeMistake, match="'mine': there is one already"):
        save_preset("MINE", "", Recipe())
    assert preset("mine") == MINE
    assert save_preset("MINE", "", Recipe(), replace=True) == "mine"
    assert preset("mine") == Recipe()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "needs a name"),
        ("best", "a preset of the program is called so"),
        ("Digits", "a preset of the program is called so"),
        ("a/b", "letters, numbers"),
        ("../up", "letters, numbers"),
        (".hidden", "letters, numbers"),
        ("-x", "letters, numbers"),
        ("con", "letters, numbers"),
        ("LPT1.old", "letters, numbers"),
        ("ends.", "letters, numbers"),
        ("x" * 61, "at most 60"),
    ],
)
def test_names_that_do_not_do(name: str, words: str, folder: Path) -> None:
    with pytest.raises(RecipeMistake, match=words):
        save_preset(name, "", MINE)
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize("name", ["été 2024", "a", "v1.2 (try)", "Fotos+Karten", "写真"])
def test_names_that_do(name: str) -> None:
    assert checked_name(name) == name
    save_preset(name, "", MINE)
    assert preset(name) == MINE


def test_renaming_and_deleting(folder: Path) -> None:
    save_preset("old", "kept", MINE)
    save_preset("other", "", Recipe())
    with pytest.raises(RecipeMistake, match="'other': there is one already"):
        rename_preset("old", "Other")
    assert rename_preset("old", "new") == "new"
    assert rename_preset("new", "New") == "New"  # only its letters
    assert own_names() == ("New", "other")
    assert preset_summary("New") == "kept"
    delete_preset("New")
    assert own_names() == ("other",)
    with pytest.raises(RecipeMistake, match="no preset 'New'"):
        delete_preset("New")
    for act in (lambda: delete_preset("best"), lambda: rename_preset("best", "mine")):
        with pytest.raises(RecipeMistake, match="ships with the program"):
            act()


def test_a_preset_goes_to_another_computer_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_preset(MINE, "for the attic", tmp_path / "attic.toml")
    monkeypatch.setenv("REGNET_STUDIO_PRESETS", str(tmp_path / "elsewhere"))
    assert import_preset(tmp_path / "attic.toml") == "attic"
    assert preset("attic") == MINE
    assert preset_summary("attic") == "for the attic"
    with pytest.raises(RecipeMistake, match="there is one already"):
        import_preset(tmp_path / "attic.toml")
    bare = tmp_path / "bare.toml"
    bare.write_text(dump(MINE), encoding="utf-8")
    assert preset_summary(import_preset(bare)) == ""


def test_a_damaged_file_is_told_of_and_harms_nothing_else(folder: Path) -> None:
    save_preset("good", "", MINE)
    (folder / "torn.toml").write_text("[optimizer\nlr", encoding="utf-8")
    (folder / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (folder / "best.toml").write_text(dump(MINE), encoding="utf-8")
    assert own_names() == ("binary", "good", "torn")
    assert preset("best") != MINE
    assert preset("good") == MINE
    with pytest.raises(RecipeMistake, match=r"torn\.toml: not a TOML file"):
        preset("torn")
    assert preset_summary("binary") == ""
    said = preset_problems()
    assert [Path(line.partition(": ")[0]).name for line in said] == [
        "best.toml",
        "binary.toml",
        "torn.toml",
    ]
    assert "rename the file" in said[0]


def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    folder.write_text("a file in its place")
    with pytest.raises(DiskTrouble):
        save_preset("mine", "", MINE)
