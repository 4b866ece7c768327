"""The Evaluate page on a real run: figures, splits, and from every figure to its images."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from regnet_studio.evaluation.examples import losses
from regnet_studio.folders import runs_folder
from regnet_studio.studio.evaluate import evaluate_page
from regnet_studio.studio.evaluate.evaluate_desk import TABS, EvaluateDesk
from regnet_studio.studio.evaluate.evaluate_page import EvaluatePage
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.reading import read_run
from regnet_studio.studio.state import StudioState
from tests.studio.examinations import examined

LONG_MS = 60_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def run(finished_run: Path) -> Path:
    """A copy of a real run of the digits."""
    folder = runs_folder() / "first"
    shutil.copytree(finished_run, folder)
    return folder


@pytest.fixture
def page(state: StudioState, theme: Theme, qtbot: QtBot) -> Iterator[EvaluatePage]:
    made = EvaluatePage(state, theme, lambda: None)
    qtbot.addWidget(made)
    errors: list[BaseException] = []
    made.failed.connect(errors.append)
    made.resize(1040, 760)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_page(30)
    assert not errors


@pytest.fixture
def seen(page: EvaluatePage, state: StudioState, run: Path, qtbot: QtBot) -> Examined:
    """What the page shows of the run."""
    with qtbot.waitSignal(page.opened, timeout=LONG_MS):
        state.set_run(read_run(run))
    assert page.examined is not None
    return page.examined


def test_figures_stand_with_their_intervals(page: EvaluatePage, seen: Examined) -> None:
    report, figures = seen.report, page.desk.headline.figures
    assert figures["accuracy"].text() == f"{100 * report.accuracy:.2f} %"
    low, high = report.intervals["accuracy"].low, report.intervals["accuracy"].high
    assert figures["accuracy"].interval_text() == f"{100 * low:.1f} – {100 * high:.1f}"
    assert figures["loss"].text() == f"{report.loss:.3f}"
    assert page.confusion.counts() == report.confusion
    assert "95 %" in figures["f1"].toolTip()
    first = page.desk.overview.pair_texts()[0]
    pair = seen.pairs[0]
    truth, guess = seen.classes[pair.truth], seen.classes[pair.guess]
    assert first == f"{truth} taken for {guess}: {pair.count} of {pair.support}"


def test_a_report_is_shown_before_its_page_is_in_sight(
    state: StudioState, theme: Theme, run: Path, qtbot: QtBot
) -> None:
    made = EvaluatePage(state, theme, lambda: None)
    qtbot.addWidget(made)
    opened = read_run(run)
    state.set_run(opened)
    assert opened.report is not None
    assert made.confusion.counts() == opened.report["confusion"]
    assert made.examined is None, "its predictions are read when the page is shown"
    with qtbot.waitSignal(made.opened, timeout=LONG_MS):
        made.show()
    made.close_page(10)


def test_a_click_on_a_cell_shows_its_images(
    page: EvaluatePage, seen: Examined, qtbot: QtBot
) -> None:
    pair = seen.pairs[0]
    where = page.confusion.cell_rect(pair.truth, pair.guess).center().toPoint()
    qtbot.mouseClick(page.confusion, LEFT, pos=where)
    assert page.desk.current_tab() == "images"
    tab = page.desk.tab("images")
    labels = seen.examination.predictions.labels
    shown = tab.grid.rows()
    assert len(shown) == pair.count
    assert set(labels[shown].tolist()) == {pair.truth}
    assert set(seen.guesses[shown].tolist()) == {pair.guess}
    assert sorted(seen.confidences[shown], reverse=True) == seen.confidences[shown].tolist()
    assert "taken for" in tab.look.title()
    qtbot.waitUntil(lambda: tab.grid.ready() >= len(shown), timeout=LONG_MS)
    qtbot.waitUntil(tab.look.picture.is_shown, timeout=LONG_MS)
    said = tab.look.bars.said()
    assert sum(each.is_true for each in said) == 1
    assert said[0].name == seen.classes[pair.guess]


def test_the_worst_errors_come_first(page: EvaluatePage, seen: Examined, qtbot: QtBot) -> None:
    page.desk.show_tab("images")
    tab = page.desk.tab("images")
    wrong = int((seen.guesses != seen.examination.predictions.labels).sum())
    qtbot.waitUntil(lambda: tab.grid.count() == wrong, timeout=LONG_MS)
    lost = losses(seen.examination.predictions)[tab.grid.rows()].tolist()
    assert lost == sorted(lost, reverse=True)
    tab.show_list("least sure")
    assert tab.grid.count() == seen.report.images
    tab.show_class(3)
    assert set(seen.examination.predictions.labels[tab.grid.rows()].tolist()) == {3}


def test_validation_is_evaluated_when_asked_for(
    page: EvaluatePage, seen: Examined, run: Path, qtbot: QtBot
) -> None:
    for file in run.glob("*validation*"):
        file.unlink()
    page.show_split("validation")
    missing = _button(page, "evaluate.missing")
    qtbot.waitUntil(missing.isVisible, timeout=LONG_MS)
    with qtbot.waitSignals([page.evaluated, page.opened], timeout=LONG_MS):
        qtbot.mouseClick(missing, LEFT)
    assert page.examined is not None
    assert page.examined.split == "validation"
    assert (run / "predictions.validation.npz").exists()
    assert page.desk.headline.figures["images"].interval_text() == "validation"
    assert page.confusion.counts() == page.examined.report.confusion


def test_looking_at_the_test_again_says_that_it_counts(
    page: EvaluatePage,
    seen: Examined,
    run: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions: list[str] = []
    answers = [False, True]

    def ask(parent: object, title: str, text: str, yes: str, no: str) -> bool:
        questions.append(text)
        return answers.pop(0)

    monkeypatch.setattr(evaluate_page, "asked", ask)
    before = seen.report.test_evaluations
    again = _button(page, "evaluate.again")
    qtbot.mouseClick(again, LEFT)
    assert page.examined is seen, "the answer was no"
    with qtbot.waitSignal(page.opened, timeout=LONG_MS):
        qtbot.mouseClick(again, LEFT)
    assert f"evaluated {max(before, 1)} time(s)" in questions[1]
    assert page.examined is not None
    assert page.examined.report.test_evaluations == before + 1
    looked = page.findChild(QLabel, "evaluate.looked")
    assert looked is not None
    assert str(before + 1) in looked.text()
    assert json.loads((run / "report.json").read_text())["test_evaluations"] == before + 1


def test_predictions_that_are_gone_are_said_to_be(
    page: EvaluatePage, state: StudioState, run: Path, qtbot: QtBot
) -> None:
    (run / "predictions.npz").write_bytes(b"no longer")
    state.set_run(read_run(run))
    missing = _button(page, "evaluate.missing")
    qtbot.waitUntil(missing.isVisible, timeout=LONG_MS)
    texts = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
    assert any("predictions.npz is damaged" in text for text in texts)


def test_the_nearest_training_images_are_found(
    page: EvaluatePage, seen: Examined, qtbot: QtBot
) -> None:
    page.desk.show_cell(0, 0)
    tab = page.desk.tab("images")
    with qtbot.waitSignal(tab.neighbours.found, timeout=LONG_MS) as found:
        qtbot.mouseClick(_button(page, "results.nearest.find"), LEFT)
    assert found.args is not None
    place, nearest = found.args
    assert place == tab.grid.current_place()
    assert len(nearest) == 5
    data = seen.examination.data
    train = {data.dataset.paths[row] for row in data.split.train.tolist()}
    assert {each.path for each in nearest} <= train
    assert [each.name for each in nearest].count(seen.classes[0]) >= 3
    qtbot.keyClick(tab.grid, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(tab._nearest.pictures()) == 5, timeout=LONG_MS)


def test_mending_from_the_list_and_training_again(
    page: EvaluatePage, seen: Examined, state: StudioState, qtbot: QtBot
) -> None:
    page.desk.show_tab("images")
    tab = page.desk.tab("images")
    qtbot.waitUntil(lambda: tab.grid.count() > 0, timeout=LONG_MS)
    qtbot.waitUntil(lambda: tab.desk.is_ready, timeout=LONG_MS)
    place = tab.grid.current_place()
    path = seen.examination.predictions.paths[place]
    again = _button(page, "repair.train")
    assert not again.isVisible()
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(again.isVisible, timeout=LONG_MS)
    qtbot.waitUntil(lambda: tab.desk.is_ready, timeout=LONG_MS)
    assert dict(tab.desk.signs) == {path: "excluded"}
    assert "excluded" in tab.grid.describe(place)
    assert tab.grid.current_place() == place
    with qtbot.waitSignal(page.train_again) as asked:
        qtbot.mouseClick(again, LEFT)
    assert state.run is not None
    assert asked.args == [state.run.recipe]


def test_another_run_replaces_what_every_tab_shows(
    page: EvaluatePage, seen: Examined, state: StudioState, run: Path, qtbot: QtBot
) -> None:
    page.desk.show_cell(0, 0)
    tab = page.desk.tab("images")
    assert tab.grid.count()
    shutil.copytree(run, run.with_name("second"))
    with qtbot.waitSignal(page.opened, timeout=LONG_MS):
        state.set_run(read_run(run.with_name("second")))
    assert page.examined is not None
    assert page.examined is not seen
    assert tab._seen is page.examined
    state.set_run(None)
    assert page.examined is None
    assert not page.desk.isVisible()


def test_every_tab_is_made_when_it_is_first_shown_and_takes_another_run(
    page: EvaluatePage, seen: Examined, state: StudioState, run: Path, qtbot: QtBot
) -> None:
    assert set(page.desk._made) <= {"overview", "images"}
    for name in TABS:
        page.desk.show_tab(name)
        qtbot.waitUntil(page.desk.tab(name).isVisible)
    assert set(page.desk._made) == set(TABS)
    state.set_run(None)
    with qtbot.waitSignal(page.opened, timeout=LONG_MS):
        state.set_run(read_run(run))
    for name in TABS:
        page.desk.show_tab(name)
        qtbot.waitUntil(page.desk.tab(name).isVisible)


def test_curves_and_calibration_are_those_of_the_report(
    page: EvaluatePage, seen: Examined, qtbot: QtBot
) -> None:
    tab = page.desk.tab("curves")
    with qtbot.waitSignal(tab.drawn, timeout=LONG_MS):
        page.desk.show_tab("curves")
    assert tab.area_text() == f"mean AUC {seen.report.auc:.4f}"
    with qtbot.waitSignal(tab.drawn, timeout=LONG_MS):
        tab._class.setCurrentIndex(3)
    assert tab.area_text() == f"AUC {seen.report.classes[2].auc:.4f}"
    with qtbot.waitSignal(tab.drawn, timeout=LONG_MS):
        tab._kind.setCurrentIndex(1)
    assert tab.area_text() == f"AP {seen.report.classes[2].average_precision:.4f}"
    words = tab.reliability.accessibleDescription()
    assert words.count("said ") == sum(each.images > 0 for each in seen.report.calibration.bins)


def test_a_thousand_classes_can_be_worked_with(
    state: StudioState, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    many = examined(tmp_path / "many", classes=1000, images=4000)
    state.set_run(many.run)
    desk = EvaluateDesk(state, theme)
    qtbot.addWidget(desk)
    desk.resize(1100, 700)
    desk.show()
    desk.show_examination(many)
    counts = np.array(desk.overview.panel.matrix.counts())
    assert counts.sum() == 4000
    desk.overview.table.search("species 99")
    assert len(desk.overview.table.names()) == 10
    pair = many.pairs[0]
    desk.show_cell(pair.truth, pair.guess)
    assert desk.tab("images").grid.count() == pair.count
    desk.close_page(30)


def _button(page: EvaluatePage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None, f"no button is named {name}"
    return found
