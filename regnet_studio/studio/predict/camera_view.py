"""The live picture of the camera, and when the network looks at it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStackedWidget, QWidget

from regnet_studio.studio.jobs.errand import Errand
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict import camera
from regnet_studio.studio.predict.answer_card import AskedPicture
from regnet_studio.studio.predict.camera import Camera
from regnet_studio.studio.widgets.parts import GAP, EmptyState, button, column, holder, row

_TROUBLE, _LIVE = range(2)


class CameraView(QWidget):
    """Live picture, choice of the device, "Look", and looking all the time."""

    looked = Signal(QImage)
    """A frame that the network is to be asked about."""
    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("predict.camera.view")
        self._camera: Camera | None = None
        self._frame = QImage()
        self._is_wanted = False
        self._loading = Errand(self)
        self._loading.succeeded.connect(self._open)
        self._loading.failed.connect(self._refuse)
        self._trouble = EmptyState(theme, "camera", "", "", self.tr("Try again"), self.open_camera)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._trouble)
        self._stack.addWidget(self._make_live(theme))
        self.setLayout(column(self._stack))

    @property
    def is_live(self) -> bool:
        """Whether the picture of a camera is shown."""
        return self._stack.currentIndex() == _LIVE

    @property
    def is_busy(self) -> bool:
        """Whether the camera is being looked for."""
        return self._loading.is_busy

    def trouble(self) -> str:
        """Why there is no picture; empty: there is one, or it is on its way."""
        return self._why if not self.is_live else ""

    def open_camera(self) -> None:
        """Show the camera, or say why not and what to do."""
        self._is_wanted, self._why = True, ""
        if not camera.is_installed():
            self._say(
                self.tr("The camera needs QtMultimedia"),
                self.tr('Install it with: pip install "regnet-studio[camera]", then start again.'),
                again=False,
            )
            return
        if self._camera is not None:
            self._list_devices()
        elif not self._loading.is_busy:
            self._say(self.tr("Looking for a camera…"), "", again=False)

            def load(_: OnProgress) -> Any:
                return camera.load()

            self._loading.begin(load)

    def show_frame(self, frame: QImage) -> None:
        """This is what the camera sees now."""
        self._frame = frame
        self._picture.show_image(frame, self.tr("What the camera sees"))
        self._look.setEnabled(True)
        if self._stack.currentIndex() != _LIVE:
            self._stack.setCurrentIndex(_LIVE)
        if self._always.isChecked():
            self.looked.emit(frame)

    def look(self) -> None:
        """Ask about the newest frame."""
        if not self._frame.isNull():
            self.looked.emit(self._frame)

    def close_view(self, seconds: float) -> None:
        """Let go of the camera, and end the threads."""
        self._loading.close(seconds)
        if self._camera is not None:
            self._camera.close(seconds)

    def hideEvent(self, event: QHideEvent) -> None:
        # Nobody is watched unawares: out of sight, the device is let go of.
        super().hideEvent(event)
        if self._camera is not None:
            self._camera.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_wanted:
            self.open_camera()

    def _make_live(self, theme: Theme) -> QWidget:
        self._why = ""
        self._picture = AskedPicture(theme, "predict.camera.picture")
        self._devices = QComboBox()
        self._devices.setObjectName("predict.camera.device")
        self._devices.setAccessibleName(self.tr("Camera"))
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._devices.setSizeAdjustPolicy(adjust)
        self._devices.currentIndexChanged.connect(self._start_chosen)
        self._always = QCheckBox(self.tr("Look all the time"))
        self._always.setObjectName("predict.camera.always")
        self._always.setAccessibleName(self.tr("Look all the time"))
        self._always.setToolTip(
            self.tr("Ask about the newest frame as soon as the one before is answered")
        )
        self._look = button(self.tr("Look"), "predict.camera.look")
        self._look.setToolTip(self.tr("Ask the network what the camera sees now"))
        self._look.setEnabled(False)
        self._look.clicked.connect(self.look)
        theme.dress(self._look, "predict")
        below = row(self._devices, self._always, self._look)
        below.setStretch(0, 1)
        live = holder()
        layout = column(gap=GAP)
        layout.addWidget(self._picture, 1)
        layout.addLayout(below)
        live.setLayout(layout)
        return live

    def _open(self, multimedia: Any) -> None:
        self._camera = Camera(multimedia, self)
        self._camera.frame_came.connect(self.show_frame)
        self._camera.troubled.connect(self._tell_trouble)
        self._camera.devices_changed.connect(self._list_devices)
        self._list_devices()

    def _list_devices(self) -> None:
        if self._camera is None or not self.isVisible():
            return
        found = self._camera.devices()
        with QSignalBlocker(self._devices):
            self._devices.clear()
            for name, device in found:
                self._devices.addItem(name, device)
        if found:
            self._start_chosen()
            return
        self._camera.stop()
        self._say(
            self.tr("No camera was found"),
            self.tr("Connect one, or allow this program to use it in the system's settings."),
        )

    def _start_chosen(self, *_: object) -> None:
        device = self._devices.currentData()
        if self._camera is not None and device is not None:
            self._say(self.tr("Waiting for the picture…"), "", again=False)
            self._camera.start(device)

    def _tell_trouble(self, text: str) -> None:
        self._say(
            self.tr("The camera gives no picture"),
            self.tr("{reason}. Close other programs that use it, then try again.").format(
                reason=text.rstrip(".")
            ),
        )

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, ImportError):
            self._say(
                self.tr("The camera needs QtMultimedia"),
                self.tr("It is installed, but cannot be loaded here: {reason}").format(
                    reason=str(error)
                ),
            )
        else:
            self.failed.emit(error)

    def _say(self, title: str, hint: str, again: bool = True) -> None:
        self._why = " ".join(filter(None, (title, hint)))
        self._frame = QImage()
        self._look.setEnabled(False)
        self._trouble.say(title, hint, self.tr("Try again") if again else "")
        self._stack.setCurrentIndex(_TROUBLE)
