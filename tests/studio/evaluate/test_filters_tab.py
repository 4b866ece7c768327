"""The first layer's filters in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation import filters
from regnet_studio.runs import explaining
from regnet_studio.studio.evaluate.filters_tab import FiltersTab
from tests.studio.opened import examination

LONG_MS = 60_000


@pytest.fixture
def tab(make_tab: Callable[[type[FiltersTab]], FiltersTab]) -> FiltersTab:
    return make_tab(FiltersTab)


def test_every_filter_is_shown(tab: FiltersTab, finished_run: Path, qtbot: QtBot) -> None:
    tab.show_examination(examination(finished_run))
    assert not tab.pictures.pictures()
    with qtbot.waitSignal(tab.shown, timeout=LONG_MS):
        tab.show()
    assert len(tab.pictures.pictures()) == 16
    assert tab._title.text() == "16 filters of 3 × 3 pixels over one channel"
    # Another split of the same run shows the same network: nothing is read again.
    tab.show_examination(examination(finished_run))
    assert tab._stack.currentIndex() == 1
    tab.show_examination(None)
    assert tab._stack.currentIndex() == 0


def test_why_there_are_none(
    tab: FiltersTab, finished_run: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise RunMistake("this network begins with no convolution")

    monkeypatch.setattr(filters, "first_layer", refuse)
    with qtbot.waitSignal(tab.shown, timeout=LONG_MS):
        tab.show()
        tab.show_examination(examination(finished_run))
    assert tab._stack.currentIndex() == 0
    assert "no convolution" in tab._empty._hint.text()


def test_a_run_opened_meanwhile_is_read_next(
    tab: FiltersTab, finished_run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    import shutil

    other = shutil.copytree(finished_run, tmp_path / "other")
    asked: list[Path] = []
    real = explaining.classifier_of

    def note(run: explaining.Run) -> object:
        asked.append(run.path)
        return real(run)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explaining, "classifier_of", note)
        tab.show()
        with qtbot.waitSignal(tab.shown, timeout=LONG_MS):
            tab.show_examination(examination(finished_run))
            tab.show_examination(examination(other))
        qtbot.waitUntil(lambda: not tab._reading.is_busy)
    assert asked[-1] == other
    assert len(tab.pictures.pictures()) == 16
