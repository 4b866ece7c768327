"""Where Python's cyclic garbage is collected: in the window's thread, and nowhere else."""

from __future__ import annotations

import gc
from math import inf

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor

_EVERY_MS = 250
_OLDEST = 2
_GROWTH = 1.25
"""By how much the oldest generation has to grow until it is looked through again."""
_WORTH_IT = 50_000
"""Objects; with fewer there cannot be much garbage among them."""


class Garbage(QObject):
    """Collects garbage from time to time; Python itself no longer does, until :meth:`close`.

    Python collects in whichever thread happens to allocate. A thread that decodes images would
    then end Qt objects that lie in a cycle, such as a closed dialog and its signals, while Qt
    allows that in their own thread only: the program crashes.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._kept: float = inf
        """Objects that outlived the last collection of all; at first whatever is imported."""
        self._mouse = QCursor.pos()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect what was made since the last time, if it is much, and the oldest where due.

        What is young now is old after this: kept young until there is ten times as much of it, as
        Python does, it would hold the window up ten times as long. All are collected only after
        :meth:`settle`, where the oldest grew by a quarter and the mouse rests: looking through
        200,000 objects takes as long as the eye needs to see a window hang.
        """
        counts, most = gc.get_count(), gc.get_threshold()
        if not any(count > enough for count, enough in zip(counts, most, strict=True)):
            return
        is_resting, self._mouse = self._mouse == QCursor.pos(), QCursor.pos()
        is_due = is_resting and counts[_OLDEST] > most[_OLDEST]
        enough = _GROWTH * max(self._kept, _WORTH_IT)
        if is_due and len(gc.get_objects(generation=_OLDEST)) >= enough:
            gc.collect()
            self._kept = len(gc.get_objects(generation=_OLDEST))
        else:
            gc.collect(_OLDEST - 1)

    def settle(self) -> None:
        """Whatever there is now stays for good: later collections need not look at it again.

        Without a collection before it, which would hold the window up for as long as a blink.
        """
        gc.freeze()
        self._kept = 0

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()  # what is left at the end is said to be leaked, by some libraries on stderr
        gc.enable()
