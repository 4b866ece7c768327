"""How steady the window stays: ``python -m tests.benchmarks.window``.

Prints one JSON object: how late a 5 ms heartbeat on the GUI thread comes while a run trains on the
CPU and its curves move (milliseconds, over at least 30 seconds), the same while 100,000 and
1,000,000 images are shown, scrolled through, filtered and edited, and how long after a slider's
move the preview of the augmentation is on the screen. Each part can be asked for alone:
``window heartbeat browser preview``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.heart import Heart, percentiles, wait
from tests.benchmarks.stage import own_folders

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollBar

    from regnet_studio.data.scan import Scan
    from regnet_studio.data.sources import Listing
    from regnet_studio.studio.window import StudioWindow

_SECONDS = 32.0


def heartbeat() -> dict[str, object]:
    """Train the digits on a shown window and measure how late a 5 ms timer comes."""
    window = _open_window()
    window.open_path("digits")
    wait(lambda: window.state.scan is not None and not window.reading.is_scanning)
    window.state.set_value("stopping.epochs", 10_000)
    window.state.set_value("compute.device", "cpu")
    window.start_training()
    wait(lambda: window.training.course.step > 3)
    heart = Heart()
    end = time.perf_counter() + _SECONDS
    wait(lambda: time.perf_counter() > end)
    late = heart.stop()
    result = {
        "seconds": _SECONDS,
        "beats": len(late),
        "steps": window.training.course.step,
        "images_per_second": round(window.training.course.images_per_second),
        "drawn_points": sum(window.train_page.curves.drawn_points().values()),
        **percentiles(late),
    }
    window.training.cancel()
    wait(lambda: not window.training.is_on)
    window.close()
    return result


def browser(count: int) -> dict[str, object]:
    """How late a 5 ms heartbeat comes while ``count`` photographs are shown and mended."""
    import numpy as np

    from regnet_studio.studio.data.overview import Overview

    window = _open_window()
    window.resize(1920, 1080)
    page, state = window.data_page, window.state
    scan = _large_scan(count)
    begun = time.perf_counter()
    overview = Overview.of(scan)  # in the window this is done by the thread of the scan
    result: dict[str, object] = {"overview_s": round(time.perf_counter() - begun, 2)}

    def measured(name: str, act: Callable[[], object], seconds: float) -> None:
        heart = Heart()
        begun = time.perf_counter()
        act()
        wait(lambda: time.perf_counter() > begun + seconds and page.desk.mending.is_ready)
        result[name] = percentiles(heart.stop())

    measured("shown", lambda: state.set_data(overview), 3)
    grid = page.desk.browser.grid
    bar = grid.verticalScrollBar()
    measured("scrolled", lambda: _scroll(window, bar, 4.0), 5)
    for tab in ("classes", "problems", "copies", "split", "balance", "augment", "images"):
        measured(f"tab {tab}", lambda tab=tab: page.desk.show_tab(tab), 2)
    measured("filtered", lambda: page.desk.browser.show_class(500), 1)
    measured("all selected", lambda: (page.desk.browser._show_all(), grid.select_all()), 1)
    half = np.arange(0, count, 2)
    measured("half excluded", lambda: page.desk.mending.exclude(half), 2)
    measured("undone", page.desk.mending.undo, 2)
    result["pictures_decoded"] = page.desk.thumbnails.ready()
    window.close()
    return result


def preview() -> dict[str, object]:
    """Milliseconds from a slider's move until the varied images are painted, at 128 px."""
    from PySide6.QtCore import QEventLoop, QTimer

    from regnet_studio.studio.data.overview import Overview

    window = _open_window()
    window.state.set_data(Overview.of(_large_scan(2000)))
    tab = window.data_page.desk.augment_tab
    loop = QEventLoop()
    tab.drawn.connect(loop.quit)
    QTimer.singleShot(0, lambda: window.data_page.desk.show_tab("augment"))
    loop.exec()
    took: list[float] = []
    for key, top in (("rotation", 60.0), ("brightness", 0.8), ("erasing", 0.9), ("blur", 3.0)):
        slider = tab.form.controls[f"augment.{key}"].slider
        assert slider is not None
        for n in range(1, 16):
            begun = time.perf_counter()
            slider.setValue(round(n / 15 * top * 10**slider._digits))
            loop.exec()
            tab.pictures.repaint()
            took.append((time.perf_counter() - begun) * 1000)
    window.close()
    return {"images": len(tab.pictures.pictures()), **percentiles(took)}


def _open_window() -> StudioWindow:
    from PySide6.QtWidgets import QApplication

    from regnet_studio.studio.window import build_window

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    window = build_window(application)
    window.show()
    window.warm_up()
    wait(lambda: window.reading.has_torch and bool(window.state.models))
    return window


def _scroll(window: StudioWindow, bar: QScrollBar, seconds: float) -> None:
    """Turn the wheel, and jump somewhere else every third of a second."""
    from PySide6.QtCore import QTimer

    end = time.perf_counter() + seconds
    timer = QTimer(window)
    turn = 0

    def step() -> None:
        nonlocal turn
        turn += 1
        if time.perf_counter() > end:
            timer.stop()
        elif turn % 20:
            bar.setValue(bar.value() + 60)
        else:
            bar.setValue(bar.maximum() * (turn * 37 % 1000) // 1000)

    timer.timeout.connect(step)
    timer.start(16)


def _large_scan(count: int) -> Scan:
    """Photographs in up to 1,000 classes, a tenth of them copies; 64 of them stand for all."""
    import io

    import numpy as np
    from PIL import Image

    from regnet_studio.data.copies import Copies
    from regnet_studio.data.dataset import Dataset
    from regnet_studio.data.decode import Frame
    from regnet_studio.data.facts import Facts
    from regnet_studio.data.manifest import Manifest
    from regnet_studio.data.paths import Paths
    from regnet_studio.data.scan import Scan
    from regnet_studio.recipe.tree import Data

    draw = np.random.default_rng(0)
    photos: list[bytes] = []
    for _ in range(64):
        content = io.BytesIO()
        small = Image.fromarray(draw.integers(0, 256, (24, 32, 3), dtype=np.uint8))
        small.resize((320, 240)).save(content, "JPEG", quality=85)
        photos.append(content.getvalue())

    class Photos:
        problems = ()

        def list(self) -> Sequence[Listing]:
            return ()

        def read(self, path: str) -> bytes:
            return photos[int(path[-11:-4]) % 64]

    classes = tuple(f"class {n:03d} of many" for n in range(min(count // 50, 1000)))
    labels = np.sort(draw.integers(0, len(classes), count)).astype(np.int32)
    dataset = Dataset(
        name="large",
        source="large",
        classes=classes,
        paths=Paths(f"{classes[label]}/{n:07d}.jpg" for n, label in enumerate(labels.tolist())),
        labels=labels,
        splits=draw.integers(1, 4, count).astype(np.uint8),
        excluded=np.zeros(count, dtype=bool),
        groups=None,
        problems=(),
        stamp=f"large {count}",
        files=Photos(),
    )
    facts = Facts(
        digests=np.zeros((count, 16), dtype=np.uint8),
        hashes=np.zeros(count, dtype=np.uint64),
        sizes=np.tile(np.array([320, 240], dtype=np.int32), (count, 1)),
        channels=np.full(count, 3, dtype=np.uint8),
        bad=np.zeros(0, dtype=np.int64),
        problems=(),
    )
    pairs = np.full(count, -1, dtype=np.int32)
    pairs[: count // 20 * 2] = np.repeat(np.arange(count // 20), 2)
    still = ((127.0,) * 3, (60.0,) * 3)
    return Scan(
        data=Data(source="large"),
        original=dataset,
        dataset=dataset,
        manifest=Manifest("large"),
        facts=facts,
        frame=Frame(128, 3),
        statistics=still,
        all_copies=Copies(pairs, pairs),
        seconds=0.0,
    )


def main(asked: list[str]) -> int:
    """Measure what is asked for (or everything) and print it."""
    parts: dict[str, Callable[[], dict[str, object]]] = {
        "heartbeat": heartbeat,
        "browser": lambda: {f"{n:,}": browser(n) for n in (100_000, 1_000_000)},
        "preview": preview,
    }
    with tempfile.TemporaryDirectory(prefix="regnet-window-") as home:
        own_folders(Path(home))
        print(json.dumps({name: parts[name]() for name in asked or parts}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
