"""Processes that look at image files, so that a scan uses all cores and survives any file."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from typing import IO, Protocol

from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import quiet_pillow
from regnet_studio.data.glimpse import Glimpse, digest_of, glimpse, receive_glimpse, send_file
from regnet_studio.data.progress import in_threads
from regnet_studio.data.sources import UnreadableFile

_FEW = 3000
"""Up to here the processes would take longer to start than threads take for the work."""
_PORTION = 16
_COMMAND = [sys.executable, "-P", "-m", "regnet_studio.data.glimpse"]
"""-P: a file in the user's folder must not be taken for a part of Python."""
_SECONDS = 120.0
"""For a portion. A decoder watches its own clock; this is for one that cannot."""
_DIED = ("crashed", "brings the decoder down")
_SLOW = ("too-slow", "takes too long to decode")


def glimpses(
    dataset: Dataset, threads: int | None = None
) -> Generator[list[tuple[int, Glimpse]], None, None]:
    """What a look at each image tells, portion by portion, in the order in which it is done.

    Args:
        threads: that look at a time; None: one a core.
    """
    portions = [
        range(start, min(start + _PORTION, len(dataset)))
        for start in range(0, len(dataset), _PORTION)
    ]
    cores = threads or os.cpu_count() or 1
    apart = len(dataset) > _FEW and not getattr(sys, "frozen", False)
    lookouts: queue.SimpleQueue[_Lookout] = queue.SimpleQueue()
    all_lookouts: list[_Lookout] = [_Process() if apart else _Here() for _ in range(cores)]
    for lookout in all_lookouts:
        lookouts.put(lookout)

    def look(rows: range) -> list[tuple[int, Glimpse]]:
        lookout = lookouts.get()
        try:
            return _looked(dataset, rows, lookout)
        finally:
            lookouts.put(lookout)

    try:
        with quiet_pillow(), closing(in_threads(portions, look, cores)) as work:
            yield from work
    finally:
        for lookout in all_lookouts:
            lookout.close()


def _looked(dataset: Dataset, rows: range, lookout: _Lookout) -> list[tuple[int, Glimpse]]:
    seen: list[tuple[int, Glimpse]] = []
    contents: list[bytes] = []
    read: list[int] = []
    for row in rows:
        try:
            contents.append(dataset.read(row))
            read.append(row)
        except UnreadableFile as error:
            seen.append((row, Glimpse(bytes(16), fault=("unreadable", str(error)))))
    return seen + list(zip(read, lookout.look_at(contents), strict=True))


class _Lookout(Protocol):
    def look_at(self, contents: Sequence[bytes]) -> list[Glimpse]: ...
    def close(self) -> None: ...


class _Here:
    """Looks in this process."""

    def look_at(self, contents: Sequence[bytes]) -> list[Glimpse]:
        return [glimpse(content) for content in contents]

    def close(self) -> None: ...


class _Process:
    """Looks in a process of its own, which is started again where a file ends it."""

    def __init__(self) -> None:
        self._has_answered = False
        self._restarts = 0
        self._start()

    def look_at(self, contents: Sequence[bytes]) -> list[Glimpse]:
        answers: list[Glimpse] = []
        while len(answers) < len(contents):
            slow = threading.Event()
            clock = threading.Timer(_SECONDS, self._give_up, (slow,))
            clock.start()
            try:
                told = self._ask(contents[len(answers) :])
            finally:
                clock.cancel()
            answers += told
            self._has_answered = self._has_answered or bool(told)
            if len(answers) < len(contents):  # it is gone: the file it looked at is to blame
                status = self._process.poll()
                self.close()
                if not self._has_answered and not slow.is_set() and self._restarts > 2:
                    raise RuntimeError(
                        f"no look at an image succeeds: {_COMMAND} ends with {status}"
                    )
                self._restarts += 1
                self._start()
                digest = digest_of(contents[len(answers)])
                answers.append(Glimpse(digest, fault=_SLOW if slow.is_set() else _DIED))
        return answers

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._answers.close()
        with suppress(BrokenPipeError):  # what was not sent any more is of no use
            self._given.close()
        self._process.wait()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ
            | {
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
            start_new_session=True,  # Ctrl-C is for this process; theirs end with their input
        )
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None
        assert answers is not None
        self._given: IO[bytes] = given
        self._answers: IO[bytes] = answers

    def _ask(self, contents: Sequence[bytes]) -> list[Glimpse]:
        """What it answers before it comes to an end."""
        answers: list[Glimpse] = []
        with suppress(BrokenPipeError):  # then its answers end, too
            # They are short: all of them fit into the pipe while it is still being asked.
            for content in contents:
                send_file(self._given, content)
            self._given.flush()
        while len(answers) < len(contents):
            answer = receive_glimpse(self._answers)
            if answer is None:
                break
            answers.append(answer)
        return answers

    def _give_up(self, slow: threading.Event) -> None:
        slow.set()
        self._process.kill()
