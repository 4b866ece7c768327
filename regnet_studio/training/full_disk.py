"""What to do where the disk is full: wait, say so, and try again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from regnet_studio.files import NoRoom
from regnet_studio.training.events import DiskFull

PAUSE = 3.0
"""Seconds between two attempts."""


def written(write: Callable[[], object]) -> Iterator[DiskFull]:
    """Write; as long as the disk is full, tell it and try again.

    Raises:
        DiskTrouble: it cannot be written for another reason.
    """
    began = time.monotonic()
    while True:
        try:
            write()
            return
        except NoRoom as trouble:
            yield DiskFull(str(trouble), time.monotonic() - began)
            time.sleep(PAUSE)
