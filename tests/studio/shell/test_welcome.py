"""The first start: the whole road is gone with the digits; it can be left and begun again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.window import StudioWindow

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 90_000
QUICK = (
    "model.name=resnet20",
    "data.size=8",
    "optimizer.batch_size=256",
    "stopping.epochs=2",
    "compute.device=cpu",
    "compute.threads=1",
)


def test_the_whole_road_with_the_digits(
    window: StudioWindow, part: Callable[[str], QWidget], qtbot: QtBot
) -> None:
    card, note = part("data.welcome"), window.welcome.note
    assert card.isVisible()
    window.welcome.begin(QUICK)
    assert window.preferred.now.was_welcomed
    assert card.isHidden()
    seen: list[str] = []
    title = note.findChild(QLabel, "welcome.title")
    assert title is not None
    for step in STEPS:
        qtbot.waitUntil(
            lambda step=step: window.welcome.page == step and note.isVisible(), timeout=LONG_MS
        )
        assert window.step == step
        assert note.geometry().intersected(window.rect()) == note.geometry()
        seen.append(title.text())
        if step == "train":
            assert not note.next.isEnabled()  # goes on by itself when it has learned
            assert window.training.is_on
            continue
        if step == "predict":
            qtbot.waitUntil(lambda: len(window.predict_page.top.top()) == 5, timeout=LONG_MS)
        qtbot.mouseClick(note.next, LEFT)
    assert len(set(seen)) == len(STEPS)
    assert not window.welcome.is_on
    assert note.isHidden()
    assert window.state.run is not None
    assert window.state.run.status == "finished"
    assert window.state.run.recipe.stopping.epochs == 2
    assert window.banners.texts() == []


def test_it_can_be_left_and_what_was_open_comes_back(
    window: StudioWindow, scan: Callable[[Path | str], None], small_zip: Path, qtbot: QtBot
) -> None:
    scan(small_zip)
    window.state.set_value("optimizer.lr", 0.25)
    before, note = window.state.recipe, window.welcome.note
    window.welcome.begin(QUICK)
    qtbot.waitUntil(note.isVisible, timeout=LONG_MS)
    assert window.state.recipe.data.source == "digits"
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert not window.welcome.is_on
    assert note.isHidden()
    assert window.state.scan is not None
    assert window.state.scan.dataset.source == str(small_zip)
    assert window.state.recipe == before
    window.shell.commands.do("action.welcome")  # from the menu and the palette, at any time
    assert window.welcome.is_on
    window.reading.cancel_scan()
    assert not window.welcome.is_on


def test_not_now_is_heeded(
    window: StudioWindow, part: Callable[[str], QWidget], qtbot: QtBot
) -> None:
    decline = part("welcome.decline")
    assert isinstance(decline, QPushButton)
    qtbot.mouseClick(decline, LEFT)
    assert part("data.welcome").isHidden()
    assert window.preferred.now.was_welcomed
