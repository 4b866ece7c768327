"""Every page of the window as pictures: ``python tests/studio/gallery.py OUTDIR``.

Empty and with a real run of the digits, light and dark, at 1280x800 and 1920x1080, offscreen.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.theme import Choice
from regnet_studio.studio.window import StudioWindow, build_window

SIZES = ((1280, 800), (1920, 1080))
THEMES: tuple[Choice, ...] = ("light", "dark")
_PATIENCE_MS = 180_000


def main(out: Path) -> int:
    """Write all pictures into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    home = tempfile.mkdtemp(prefix="regnet-gallery-")
    for name in ("RUNS", "CACHE", "LOGS", "DATA"):
        os.environ[f"REGNET_STUDIO_{name}"] = f"{home}/{name.lower()}"
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    window = build_window(application)
    window.show()
    window.warm_up()
    _wait(lambda: window.reading.has_torch and bool(window.state.models))
    _all_pages(window, out, "empty")
    window.open_path("digits")
    _wait(lambda: window.state.scan is not None and not window.reading.is_scanning)
    _all_pages(window, out, "ready", steps=("data", "model", "train"))
    window.state.set_value("stopping.epochs", 8)
    window.start_training()
    _wait(lambda: window.training.course.epoch >= 4)
    window.training.pause(True)
    _all_pages(window, out, "training", steps=("train",))
    window.training.pause(False)
    _wait(lambda: not window.training.is_on and window.state.run is not None)
    window.predict_page.predict(_an_image(out))
    _wait(lambda: not window.predict_page.is_busy)
    _export(window, Path(home, "export"))
    window.banners.say("cats.zip: not a whole .zip (cut off or damaged); pack it again", "mistake")
    _all_pages(window, out, "run")
    window.close()
    return 0


def _all_pages(window: StudioWindow, out: Path, state: str, steps: tuple[str, ...] = STEPS) -> None:
    for theme in THEMES:
        window.theme.choose(theme)
        for width, height in SIZES:
            window.resize(width, height)
            for step in steps:
                window.show_page(step)
                _settle()
                window.grab().save(str(out / f"{state}-{step}-{theme}-{width}.png"))


def _export(window: StudioWindow, folder: Path) -> None:
    window.export_page._folder.setText(str(folder))
    window.export_page.start()
    _wait(lambda: not window.export_page.is_busy)


def _an_image(out: Path) -> Path:
    from regnet_studio.data.dataset import open_dataset
    from regnet_studio.recipe.tree import Data

    path = out / "a-digit.png"
    path.write_bytes(open_dataset(Data()).read(700))
    return path


def _settle(milliseconds: int = 350) -> None:
    """Let layouts, thumbnails and plots come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _wait(done: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(_PATIENCE_MS)
    while not done():
        if deadline.hasExpired():
            raise TimeoutError("the window did not get there")
        _settle(20)
    _settle()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
