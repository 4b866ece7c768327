"""The preview of sorting into folders, and the copying itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from regnet_studio.runs import sorted_copies
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.sort_dialog import SortDialog
from tests.conftest import paint
from tests.runs.said import predicted_of
from tests.studio.conftest import LONG_MS

Make = Callable[[Path], SortDialog]


@pytest.fixture
def make(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Make]:
    photos, said = tmp_path / "photos", []
    for n in range(12):
        paint(photos / str(n % 2) / f"{n // 2}.png", (20 * n, 90, 90), n)
        said.append((str(photos / str(n % 2) / f"{n // 2}.png"), n % 3 == 0, 0.4 + n / 20))
    predicted = predicted_of(("cat", "dog"), said)
    made: list[SortDialog] = []

    def open_on(target: Path) -> SortDialog:
        dialog = SortDialog(None, theme, predicted, [photos])  # pyright: ignore[reportArgumentType]
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        made.append(dialog)
        dialog.folder.setText(str(target))
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LONG_MS)
        return dialog

    yield open_on
    for dialog in made:
        dialog.close_dialog(LONG_MS / 1000)


def rows(dialog: SortDialog) -> dict[str, str]:
    table = dialog.table
    return {
        table.model().index(row, 0).data(): table.model().index(row, 1).data()
        for row in range(table.rowCount())
    }


def test_the_preview_follows_the_threshold_and_changes_nothing(
    make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = make(tmp_path / "sorted")
    assert rows(dialog) == {"cat": "8", "dog": "4"}
    dialog.slider.setValue(60)
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LONG_MS)
    assert rows(dialog) == {"cat": "6", "uncertain": "4", "dog": "2"}
    assert dialog.facts.text().startswith("12 images to copy")
    assert "get a number" in dialog.facts.text()
    assert not (tmp_path / "sorted").exists()


def test_it_copies_and_says_what_went_where(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "sorted"
    dialog = make(target)
    with qtbot.waitSignal(dialog.sorted, timeout=LONG_MS) as signal:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert signal.args is not None
    assert signal.args[0].copied == 12
    assert len(list(target.rglob("*.png"))) == 12
    assert next(target.glob("sorted-*.csv")).name in dialog.facts.text()
    assert not dialog.go.isEnabled()


def test_cancelled_it_keeps_what_is_copied_and_goes_on_with_the_rest(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    target = tmp_path / "sorted"
    dialog = make(target)
    plain = sorted_copies.shutil.copyfile

    def cancel_at_the_third(source: str, name: str) -> object:
        if len(list(target.rglob("*.png"))) == 2:
            dialog._copying._job.cancel()  # pyright: ignore[reportOptionalMemberAccess]
        return plain(source, name)

    with monkeypatch.context() as patch:
        patch.setattr(sorted_copies.shutil, "copyfile", cancel_at_the_third)
        with qtbot.waitSignal(dialog.sorted, timeout=LONG_MS):
            dialog.start()
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LONG_MS)
    assert len(list(target.rglob("*.png"))) == 3
    assert dialog.plan is not None
    assert (dialog.plan.to_copy, dialog.plan.present) == (9, 3)
    with qtbot.waitSignal(dialog.sorted, timeout=LONG_MS):
        dialog.start()
    assert len(list(target.rglob("*.png"))) == 12


def test_a_folder_among_the_images_is_refused(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = make(tmp_path / "photos" / "sorted")
    trouble = dialog.findChild(QLabel, "sort.trouble")
    assert trouble is not None
    assert "choose a folder elsewhere" in trouble.text()
    assert not dialog.go.isEnabled()
    dialog.folder.setText("relative")
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LONG_MS)
    assert "whole path" in trouble.text()
    assert not dialog.go.isEnabled()
