"""Before there is data: what may be dropped, and the built-in sets."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.data.builtin import builtin_sets, datasets_folder
from regnet_studio.studio import words
from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.drops import meaning_of
from regnet_studio.studio.window import StudioWindow
from tests.studio.pictures import png

LEFT = Qt.MouseButton.LeftButton


def test_each_built_in_set_has_a_card_that_says_what_it_takes(page: DataPage, qtbot: QtBot) -> None:
    cifar = next(known for known in builtin_sets() if known.name == "cifar10")
    place = datasets_folder() / cifar.places[0] / cifar.files[0].name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"there")
    page.start.look_for_sets()
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "data.set.imagenette") is not None)
    for known in builtin_sets():
        card = page.findChild(QPushButton, f"data.set.{known.name}")
        assert card is not None
        here = "on this computer" in card.accessibleName()
        assert here is (known.name in ("digits", "cifar10"))
        assert here or f"download {words.memory(known.megabytes)}" in card.accessibleName()
        assert card.geometry().right() <= page.start.width()
        assert card.geometry().bottom() <= page.start.height()
    digits = page.findChild(QPushButton, "data.set.digits")
    assert digits is not None
    with qtbot.waitSignal(page.source_asked) as asked:
        qtbot.mouseClick(digits, LEFT)
    assert asked.args == ["digits"]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("a.zip", "data"),
        ("a.tar.gz", "data"),
        ("a.tar", "data"),
        ("labels.csv", "data"),
        ("a.toml", "recipe"),
        ("a.jpg", "image"),
    ],
)
def test_what_a_dropped_file_means(name: str, meaning: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    assert meaning_of(tmp_path / name) == meaning


def test_a_dropped_archive_is_opened(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    drop: Callable[[QWidget, Path], None],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "set.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for n in range(8):
            file = tmp_path / "one.png"
            file.write_bytes(png((90, 90, 90), n))
            archive.add(file, f"{'ab'[n % 2]}/{n}.png")
    stages: list[str] = []
    window.reading.scan_progressed.connect(lambda stage, *_: stages.append(stage))
    with qtbot.waitSignal(window.state.data_changed, timeout=60_000):
        drop(part("data.drop"), path)
    assert window.state.scan is not None
    assert window.state.scan.dataset.classes == ("a", "b")
    assert window.banners.texts() == []


def test_nothing_but_the_window_is_ever_shown_as_a_window(
    qtbot: QtBot, theme: Theme, qapp: QApplication
) -> None:
    """A part that is shown before it has a parent flashes up on the screen."""

    class Watch(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.shown: list[QObject] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            is_part = isinstance(watched, QWidget) and watched.isWindow()
            if event.type() == QEvent.Type.Show and is_part:
                self.shown.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        window = StudioWindow(theme)
        qtbot.addWidget(window)
        window.show()
    finally:
        qapp.removeEventFilter(watch)
    assert watch.shown == [window]
