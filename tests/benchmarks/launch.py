"""How fast the studio opens: ``python -m tests.benchmarks.launch [--times 10] [--short]``.

Each time a fresh process, by the road of the ``regnet-studio`` command, warm: a first one, which
is not counted, writes the bytecode that an installed program has. Told are the seconds from
the process's start to the first paint (at most 0.8), to a Data page that can be used (1.2: its
built-in sets stand there and its tabs are loaded, so that nothing holds up the first click) and
the resident memory before torch is loaded (200 MB). ``processor`` is the time all threads took of
the processor until then: it says what the launch costs where other programs are at work, too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGETS = {"paint_s": 0.8, "usable_s": 1.2, "memory_mb": 200.0}
_LAUNCH = """
import sys, time
from regnet_studio.cli.main import main  # the road of the `regnet-studio` command

def say(window, what):
    import psutil
    memory = psutil.Process().memory_info().rss / 2**20
    print(what, time.time(), time.process_time(), memory, "torch" in sys.modules, flush=True)

def painted(window):
    say(window, "paint")
    page = window.data_page
    window.reading.desk_loaded.connect(lambda: look(window))
    window.reading._load_torch = lambda: None

def look(window):
    from PySide6.QtCore import QTimer
    if window.data_page.start.isVisible() and window.data_page.start._cards:
        window.repaint()
        say(window, "usable")
        window.close()
    else:
        QTimer.singleShot(5, lambda: look(window))

def window(path):
    from regnet_studio.studio.app import open_studio
    return open_studio(path, on_appeared=painted)

sys.exit(main([], open_studio=window))
"""


def launch(environment: dict[str, str]) -> dict[str, float]:
    """One launch: seconds, processor seconds and MB when painted and when usable."""
    begun = time.time()
    done = subprocess.run(
        [sys.executable, "-c", _LAUNCH],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=120,
    )
    seen: dict[str, float] = {}
    for line in done.stdout.splitlines():
        what, at, processor, memory, has_torch = line.split()
        if has_torch == "True":
            raise SystemExit("torch was loaded before the window could be used")
        seen |= {
            f"{what}_s": float(at) - begun,
            f"{what}_processor_s": float(processor),
            "memory_mb": float(memory),
        }
    return seen


def measure(times: int) -> dict[str, dict[str, float]]:
    """Median, best and worst of ``times`` launches, for each figure."""
    with tempfile.TemporaryDirectory(prefix="regnet-launch-") as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        environment["PYTHONPATH"] = str(Path(__file__).parents[2])
        environment["PYTHONPYCACHEPREFIX"] = f"{home}/bytecode"
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for name in ("RUNS", "CACHE", "LOGS", "DATA", "CONFIG"):
            environment[f"REGNET_STUDIO_{name}"] = f"{home}/{name.lower()}"
        launch(environment)
        seen = [launch(environment) for _ in range(times)]
    return {
        name: {
            "median": round(statistics.median(one[name] for one in seen), 3),
            "best": round(min(one[name] for one in seen), 3),
            "worst": round(max(one[name] for one in seen), 3),
        }
        for name in seen[0]
    }


def main() -> None:
    """Print a table, and write it as JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--short", action="store_true", help="three launches")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    times = 3 if asked.short else asked.times
    result = measure(times)
    load = os.getloadavg()[0]
    print(f"{times} launches, load {load:.1f} on {os.cpu_count()} cores")
    print(f"{'':20} {'median':>8} {'best':>8} {'worst':>8} {'target':>8}")
    for name, row in result.items():
        target = TARGETS.get(name, "")
        print(f"{name:20} {row['median']:8} {row['best']:8} {row['worst']:8} {target:>8}")
    if asked.json:
        asked.json.write_text(json.dumps({"load": load, "times": times, **result}, indent=1))


if __name__ == "__main__":
    main()
