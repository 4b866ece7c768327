"""The log: what happened, in memory, on the screen and in a file; bounded, and searched."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.account import account_of
from regnet_studio.studio.shell.log import FILE, MOST_LINES, NAME, Line, Log, last_lines
from regnet_studio.studio.shell.log_panel import LogPanel
from regnet_studio.training.events import EpochEnded, RunEnded, Step

_logger = logging.getLogger(NAME)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    made = Log(tmp_path)
    made.open()
    yield made
    made.close()


@pytest.fixture
def panel(theme: Theme, log: Log, qtbot: QtBot) -> LogPanel:
    made = LogPanel(theme, log)
    qtbot.addWidget(made)
    made.resize(900, 220)
    return made


def _texts(log: Log) -> list[str]:
    return [line.text for line in log.lines()]


def test_notes_warnings_and_tracebacks_are_kept_and_written(log: Log) -> None:
    _logger.info("Reading %s", "digits")
    logging.getLogger("elsewhere").info("not told")
    logging.getLogger("elsewhere").warning("told")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old call", UserWarning, stacklevel=1)
    try:
        raise ValueError("broken")
    except ValueError:
        _logger.exception("It failed")
    first, second, third, fourth = _texts(log)
    assert (first, second) == ("Reading digits", "told")
    assert "old call" in third
    assert fourth.startswith("It failed\n    Traceback")
    assert [line.word for line in log.lines()] == ["info", "warning", "warning", "error"]
    written = log.path.read_text("utf-8")
    assert "info    Reading digits" in written
    assert "ValueError: broken" in written


def test_any_thread_may_note(log: Log) -> None:
    def note() -> None:
        for n in range(200):
            _logger.info("line %d", n)

    threads = [threading.Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.count == 800
    assert len(last_lines(log.path, 1000).splitlines()) == 800


def test_it_is_bounded_in_memory_and_on_the_disk(tmp_path: Path) -> None:
    log = Log(tmp_path)
    for n in range(MOST_LINES + 50):
        log.add(Line(0.0, logging.INFO, str(n)))
    lines = log.lines()
    assert len(lines) == MOST_LINES
    assert lines[0].text == "50"
    assert [line.text for line in log.lines(log.count - 2)] == ["10048", "10049"]
    log.open()
    for _ in range(2_500):
        _logger.info("x" * 1_000)
    log.close()
    files = list(tmp_path.glob(f"{FILE}*"))
    assert len(files) == 3
    assert sum(path.stat().st_size for path in files) < 3_100_000


def test_a_folder_that_cannot_be_written_costs_the_file_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = Log(tmp_path / "file")
    log.open()
    _logger.info("goes on")
    log.close()
    assert "cannot be written" in _texts(log)[0]
    assert _texts(log)[1] == "goes on"


def test_the_panel_follows_while_it_is_in_sight(panel: LogPanel, qtbot: QtBot) -> None:
    _logger.info("before")
    panel.show()
    assert panel.texts() == ["before"]
    _logger.info("after")
    qtbot.waitUntil(lambda: panel.texts() == ["before", "after"])
    panel.hide()
    assert not panel._timer.isActive()


def test_level_and_words_choose_what_is_shown(panel: LogPanel) -> None:
    panel.show()
    _logger.info("Epoch 1 began")
    _logger.warning("Epoch 1: a step was left out")
    _logger.error("Disk")
    panel._take_new()
    level = panel.findChild(QComboBox, "log.level")
    assert level is not None
    level.setCurrentIndex(1)
    assert panel.texts() == ["Epoch 1: a step was left out", "Disk"]
    panel.search.setText("épo step")
    assert panel.texts() == ["Epoch 1: a step was left out"]
    level.setCurrentIndex(0)
    panel.search.setText("epoch")
    assert len(panel.texts()) == 2


def test_copy_save_and_clear(panel: LogPanel, log: Log, tmp_path: Path) -> None:
    panel.show()
    for text in ("one", "two", "three"):
        _logger.info(text)
    panel._take_new()
    panel.list.setCurrentIndex(panel.model.index(1, 0))
    panel.copy()
    assert QApplication.clipboard().text().endswith("info    two")
    panel.save(tmp_path / "saved.txt")
    lines = (tmp_path / "saved.txt").read_text("utf-8").splitlines()
    assert [line.split()[-1] for line in lines] == ["one", "two", "three"]
    panel.clear()
    assert panel.texts() == []
    assert log.path.read_text("utf-8").count("\n") == 3
    _logger.info("four")
    panel._take_new()
    assert panel.texts() == ["four"]


def test_ten_thousand_lines_do_not_hold_the_window_up(panel: LogPanel, log: Log) -> None:
    panel.show()
    for n in range(MOST_LINES + 5_000):
        log.add(Line(0.0, logging.INFO, f"line {n}"))
        if n % 2_000 == 0:
            panel._take_new()
    panel._take_new()
    assert panel.texts()[-1] == "line 14999"
    assert 0.8 * MOST_LINES <= len(panel.texts()) <= MOST_LINES


def test_events_of_a_run_are_told_in_words() -> None:
    epoch = EpochEnded(3, 30, 0.2, 0.91, 0.3, 0.875, 0.1, 1234.5, 4.0, 9.0, 300.0, 0.875, True)
    told = account_of(epoch)
    speed = words.number(1234)
    assert told == f"Epoch 3: training 91.0 %, validation 87.5 %, {speed} images a second"
    assert account_of(RunEnded("failed", "no room")) == "The run is failed: no room"
    assert account_of(Step(1, 1, 0.1, 0.9, 0.1, 1.0, 1.0, 1.0)) == ""
