"""How much memory there is for a training, and how much a piece of work takes of it."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

USABLE = 0.9
"""Share of the memory there is that may be planned with: other programs live here too."""
_SAMPLED_EVERY = 0.005
_CGROUPS = {
    "": ("/sys/fs/cgroup", "memory.max"),
    "memory": ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
}
"""Where Linux says what a container may take (version 2, version 1): folder and file."""
_OWN_GROUPS = Path("/proc/self/cgroup")


def room(device: torch.device) -> int:
    """Bytes that this program can still take for training: of the GPU, or of this computer.

    Limits of a container and of the process (``ulimit -v``) count as the computer's end.
    """
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        unused = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return free + unused
    process = psutil.Process().memory_info()
    limits = ((_container_limit(), process.rss), (_address_limit(), process.vms))
    left = [limit - used for limit, used in limits if limit is not None]
    return max(0, min(psutil.virtual_memory().available, *left))


@dataclass
class Taken:
    """Bytes in use by this program on the device."""

    before: int
    """When the work began."""
    peak: int = 0
    """The most while it went on; looked up every few milliseconds on a CPU."""

    @property
    def growth(self) -> int:
        """What the work took besides."""
        return max(0, self.peak - self.before)


@contextmanager
def watching(device: torch.device) -> Iterator[Taken]:
    """Watch how much memory the work inside takes."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
        taken = Taken(torch.cuda.memory_allocated(device))
        try:
            yield taken
        finally:
            taken.peak = torch.cuda.max_memory_allocated(device)
        return
    taken = Taken(_in_use(device))
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_SAMPLED_EVERY):
            taken.peak = max(taken.peak, _in_use(device))

    watcher = threading.Thread(target=look, name="memory", daemon=True)
    watcher.start()
    try:
        yield taken
    finally:
        ended.set()
        watcher.join()
        taken.peak = max(taken.peak, taken.before, _in_use(device))


def let_go(device: torch.device) -> None:
    """Give memory that nothing uses any more back to the device, so that it is free to see."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
    elif sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a libc other than GNU's keeps nothing back
            ctypes.CDLL(None).malloc_trim(0)


def _in_use(device: torch.device) -> int:
    if device.type == "mps":
        return torch.mps.driver_allocated_memory()
    return psutil.Process().memory_info().rss


def _container_limit() -> int | None:
    """The least of the limits on this process's control group and those above it; None: none."""
    limits: list[int] = []
    with suppress(OSError, ValueError):
        for line in _OWN_GROUPS.read_text(encoding="ascii").splitlines():
            _, controllers, place = line.split(":", 2)
            if controllers not in _CGROUPS:
                continue
            folder, file = _CGROUPS[controllers]
            own = Path(folder, place.lstrip("/"))
            for group in (own, *own.parents):
                with suppress(OSError, ValueError):
                    limits.append(int((group / file).read_text(encoding="ascii")))
                if group == Path(folder):
                    break
    return min(limits, default=None)


def _address_limit() -> int | None:
    """What ``ulimit -v`` says; None: nothing."""
    if sys.platform == "win32":
        return None
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit
