"""The grid of examined images: what stands there, what is selected, what is opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from regnet_studio.errors import RunMistake
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.result_grid import ExaminedImages, ResultGrid
from regnet_studio.studio.look.theme import Theme
from tests.studio.examinations import Painted, examined

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def seen(tmp_path: Path) -> Examined:
    return examined(tmp_path / "run", classes=4, images=120)


@pytest.fixture
def grid(qtbot: QtBot, theme: Theme) -> Iterator[ResultGrid]:
    made = ResultGrid(theme)
    qtbot.addWidget(made)
    made.resize(460, 400)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_grid()


def test_places_are_shown_in_their_order_with_pictures(
    grid: ResultGrid, seen: Examined, qtbot: QtBot
) -> None:
    places = np.array([90, 4, 33, 2])
    grid.show_places(seen, places)
    qtbot.waitUntil(lambda: grid.ready() == 4)
    picture = grid.grab().toImage()
    for position, place in enumerate(places.tolist()):
        colour = picture.pixelColor(grid.cell_rect(position).center())
        expected = seen.examination.images(np.array([place]))[0, 0, 0].tolist()
        assert [colour.red(), colour.green(), colour.blue()] == expected


def test_selection_is_a_file_managers(grid: ResultGrid, seen: Examined, qtbot: QtBot) -> None:
    grid.show_places(seen, np.array([90, 4, 33, 2, 71, 8]))

    def click(position: int, keys: Qt.KeyboardModifier) -> None:
        where = grid.cell_rect(position).center()
        qtbot.mouseClick(grid.viewport(), LEFT, keys, where)

    click(1, Qt.KeyboardModifier.NoModifier)
    assert grid.selected_places().tolist() == [4]
    click(3, SHIFT)
    assert grid.selected_places().tolist() == [4, 33, 2]
    click(0, CONTROL)
    assert grid.selected_places().tolist() == [90, 4, 33, 2]
    qtbot.keyClick(grid, Qt.Key.Key_A, CONTROL)
    assert len(grid.selected_places()) == 6
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert (grid.current_place(), grid.selected_places().tolist()) == (90, [90])
    with qtbot.waitSignal(grid.opened) as opened:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened.args == [90]


def test_what_is_selected_stays_where_it_remains(grid: ResultGrid, seen: Examined) -> None:
    grid.show_places(seen, np.array([90, 4, 33, 2]))
    grid.select_row(33)
    grid.show_places(seen, np.array([2, 33, 7]), keep=True)
    assert grid.selected_places().tolist() == [33]
    assert grid.current_place() == 33
    grid.show_places(seen, np.array([2, 33, 7]))
    assert not len(grid.selected_places())


def test_the_caption_tells_truth_guess_and_how_sure(seen: Examined) -> None:
    images = ExaminedImages(seen, {})
    wrong = int(np.flatnonzero(seen.guesses != seen.examination.predictions.labels)[0])
    right = int(np.flatnonzero(seen.guesses == seen.examination.predictions.labels)[0])
    names, labels = seen.classes, seen.examination.predictions.labels
    share = f"{100 * seen.probabilities(wrong).max():.0f} %"
    truth, guess = names[labels[wrong]], names[seen.guesses[wrong]]
    assert images.caption(wrong) == f"{truth}\n→ {guess}\t· {share}"
    assert images.caption(right).startswith(f"{names[labels[right]]}\n✓\t")
    assert f"{truth} taken for {guess}" in images.describe(wrong)
    assert seen.examination.predictions.paths[wrong] in images.describe(wrong)


def test_what_was_mended_bears_its_sign(grid: ResultGrid, seen: Examined) -> None:
    path = seen.examination.predictions.paths[4]
    grid.show_places(seen, np.array([4, 5]))
    grid.show_signs({path: "excluded"})
    assert "excluded" in grid.describe(4)
    assert "excluded" not in grid.describe(5)


def test_images_that_cannot_be_read_say_why(
    grid: ResultGrid, seen: Examined, qtbot: QtBot, tmp_path: Path
) -> None:
    class Gone(Painted):
        def images(self, places):
            raise RunMistake("its images changed since")

    examination = Gone(seen.examination.run, seen.examination.predictions)
    gone = Examined(seen.run, examination, seen.report)
    failures: list[object] = []
    grid.failed.connect(failures.append)
    grid.show_places(gone, np.array([1, 2]))
    qtbot.waitUntil(lambda: grid.trouble() == "its images changed since")
    assert not failures
    grid.show_places(seen, np.array([1, 2]))
    assert not grid.trouble()
    qtbot.waitUntil(lambda: grid.ready() == 2)


def test_fifty_thousand_places_decode_only_what_is_in_sight(
    grid: ResultGrid, tmp_path: Path, qtbot: QtBot
) -> None:
    many = examined(tmp_path / "many", classes=3, images=50_000)
    grid.show_places(many, np.arange(50_000)[::-1].copy())
    qtbot.waitUntil(lambda: grid.ready() > 0)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.current_place() == 0
    qtbot.waitUntil(lambda: grid._pictures.picture(0) is not None)
    assert grid.ready() < 400
