"""Entering the command line: which command, and what each way of ending comes to.

Exit status: 0 done; 2 the user's mistake, one line on stderr; 130 interrupted, state saved; 1 a
defect, its traceback in a log file whose path is printed.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from regnet_studio import files
from regnet_studio.errors import UserMistake
from regnet_studio.folders import log_folder

OpenStudio = Callable[[str | None], int]

DEFECT, MISTAKE, INTERRUPTED = 1, 2, 130
_WRONG_PLACE = {errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP}
"""What a user's path can be answered with by the system, wherever it is first touched."""


def main(argv: Sequence[str], open_studio: OpenStudio) -> int:
    """Run one command line.

    Args:
        argv: without the program's name.
        open_studio: opens the window on a path (or on nothing) and gives its exit status.

    Returns:
        the exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name in no encoding at all is shown as escapes
            stream.reconfigure(errors="backslashreplace")
    try:
        if not argv:  # the window's way is short: nothing of the commands is loaded for it
            return open_studio(None)
        from regnet_studio.cli.commands import run

        return run(argv, open_studio)
    except UserMistake as mistake:
        return _say(str(mistake), MISTAKE)
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)
    except BrokenPipeError:  # the reader of a pipe went away: nothing to say, nobody to say it to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DEFECT
    except OSError as error:
        if error.errno in _WRONG_PLACE and error.filename:
            place = f"{error.filename}: {error.strerror}"
            return _say(f"{place}; check the path and who may read it", MISTAKE)
        return _defect(error)
    except Exception as error:
        return _defect(error)


def _defect(error: Exception) -> int:
    return _say(f"a defect of this program: {error!r}; {_logged()}", DEFECT)


def _say(text: str, status: int) -> int:
    print(f"regnet-studio: {' '.join(text.split())}", file=sys.stderr)
    return status


def _logged() -> str:
    """Keep the traceback of the exception being handled; says where."""
    path = Path(log_folder(), f"defect-{datetime.now():%Y-%m-%d-%H%M%S}-{os.getpid()}.log")
    try:
        files.write_text(path, traceback.format_exc())
    except UserMistake as trouble:
        traceback.print_exc()
        return f"its traceback is above, because {trouble}"
    return f"its traceback is in {path}"
