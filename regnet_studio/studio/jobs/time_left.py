"""How long something still takes, from how fast it went."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from regnet_studio.studio import words

_SURE_AFTER_S = 2.0
"""Before that a guess would jump."""
_WINDOW_S = 20.0
"""The pace is that of the last seconds: what came before may have been easier."""
_APART_S = 0.1


class TimeLeft:
    """Told how far it is, it says how long it still takes.

    Args:
        clock: seconds, rising.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage: object = None
        self._past: deque[tuple[float, float]] = deque()
        self._began = 0.0

    def forget(self) -> None:
        """Something else begins."""
        self._stage = None
        self._past.clear()

    def after(self, done: float, total: float, stage: object = "") -> float | None:
        """Seconds that the rest takes at the present pace; None where nobody can tell yet.

        Args:
            stage: another one begins to count anew.
        """
        now = self._clock()
        if stage != self._stage or (self._past and done < self._past[-1][1]):
            self._stage, self._began = stage, now
            self._past.clear()
        if not self._past or now - self._past[-1][0] >= _APART_S:
            self._past.append((now, done))
        while len(self._past) > 2 and now - self._past[0][0] > _WINDOW_S:
            self._past.popleft()
        seconds, moved = now - self._past[0][0], done - self._past[0][1]
        if now - self._began < _SURE_AFTER_S or moved <= 0 or not total or seconds <= 0:
            return None
        return max(total - done, 0) * seconds / moved

    def said(self, text: str, done: float, total: float, stage: object = "") -> str:
        """``text`` with the time that is left behind it, where it is known."""
        seconds = self.after(done, total, stage)
        if seconds is None or done >= total:
            return text
        left = QCoreApplication.translate("words", "about {time} left")
        left = left.format(time=words.duration(seconds))
        return f"{text} · {left}" if text else left
