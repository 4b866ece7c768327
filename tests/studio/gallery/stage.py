"""What a scene of the gallery works with: a window, folders of its own, real data."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from regnet_studio.studio.window import build_window

Scene = Callable[["Stage"], Iterator[str]]
_PATIENCE_MS = 240_000
_scenes: dict[str, Scene] = {}


def scene(name: str) -> Callable[[Scene], Scene]:
    """Enter a function under ``name``, which its pictures begin with."""

    def enter(function: Scene) -> Scene:
        assert name not in _scenes, f"two scenes are called {name}"
        _scenes[name] = function
        return function

    return enter


def scenes() -> dict[str, Scene]:
    """All scenes that were entered, by name."""
    return dict(_scenes)


class Stage:
    """One window in folders of its own, for one scene."""

    def __init__(self, application: QApplication, cache: Path) -> None:
        self._held = tempfile.TemporaryDirectory(prefix="regnet-gallery-")
        self.home = Path(self._held.name)
        self._cache = cache
        for name in ("RUNS", "LOGS", "CONFIG"):
            os.environ[f"REGNET_STUDIO_{name}"] = str(self.home / name.lower())
        for name in ("CACHE", "DATA"):  # shared by all scenes: read once
            os.environ[f"REGNET_STUDIO_{name}"] = str(cache / name.lower())
        self.window = build_window(application)

    def begin(self) -> None:
        """Show the window and let it load what is slow."""
        self.window.show()
        self.window.warm_up()
        self.wait(lambda: self.window.reading.has_torch)

    def close(self) -> None:
        """End whatever goes on, without a question."""
        self.window.theme.resize_text(100)  # the next window begins with the system's size
        self.window.interrupt_and_close()
        self.wait(lambda: self.window.is_closed)
        self.window.theme.deleteLater()
        self.window.deleteLater()
        self.settle(50)
        self._held.cleanup()

    def wait(self, done: Callable[[], bool]) -> None:
        """Let the window live until ``done``.

        Raises:
            TimeoutError: it did not come to that in four minutes.
        """
        deadline = QDeadlineTimer(_PATIENCE_MS)
        while not done():
            if deadline.hasExpired():
                raise TimeoutError("the window did not get there")
            self.settle(20)

    def settle(self, milliseconds: int = 250) -> None:
        """Let layouts, thumbnails and plots come to rest."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def open_digits(self) -> None:
        """Put the digits on the desk."""
        window = self.window
        window.open_path("digits")
        self.wait(lambda: window.state.scan is not None and not window.reading.is_scanning)

    def open_set(self, classes: int) -> None:
        """Put a made set on the desk: unequal, some of long names, copies, a broken file."""
        window, path = self.window, self._cache / f"{classes} classes.zip"
        if not path.exists():
            _write_set(path, classes)
        window.open_path(path)
        self.wait(lambda: window.state.scan is not None and not window.reading.is_scanning)

    def open_run(self) -> None:
        """Open a finished run of the digits."""
        window, run = self.window, self.finished_run
        window.reading.open_run(run)
        self.wait(lambda: window.state.run is not None and window.state.run.path == run)
        self.list_runs()

    def list_runs(self) -> None:
        """Let the window see what lies in the folder of the runs."""
        self.window.reading.list_runs()
        lies = len(list((self.home / "runs").glob("*/recipe.toml")))
        self.wait(lambda: len(self.window.runs.model.runs()) == lies)

    def image(self) -> Path:
        """A digit as a file."""
        from regnet_studio.data.dataset import open_dataset
        from regnet_studio.recipe.tree import Data

        path = self.home / "a-digit.png"
        path.write_bytes(open_dataset(Data()).read(700))
        return path

    def folder(self) -> Path:
        """Digits as files, every one of the set's first rows, and two files that are no images."""
        from regnet_studio.data.dataset import open_dataset
        from regnet_studio.recipe.tree import Data

        folder, dataset = self.home / "digits as files", open_dataset(Data())
        folder.mkdir(exist_ok=True)
        for row in range(0, 1700, 40):
            (folder / f"digit-{row:04d}.png").write_bytes(dataset.read(row))
        for name in ("notes.png", "torn.jpg"):
            (folder / name).write_bytes(b"not an image at all")
        return folder

    @cached_property
    def finished_run(self) -> Path:
        """A run of the digits, 6 epochs long, made once for all scenes."""
        from shutil import copytree

        from regnet_studio.recipe import Recipe, override
        from regnet_studio.runs.execute import start

        kept = self._cache / "runs"
        if not kept.exists():
            settings = ["data.source=digits", "data.size=8", "stopping.epochs=6"]
            list(start(override(Recipe(), [*settings, "compute.device=cpu"]), kept))
        run = next(each for each in kept.iterdir() if (each / "report.json").exists())
        return copytree(run, self.home / "runs" / run.name)


def _write_set(path: Path, classes: int) -> None:
    draw = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(classes):
            name = f"species {number:03d}"
            if number % 7 == 3:
                name += " whose name, à l'évidence, is far too long for any column of a table 🐈"
            colour = draw.integers(0, 256, 3)
            for n in range(max(30 - 24 * number // classes, 8)):
                noise = draw.integers(-50, 51, (16, 16, 3)) + 8 * np.arange(16)[:, None, None]
                picture = np.clip(colour + noise - 60, 0, 255).astype(np.uint8)
                content = io.BytesIO()
                Image.fromarray(picture).save(content, "PNG")
                split = "test" if n % 4 == 3 else "train"
                archive.writestr(f"{split}/{name}/{n:03d}.png", content.getvalue())
            if number < 9:
                archive.writestr(f"test/{name}/copy.png", archive.read(f"train/{name}/000.png"))
        archive.writestr("train/species 000/broken.png", b"not an image at all")
