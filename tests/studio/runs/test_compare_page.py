"""Runs compared in the window: what is said, the table, the plots, the images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.runs.directory import Run
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.compare_page import ComparePage
from tests.studio.compared import wrong_about

LONG_MS = 60_000
Made = Callable[..., Path]


@pytest.fixture
def made(finished_run: Path, tmp_path: Path) -> Made:
    def make(name: str, wrong: slice, *settings: str) -> Path:
        return wrong_about(finished_run, tmp_path / "compared" / name, wrong, settings)

    return make


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> Iterator[ComparePage]:
    shown = ComparePage(theme)
    qtbot.addWidget(shown)
    shown.resize(1040, 760)
    shown.show()
    yield shown
    shown.close_page(LONG_MS / 1000)


def compare(page: ComparePage, qtbot: QtBot, *paths: Path) -> None:
    with qtbot.waitSignal(page.shown, timeout=LONG_MS):
        page.compare(paths)


def test_not_significantly_better_is_said(page: ComparePage, qtbot: QtBot, made: Made) -> None:
    compare(page, qtbot, made("a", slice(0, 10)), made("b", slice(0, 14), "seed=1"))
    first, seeds, looks = page.verdicts()
    assert "A (resnet20) is ahead of B (resnet20) by 1.49 points on 269" in first
    assert "not significantly better" in first
    assert "one recipe with 2 seeds" in seeds
    assert "looked at once (A, B)" in looks


def test_significantly_better_is_said(page: ComparePage, qtbot: QtBot, made: Made) -> None:
    compare(page, qtbot, made("a", slice(0, 80)), made("b", slice(0, 10), "optimizer.lr=0.05"))
    first = page.verdicts()[0]
    assert "B (resnet20) is better than A (resnet20)" in first
    assert "p < 0.0001" in first


def test_the_table_has_only_settings_that_differ(
    page: ComparePage, qtbot: QtBot, made: Made
) -> None:
    compare(page, qtbot, made("a", slice(0, 10)), made("b", slice(0, 40), "optimizer.lr=0.05"))
    texts = page.table.texts()
    assert texts["Optimizer · Learning rate"] == ["0.1", "0.05"]
    assert not any(title.startswith(("Model", "Schedule")) for title in texts)
    assert texts["Accuracy"][0].startswith("96.28 %  (")
    assert page.table.bold()["Accuracy"] == [0]
    assert page.table.bold()["Loss"] == [0]
    assert page.table.bold()["Parameters"] == []
    assert texts["Parameters"][0] == texts["Parameters"][1] != "–"
    assert texts["Test images looked at"] == ["once", "once"]


def test_plots(page: ComparePage, qtbot: QtBot, made: Made, theme: Theme) -> None:
    unevaluated = made("c", slice(0, 4))
    Run(unevaluated).report_file().unlink()
    compare(page, qtbot, made("a", slice(0, 10)), made("b", slice(0, 40), "seed=1"), unevaluated)
    assert page.cost.drawn() == ["A", "B"]  # the third has no accuracy
    assert page.curves.drawn() == [(n, 6) for _ in range(2) for n in range(3)]
    page.curves.which.setCurrentIndex(1)
    assert page.curves.drawn() == [(n, 6) for _ in range(2) for n in range(3)]
    for place in range(page.cost.cost.count()):
        page.cost.cost.setCurrentIndex(place)
        assert page.cost.drawn() == ["A", "B"]
    assert any("has not been evaluated" in text for text in page.verdicts())
    theme.choose("dark")
    theme.choose("light")


def test_images_that_changed_sides(page: ComparePage, qtbot: QtBot, made: Made) -> None:
    good, bad = made("a", slice(0, 10)), made("b", slice(5, 45))
    compare(page, qtbot, bad, good)
    changed = page.changed
    page.tabs.setCurrentIndex(2)
    assert changed.right.count() == 2
    assert changed.right.currentText() == "only B is right (35)"
    qtbot.waitUntil(lambda: changed.grid.count() == 35, timeout=LONG_MS)
    kept = Predictions.read(Run(bad).predictions_file())
    assert changed.grid.rows().tolist() == list(range(10, 45))
    shown = changed.grid.describe(10)
    assert kept.paths[10] in shown
    assert "taken for" in shown
    changed.right.setCurrentIndex(1)
    qtbot.waitUntil(lambda: changed.grid.rows().tolist() == list(range(5)), timeout=LONG_MS)
    qtbot.waitUntil(lambda: changed.grid.ready() > 0, timeout=LONG_MS)


def test_a_mistake_is_told_and_leaves_what_was_there(
    page: ComparePage, qtbot: QtBot, made: Made
) -> None:
    one, other = made("a", slice(0, 10)), made("b", slice(0, 14))
    with qtbot.waitSignal(page.failed, timeout=LONG_MS) as told:
        page.compare([one])
    assert "two runs or more" in str((told.args or [None])[0])
    compare(page, qtbot, one, other)
    before = page.verdicts()
    Run(other).report_file().write_text("{")
    with qtbot.waitSignal(page.failed, timeout=LONG_MS) as told:
        page.compare([one, other])
    assert "damaged" in str((told.args or [None])[0])
    assert page.verdicts() == before


def test_close(page: ComparePage, qtbot: QtBot) -> None:
    close = page.findChild(QPushButton, "compare.close")
    assert close is not None
    with qtbot.waitSignal(page.left):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
