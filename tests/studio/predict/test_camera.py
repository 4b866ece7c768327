"""Frames as arrays, and what is said where there is no camera or no QtMultimedia."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict import camera
from regnet_studio.studio.predict.asked_network import pixels_of
from regnet_studio.studio.predict.camera_view import CameraView
from tests.studio.conftest import LONG_MS

Form = QImage.Format


@pytest.mark.parametrize(
    "form",
    [Form.Format_RGB32, Form.Format_RGB888, Form.Format_BGR888, Form.Format_RGBX8888],
)
def test_the_pixels_of_a_frame(form: QImage.Format) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)  # no width of 4
    frame = QImage(pixels.tobytes(), 7, 5, 21, Form.Format_RGB888).convertToFormat(form)
    assert np.array_equal(pixels_of(frame), pixels)


def test_grey_and_see_through_frames() -> None:
    grey = QImage(3, 2, Form.Format_Grayscale8)
    grey.fill(90)
    assert pixels_of(grey).tolist() == [[[90] * 3] * 3] * 2
    clear = QImage(1, 1, Form.Format_ARGB32)
    clear.fill(QColor(255, 0, 0, 51))
    assert np.abs(pixels_of(clear)[0, 0].astype(int) - (255, 204, 204)).max() <= 1


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[CameraView]:
    made = CameraView(theme)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_view(LONG_MS / 1000)


def test_without_the_extra_it_says_what_to_install(
    view: CameraView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "is_installed", lambda: False)
    view.open_camera()
    assert "regnet-studio[camera]" in view.trouble()
    assert not view.is_live


class _Devices(QObject):
    videoInputsChanged = Signal()  # noqa: N815
    found: list[Any] = []  # noqa: RUF012 (of the stand-in for all)

    @classmethod
    def videoInputs(cls) -> list[Any]:
        return cls.found

    @staticmethod
    def defaultVideoInput() -> Any:
        return SimpleNamespace(id=lambda: b"2")


class _Sink(QObject):
    videoFrameChanged = Signal(object)  # noqa: N815


class _Session(QObject):
    def setVideoSink(self, sink: QObject) -> None:
        self.sink = sink

    def setCamera(self, device: object) -> None: ...


class _Device(QObject):
    errorOccurred = Signal(object, str)  # noqa: N815
    started: list[str] = []  # noqa: RUF012

    def __init__(self, device: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._name = device.description()

    def setCameraFormat(self, form: object) -> None: ...

    def start(self) -> None:
        self.started.append(self._name)

    def stop(self) -> None:
        self.started.append("stopped")


@pytest.fixture
def multimedia(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What stands in for QtMultimedia: no machine that tests has a camera."""
    made = SimpleNamespace(
        QMediaDevices=_Devices, QVideoSink=_Sink, QMediaCaptureSession=_Session, QCamera=_Device
    )
    monkeypatch.setattr(camera, "is_installed", lambda: True)
    monkeypatch.setattr(camera, "load", lambda: made)
    monkeypatch.setattr(_Devices, "found", [])
    monkeypatch.setattr(_Device, "started", [])
    return made


def device(name: str, number: bytes) -> Any:
    return SimpleNamespace(description=lambda: name, id=lambda: number, videoFormats=list)


def test_without_a_camera_it_says_so_and_looks_again(
    view: CameraView, multimedia: Any, qtbot: QtBot
) -> None:
    view.open_camera()
    qtbot.waitUntil(lambda: "No camera was found" in view.trouble(), timeout=LONG_MS)
    multimedia.QMediaDevices.found = [device("front", b"1"), device("back", b"2")]
    view._trouble.button.click()
    assert multimedia.QCamera.started == ["back"], "the usual one first"
    assert "Waiting" in view.trouble()
    view.hide()
    assert multimedia.QCamera.started[-1] == "stopped", "nobody is watched unawares"


def test_frames_are_looked_at_when_asked_or_all_the_time(
    view: CameraView, multimedia: Any, qtbot: QtBot
) -> None:
    multimedia.QMediaDevices.found = [device("front", b"1")]
    view.open_camera()
    qtbot.waitUntil(lambda: multimedia.QCamera.started == ["front"], timeout=LONG_MS)
    looked: list[QImage] = []
    view.looked.connect(looked.append)
    frame = QImage(8, 6, Form.Format_RGB32)
    frame.fill(Qt.GlobalColor.red)
    assert view._camera is not None
    sent = SimpleNamespace(isValid=lambda: True, toImage=lambda: frame)
    view._camera._sink.videoFrameChanged.emit(sent)
    qtbot.waitUntil(lambda: view.is_live, timeout=LONG_MS)
    assert looked == []
    view.look()
    assert looked == [frame]
    always = view.findChild(QCheckBox, "predict.camera.always")
    assert always is not None
    always.setChecked(True)
    view._camera._sink.videoFrameChanged.emit(sent)
    qtbot.waitUntil(lambda: len(looked) == 2, timeout=LONG_MS)
    view._camera.troubled.emit("device busy.")
    assert "device busy. Close other programs" in view.trouble()
