"""From an error to a better run: mend an image, train again, and see both runs compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.data.manifest import Exclude, Manifest
from regnet_studio.runs.directory import Run
from regnet_studio.studio.evaluate.repair import repair_desk
from regnet_studio.studio.window import StudioWindow

LONG_MS = 90_000


def test_what_was_mended_is_trained_on_and_compared(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    drop: Callable[[QWidget, Path], None],
    small_zip: Path,
    qtbot: QtBot,
) -> None:
    state = window.state
    with qtbot.waitSignal(state.data_changed, timeout=LONG_MS):
        drop(part("data.drop"), small_zip)
    for key, value in (
        ("model.name", "resnet20"),
        ("data.size", 8),
        ("stopping.epochs", 1),
        ("optimizer.batch_size", 16),
    ):
        state.set_value(key, value)
    qtbot.waitUntil(part("action.train").isEnabled)
    window.start_training()
    qtbot.waitUntil(lambda: state.run is not None, timeout=LONG_MS)
    first = state.run
    assert first is not None
    window.show_page("evaluate")
    qtbot.waitUntil(lambda: window.evaluate_page.examined is not None, timeout=LONG_MS)

    repair = repair_desk(state)
    qtbot.waitUntil(lambda: repair.is_ready, timeout=LONG_MS)
    assert not repair.can_train
    repair.exclude(["red/000.png", "red/001.png"])
    qtbot.waitUntil(lambda: repair.is_ready and repair.can_train, timeout=LONG_MS)
    assert Manifest.read(str(small_zip)).edits == (Exclude(("red/000.png", "red/001.png")),)

    compared = window.compare_page
    with qtbot.waitSignal(compared.shown, timeout=LONG_MS):
        repair.train_again()
    second = state.run
    assert second is not None
    assert second.path != first.path
    assert window.pages.currentWidget() is compared
    assert compared.comparison is not None
    assert [run.run for run in compared.comparison.runs] == [first.path, second.path]
    assert compared.comparison.differing == []
    edits = Run(second.path).manifest()
    assert edits is not None
    assert len(edits.edits) == 1
    assert Run(first.path).manifest() is None
    assert compared.verdicts()
    assert window.banners.texts() == ["2 image(s) left out: you excluded them"]
