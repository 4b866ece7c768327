"""Garbage is collected in the window's thread alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from regnet_studio.studio.trouble.garbage import Garbage


class Knot(QObject):
    """A Qt object that only the collector can end."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    holder = QObject()
    made = Garbage(holder)
    yield made
    made.close()
    gc.disable()  # as all tests have it


def test_a_thread_that_allocates_ends_no_qt_object(qtbot: QtBot, garbage: Garbage) -> None:
    ended_in: list[int] = []
    knot = Knot()
    weakref.finalize(knot, lambda: ended_in.append(threading.get_ident()))
    del knot

    def allocate() -> None:
        for _ in range(50 * gc.get_threshold()[0]):
            lists: list[object] = []
            lists.append(lists)

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert ended_in == []
    qtbot.waitUntil(lambda: ended_in == [threading.get_ident()])


def test_it_is_left_to_python_again_at_the_end(garbage: Garbage) -> None:
    assert not gc.isenabled()
    garbage.close()
    assert gc.isenabled()


def test_what_is_alive_when_all_is_loaded_is_not_looked_at_again(garbage: Garbage) -> None:
    before = gc.get_freeze_count()
    garbage.settle()
    assert gc.get_freeze_count() > before


def test_what_has_not_grown_is_not_looked_through_again(
    garbage: Garbage, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected: list[int] = []
    collect = gc.collect

    def noted(generation: int = 2) -> int:
        collected.append(generation)
        return collect(generation)

    monkeypatch.setattr(gc, "collect", noted)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 11))
    garbage.collect()  # what is being imported stays anyway
    garbage.settle()
    monkeypatch.setattr("regnet_studio.studio.trouble.garbage._WORTH_IT", 1_000)
    kept: list[list[object]] = [[] for _ in range(10_000)]
    garbage.collect()  # they grow old
    garbage.collect()
    garbage.collect()
    kept += [[] for _ in range(len(gc.get_objects(generation=2)))]
    collect()  # they are old now
    garbage.collect()
    assert collected == [1, 1, 2, 1, 2]
    assert kept
