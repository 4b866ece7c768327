"""The map of a split: drawn off the GUI thread, chosen from with lasso and classes, mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from regnet_studio.errors import DataMistake
from regnet_studio.evaluation import embedding
from regnet_studio.studio.evaluate import map_layout
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.map_tab import MapTab
from regnet_studio.studio.evaluate.map_view import class_icons, inside, look_of
from tests.studio.opened import examination

LONG_MS = 60_000


@pytest.fixture
def tab(make_tab: Callable[[type[MapTab]], MapTab], qtbot: QtBot) -> MapTab:
    made = make_tab(MapTab)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def drawn(tab: MapTab, seen: Examined, qtbot: QtBot) -> MapTab:
    tab.show_examination(seen)
    tab._method.setCurrentIndex(tab._method.findData("pca"))
    qtbot.waitUntil(lambda: tab._stack.currentIndex() == 2, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not tab.is_busy)
    return tab


def around(tab: MapTab, numbers: list[int], margin: float = 0.01) -> np.ndarray:
    """A box around some points."""
    points = tab.map._points[numbers]
    (left, top), (right, bottom) = points.min(axis=0) - margin, points.max(axis=0) + margin
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return np.array(corners, np.float32)


def test_a_map_is_made_when_it_is_asked_for(tab: MapTab, seen: Examined, qtbot: QtBot) -> None:
    tab.show_examination(seen)
    qtbot.wait(50)
    assert not tab.is_busy
    assert tab._stack.currentIndex() == 0
    with qtbot.waitSignal(tab.drawn, timeout=LONG_MS):
        tab._empty.button.click()
        assert tab.is_busy
        assert tab._stack.currentIndex() == 1
    said = seen.examination.predictions
    points = tab.map._points
    assert points.shape == (len(said.labels), 2)
    assert "errors" in tab._of.text()
    # Neighbours on the map of a trained network are mostly of one class.
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    near = np.argsort(distances, axis=1)[:, :3]
    assert (said.labels[near] == said.labels[:, None]).mean() > 0.5


def test_the_lasso_chooses_what_is_listed(drawn: MapTab, seen: Examined) -> None:
    box = around(drawn, [4])
    within = inside(drawn.map._points, box)
    drawn.map.select_within(box)
    assert drawn.map.selected().tolist() == np.flatnonzero(within).tolist()
    assert 4 in drawn.map.selected()
    places = drawn._places()[within]
    assert drawn.grid.rows().tolist() == places.tolist()
    assert drawn.grid.selected_count() == len(places)
    paths = seen.examination.predictions.paths
    assert drawn.chosen_paths() == [str(paths[place]) for place in places]
    before = len(drawn.map.selected())
    drawn.map.select(np.array([0]), add=True)
    assert len(drawn.map.selected()) in (before, before + 1)
    drawn.map.select(np.zeros(0, np.int64))
    assert drawn.grid.count() == 0


def test_dragging_draws_a_lasso(drawn: MapTab, qtbot: QtBot) -> None:
    """By the mouse events that Qt itself would send; Control adds to what is chosen."""
    canvas = drawn.map._plot.viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def drag(corners: list[QPoint], keys: Qt.KeyboardModifier) -> None:
        moves = [QEvent.Type.MouseMove] * (len(corners) - 1)
        for kind, corner, button, held in (
            (QEvent.Type.MouseButtonPress, corners[0], left, left),
            *((kind, corner, none, left) for kind, corner in zip(moves, corners[1:], strict=True)),
            (QEvent.Type.MouseButtonRelease, corners[-1], left, none),
        ):
            here, there = QPointF(corner), QPointF(canvas.mapToGlobal(corner))
            QApplication.sendEvent(canvas, QMouseEvent(kind, here, there, button, held, keys))
            qtbot.wait(15)  # pyqtgraph looks at the mouse a hundred times a second

    plain, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    whole = canvas.rect().adjusted(2, 2, -2, -2)
    middle = QPoint(whole.center().x(), whole.bottom())
    every = len(drawn.map._points)

    drag([whole.topLeft(), whole.topRight(), whole.bottomRight(), whole.bottomLeft()], plain)
    assert len(drawn.map.selected()) == every

    drawn._tool.setCurrentIndex(drawn._tool.findData("rectangle"))
    drag([whole.topLeft(), whole.center(), middle], plain)
    half = len(drawn.map.selected())
    assert 0 < half < every
    drag([whole.topRight(), whole.center(), middle], control)
    assert len(drawn.map.selected()) > half
    drag([whole.topRight(), whole.center(), middle], plain)
    assert abs(len(drawn.map.selected()) + half - every) < every / 10

    drawn._tool.setCurrentIndex(drawn._tool.findData("move"))
    before = drawn.map.selected().tolist()
    range_before = drawn.map._plot.viewRange()
    drag([whole.center(), whole.center() + QPoint(60, 20), whole.center() + QPoint(90, 40)], plain)
    assert drawn.map.selected().tolist() == before
    assert drawn.map._plot.viewRange() != range_before


def test_a_class_of_the_list_chooses_its_images(drawn: MapTab, seen: Examined) -> None:
    assert drawn.classes.count() == len(seen.classes)
    drawn.classes.setCurrentRow(3)
    labels = seen.examination.predictions.labels
    assert drawn.grid.rows().tolist() == np.flatnonzero(labels == 3).tolist()


def test_hovering_shows_the_image(drawn: MapTab, seen: Examined, qtbot: QtBot) -> None:
    point = QPointF(*map(float, drawn.map._points[7]))
    found = drawn.map.point_at(point)
    assert np.allclose(drawn.map._points[found], drawn.map._points[7], atol=1e-3)
    drawn.map._hover(drawn.map._plot.getViewBox().mapViewToScene(point))
    assert drawn._popup.isVisible()
    truth = seen.classes[int(seen.examination.predictions.labels[drawn._places()[found]])]
    assert drawn._popup._text.text().startswith(truth)
    qtbot.waitUntil(lambda: not drawn._popup._picture.pixmap().isNull(), timeout=LONG_MS)
    drawn.map.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not drawn._popup.isVisible()


def test_errors_bear_rings(drawn: MapTab, seen: Examined) -> None:
    wrong = seen.guesses != seen.examination.predictions.labels
    assert len(drawn.map._errors.getData()[0]) == wrong.sum()
    drawn._errors.setChecked(False)
    assert not len(drawn.map._errors.getData()[0])


def test_another_method_keeps_features_and_choice(
    drawn: MapTab, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_layout, "described", lambda *_: pytest.fail("computed again"))
    before = drawn.map._points
    drawn.map.select(np.array([2, 5]))
    with qtbot.waitSignal(drawn.drawn, timeout=LONG_MS):
        drawn._method.setCurrentIndex(drawn._method.findData("tsne"))
    assert not np.array_equal(drawn.map._points, before)
    assert drawn.map.selected().tolist() == [2, 5]
    qtbot.waitUntil(lambda: not drawn.is_busy)
    drawn._method.setCurrentIndex(drawn._method.findData("pca"))
    assert np.array_equal(drawn.map._points, before)


def test_giving_up_and_going_on(
    tab: MapTab, seen: Examined, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[int] = []
    real = embedding.embed

    def slow(features: np.ndarray, method: str, seed: int, tell: embedding.OnProgress) -> object:
        began.append(1)
        while len(began) == 1:
            tell(1, 2)
        return real(features, "pca", seed)

    monkeypatch.setattr(embedding, "embed", slow)
    tab.show_examination(seen)
    tab.draw()
    qtbot.waitUntil(lambda: bool(began), timeout=LONG_MS)
    tab.cancel()
    qtbot.waitUntil(lambda: not tab.is_busy, timeout=LONG_MS)
    assert tab._stack.currentIndex() == 0
    with qtbot.waitSignal(tab.drawn, timeout=LONG_MS):
        tab.draw()


def test_what_goes_wrong_is_told(
    tab: MapTab,
    seen: Examined,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    errors: list[BaseException],
) -> None:
    def refuse(*_: object) -> None:
        raise DataMistake("none of 450 images can be read any more")

    monkeypatch.setattr(map_layout, "described", refuse)
    tab.show_examination(seen)
    tab.draw()
    qtbot.waitUntil(lambda: bool(errors), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not tab.is_busy)
    assert tab._stack.currentIndex() == 0
    errors.clear()


def test_a_split_opened_meanwhile_is_not_overrun(
    tab: MapTab, seen: Examined, finished_run: Path, qtbot: QtBot
) -> None:
    tab.show_examination(seen)
    tab.draw()
    other = examination(finished_run)
    tab.show_examination(other)
    assert not tab.is_busy
    qtbot.wait(200)
    assert tab._stack.currentIndex() == 0
    tab.show_examination(None)
    assert not tab._empty.button.isVisible()


def test_many_images_are_thinned_evenly(
    drawn: MapTab, seen: Examined, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_layout, "MOST", 50)
    drawn.show_examination(seen)
    drawn.draw()
    qtbot.waitUntil(lambda: drawn._stack.currentIndex() == 2, timeout=LONG_MS)
    places = drawn._places()
    count = len(seen.examination.predictions.labels)
    assert len(places) == 50
    assert (places[0], places[-1]) == (0, count - 1)
    assert np.ptp(np.diff(places)) <= 1
    assert f"50 of {count} images" in drawn._of.text()


def test_what_lies_inside() -> None:
    points = np.array([[0.5, 0.5], [1.5, 0.5], [0.2, 0.9], [-1, 0.5]], np.float32)
    triangle = np.array([[0, 0], [1, 0], [1, 1]], np.float32)
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    assert inside(points, square).tolist() == [True, False, True, False]
    assert not inside(points, triangle)[1:].any()
    assert not inside(points, square[:2]).any()


def test_classes_look_different(qtbot: QtBot) -> None:
    looks = {(look_of(n)[0].name(), look_of(n)[1]) for n in range(70)}
    assert len(looks) == 70
    assert look_of(70)[1] == look_of(0)[1]
    assert len(class_icons(1000)) == 1000
