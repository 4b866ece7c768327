"""A new user's road, measured: ``python -m tests.benchmarks.road [--short] [--json FILE]``.

From the launch, with a folder of images in hand, to a trained, evaluated and exported network: the
real window, by real clicks only, each counted, with the seconds at which each stop was reached. The
folder is made on the spot: three classes of noisy colours.

    --images N   how many of each class (60; --short: 12)
    --side N     their width and height in pixels (32; --short: 16)
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QWidget

from tests.benchmarks.heart import wait
from tests.benchmarks.stage import click, own_folders, part, play

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

Wait = Callable[[Callable[[], object]], object]
_COLOURS = {"blue": (30, 40, 200), "green": (30, 200, 40), "red": (200, 40, 30)}
_LONG_S = 900.0


class Road:
    """Walks it. What is waited for by whom: ``wait`` gets what is to become true."""

    def __init__(self, window: StudioWindow, folder: Path, wait: Wait) -> None:
        self._window, self._folder, self._wait = window, folder, wait
        self._begun = time.perf_counter()
        self.clicks: list[str] = []
        """What was clicked, in turn; the answer to the file dialog counts."""
        self.stops: dict[str, float] = {}
        """Seconds from the start until each stop was reached."""

    def walk(self) -> None:
        """All of it: images, training, the evaluation, the export."""
        window, state = self._window, self._window.state
        self._choose_folder()
        self._wait(lambda: state.scan is not None)
        self._reach("images read")
        train = part(window, "action.train")
        self._wait(train.isEnabled)
        self._click("action.train")
        self._wait(lambda: window.training.course.step > 0)
        self._reach("first step")
        self._wait(lambda: not window.training.is_on and state.run is not None)
        self._reach("trained")
        self._click("rail.evaluate")
        self._wait(lambda: window.evaluate_page.examined is not None)
        self._reach("evaluated")
        self._click("rail.export")
        self._wait(part(window, "export.start").isEnabled)
        self._click("export.start")
        self._wait(lambda: part(window, "export.verdict").isVisible())
        self._reach("exported")

    def _choose_folder(self) -> None:
        def answer(*_: object, **__: object) -> str:
            self.clicks.append("the dialog's answer")
            return str(self._folder)

        asked = QFileDialog.getExistingDirectory
        QFileDialog.getExistingDirectory = answer  # type: ignore[method-assign]
        try:
            self._click("empty.data")
        finally:
            QFileDialog.getExistingDirectory = asked  # type: ignore[method-assign]

    def _click(self, name: str) -> None:
        target = self._seen(name)
        self.clicks.append(name)
        click(target)

    def _seen(self, name: str) -> QWidget:
        """Only what a user sees and may press can be clicked."""
        target = part(self._window, name)
        if not (target.isVisible() and target.isEnabled()):
            raise RuntimeError(f"{name} cannot be clicked")
        return target

    def _reach(self, stop: str) -> None:
        self.stops[stop] = round(time.perf_counter() - self._begun, 2)


def colours(folder: Path, count: int, side: int) -> Path:
    """Three classes of ``count`` noisy PNGs, ``side`` pixels wide and high."""
    draw = np.random.default_rng(0)
    for name, colour in _COLOURS.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            pixels = np.array(colour) + draw.integers(-30, 31, (side, side, 3))
            image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            image.save(folder / name / f"{number:03}.png")
    return folder


def main() -> None:
    """Walk the road and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--images", type=int, default=60)
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    count, side = (12, 16) if asked.short else (asked.images, asked.side)
    walked: list[Road] = []
    with tempfile.TemporaryDirectory(prefix="regnet-road-") as home:
        own_folders(Path(home))
        folder = colours(Path(home) / "images", count, side)

        def script(window: StudioWindow) -> None:
            road = Road(window, folder, lambda done: wait(done, _LONG_S, "the road"))
            walked.append(road)
            road.walk()

        play(script)
    (road,) = walked
    print(f"{len(road.clicks)} clicks, load {os.getloadavg()[0]:.1f}: {', '.join(road.clicks)}")
    for stop, seconds in road.stops.items():
        print(f"{stop:14} {seconds:8.2f} s")
    if asked.json:
        asked.json.write_text(json.dumps({"clicks": road.clicks, "stops": road.stops}, indent=1))


if __name__ == "__main__":
    main()
