"""The heartbeat of the window: a 5 ms timer on the GUI thread, and what it hung in when it missed.

Shared by the programs of this folder. A stall's wall time is compared with the processor time that
the GUI thread got: where they are alike the work was its own; where it waited, its voluntary and
involuntary switches tell the GIL and locks from a machine that was busy with something else.
"""

from __future__ import annotations

import faulthandler
import re
import resource
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

BEAT_MS = 5
STALL_MS = 50
"""A beat that comes this much too late is a stall, with its stack."""
_LOOK_S = 0.01
_GIL_S = 0.005
"""How long CPython waits for the GIL before it asks for it again: one voluntary switch each."""
_OURS = "regnet_studio"


@dataclass
class Stall:
    """A beat that came too late. Times in ms."""

    phase: str
    at_s: float
    """Since the heart began."""
    ms: float
    own_ms: float
    """Processor time of the GUI thread."""
    process_ms: float
    """Processor time of all threads of the process."""
    yielded: int
    """Times the GUI thread waited for something: the GIL, a lock, a file."""
    preempted: int
    """Times the processor was taken from it."""
    stacks: list[list[str]] = field(default_factory=list)
    """What the GUI thread was seen in while it hung, innermost frame last."""
    others: list[str] = field(default_factory=list)
    """Where the other threads that were not waiting were seen."""

    @property
    def cause(self) -> str:
        """``own work``, ``waited for another thread`` or ``the machine was busy``."""
        if self.own_ms >= 0.5 * self.ms:
            return "own work"
        waited_s = (self.ms - self.own_ms) / 1000
        if self.yielded >= 0.5 * waited_s / _GIL_S:
            return "waited for another thread"
        return "the machine was busy"

    @property
    def place(self) -> str:
        """Where our own code stood most often, innermost; else the innermost frame of all."""
        seen = Counter(_innermost(stack) for stack in self.stacks if stack)
        return seen.most_common(1)[0][0] if seen else "not seen"


class Heart(QObject):
    """Beats from its making to :meth:`stop`.

    Args:
        watched: whether a thread notes what the GUI thread hangs in.
        stall_ms: how much too late a beat is a stall.
    """

    def __init__(self, watched: bool = False, stall_ms: float = STALL_MS) -> None:
        super().__init__()
        self.phase = ""
        """Named by whoever acts; the beats of each phase are kept apart."""
        self.stalls: list[Stall] = []
        self._late: dict[str, list[float]] = {}
        self._stall_ms = stall_ms
        self._begun = self._last = time.perf_counter()
        self._clocks = _clocks()
        self._seen: list[list[str]] = []
        self._others: list[str] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)
        self._over = threading.Event()
        self._gui = threading.get_ident()
        self._watch = threading.Thread(target=self._look, name="watchdog", daemon=True)
        if watched:
            self._watch.start()

    def stop(self) -> list[float]:
        """Milliseconds by which each beat was late."""
        self._timer.stop()
        self._over.set()
        if self._watch.is_alive():
            self._watch.join()
        return self.late()

    def late(self, phase: str | None = None) -> list[float]:
        """Lateness of the beats of a phase, or of all, in ms."""
        if phase is not None:
            return self._late.get(phase, [])
        return [one for beats in self._late.values() for one in beats]

    def phases(self) -> list[str]:
        """In the order they came."""
        return list(self._late)

    def hangs_ms(self) -> float:
        """How long the beat has been due by now; for other threads."""
        return (time.perf_counter() - self._last) * 1000 - BEAT_MS

    def _beat(self) -> None:
        now = time.perf_counter()
        late = max((now - self._last) * 1000 - BEAT_MS, 0.0)
        self._late.setdefault(self.phase, []).append(late)
        clocks = _clocks()
        if late > self._stall_ms:
            own, process, yielded, preempted = (
                after - before for after, before in zip(clocks, self._clocks, strict=True)
            )
            self.stalls.append(
                Stall(
                    phase=self.phase,
                    at_s=round(now - self._begun, 2),
                    ms=round(late, 1),
                    own_ms=round(own * 1000, 1),
                    process_ms=round(process * 1000, 1),
                    yielded=int(yielded),
                    preempted=int(preempted),
                    stacks=self._seen,
                    others=self._others,
                )
            )
        self._seen, self._others = [], []
        self._clocks = clocks
        self._last = now

    def _look(self) -> None:
        with tempfile.TemporaryFile() as file:
            while not self._over.wait(_LOOK_S):
                if self.hangs_ms() >= self._stall_ms / 2:
                    self._note(_stacks(file))

    def _note(self, stacks: dict[int, list[str]]) -> None:
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        for ident, stack in stacks.items():
            if ident == self._gui:
                self._seen.append(stack)
            elif ident != threading.get_ident() and not stack[-1].startswith("threading.py"):
                self._others.append(f"{names.get(ident, 'a thread')}: {_innermost(stack)}")


def percentiles(late: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile and the worst, in ms."""
    ordered = sorted(late) or [0.0]
    at = {"p50_ms": 0.5, "p99_ms": 0.99, "max_ms": 1.0}
    last = len(ordered) - 1
    return {name: round(ordered[round(share * last)], 2) for name, share in at.items()}


def explained(stalls: Sequence[Stall]) -> list[dict[str, object]]:
    """Stalls of the same cause and place together, the longest first."""
    groups: dict[tuple[str, str], list[Stall]] = {}
    for stall in stalls:
        groups.setdefault((stall.cause, stall.place), []).append(stall)
    rows: list[dict[str, object]] = []
    for (cause, place), group in groups.items():
        worst = max(group, key=lambda stall: stall.ms)
        others = Counter(one for stall in group for one in stall.others)
        rows.append(
            {
                "cause": cause,
                "place": place,
                "times": len(group),
                "worst_ms": worst.ms,
                "own_ms": worst.own_ms,
                "phases": sorted({stall.phase for stall in group}),
                "beside": [name for name, _ in others.most_common(3)],
                "stack": worst.stacks[len(worst.stacks) // 2] if worst.stacks else [],
            }
        )
    return sorted(rows, key=lambda row: -float(str(row["worst_ms"])))


def pause(seconds: float) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait(done: Callable[[], object], seconds: float = 120.0, what: str = "it") -> None:
    """Let the event loop run until something is so.

    Raises:
        TimeoutError: it did not come to be.
    """
    loop = QEventLoop()
    end = time.perf_counter() + seconds
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if done() or time.perf_counter() > end else None)
    timer.start(20)
    loop.exec()
    if not done():
        raise TimeoutError(f"nothing came of {what} in {seconds:.0f} s")


def _clocks() -> tuple[float, float, int, int]:
    """Of this thread: processor time (s), that of the process (s), waits, times it was put off."""
    usage = resource.getrusage(resource.RUSAGE_THREAD)
    return time.thread_time(), time.process_time(), usage.ru_nvcsw, usage.ru_nivcsw


def _stacks(file: IO[bytes]) -> dict[int, list[str]]:
    """What every thread does now, innermost last.

    Not by ``sys._current_frames``: whoever holds a frame holds its painter and timers as well, and
    would end them in a thread that must not.
    """
    file.seek(0)
    file.truncate()
    faulthandler.dump_traceback(file, all_threads=True)
    file.seek(0)
    stacks: dict[int, list[str]] = {}
    lines: list[str] = []
    for line in file.read().decode(errors="replace").splitlines():
        if head := re.match(r"(?:Current t|T)hread 0x([0-9a-f]+)", line):
            lines = stacks[int(head[1], 16)] = []
        elif frame := re.match(r'  File "(.*)", line (\d+) in (.*)', line):
            name = re.sub(
                r"^.*/(site-packages|python3\.\d+)/|^.*/(?=regnet_studio/|tests/)", "", frame[1]
            )
            lines.insert(0, f"{name}:{frame[2]} {frame[3]}")
    return {ident: stack for ident, stack in stacks.items() if stack}


def _innermost(stack: Sequence[str]) -> str:
    ours = [line for line in stack if line.startswith(_OURS)]
    return ours[-1] if ours else stack[-1]
