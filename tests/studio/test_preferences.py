"""Preferences: read at once, written a moment later, never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError
from pytestqt.qtbot import QtBot

from regnet_studio.folders import config_folder
from regnet_studio.studio.preferences import FILE, Preferences, Preferred


def _file() -> Path:
    return config_folder() / FILE


def test_what_is_set_is_written_and_read_again(qtbot: QtBot) -> None:
    preferred = Preferred()
    assert preferred.now == Preferences()
    with qtbot.waitSignal(preferred.changed):
        preferred.set(theme="dark", recent=("/a", "/b"))
    qtbot.waitUntil(lambda: _file().is_file())
    preferred.close(10)
    assert Preferred().now == Preferences(theme="dark", recent=("/a", "/b"))


def test_closing_writes_what_is_new() -> None:
    preferred = Preferred()
    preferred.set(text_percent=150)
    preferred.close(10)
    assert json.loads(_file().read_text())["text_percent"] == 150


def test_out_of_range_changes_nothing() -> None:
    preferred = Preferred()
    with pytest.raises(ValidationError):
        preferred.set(text_percent=500)
    assert preferred.now.text_percent == 100


def test_a_damaged_file_is_told_of_and_defaults_hold() -> None:
    _file().parent.mkdir(parents=True)
    _file().write_bytes(b"{half")
    preferred = Preferred()
    assert preferred.now == Preferences()
    assert str(_file()) in preferred.trouble


def test_a_newer_version_may_have_written_more() -> None:
    _file().parent.mkdir(parents=True)
    _file().write_text('{"theme": "light", "of_tomorrow": 3}')
    assert Preferred().now.theme == "light"
