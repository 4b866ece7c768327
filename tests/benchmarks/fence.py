"""A fence around a folder: whatever this process tries to write outside it is refused.

By an audit hook of Python, which sees every file that Python opens, makes, moves or deletes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PATHS = {
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.rename": (0, 1),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "shutil.rmtree": (0,),
}


class Fence:
    """Refuses between :meth:`close_gate` and :meth:`open_gate`. An audit hook stays for good."""

    def __init__(self, home: Path) -> None:
        self.refused: Counter[str] = Counter()
        """Paths outside, and how often it was tried."""
        self._home = os.path.realpath(home)
        self._is_closed = False
        self._asking = threading.local()
        (home / "tmp").mkdir()
        os.environ["TMPDIR"] = tempfile.tempdir = f"{home}/tmp"
        sys.addaudithook(self._look)

    def close_gate(self) -> None:
        """From here on."""
        self._is_closed = True
        sys.dont_write_bytecode = True

    def open_gate(self) -> None:
        """No longer."""
        self._is_closed = False

    def _look(self, event: str, given: tuple[Any, ...]) -> None:
        if not self._is_closed or getattr(self._asking, "now", False):
            return
        if event == "open":
            path, _, flags = given
            writes = isinstance(flags, int) and flags & _WRITES
            paths = (path,) if writes else ()
        elif event in _PATHS:
            paths = tuple(given[place] for place in _PATHS[event])
        else:
            return
        self._asking.now = True
        try:
            for path in paths:
                self._refuse(path)
        finally:
            self._asking.now = False

    def _refuse(self, path: Any) -> None:
        if isinstance(path, int):
            return
        where = os.path.realpath(os.fsdecode(path))
        if where.startswith((self._home, "/dev/", "/proc/", "/memfd")):
            return
        self.refused[where] += 1
        raise PermissionError(13, "outside the monkey's fence", where)
