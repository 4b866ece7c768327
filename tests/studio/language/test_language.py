"""The language of a real window: built in it, or changed to it while all goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QSpinBox, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.errors import UserMistake
from regnet_studio.folders import config_folder
from regnet_studio.recipe.presets import preset
from regnet_studio.studio import words
from regnet_studio.studio.language.language import NAMES, SYSTEM
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.preferences import FILE
from regnet_studio.studio.trouble import defects
from regnet_studio.studio.window import StudioWindow
from tests.studio.conftest import write_zip
from tests.studio.visible import visible

LONG_MS = 60_000
PAGES = ("data", "model", "train", "evaluate", "predict", "export")
PASSING = ("model.counting", "QProgressBar", "train.story", "model.speed")
"""Places that say how far something is, or was when it went on behind another page."""
Build = Callable[[str], StudioWindow]


@pytest.fixture
def build(qtbot: QtBot, theme: Theme, few_networks: tuple[str, ...]) -> Iterator[Build]:
    """Makes a window for someone who prefers a language."""
    made: list[StudioWindow] = []

    def of(code: str) -> StudioWindow:
        config_folder().mkdir(parents=True, exist_ok=True)
        (config_folder() / FILE).write_text(json.dumps({"language": code}), encoding="utf-8")
        window = StudioWindow(theme)
        made.append(window)
        window.resize(1280, 800)
        with qtbot.waitSignal(window.painted, timeout=LONG_MS):
            window.show()
        return window

    def close(window: StudioWindow) -> None:
        window.interrupt_and_close()
        qtbot.waitUntil(lambda: window.is_closed, timeout=LONG_MS)
        window.deleteLater()

    yield of
    for window in made:
        close(window)
    assert QLocale() == QLocale.system()
    assert words.number(1234) == QLocale.system().toString(1234)


def test_built_in_french_or_changed_to_it_it_says_the_same(
    build: Build, qtbot: QtBot, finished_run: Path
) -> None:
    """Every page, with images and a run; and changed back it says what it said before."""
    said = {}
    for code in ("fr", "en"):
        window = build(code)
        _fill(window, qtbot, finished_run)
        said[code] = visible(window)
        if code == "fr":
            assert window.language.code == "fr"
            window.interrupt_and_close()
            qtbot.waitUntil(lambda at=window: at.is_closed, timeout=LONG_MS)
    for code in ("fr", "en"):
        window.language.choose(code)
        assert _differing(said[code], visible(window)) == []
    assert len(said["fr"]) > 2000


def test_nothing_is_lost_by_a_change(build: Build, qtbot: QtBot, mixed_zip: Path) -> None:
    window = build("en")
    window.warm_up()
    with qtbot.waitSignal(window.reading.scan_ended, timeout=LONG_MS):
        window.open_path(mixed_zip)
    window.state.set_value("optimizer.lr", 0.0125)
    window.show_page("train")
    recipe, overview = window.state.recipe, window.state.overview
    typed = window.findChild(QSpinBox, "recipe.stopping.epochs")
    assert typed is not None
    line = typed.lineEdit()
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "77")
    rate = window.findChild(QWidget, "recipe.optimizer.lr")
    assert rate is not None
    heard: list[str] = []
    window.state.recipe_changed.connect(lambda: heard.append("recipe"))
    window.state.data_changed.connect(lambda: heard.append("data"))
    window.language.choose("fr")
    assert window.step == "train"
    assert (window.state.recipe, window.state.overview) == (recipe, overview)
    assert heard == []
    assert line.text().startswith("77")
    assert rate.property("text") == "0,0125"
    typed.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.state.recipe.stopping.epochs == 77
    # What comes after the change is said in the language of now.
    window.banners.show_error(UserMistake("/x.zip: there is no .tar in it; pack the folder again"))
    assert "il ne contient pas de .tar" in window.banners.texts()[-1]


def test_the_menu_and_the_preferences(build: Build) -> None:
    window = build(SYSTEM)
    assert window.language.code == "en"  # the tests run where the system speaks no language
    menu = {code: _action(window, f"language.{code or 'system'}") for code in (SYSTEM, *NAMES)}
    assert [action.text() for action in menu.values()] == [
        "Language of the system",
        "English",
        "Français",
    ]
    assert menu[SYSTEM].isChecked()
    menu["fr"].trigger()
    assert window.language.code == "fr"
    assert menu["fr"].isChecked()
    assert menu["fr"].text() == "Français"
    assert window.preferred.now.language == "fr"
    assert words.number(12345) == "12\u202f345"
    assert words.percent(0.9734) == "97,3\u00a0%"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"
    window.preferred.close(1)
    kept = json.loads(window.preferred.path.read_text(encoding="utf-8"))
    assert kept["language"] == "fr"
    menu[SYSTEM].trigger()
    assert window.language.code == "en"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_users_own_words_are_not_translated(build: Build, qtbot: QtBot, tmp_path: Path) -> None:
    """Classes, tags and notes may be called like something of the program."""
    path = tmp_path / "Data.zip"
    write_zip(path, {"Data": (200, 0, 0), "train": (0, 200, 0), "Images": (0, 0, 200)}, 8)
    window = build("en")
    window.warm_up()
    with qtbot.waitSignal(window.reading.scan_ended, timeout=LONG_MS):
        window.open_path(path)

    def named() -> set[str]:
        texts = visible(window).items()
        return {text for place, text in texts if "class.counts[" in place and ",0]" in place}

    mine = {"Data", "Images", "train"}
    qtbot.waitUntil(lambda: named() == mine, timeout=LONG_MS)
    window.language.choose("fr")
    assert named() == mine
    source = window.findChild(QLineEdit, "recipe.data.source")
    assert source is not None
    assert source.text() == str(path)


def test_mistakes_are_said_in_the_language_of_the_window(build: Build) -> None:
    build("fr")
    with pytest.raises(UserMistake) as caught:
        preset("digts")
    assert defects.sentence(caught.value).startswith("pas de préréglage «\u00a0digts\u00a0»")
    assert words.told("of the user") == "of the user"


def _fill(window: StudioWindow, qtbot: QtBot, run: Path) -> None:
    """Images, a run, and every page and tab shown once."""
    window.warm_up()
    qtbot.waitUntil(lambda: window.reading.has_torch and bool(window.state.models), timeout=LONG_MS)
    with qtbot.waitSignal(window.reading.scan_ended, timeout=LONG_MS):
        window.open_path("digits")
    with qtbot.waitSignal(window.state.run_changed, timeout=LONG_MS):
        window.reading.open_run(run)
    for page in PAGES:
        window.show_page(page)
        qtbot.wait(50)
    for tabs in window.findChildren(QTabWidget):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            qtbot.wait(50)
        tabs.setCurrentIndex(0)
    qtbot.wait(1500)


def _differing(wanted: dict[str, str], said: dict[str, str]) -> list[tuple[str, str, str]]:
    places = [p for p in sorted({*wanted, *said}) if not any(name in p for name in PASSING)]
    both = ((place, wanted.get(place, ""), said.get(place, "")) for place in places)
    return [(place, one, other) for place, one, other in both if one != other]


def _action(window: StudioWindow, name: str) -> QAction:
    for menu in window.findChildren(QMenu):
        for action in menu.actions():
            if action.objectName() == name:
                return action
    raise AssertionError(name)
