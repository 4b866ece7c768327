"""What is not the user's mistake is ours: its traceback goes to a file that can be sent."""

from __future__ import annotations

import os
import time
import traceback
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from regnet_studio import __version__
from regnet_studio.errors import UserMistake
from regnet_studio.folders import log_folder


def sentence(error: BaseException) -> str:
    """What to tell the user: a mistake's own sentence, or where a defect was logged."""
    if isinstance(error, UserMistake):
        return str(error)
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
