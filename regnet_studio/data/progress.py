"""Long work as generators that tell how far they are and stop where they are closed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from filelock import FileLock, Timeout

S = TypeVar("S")
T = TypeVar("T")
Done = tuple[int, int]
"""How much is done, and of how much (0: unknown)."""
Progress = tuple[str, int, int]
"""A word for what is going on, how much is done, and of how much (0: unknown)."""


def staged(word: str, work: Generator[Done, None, T]) -> Generator[Progress, None, T]:
    """The work with a word for what it is."""
    try:
        while True:
            try:
                done, total = next(work)
            except StopIteration as end:
                return end.value
            yield word, done, total
    finally:
        work.close()


def taking(lock: FileLock, progress: Callable[[], Done]) -> Generator[Done, None, None]:
    """Wait for a lock that another process may hold; its progress is told meanwhile."""
    while True:
        try:
            lock.acquire(timeout=0)
            return
        except Timeout:
            yield progress()
            time.sleep(0.1)


def finished(work: Generator[S, None, T], tell: Callable[[S], None] | None = None) -> T:
    """What ``work`` gives at its end; its steps are told. It is closed if the telling raises."""
    try:
        while True:
            step = next(work)
            if tell:
                tell(step)
    except StopIteration as end:
        return end.value
    finally:
        work.close()


def in_threads(
    parts: Iterable[S], work: Callable[[S], T], threads: int | None = None
) -> Generator[T, None, None]:
    """What ``work`` makes of each part, in the order in which it is done; by a thread a core.

    What ``work`` raises is raised here; then, as where the generator is closed, no more is begun.
    """
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        waiting = [pool.submit(work, part) for part in parts]
        try:
            for future in as_completed(waiting):
                yield future.result()
        except BaseException:  # cancelled or failed: leave no work behind, then pass it on
            pool.shutdown(cancel_futures=True)
            raise
