"""From a folder in hand to a trained, evaluated and exported network: how many clicks it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.studio.window import StudioWindow
from tests.benchmarks.road import Road, colours

LONG_MS = 90_000
MOST_CLICKS = 6


def test_a_beginner_needs_six_clicks(
    window: StudioWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # the export is suggested among its documents
    folder = colours(tmp_path / "images", 12, 8)
    road = Road(window, folder, lambda done: qtbot.waitUntil(lambda: bool(done()), timeout=LONG_MS))
    # Beside the clicks nothing is touched: the network is the one that the studio suggests.
    assert not window.state.is_edited()
    road.walk()

    assert len(road.clicks) <= MOST_CLICKS, road.clicks
    run = window.state.run
    assert run is not None
    assert run.status == "finished"
    assert run.report is not None
    assert window.evaluate_page.examined is not None
    check = window.export_page.result_texts()
    assert check["accuracy_before"] == check["accuracy_after"]
    assert list(tmp_path.rglob("RegNet Studio/*/*.safetensors"))
    assert list(road.stops) == ["images read", "first step", "trained", "evaluated", "exported"]
