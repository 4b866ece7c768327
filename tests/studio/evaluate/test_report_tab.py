"""The report from the window: previewed, written off the GUI thread, opened afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.evaluation.plot import Plot
from regnet_studio.runs.chapters import document
from regnet_studio.runs.course import Course
from regnet_studio.runs.directory import Run
from regnet_studio.runs.document import Chapter, Code, Document, Grid, Paragraph
from regnet_studio.runs.findings import findings
from regnet_studio.studio.evaluate.report_pdf import pdf
from regnet_studio.studio.evaluate.report_tab import ReportTab
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import OpenRun, StudioState

LONG_MS = 60_000


Part = TypeVar("Part", bound=QWidget)


def part(tab: ReportTab, kind: type[Part], name: str) -> Part:
    found = tab.findChild(kind, name)
    assert found is not None, name
    return found


def opened(path: Path) -> OpenRun:
    run = Run(path)
    return OpenRun(path, run.name, "finished", run.recipe(), Course(), run.report())


@pytest.fixture
def tab(state: StudioState, theme: Theme, qtbot: QtBot) -> Iterator[ReportTab]:
    made = ReportTab(state, theme)
    qtbot.addWidget(made)
    errors: list[BaseException] = []
    made.failed.connect(errors.append)
    yield made
    made.close_page(LONG_MS / 1000)
    if errors:
        raise errors[0]


def test_it_previews_what_it_will_hold(
    tab: ReportTab, state: StudioState, finished_run: Path, qtbot: QtBot
) -> None:
    state.set_run(opened(finished_run))
    assert not tab.preview.titles()  # nothing is read before it is looked at
    tab.show()
    qtbot.waitUntil(lambda: bool(tab.preview.titles()), timeout=LONG_MS)
    assert tab.preview.titles()[0] == "Summary"
    assert "Figures" in tab.preview.titles()


def test_it_writes_what_is_chosen_and_opens_it(
    tab: ReportTab,
    state: StudioState,
    finished_run: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state.set_run(opened(finished_run))
    for name in ("csv", "svg"):
        part(tab, QCheckBox, f"report.write.{name}").setChecked(True)
    folder = part(tab, QLineEdit, "report.folder")
    assert folder.text().endswith(f"{finished_run.name}-report")
    folder.setText(str(tmp_path / "out"))
    with qtbot.waitSignal(tab.written, timeout=LONG_MS) as told:
        part(tab, QPushButton, "report.start").click()
        assert tab.is_busy
        assert not part(tab, QPushButton, "report.start").isEnabled()
    (files,) = told.args or [[]]
    assert files[:2] == [tmp_path / "out/report.html", tmp_path / "out/report.pdf"]
    assert (tmp_path / "out/tables/classes.csv") in files
    assert (tmp_path / "out/plots/confusion.svg") in files
    assert not list((tmp_path / "out").rglob("*.png"))
    assert (tmp_path / "out/report.pdf").read_bytes().startswith(b"%PDF")
    assert str(files[0]) in tab.file_texts()
    asked: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: asked.append(Path(url.toLocalFile()).name)
    )
    part(tab, QPushButton, "report.open").click()
    part(tab, QPushButton, "report.open_folder").click()
    assert asked == ["report.html", "out"]


def test_without_a_choice_or_a_run_there_is_nothing_to_press(
    tab: ReportTab, state: StudioState, finished_run: Path
) -> None:
    go = part(tab, QPushButton, "report.start")
    assert not go.isEnabled()
    state.set_run(opened(finished_run))
    assert go.isEnabled()
    for name in ("html", "pdf"):
        part(tab, QCheckBox, f"report.write.{name}").setChecked(False)
    assert not go.isEnabled()
    assert go.toolTip() == "Choose what to write"


def test_it_can_be_cancelled(
    tab: ReportTab, state: StudioState, finished_run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    state.set_run(opened(finished_run))
    part(tab, QLineEdit, "report.folder").setText(str(tmp_path / "out"))
    tab.start()
    part(tab, QPushButton, "report.cancel").click()
    qtbot.waitUntil(lambda: not tab.is_busy, timeout=LONG_MS)
    assert not (tmp_path / "out/report.html").exists()


def test_the_pdf_has_pages(finished_run: Path, qapp: object) -> None:
    made = document(findings(Run(finished_run)))
    content = pdf(made)
    assert content.startswith(b"%PDF")
    assert 5 <= pages(content) <= 20
    assert len(content) < 5_000_000


def test_texts_longer_than_a_page_go_on_on_the_next(qapp: object) -> None:
    long = Paragraph("many words that never end " * 400)
    wide = "a-name-without-any-break" * 60
    blocks = (long, Grid(("a", "b"), tuple((wide, str(n)) for n in range(60))), Code(wide * 20))
    made = Document("title \udc80", "below", (Chapter("one", "One", blocks),), "now")
    assert pages(pdf(made)) > 10


def test_letters_beyond_the_first_plane_are_cut_rightly(qapp: object) -> None:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QPdfWriter

    from regnet_studio.studio.evaluate.pdf_pages import Pages

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    sheet = Pages(QPdfWriter(buffer), "title")
    text = "😀 word 猫 " * 30
    lines = sheet.lines(text, sheet.font(9), 120)
    assert len(lines) > 3
    assert " ".join(lines).split() == text.split()
    sheet.close()


def test_plots_come_as_images(finished_run: Path) -> None:
    plots = document(findings(Run(finished_run), images=False)).plots()
    assert all(isinstance(plot, Plot) for plot in plots.values())
    assert not QImage.fromData(plots["confusion"].png(60)).isNull()


def pages(content: bytes) -> int:
    counts = [int(n) for n in re.findall(rb"/Count (\d+)", content)]
    return max(counts)
