"""The camera, by QtMultimedia, which is an extra: imported only where it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from regnet_studio.studio.jobs.latest import Latest

_MODULE = "PySide6.QtMultimedia"
_MOST_PIXELS = 1280 * 960
"""Of a frame: a network looks at far fewer, and each one is converted."""


def is_installed() -> bool:
    """Whether QtMultimedia is there; nothing is loaded."""
    return importlib.util.find_spec(_MODULE) is not None


def load() -> Any:
    """QtMultimedia, from any thread; takes a part of a second the first time.

    Raises:
        ImportError: it is not installed, or this system lacks what it needs.
    """
    return importlib.import_module(_MODULE)


class Camera(QObject):
    """One device at a time; its newest frame, never an older one. GUI thread only."""

    frame_came = Signal(QImage)
    troubled = Signal(str)
    """What the device or the system says is wrong."""
    devices_changed = Signal()

    def __init__(self, multimedia: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._multimedia = multimedia
        self._camera: Any = None
        self._session = multimedia.QMediaCaptureSession(self)
        self._sink = multimedia.QVideoSink(self)
        self._session.setVideoSink(self._sink)
        self._known = multimedia.QMediaDevices(self)
        self._known.videoInputsChanged.connect(self.devices_changed)
        # A frame is converted in a thread; what comes meanwhile but the last is dropped.
        self._converting = Latest(lambda frame: frame.toImage(), self)
        self._converting.answered.connect(self._tell)
        self._converting.failed.connect(lambda _, error: self.troubled.emit(str(error)))
        self._sink.videoFrameChanged.connect(self._take)

    def devices(self) -> list[tuple[str, Any]]:
        """The cameras there are: their names, and what :meth:`start` takes; the usual one first."""
        usual = self._multimedia.QMediaDevices.defaultVideoInput().id()
        found = self._multimedia.QMediaDevices.videoInputs()
        ranked = sorted(found, key=lambda device: device.id() != usual)
        return [(device.description(), device) for device in ranked]

    def start(self, device: Any) -> None:
        """Show what this device sees from now on."""
        self.stop()
        self._camera = self._multimedia.QCamera(device, self)
        self._camera.errorOccurred.connect(self._complain)
        formats = [
            each
            for each in device.videoFormats()
            if each.resolution().width() * each.resolution().height() <= _MOST_PIXELS
        ]
        if formats:
            pixels = lambda each: each.resolution().width() * each.resolution().height()  # noqa: E731
            self._camera.setCameraFormat(max(formats, key=pixels))
        self._session.setCamera(self._camera)
        self._camera.start()

    def stop(self) -> None:
        """Let go of the device."""
        if self._camera is not None:
            self._camera.stop()
            self._session.setCamera(None)
            self._camera.deleteLater()
            self._camera = None

    def close(self, seconds: float) -> None:
        """Let go of the device, and end the thread."""
        self.stop()
        self._converting.close()
        self._converting.wait(seconds)

    def _take(self, frame: Any) -> None:
        if self._camera is not None and frame.isValid():
            self._converting.ask(frame)

    def _tell(self, _: Any, image: QImage) -> None:
        if self._camera is not None and not image.isNull():
            self.frame_came.emit(image)

    def _complain(self, _: Any, text: str) -> None:
        self.troubled.emit(text)
