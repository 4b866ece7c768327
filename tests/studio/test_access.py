"""The window without a mouse and without good eyes: names, Tab, rings, contrast, room for text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.evaluate.evaluate_desk import TABS
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.widgets.parts import column
from regnet_studio.studio.window import StudioWindow
from tests.studio.checks.access import out_of_order, reached, ringless, unnamed
from tests.studio.checks.clipping import clipped
from tests.studio.checks.contrast import hard_to_read
from tests.studio.checks.finding import Finding
from tests.studio.checks.overlap import overlapping

LONG_MS = 60_000
Check = Callable[[QWidget], Iterator[Finding]]


@pytest.fixture(autouse=True)
def as_before(theme: Theme) -> Iterator[None]:
    yield
    theme.resize_text(100)
    theme.choose("light")


def _pages(window: StudioWindow, qtbot: QtBot) -> Iterator[str]:
    """Every step and every tab of its page, each as it stands."""
    for step in STEPS:
        window.show_page(step)
        tabs = [each for each in window.pages.findChildren(QTabWidget) if each.isVisible()]
        if not tabs:
            qtbot.wait(1)
            yield step
        for each in tabs:
            for place in range(each.count()):
                each.setCurrentIndex(place)
                qtbot.wait(1)
                yield f"{step}, {each.tabText(place)}"
            each.setCurrentIndex(0)


def _found(window: StudioWindow, qtbot: QtBot, *checks: Check) -> str:
    """What the checks find, a line each, with the first place it shows in."""
    found: dict[str, str] = {}
    for place in _pages(window, qtbot):
        for check in checks:
            for finding in check(window):
                found.setdefault(str(finding), place)
    return "\n".join(f"{place}: {finding}" for finding, place in found.items())


def _read(window: QWidget) -> Iterator[Finding]:
    return hard_to_read(window, window.grab().toImage())


def test_every_page_is_for_everyone(
    window: StudioWindow, scan: Callable[[Path | str], None], mixed_zip: Path, qtbot: QtBot
) -> None:
    """One window for all of it: to make one takes longer than to look at its pages."""
    scan(mixed_zip)
    window.resize(1280, 800)
    lacks = _found(window, qtbot, unnamed, out_of_order, ringless, clipped, overlapping, _read)
    assert not lacks, lacks
    window.theme.choose("dark")
    window.theme.resize_text(200)
    qtbot.waitUntil(lambda: window.theme.is_settled)
    lacks = _found(window, qtbot, clipped, overlapping, _read)
    assert not lacks, lacks
    assert window.size().toTuple() == (1280, 800)


def test_every_page_of_a_run_is_for_everyone(
    window: StudioWindow, finished_run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.resize(1280, 800)
    window.reading.open_run(Path(copytree(finished_run, tmp_path / "runs" / "a run")))
    qtbot.waitUntil(lambda: window.state.run is not None, timeout=LONG_MS)
    window.show_page("evaluate")
    page = window.evaluate_page
    qtbot.waitUntil(lambda: page.examined is not None, timeout=LONG_MS)
    found: set[str] = set()

    def look_at(place: str) -> None:
        qtbot.wait(1)
        for check in (unnamed, out_of_order, ringless, clipped, overlapping):
            found.update(f"{place}: {each}" for each in check(window))

    for name in TABS:
        page.desk.show_tab(name)
        look_at(name)
    for step in ("train", "predict", "export"):
        window.show_page(step)
        look_at(step)
    window.show_runs()
    look_at("runs")
    assert not found, "\n".join(sorted(found))


class TestTheChecks:
    """What they are for, they find."""

    @pytest.fixture
    def bad(self, qtbot: QtBot, theme: Theme) -> QWidget:
        made = QWidget()
        qtbot.addWidget(made)
        made.setLayout(column(QLabel("a text"), *map(QPushButton, ("one", "two", "three"))))
        made.show()
        qtbot.waitExposed(made)
        return made

    def test_cut_text(self, bad: QWidget) -> None:
        assert list(clipped(bad)) == []
        for part in bad.findChildren(QWidget):
            part.setFixedWidth(20)
        assert {each.kind for each in clipped(bad)} == {"cut"}
        assert len(list(clipped(bad))) == 4

    def test_widgets_on_each_other(self, bad: QWidget) -> None:
        assert list(overlapping(bad)) == []
        first, second, _ = bad.findChildren(QPushButton)
        second.setGeometry(first.geometry().translated(0, 5))  # still within the window
        assert [each.kind for each in overlapping(bad)] == ["overlap"]
        second.setGeometry(first.geometry().translated(500, 0))
        assert [each.kind for each in overlapping(bad)] == ["sticks out"]

    def test_faint_text(self, bad: QWidget) -> None:
        assert list(hard_to_read(bad, bad.grab().toImage())) == []
        bad.findChild(QLabel).setStyleSheet("color: #c8c8c8")  # type: ignore[union-attr]
        assert [e.kind for e in hard_to_read(bad, bad.grab().toImage())] == ["contrast"]

    def test_no_name_no_ring_no_order(self, bad: QWidget) -> None:
        first, second, third = bad.findChildren(QPushButton)
        assert reached(bad) == [first, second, third]
        assert not [*unnamed(bad), *out_of_order(bad), *ringless(bad)]
        first.setText("")
        QWidget.setTabOrder(third, second)
        second.setStyleSheet("border: 1px solid red")
        assert [each.kind for each in unnamed(bad)] == ["name"]
        assert [each.kind for each in out_of_order(bad)] == ["order"]
        assert [each.kind for each in ringless(bad)] == ["ring"]
