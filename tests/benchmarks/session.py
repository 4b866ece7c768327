"""Is the window steady all day? ``python -m tests.benchmarks.session [--minutes 20] [--short]``.

A 5 ms heartbeat on the GUI thread across a scripted session on the real window: a scan of 100,000
images, their thumbnails scrolled, the tabs of the Data page, training on two threads with the
other pages looked at meanwhile, the evaluation tab by tab, explanations, the report, an export,
and three runs compared. Told for each phase: how late the beats came (p99 at most 16 ms, worst at
most 100 ms), and for each stall above 50 ms what the GUI thread hung in, grouped, with its cause:
``own work`` (it had the processor), ``waited for another thread`` (the GIL, a lock) or ``the
machine was busy`` (other processes had the processor).

    --minutes N   how long the phases that have no end of their own go on, together
    --short       2 minutes and 20,000 images, for a quick look
    --images N    how many images are scanned; they stay in --folder for the next time
    --only NAME   only these phases, such as ``warm-up scan`` (each needs what comes before it)
    --json FILE   all of it, stacks included
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint

from tests.benchmarks.heart import Heart, explained, pause, percentiles, wait
from tests.benchmarks.stage import click, many_images, own_folders, part, photographs, play

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollBar

    from regnet_studio.studio.window import StudioWindow

Seen = tuple[Heart, list[str]]
_LONG_S = 900.0
_RUNS = 3


class Session:
    """The script. Each public method is a phase; what it does goes on for ``seconds`` or so."""

    def __init__(self, window: StudioWindow, heart: Heart, seconds: float) -> None:
        self.window, self.heart = window, heart
        self._seconds = seconds

    def warm_up(self) -> None:
        """What is loaded behind the window right after its launch."""
        window = self.window
        wait(lambda: window.reading.has_torch and bool(window.state.models), _LONG_S, "warm-up")

    def scan(self, folder: Path) -> None:
        """Read many images."""
        window = self.window
        window.open_path(folder)
        wait(lambda: not window.reading.is_scanning, _LONG_S, "the scan")
        wait(lambda: window.state.scan is not None, 5, "the scan's result")

    def scroll(self) -> None:
        """Thumbnails: the wheel, and a jump now and then."""
        grid = self.window.data_page.desk.browser.grid
        bar = grid.verticalScrollBar()

        def turn(number: int) -> None:
            if number % 20:
                bar.setValue(bar.value() + 60)
            else:
                bar.setValue(bar.maximum() * (number * 37 % 1000) // 1000)

        self._repeat(0.10, 16, turn)

    def data_tabs(self) -> None:
        """Every tab of the Data page, and some images excluded and taken back."""
        from regnet_studio.studio.data.data_desk import TABS

        desk = self.window.data_page.desk
        for name in TABS:
            desk.show_tab(name)
            pause(self._seconds * 0.05 / len(TABS))
        desk.show_tab("images")
        desk.browser.grid.select_all()
        pause(0.5)
        if self.window.state.scan is not None:
            import numpy as np

            desk.mending.exclude(np.arange(0, len(self.window.state.scan.dataset.labels), 2))
            wait(lambda: desk.mending.is_ready, _LONG_S, "the edit")
            desk.mending.undo()
            wait(lambda: desk.mending.is_ready, _LONG_S, "the undo")

    def model(self) -> None:
        """The Model page: searched, sorted, scrolled."""
        self.window.show_page("model")
        search = part(self.window, "model.search")
        table = part(self.window, "recipe.model.name")
        texts = ("res", "resnet", "vgg", "", "reg", "")

        def look(number: int) -> None:
            search.setProperty("text", texts[number % len(texts)])
            rows = table.model().rowCount()  # type: ignore[attr-defined]
            table.selectRow(number % max(rows, 1))  # type: ignore[attr-defined]

        self._repeat(0.03, 200, look)
        search.setProperty("text", "")

    def read(self, folder: Path) -> None:
        """Photographs to learn from."""
        self.window.show_page("data")
        self.scan(folder)
        state = self.window.state
        for key, value in {
            "model.name": "resnet20",
            "compute.device": "cpu",
            "compute.threads": 2,
            "stopping.epochs": 10_000,
        }.items():
            state.set_value(key, value)
        wait(lambda: bool(state.models), _LONG_S, "the catalogue")

    def train(self, share: float) -> None:
        """A run, with the other pages looked at, then stopped and evaluated."""
        window = self.window
        before = window.state.run
        click(part(window, "action.train"))
        wait(lambda: window.training.course.step > 3, _LONG_S, "the first steps")
        pages = ("train", "data", "train", "model", "train", "predict", "train", "export", "train")
        self._repeat(share, 700, lambda n: window.show_page(pages[n % len(pages)]))
        window.show_page("train")
        click(part(window, "action.pause"))
        wait(lambda: window.training.is_holding, _LONG_S, "the pause")
        pause(0.5)
        click(part(window, "action.pause"))
        pause(1.0)
        wait(lambda: window.training.course.epoch > 0, _LONG_S, "the first epoch")
        click(part(window, "action.stop"))
        wait(lambda: not window.training.is_on, _LONG_S, "the end of the run")
        wait(lambda: window.state.run is not before, _LONG_S, "the run opened")

    def evaluate(self) -> None:
        """Every tab of the Evaluate page, the list of images scrolled."""
        from regnet_studio.studio.evaluate.evaluate_desk import TABS

        page = self.window.evaluate_page
        click(part(self.window, "rail.evaluate"))
        wait(lambda: page.examined is not None, _LONG_S, "the examination")
        for name in TABS:
            if name in ("explain", "report"):
                continue
            page.desk.show_tab(name)
            pause(max(self._seconds * 0.10 / len(TABS), 0.5))
            if name == "images":
                page.desk.tab("images").show_list("every")
                self._scroll(page.desk.tab("images").grid.verticalScrollBar())
        for row in range(5):
            page.desk.show_tab("overview")
            pause(0.1)
            page.desk.show_cell(row, row)
            pause(0.1)

    def explain(self) -> None:
        """Heat maps, one image after the other."""
        tab = self.window.evaluate_page.desk
        tab.show_tab("explain")
        made = tab.tab("explain")
        wait(lambda: made.explanation() is not None or made.trouble(), _LONG_S, "the heat maps")
        listing = part(made, "explain.images").viewport()  # type: ignore[attr-defined]
        self._repeat(0.08, 900, lambda n: click(listing, QPoint(40, 20 + 30 * (n % 8))))

    def report(self, out: Path) -> None:
        """The report as HTML and PDF."""
        desk = self.window.evaluate_page.desk
        desk.show_tab("report")
        made = desk.tab("report")
        made._folder.field.setText(str(out))
        click(part(self.window, "report.start"))
        wait(lambda: not made.is_busy, _LONG_S, "the report")
        pause(1.0)

    def export(self, out: Path) -> None:
        """The network leaves the house, checked."""
        page = self.window.export_page
        click(part(self.window, "rail.export"))
        page._folder.field.setText(str(out))
        click(part(self.window, "export.start"))
        wait(lambda: not page.is_busy, _LONG_S, "the export")
        pause(1.0)

    def compare(self) -> None:
        """Runs side by side, tab by tab."""
        from regnet_studio.runs.directory import list_runs

        page = self.window.compare_page
        runs = [Path(run.run) for run in list_runs()][:_RUNS]
        self.window.compare(runs)
        wait(lambda: page.comparison is not None and not page.is_busy, _LONG_S, "the comparison")
        for number in range(page.tabs.count()):
            page.tabs.setCurrentIndex(number)
            pause(max(self._seconds * 0.02, 1.0))

    def _scroll(self, bar: QScrollBar) -> None:
        self._repeat(0.02, 16, lambda n: bar.setValue(n * 40 % max(bar.maximum(), 1)))

    def _repeat(self, share: float, every_ms: int, do: Callable[[int], object]) -> None:
        """Do something again and again for a share of the session, at least for two seconds."""
        end = time.perf_counter() + max(share * self._seconds, 2.0)
        number = 0
        while time.perf_counter() < end:
            do(number)
            number += 1
            pause(every_ms / 1000)


def run(
    window: StudioWindow, seconds: float, folder: Path, images: int, home: Path, only: list[str]
) -> Seen:
    """The whole session: the heart that beat in it, and what went wrong."""
    failures: list[str] = []
    heart = Heart(watched=True)
    session = Session(window, heart, seconds)
    phases: list[tuple[str, Callable[[], Any]]] = [
        ("warm-up", session.warm_up),
        ("scan", lambda: session.scan(folder / f"images-{images}")),
        ("thumbnails", session.scroll),
        ("data tabs", session.data_tabs),
        ("model", session.model),
        ("read", lambda: session.read(folder / "photographs")),
        ("train", lambda: session.train(0.40)),
        ("evaluate", session.evaluate),
        ("explain", session.explain),
        ("report", lambda: session.report(home / "report")),
        ("export", lambda: session.export(home / "export")),
        ("train again", lambda: session.train(0.04)),
        ("train a third", lambda: session.train(0.04)),
        ("compare", session.compare),
    ]
    for name, phase in phases:
        if only and name not in only:
            continue
        heart.phase = name
        begun = time.perf_counter()
        try:
            phase()
        except Exception as error:  # the other phases are worth their figures all the same
            failures.append(f"{name}: {error!r}")
            traceback.print_exc()
        print(
            f"{name:14} {time.perf_counter() - begun:6.0f} s "
            f"{_figures(percentiles(heart.late(name)))}  "
            f"{sum(stall.phase == name for stall in heart.stalls)} stalls",
            flush=True,
        )
    heart.stop()
    return heart, failures


def main() -> None:
    """Play the session, print what was seen, write it where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--short", action="store_true")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "regnet-session"
    )
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    minutes = 2.0 if asked.short else asked.minutes
    images = 20_000 if asked.short else asked.images
    many_images(asked.folder / f"images-{images}", images)
    photographs(asked.folder / "photographs", 400)
    seen: list[Seen] = []
    with tempfile.TemporaryDirectory(prefix="regnet-session-") as home:
        own_folders(Path(home))
        begun = time.perf_counter()
        play(
            lambda window: seen.append(
                run(window, 60 * minutes, asked.folder, images, Path(home), asked.only)
            )
        )
    ((heart, failures),) = seen
    stalls = explained(heart.stalls)
    everything = percentiles(heart.late())
    print(f"\n{(time.perf_counter() - begun) / 60:.1f} minutes, load {os.getloadavg()[0]:.1f}")
    print(f"all: {len(heart.late())} beats, {_figures(everything)}  (targets: p99 16, worst 100)")
    for row in stalls:
        print(
            f"{row['times']:4} x {row['worst_ms']:7} ms, own {row['own_ms']:6} ms, {row['cause']}: "
            f"{row['place']}  {row['phases']} beside {row['beside']}"
        )
    print("\n".join(failures))
    if asked.json:
        result = {
            "failures": failures,
            "load": os.getloadavg(),
            "all": everything,
            "phases": {name: percentiles(heart.late(name)) for name in heart.phases()},
            "groups": stalls,
            "stalls": [asdict(stall) for stall in heart.stalls],
        }
        asked.json.write_text(json.dumps(result, indent=1))


def _figures(found: dict[str, float]) -> str:
    return f"p50 {found['p50_ms']:5} p99 {found['p99_ms']:6} worst {found['max_ms']:7} ms"


if __name__ == "__main__":
    main()
