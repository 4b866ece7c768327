"""Real windows on the offscreen platform, with folders of their own."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.theme import Theme
from regnet_studio.studio.window import StudioWindow

LONG_MS = 60_000
# Before any application is made; read by Qt only then.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's runs, cache or logs."""
    for name in ("RUNS", "CACHE", "LOGS", "DATA"):
        monkeypatch.setenv(f"REGNET_STUDIO_{name}", str(tmp_path / name.lower()))


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """One theme an application, as in the program."""
    qapp.setStyle("Fusion")
    return Theme(qapp)


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[StudioWindow]:
    """A window that has been painted and has loaded what is slow."""
    made = StudioWindow(theme)
    # A test that failed midway must not leave a question open that nobody answers.
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_leave", lambda: True))
    with qtbot.waitSignal(made.painted):
        made.show()
    made.warm_up()
    qtbot.waitUntil(lambda: made.reading.has_torch and bool(made.state.models), timeout=LONG_MS)
    yield made
    made.close()


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
def part(window: StudioWindow) -> Callable[[str], QWidget]:
    """A control of the window by its object name."""

    def find(name: str) -> QWidget:
        found = window.findChild(QWidget, name)
        assert found is not None, f"no control is named {name}"
        return found

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
