"""Pause, stop, cancel, resume and closing the window while a run goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.files import DiskTrouble
from regnet_studio.runs import execute
from regnet_studio.runs.course import course_of
from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.studio.window import StudioWindow
from regnet_studio.training.events import RunEnded

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


def menu(window: StudioWindow, name: str) -> QAction:
    """An entry of the stop menu."""
    found = window.findChild(QAction, name)
    assert found is not None, f"no action is named {name}"
    return found


def type_in(editor: QWidget, text: str, qtbot: QtBot) -> None:
    """Give a number the way a person does."""
    editor.selectAll()  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


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
    menu(window, "action.cancel").trigger()
    assert asked == ["Discard this run?"]
    assert window.training.phase == "training"
    answer("Discard")
    menu(window, "action.cancel").trigger()
    over(window, qtbot)
    assert not run.exists()
    assert list_runs() == []
    assert window.state.run is None


def test_stop_after_this_epoch_ends_with_a_whole_epoch(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    menu(window, "action.stop.epoch").trigger()
    assert menu(window, "action.stop.epoch").isChecked()
    assert window.training.phase == "training"
    assert part("action.train").text() == "Last epoch…"  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.waitUntil(lambda: window.state.run is not None, timeout=LONG_MS)
    run = window.state.run
    assert run is not None
    assert run.status == "stopped"
    assert run.report is not None
    assert run.course.step == run.course.epoch * run.course.steps_per_epoch


def test_the_wish_to_stop_after_this_epoch_can_be_taken_back(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    stop = menu(window, "action.stop.epoch")
    stop.trigger()
    stop.trigger()
    assert not window.training.ends_after_epoch
    epoch = window.training.course.epoch
    qtbot.waitUntil(lambda: window.training.course.epoch >= epoch + 2, timeout=LONG_MS)
    assert window.training.phase == "training"


def test_an_interrupted_run_can_be_resumed(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    menu(window, "action.interrupt").trigger()
    qtbot.waitUntil(lambda: window.state.run is not None, timeout=LONG_MS)
    assert window.state.run is not None
    assert window.state.run.status == "interrupted"
    assert part("train.further").isVisible()
    assert part("train.further").accessibleName() == "Resume…"


def test_a_paused_run_goes_on_with_what_was_changed(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    panel = part("change")
    assert not panel.isVisible()
    qtbot.mouseClick(part("action.pause"), LEFT)
    qtbot.waitUntil(lambda: window.training.is_holding)
    assert panel.isVisible()
    assert not part("change.apply").isEnabled()
    type_in(part("change.optimizer.lr"), "0.03", qtbot)
    type_in(part("change.stopping.epochs"), "400", qtbot)
    step = window.training.course.step
    qtbot.mouseClick(part("change.apply"), LEFT)
    qtbot.waitUntil(
        lambda: window.training.phase == "paused" and window.training.is_holding, timeout=LONG_MS
    )
    course = window.training.course
    assert course.step == step
    assert {(c.key, c.before, c.after) for c in course.changes} == {
        ("optimizer.lr", "0.1", "0.03"),
        ("stopping.epochs", "500", "400"),
    }
    assert not part("change.apply").isEnabled()  # the panel begins with what the run has now
    assert "0.1 → 0.03" in part("change.past").text()  # pyright: ignore[reportAttributeAccessIssue]
    type_in(part("change.augment.strength"), "0.5", qtbot)
    qtbot.mouseClick(part("change.go"), LEFT)
    qtbot.waitUntil(lambda: window.training.course.step > step + 2, timeout=LONG_MS)
    assert window.training.phase == "training"
    assert not panel.isVisible()
    assert Run(Path(course.run)).recipe().augment.strength == 0.5
    marks = window.train_page.curves
    varied = "Augmentation strength: 1.0 → 0.5"
    qtbot.waitUntil(lambda: any(varied in text for text in marks.change_texts()))
    assert len(marks.change_texts()) == 1
    assert window.banners.texts() == []


def test_a_change_that_is_refused_leaves_the_run_as_it_was(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    qtbot.mouseClick(part("action.pause"), LEFT)
    qtbot.waitUntil(lambda: window.training.is_holding)
    step = window.training.course.step
    window.training.change(["model.name=resnet32"], go_on=False)
    qtbot.waitUntil(lambda: window.training.phase == "paused", timeout=LONG_MS)
    assert "model.name" in window.banners.texts()[0]
    assert window.training.course.changes == []
    qtbot.mouseClick(part("action.pause"), LEFT)
    qtbot.waitUntil(lambda: window.training.course.step > step, timeout=LONG_MS)


def test_fewer_epochs_than_are_done_cannot_be_asked_for(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(500)
    begin(window, part, qtbot)
    qtbot.waitUntil(lambda: window.training.course.epoch >= 4, timeout=LONG_MS)
    qtbot.mouseClick(part("action.pause"), LEFT)
    qtbot.waitUntil(lambda: window.training.is_holding)
    type_in(part("change.stopping.epochs"), "2", qtbot)
    assert not part("change.apply").isEnabled()
    assert "epochs are done already" in part("change.fault").text()  # pyright: ignore[reportAttributeAccessIssue]


def test_a_finished_run_is_trained_further(
    window: StudioWindow, part: Find, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(2)
    qtbot.mouseClick(part("action.train"), LEFT)
    qtbot.waitUntil(lambda: window.state.run is not None, timeout=LONG_MS)
    qtbot.waitUntil(part("action.further").isVisible)
    qtbot.mouseClick(part("action.further"), LEFT)
    editor = part("change.stopping.epochs")
    assert editor.isVisible()
    assert editor.value() == 3  # pyright: ignore[reportAttributeAccessIssue]
    type_in(editor, "5", qtbot)
    qtbot.mouseClick(part("change.go"), LEFT)
    over(window, qtbot)
    qtbot.waitUntil(
        lambda: window.state.run is not None and window.state.run.course.epoch == 5,
        timeout=LONG_MS,
    )
    run = window.state.run
    assert run is not None
    assert run.status == "finished"
    assert run.course.validation_loss.points[0].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert [(c.key, c.after) for c in run.course.changes] == [("stopping.epochs", "5")]


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
    answer("Interrupt and close")
    window.close()
    # The window answers while the run is being saved, and then closes by itself.
    qtbot.waitUntil(lambda: window.is_closed, timeout=LONG_MS)
    assert not window.isVisible()
    assert window.training.wait(0)
    assert Run(run).status() == "interrupted"
    assert list(execute.resume(run))[-1] == RunEnded("finished")
    drawn = course_of(Run(run).events()).validation_loss.points[0].tolist()
    assert drawn == [float(n) for n in range(1, 13)]


def test_a_run_that_cannot_be_saved_keeps_the_window_open(
    window: StudioWindow,
    part: Find,
    ready: Callable[[int], None],
    answer: Callable[[str], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    ready(500)
    begin(window, part, qtbot)

    def refuse(*_: object) -> None:
        raise DiskTrouble("the disk is full")

    monkeypatch.setattr("regnet_studio.training.session.Session.save_last", refuse)
    answer("Interrupt and close")
    window.close()
    over(window, qtbot)
    assert window.isVisible()
    assert window.banners.texts()[0] == "the disk is full"
    assert part("action.train").isEnabled()


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
