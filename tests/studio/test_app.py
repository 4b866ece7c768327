"""Launching: painted before anything slow is loaded; a clear word where there is no display."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from regnet_studio.errors import UserMistake
from regnet_studio.studio.app import refuse_without_display, spare_sources

_LAUNCH = """
import json, sys
from regnet_studio.studio.app import open_studio

def painted(window):
    slow = [m for m in ("torch", "sklearn", "pyqtgraph", "PIL") if m in sys.modules]
    print(json.dumps({"visible": window.isVisible(), "slow": slow}), flush=True)
    window.warm_up = window.close

sys.exit(open_studio(None, on_painted=painted))
"""


def test_the_window_is_painted_before_torch_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LAUNCH],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"visible": True, "slow": []}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(UserMistake, match=r"no display.*regnet-studio train"):
        refuse_without_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    refuse_without_display()


def test_the_desktop_entry_carries_the_programs_icon() -> None:
    root = Path(__file__).parents[2]
    packaged = (root / "packaging" / "regnet-studio.svg").read_bytes()
    assert packaged == (root / "resources" / "icons" / "regnet-studio.svg").read_bytes()


def test_no_source_is_read_to_look_for_the_name_of_pyside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import PySide6.QtCore  # noqa: F401

    read: list[str] = []
    spare_sources()
    monkeypatch.setattr(inspect, "getsource", lambda module: read.append(str(module)) or "")
    (tmp_path / "never_seen.py").write_text("answer = 42\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert __import__("never_seen").answer == 42  # the statement; importlib is not looked after
    monkeypatch.delitem(sys.modules, "never_seen")
    assert read == []
