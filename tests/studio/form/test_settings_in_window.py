"""Settings across the pages of a real window: found, gone to, undone by key, pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.recipe import override
from regnet_studio.recipe.command_line import command_of
from regnet_studio.studio.window import StudioWindow

LONG_MS = 60_000
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def test_found_gone_to_undone_and_pasted(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    scan: Callable[[Path | str], None],
    mixed_zip: Path,
    qtbot: QtBot,
) -> None:
    state, form = window.state, window.train_page.form
    window.activateWindow()

    # Without images, a setting that lies beside them says what is missing.
    form.jump_asked.emit("augment.rotation")
    assert window.banners.texts() == ["Choose images first, on the Data page"]
    scan(mixed_zip)
    window.show_page("train")
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is form.search

    # The search leads to another page, its tab, its fold, its control.
    qtbot.keyClicks(form.search, "slant angle")
    qtbot.keyClick(form.search, Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    augment = window.data_page.desk.augment_tab
    assert augment.isVisible()
    shear = part("recipe.augment.shear")
    assert shear.isVisible()
    assert QApplication.focusWidget() is shear
    form.jump_asked.emit("transfer.lr_decay")
    assert part("recipe.transfer.lr_decay").hasFocus()
    assert window.step == "model"
    form.jump_asked.emit("optimizer.momentum")
    assert part("recipe.optimizer.momentum").hasFocus()

    # Ctrl+Z means the images where they are in sight, and the settings everywhere else.
    mending = window.data_page.desk.mending
    window.show_page("data")
    window.data_page.desk.show_tab("images")
    with qtbot.waitSignal(state.data_changed, timeout=LONG_MS):
        mending.exclude(np.array([0]))
    state.set_value("augment.shear", 7.0)
    window.data_page.desk.show_tab("augment")
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert state.recipe.augment.shear == 0
    assert mending.can_undo
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert state.recipe.augment.shear == 7
    window.data_page.desk.show_tab("images")
    with qtbot.waitSignal(state.data_changed, timeout=LONG_MS):
        qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert not mending.can_undo
    assert state.recipe.augment.shear == 7
    window.show_page("model")
    window.model_page.tabs.setCurrentIndex(1)  # the form itself is not in sight
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert state.recipe.augment.shear == 0

    # A line for these images is taken over as one step; what is no line is answered.
    before = state.recipe
    asked = override(before, ["optimizer.lr=0.3", "loss.name=focal", "seed=5"])
    QGuiApplication.clipboard().setText(f"$ {command_of(asked)}\n")
    with qtbot.waitSignal(form.pasted, timeout=LONG_MS):
        qtbot.keyClick(window, Qt.Key.Key_V, CTRL | SHIFT)
    assert state.recipe == asked
    assert state.scan is not None
    state.undo()
    assert state.recipe == before
    QGuiApplication.clipboard().setText("regnet-studio train --preset digits --fats")
    with qtbot.waitSignal(form.failed, timeout=LONG_MS):
        qtbot.keyClick(window, Qt.Key.Key_V, CTRL | SHIFT)
    assert "has no option --fats" in window.banners.texts()[0]
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == command_of(before)


def test_a_beginner_trains_in_three_clicks(
    window: StudioWindow, part: Callable[[str], QWidget], qtbot: QtBot
) -> None:
    """From launch to a run that goes on: a set of images, then Train."""
    clicks = 0
    with qtbot.waitSignal(window.reading.scan_ended, timeout=LONG_MS):
        qtbot.mouseClick(part("data.set.digits"), LEFT)
        clicks += 1
    train = part("action.train")
    qtbot.waitUntil(train.isEnabled, timeout=LONG_MS)
    assert train.isVisible()
    qtbot.mouseClick(train, LEFT)
    clicks += 1
    course = window.training
    qtbot.waitUntil(lambda: course.is_on and course.course.step > 0, timeout=LONG_MS)
    assert clicks <= 3
    assert window.step == "train"
    assert window.state.base_name == "digits"
