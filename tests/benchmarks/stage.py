"""The real window for the programs of this folder: opened as the program opens it, and its hands.

Folders of the user (runs, cache, logs, settings) lie in a home of their own, links are not opened,
and nothing leaves that home.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_FEW = ("resnet20", "resnet56", "regnet20_gru", "resnet18", "vgg11")
LEFT = Qt.MouseButton.LeftButton
_CIFAR = Path("/work/shared/data/cifar10.zip")


def own_folders(home: Path) -> None:
    """Runs, cache, logs, data and settings of this process lie in ``home`` from here on."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in ("RUNS", "CACHE", "LOGS", "DATA", "CONFIG"):
        os.environ[f"REGNET_STUDIO_{name}"] = str(home / name.lower())
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(home)
    for name in ("CONFIG", "DATA", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / "xdg" / name.lower())


def play(script: Callable[[StudioWindow], object], path: str | None = None) -> None:
    """Open the studio, let ``script`` act on its painted window, and close it.

    Raises:
        Exception: whatever the script raised.
    """
    from regnet_studio.studio.app import open_studio

    raised: list[BaseException] = []

    def act(window: StudioWindow) -> None:
        try:
            script(window)
        except BaseException as error:
            raised.append(error)
        finally:
            window.interrupt_and_close()

    QDesktopServices.openUrl = lambda url: True
    open_studio(path, on_painted=lambda window: QTimer.singleShot(0, lambda: act(window)))
    if raised:
        raise raised[0]


def few_networks() -> None:
    """Only these are listed, so that nobody waits until the costs of all are counted."""
    from regnet_studio.models import catalogue

    known = catalogue.architectures()
    catalogue.architectures = lambda: {name: known[name] for name in _FEW}


def part(window: QWidget, name: str) -> QWidget:
    """A control by its object name; of several, the one that is visible."""
    found = window.findChildren(QWidget, name)
    if not found:
        raise LookupError(f"no control is named {name}")
    return next((widget for widget in found if widget.isVisible()), found[0])


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Press and let go the left button in the middle, or at a point of it."""
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())


def drop(target: QWidget, *paths: Path) -> bool:
    """Drag files over a widget and let go, by the events Qt itself would send; whether taken."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, none = target.rect().center(), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, Qt.DropAction.CopyAction, mime, LEFT, none)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(middle), Qt.DropAction.CopyAction, mime, LEFT, none)
        QApplication.sendEvent(target, event)
    return enter.isAccepted()


def many_images(folder: Path, count: int, classes: int = 10) -> Path:
    """``count`` PNGs of 32 px, all different, one folder per class; made once and kept."""
    done = folder / f".{count}"
    if done.exists():
        return folder
    draw = np.random.default_rng(0)
    for number in range(count):
        place = folder / f"class {number % classes}"
        if number < classes:
            place.mkdir(parents=True, exist_ok=True)
        coarse = draw.integers(0, 256, (4, 4, 3), dtype=np.uint8)
        image = Image.fromarray(np.kron(coarse, np.ones((8, 8, 1), dtype=np.uint8)))
        image.save(place / f"{number:06d}.png", compress_level=1)
    done.touch()
    return folder


def photographs(folder: Path, of_class: int) -> Path:
    """A part of CIFAR-10 as a folder, ``of_class`` training images a class and a fifth for test;
    noise in its place where it is not on this machine. Made once and kept."""
    done = folder / f".{of_class}"
    if done.exists():
        return folder
    if not _CIFAR.exists():
        many_images(folder, 10 * of_class)
        done.touch()
        return folder
    with zipfile.ZipFile(_CIFAR) as archive:
        taken: dict[str, int] = {}
        for name in archive.namelist():
            place = str(Path(name).parent)
            most = of_class if name.startswith("train/") else of_class // 5
            if name.endswith("/") or taken.get(place, 0) >= most:
                continue
            taken[place] = taken.get(place, 0) + 1
            archive.extract(name, folder)
    done.touch()
    return folder
