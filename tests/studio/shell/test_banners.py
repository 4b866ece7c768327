"""What the user gets wrong stands in a banner until it is dismissed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.window import StudioWindow

LEFT = Qt.MouseButton.LeftButton


def _missing(folder: Path) -> Path:
    return folder / "nowhere"


def _empty(folder: Path) -> Path:
    (folder / "hollow").mkdir()
    return folder / "hollow"


def _one_class(folder: Path) -> Path:
    path = folder / "one.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(3):
            archive.writestr(f"cat/{n}.png", b"not looked at")
    return path


def _cut_off(folder: Path) -> Path:
    path = folder / "cut.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cat/1.png", bytes(5000))
    path.write_bytes(path.read_bytes()[:-30])
    return path


def _no_dataset(folder: Path) -> Path:
    path = folder / "notes.txt"
    path.write_text("hello")
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_missing, "no such folder"),
        (_empty, "no images found"),
        (_one_class, "only one class"),
        (_cut_off, "not a whole .zip"),
        (_no_dataset, "a dataset is a folder, an archive"),
    ],
)
def test_bad_data_gives_a_banner_that_stays(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    scan: Callable[[Path | str], None],
    make: Callable[[Path], Path],
    said: str,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    path = make(tmp_path)
    scan(path)
    assert len(window.banners.texts()) == 1
    text = window.banners.texts()[0]
    assert str(path) in text
    assert said in text
    for step in ("model", "train", "data"):
        window.show_page(step)
    assert window.banners.isVisible()
    qtbot.mouseClick(part("banner.dismiss"), LEFT)
    assert window.banners.texts() == []
    assert not window.banners.isVisible()


def test_the_data_that_was_there_stays_after_a_mistake(
    window: StudioWindow, scan: Callable[[Path | str], None], small_zip: Path, tmp_path: Path
) -> None:
    scan(small_zip)
    before = window.state.scan
    scan(tmp_path / "nowhere")
    assert window.state.scan is before
    assert window.state.recipe.data.source == str(small_zip)


def test_a_broken_image_on_predict_gives_a_banner(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    ready: Callable[[int], None],
    drop: Callable[[QWidget, Path], None],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    ready(1)
    window.start_training()
    qtbot.waitUntil(lambda: window.state.run is not None, timeout=60_000)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    drop(window, broken)
    qtbot.waitUntil(lambda: not window.predict_page.is_busy, timeout=60_000)
    assert len(window.banners.texts()) == 1
    assert window.banners.texts()[0].startswith(f"{broken}: ")
    assert window.predict_page.isVisible()


def test_an_image_without_a_network_says_what_to_do(window: StudioWindow, tmp_path: Path) -> None:
    image = tmp_path / "any.png"
    image.write_bytes(b"x")
    window.open_path(image)
    assert "no network to ask yet" in window.banners.texts()[0]


def test_a_defect_is_logged_and_its_log_named(
    window: StudioWindow,
    scan: Callable[[Path | str], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def fall_over(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("regnet_studio.data.scan.scan", fall_over)
    scan("digits")
    logs = list((tmp_path / "logs").iterdir())
    assert len(logs) == 1
    assert "ZeroDivisionError: a defect" in logs[0].read_text()
    assert "fall_over" in logs[0].read_text()
    assert str(logs[0]) in window.banners.texts()[0]


def test_an_unknown_model_stops_the_run_with_a_banner(
    window: StudioWindow, ready: Callable[[int], None], qtbot: QtBot
) -> None:
    ready(1)
    window.state.set_value("model.name", "resnet21")
    window.start_training()
    qtbot.waitUntil(lambda: bool(window.banners.texts()), timeout=60_000)
    assert "resnet21" in window.banners.texts()[0]
    assert not window.training.is_on


def test_a_scan_can_be_cancelled(
    window: StudioWindow, part: Callable[[str], QWidget], qtbot: QtBot, small_zip: Path
) -> None:
    with qtbot.waitSignal(window.reading.scan_ended):
        window.open_path(small_zip)
        qtbot.mouseClick(part("data.cancel"), LEFT)
    assert window.state.scan is None
    assert not part("action.train").isEnabled()
    assert window.banners.texts() == []
