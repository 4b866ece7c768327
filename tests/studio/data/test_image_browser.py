"""The grid shows what is asked for, decodes what is in sight and selects as people expect."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.data.overview import MARKS, Overview
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.grid_selection import Selection
from regnet_studio.studio.widgets.image_view import ImageView
from tests.studio.pictures import png

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Look = Callable[[Path | str], Overview]


def paths_shown(page: DataPage, overview: Overview) -> list[str]:
    return [overview.scan.dataset.paths[row] for row in page.desk.browser.grid.rows().tolist()]


def choose(page: DataPage, box: str, value: object) -> None:
    found = page.findChild(QComboBox, box)
    assert found is not None
    assert found.findData(value) >= 0, [found.itemText(n) for n in range(found.count())]
    found.setCurrentIndex(found.findData(value))


def test_the_class_is_found_by_a_part_of_its_name(
    page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    overview = look(mixed_zip)
    box = page.findChild(QComboBox, "thumbnails.class")
    assert box is not None
    line = box.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, "OG")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    line.editingFinished.emit()
    assert box.currentText() == "dog"
    assert {path.split("/")[1] for path in paths_shown(page, overview)} == {"dog"}
    assert len(paths_shown(page, overview)) == 23
    line.selectAll()
    qtbot.keyClicks(line, "unheard of")
    line.editingFinished.emit()
    assert box.currentText() == "dog"


@pytest.mark.parametrize(
    ("mark", "paths"),
    [
        ("broken", {"train/dog/broken.png"}),
        ("across", {"train/cat/leak.png", "test/cat/00.png"}),
        ("disagree", {"train/bird/called.png", "train/dog/00.png"}),
    ],
)
def test_what_is_wrong_is_filtered(
    mark: str, paths: set[str], page: DataPage, look: Look, mixed_zip: Path
) -> None:
    overview = look(mixed_zip)
    choose(page, "thumbnails.mark", mark)
    assert set(paths_shown(page, overview)) == paths
    choose(page, "thumbnails.split", 3)
    assert set(paths_shown(page, overview)) == {p for p in paths if p.startswith("test/")}


def test_only_marks_that_hold_for_something_are_offered(
    page: DataPage, look: Look, mixed_zip: Path, state: StudioState, qtbot: QtBot
) -> None:
    look(mixed_zip)
    box = page.findChild(QComboBox, "thumbnails.mark")
    assert box is not None
    assert box.findData("excluded") < 0
    page.desk.browser.grid.select_row(0)
    with qtbot.waitSignal(state.data_changed):
        page.desk.mending.exclude(page.desk.browser.grid.selected_rows())
    assert box.findData("excluded") >= 0
    assert set(MARKS) == set(state.overview.marks)  # pyright: ignore[reportOptionalMemberAccess]


def test_a_group_of_copies_is_shown_and_left_again(
    page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    overview = look(mixed_zip)
    page.desk.show_tab("copies")
    page.desk.copies_tab.table.selectRow(0)
    found = page.findChild(QWidget, "copies.show")
    assert found is not None
    qtbot.mouseClick(found, LEFT)
    assert page.desk.tabs.currentWidget() is page.desk.browser
    assert set(paths_shown(page, overview)) == {"train/cat/leak.png", "test/cat/00.png"}
    everything = page.findChild(QWidget, "thumbnails.all")
    assert everything is not None
    qtbot.mouseClick(everything, LEFT)
    assert page.desk.browser.grid.count() == len(overview.scan.dataset)


def test_a_problem_leads_to_its_image(
    page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    overview = look(mixed_zip)
    assert page.desk.problems_tab.listed() == len(overview.problems) == 1
    page.desk.show_tab("problems")
    page.desk.problems_tab.table.selectRow(0)
    found = page.findChild(QWidget, "problems.show")
    assert found is not None
    qtbot.mouseClick(found, LEFT)
    qtbot.waitUntil(lambda: paths_shown(page, overview) == ["train/dog/broken.png"])


def test_only_what_is_in_sight_is_decoded(
    page: DataPage, look: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(600):
            archive.writestr(f"{n % 2}/{n:03d}.png", png((90, 90, 90), n, 8))
    look(path)
    grid = page.desk.browser.grid
    assert grid.count() == 600
    seen = len(grid.visible_positions())
    qtbot.waitUntil(lambda: page.desk.thumbnails.ready() >= seen)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    last = int(grid.rows()[-1])
    qtbot.waitUntil(lambda: page.desk.thumbnails.picture(last) is not None)
    assert page.desk.thumbnails.ready() < 400
    assert page.desk.thumbnails.picture(int(grid.rows()[300])) is None
    picture = page.desk.thumbnails.picture(last)
    assert picture is not None
    assert not picture.isNull()


def test_a_file_that_is_gone_is_marked_and_breaks_nothing(
    page: DataPage, look: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    for n in range(8):
        place = tmp_path / "set" / str(n % 2) / f"{n}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png((90, 90, 90), n))
    page.hide()
    overview = look(tmp_path / "set")
    (tmp_path / "set" / overview.scan.dataset.paths[3]).unlink()
    page.show()
    qtbot.waitUntil(lambda: page.desk.thumbnails.ready() == 8)
    gone, there = page.desk.thumbnails.picture(3), page.desk.thumbnails.picture(2)
    assert gone is not None
    assert there is not None
    assert gone.isNull()
    assert not there.isNull()


def test_mouse_and_keys_select_as_in_a_file_manager(
    page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    grid = page.desk.browser.grid
    columns = 1040 // 100

    def click(place: int, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        qtbot.mouseClick(grid.viewport(), LEFT, keys, grid.cell_rect(place).center())

    click(1)
    click(4, SHIFT)
    assert grid.selected_rows().tolist() == [1, 2, 3, 4]
    click(2, CONTROL)
    assert grid.selected_rows().tolist() == [1, 3, 4]
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.selected_rows().tolist() == [3]
    qtbot.keyClick(grid, Qt.Key.Key_End, SHIFT)
    assert grid.selected_count() == grid.count() - 3
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.selected_count() == 0
    qtbot.keyClick(grid, Qt.Key.Key_A, CONTROL)
    assert grid.selected_count() == grid.count()
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    below = grid.current_row()
    assert columns - 3 < below <= columns
    assert grid.selected_rows().tolist() == [below]


def test_a_frame_selects_what_it_touches(
    page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    grid = page.desk.browser.grid
    first, last = grid.cell_rect(0).center(), grid.cell_rect(2).center()
    view = grid.viewport()
    qtbot.mousePress(view, LEFT, NO_KEY, first)
    qtbot.mouseMove(view, first + QPoint(30, 5))
    qtbot.mouseMove(view, last)
    qtbot.mouseRelease(view, LEFT, NO_KEY, last)
    assert grid.selected_rows().tolist() == [0, 1, 2]


def test_an_image_is_shown_large_with_all_that_is_known(
    page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    overview = look(mixed_zip)
    row = [*overview.scan.dataset.paths].index("train/cat/leak.png")
    grid = page.desk.browser.grid
    grid.select_row(row)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    view = page.findChild(QDialog, "image.view")
    assert isinstance(view, ImageView)
    qtbot.waitUntil(view.picture.is_shown)
    told = view.findChild(QLabel, "image.facts")
    path = view.findChild(QLabel, "image.path")
    assert told is not None
    assert path is not None
    assert path.text() == "train/cat/leak.png"
    assert "train" in told.text()
    assert "16 × 16 px" in told.text()
    assert "copies across splits" in told.text()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert grid.current_row() == row - 1
    assert path.text() == overview.scan.dataset.paths[row - 1]


@given(st.data())
def test_selection_is_what_a_slow_reading_of_the_rules_gives(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 12))
    selection, expected, anchor = Selection(count), set(), -1
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, count - 1))
        extend, add, toggle = (data.draw(st.booleans()) for _ in range(3))
        selection.go(place, extend=extend, add=add, toggle=toggle)
        if extend and anchor >= 0:
            between = set(range(min(anchor, place), max(anchor, place) + 1))
            expected = expected | between if add else between
        else:
            anchor = place
            if not add:
                expected = {place}
            elif toggle:
                expected = expected ^ {place}
        assert set(np.flatnonzero(selection.chosen).tolist()) == expected
        assert selection.current == place
        assert selection.count == len(expected)
