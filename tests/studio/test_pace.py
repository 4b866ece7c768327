"""Pause, stop, cancel, resume and closing the window while a run goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.studio.window import StudioWindow

LONG_MS = 60_000
LEFT = Qt.MouseButton.LeftButton
Find = Callable[[str], QWidget]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Answer the next question by pressing the button of that text."""

    def prepare(text: str) -> list[str]:
        asked: list[str] = []

        def execute(box: QMessageBox) -> int:
            asked.append(box.text())
            pressed = next(b for b in box.buttons() if b.text() == text)
            monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: pressed)
            return 0

        monkeypatch.setattr(QMessageBox, "exec", execute)
        return asked

    return prepare


def begin(window: StudioWindow, part: Find, qtbot: QtBot) -> None:
    """Press Train and wait until steps come in."""
    qtbot.mouseClick(part("action.train"), LEFT)
    qtbot.waitUntil(lambda: window.training.course.epoch >= 2, timeout=LONG_MS)


def over(window: StudioWindow, qtbot: QtBot) -> None:
    """Wait until nothing goes on."""
    qtbot.waitUntil(lambda: not window.training.is_on, timeout=LONG_MS)


def test_a_paused_run_stands_still_and_goes_on(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    qtbot.mouseClick(part("action.pause"), LEFT)
    assert window.training.phase == "paused"
    assert part("action.pause").accessibleName() == "Go on"
    # The step that was being made when Pause was pressed may still come in; then nothing does.
    qtbot.wait_until(lambda: window.training.is_holding)
    step = window.training.course.step
    with qtbot.assertNotEmitted(window.training.advanced, wait=300):
        pass
    assert window.training.course.step == step
    qtbot.mouseClick(part("action.pause"), LEFT)
    qtbot.waitUntil(lambda: window.training.course.step > step)
    window.training.cancel()
    over(window, qtbot)


def test_stop_keeps_the_best_and_evaluates_it(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    qtbot.mouseClick(part("action.stop"), LEFT)
    qtbot.waitUntil(lambda: window.state.run is not None, timeout=LONG_MS)
    run = window.state.run
    assert run is not None
    assert run.status == "stopped"
    assert run.report is not None
    assert window.evaluate_page.confusion.counts() == run.report["confusion"]
    assert window.banners.texts() == []


def test_cancel_asks_and_leaves_no_run(
    window: StudioWindow,
    part: Find,
    ready: Callable[[int], None],
    answer: Callable[[str], list[str]],
    qtbot: QtBot,
) -> None:
    ready(500)
    begin(window, part, qtbot)
    run = Path(window.training.course.run)
    assert run.is_dir()
    asked = answer("Go on training")
    qtbot.mouseClick(part("action.cancel"), LEFT)
    assert asked == ["Discard this run?"]
    assert window.training.phase == "training"
    answer("Discard")
    qtbot.mouseClick(part("action.cancel"), LEFT)
    over(window, qtbot)
    assert not run.exists()
    assert list_runs() == []
    assert window.state.run is None


def test_closing_the_window_saves_the_run_and_it_resumes(
    window: StudioWindow,
    part: Find,
    ready: Callable[[int], None],
    answer: Callable[[str], list[str]],
    qtbot: QtBot,
) -> None:
    ready(12)
    begin(window, part, qtbot)
    run = Path(window.training.course.run)
    answer("Stay")
    assert not window.close()
    assert window.training.phase == "training"
    answer("Save and close")
    assert window.close()
    assert window.training.wait(0)
    assert Run(run).status() == "interrupted"
    over(window, qtbot)
    window.resume(run)
    over(window, qtbot)
    assert Run(run).status() == "finished"
    assert window.training.course.epoch == 12
    drawn, _ = window.training.course.validation_loss.points
    assert drawn == [float(n) for n in range(1, 13)]


def test_the_list_opens_a_run_on_all_pages_and_offers_resume(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(3)
    begin(window, part, qtbot)
    window.training.leave()
    over(window, qtbot)
    qtbot.waitUntil(lambda: window.state.run is not None)
    window.state.set_run(None)
    window.train_page.show_nothing()
    qtbot.waitUntil(lambda: [r.status for r in list_runs()] == ["interrupted"])
    runs = part("runs")
    qtbot.waitUntil(runs.isVisible)
    index = runs.model().index(0, 0)  # pyright: ignore[reportAttributeAccessIssue]
    place = runs.visualRect(index).center()  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.mouseClick(runs.viewport(), LEFT, pos=place)  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.waitUntil(lambda: window.state.run is not None)
    run = window.state.run
    assert run is not None
    assert run.course is window.train_page.course
    assert part("predict.source").whole_text().endswith(run.name)  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.waitUntil(part("action.resume").isVisible)
    qtbot.mouseClick(part("action.resume"), LEFT)
    over(window, qtbot)
    qtbot.waitUntil(
        lambda: window.state.run is not None and window.state.run.status == "finished",
        timeout=LONG_MS,
    )
