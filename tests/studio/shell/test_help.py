"""The help: every page is there and true, links lead somewhere, and the search finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from typer.main import get_command

from regnet_studio.cli.commands import app
from regnet_studio.recipe import recipe_fields
from regnet_studio.resources import resource
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.commands import Command
from regnet_studio.studio.shell.help import HelpWindow
from regnet_studio.studio.shell.help_pages import ORDER, HelpPage, help_pages, settings_page
from regnet_studio.studio.shell.shortcuts import KEYS, key_text, place_keys


def _commands() -> list[Command]:
    return [Command("action.train", "Train", lambda: None), Command("x.none", "No key", lambda: 0)]


@pytest.fixture(scope="module")
def pages() -> dict[str, HelpPage]:
    return {page.name: page for page in help_pages(_commands, "en")}


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> HelpWindow:
    made = HelpWindow(theme, lambda: help_pages(_commands, "en"))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_pages_stand_in_their_order_and_begin_with_their_title(
    pages: dict[str, HelpPage],
) -> None:
    assert tuple(pages)[: len(ORDER)] == ORDER
    for page in pages.values():
        text = page.text()
        assert text.startswith("# "), page.name
        assert "{" not in page.title


def test_every_link_leads_to_a_page(pages: dict[str, HelpPage]) -> None:
    for page in pages.values():
        for target in re.findall(r"\]\(([^)#]+)", page.text()):
            known = target.startswith("http") or target.removesuffix(".md") in pages
            assert known, f"{page.name} links to {target}"


def test_every_setting_stands_in_the_help_with_its_key_and_range(
    pages: dict[str, HelpPage],
) -> None:
    for key, field in recipe_fields().items():
        name = f"settings-{field.section or 'run'}"
        text = pages[name].text()
        assert f"`{key}`" in text
        assert field.bounds in text
        assert f"({name}.md)" in settings_page()


def test_every_key_stands_on_the_page_of_keys(pages: dict[str, HelpPage]) -> None:
    text = pages["shortcuts"].text()
    assert f"| `{key_text('action.train')}` | Train |" in text
    assert "No key" not in text
    for one in place_keys():
        assert f"| `{key_text(one.name)}` | {one.title} |" in text


def test_keys_that_pages_name_are_the_keys_there_are(pages: dict[str, HelpPage]) -> None:
    named = re.compile(r"`((?:Ctrl|Alt|Shift)\+[^`]+|F\d+|Del|Ins)`")
    for name in ("start", "data", "model", "train", "trouble"):
        for keys in named.findall(pages[name].text()):
            if keys != "Ctrl+A":  # Qt's own
                assert keys in KEYS.values(), f"{name} names {keys}"


def test_every_command_of_the_command_line_is_named(pages: dict[str, HelpPage]) -> None:
    text = pages["cli"].text()
    commands = getattr(get_command(app), "commands")  # noqa: B009  (click's, which typer hides)
    for name in commands:
        assert name == "open" or f"regnet-studio {name}" in text, name


def test_about_tells_the_versions_of_the_parts(pages: dict[str, HelpPage]) -> None:
    text = pages["about"].text()
    assert re.search(r"\| torch \| \d+\.\d+\S* \| \S+", text)
    assert "LGPL" in text


def test_a_translated_page_takes_the_place_of_the_english_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "data.md").write_text("# Data\n")
    (tmp_path / "model.md").write_text("# Model\n")
    (tmp_path / "fr" / "data.md").write_text("# Données\n", encoding="utf-8")
    monkeypatch.setattr("regnet_studio.studio.shell.help_pages.resource", lambda *_: tmp_path)
    titles = {page.name: page.title for page in help_pages(_commands, "fr")}
    assert titles["data"] == "Données"
    assert titles["model"] == "Model"


def test_links_back_and_forward(window: HelpWindow, qtbot: QtBot) -> None:
    window.show_page("start")
    assert window.current == "start"
    window.text.anchorClicked.emit("data.md")
    assert window.current == "data"
    assert window.contents.currentItem().text() == "Data"
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current == "start"
    window.forward()
    assert window.current == "data"
    window.forward()
    assert window.current == "data"


def test_the_search_finds_pages_and_marks_the_words(window: HelpWindow, qtbot: QtBot) -> None:
    whole = window.titles()
    assert "Settings: Optimizer" not in whole
    qtbot.keyClicks(window.search, "mcnemar")
    assert window.titles() == ["Comparing runs"]
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.current == "compare"
    assert [mark.cursor.selectedText() for mark in window.text.extraSelections()] == ["McNemar"]
    window.search.setText("momentum")
    assert "Settings: Optimizer" in window.titles()
    window.search.clear()
    assert window.titles() == whole


def test_it_goes_to_where_a_setting_stands(window: HelpWindow) -> None:
    window.show_page("settings-optimizer", "optimizer.weight_decay")
    cursor = window.text.textCursor()
    assert "optimizer.weight_decay" in cursor.block().text()
    assert window.text.verticalScrollBar().value() > 0


def test_pages_of_help_are_packaged_as_text() -> None:
    for path in resource("help").glob("*.md"):
        assert path.read_text(encoding="utf-8").startswith("# "), path
