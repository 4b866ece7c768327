"""The runs in the rail: opened, compared, searched, sorted, tagged, renamed, thrown away."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from regnet_studio.runs.about import About, about_of
from regnet_studio.runs.directory import Run, RunSummary
from regnet_studio.runs.disk_use import DiskUse
from regnet_studio.runs.listing import Listing
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.run_desk import RunDesk
from regnet_studio.studio.runs.runs_list import RunsList
from regnet_studio.studio.shell.banners import Banners

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
Part = TypeVar("Part", bound=QWidget)


def summary(number: int, status: str = "finished", **about: object) -> RunSummary:
    name = f"run-{number}"
    line = RunSummary(Path("/runs", name), name, status, 3, 3, 0.9, "digits", "resnet20", number)
    disk = DiskUse(checkpoints=number * 1_000_000)
    return dataclasses.replace(line, about=About(**about), disk=disk)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def banners(qtbot: QtBot, theme: Theme) -> Banners:
    made = Banners(theme)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def desk(banners: Banners) -> RunDesk:
    return RunDesk(banners, banners)


@pytest.fixture
def runs(qtbot: QtBot, theme: Theme, desk: RunDesk) -> RunsList:
    made = RunsList(theme, desk)
    qtbot.addWidget(made)
    made.resize(240, 500)
    made.show_runs([summary(3), summary(2, "interrupted"), summary(1)])
    made.show()
    return made


@pytest.fixture
def kept(
    runs: RunsList, desk: RunDesk, finished_run: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[RunsList]:
    """The list of two real runs, read again after each change as the window does."""
    for name in ("first", "second"):
        copytree(finished_run, tmp_path / "runs" / name)
    listing = Listing(tmp_path / "runs")
    desk.changed.connect(lambda: runs.show_runs(listing.read()))
    runs.show_runs(listing.read())
    yield runs
    desk.close(10)


def view(runs: RunsList) -> QListView:
    found = runs.findChild(QListView, "runs")
    assert found is not None
    return found


def names(runs: RunsList) -> list[str]:
    return [run.title for run in runs.model.shown()]


def click(qtbot: QtBot, runs: RunsList, place: int, keys: Qt.KeyboardModifier = NONE) -> None:
    found = view(runs)
    middle = found.visualRect(found.model().index(place, 0)).center()
    qtbot.mouseClick(found.viewport(), LEFT, keys, middle)


def press(runs: RunsList, name: str) -> None:
    action = runs.findChild(QAction, f"runs.{name}")
    assert action is not None
    assert action.isEnabled()
    action.trigger()


def test_a_click_opens_a_run(qtbot: QtBot, runs: RunsList) -> None:
    with qtbot.waitSignal(runs.opened) as opened:
        click(qtbot, runs, 1)
    assert opened.args == [Path("/runs/run-2")]
    assert runs.findChild(QPushButton, "action.resume").isVisible()  # pyright: ignore[reportOptionalMemberAccess]


def test_several_are_compared_and_none_of_them_opened(qtbot: QtBot, runs: RunsList) -> None:
    click(qtbot, runs, 0)
    with qtbot.assertNotEmitted(runs.opened):
        click(qtbot, runs, 2, CONTROL)
    compare = runs.findChild(QPushButton, "action.compare")
    assert compare is not None
    assert compare.isVisible()
    assert "2" in compare.text()
    runs.show_runs([summary(4), summary(3), summary(2), summary(1)])  # the selection stays
    with qtbot.waitSignal(runs.compare_asked) as asked:
        qtbot.mouseClick(compare, LEFT)
    assert asked.args == [[Path("/runs/run-3"), Path("/runs/run-1")]]
    click(qtbot, runs, 1)
    assert not compare.isVisible()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("run-2", ["run-2"]),
        ("NIGHT resnet20", ["run-4"]),
        ("learning rate", ["called so"]),
        ("interrupted", ["run-2"]),
        ("run-5", ["called so"]),
        ("mnist", []),
    ],
)
def test_every_word_is_looked_for_in_all_that_is_known(
    qtbot: QtBot, runs: RunsList, text: str, found: list[str]
) -> None:
    noted = summary(5, name="called so", note="another learning rate")
    runs.show_runs([noted, summary(4, tags=("night",)), summary(2, "interrupted"), summary(1)])
    search = runs.findChild(QLineEdit, "runs.search")
    assert search is not None
    qtbot.keyClicks(search, text)
    qtbot.waitUntil(lambda: names(runs) == found)
    if found:
        return
    clear = runs.findChild(QPushButton, "runs.clear")
    assert clear is not None
    assert clear.isVisible()
    qtbot.mouseClick(clear, LEFT)
    assert len(names(runs)) == 4


def test_sorted_by_name_accuracy_and_disk(runs: RunsList) -> None:
    lines = [
        dataclasses.replace(summary(number), best_accuracy=best, about=About(name=name))
        for number, best, name in ((3, 0.5, "b"), (2, None, "C"), (1, 0.7, "a"))
    ]
    runs.show_runs(lines)
    for key, order in (
        ("name", ["a", "b", "C"]),
        ("best", ["a", "b", "C"]),
        ("disk", ["b", "C", "a"]),
        ("date", ["b", "C", "a"]),
    ):
        action = runs.findChild(QAction, f"runs.sort.{key}")
        assert action is not None
        action.trigger()
        assert names(runs) == order, key


def test_chips_cut_by_tags_and_by_the_archive(qtbot: QtBot, runs: RunsList) -> None:
    runs.show_runs(
        [summary(4, tags=("night", "base")), summary(3, tags=("night",)), summary(2, archived=True)]
    )
    assert names(runs) == ["run-4", "run-3"]
    for name, shown in (
        ("tag.night", ["run-4", "run-3"]),
        ("tag.base", ["run-4"]),
        ("tag.base", ["run-4", "run-3"]),
        ("tag.night", ["run-4", "run-3"]),
        ("archived", ["run-2"]),
        ("archived", ["run-4", "run-3"]),
    ):
        chip = runs.findChild(QPushButton, f"runs.tags.{name}")
        assert chip is not None
        qtbot.mouseClick(chip, LEFT)
        assert names(runs) == shown, name
    total = runs.findChild(QWidget, "runs.total")
    assert total is not None
    assert "7.0 MB" in total.property("text")


def test_f2_renames_in_place_and_a_refresh_does_not_take_the_word_away(
    qtbot: QtBot, kept: RunsList, desk: RunDesk, tmp_path: Path
) -> None:
    row = kept.model.row_of(tmp_path / "runs" / "first")
    click(qtbot, kept, row)
    qtbot.keyClick(view(kept), Qt.Key.Key_F2)
    editor = kept.findChild(QLineEdit, "run.name")
    assert editor is not None
    assert editor.text() == "first"
    qtbot.keyClicks(editor, "  the best ")
    run = tmp_path / "runs" / "second"
    desk.note(run, "changed meanwhile")
    qtbot.waitUntil(lambda: not desk.is_busy)
    assert editor.text() == "  the best "
    with qtbot.waitSignal(desk.changed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert "the best" in names(kept)
    assert Run(tmp_path / "runs" / "first").title == "the best"  # the folder keeps its name


def test_tags_note_and_archive_are_written_beside_the_run(
    qtbot: QtBot, kept: RunsList, desk: RunDesk, tmp_path: Path
) -> None:
    first, second = tmp_path / "runs" / "first", tmp_path / "runs" / "second"
    desk.tag([first], ["old"], [])
    qtbot.waitUntil(lambda: not desk.is_busy)
    view(kept).selectAll()
    press(kept, "tags")
    line = _in_dialog("runs.tagging.line", QLineEdit)
    assert line.text() == ""  # they share none
    qtbot.keyClicks(line, "night, base")
    with qtbot.waitSignal(desk.changed):
        qtbot.mouseClick(_in_dialog("runs.tagging.save", QPushButton), LEFT)
    assert about_of(first).tags == ("old", "night", "base")
    assert about_of(second).tags == ("night", "base")

    click(qtbot, kept, kept.model.row_of(first))
    press(kept, "tags")
    qtbot.mouseClick(_in_dialog("runs.tagging.known.night", QPushButton), LEFT)
    with qtbot.waitSignal(desk.changed):
        qtbot.mouseClick(_in_dialog("runs.tagging.save", QPushButton), LEFT)
    assert about_of(first).tags == ("old", "base")

    press(kept, "note")
    qtbot.keyClicks(_in_dialog("runs.noting.text", QPlainTextEdit), "half the rate")
    with qtbot.waitSignal(desk.changed):
        qtbot.mouseClick(_in_dialog("runs.noting.save", QPushButton), LEFT)
    assert about_of(first).note == "half the rate"

    with qtbot.waitSignal(desk.changed):
        press(kept, "archive")
    assert about_of(first).archived
    assert names(kept) == ["second"]


@pytest.mark.parametrize("has_desktop", [True, False])
def test_delete_puts_into_the_trash_and_undo_takes_it_back(
    qtbot: QtBot,
    kept: RunsList,
    desk: RunDesk,
    banners: Banners,
    tmp_path: Path,
    has_desktop: bool,
) -> None:
    if has_desktop:
        (tmp_path / "share").mkdir()
    first = tmp_path / "runs" / "first"
    before = sorted(path.relative_to(first) for path in first.rglob("*"))
    click(qtbot, kept, kept.model.row_of(first))
    with qtbot.waitSignal(desk.thrown) as thrown:
        qtbot.keyClick(view(kept), Qt.Key.Key_Delete)
    assert thrown.args == [[first]]
    qtbot.waitUntil(lambda: names(kept) == ["second"])
    assert not first.exists()
    in_desktop = list((tmp_path / "share" / "Trash" / "files").glob("first*"))
    assert bool(in_desktop) is has_desktop
    assert (tmp_path / "runs" / ".trash" / "first").exists() is not has_desktop
    undo = banners.findChild(QPushButton, "trash.undo")
    assert undo is not None
    qtbot.mouseClick(undo, LEFT)
    qtbot.waitUntil(lambda: sorted(names(kept)) == ["first", "second"])
    assert sorted(path.relative_to(first) for path in first.rglob("*")) == before
    assert not list((tmp_path / "share" / "Trash").glob("*/first*"))


def test_a_run_that_goes_on_stays(
    qtbot: QtBot, kept: RunsList, desk: RunDesk, tmp_path: Path
) -> None:
    view(kept).selectAll()
    with Run(tmp_path / "runs" / "first").lock():
        for name, verb in (("trash", "deleted"), ("archive", "archived")):
            with qtbot.waitSignal(desk.failed) as failed:
                press(kept, name)
            assert failed.args is not None
            assert f"first is going on and cannot be {verb}" in str(failed.args[0])
            qtbot.waitUntil(lambda: not desk.is_busy)
    assert sorted(names(kept)) == ["first", "second"]  # neither of them


def test_five_thousand_runs_keep_selection_and_place(qtbot: QtBot, runs: RunsList) -> None:
    many = [summary(number) for number in range(5000, 0, -1)]
    runs.show_runs(many)
    qtbot.waitUntil(lambda: view(runs).verticalScrollBar().maximum() > 0)
    runs.select(Path("/runs/run-2500"))
    qtbot.waitUntil(lambda: view(runs).verticalScrollBar().value() > 0)
    place = lambda: view(runs).visualRect(view(runs).currentIndex()).top()  # noqa: E731
    before = place()
    more = [summary(5002), summary(5001), *many]
    runs.show_runs(more)
    QApplication.processEvents()
    assert place() == before
    assert [run.name for run in runs.selected()] == ["run-2500"]
    runs.show_runs(list(more))  # nothing is new
    runs.search("run-49")
    assert len(names(runs)) == 111


def test_an_empty_list_shows_the_way(qtbot: QtBot, runs: RunsList) -> None:
    runs.show_runs([])
    first = runs.findChild(QPushButton, "empty.runs")
    assert first is not None
    assert first.isVisible()
    with qtbot.waitSignal(runs.welcome_asked):
        qtbot.mouseClick(first, LEFT)


def _in_dialog(name: str, kind: type[Part]) -> Part:
    for top in QApplication.topLevelWidgets():
        found = top.findChild(kind, name) if top.isVisible() else None
        if found is not None:
            return found
    raise AssertionError(f"no dialog has {name}")
