"""Putting the data right in the window: by mouse and keyboard, undoable, kept beside the files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.data.manifest import Manifest
from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.data.overview import Overview
from regnet_studio.studio.state import StudioState

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Look = Callable[[Path | str], Overview]


def find(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None, f"no control is named {name}"
    return found


def click_image(
    page: DataPage,
    position: int,
    qtbot: QtBot,
    keys: Qt.KeyboardModifier = NO_KEY,
) -> None:
    grid = page.desk.browser.grid
    where = grid.cell_rect(position).center()
    qtbot.mouseClick(grid.viewport(), LEFT, keys, where)


def press(widget: QWidget, key: Qt.Key, qtbot: QtBot, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """A key on a widget that has the keyboard, as shortcuts want it."""
    widget.window().activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    qtbot.keyClick(widget, key, keys)


def name_class(page: DataPage, name: str, qtbot: QtBot) -> None:
    """Answer the question for a class."""
    question = page.findChild(QDialog, "class.question")
    assert question is not None
    line = question.findChild(QLineEdit, "class.name")
    assert line is not None
    line.selectAll()
    if name.isascii():
        qtbot.keyClicks(line, name)
    else:  # no keyboard of the test has these keys
        line.insert(name)
    qtbot.mouseClick(find(question, "class.take"), LEFT)


def counts(state: StudioState) -> dict[str, dict[str, int]]:
    assert state.overview is not None
    return state.overview.counts


def test_relabelling_changes_the_counts_and_is_undone(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    before = counts(state)
    undo, redo = find(page, "data.undo"), find(page, "data.redo")
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    assert not find(page, "mend.button.relabel").isEnabled()
    page.desk.browser.show_class(0)
    click_image(page, 0, qtbot)
    click_image(page, 2, qtbot, SHIFT)
    assert page.desk.browser.grid.selected_count() == 3
    qtbot.mouseClick(find(page, "mend.button.relabel"), LEFT)
    with qtbot.waitSignal(state.data_changed):
        name_class(page, "cat", qtbot)
    after = counts(state)
    moved = before["test"]["bird"] - after["test"]["bird"]
    moved += before["train"]["bird"] - after["train"]["bird"]
    assert moved == 3
    assert sum(after["test"].values()) == sum(before["test"].values())
    assert find(page, "data.edits").text() == "1"  # pyright: ignore[reportAttributeAccessIssue]
    with qtbot.waitSignal(state.data_changed):
        qtbot.mouseClick(undo, LEFT)
    assert counts(state) == before
    assert not undo.isEnabled()
    with qtbot.waitSignal(state.data_changed):
        press(page.desk.browser.grid, Qt.Key.Key_Z, qtbot, CONTROL | SHIFT)
    assert counts(state) == after
    # Another scan of the same source shows the edits again; the files were not touched.
    assert state.scan is not None
    assert Manifest.read(state.scan.dataset.source).edits == state.scan.manifest.edits
    look(mixed_zip)
    assert counts(state) == after


def test_a_new_class_is_made_by_naming_it(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    click_image(page, 0, qtbot)
    page.desk.browser.grid.select_all()
    page.desk.browser.show_class(1)
    page.desk.browser.grid.select_all()
    page.findChild(QAction, "mend.relabel").trigger()  # pyright: ignore[reportOptionalMemberAccess]
    with qtbot.waitSignal(state.data_changed):
        name_class(page, "Élan 🦌", qtbot)
    assert state.scan is not None
    assert state.scan.dataset.classes == ("bird", "dog", "Élan 🦌")


def test_delete_excludes_and_restore_takes_in_again(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    overview = look(mixed_zip)
    used = sum(sum(of.values()) for of in counts(state).values())
    exclude, restore = find(page, "mend.button.exclude"), find(page, "mend.button.restore")
    click_image(page, 3, qtbot)
    assert exclude.isEnabled()
    assert not restore.isEnabled()
    row = page.desk.browser.grid.current_row()
    with qtbot.waitSignal(state.data_changed):
        press(page.desk.browser.grid, Qt.Key.Key_Delete, qtbot)
    assert sum(sum(of.values()) for of in counts(state).values()) == used - 1
    assert state.overview is not None
    assert np.flatnonzero(state.overview.marks["excluded"]).tolist() == [row]
    assert page.desk.browser.grid.count() == len(overview.scan.dataset)  # dimmed, and still there
    assert page.desk.browser.grid.selected_rows().tolist() == [row]
    assert not exclude.isEnabled()
    with qtbot.waitSignal(state.data_changed):
        qtbot.mouseClick(restore, LEFT)
    assert not state.overview.marks["excluded"].any()


def test_images_move_to_another_split(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    page.desk.browser.show_class(2)
    page.desk.browser.grid.select_all()
    count = page.desk.browser.grid.count()
    action = page.findChild(QAction, "mend.move.validation")
    assert action is not None
    with qtbot.waitSignal(state.data_changed):
        action.trigger()
    assert counts(state)["validation"] == {"bird": 0, "cat": 0, "dog": count - 1}  # one is broken


def test_classes_are_renamed_and_merged(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    page.desk.show_tab("classes")
    rename = find(page, "class.rename")
    assert not rename.isEnabled()
    page.desk.classes_tab.counts.select_class(0)
    qtbot.mouseClick(rename, LEFT)
    with qtbot.waitSignal(state.data_changed):
        name_class(page, "kea", qtbot)
    assert state.scan is not None
    assert state.scan.dataset.classes == ("cat", "dog", "kea")
    assert state.overview is not None
    assert not state.overview.marks["edited"].any()  # a name is no change of an image
    before = counts(state)
    page.desk.classes_tab.counts.select_class(2)
    press(page.desk.classes_tab.counts, Qt.Key.Key_F2, qtbot)
    with qtbot.waitSignal(state.data_changed):
        name_class(page, "dog", qtbot)
    assert counts(state)["test"] == {
        "cat": before["test"]["cat"],
        "dog": before["test"]["dog"] + before["test"]["kea"],
    }
    assert page.desk.classes_tab.counts.numbers("test") == list(counts(state)["test"].values())


def test_one_click_takes_copies_out_of_training(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    overview = look(mixed_zip)
    assert find(page, "data.across").text() == "2"  # pyright: ignore[reportAttributeAccessIssue]
    assert page.desk.copies_tab.listed() == overview.groups == 2
    page.desk.show_tab("copies")
    with qtbot.waitSignal(state.data_changed):
        qtbot.mouseClick(find(page, "copies.exclude"), LEFT)
    assert find(page, "data.across").text() == "0"  # pyright: ignore[reportAttributeAccessIssue]
    assert page.desk.copies_tab.listed() == 0
    assert state.scan is not None
    dataset = state.scan.dataset
    gone = {dataset.paths[row] for row in np.flatnonzero(dataset.excluded).tolist()}
    assert "train/cat/leak.png" in gone
    assert not any(path.startswith("test/") for path in gone)
    with qtbot.waitSignal(state.data_changed):
        page.desk.mending.undo()
    assert page.desk.copies_tab.listed() == 2


def test_an_edit_that_does_not_hold_is_told_and_changes_nothing(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    before, manifest = counts(state), state.scan and state.scan.manifest
    told: list[BaseException] = []
    page.failed.disconnect()
    page.failed.connect(told.append)
    page.desk.browser.grid.select_all()
    with qtbot.waitSignal(page.failed):
        page.desk.mending.relabel(page.desk.browser.grid.selected_rows(), "all the same")
    assert "fewer than two classes" in str(told[0])
    qtbot.waitUntil(lambda: page.desk.mending.is_ready)
    assert counts(state) == before
    assert state.scan is not None
    assert state.scan.manifest is manifest
    assert Manifest.read(state.scan.dataset.source).edits == ()


def test_the_place_stays_after_an_edit(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    page.resize(700, 520)
    grid = page.desk.browser.grid
    bar = grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 400)
    bar.setValue(333)
    click_image(page, grid.visible_positions()[4], qtbot)
    place = bar.value()
    with qtbot.waitSignal(state.data_changed):
        press(grid, Qt.Key.Key_Delete, qtbot)
    assert bar.value() == place


@pytest.mark.parametrize("held", [True, False])
def test_nothing_is_edited_while_the_images_are_read_anew(
    page: DataPage, look: Look, mixed_zip: Path, held: bool
) -> None:
    look(mixed_zip)
    page.desk.browser.grid.select_all()
    page.desk.mending.hold(held)
    assert find(page, "mend.button.exclude").isEnabled() is not held
