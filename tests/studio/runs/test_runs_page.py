"""All runs as a table: sorted by any column, searched, several chosen at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from regnet_studio.runs.about import About
from regnet_studio.runs.directory import RunSummary
from regnet_studio.runs.disk_use import DiskUse
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.run_desk import RunDesk
from regnet_studio.studio.runs.run_model import COLUMNS
from regnet_studio.studio.runs.runs_page import RunsPage
from regnet_studio.studio.shell.banners import Banners

LEFT = Qt.MouseButton.LeftButton
PLACES = {column.key: place for place, column in enumerate(COLUMNS)}


def summary(number: int, best: float | None, **about: object) -> RunSummary:
    name = f"run-{number}"
    line = RunSummary(Path("/runs", name), name, "finished", number, 9, best, "digits", "vgg11", 9)
    said = About(**about)  # pyright: ignore[reportArgumentType]
    return dataclasses.replace(line, about=said, disk=DiskUse(number * 1_000_000))


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> RunDesk:
    banners = Banners(theme)
    qtbot.addWidget(banners)
    return RunDesk(banners, banners)


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, desk: RunDesk) -> RunsPage:
    made = RunsPage(theme, desk, lambda: None, lambda: None)
    qtbot.addWidget(made)
    made.resize(1040, 700)
    made.show()
    made.show_runs([summary(1, 0.5), summary(3, None), summary(2, 0.75, name="the best")])
    return made


def names(page: RunsPage) -> list[str]:
    return [run.title for run in page.model.shown()]


def sort(page: RunsPage, key: str, order: Qt.SortOrder) -> None:
    page.table.horizontalHeader().setSortIndicator(PLACES[key], order)


def test_each_column_sorts_and_what_is_unknown_comes_last(page: RunsPage) -> None:
    down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
    sort(page, "best", down)
    assert names(page) == ["the best", "run-1", "run-3"]
    sort(page, "best", up)
    assert names(page) == ["run-1", "the best", "run-3"]
    sort(page, "disk", down)
    assert names(page) == ["run-3", "the best", "run-1"]
    sort(page, "name", up)
    assert names(page) == ["run-1", "run-3", "the best"]
    row = [page.model.index(0, place).data() for place in PLACES.values()]
    assert row[PLACES["best"]] == "50.0 %"
    assert row[PLACES["epochs"]] == "1/9"
    assert row[PLACES["disk"]] == "1.0 MB"


def test_several_are_chosen_compared_and_told_in_sum(page: RunsPage, qtbot: QtBot) -> None:
    sort(page, "name", Qt.SortOrder.AscendingOrder)
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (2, 0):
        page.table.selectionModel().select(page.model.index(row, 0), select)
    total = page.findChild(QLabel, "allruns.total")
    assert total is not None
    assert total.text() == "2 selected · 3.0 MB"
    compare = page.findChild(QToolButton, "allruns.compare.button")
    assert compare is not None
    with qtbot.waitSignal(page.compare_asked) as asked:
        qtbot.mouseClick(compare, LEFT)
    assert asked.args == [[Path("/runs/run-1"), Path("/runs/run-2")]]
    page.show_runs([summary(4, 0.1), *page.model.runs()])  # the selection stays on its runs
    assert {run.title for run in page.actions_of.selected()} == {"run-1", "the best"}


def test_a_search_without_an_answer_shows_the_way_back(page: RunsPage, qtbot: QtBot) -> None:
    search = page.findChild(QLineEdit, "allruns.search")
    assert search is not None
    qtbot.keyClicks(search, "the best")
    qtbot.waitUntil(lambda: names(page) == ["the best"])
    qtbot.keyClicks(search, " of all")
    back = page.findChild(QPushButton, "empty.search")
    assert back is not None
    qtbot.waitUntil(back.isVisible)
    qtbot.mouseClick(back, LEFT)
    assert len(names(page)) == 3
    assert search.text() == ""


def test_columns_can_be_left_out(page: RunsPage) -> None:
    note = page.findChild(QAction, "allruns.column.note")
    assert note is not None
    note.setChecked(False)
    assert page.table.isColumnHidden(PLACES["note"])
    note.setChecked(True)
    assert not page.table.isColumnHidden(PLACES["note"])


def test_the_trash_of_the_runs_folder_is_emptied_after_a_question(
    page: RunsPage, desk: RunDesk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    thrown = tmp_path / "runs" / ".trash" / "old"
    thrown.mkdir(parents=True)
    (thrown / "recipe.toml").write_text("x" * 1000)
    empty = page.findChild(QPushButton, "allruns.empty_trash")
    assert empty is not None
    desk.changed.emit()
    qtbot.waitUntil(empty.isVisible)
    answers = iter(("Keep it", "Empty it"))

    def answer(box: QMessageBox) -> int:
        wanted = next(answers)
        next(button for button in box.buttons() if button.text() == wanted).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    qtbot.mouseClick(empty, LEFT)
    assert thrown.exists()
    qtbot.mouseClick(empty, LEFT)
    qtbot.waitUntil(lambda: not thrown.exists())
    qtbot.waitUntil(empty.isHidden)
    desk.close(10)
