"""Opening the studio: application, window, and only then what is slow."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from regnet_studio.errors import UserMistake

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_QT_USERS = ("regnet_studio.studio", "pyqtgraph")
_SWITCH_S = 0.001
"""How long a thread that computes in Python may keep the window from its turn. With Python's own
5 ms, each of the window's events waits that long beside it: twice as many hang."""


def open_studio(
    path: str | None = None,
    on_painted: Callable[[StudioWindow], object] | None = None,
    on_appeared: Callable[[StudioWindow], object] | None = None,
) -> int:
    """Show the window and run until it is closed.

    Args:
        path: a dataset (folder, .zip or built-in name), a recipe (.toml) or a run directory to
            open.
        on_painted: called once all pages are made, before torch is loaded.
        on_appeared: called a moment before, when the first picture is on the screen.

    Returns:
        the exit status of the event loop; 130 where a signal ended it.

    Raises:
        UserMistake: there is no display, or Qt is not installed.
    """
    refuse_without_display()
    try:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise UserMistake(
            f"the window needs Qt, which cannot be loaded ({error}); install PySide6-Essentials, "
            "or work on the command line: regnet-studio train"
        ) from error
    spare_sources()
    from regnet_studio.studio.trouble.garbage import Garbage
    from regnet_studio.studio.trouble.signals import INTERRUPTED, Signals
    from regnet_studio.studio.window import build_window

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    application.setApplicationName("regnet-studio")
    application.setApplicationDisplayName("RegNet Studio")
    application.setDesktopFileName("regnet-studio")
    window = build_window(application)
    window.setWindowTitle("RegNet Studio")
    signals = Signals(window)
    garbage = Garbage(window)
    once = Qt.ConnectionType.SingleShotConnection
    window.reading.torch_loaded.connect(garbage.settle)
    window.state.models_changed.connect(garbage.settle, once)
    sys.setswitchinterval(_SWITCH_S)

    def begin() -> None:
        window.shell.begin_session()
        if on_painted is not None:
            on_painted(window)
        window.warm_up()
        if path is not None:
            window.open_path(path)

    if on_appeared is not None:
        window.appeared.connect(lambda: on_appeared(window))
    window.painted.connect(begin)
    window.show()
    status = application.exec()
    signals.close()
    garbage.close()
    window.shell.end_session()
    return INTERRUPTED if signals.caught else status


def spare_sources() -> None:
    """Keep PySide from reading the source of each module that is imported after it.

    It looks for its own name there, to know where ``from __feature__ import`` may count, which is
    used nowhere here. Of thousands of modules (torch) that takes longer than all pages do.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["_mod_uses_pyside"] = lambda module: module.__name__.startswith(_QT_USERS)


def refuse_without_display() -> None:
    """Qt would abort the whole process where there is no display; say what to do instead.

    Raises:
        UserMistake: Linux (or another Unix) without X11, Wayland or a chosen Qt platform.
    """
    if sys.platform in ("win32", "darwin"):
        return
    if not any(os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise UserMistake(
            "the window cannot open: this session has no display (DISPLAY and WAYLAND_DISPLAY are "
            "not set); work on the command line, e.g. `regnet-studio train --preset digits`, "
            "or set QT_QPA_PLATFORM=offscreen"
        )
