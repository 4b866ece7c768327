"""A crash of the real program: the next start offers its report and brings the settings back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.folders import data_folder, log_folder
from regnet_studio.recipe import load
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.banners import Banners
from regnet_studio.studio.trouble.crash import CrashOffer
from regnet_studio.studio.trouble.defects import Defects
from regnet_studio.studio.trouble.session import Session, crashed

LEFT = Qt.MouseButton.LeftButton
_CRASH = """
import os, signal, sys
from PySide6.QtCore import QTimer
from regnet_studio.studio.app import open_studio

def painted(window):
    window.warm_up = lambda: None
    window.state.set_value("optimizer.lr", 0.0123)
    shell = window.shell

    def end():
        if shell._draft.is_settled:
            {how}
        else:
            QTimer.singleShot(20, end)

    QTimer.singleShot(20, end)

sys.exit(open_studio(None, on_painted=painted))
"""


def _program(how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _CRASH.format(how=how)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def banners(theme: Theme, qtbot: QtBot) -> Banners:
    made = Banners(theme)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def start(
    banners: Banners, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], tuple[CrashOffer, list[Path]]]]:
    """A start of the program: what it offers, and which recipes it is asked to open."""
    offers: list[CrashOffer] = []

    def begin() -> tuple[CrashOffer, list[Path]]:
        opened: list[Path] = []
        offer = CrashOffer(banners, theme, opened.append, banners)
        offers.append(offer)
        with qtbot.waitSignal(offer.looked):
            offer.look()
        return offer, opened

    yield begin
    for offer in offers:
        offer.close(10)


def _press(qtbot: QtBot, place: QWidget, name: str) -> None:
    # A banner that was taken away lives on until the event loop turns.
    found = [made for made in place.findChildren(QWidget, name) if made.isVisibleTo(place)]
    qtbot.mouseClick(found[0], LEFT)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_after_a_crash_report_and_settings_are_offered(
    start: Callable[[], tuple[CrashOffer, list[Path]]], banners: Banners, qtbot: QtBot
) -> None:
    done = _program("os.abort()")
    assert done.returncode == -signal.SIGABRT, done.stderr
    offer, opened = start()
    assert len(banners.texts()) == 2
    assert "ended unexpectedly" in banners.texts()[0]
    _press(qtbot, banners, "crash.show")
    assert offer.dialog is not None
    report = offer.dialog.findChild(QPlainTextEdit, "crash.report")
    assert report is not None
    text = report.toPlainText()
    assert "Fatal Python error: Aborted" in text  # faulthandler's native stack
    assert "in end" in text
    assert "RegNet Studio" in text
    _press(qtbot, offer.dialog, "crash.close")
    _press(qtbot, banners, "crash.bring_back")
    assert load(opened[0]).optimizer.lr == 0.0123
    # It was seen: no start after this one speaks of it.
    start()
    assert banners.texts() == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_a_kill_from_outside_is_told_apart_from_an_end(
    start: Callable[[], tuple[CrashOffer, list[Path]]], banners: Banners, qtbot: QtBot
) -> None:
    done = _program("os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == -signal.SIGKILL
    (found,) = crashed()
    assert "killed from outside" in found.report
    assert found.draft is not None
    start()
    _press(qtbot, banners, "banner.dismiss")
    assert len(banners.texts()) == 1
    _press(qtbot, banners, "banner.dismiss")
    assert crashed() == []
    assert not list((data_folder() / "drafts").iterdir())


def test_a_program_that_ends_leaves_nothing() -> None:
    done = _program("window.close()")
    assert done.returncode == 0, done.stderr
    assert not list((log_folder() / "sessions").iterdir())
    assert not list((data_folder() / "drafts").iterdir())
    assert crashed() == []


def test_another_window_that_is_open_is_no_crash() -> None:
    session = Session()
    session.begin()
    assert crashed() == []
    session.end()


def test_the_number_of_a_dead_process_may_be_anothers() -> None:
    session = Session()
    session.begin()
    record = json.loads(session.marker.read_text())
    session.marker.write_text(json.dumps(record | {"began": record["began"] - 1e6}))
    assert len(crashed()) == 1
    session.end()


def test_only_the_newest_are_kept_and_damage_does_no_harm() -> None:
    folder = log_folder() / "sessions"
    folder.mkdir(parents=True)
    for n in range(8):
        (folder / f"{1000 + n}-1.json").write_text("{")
    assert [one.marker.stem for one in crashed()] == [f"{1007 - n}-1" for n in range(5)]
    assert len(list(folder.iterdir())) == 5


class _Heard:
    def __init__(self, qtbot: QtBot, parent: QObject) -> None:
        self.errors: list[BaseException] = []
        self.interrupts = 0
        self.defects = Defects(self._interrupt, parent)
        self.defects.found.connect(self.errors.append)

    def _interrupt(self) -> None:
        self.interrupts += 1


@pytest.fixture
def heard(qtbot: QtBot, banners: Banners, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Heard]:
    made = _Heard(qtbot, banners)
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    made.defects.open()
    yield made
    made.defects.close()


def test_an_exception_of_any_thread_is_told_once_a_place(heard: _Heard, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ValueError("in a thread")

    for _ in range(30):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: bool(heard.errors))
    assert [str(error) for error in heard.errors] == ["in a thread"]


def test_ctrl_c_closes_the_window_instead(heard: _Heard) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert heard.interrupts == 1
    assert heard.errors == []
