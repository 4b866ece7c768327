"""Where Python's cyclic garbage is collected: in the window's thread, and nowhere else."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


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
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, with the younger ones."""
        due = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if most and count > most
        ]
        if due:
            gc.collect(due[-1])

    def settle(self) -> None:
        """Whatever there is now stays for good: later collections need not look at it again.

        Without a collection before it, which would hold the window up for as long as a blink.
        """
        gc.freeze()

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
