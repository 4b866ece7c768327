"""What follows a slider: the newest question is answered, older ones are never begun."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from regnet_studio.studio.jobs.latest import Latest


def test_only_the_newest_of_the_waiting_questions_is_answered(qtbot: QtBot) -> None:
    may_go, began = threading.Event(), threading.Event()
    seen: list[int] = []

    def work(question: int) -> int:
        seen.append(question)
        began.set()
        may_go.wait(30)
        return -question

    owner = QObject()
    latest = Latest(work, owner)
    answers: list[tuple[int, int]] = []
    latest.answered.connect(lambda question, answer: answers.append((question, answer)))
    latest.ask(1)
    assert began.wait(30)
    for question in (2, 3, 4):
        latest.ask(question)
    assert latest.is_busy
    may_go.set()
    qtbot.waitUntil(lambda: not latest.is_busy)
    assert seen == [1, 4]
    assert answers == [(1, -1), (4, -4)]
    latest.close()
    latest.wait(30)


def test_a_failure_comes_with_its_question_and_the_next_one_is_answered(qtbot: QtBot) -> None:
    owner = QObject()
    latest = Latest(lambda question: 1 / question, owner)
    with qtbot.waitSignal(latest.failed) as failed:
        latest.ask(0)
    assert failed.args is not None
    assert failed.args[0] == 0
    assert isinstance(failed.args[1], ZeroDivisionError)
    with qtbot.waitSignal(latest.answered) as answered:
        latest.ask(4)
    assert answered.args == [4, 0.25]
    latest.close()
    latest.wait(30)
