"""Every page of the window as pictures: ``python tests/studio/gallery.py OUTDIR``.

Empty, the Data page with 4, 100 and 1,000 classes, and with a real run of the digits; light and
dark, at 1280x800 and 1920x1080, offscreen. ``--data`` draws the Data page alone.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from regnet_studio.studio.data_desk import TABS
from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.theme import Choice
from regnet_studio.studio.window import StudioWindow, build_window

SIZES = ((1280, 800), (1920, 1080))
THEMES: tuple[Choice, ...] = ("light", "dark")
_PATIENCE_MS = 180_000
_PHOTOS = Path("/work/shared/data/cats-dogs-voitures-fleurs.zip")


def main(out: Path, only_data: bool = False) -> int:
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
    _wait(lambda: window.reading.has_torch)
    _all_pages(window, out, "counting", steps=("model",))
    _wait(lambda: bool(window.state.models))
    _wait(lambda: bool(window.data_page.start._cards))
    _all_pages(window, out, "empty", steps=("data",) if only_data else STEPS)
    for classes in (4, 100, 1000):
        _data_page(window, out, classes, Path(home))
    if only_data:
        window.close()
        return 0
    window.open_path("digits")
    _wait(lambda: window.state.scan is not None and not window.reading.is_scanning)
    _all_pages(window, out, "ready", steps=("data", "model", "train"))
    _model_page(window, out)
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


def _data_page(window: StudioWindow, out: Path, classes: int, home: Path) -> None:
    """Every tab of the Data page, with a balance, a variation and an edit in force."""
    source = _PHOTOS if classes == 4 and _PHOTOS.is_file() else home / f"{classes} classes.zip"
    if source is not _PHOTOS:
        _write_set(source, classes)
    window.open_path(source)
    page, state = window.data_page, window.state
    _wait(lambda: state.scan is not None and not window.reading.is_scanning)
    values = {
        "balance.method": "smote",
        "balance.neighbors": 2,
        "balance.space": "pixels",
        "augment.rotation": 20.0,
        "augment.erasing": 0.4,
    }
    for key, value in values.items():
        state.set_value(key, value)
    page.desk.mending.exclude(np.arange(3, 6))
    _wait(lambda: page.desk.mending.is_ready)
    assert state.scan is not None
    last = state.scan.dataset.classes[-1]
    page.desk.mending.relabel(np.arange(8, 10), last)
    _wait(lambda: page.desk.mending.is_ready)
    page.desk.browser.grid.select_row(1)
    page.desk.classes_tab.counts.select_class(1)
    for tab in (*TABS, "made"):
        page.desk.show_tab("balance" if tab == "made" else tab)
        if tab == "made":
            page.desk.balance_tab._show.click()
            _wait(lambda: bool(page.desk.balance_tab.pictures.pictures()))
        _wait(lambda: not page.desk.balance_tab.is_busy and not page.desk.augment_tab.is_busy)
        _all_pages(window, out, f"{classes}-{tab}", steps=("data",))
    for key in values:
        state.reset(key)
    page.desk.show_tab("images")
    state.set_data(None)


def _model_page(window: StudioWindow, out: Path) -> None:
    """Every tab, a search, a speed, options set back, and a name that nobody knows."""
    page, state = window.model_page, window.state
    window.show_page("model")
    _wait(lambda: bool(state.models) and not page.is_busy)
    before = state.recipe.model.name
    page.table.look_for("Self-regulated ResNet (RegNet)")
    page.table.choose("regnet56_lstm")
    page.measure()
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        page.options.show_advanced(True)
        _wait(lambda: not page.is_busy)
        page.layers.tree.expandToDepth(1)
        _all_pages(window, out, f"tab{place}", steps=("model",))
    page.tabs.setCurrentIndex(0)
    state.set_value("model.shortcut", "projection")
    for text in ("se net50", "no such network", "timm:resnet50d"):
        page.search.setText(text)
        page.table.choose("se_resnet50")
        _wait(lambda: not page.is_busy)
        _all_pages(window, out, f"search {text.replace(':', ' ')}", steps=("model",))
    page.search.clear()
    state.set_value("model.name", before)


def _write_set(path: Path, classes: int) -> None:
    """Unequal classes, some of long names, with copies and a broken file."""
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
    sys.exit(main(Path(sys.argv[1]), only_data="--data" in sys.argv))
