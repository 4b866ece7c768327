"""Presets of the user's own in the window, and the recipe as a command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from regnet_studio.folders import presets_folder
from regnet_studio.recipe import load, preset
from regnet_studio.recipe.command_line import command_of
from regnet_studio.recipe.own_presets import save_preset
from regnet_studio.recipe.presets import own_names, preset_summary
from regnet_studio.studio.form import preset_actions
from regnet_studio.studio.form.preset_dialog import PresetDialog
from regnet_studio.studio.form.recipe_form import RecipeForm
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState


@pytest.fixture
def form(state: StudioState, theme: Theme, qtbot: QtBot) -> RecipeForm:
    made = RecipeForm(state, theme)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def failed(form: RecipeForm) -> list[str]:
    told: list[str] = []
    form.failed.connect(lambda error: told.append(str(error)))
    return told


def entries(form: RecipeForm) -> list[str]:
    return [form.preset.itemText(row) for row in range(form.preset.count())]


def fill(form: RecipeForm, name: str, summary: str | None = None) -> PresetDialog:
    """Type into the dialog that is open."""
    dialog = form.findChild(PresetDialog)
    assert dialog is not None
    lines = {line.objectName(): line for line in dialog.findChildren(QLineEdit)}
    lines["preset.name"].setText(name)
    if summary is not None:
        lines["preset.summary"].setText(summary)
    return dialog


def save_button(dialog: PresetDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "preset.save")
    assert found is not None
    return found


def choose(form: RecipeForm, name: str) -> None:
    form.preset.setCurrentIndex(form.preset.findText(name))
    form.preset.activated.emit(form.preset.currentIndex())


def answers(monkeypatch: pytest.MonkeyPatch, answer: bool) -> list[str]:
    """Answer every question so; what was asked."""
    questions: list[str] = []

    def asked(parent: object, title: str, *rest: object, **options: object) -> bool:
        questions.append(title)
        return answer

    monkeypatch.setattr(preset_actions, "asked", asked)
    return questions


def test_the_settings_are_kept_as_a_preset(form: RecipeForm, state: StudioState) -> None:
    assert "Yours" not in entries(form)
    state.set_value("optimizer.lr", 0.07)
    form.presets.save_as()
    dialog = fill(form, "best")
    said = dialog.findChild(QLabel, "preset.said")
    assert said is not None
    assert "a preset of the program is called so" in said.text()
    assert not save_button(dialog).isEnabled()
    fill(form, "my photos", "for the attic")
    assert said.text() == ""
    save_button(dialog).click()
    assert preset("my photos") == state.recipe
    assert entries(form)[-2:] == ["Yours", "my photos"]
    assert form.preset.currentText() == "my photos"
    assert state.differing() == 0
    # Again: it is told that another takes its place.
    state.set_value("optimizer.lr", 0.02)
    form.presets.save_as()
    dialog = next(d for d in form.findChildren(PresetDialog) if d.isVisible())
    line = dialog.findChild(QLineEdit, "preset.name")
    assert line is not None
    assert line.text() == "my photos"
    assert save_button(dialog).text() == "Replace"
    save_button(dialog).click()
    assert preset("my photos").optimizer.lr == 0.02
    assert preset_summary("my photos") == "for the attic"


def test_renaming_and_deleting(
    form: RecipeForm, state: StudioState, monkeypatch: pytest.MonkeyPatch, failed: list[str]
) -> None:
    why = {c.name: c.why_not() for c in form.commands()}
    assert "presets of your own" in why["action.rename_preset"]
    assert "presets of your own" in why["action.delete_preset"]
    save_preset("old", "", state.recipe)
    form.preset.showPopup()
    form.preset.hidePopup()
    choose(form, "old")
    assert not any(c.why_not() for c in form.commands())
    form.presets.rename()
    save_button(fill(form, "new")).click()
    assert own_names() == ("new",)
    assert form.preset.currentText() == "new"
    questions = answers(monkeypatch, False)
    form.presets.delete()
    assert questions == ["Delete the preset new?"]
    assert own_names() == ("new",)
    answers(monkeypatch, True)
    kept = state.recipe
    form.presets.delete()
    assert own_names() == ()
    assert "new" not in entries(form)
    assert state.recipe == kept
    assert failed == []


def test_files_go_out_and_come_in(
    form: RecipeForm,
    state: StudioState,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    failed: list[str],
) -> None:
    state.set_value("seed", 9)
    out = tmp_path / "shared"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    form.presets.export()
    assert load(out.with_suffix(".toml")) == state.recipe
    state.undo()
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_: (str(out.with_suffix(".toml")), "")
    )
    form.presets.import_()
    assert state.base_name == "shared"
    assert state.recipe.seed == 9
    questions = answers(monkeypatch, False)
    form.presets.import_()
    assert questions == ["Replace the preset shared?"]
    (tmp_path / "shared.toml").write_text("no = [")
    answers(monkeypatch, True)
    form.presets.import_()
    assert "not a TOML file" in failed[0]
    assert state.recipe.seed == 9


def test_a_damaged_preset_is_told_of(form: RecipeForm, failed: list[str]) -> None:
    presets_folder().mkdir(parents=True)
    (presets_folder() / "torn.toml").write_text("[optimizer")
    form.preset.showPopup()
    form.preset.hidePopup()
    choose(form, "torn")
    assert "torn.toml: not a TOML file" in failed[0]
    assert form.preset.currentText() == "Defaults"


def test_copy_as_command_line_and_paste_back(
    form: RecipeForm, state: StudioState, failed: list[str], qtbot: QtBot
) -> None:
    state.set_values({"optimizer.lr": 0.07, "model.name": "resnet56"})
    form.presets.copy_command()
    line = QGuiApplication.clipboard().text()
    assert line == command_of(state.recipe)
    with qtbot.waitSignal(form.pasted) as pasted:
        form.presets.paste_command()
    assert pasted.args == [state.recipe]
    QGuiApplication.clipboard().setText("regnet-studio train --preset digits --fast")
    with qtbot.waitSignal(form.failed):
        form.presets.paste_command()
    assert "has no option --fast" in failed[0]


def test_the_menu_has_it_all_by_name(form: RecipeForm, part_names: Callable[[], set[str]]) -> None:
    assert {
        "action.save_preset",
        "action.import_preset",
        "action.export_preset",
        "action.copy_command",
        "action.paste_command",
    } <= part_names()


@pytest.fixture
def part_names(form: RecipeForm) -> Callable[[], set[str]]:
    return lambda: {action.objectName() for action in form._card.menu.actions()}
