"""The confusion matrix: what it draws, how it is read aloud, and what a click on it opens."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from regnet_studio.studio.evaluate.confusion import ConfusionMatrix
from regnet_studio.studio.evaluate.confusion_panel import ConfusionPanel
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets import heat

NAMES = ["cat", "dog", "deer", "ship"]
COUNTS = np.array([[70, 25, 5, 0], [20, 78, 2, 0], [1, 3, 96, 0], [0, 0, 0, 50]])
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def matrix(qtbot: QtBot, theme: Theme) -> ConfusionMatrix:
    made = ConfusionMatrix(theme)
    qtbot.addWidget(made)
    made.resize(600, 600)
    made.show_matrix(NAMES, COUNTS)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_click_opens_its_cell(matrix: ConfusionMatrix, qtbot: QtBot) -> None:
    for truth, guess in ((0, 1), (3, 0), (2, 2)):
        with qtbot.waitSignal(matrix.cell_chosen) as chosen:
            where = matrix.cell_rect(truth, guess).center().toPoint()
            qtbot.mouseClick(matrix, LEFT, pos=where)
        assert chosen.args == [truth, guess]


def test_a_click_opens_its_cell_in_another_order(matrix: ConfusionMatrix, qtbot: QtBot) -> None:
    matrix.show_order(np.array([3, 1, 0, 2]))
    with qtbot.waitSignal(matrix.cell_chosen) as chosen:
        first = matrix.cell_rect(3, 3).center()
        assert first.y() < matrix.cell_rect(0, 0).center().y()
        qtbot.mouseClick(matrix, LEFT, pos=first.toPoint())
    assert chosen.args == [3, 3]
    assert matrix.counts() == COUNTS.tolist()


def test_arrows_move_a_cursor_that_is_read_aloud_and_enter_opens(
    matrix: ConfusionMatrix, qtbot: QtBot
) -> None:
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.current_cell() == (0, 1)
    assert matrix.accessibleDescription() == "cat taken for dog: 25 of 100 (25.0 %)"
    qtbot.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.accessibleDescription() == "dog recognised: 78 of 100 (78.0 %)"
    for key in (Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(matrix, key)
    with qtbot.waitSignal(matrix.cell_chosen) as chosen:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen.args == [3, 3]


def test_the_scale_decides_what_a_cell_says(matrix: ConfusionMatrix) -> None:
    matrix.show_scale("column")
    text = "Of what was taken for dog, 25 of 106 are cat (23.6 %)"
    assert matrix.describe(0, 1) == text


def test_the_cursor_stays_on_its_classes_when_the_order_changes(matrix: ConfusionMatrix) -> None:
    matrix._go(2, 1)
    matrix.show_order(np.array([1, 3, 2, 0]))
    assert matrix.current_cell() == (2, 1)


@pytest.mark.parametrize("classes", [2, 10, 100, 1000])
def test_any_number_of_classes_is_drawn_and_clicked(
    classes: int, qtbot: QtBot, theme: Theme
) -> None:
    made = ConfusionMatrix(theme)
    qtbot.addWidget(made)
    made.resize(640, 600)
    counts = np.diag(np.full(classes, 40))
    counts[classes - 1, 0] = 7
    made.show_matrix([f"species {n:04d}" for n in range(classes)], counts)
    made.show()
    qtbot.waitExposed(made)
    picture = made.grab().toImage()
    wrong = made.cell_rect(classes - 1, 0).center().toPoint()
    assert _warmth(picture, wrong) > 60, "a single mistake can be seen"
    empty = made.cell_rect(0, classes - 1).center().toPoint()
    assert abs(_warmth(picture, empty)) < 20
    where = made.cell_rect(classes - 1, 0).center()
    made.zoom(100.0, where)
    assert made.is_zoomed() == (classes > 6)
    with qtbot.waitSignal(made.cell_chosen) as chosen:
        qtbot.mouseClick(made, LEFT, pos=made.cell_rect(classes - 1, 0).center().toPoint())
    assert chosen.args == [classes - 1, 0]


def test_enlarging_keeps_the_cell_under_the_mouse(qtbot: QtBot, theme: Theme) -> None:
    made = ConfusionMatrix(theme)
    qtbot.addWidget(made)
    made.resize(700, 640)
    made.show_matrix([str(n) for n in range(200)], np.eye(200, dtype=np.int64))
    where = made.cell_rect(120, 40).center()
    made.zoom(4.0, where)
    assert made.cell_rect(120, 40).contains(where)
    made.zoom(0.001)
    assert not made.is_zoomed()


def test_the_cursor_is_brought_into_sight(qtbot: QtBot, theme: Theme) -> None:
    made = ConfusionMatrix(theme)
    qtbot.addWidget(made)
    made.resize(700, 640)
    made.show_matrix([str(n) for n in range(100)], np.eye(100, dtype=np.int64))
    made.zoom(10.0)
    qtbot.keyClick(made, Qt.Key.Key_End)
    rect = made.cell_rect(*made.current_cell())
    assert made.rect().contains(rect.toRect())


def test_dragging_moves_what_is_enlarged_and_opens_nothing(qtbot: QtBot, theme: Theme) -> None:
    made = ConfusionMatrix(theme)
    qtbot.addWidget(made)
    made.resize(700, 640)
    made.show_matrix([str(n) for n in range(100)], np.eye(100, dtype=np.int64))
    made.zoom(5.0, made.cell_rect(50, 50).center())
    opened: list[tuple[int, int]] = []
    made.cell_chosen.connect(lambda *cell: opened.append(cell))
    before = made.cell_rect(50, 50)
    start = before.center()
    qtbot.mousePress(made, LEFT, pos=start.toPoint())
    qtbot.mouseMove(made, (start + QPointF(40, 30)).toPoint())
    qtbot.mouseRelease(made, LEFT, pos=(start + QPointF(40, 30)).toPoint())
    moved = made.cell_rect(50, 50).center() - before.center()
    assert (round(moved.x()), round(moved.y())) == (40, 30)
    assert not opened


def test_the_panel_orders_by_confusion_and_back(qtbot: QtBot, theme: Theme) -> None:
    panel = ConfusionPanel(theme)
    qtbot.addWidget(panel)
    counts = np.diag([50, 50, 50, 50, 50])
    counts[0, 4] = counts[4, 0] = 20
    panel.show_matrix(list("abcde"), counts)
    panel._order.setCurrentIndex(1)
    qtbot.waitUntil(lambda: panel.matrix.order().tolist() == [0, 4, 1, 2, 3], timeout=20_000)
    panel._order.setCurrentIndex(0)
    assert panel.matrix.order().tolist() == [0, 1, 2, 3, 4]
    panel.close_panel(10)


def test_shares_are_of_the_row_or_of_the_column() -> None:
    assert heat.shares(COUNTS, "row")[0].tolist() == pytest.approx([0.7, 0.25, 0.05, 0.0])
    assert heat.shares(COUNTS, "column")[:, 1].tolist() == pytest.approx(
        [25 / 106, 78 / 106, 3 / 106, 0.0]
    )
    assert heat.shares(np.zeros((3, 3), dtype=np.int64), "row").tolist() == [[0.0] * 3] * 3


def test_many_cells_to_a_pixel_show_the_strongest() -> None:
    cells = np.zeros((10, 10), dtype=np.int16)
    cells[7, 2] = 3
    table = np.arange(10, dtype=np.uint32) + 0xFF000000
    image = heat.picture(cells, table, 4)
    assert (image.width(), image.height()) == (4, 4)
    seen = [(x, y) for x in range(4) for y in range(4) if image.pixel(x, y) & 0xFFFFFF]
    assert seen == [(0, 2)]


def _warmth(picture: QImage, point: QPoint) -> int:
    """How orange the warmest pixel around a point is."""
    around = [QPoint(x, y) for x in range(-4, 5) for y in range(-4, 5)]
    colors = [picture.pixelColor(point + step) for step in around]
    return max(color.red() - color.blue() for color in colors)
