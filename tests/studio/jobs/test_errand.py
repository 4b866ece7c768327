"""One piece of work at a time: cancelled, dropped for another, waited for."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from regnet_studio.studio.jobs.errand import Errand
from regnet_studio.studio.jobs.job import OnProgress


class Told:
    """What an errand said, and a work that goes on until it is let."""

    def __init__(self, errand: Errand) -> None:
        self.let = Event()
        self.found: list[object] = []
        self.states: list[tuple[bool, bool]] = []
        errand.succeeded.connect(self.found.append)
        errand.failed.connect(self.found.append)
        errand.changed.connect(lambda: self.states.append((errand.is_busy, errand.is_ending)))

    def work(self, on_progress: OnProgress) -> str:
        while not self.let.wait(0.005):
            on_progress(1, 2)
        on_progress(2, 2)
        return "done"


@pytest.fixture
def errand(qtbot: QtBot) -> Iterator[Errand]:
    parent = QObject()
    made = Errand(parent)
    yield made
    made.close(10)


@pytest.fixture
def told(errand: Errand) -> Told:
    return Told(errand)


def test_it_tells_how_far_it_is_and_what_it_found(errand: Errand, told: Told, qtbot: QtBot) -> None:
    with qtbot.waitSignal(errand.progressed) as progress:
        errand.begin(told.work)
    assert progress.args == [(1, 2)]
    told.let.set()
    qtbot.waitUntil(lambda: not errand.is_busy)
    assert told.found == ["done"]
    assert told.states == [(True, False), (False, False)]


def test_cancelled_it_finds_nothing(errand: Errand, told: Told, qtbot: QtBot) -> None:
    errand.begin(told.work)
    errand.cancel()
    errand.cancel()
    assert errand.is_busy
    qtbot.waitUntil(lambda: not errand.is_busy)
    assert not told.found
    assert told.states == [(True, False), (True, True), (False, False)]


def test_dropped_it_is_free_at_once(errand: Errand, told: Told, qtbot: QtBot) -> None:
    errand.begin(told.work)
    errand.drop()
    assert not errand.is_busy
    errand.begin(lambda _: "another")
    told.let.set()
    qtbot.waitUntil(lambda: not errand.is_busy)
    qtbot.waitUntil(lambda: not errand._alive)
    assert told.found == ["another"]


def test_closing_waits_for_what_was_dropped_too(errand: Errand, told: Told) -> None:
    errand.begin(told.work)
    errand.drop()
    errand.begin(told.work)
    errand.close(10)
    assert all(job.wait(0) for job in errand._alive)
