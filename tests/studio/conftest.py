"""Real windows on the offscreen platform, with folders of their own."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any, TypeVar, cast

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.data.scan import scan as scan_now
from regnet_studio.runs.directory import Run
from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.data.overview import Overview
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.window import StudioWindow
from tests.studio.opened import examination
from tests.studio.pictures import png

LONG_MS = 60_000
Tab = TypeVar("Tab", bound=QWidget)
# Before any application is made; read by Qt only then.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's runs, cache or logs."""
    for name in ("RUNS", "CACHE", "LOGS", "DATA", "CONFIG", "PRESETS"):
        monkeypatch.setenv(f"REGNET_STUDIO_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))  # where a desktop's trash is


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """One theme an application, as in the program."""
    qapp.setStyle("Fusion")
    return Theme(qapp)


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, few_networks: tuple[str, ...]) -> Iterator[StudioWindow]:
    """A window that has been painted and has loaded what is slow."""
    made = StudioWindow(theme)
    with qtbot.waitSignal(made.painted, timeout=LONG_MS):
        made.show()
    made.warm_up()
    qtbot.waitUntil(lambda: made.reading.has_torch and bool(made.state.models), timeout=LONG_MS)
    yield made
    # Not by qtbot, which would delete it while a run is still being saved.
    made.interrupt_and_close()
    qtbot.waitUntil(lambda: made.is_closed, timeout=LONG_MS)
    made.deleteLater()


@pytest.fixture
def small_zip(tmp_path: Path) -> Path:
    """Three classes of plain colours, 40 images of 16 px each: learnt in a few steps."""
    path = tmp_path / "colours.zip"
    write_zip(path, {"red": (200, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 200)}, 40)
    return path


def write_zip(path: Path, classes: dict[str, tuple[int, int, int]], count: int) -> None:
    """A .zip of noisy PNGs, one folder per class."""
    noise = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for name, color in classes.items():
            for n in range(count):
                pixels = np.array(color) + noise.integers(-25, 26, (16, 16, 3))
                content = io.BytesIO()
                Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(content, "PNG")
                archive.writestr(f"{name}/{n:03d}.png", content.getvalue())


@pytest.fixture
def mixed_zip(tmp_path: Path) -> Path:
    """Three unequal classes in train and test, with what may be wrong with images.

    train: 30 cats, 16 dogs, 8 birds; test: 6 of each. Beyond these a cat of the test is also in
    train, a dog is also called a bird, and one file is broken.
    """
    path = tmp_path / "mixed.zip"
    colours = {"bird": (60, 60, 200), "cat": (200, 120, 40), "dog": (60, 180, 60)}
    with zipfile.ZipFile(path, "w") as archive:
        for split, counts in {"train": (8, 30, 16), "test": (6, 6, 6)}.items():
            for (name, colour), count in zip(colours.items(), counts, strict=True):
                for n in range(count):
                    seed = 1000 * len(name) + 100 * len(split) + n + ord(name[0])
                    archive.writestr(f"{split}/{name}/{n:02d}.png", png(colour, seed))
        archive.writestr("train/cat/leak.png", archive.read("test/cat/00.png"))
        archive.writestr("train/bird/called.png", archive.read("train/dog/00.png"))
        archive.writestr("train/dog/broken.png", b"\x89PNG\r\n\x1a\n and then nothing")
    return path


@pytest.fixture
def state(qapp: QApplication) -> Iterator[StudioState]:
    """What is on the desk of a page without a window."""
    made = StudioState()
    yield made
    # Its pages are in cycles and hold it: the garbage collector may run in any thread.
    made.deleteLater()


@pytest.fixture
def page(state: StudioState, theme: Theme, qtbot: QtBot) -> Iterator[DataPage]:
    """A Data page of its own: nothing slow is loaded for it."""
    made = DataPage(state, theme)
    qtbot.addWidget(made)
    errors: list[BaseException] = []
    made.failed.connect(errors.append)
    made.resize(1040, 760)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_dataset(LONG_MS / 1000)
    if errors:
        raise errors[0]


@pytest.fixture
def errors() -> list[BaseException]:
    """What tabs told as failed; a test that expects it clears it."""
    return []


@pytest.fixture
def make_tab(
    state: StudioState, theme: Theme, qtbot: QtBot, errors: list[BaseException]
) -> Iterator[Callable[[type[Tab]], Tab]]:
    """Makes a tab of the Evaluate page, not yet shown; what it tells as failed fails the test."""
    tabs: list[Any] = []

    def make(kind: type[Any]) -> Any:
        made = kind(state, theme)
        qtbot.addWidget(made)
        made.resize(1040, 680)
        tabs.append(made)
        made.failed.connect(errors.append)
        return made

    yield make
    for made in tabs:
        made.close_page(LONG_MS / 1000)
    if errors:
        raise errors[0]


@pytest.fixture
def seen(finished_run: Path) -> Examined:
    """The test split of a real run of the digits."""
    return examination(finished_run)


@pytest.fixture
def run(finished_run: Path, tmp_path: Path) -> Run:
    """A copy of that run, to be written into."""
    return Run(copytree(finished_run, tmp_path / "run"))


@pytest.fixture
def look(state: StudioState) -> Callable[[Path | str], Overview]:
    """Scan a source and put it on the desk, at once."""

    def read(source: Path | str) -> Overview:
        overview = Overview.of(scan_now(state.data_for(str(source))))
        state.set_data(overview)
        return overview

    return read


@pytest.fixture
def part(window: StudioWindow, qtbot: QtBot) -> Callable[[str], QWidget]:
    """A control of the window by its object name; tabs of the Data page may yet have to be made."""

    def find(name: str) -> QWidget:
        def is_there() -> None:
            assert window.findChild(QWidget, name) is not None, f"no control is named {name}"

        qtbot.waitUntil(is_there)
        return cast(QWidget, window.findChild(QWidget, name))

    return find


@pytest.fixture
def scan(window: StudioWindow, qtbot: QtBot) -> Callable[[Path | str], None]:
    """Open a source and wait for its scan."""

    def open_and_wait(source: Path | str) -> None:
        with qtbot.waitSignal(window.reading.scan_ended, timeout=LONG_MS):
            window.open_path(source)

    return open_and_wait


@pytest.fixture
def ready(
    window: StudioWindow, scan: Callable[[Path | str], None], small_zip: Path
) -> Callable[[int], None]:
    """Images read and the cheapest training set up, for tests that are not about learning."""

    def prepare(epochs: int) -> None:
        scan(small_zip)
        for key, value in {
            "model.name": "resnet20",
            "data.size": 8,
            "optimizer.batch_size": 32,
            "stopping.epochs": epochs,
            "compute.device": "cpu",
            "compute.precision": "fp32",
            "augment.crop_padding": 1,
        }.items():
            window.state.set_value(key, value)

    return prepare


@pytest.fixture
def drop() -> Callable[[QWidget, Path], None]:
    """Drag a file over a widget and let go, by the events Qt itself would send."""

    def let_go(target: QWidget, path: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        middle = target.rect().center()
        action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(middle, action, mime, left, none)
        QApplication.sendEvent(target, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(target, QDropEvent(QPointF(middle), action, mime, left, none))

    return let_go
