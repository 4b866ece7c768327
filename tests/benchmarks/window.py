"""How fast the window opens and how steady it stays: ``python tests/benchmarks/window.py``.

Prints one JSON object: seconds from launching a process to its first paint (median of five), how
late a 5 ms heartbeat on the GUI thread comes while a run trains on the CPU and its curves move
(milliseconds, over at least 30 seconds), the same while 100,000 and 1,000,000 images are shown,
scrolled through, filtered and edited, and how long after a slider's move the preview of the
augmentation is on the screen. Each part can be asked for alone:
``window.py first_paint heartbeat browser preview``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollBar

    from regnet_studio.data.scan import Scan
    from regnet_studio.data.sources import Listing
    from regnet_studio.studio.window import StudioWindow

_LAUNCH = """
import sys, time
from regnet_studio.cli.main import main  # the road of the `regnet-studio` command

def painted(window):
    print(time.time(), "torch" in sys.modules, flush=True)
    window.warm_up = window.close

def window(path):
    from regnet_studio.studio.app import open_studio
    return open_studio(path, on_painted=painted)

sys.exit(main([], open_studio=window))
"""
_BEAT_MS = 5
_SECONDS = 32.0


def first_paint(times: int = 5) -> dict[str, object]:
    """Launch a process ``times`` times and see when its window is on the screen."""
    seconds: list[float] = []
    torch_loaded = False
    for _ in range(times):
        begun = time.time()
        done = subprocess.run(
            [sys.executable, "-c", _LAUNCH], capture_output=True, text=True, check=True
        )
        painted, has_torch = done.stdout.split()
        seconds.append(float(painted) - begun)
        torch_loaded = torch_loaded or has_torch == "True"
    return {
        "median_s": round(statistics.median(seconds), 3),
        "worst_s": round(max(seconds), 3),
        "torch_loaded": torch_loaded,
    }


def heartbeat() -> dict[str, object]:
    """Train the digits on a shown window and measure how late a 5 ms timer comes."""
    window = _open_window()
    window.open_path("digits")
    _wait(lambda: window.state.scan is not None and not window.reading.is_scanning)
    window.state.set_value("stopping.epochs", 10_000)
    window.state.set_value("compute.device", "cpu")
    window.start_training()
    _wait(lambda: window.training.course.step > 3)
    heart = _Heart(window)
    end = time.perf_counter() + _SECONDS
    _wait(lambda: time.perf_counter() > end)
    late = heart.stop()
    result = {
        "seconds": _SECONDS,
        "beats": len(late),
        "steps": window.training.course.step,
        "images_per_second": round(window.training.course.images_per_second),
        "drawn_points": sum(window.train_page.curves.drawn_points().values()),
        **_percentiles(late),
    }
    window.training.cancel()
    _wait(lambda: not window.training.is_on)
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
        heart = _Heart(window)
        begun = time.perf_counter()
        act()
        _wait(lambda: time.perf_counter() > begun + seconds and page.desk.mending.is_ready)
        result[name] = _percentiles(heart.stop())

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
    return {"images": len(tab.pictures.pictures()), **_percentiles(took)}


class _Heart:
    """A timer of 5 ms on the GUI thread, and how late each of its beats came."""

    def __init__(self, parent: StudioWindow) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(_BEAT_MS)

    def stop(self) -> list[float]:
        """Milliseconds by which each beat was late."""
        self._timer.stop()
        self._timer.deleteLater()
        return self._late

    def _beat(self) -> None:
        now = time.perf_counter()
        self._late.append(max((now - self._last) * 1000 - _BEAT_MS, 0.0))
        self._last = now


def _open_window() -> StudioWindow:
    from PySide6.QtWidgets import QApplication

    from regnet_studio.studio.window import build_window

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    window = build_window(application)
    window.show()
    window.warm_up()
    _wait(lambda: window.reading.has_torch and bool(window.state.models))
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


def _percentiles(late: list[float]) -> dict[str, float]:
    ordered = sorted(late)
    at = {"p50_ms": 0.5, "p99_ms": 0.99, "max_ms": 1.0}
    last = len(ordered) - 1
    return {name: round(ordered[round(share * last)], 2) for name, share in at.items()}


def _wait(done: Callable[[], bool], seconds: float = 120.0) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    end = time.perf_counter() + seconds
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if done() or time.perf_counter() > end else None)
    timer.start(20)
    loop.exec()
    if not done():
        raise TimeoutError(f"nothing came of it in {seconds} s")


def main(asked: list[str]) -> int:
    """Measure what is asked for (or everything) and print it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parts: dict[str, Callable[[], dict[str, object]]] = {
        "first_paint": first_paint,
        "heartbeat": heartbeat,
        "browser": lambda: {f"{n:,}": browser(n) for n in (100_000, 1_000_000)},
        "preview": preview,
    }
    with tempfile.TemporaryDirectory(prefix="regnet-window-") as home:
        for name in ("RUNS", "CACHE", "LOGS", "DATA", "CONFIG"):
            os.environ[f"REGNET_STUDIO_{name}"] = f"{home}/{name.lower()}"
        print(json.dumps({name: parts[name]() for name in asked or parts}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
