"""Curves of thresholds and the reliability diagram: read, hidden in files, saved."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from regnet_studio.runs.directory import Run
from regnet_studio.studio.evaluate.curves_tab import CurvesTab
from tests.studio.opened import examination

LONG_MS = 60_000


@pytest.fixture
def tab(make_tab: Callable[[type[CurvesTab]], CurvesTab], run: Run, qtbot: QtBot) -> CurvesTab:
    """The curves of a run of the digits, drawn."""
    made = make_tab(CurvesTab)
    made.show()
    with qtbot.waitSignal(made.drawn, timeout=LONG_MS):
        made.show_examination(examination(run.path))
    return made


def test_a_curve_is_read_where_it_is_pointed_at(tab: CurvesTab, qtbot: QtBot) -> None:
    plot = tab._canvas()
    assert tab.area_text() in plot.plot.accessibleDescription()
    plot.read(0.5)
    said = plot.plot.accessibleDescription()
    assert said.startswith("False positives, share of the rest 0.500 · mean ")
    kind = tab.findChild(QComboBox, "curves.kind")
    assert kind is not None
    with qtbot.waitSignal(tab.drawn, timeout=LONG_MS):
        kind.setCurrentIndex(1)
    assert plot.title() == "Precision"
    assert plot.across() == "Recall"
    plot.see(0.2, 0.4)
    assert plot.plot.viewRange()[0] == pytest.approx([0.2, 0.4])


def test_curves_and_diagram_are_saved(tab: CurvesTab, tmp_path: Path, qtbot: QtBot) -> None:
    for name, drawing in (("curves", tab._canvas()), ("diagram", tab.reliability)):
        for kind in ("csv", "svg"):
            with qtbot.waitSignal(drawing.files.saved, timeout=LONG_MS):
                drawing.files.save(tmp_path / f"{name}.{kind}", kind)
        assert "<svg" in (tmp_path / f"{name}.svg").read_text()
    curves, rows = (
        list(csv.reader((tmp_path / f"{name}.csv").read_text().splitlines()))
        for name in ("curves", "diagram")
    )
    assert {"line", "mean", "chance", "0", "9"} <= {row[0] for row in curves}
    assert tab._seen is not None
    filled = [each for each in tab._seen.report.calibration.bins if each.images]
    assert [row[0] for row in rows[1:]].count("as the network says it") == len(filled)
    assert float(rows[1][2]) == pytest.approx(filled[0].accuracy)
