"""What is not the user's mistake is ours: its traceback goes to a file that can be sent."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from regnet_studio import __version__
from regnet_studio.errors import UserMistake
from regnet_studio.folders import log_folder
from regnet_studio.studio import words
from regnet_studio.studio.shell.log import NAME

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_log = logging.getLogger(NAME)
_POLL_MS = 200
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Defects(QObject):
    """Hears of every exception that nobody caught, in any thread, and of what Qt complains about.

    Each place that fails is told once: a timer that fails twenty times a second would else bury
    the window in banners and the disk in files. The log counts the rest.
    """

    found = Signal(object)
    """The exception, on the GUI thread."""

    def __init__(self, interrupt: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._interrupt = interrupt
        self._counts: Counter[str] = Counter()
        self._waiting: deque[BaseException] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._tell)
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        self._qt_before: Callable[..., object] | None = None

    def open(self) -> None:
        """Hear from now on."""
        sys.excepthook = self._hook
        threading.excepthook = self._hook_thread
        sys.unraisablehook = self._hook_unraisable
        self._qt_before = qInstallMessageHandler(self._hear_qt)
        self._timer.start()

    def close(self) -> None:
        """Put back what was there before."""
        self._timer.stop()
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._qt_before)

    def take(self, error: BaseException) -> None:
        """An exception that nobody caught; from any thread."""
        place = _place(error)
        self._counts[place] += 1
        count = self._counts[place]
        if count == 1:
            _log.error("%s", "".join(traceback.format_exception(error)).strip())
            self._waiting.append(error)
        elif count in (10, 100, 1000, 10_000):
            _log.error("%s, %d times by now", place, count)

    def _tell(self) -> None:
        while self._waiting:
            self.found.emit(self._waiting.popleft())

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._interrupt()
            return
        sys.__excepthook__(kind, error, trace)
        self.take(error)

    def _hook_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            sys.__excepthook__(args.exc_type, args.exc_value, args.exc_traceback)
            self.take(args.exc_value)

    def _hook_unraisable(self, args: UnraisableHookArgs) -> None:
        sys.__unraisablehook__(args)
        _log.error(
            "%s: %s", args.err_msg or "an exception in a place without a caller", args.exc_value
        )

    def _hear_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
        if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            print(f"Qt: {text}", file=sys.stderr, flush=True)


def sentence(error: BaseException) -> str:
    """What to tell the user: a mistake's own sentence, or where a defect was logged."""
    if isinstance(error, UserMistake):
        return words.told(str(error))
    summary = "".join(traceback.format_exception_only(error)).strip().partition("\n")[0]
    try:
        path = log_defect(error)
    except OSError as refusal:
        text = QCoreApplication.translate(
            "defects",
            "Something in the program went wrong: {summary}. Its log could not be written: {why}.",
        )
        return text.format(summary=summary, why=refusal)
    text = QCoreApplication.translate(
        "defects",
        "Something in the program went wrong: {summary}. The details are in {path}; "
        "please send that file along when you report it.",
    )
    return text.format(summary=summary, path=path)


def log_defect(error: BaseException) -> Path:
    """Write the traceback of ``error`` to a file of its own.

    Raises:
        OSError: the log folder cannot be written.
    """
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    path = folder / f"studio-{stamp}-{os.getpid()}-{time.monotonic_ns() % 1_000_000:06d}.log"
    trace = "".join(traceback.format_exception(error))
    path.write_text(f"RegNet Studio {__version__}, window\n{trace}", encoding="utf-8")
    return path


def _place(error: BaseException) -> str:
    """Where it was raised, as one line: the same defect gives the same line."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} in {where}"
