"""Points under the mouse and the keyboard: read, chosen, zoomed into, saved with their names."""

from __future__ import annotations

import csv
from math import log10
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.line_looks import look_of
from regnet_studio.studio.widgets.points_card import PointsCard, Spot

LEFT = Qt.MouseButton.LeftButton
COSTS = {"small": 1_000, "middle": 20_000, "large": 300_000}


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> PointsCard:
    """Three points of two groups."""
    made = PointsCard(theme, "points", "accuracy", lambda: "cost", lambda cost: f"{cost:.0f}")
    qtbot.addWidget(made)
    made.resize(640, 320)
    made.show()
    qtbot.waitExposed(made)
    made.show_range(2.5, 6.0, values=(0, 100))
    made.show_spots(
        [
            Spot(
                name,
                log10(cost),
                30.0 * (number + 1),
                label=name,
                text=f"{name} costs {cost}",
                group="large ones" if number == 2 else "others",
                look=look_of(number // 2),
                size=10,
                interval=(30.0 * number, 30.0 * number + 40),
            )
            for number, (name, cost) in enumerate(COSTS.items())
        ],
        rest="nothing is pointed at",
    )
    return made


def test_the_mouse_reads_a_point_and_a_click_chooses_it(card: PointsCard, qtbot: QtBot) -> None:
    view, place = card.plot.viewport(), card.plot.mapFromScene(card.place("middle"))
    assert card.plot.accessibleDescription() == "nothing is pointed at"
    with qtbot.waitSignal(card.pointed):
        QTest.mouseMove(view, place)
    assert card.plot.accessibleDescription() == "middle costs 20000"
    with qtbot.waitSignal(card.chosen, check_params_cb=lambda key: key == "middle"):
        QTest.mouseClick(view, LEFT, pos=place)


def test_keys_go_from_point_to_point(card: PointsCard, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(card.plot, key)
    assert card.plot.accessibleDescription() == "middle costs 20000"
    with qtbot.waitSignal(card.chosen, check_params_cb=lambda key: key == "middle"):
        QTest.keyClick(card.plot, Qt.Key.Key_Return)


def test_what_is_framed_stays_until_all_is_asked_for(card: PointsCard) -> None:
    card._box.framed.emit(QRectF(QPointF(4.0, 50), QPointF(5.0, 70)))
    assert card.is_zoomed
    card.show_spots(card.spots())
    assert card.plot.viewRange() == [pytest.approx([4, 5]), pytest.approx([50, 70])]
    assert [line.name for line in card.lines_in_sight() if line.width == 0] == ["others"]
    card._box.whole_asked.emit()
    low, high = card.plot.viewRange()[0]
    assert low < 3 < 5.5 < high


def test_points_are_saved_with_their_names(card: PointsCard, tmp_path: Path, qtbot: QtBot) -> None:
    for kind in ("svg", "csv"):
        with qtbot.waitSignal(card.files.saved, timeout=30_000):
            card.files.save(tmp_path / f"points.{kind}", kind)
    svg = (tmp_path / "points.svg").read_text()
    assert all(name in svg for name in (*COSTS, "large ones", "cost"))
    with (tmp_path / "points.csv").open(newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["line", "cost", "value"]
    assert sorted(lines[1:]) == [["large", "300000", "90"], ["middle", "20000", "60"],
                                 ["small", "1000", "30"]]  # fmt: skip
