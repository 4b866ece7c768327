"""Heat maps in the window: of the worst errors, of any file, of the classes asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.errors import UserMistake
from regnet_studio.evaluation.examples import least_sure, worst
from regnet_studio.runs import explaining
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.explain_tab import ExplainTab
from regnet_studio.studio.evaluate.image_picker import LEAST_SURE, MOST
from tests.studio.opened import examination
from tests.studio.pictures import png

LONG_MS = 60_000


@pytest.fixture
def tab(make_tab: Callable[[type[ExplainTab]], ExplainTab]) -> ExplainTab:
    return make_tab(ExplainTab)


@pytest.fixture
def shown(tab: ExplainTab, seen: Examined, qtbot: QtBot) -> ExplainTab:
    """With the worst error on the screen."""
    with qtbot.waitSignal(tab.shown, timeout=LONG_MS):
        tab.show_examination(seen)
        tab.show()
    qtbot.waitUntil(lambda: not tab.is_busy)
    return tab


def maps(tab: ExplainTab) -> list[str]:
    found = tab.explanation()
    return [] if found is None else [heat_map.name for heat_map in found.maps]


def test_the_worst_error_first(shown: ExplainTab, seen: Examined) -> None:
    places = worst(seen.examination.predictions, MOST)
    assert shown.picker.grid.rows().tolist() == places.tolist()
    place = int(places[0])
    guess = seen.classes[int(seen.guesses[place])]
    truth = seen.classes[int(seen.examination.predictions.labels[place])]
    found = shown.explanation()
    assert found is not None
    assert found.label == guess
    assert maps(shown)[:2] == [guess, truth]
    assert len(maps(shown)) == 3
    assert len(shown.pictures.pictures()) == 4
    assert shown._title.whole_text() == f"{truth} taken for {guess}"
    said = {each.name: each for each in shown.bars.said()}
    assert said[guess].share == pytest.approx(float(seen.confidences[place]), abs=1e-3)


def test_nothing_is_read_before_it_is_looked_at(
    tab: ExplainTab, seen: Examined, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(explaining, "classifier_of", asked.append)
    tab.show_examination(seen)
    qtbot.wait(80)
    assert not asked
    assert not tab.is_busy


def test_another_list_method_and_class(shown: ExplainTab, seen: Examined, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        shown.picker.kind.setCurrentIndex(shown.picker.kind.findData(LEAST_SURE))
    assert (
        shown.picker.grid.rows().tolist() == least_sure(seen.examination.predictions, MOST).tolist()
    )
    qtbot.waitUntil(lambda: not shown.is_busy)
    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        shown._method.setCurrentIndex(1)
    found = shown.explanation()
    assert found is not None
    assert found.method == "integrated_gradients"
    missing = next(name for name in seen.classes if name not in maps(shown))
    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        shown._more.setCurrentIndex(seen.classes.index(missing) + 1)
    assert missing in maps(shown)


def test_a_file_of_ones_own(shown: ExplainTab, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "mine.png"
    path.write_bytes(png((200, 30, 30), seed=1, size=300))
    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        shown.picker.pick_file(path)
    found = shown.explanation()
    assert found is not None
    assert found.picture.shape == (300, 300, 3)
    assert maps(shown) == [name for name, _ in found.top[:3]]
    assert shown._title.whole_text() == f"Taken for {found.label}"
    # An image of the list is looked at again.
    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        shown.picker.grid.step(1)
    assert " taken for " in shown._title.whole_text()


def test_dropping_a_file(
    shown: ExplainTab, tmp_path: Path, qtbot: QtBot, drop: Callable[..., None]
) -> None:
    path = tmp_path / "dropped.png"
    path.write_bytes(png((30, 30, 200), seed=2))
    from regnet_studio.studio.shell.drops import DropZone

    zone = shown.findChild(DropZone, "explain.drop")
    assert zone is not None
    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        drop(zone, path)
    assert shown._path.whole_text() == str(path)


def test_what_cannot_be_explained_is_said_in_place(
    shown: ExplainTab, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    shown.picker.pick_file(path)
    qtbot.waitUntil(lambda: "choose another image" in shown.trouble(), timeout=LONG_MS)
    assert shown.explanation() is None
    assert not shown.pictures.pictures()

    def refuse(*_: object, **__: object) -> None:
        raise UserMistake('heat maps need captum; pip install "regnet-studio[explain]"')

    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        shown.picker.grid.step(1)
    assert shown.trouble() == ""
    monkeypatch.setattr(explaining, "heat_maps", refuse)
    shown.picker.grid.step(1)
    qtbot.waitUntil(lambda: "captum" in shown.trouble(), timeout=LONG_MS)


def test_another_run_and_none(
    shown: ExplainTab, seen: Examined, finished_run: Path, qtbot: QtBot
) -> None:
    other = examination(finished_run)
    with qtbot.waitSignal(shown.shown, timeout=LONG_MS):
        shown.show_examination(other)
    qtbot.waitUntil(lambda: not shown.is_busy)
    shown.show_examination(None)
    assert shown.explanation() is None
    assert shown._stack.currentIndex() == 0
    assert not shown.picker.grid.count()
    assert np.array_equal(other.guesses, seen.guesses)
