"""A run of 1,000,000 steps: ``python -m tests.benchmarks.million_steps [--steps N] [--json FILE]``.

Makes a run by writing its events as a training does, opens it in the real window, and times: from
asking for it until its curves are on the screen, and the frames while its curves are panned, zoomed
and pointed at. A frame is an action until all it changed is painted, in milliseconds of this
process's own time (``cpu``) and by the clock (``wall``, which other processes lengthen).
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.stage import own_folders, play

if TYPE_CHECKING:
    from regnet_studio.studio.train.curves import Curves
    from regnet_studio.studio.window import StudioWindow
    from regnet_studio.training.events import Event

_PER_EPOCH = 390
_CLASSES = 10
_FRAMES = 120
_WAIT_S = 120.0


def main() -> None:
    """Make the run, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="million-steps-"))
    try:
        own_folders(home)
        found = _measured(_written(home / "runs" / "long", chosen.steps))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    text = json.dumps(found, indent=1)
    if chosen.json:
        chosen.json.write_text(text)
    print(text)


def _written(path: Path, steps: int) -> Path:
    """A run with so many steps, recorded as the engine records it."""
    from regnet_studio.recipe import Recipe, dump, override
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.run_log import logging

    path.mkdir(parents=True)
    epochs = max(steps // _PER_EPOCH, 1)
    recipe = override(Recipe(), ["data.source=digits", f"stopping.epochs={min(epochs, 10_000)}"])
    (path / "recipe.toml").write_text(dump(recipe))
    with logging(Run(path)) as log:
        for event in _events(str(path), epochs):
            for _ in log.append(event):
                pass
    return path


def _events(run: str, epochs: int) -> Iterator[Event]:
    from regnet_studio.training.events import (
        Checkpointed,
        EpochEnded,
        RunEnded,
        RunStarted,
        Step,
        TrainingEnded,
        Validated,
        WrongImage,
    )

    classes = [str(n) for n in range(_CLASSES)]
    yield RunStarted(
        run=run, model="resnet20", dataset="digits", fingerprint="f", classes=classes,
        images={"train": 1375}, size=8, channels=1, epochs=epochs, steps_per_epoch=_PER_EPOCH,
        params=1, macs=1, device="cpu", precision="fp32", channels_last=False, pid=1,
    )  # fmt: skip
    wrong = [
        WrongImage(path=f"9/{n:04d}.png", truth=9, guess=5, probability=0.9) for n in range(24)
    ]
    pairs = [[a, b, 1] for a in range(_CLASSES) for b in range(_CLASSES) if a != b]
    for epoch in range(1, epochs + 1):
        done, end = (epoch - 1) / epochs, epoch * _PER_EPOCH
        right = 1 - 0.9 * math.exp(-5 * done)
        for step in range(end - _PER_EPOCH + 1, end + 1):
            noise = math.sin(step * 12.9898) * 0.1
            yield Step(
                epoch, step, 2.3 * (1 - right) + 0.2 + noise, min(right + noise / 2, 1.0),
                0.05 * (1 + math.cos(math.pi * done)), 1500.0, 1e3 * (1 - done), 812.0,
                1.0 + abs(noise), 0.001 if step % 50 == 0 else None, 0.9,
            )  # fmt: skip
        yield Validated(epoch, end, [15] * _CLASSES, [6] * _CLASSES, pairs, wrong)
        yield EpochEnded(
            epoch, end, 2.3 * (1 - right) + 0.2, right, 2.4 * (1 - right) + 0.2, right - 0.01, 0.1,
            1500.0, epoch * 1.0, 1e3 * (1 - done), 812.0, right - 0.01, True,
        )  # fmt: skip
        yield Checkpointed(epoch, end)
    yield TrainingEnded(epochs, epochs, 0.9, 0.1, 1e3, 1500.0, False)
    yield RunEnded("finished")


def _measured(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {"events_mb": round((path / "events.jsonl").stat().st_size / 1e6)}

    def script(window: StudioWindow) -> None:
        _wait(lambda: window.reading.has_torch and bool(window.state.models))
        found["course_mb"] = round((path / "course.bin").stat().st_size / 1e6)
        found["open_s"] = [_open(window, path) for _ in range(5)]
        found["frames_ms"] = _frames(window.train_page.curves)
        (path / "course.bin").unlink()
        found["open_without_course_s"] = _open(window, path)
        found["open_again_s"] = _open(window, path)

    play(script)
    return found


def _open(window: StudioWindow, path: Path) -> float:
    """Seconds from asking until the curves are painted."""
    curves, before = window.train_page.curves, window.state.run
    begun = time.perf_counter()
    window.open_path(path)
    _wait(lambda: window.state.run is not before)
    _wait(lambda: all(v == curves._course.version for v in curves._drawn_versions))
    _paint()
    return round(time.perf_counter() - begun, 3)


def _frames(curves: Curves) -> dict[str, dict[str, float]]:
    card = curves.cards[0]
    last = card.whole()[1]
    acts: dict[str, Callable[[int], object]] = {
        "hover": lambda n: card._point(last * (n + 1) / (_FRAMES + 1)),
        "zoom": lambda n: card._zoom(1.08 if n < _FRAMES // 2 else 1 / 1.08, last * 0.4),
        "pan": lambda n: card._move(last * 0.002),
    }
    found: dict[str, dict[str, float]] = {}
    for name, act in acts.items():
        if name == "pan":
            card.see(last * 0.2, last * 0.5)
        walls, cpus = [], []
        for n in range(_FRAMES):
            wall, cpu = time.perf_counter(), time.thread_time()
            act(n)
            if curves._late:  # the plots beside it follow one a frame
                curves._draw_news()
            _paint()
            walls.append(1e3 * (time.perf_counter() - wall))
            cpus.append(1e3 * (time.thread_time() - cpu))
        found[name] = {
            "cpu_p50": round(statistics.median(cpus), 1),
            "cpu_p99": round(statistics.quantiles(cpus, n=100)[98], 1),
            "wall_p50": round(statistics.median(walls), 1),
            "wall_p99": round(statistics.quantiles(walls, n=100)[98], 1),
        }
    return found


def _paint() -> None:
    from PySide6.QtWidgets import QApplication

    for _ in range(3):
        QApplication.processEvents()


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + _WAIT_S
    while not until():
        _paint()
        time.sleep(0.002)
        if time.monotonic() > end:
            sys.exit("waited in vain")


if __name__ == "__main__":
    main()
