"""What happened in this window, line by line: kept in memory, and in a file that goes around."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

from regnet_studio.folders import log_folder

NAME = "regnet_studio"
"""Of the logger whose notes are kept from INFO on; of all others, from WARNING on."""
FILE = "studio.log"
MOST_LINES = 10_000
_FILE_BYTES, _FILES = 1_000_000, 3
_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened."""

    time: float
    """Seconds since the epoch."""
    level: int
    """As in :mod:`logging`."""
    text: str

    @property
    def word(self) -> str:
        """``debug``, ``info``, ``warning`` or ``error``."""
        return _LEVELS[min(max(self.level // 10 - 1, 0), 3)]

    def written(self) -> str:
        """As it stands in a file: UTC, so that two machines' logs can be read side by side."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.time))
        return f"{stamp} [{os.getpid()}] {self.word:7} {self.text}"


class Log(logging.Handler):
    """Takes the notes of Python's loggers, from any thread. It knows no Qt."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(logging.DEBUG)
        self.path = (folder or log_folder()) / FILE
        self.count = 0
        """Lines taken so far, those that were let go of included."""
        self._lines: deque[Line] = deque(maxlen=MOST_LINES)
        self._guard = threading.Lock()
        self._file: RotatingFileHandler | None = None
        self._loggers: tuple[logging.Logger, ...] = ()

    def lines(self, since: int = 0) -> list[Line]:
        """The lines from the ``since``-th on, as far as they are kept."""
        with self._guard:
            wanted = min(self.count - since, len(self._lines))
            return list(self._lines)[len(self._lines) - wanted :] if wanted > 0 else []

    def clear(self) -> None:
        """Let go of what is kept in memory; the file stays."""
        with self._guard:
            self._lines.clear()

    def open(self) -> None:
        """Listen to the process's loggers and warnings, and write the file as well.

        A folder that cannot be written costs the file alone: a first line says so.
        """
        of_program = logging.getLogger(NAME)
        of_program.setLevel(logging.INFO)
        self._loggers = (logging.getLogger(),)
        for logger in self._loggers:
            logger.addHandler(self)
        logging.captureWarnings(True)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = RotatingFileHandler(
                self.path, maxBytes=_FILE_BYTES, backupCount=_FILES - 1, encoding="utf-8"
            )
        except OSError as error:
            of_program.warning("%s cannot be written (%s)", self.path, error.strerror or error)

    def close(self) -> None:
        """Listen no more."""
        if self._loggers:
            logging.captureWarnings(False)
        for logger in self._loggers:
            logger.removeHandler(self)
        self._loggers = ()
        if self._file is not None:
            self._file.close()
            self._file = None
        super().close()

    def emit(self, record: logging.LogRecord) -> None:
        """One line for a note; a traceback's lines go with it, indented."""
        try:
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            self.add(Line(record.created, record.levelno, text.strip().replace("\n", "\n    ")))
        except Exception:  # as every handler: a note that cannot be told must not end its caller
            self.handleError(record)

    def add(self, line: Line) -> None:
        """Take a line."""
        with self._guard:
            self._lines.append(line)
            self.count += 1
        if self._file is not None:
            self._file.emit(logging.LogRecord(NAME, line.level, "", 0, line.written(), (), None))


def last_lines(path: Path, most: int = 200) -> str:
    """The end of a log file as text; empty where there is none.

    Args:
        most: lines.
    """
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 200 * most))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-most:])
