"""The C library's heap while a network trains on the CPU: what is freed stays at hand."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import torch

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Of ``mallopt``, as in glibc's malloc.h."""
_NEVER, _LARGEST = 2**31 - 1, 2**30
_USUAL_MMAP, _USUAL_TRIM = 2**25, 2**26
"""What glibc's own adjusting comes to in a process that frees large blocks."""


@contextmanager
def kept_heap(device: torch.device) -> Iterator[None]:
    """Keep freed memory for the next step, and give it back to the system at the end.

    By default glibc maps each large tensor anew and unmaps it when it is freed, so that every step
    takes page faults for all that it computes: 7 to 10 % of the CPU time of a small network. Both
    thresholds go together: the first alone lets the heap grow without end.

    Elsewhere than in glibc, and for a GPU, nothing is done.
    """
    libc = _glibc() if device.type == "cpu" else None
    if libc is None:
        yield
        return
    _hold(libc, 1)
    try:
        yield
    finally:
        _hold(libc, -1)


_held = 0
"""How many keep the heap now: it is one for the whole process."""
_lock = Lock()


def _hold(libc: ctypes.CDLL, more: int) -> None:
    global _held
    with _lock:
        _held += more
        libc.mallopt(_MMAP_THRESHOLD, _LARGEST if _held else _USUAL_MMAP)
        libc.mallopt(_TRIM_THRESHOLD, _NEVER if _held else _USUAL_TRIM)
        if not _held:
            libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
