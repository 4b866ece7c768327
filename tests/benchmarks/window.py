"""How fast the window opens and how steady it stays: ``python tests/benchmarks/window.py``.

Prints one JSON object: seconds from launching a process to its first paint (median of five), and
how late a 5 ms heartbeat on the GUI thread comes while a run trains on the CPU and its curves
move (milliseconds, over at least 30 seconds).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

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
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from regnet_studio.studio.window import build_window

    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    window = build_window(application)
    window.show()
    window.warm_up()
    _wait(lambda: window.reading.has_torch and bool(window.state.models))
    window.open_path("digits")
    _wait(lambda: window.state.scan is not None and not window.reading.is_scanning)
    window.state.set_value("stopping.epochs", 10_000)
    window.state.set_value("compute.device", "cpu")
    window.start_training()
    _wait(lambda: window.training.course.step > 3)
    late: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max((now - last) * 1000 - _BEAT_MS, 0.0))
        last = now

    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    end = time.perf_counter() + _SECONDS
    last = time.perf_counter()
    timer.start(_BEAT_MS)
    _wait(lambda: time.perf_counter() > end)
    timer.stop()
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


def main() -> int:
    """Measure both and print them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="regnet-window-") as home:
        for name in ("RUNS", "CACHE", "LOGS", "DATA"):
            os.environ[f"REGNET_STUDIO_{name}"] = f"{home}/{name.lower()}"
        print(json.dumps({"first_paint": first_paint(), "heartbeat": heartbeat()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
