"""The split shown while the recipe is written is the split that is trained on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar
from pytestqt.qtbot import QtBot

from regnet_studio.data.manifest import Manifest
from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.data.overview import Overview
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.window import StudioWindow
from regnet_studio.training.preparation import prepare_data
from tests.studio.pictures import png

Look = Callable[[Path | str], Overview]
LONG_MS = 60_000


def settled(page: DataPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.desk.split_preview.is_busy, timeout=LONG_MS)


def trained_on(state: StudioState) -> dict[str, list[int]]:
    """Rows of each part as the training sets them apart."""
    assert state.scan is not None
    work = prepare_data(state.recipe, Manifest.read(state.scan.dataset.source))
    try:
        while True:
            next(work)
    except StopIteration as end:
        parts = end.value.split
    return {name: getattr(parts, name).tolist() for name in ("train", "validation", "test")}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"data.copies": "near", "data.validation_share": 0.3, "seed": 5},
        {"data.copies": "ignore"},
        {"data.folds": 3, "data.fold": 2},
    ],
    ids=str,
)
def test_the_preview_is_what_the_training_does(
    values: dict[str, object],
    page: DataPage,
    state: StudioState,
    look: Look,
    mixed_zip: Path,
    qtbot: QtBot,
) -> None:
    look(mixed_zip)
    with qtbot.waitSignal(state.data_changed, timeout=LONG_MS):
        page.desk.mending.exclude(np.array([0, 20, 57]))
    for key, value in values.items():
        state.set_value(key, value)
    settled(page, qtbot)
    parts = page.desk.split_preview.parts
    assert parts is not None
    shown = {n: getattr(parts.split, n).tolist() for n in ("train", "validation", "test")}
    assert shown == trained_on(state)
    page.desk.show_tab("split")
    table = page.desk.split_tab.counts
    for name, rows in shown.items():
        labels = parts.overview.scan.dataset.labels[rows]
        assert table.numbers(name) == np.bincount(labels, minlength=3).tolist()
    figure = page.findChild(QLabel, "split.train")
    assert figure is not None
    assert figure.text() == str(len(shown["train"]))
    left_out = page.findChild(QLabel, "split.left_out")
    assert left_out is not None
    assert left_out.isVisible() is (len(parts.split.copies) > 0)


def test_a_split_that_cannot_be_is_said_beside_it(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    page.desk.show_tab("split")
    note = page.findChild(QLabel, "split.notes.text")
    assert note is not None
    settled(page, qtbot)
    assert not note.isVisible()
    state.set_value("data.folds", 50)
    settled(page, qtbot)
    assert note.isVisible()
    assert "Data.folds = 50" in note.text()
    assert not page.desk.split_tab.counts.isVisible()
    state.reset("data.folds")
    settled(page, qtbot)
    assert not note.isVisible()
    assert page.desk.split_tab.counts.isVisible()


def test_advice_about_the_split_stands_beside_it(
    page: DataPage, state: StudioState, look: Look, mixed_zip: Path
) -> None:
    look(mixed_zip)
    page.desk.show_tab("split")
    note = page.findChild(QLabel, "split.notes.text")
    assert note is not None
    state.set_value("data.copies", "ignore")
    assert "looks better than it is" in note.text()


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """Classes in folders below folders."""
    path = tmp_path / "nested.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n, name in enumerate(("pet/cat", "pet/dog", "wild/fox")):
            for i in range(8):
                archive.writestr(f"{name}/{i}.png", png((40 + 80 * n, 120, 90), 50 * n + i))
    return path


def test_another_layout_reads_the_images_again(
    window: StudioWindow,
    scan: Callable[[Path | str], None],
    nested: Path,
    qtbot: QtBot,
) -> None:
    scan(nested)
    assert window.state.scan is not None
    assert window.state.scan.dataset.classes == ("pet", "wild")
    window.data_page.desk.show_tab("split")
    reading = window.findChild(QProgressBar, "split.reading")
    assert reading is not None
    with qtbot.waitSignal(window.reading.reread_began):
        window.state.set_value("data.layout", "nested")
    assert reading.isVisible()
    assert window.data_page.desk.split_tab.isVisible()  # the form stays where it is
    qtbot.waitUntil(lambda: not window.reading.is_scanning, timeout=LONG_MS)
    assert not reading.isVisible()
    assert window.state.scan.dataset.classes == ("pet/cat", "pet/dog", "wild/fox")
    assert window.state.recipe.data.layout == "nested"
    # Another source starts from what suits most sources.
    scan("digits")
    assert window.state.recipe.data.layout == "auto"


def test_a_layout_that_does_not_hold_is_said_at_its_field(
    window: StudioWindow,
    scan: Callable[[Path | str], None],
    nested: Path,
    qtbot: QtBot,
) -> None:
    scan(nested)
    before = window.state.overview
    window.data_page.desk.show_tab("split")
    train = window.rail.train
    qtbot.waitUntil(train.isEnabled)
    with qtbot.waitSignal(window.reading.reread_began):
        window.state.set_value("data.layout", "table")
    qtbot.waitUntil(lambda: not window.reading.is_scanning, timeout=LONG_MS)
    control = window.data_page.desk.split_tab.form.controls["data.layout"]
    assert "table" in control.fault()
    assert window.state.overview is before
    assert not train.isEnabled()
    assert window.banners.texts() == []
    # A change of something else does not try again.
    with qtbot.assertNotEmitted(window.reading.reread_began, wait=600):
        window.state.set_value("augment.rotation", 10.0)
    window.state.set_value("data.layout", "auto")
    assert control.fault() == ""
    assert train.isEnabled()


def test_typing_a_pattern_reads_once_it_is_typed(
    window: StudioWindow, scan: Callable[[Path | str], None], tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "flat"
    folder.mkdir()
    for n in range(16):
        (folder / f"{'ab'[n % 2]}-x{n}.png").write_bytes(png((90 * (n % 2), 90, 90), n))
    scan(folder)
    window.data_page.desk.show_tab("split")
    line = window.findChild(QLineEdit, "recipe.data.name_pattern")
    assert line is not None
    began: list[bool] = []
    window.reading.reread_began.connect(lambda: began.append(True))
    qtbot.keyClicks(line, "{class}-*")
    qtbot.waitUntil(lambda: bool(began), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.reading.is_scanning, timeout=LONG_MS)
    assert len(began) == 1
    assert line.text() == "{class}-*"
    assert window.state.scan is not None
    assert window.state.scan.dataset.classes == ("a", "b")
