"""The preview of the augmentation shows what the network would see, and the newest of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QSlider, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.data.augment import preview
from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.data.overview import Overview
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.thumbnails import image_of

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 60_000
Look = Callable[[Path | str], Overview]


@pytest.fixture
def augment(page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot) -> DataPage:
    look(mixed_zip)
    with qtbot.waitSignal(page.desk.augment_tab.drawn, timeout=LONG_MS):
        page.desk.show_tab("augment")
    return page


def click(page: DataPage, name: str, qtbot: QtBot) -> list[QImage]:
    """Press a button and wait for what it draws."""
    found = page.findChild(QWidget, name)
    assert found is not None
    with qtbot.waitSignal(page.desk.augment_tab.drawn, timeout=LONG_MS):
        qtbot.mouseClick(found, LEFT)
    return page.desk.augment_tab.pictures.pictures()


def as_arrays(pictures: list[QImage]) -> np.ndarray:
    return np.stack(
        [
            np.frombuffer(p.constBits(), np.uint8).reshape(p.height(), p.width(), 4)[..., 2::-1]
            for p in pictures
        ]
    )


def test_a_sliders_move_shows_what_the_training_would_see(
    augment: DataPage, state: StudioState, qtbot: QtBot
) -> None:
    before = augment.desk.augment_tab.pictures.pictures()
    plain = as_arrays(click(augment, "augment.plain", qtbot))
    click(augment, "augment.plain", qtbot)
    slider = augment.findChild(QSlider, "slider.augment.rotation")
    assert slider is not None
    with qtbot.waitSignal(augment.desk.augment_tab.drawn, timeout=LONG_MS):
        slider.setValue(slider.maximum() // 2)
    after = augment.desk.augment_tab.pictures.pictures()
    assert after != before
    seen = preview(plain, state.recipe.augment, state.recipe.seed, 1)
    assert after == [image_of(picture) for picture in seen]


def test_draw_again_varies_the_same_images_anew(
    augment: DataPage, state: StudioState, qtbot: QtBot
) -> None:
    plain = as_arrays(click(augment, "augment.plain", qtbot))
    click(augment, "augment.plain", qtbot)
    again = click(augment, "augment.again", qtbot)
    seen = preview(plain, state.recipe.augment, state.recipe.seed, 2)
    assert again == [image_of(picture) for picture in seen]
    others = click(augment, "augment.others", qtbot)
    assert others != again


def test_the_images_are_of_all_classes_and_of_the_training_side(
    augment: DataPage, qtbot: QtBot
) -> None:
    parts = augment.desk.split_preview.parts
    assert parts is not None
    shown = as_arrays(click(augment, "augment.plain", qtbot))
    scan = parts.overview.scan
    from regnet_studio.data.stream import StreamedPixels

    training = StreamedPixels(scan.dataset, scan.frame, threads=1).take(parts.split.train)
    known = {image.tobytes(): row for row, image in zip(parts.split.train, training, strict=True)}
    rows = [known[np.ascontiguousarray(image).tobytes()] for image in shown]
    assert len(set(rows)) == len(rows)
    assert set(scan.dataset.labels[rows].tolist()) == {0, 1, 2}


def test_of_many_moves_the_last_is_shown(
    augment: DataPage, state: StudioState, qtbot: QtBot
) -> None:
    plain = as_arrays(click(augment, "augment.plain", qtbot))
    click(augment, "augment.plain", qtbot)
    answers: list[object] = []
    augment.desk.augment_tab._latest.answered.connect(lambda *answer: answers.append(answer))
    with qtbot.waitSignal(augment.desk.augment_tab.drawn, timeout=LONG_MS):
        for n in range(200):
            state.set_value("augment.brightness", (n + 1) / 200)
    assert len(answers) < 200
    seen = preview(plain, state.recipe.augment, state.recipe.seed, 1)
    assert augment.desk.augment_tab.pictures.pictures() == [image_of(picture) for picture in seen]


def test_nothing_is_varied_while_the_tab_is_hidden(
    augment: DataPage, state: StudioState, qtbot: QtBot
) -> None:
    augment.desk.show_tab("images")
    with qtbot.assertNotEmitted(augment.desk.augment_tab.drawn, wait=200):
        state.set_value("augment.rotation", 45.0)
    with qtbot.waitSignal(augment.desk.augment_tab.drawn, timeout=LONG_MS):
        augment.desk.show_tab("augment")


def test_mirrored_digits_are_advised_against(page: DataPage, look: Look) -> None:
    look("digits")
    page._state.set_value("augment.flip", True)
    page.desk.show_tab("augment")
    note = page.findChild(QLabel, "augment.notes.text")
    assert note is not None
    assert "mirrored digits" in note.text()
    page._state.set_value("augment.flip", False)
    assert note.text() == ""
