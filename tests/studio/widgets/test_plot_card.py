"""A plot under the mouse and the keyboard: values are read, zoomed into, hidden, and saved."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.runs.series import Series
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.line_looks import LineLegend, look_of
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import PlotLine

LAST = 100


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> PlotCard:
    """Two lines over 100 epochs: the squares, and a constant."""
    made = PlotCard(theme, "card", "Loss", lambda: "epoch", digits=1)
    qtbot.addWidget(made)
    made.resize(640, 320)
    for key, power in (("squares", 2), ("ones", 0)):
        series = Series()
        series.extend(np.arange(LAST + 1.0), np.arange(LAST + 1.0) ** power)
        made.add(PlotLine(key, lambda k=key: k, series))
    made.show()
    made.show_range(0, LAST)
    made.draw()
    qtbot.waitExposed(made)
    return made


def test_the_mouse_reads_every_line(card: PlotCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.pointed):
        QTest.mouseMove(card.plot.viewport(), _at(card, 30.2))
    text = card.plot.accessibleDescription()
    assert text.startswith("epoch 30.")
    assert text.endswith("squares 900 · ones 1")
    with qtbot.waitSignal(card.pointed, check_params_cb=lambda x: x is None):
        QApplication.sendEvent(card.plot, QEvent(QEvent.Type.Leave))
    assert card.plot.accessibleDescription() == ""


def test_a_frame_zooms_and_a_double_click_shows_all_again(card: PlotCard, qtbot: QtBot) -> None:
    view = card.plot.viewport()
    begin, end = _at(card, 20), _at(card, 60)
    with qtbot.waitSignal(card.range_changed):
        _drag(view, begin, end)
    low, high = card.plot.viewRange()[0]
    assert (low, high) == (pytest.approx(20, abs=1), pytest.approx(60, abs=1))
    assert card.is_zoomed
    card.show_range(0, 2 * LAST)  # the run goes on: what the user looks at stays
    card.draw()
    assert card.plot.viewRange()[0] == pytest.approx([low, high])
    _double_click(view, begin)
    assert not card.is_zoomed
    assert card.plot.viewRange()[0][1] >= 2 * LAST


def test_the_wheel_zooms_about_the_mouse_and_moves_with_shift(card: PlotCard) -> None:
    _wheel(card, 40, 240)
    low, high = card.plot.viewRange()[0]
    assert 0 < low < 40 < high < LAST
    assert (40 - low) / (high - low) == pytest.approx(0.4, abs=0.02)
    _wheel(card, 40, -120, Qt.KeyboardModifier.ShiftModifier)
    moved = card.plot.viewRange()[0]
    assert moved[0] > low
    assert moved[1] - moved[0] == pytest.approx(high - low)
    for _ in range(9):
        _wheel(card, 40, -240)
    assert not card.is_zoomed


def test_zoomed_in_the_values_fill_the_plot(card: PlotCard) -> None:
    card.show_line("ones", shown=False)
    card.see(10, 20)
    low, high = card.plot.viewRange()[1]
    assert 60 < low <= 100 <= 400 <= high < 450


def test_keys_do_what_the_mouse_does(card: PlotCard) -> None:
    plot = card.plot
    card.read(50.0)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert "squares 2601" in plot.accessibleDescription().replace(",", "")
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert card.is_zoomed
    low = plot.viewRange()[0][0]
    QTest.keyClick(plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert plot.viewRange()[0][0] < low
    QTest.keyClick(plot, Qt.Key.Key_0)
    assert not card.is_zoomed


def test_a_logarithmic_scale_leaves_out_what_has_no_logarithm(card: PlotCard) -> None:
    card.show_logarithmic(wanted=True)
    drawn = card.lines[0].item.getData()[1]
    assert np.isnan(drawn[0])
    assert drawn[10] == pytest.approx(2.0)
    assert card.y_range()[1] == pytest.approx(LAST**2, rel=0.5)
    assert "squares 900" in card.values_at(30)  # what is read stays as it was recorded


def test_what_is_in_sight_is_saved(card: PlotCard, tmp_path: Path, qtbot: QtBot) -> None:
    card.show_line("ones", shown=False)
    for kind in ("svg", "png", "csv"):
        with qtbot.waitSignal(card.files.saved, timeout=30_000):
            card.files.save(tmp_path / f"plot.{kind}", kind)
    svg = (tmp_path / "plot.svg").read_text()
    assert "Loss" in svg
    assert "epoch" in svg
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    with (tmp_path / "plot.csv").open(newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["line", "epoch", "value"]
    assert lines[31] == ["squares", "30", "900"]
    assert len(lines) == LAST + 2


def test_a_place_that_cannot_be_written_is_told(
    card: PlotCard, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").touch()
    with qtbot.waitSignal(card.failed):
        card.files.save(tmp_path / "file" / "plot.csv", "csv")


def test_a_legend_hides_by_mouse_and_keyboard(theme: Theme, qtbot: QtBot) -> None:
    legend = LineLegend(theme, "legend")
    qtbot.addWidget(legend)
    legend.resize(400, 40)
    legend.show_lines([("first", look_of(0)), ("second", look_of(1))])
    legend.show()
    first, second = legend._entries
    with qtbot.waitSignal(
        legend.toggled, check_params_cb=lambda n, shown: (n, shown) == (1, False)
    ):
        QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(
        legend.toggled, check_params_cb=lambda n, shown: (n, shown) == (0, False)
    ):
        QTest.keyClick(first, Qt.Key.Key_Space)
    assert legend.hidden() == {0, 1}
    assert (first.accessibleName(), first.focusPolicy()) == ("first", Qt.FocusPolicy.StrongFocus)


def _at(card: PlotCard, x: float) -> QPoint:
    """A point of the viewport at a position, in the middle of the height."""
    box = card.plot.getPlotItem().getViewBox()
    middle = box.sceneBoundingRect().center().y()
    return QPoint(round(box.mapViewToScene(QPointF(x, 0)).x()), round(middle))


def _drag(view: QWidget, begin: QPoint, end: QPoint) -> None:
    """With the left button; QTest moves the mouse without saying that a button is down."""
    _send(view, QEvent.Type.MouseButtonPress, begin)
    for share in (0.3, 0.6, 1.0):
        _send(view, QEvent.Type.MouseMove, begin + (end - begin) * share)
    _send(view, QEvent.Type.MouseButtonRelease, end)


def _double_click(view: QWidget, at: QPoint) -> None:
    for kind in (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseButtonRelease,
    ):
        _send(view, kind, at)


def _send(view: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    down = none if kind == QEvent.Type.MouseButtonRelease else left
    where, plain = QPointF(at), Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, where, view.mapToGlobal(where), button, down, plain)
    QApplication.sendEvent(view, event)


def _wheel(
    card: PlotCard,
    x: float,
    delta: int,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    view, where = card.plot.viewport(), QPointF(_at(card, x))
    event = QWheelEvent(
        where,
        view.mapToGlobal(where),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)
