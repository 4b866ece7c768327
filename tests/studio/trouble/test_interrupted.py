"""What was interrupted is offered at the start, once for each state it was left in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.folders import runs_folder
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs import execute
from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.banners import Banners
from regnet_studio.studio.trouble.interrupted import Interrupted
from regnet_studio.training.events import EpochEnded

LONG_MS = 60_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def left_alone(small_zip: Path) -> Callable[[str], Path]:
    """A run that was interrupted after its first epoch of three, under a name of its own."""
    made: list[Path] = []

    def interrupt(name: str) -> Path:
        if not made:
            settings = ("data.size=8", "optimizer.batch_size=32", "stopping.epochs=3")
            recipe = override(Recipe(), (*settings, f"data.source={small_zip}"))
            events = execute.start(recipe)
            next(event for event in events if isinstance(event, EpochEnded))
            events.close()
            made.append(Path(list_runs()[0].run))
        place = runs_folder() / name
        shutil.copytree(made[0], place)
        return place

    return interrupt


@pytest.fixture
def only(left_alone: Callable[[str], Path]) -> Callable[..., list[Path]]:
    """Runs of these names, the last one the newest, and no others."""

    def prepare(*names: str) -> list[Path]:
        places = [left_alone(name) for name in names]
        for other in runs_folder().iterdir():
            if other not in places:
                shutil.rmtree(other)
        return places

    return prepare


class Start:
    """The start of a program: what it offers, and which run it is asked to go on with."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.resumed: list[Path] = []
        self.banners = Banners(theme)
        self._qtbot = qtbot
        qtbot.addWidget(self.banners)
        self.interrupted = Interrupted(self.banners, self.resumed.append, self.banners)
        self.interrupted.look(list_runs())
        self.settle()

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self.interrupted.is_busy)

    def press(self, name: str) -> None:
        found = self.banners.findChild(QObject, name)
        assert isinstance(found, QWidget)
        self._qtbot.mouseClick(found, LEFT)
        self.settle()


def test_the_newest_is_offered_with_where_it_stands(
    only: Callable[..., list[Path]], theme: Theme, qtbot: QtBot
) -> None:
    places = only("older", "newer")
    begun = Start(theme, qtbot)
    assert begun.banners.texts() == [
        "newer was interrupted in epoch 2 of 3; 1 other run(s) wait too"
    ]
    begun.press("interrupted.resume")
    assert begun.resumed == [places[1]]
    assert begun.banners.texts() == []


def test_what_was_waved_away_is_not_offered_again(
    only: Callable[..., list[Path]], theme: Theme, qtbot: QtBot
) -> None:
    _, newer = only("older", "newer")
    begun = Start(theme, qtbot)
    begun.press("banner.dismiss")
    assert begun.banners.texts() == ["older was interrupted in epoch 2 of 3"]
    begun.press("banner.dismiss")
    assert begun.banners.texts() == []
    assert Start(theme, qtbot).banners.texts() == []
    # It goes on and is interrupted again: that is another state, and worth another offer.
    events = execute.resume(newer)
    next(event for event in events if isinstance(event, EpochEnded))
    events.close()
    assert Start(theme, qtbot).banners.texts() == ["newer was interrupted in epoch 3 of 3"]


def test_what_somebody_works_on_is_not_offered(
    only: Callable[..., list[Path]], theme: Theme, qtbot: QtBot
) -> None:
    (place,) = only("busy")
    with Run(place).lock():
        assert Start(theme, qtbot).banners.texts() == []
    assert len(Start(theme, qtbot).banners.texts()) == 1


def test_later_lists_of_runs_offer_nothing(
    only: Callable[..., list[Path]], theme: Theme, qtbot: QtBot
) -> None:
    begun = Start(theme, qtbot)
    only("later")
    begun.interrupted.look(list_runs())
    begun.settle()
    assert begun.banners.texts() == []
