"""What was opened last: kept, shown on the Data page, opened again and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from regnet_studio.runs.about import say
from regnet_studio.studio.data.recent_list import RecentList
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.preferences import Preferred
from regnet_studio.studio.shell.recent import MOST, Recent, RecentItem

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def preferred(qapp: object) -> Iterator[Preferred]:
    made = Preferred()
    yield made
    made.close(10)
    made.deleteLater()


@pytest.fixture
def recent(preferred: Preferred, qtbot: QtBot) -> Recent:
    made = Recent(preferred, preferred)
    made.look()
    return made


def test_the_last_come_first_once_each_and_no_more_than_twelve(
    recent: Recent, preferred: Preferred, qtbot: QtBot
) -> None:
    for name in [*"abcdefghijklmnop", "c"]:
        recent.add(Path("/nowhere", name))
    kept = preferred.now.recent
    assert len(kept) == MOST
    assert kept[:3] == ("/nowhere/c", "/nowhere/p", "/nowhere/o")
    assert len(set(kept)) == MOST
    qtbot.waitUntil(lambda: [item.path for item in recent.items] == list(kept))
    assert not any(item.is_there for item in recent.items)
    recent.remove("/nowhere/p")
    assert "/nowhere/p" not in preferred.now.recent
    recent.clear()
    qtbot.waitUntil(lambda: recent.items == ())


def test_it_is_told_what_they_are_and_which_are_gone(
    recent: Recent, finished_run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    run = copytree(finished_run, tmp_path / "run")
    say(run, name="the best")
    gone = tmp_path / "gone"
    gone.mkdir()
    for path in (gone, run, "digits"):
        recent.add(path)
    rmtree(gone)
    recent.look()
    expected = (
        RecentItem("digits", "set", True, "Digits"),
        RecentItem(str(run), "run", True, "the best"),
        RecentItem(str(gone), "data", False, "gone"),
    )
    qtbot.waitUntil(lambda: recent.items == expected)


def test_a_click_opens_and_delete_takes_off_the_list(qtbot: QtBot, theme: Theme) -> None:
    made = RecentList(theme)
    qtbot.addWidget(made)
    made.show_items([RecentItem("digits", "set", True, "Digits"),
                     RecentItem("/gone", "data", False, "gone")])  # fmt: skip
    made.resize(280, 300)
    made.show()
    lines = made.findChild(QListWidget, "data.recent")
    assert lines is not None
    with qtbot.waitSignal(made.opened) as opened:
        middle = lines.visualItemRect(lines.item(0)).center()
        qtbot.mouseClick(lines.viewport(), LEFT, pos=middle)
    assert opened.args == ["digits"]
    assert "no longer there" in lines.item(1).toolTip()
    lines.setCurrentRow(1)
    made.activateWindow()
    lines.setFocus()
    qtbot.waitUntil(lines.hasFocus)
    with qtbot.waitSignal(made.removed) as removed:
        qtbot.keyClick(lines, Qt.Key.Key_Delete)
    assert removed.args == ["/gone"]
    clear = made.findChild(QPushButton, "data.recent.clear")
    assert clear is not None
    with qtbot.waitSignal(made.cleared):
        qtbot.mouseClick(clear, LEFT)
