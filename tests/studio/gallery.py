"""Every page of the window as pictures: ``python tests/studio/gallery.py OUTDIR``.

Empty, the Data page with 4, 100 and 1,000 classes, and with a real run of the digits; light and
dark, at 1280x800 and 1920x1080, offscreen. ``--data`` draws the Data page alone, ``--train`` the
Train page alone: what can be tried first, a run that pauses and is changed, the queue, trouble.
``python -m tests.studio.gallery OUTDIR --evaluate [RUN ...]`` draws every tab of the Evaluate page:
with a run of the digits, with made ones of 100 and 1,000 classes, and with copies of the runs that
are named.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea

from regnet_studio.studio.data.data_desk import TABS
from regnet_studio.studio.evaluate.evaluate_desk import TABS as EVALUATED
from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.theme import Choice
from regnet_studio.studio.window import StudioWindow, build_window
from regnet_studio.training.events import DiskFull, ImageSetAside, MemoryShort, StepSkipped

SIZES = ((1280, 800), (1920, 1080))
THEMES: tuple[Choice, ...] = ("light", "dark")
_PATIENCE_MS = 180_000
_PHOTOS = Path("/work/shared/data/cats-dogs-voitures-fleurs.zip")


def main(out: Path, only: str = "", runs: list[Path] | None = None) -> int:
    """Write all pictures into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    home = tempfile.mkdtemp(prefix="regnet-gallery-")
    for name in ("RUNS", "CACHE", "LOGS", "DATA", "CONFIG"):
        os.environ[f"REGNET_STUDIO_{name}"] = f"{home}/{name.lower()}"
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    window = build_window(application)
    window.show()
    window.warm_up()
    _wait(lambda: window.reading.has_torch)
    if only == "train":
        _train_page(window, out)
        window.close()
        return 0
    if only == "evaluate":
        _evaluate_page(window, out, Path(home), runs or [])
        window.close()
        return 0
    _all_pages(window, out, "counting", steps=("model",))
    _wait(lambda: bool(window.state.models))
    _wait(lambda: bool(window.data_page.start._cards))
    _all_pages(window, out, "empty", steps=("data",) if only == "data" else STEPS)
    for classes in (4, 100, 1000):
        _data_page(window, out, classes, Path(home))
    if only == "data":
        window.close()
        return 0
    window.open_path("digits")
    _wait(lambda: window.state.scan is not None and not window.reading.is_scanning)
    _all_pages(window, out, "ready", steps=("data", "model", "train"))
    _model_page(window, out)
    _train_page(window, out)
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


def _train_page(window: StudioWindow, out: Path) -> None:
    """From the settings to a run that was interrupted, changed, ended and trained further."""
    page, state, training = window.train_page, window.state, window.training
    window.show_page("train")
    if state.scan is None:
        window.open_path("digits")
        _wait(lambda: state.scan is not None and not window.reading.is_scanning)
    draw = lambda name: _all_pages(window, out, name, steps=("train",))  # noqa: E731
    page.form.show_advanced(True)
    for place, key in enumerate(("optimizer.weight_decay", "loss.focal_gamma", "compute.compile")):
        scroll = page.form.findChild(QScrollArea)
        assert scroll is not None
        scroll.ensureWidgetVisible(page.form.controls[key], 0, 600)
        draw(f"advanced{place}")
    page.form.show_advanced(False)
    state.set_value("stopping.epochs", 8)
    for tab in (page.check, page.finder, page.batch):
        page.tabs.setCurrentWidget(tab)
        draw(f"{tab.objectName()}-before")
        tab.start()
        _wait(lambda now=tab: not now.is_busy)
        draw(tab.objectName())
    _queue(window, draw)
    page.show_tab("run")
    window.start_training()
    _wait(lambda: training.course.epoch >= 3)
    draw("training")
    training.pause(True)
    _wait(lambda: training.is_holding)
    _troubles(window, draw)
    for key, value in {"optimizer.lr": 0.04, "augment.strength": 0.5}.items():
        page.change.controls[key].editor.changed.emit(value)
    draw("paused")
    training.change(page.change.changes(), True)
    _wait(lambda: training.course.epoch >= 5)
    training.pause(True)
    draw("changed")
    training.leave()
    _wait(lambda: not training.is_on and state.run is not None)
    window.interrupted._has_looked = False
    window.reading.list_runs()
    _wait(lambda: any("was interrupted" in text for text in window.banners.texts()))
    draw("interrupted")
    assert state.run is not None
    page.offer_further(state.run)
    draw("resume")
    window.resume(state.run.path)
    _wait(lambda: not training.is_on and state.run is not None and state.run.status == "finished")
    page.offer_further(state.run)
    draw("further")
    page.show_tab("run")


def _evaluate_page(window: StudioWindow, out: Path, home: Path, runs: list[Path]) -> None:
    """Every tab with every run; a mended image, an enlarged matrix, the classes by confusion."""
    from tests.studio.examinations import examined

    page = window.evaluate_page
    for run in [_digits_run(home), *runs]:
        kept = home / "runs" / run.name
        if not kept.exists():
            shutil.copytree(run, kept)
        window.reading.open_run(kept)
        _wait(lambda kept=kept: window.state.run is not None and window.state.run.path == kept)
        window.show_page("evaluate")
        _wait(lambda: page.examined is not None)
        _evaluate_tabs(window, out, kept.name[-16:])
        tab = page.desk.tab("images")
        page.desk.show_tab("images")
        tab.find_neighbours()
        _wait(lambda tab=tab: bool(tab._nearest.pictures()))
        tab.desk.exclude(tab.chosen_paths())
        _wait(lambda tab=tab: tab.desk.is_ready)
        _all_pages(window, out, f"{kept.name[-16:]}-mended", steps=("evaluate",))
    for classes, images in ((100, 5000), (1000, 20_000)):
        page.desk.show_examination(examined(home / f"{classes}", classes, images))
        _evaluate_tabs(window, out, f"{classes}", only=("overview", "images", "curves"))


def _evaluate_tabs(
    window: StudioWindow, out: Path, state: str, only: tuple[str, ...] = tuple(EVALUATED)
) -> None:
    desk = window.evaluate_page.desk
    for name in only:
        desk.show_tab(name)
        _settle(2500)
        _all_pages(window, out, f"{state}-{name}", steps=("evaluate",))
    desk.show_tab("overview")
    panel = desk.overview.panel
    panel._order.setCurrentIndex(1)
    panel._scale.setCurrentIndex(1)
    _settle(1500)
    _all_pages(window, out, f"{state}-ordered", steps=("evaluate",))
    panel.matrix.setFocus()
    panel.matrix.zoom(4.0)
    _all_pages(window, out, f"{state}-enlarged", steps=("evaluate",))
    for box in (panel._order, panel._scale):
        box.setCurrentIndex(0)
    panel.matrix.show_all()


def _digits_run(home: Path) -> Path:
    from regnet_studio.recipe import Recipe, override
    from regnet_studio.runs.execute import start
    from regnet_studio.training.events import RunStarted

    settings = ["data.source=digits", "data.size=8", "stopping.epochs=6", "compute.device=cpu"]
    events = list(start(override(Recipe(), settings), home / "runs"))
    return Path(next(event.run for event in events if isinstance(event, RunStarted)))


def _troubles(window: StudioWindow, draw: Callable[[str], None]) -> None:
    """What may go wrong, told as the engine would tell it."""
    told = (
        StepSkipped(2, 30, "loss", ["a/1.png", "a/2.png", "b/9.png"], 1, 3),
        MemoryShort(2, 31, 64, "CUDA out of memory"),
        ImageSetAside("cats/0123.jpg", "train", "image file is truncated"),
    )
    for event in told:
        window.training._take(event)
    window.training.advanced.emit()
    draw("trouble")
    for banner in list(window.banners._shown):
        banner.dismissed.emit(banner)
    window.training._take(DiskFull("the disk is full: checkpoints/last was not written", 95.0))
    draw("disk-full")
    window.banners.withdraw("disk")


def _queue(window: StudioWindow, draw: Callable[[str], None]) -> None:
    page = window.train_page
    page.show_tab("queue")
    draw("queue-empty")
    for lr in (0.1, 0.05, 0.02):
        window.state.set_value("optimizer.lr", lr)
        window.add_to_queue()
        _wait(lambda: not window.queue.is_busy)
    page.queue.table.selectRow(1)
    draw("queue")
    window._start_queue()
    _wait(lambda: window.training.course.epoch >= 2)
    page.show_tab("queue")
    draw("queue-working")
    window.training.leave()
    _wait(lambda: not window.training.is_on and not window.queue.is_busy)
    draw("queue-interrupted")
    for entry in window.queue.waiting.entries:
        window.queue.remove(entry.number)
    window.state.set_value("optimizer.lr", 0.1)
    _wait(lambda: not window.queue.is_busy)
    for banner in list(window.banners._shown):
        banner.dismissed.emit(banner)


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
    chosen = [name for name in ("data", "train", "evaluate") if f"--{name}" in sys.argv]
    named = [Path(text) for text in sys.argv[2:] if not text.startswith("--")]
    sys.exit(main(Path(sys.argv[1]), only=chosen[0] if chosen else "", runs=named))
