"""Does the window stay small? ``python -m tests.benchmarks.soak [--runs 200] [--short]``.

In one process, runs of the digits are started, paused, stopped (or discarded, or left to their
end), opened on every page and deleted. Between the run after the warm-up and the last one the
memory may grow by 5 %, and no thread, timer, widget or file handle may be left; nothing may be
logged as a defect.

    --runs N     how many (200), of which the first --warm-up (20) are not counted
    --short      24 runs, of which 8 to warm up
    --trace      where the memory that is left was allocated, too (slow)
    --trim       ask the C library to give back what it keeps (glibc), and tell the memory after:
                 what is still held then is the program's own
    --json FILE  all figures
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import sys
import tempfile
import threading
import time
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.benchmarks.heart import pause, wait
from tests.benchmarks.stage import click, few_networks, own_folders, part, play

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_MOST_GROWTH = 0.05
_LONG_S = 300.0
_SHOWN = 12
_QUICK: tuple[tuple[str, object], ...] = (
    ("model.name", "resnet20"),
    ("data.size", 8),
    ("augment.flip", False),
    ("augment.crop_padding", 1),
    ("optimizer.batch_size", 256),
    ("stopping.epochs", 2),
    ("compute.device", "cpu"),
    ("compute.threads", 1),
)
_ENDS = ("finished", "stopped", "discarded", "interrupted")


class Soak:
    """The same again and again, and what is there after each time."""

    def __init__(self, window: StudioWindow, traces: bool, trims: bool) -> None:
        self.window = window
        self.seen: list[dict[str, Any]] = []
        self._traces, self._trims = traces, trims
        self._types: Counter[str] = Counter()
        self._snapshot: tracemalloc.Snapshot | None = None

    def prepare(self) -> None:
        """The digits on the desk, the cheapest training set up."""
        window = self.window
        wait(lambda: window.reading.has_torch and bool(window.state.models), _LONG_S, "warm-up")
        window.open_path("digits")
        wait(lambda: window.state.scan is not None, _LONG_S, "the digits")
        for key, value in _QUICK:
            window.state.set_value(key, value)

    def once(self, number: int) -> None:
        """One run, from the button to its deletion."""
        window = self.window
        end = _ENDS[number % len(_ENDS)]
        click(part(window, "action.train"))
        wait(lambda: window.training.course.step > 1, _LONG_S, "the first steps")
        if window.training.phase == "training":
            window.training.pause(True)
            wait(lambda: window.training.is_holding or not window.training.is_on, _LONG_S, "pause")
            window.training.pause(False)
        if end == "stopped":
            window.training.stop()
        elif end == "discarded":
            window.training.cancel()
        elif end == "interrupted":
            window.training.leave()
        wait(lambda: not window.training.is_on, _LONG_S, "the end of the run")
        runs = self._runs()
        if runs:
            self._look_at(runs[0])
            self._delete(runs)
        window.show_page("data")
        pause(0.1)

    def note(self) -> None:
        """Count what is there, once what is over has been let go."""
        pause(0.6)
        gc.collect()
        pause(0.1)
        gc.collect()
        process = psutil.Process()
        memory = process.memory_info().rss
        alive = gc.get_objects()
        timers = [one for one in alive if isinstance(one, QTimer)]
        self.seen.append(
            {
                "memory_mb": round(memory / 2**20, 1),
                "trimmed_mb": round(_trimmed(process) / 2**20, 1) if self._trims else 0,
                "threads": threading.active_count(),
                "handles": process.num_fds() if hasattr(process, "num_fds") else 0,
                "timers": len(timers),
                "active_timers": sum(_is_active(timer) for timer in timers),
                "widgets": len(QApplication.allWidgets()),
                "objects": len(alive),
            }
        )
        self._types = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in alive)

    def mark(self) -> None:
        """From here on growth counts."""
        self._base = self._types
        if self._traces:
            tracemalloc.start(5)
            self._snapshot = tracemalloc.take_snapshot()

    def grown(self) -> list[tuple[str, int]]:
        """Types of which there are more than at the mark."""
        more = Counter({name: n - self._base[name] for name, n in self._types.items()})
        return [(name, n) for name, n in more.most_common(_SHOWN) if n > 0]

    def allocated(self) -> list[str]:
        """Lines of the program that hold more than at the mark."""
        if self._snapshot is None:
            return []
        now = tracemalloc.take_snapshot()
        found = now.compare_to(self._snapshot, "lineno")
        return [str(one) for one in found[:_SHOWN]]

    def _look_at(self, run: Path) -> None:
        window = self.window
        window.reading.open_run(run)
        wait(lambda: window.state.run is not None and window.state.run.path == run, _LONG_S, "run")
        for name in ("train", "evaluate", "predict", "export"):
            window.show_page(name)
            pause(0.05)
        assert window.state.run is not None
        if window.state.run.report is not None:
            window.show_page("evaluate")
            page = window.evaluate_page
            wait(lambda: page.examined is not None, _LONG_S, "the examination")
            for name in ("images", "curves", "overview"):
                page.desk.show_tab(name)
                pause(0.1)

    def _delete(self, runs: list[Path]) -> None:
        window = self.window
        window.run_desk.throw_away(runs)
        wait(lambda: not window.run_desk.is_busy, _LONG_S, "the deletion")
        wait(lambda: not self._runs(), _LONG_S, "the trash")

    def _runs(self) -> list[Path]:
        folder = Path(os.environ["REGNET_STUDIO_RUNS"])
        return sorted(path.parent for path in folder.glob("*/recipe.toml"))


def soak(window: StudioWindow, runs: int, warm_up: int, traces: bool, trims: bool) -> Soak:
    """All runs, told as they go."""
    made = Soak(window, traces, trims)
    made.prepare()
    for number in range(1, runs + 1):
        begun = time.perf_counter()
        made.once(number - 1)
        made.note()
        if number == warm_up:
            made.mark()
        seen = made.seen[-1]
        print(
            f"{number:4} {_ENDS[(number - 1) % 4]:12} {time.perf_counter() - begun:5.1f} s  "
            + "  ".join(f"{name} {value}" for name, value in seen.items()),
            flush=True,
        )
    return made


def main() -> int:
    """Soak and tell; 1 where something grew or was left."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--warm-up", type=int, default=20)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--trim", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    runs, warm_up = (24, 8) if asked.short else (asked.runs, asked.warm_up)
    raised: list[str] = []
    sys.unraisablehook = lambda what: raised.append(f"{what.exc_value!r} in {what.object!r}")
    threading.excepthook = lambda what: raised.append(repr(what.exc_value))
    made: list[Soak] = []
    with tempfile.TemporaryDirectory(prefix="regnet-soak-") as home:
        own_folders(Path(home))
        few_networks()
        play(lambda window: made.append(soak(window, runs, warm_up, asked.trace, asked.trim)))
        raised += [path.read_text() for path in Path(home, "logs").glob("studio-*")]
    seen = made[0].seen
    # The ends take turns: the same kind of run is compared with itself.
    first, last = seen[warm_up - 1], seen[warm_up - 1 + (runs - warm_up) // 4 * 4]
    growth = last["memory_mb"] / first["memory_mb"] - 1
    left: dict[str, int] = {}
    for name in ("threads", "handles", "timers", "active_timers", "widgets"):
        # Of four runs in a row the least: a file that is just being read is not left.
        before = min(one[name] for one in seen[:warm_up][-4:])
        after = min(one[name] for one in seen[-4:])
        if after > before:
            left[name] = after - before
    print(f"\nmemory {first['memory_mb']} -> {last['memory_mb']} MB: {growth:+.1%} (at most 5 %)")
    print(f"left behind: {left or 'nothing'}; objects {last['objects'] - first['objects']:+}")
    for name, count in made[0].grown():
        print(f"  {count:+6} {name}")
    for line in made[0].allocated():
        print(f"  {line}")
    print(f"exceptions: {len(raised)}")
    for text, times in Counter(raised).most_common():
        print(f"--- {times} times\n{text}")
    if asked.json:
        result = {"growth": growth, "left": left, "raised": raised, "seen": seen}
        asked.json.write_text(json.dumps(result, indent=1))
    return int(growth > _MOST_GROWTH or bool(left) or bool(raised))


def _trimmed(process: psutil.Process) -> int:
    """Resident bytes once the C library has given back what nobody uses."""
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    return process.memory_info().rss


def _is_active(timer: QTimer) -> bool:
    import shiboken6

    return shiboken6.isValid(timer) and timer.isActive()


if __name__ == "__main__":
    sys.exit(main())
