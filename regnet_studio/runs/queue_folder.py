"""The folder of the queue: which entries lie in it, in what order, and who works them off."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from regnet_studio import files
from regnet_studio.errors import RunMistake
from regnet_studio.runs.queue_entry import is_entry, number_of

_FORMAT = 1
_PATIENCE = 10.0
"""Seconds to wait for another process that changes the queue: that takes milliseconds."""
_GLANCE = 0.2
"""Seconds to wait for the worker's lock: who asks whether there is a worker holds it a moment."""


@dataclass(frozen=True)
class State:
    """What the names of the files do not say: ``queue.json``."""

    last: int = 0
    """The highest number that was ever given."""
    order: tuple[str, ...] = ()
    """Names of files, the first first; those it does not name come after, by number."""
    begun: str = ""
    """Name of the file that was taken to be trained; empty: none."""
    run: str = ""
    """Its run directory; empty where its recipe is broken."""

    @classmethod
    def read(cls, path: Path) -> State:
        """The state kept in ``path``; a fresh one where there is none.

        Raises:
            RunMistake: it is damaged.
        """
        try:
            record = json.loads(path.read_bytes())
            return cls(
                int(record["last"]),
                tuple(map(str, record["order"])),
                str(record["begun"]),
                str(record["run"]),
            )
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunMistake(
                f"{path} cannot be read: delete it; the recipes stay, in the order in which they "
                "were added, and an interrupted run goes on with `regnet-studio resume`"
            ) from error

    def write(self, path: Path) -> None:
        """Keep it in ``path``.

        Raises:
            DiskTrouble: no room or no permission.
        """
        files.write_text(path, json.dumps({"format": _FORMAT, **asdict(self)}, indent=1))

    def sort(self, names: Iterable[str]) -> list[str]:
        """``names`` in the order in which they are trained: what began stays first."""
        place = {name: number for number, name in enumerate(self.order)}

        def key(name: str) -> tuple[bool, int, int, str]:
            return name != self.begun, place.get(name, len(place)), number_of(name), name

        return sorted(names, key=key)


class QueueFolder:
    """The files of a queue, and the two locks: of who changes it, and of who works it off."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state_file = path / "queue.json"
        self.done_file = path / "done.jsonl"
        self._pid_file = path / "worker.pid"

    def state(self) -> State:
        """What is kept; an entry whose run was discarded has not begun.

        Raises:
            RunMistake: it is damaged.
        """
        state = State.read(self.state_file)
        if state.begun and not (state.run and Path(state.run).is_dir()):
            return replace(state, begun="", run="")
        return state

    def entry_files(self, state: State) -> list[Path]:
        """The files of the entries in their order.

        Raises:
            RunMistake: the folder cannot be read.
        """
        try:
            here = [file.name for file in self.path.iterdir() if file.is_file()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RunMistake(f"{self.path} cannot be read: {error.strerror}") from error
        return [self.path / name for name in state.sort(filter(is_entry, here))]

    def file_of(self, number: int, state: State) -> Path:
        """The file of the entry of this number.

        Raises:
            RunMistake: there is none.
        """
        for file in self.entry_files(state):
            if number_of(file.name) == number:
                return file
        raise RunMistake(f"no entry {number} in the queue; `regnet-studio queue list` lists them")

    def note(self, line: str) -> None:
        """Add a line to the record of how entries ended, safe from a power cut; workers do that.

        Raises:
            DiskTrouble: no room; the record is as before.
        """
        try:
            before = self.done_file.read_bytes() if self.done_file.exists() else b""
        except OSError as error:
            raise RunMistake(f"{self.done_file} cannot be read: {error.strerror}") from error
        whole = before[: before.rfind(b"\n") + 1]
        files.write_bytes(self.done_file, whole + line.encode() + b"\n")

    @contextmanager
    def changing(self) -> Iterator[State]:
        """Hold the queue still, against every other process, for a moment; gives its state.

        Raises:
            RunMistake: another process does not let go of it, or the state is damaged.
            DiskTrouble: the folder cannot be written.
        """
        lock = self._lock(".lock")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise RunMistake(
                f"{self.path} is being changed by another process that does not let go of it; "
                "try again, or look for a process that hangs"
            ) from error
        except OSError as error:
            raise files.trouble(error, self.path) from error
        try:
            yield self.state()
        finally:
            lock.release()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Be the one process that works the queue off.

        Raises:
            RunMistake: another one does; its number is said.
            DiskTrouble: the folder cannot be written.
        """
        lock = self._lock(".worker.lock")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_GLANCE)
        except Timeout as error:
            raise RunMistake(
                f"{self.path} is being worked off{self.by_whom()}; what is added to it is "
                "trained there"
            ) from error
        except OSError as error:
            raise files.trouble(error, self.path) from error
        try:
            files.write_text(self._pid_file, f"{os.getpid()}\n")
            yield
        finally:
            with suppress(OSError):
                self._pid_file.unlink(missing_ok=True)
            lock.release()

    def worker(self) -> int | None:
        """The process in :meth:`working`; None: nobody is, 0: its number is not known."""
        lock = self._lock(".worker.lock")
        if not Path(lock.lock_file).exists():
            return None
        try:
            with lock.acquire(timeout=0):
                return None
        except Timeout:
            return self._pid()
        except OSError:  # a folder of somebody else's: nobody works on it through us
            return None

    def by_whom(self) -> str:
        """Who works it off, as the end of a phrase."""
        pid = self._pid()
        if not pid:
            return ""
        return " by this program" if pid == os.getpid() else f" by process {pid}"

    def _pid(self) -> int:
        try:
            return int(self._pid_file.read_text())
        except (OSError, ValueError):  # it begins at this moment
            return 0

    def _lock(self, name: str) -> FileLock:
        """The system frees it when the process dies that holds it."""
        return FileLock(self.path / name, thread_local=False)


def delete(file: Path) -> None:
    """Delete a file; it may be gone already.

    Raises:
        DiskTrouble: no permission.
    """
    try:
        files.step("delete", file)
        file.unlink(missing_ok=True)
    except OSError as error:
        raise files.trouble(error, file, "check who may change it") from error


def move(file: Path, target: Path) -> None:
    """Put a file into another folder; it may be gone already.

    Raises:
        DiskTrouble: no permission.
    """
    try:
        target.parent.mkdir(exist_ok=True)
        files.step("replace", target)
        with suppress(FileNotFoundError):  # somebody deleted it by hand
            file.replace(target)
    except OSError as error:
        raise files.trouble(error, target, "check who may change it") from error
