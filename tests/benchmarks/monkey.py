"""Whatever a user may do, in any order: ``python -m tests.benchmarks.monkey [--seed 1]``.

Random actions on the real window: clicks, double clicks, context menus, keys, typing, drags, the
wheel, drops of files of every kind, resizes, themes, languages, text sizes and commands. There must
be no exception, no defect in the log and no freeze above 200 ms. The seed decides every choice;
each action is written to a file before it is done, so that the last ones are seen after a crash
and ``--replay FILE`` does the same again (``--first N``: only so many of them).

    --seeds N     ten seeds, each in a process of its own (1..N)
    --actions N   how many actions a seed (10,000)
    --short       one seed, 300 actions
    --json FILE   what was found

It lives in a folder of its own: every attempt to write elsewhere is refused and counted, file
dialogs answer with files from there, links are not opened, the trash is a folder there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.benchmarks.fence import Fence
from tests.benchmarks.heart import Heart, explained, wait
from tests.benchmarks.mischief import Hands, Mischief
from tests.benchmarks.stage import few_networks, own_folders, play

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

FREEZE_MS = 200.0
_SHOWN = 50


class Monkey(QObject):
    """Acts until it is done, also within the event loops of dialogs and menus."""

    def __init__(self, window: StudioWindow, hands: Hands, heart: Heart, log: IO[str]) -> None:
        super().__init__(window)
        self._hands, self._heart = hands, heart
        self._log = log
        self.done: Counter[str] = Counter()
        self.is_over = False
        self._window = window
        window.installEventFilter(self)
        self._soon(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # It must not close the window it plays with.
        if event.type() == QEvent.Type.Close and watched is self._window and not self.is_over:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _soon(self, ms: int) -> None:
        QTimer.singleShot(ms, self._act)

    def _act(self) -> None:
        action = self._hands.next_action()
        if action is None:
            self.is_over = True
            return
        # Before it acts: a dialog that opens has a loop of its own, in which it goes on.
        self._soon(int(action.get("then_ms", 0)))
        self._log.write(json.dumps(action) + "\n")
        self._log.flush()
        self._heart.phase = str(action["do"])
        self.done[str(action["do"])] += 1
        self._hands.perform(action)


def torment(seed: int, actions: int, replay: Path | None, log: Path) -> dict[str, Any]:
    """One seed, in this process: what went wrong."""
    raised: list[str] = []
    said: Counter[str] = Counter()
    hearts: list[Heart] = []
    monkeys: list[Monkey] = []

    def note(kind: type[BaseException], error: BaseException | None, *_: object) -> None:
        import traceback

        raised.append("".join(traceback.format_exception(error)) if error else str(kind))

    with (
        tempfile.TemporaryDirectory(prefix="regnet-monkey-") as place,
        log.open("w", encoding="utf-8") as written,
    ):
        home = Path(place)
        own_folders(home)
        os.chdir(home)
        fence = Fence(home)
        threading.excepthook = lambda what: note(what.exc_type, what.exc_value)
        sys.unraisablehook = lambda what: note(what.exc_type, what.exc_value)
        qInstallMessageHandler(lambda kind, _, text: said.update([f"{kind.name}: {text}"]))
        begun = time.perf_counter()

        def script(window: StudioWindow) -> None:
            theirs = sys.excepthook

            def hook(kind: Any, error: BaseException, trace: Any) -> None:
                note(kind, error)
                theirs(kind, error, trace)

            sys.excepthook = hook
            heart = Heart(watched=True, stall_ms=FREEZE_MS)
            hearts.append(heart)
            heart.phase = "warm-up"
            wait(lambda: window.reading.has_torch and bool(window.state.models), 300, "warm-up")
            hands: Hands = Mischief(window, seed, actions, home, replay)
            monkey = Monkey(window, hands, heart, written)
            monkeys.append(monkey)
            wait(lambda: monkey.is_over, 10.0 * actions + 600, "the monkey")
            _leave_dialogs()
            heart.stop()
            window.training.cancel()
            wait(lambda: not window.training.is_on, 120, "the end of the run")

        few_networks()
        fence.close_gate()
        try:
            play(script)
        except TimeoutError as error:
            raised.append(f"{error}")
        finally:
            fence.open_gate()
            qInstallMessageHandler(None)
        defects = [path.read_text() for path in sorted((home / "logs").glob("studio-*"))]
    stalls = hearts[0].stalls if hearts else []
    return {
        "seed": seed,
        "seconds": round(time.perf_counter() - begun),
        "actions": dict(monkeys[0].done) if monkeys else {},
        "raised": raised,
        "defects": defects,
        "freezes": explained([stall for stall in stalls if stall.phase != "warm-up"]),
        "qt": dict(said),
        "refused_writes": dict(fence.refused),
        "load": os.getloadavg()[0],
    }


def _leave_dialogs() -> None:
    """Whatever is open is given up, the innermost first."""
    for _ in range(20):
        open_one = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if open_one is None:
            return
        open_one.close()
        QApplication.processEvents()


def _tell(found: dict[str, Any], log: Path) -> bool:
    """Print what a seed brought; whether nothing was wrong."""
    count = sum(found["actions"].values())
    own = [freeze for freeze in found["freezes"] if freeze["cause"] != "the machine was busy"]
    print(
        f"seed {found['seed']}: {count} actions in {found['seconds']} s, load {found['load']:.1f}: "
        f"{len(found['raised'])} exceptions, {len(found['defects'])} defects, "
        f"{len(own)} freezes of our own, {len(found['freezes']) - len(own)} of the machine's; "
        f"actions in {log}"
    )
    for text, times in Counter(found["raised"] + found["defects"]).most_common():
        print(f"--- {times} times\n{text}")
    for row in found["freezes"]:
        print(
            f"{row['times']:4} x {row['worst_ms']:7} ms, own {row['own_ms']:6} ms, {row['cause']}: "
            f"{row['place']} after {row['phases']}"
        )
    for text, times in Counter(found["qt"]).most_common(12):
        print(f"  Qt said {times} times: {text[:160]}")
    for path, times in Counter(found["refused_writes"]).most_common(12):
        print(f"  refused {times} times to write {path}")
    if found["raised"] and log.exists():
        print("  the last actions:")
        for line in log.read_text().splitlines()[-_SHOWN:]:
            print(f"    {line}")
    return not found["raised"] and not found["defects"] and not own


def main() -> int:
    """Let it loose; 1 where something was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--first", type=int)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    count = 300 if asked.short else asked.actions
    if asked.first is not None:
        count = asked.first
    if asked.seeds:
        return _each_seed(asked.seeds, count)
    here = Path.cwd()
    log = Path(tempfile.gettempdir()) / f"monkey-{asked.seed}.jsonl"
    replay = asked.replay.resolve() if asked.replay else None
    if replay == log.resolve():
        log = log.with_suffix(".again.jsonl")
    found = torment(asked.seed, count, replay, log)
    os.chdir(here)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    return 0 if _tell(found, log) else 1


def _each_seed(seeds: int, actions: int) -> int:
    """One process for each seed: a crash of one is seen and does not end the others."""
    worst = 0
    for seed in range(1, seeds + 1):
        command = [sys.executable, "-X", "faulthandler", "-m", "tests.benchmarks.monkey"]
        done = subprocess.run(
            [*command, "--seed", str(seed), "--actions", str(actions)], check=False
        )
        if done.returncode < 0:
            print(f"seed {seed}: the process died of signal {-done.returncode}")
        worst = max(worst, abs(done.returncode))
    return worst


if __name__ == "__main__":
    sys.exit(main())
