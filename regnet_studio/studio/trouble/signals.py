"""SIGTERM and Ctrl+C: the run is saved at its next batch, then the window closes."""

from __future__ import annotations

import os
import signal
import socket
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

INTERRUPTED = 130
"""Exit status of a program that was interrupted with its state saved."""


class Signals(QObject):
    """Heeds the first signal in the window's own time; a second one ends the program at once.

    Python runs its handlers between two of its own instructions, of which Qt's event loop may have
    none for long: the signal's number is written to a socket that the loop watches.
    """

    def __init__(self, window: StudioWindow) -> None:
        super().__init__(window)
        self.caught = False
        self._window = window
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}
        self._wakeup = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        for number in self._before:
            signal.signal(number, self._heed)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def close(self) -> None:
        """Put back what was there before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._near.close()
        self._far.close()

    def _heed(self, number: int, frame: FrameType | None) -> None:
        if self.caught:
            os._exit(INTERRUPTED)
        self.caught = True
        self._window.interrupt_and_close()

    def _drain(self) -> None:
        # Reading is what lets Python see that a signal came.
        self._near.recv(64)
