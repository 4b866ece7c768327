"""One start of the program on the disk: how the next start knows that this one did not end well.

A session leaves a small file that goes when it ends. One that stays, whose process is no more, is
a crash: killed, aborted, out of memory, a power cut. Its native stack lies beside it.
"""

from __future__ import annotations

import faulthandler
import json
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from regnet_studio import __version__, files
from regnet_studio.folders import data_folder, log_folder
from regnet_studio.studio.shell.log import FILE, last_lines

_FOLDER, _DRAFTS = "sessions", "drafts"
_MOST_KEPT = 5
_SLACK_S = 5.0
"""A process that began later than this after its session has only the number in common."""
_MOST_DEFECTS = 3


class Session:
    """This start of the program. It writes nothing before :meth:`begin`."""

    def __init__(self) -> None:
        self.name = f"{int(1000 * time.time())}-{os.getpid()}"
        folder = log_folder() / _FOLDER
        self.marker = folder / f"{self.name}.json"
        self.stack = folder / f"{self.name}.stack"
        self.draft = data_folder() / _DRAFTS / f"{self.name}.toml"
        """Where the recipe that is being written is kept for the next start."""
        self._stack: IO[str] | None = None

    def begin(self) -> None:
        """Leave the mark, and have the stack written if the process is brought down.

        Raises:
            UserMistake: the log folder cannot be written.
        """
        record = {"pid": os.getpid(), "began": time.time(), "version": __version__}
        files.write_text(self.marker, json.dumps(record | {"system": platform.platform()}))
        self._stack = self.stack.open("w", encoding="utf-8")
        faulthandler.enable(self._stack)

    def end(self) -> None:
        """It ended as it should: take the marks away."""
        if self._stack is not None:
            faulthandler.disable()
            self._stack.close()
            self._stack = None
        for path in (self.marker, self.stack, self.draft):
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Crashed:
    """A session that did not end as it should."""

    marker: Path
    began: float
    """Seconds since the epoch."""
    report: str
    draft: Path | None
    """The recipe that was being written, if any."""

    def forget(self) -> None:
        """It was seen: it is not offered again. Its draft stays."""
        self.marker.with_suffix(".stack").unlink(missing_ok=True)
        self.marker.unlink(missing_ok=True)


def crashed() -> list[Crashed]:
    """Sessions whose process is no more, the newest first; the oldest beyond five are forgotten.

    Reads files: not on the GUI thread.
    """
    found: list[Crashed] = []
    for marker in sorted((log_folder() / _FOLDER).glob("*.json"), reverse=True):
        try:
            record = json.loads(marker.read_bytes())
            pid, began = int(record["pid"]), float(record["began"])
        except (OSError, ValueError, KeyError, TypeError):
            record, pid, began = {}, 0, marker.stat().st_mtime
        if pid and _is_alive(pid, began):
            continue
        draft = data_folder() / _DRAFTS / f"{marker.stem}.toml"
        report = _report(marker, record, pid, began)
        one = Crashed(marker, began, report, draft if draft.is_file() else None)
        if len(found) < _MOST_KEPT:
            found.append(one)
        else:
            one.forget()
            draft.unlink(missing_ok=True)
    return found


def _is_alive(pid: int, began: float) -> bool:
    """Whether the process that began then goes on; its number may be another's by now."""
    import psutil

    try:
        process = psutil.Process(pid)
        return process.create_time() < began + _SLACK_S and process.status() != "zombie"
    except psutil.Error:
        return False


def _report(marker: Path, record: dict[str, object], pid: int, began: float) -> str:
    """What can be sent to the developers: versions, stacks, the end of the log."""
    stack = _text(marker.with_suffix(".stack"))
    folder = log_folder()
    defects = sorted(folder.glob(f"studio-*-{pid}-*.log"), key=lambda path: path.stat().st_mtime)
    parts = [
        f"RegNet Studio {record.get('version', '?')} ended unexpectedly",
        f"session of {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(began))}, process {pid}",
        f"{record.get('system', platform.platform())}, Python {platform.python_version()}",
        "\nNative stack\n" + (stack or "none was written: the process was killed from outside"),
    ]
    for path in defects[-_MOST_DEFECTS:]:
        parts.append(f"\n{path.name}\n{_text(path)}")
    parts.append("\nEnd of the log\n" + _log_of(pid))
    return "\n".join(parts) + "\n"


def _log_of(pid: int) -> str:
    """Its last lines in the common log, with what belongs to each."""
    kept: list[str] = []
    is_its = False
    for line in last_lines(log_folder() / FILE, 400).splitlines():
        if not line.startswith("    "):
            is_its = f"[{pid}]" in line
        if is_its:
            kept.append(line)
    return "\n".join(kept[-100:])


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
