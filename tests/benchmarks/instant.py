"""What must be instant in the window: ``python -m tests.benchmarks.instant [--times 5]``.

The palette filters 2,000 lines on each key (target 8 ms), the language of the whole
window changes (200 ms). Milliseconds of this thread's own work, the median and the most: other
programs may have the processor in between.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

import regnet_studio  # noqa: F401  # before torch
from regnet_studio.studio.shell.destinations import made
from regnet_studio.studio.shell.palette import best
from regnet_studio.studio.window import build_window

_TOPICS = ("learning", "balance", "images", "network", "epoch", "validation", "export", "rate")
_TYPED = ("l", "le", "lea", "learning r", "ru", "valid 19", "xyz")


def took(work: Callable[[], object]) -> float:
    """Milliseconds of this thread's work."""
    began = time.thread_time()
    work()
    return 1000 * (time.thread_time() - began)


def keys(times: int) -> list[float]:
    """A key typed into the palette."""
    known = [
        made(f"n{n}", f"{_TOPICS[n % 8]} {_TOPICS[n // 8 % 8]} {n}", lambda: None, f"run {n % 97}")
        for n in range(2000)
    ]
    best("warm", known, ())
    return [took(lambda t=t: best(t, known, ("n3", "n77"))) for t in _TYPED * times]


def languages(times: int) -> list[float]:
    """The language of a window with all its pages changes."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    window = build_window(application)
    window.show()
    window.complete()
    seconds = [
        took(lambda c=code: window.language.choose(c))
        for _ in range(times)
        for code in ("fr", "en")
    ]
    window.close()
    return seconds


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.instant")
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory(prefix="regnet-instant-") as home:
        for name in ("RUNS", "CACHE", "LOGS", "DATA", "CONFIG", "PRESETS"):
            os.environ[f"REGNET_STUDIO_{name}"] = f"{home}/{name.lower()}"
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for name, measured in (
            ("a key in the palette", keys(times)),
            ("another language", languages(times)),
        ):
            middle, most = statistics.median(measured), max(measured)
            print(f"{name:24} median {middle:7.1f} ms   most {most:7.1f} ms")


if __name__ == "__main__":
    main()
