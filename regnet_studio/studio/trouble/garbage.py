"""Where Python's cyclic garbage is collected: in the window's thread, and nowhere else."""

from __future__ import annotations

import gc
from math import inf

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500
_OLDEST = 2
_GROWTH = 1.25
"""By how much the oldest generation has to grow until it is looked through again."""


class Garbage(QObject):
    """Collects garbage from time to time; Python itself no longer does, until :meth:`close`.

    Python collects in whichever thread happens to allocate. A thread that decodes images would
    then end Qt objects that lie in a cycle, such as a closed dialog and its signals, while Qt
    allows that in their own thread only: the program crashes. The pace is Python's own, by the
    thresholds of its generations.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._kept: float = inf
        """Objects that outlived the last collection of all; at first whatever is imported."""
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, with the younger ones.

        All of them only after :meth:`settle`, and where the oldest one grew by a quarter: looking
        through 200,000 objects takes as long as the eye needs to see a window hang.
        """
        due = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if most and count > most
        ]
        if not due:
            return
        if due[-1] < _OLDEST:
            gc.collect(due[-1])
        elif len(gc.get_objects(generation=_OLDEST)) < _GROWTH * self._kept:
            gc.collect(_OLDEST - 1)
        else:
            gc.collect()
            self._kept = len(gc.get_objects(generation=_OLDEST))

    def settle(self) -> None:
        """Whatever there is now stays for good: later collections need not look at it again.

        Without a collection before it, which would hold the window up for as long as a blink.
        """
        gc.freeze()
        self._kept = 0

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
