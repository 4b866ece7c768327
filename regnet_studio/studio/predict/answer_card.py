"""What the network says of one image: its picture, its likeliest classes, and where it looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.language.rewording import VERBATIM
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.asked_network import Answer, AskedImage, AskedNetwork
from regnet_studio.studio.predict.top_five import TopFive
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, button, column, label

_WIDTH = 300
_SMALL_PX = 160
_MARGIN = 12


@dataclass(frozen=True)
class _HeatQuestion:
    network: AskedNetwork
    image: AskedImage
    method: str


class AnswerCard(QFrame):
    """Beside a large picture, or, with one of its own, beside a table."""

    failed = Signal(object)
    picture_changed = Signal(QImage)
    """The image, with or without heat on it; a null one: there is none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._network: AskedNetwork | None = None
        self._image: AskedImage | None = None
        self._picture = QImage()
        self._heated = QImage()
        self.small = AskedPicture(theme, "predict.small")
        self.small.setFixedHeight(_SMALL_PX)
        self.small.hide()
        self._caption = label("", "caption")
        self._answer = label("", "title", wrap=True)
        self._answer.setObjectName("predict.answer")
        self._answer.setProperty(VERBATIM, True)
        self._path = ElidedLabel("", "caption")
        self._path.setObjectName("predict.path")
        self._path.setProperty(VERBATIM, True)
        self.top = TopFive(theme)
        self._calibrated = label("", "caption", wrap=True)
        self._calibrated.setObjectName("predict.calibrated")
        self._trained = label("", "error", wrap=True)
        self._trained.setObjectName("predict.trained")
        self.heat = _heat_button()
        theme.dress(self.heat, "evaluate")
        self.heat.toggled.connect(self._ask_heat)
        self.method = _method_box()
        self.method.currentIndexChanged.connect(self._ask_heat)
        self._note = label("", "caption", wrap=True)
        self._note.setObjectName("predict.heat.note")
        self._heating = Latest(_heated, self)
        self._heating.answered.connect(self._show_heat)
        self._heating.failed.connect(self._refuse_heat)
        layout = column(self.small, self._caption, self._answer, self._path, gap=GAP)
        layout.addSpacing(GAP)
        layout.addWidget(self.top)
        layout.addWidget(self._trained)
        layout.addWidget(self._calibrated)
        layout.addStretch(1)
        layout.addWidget(FlowRow(self.heat, self.method))
        layout.addWidget(self._note)
        self.setLayout(layout)
        hold(self, least_width=_WIDTH)
        self.clear()

    @property
    def is_busy(self) -> bool:
        """Whether heat is being reckoned."""
        return self._heating.is_busy

    def clear(self, answer: str = "") -> None:
        """Nothing is shown; ``answer``: what stands in its place."""
        self._network = self._image = None
        self._caption.setText("")
        self._answer.setText(answer)
        self._path.set_text("")
        self._calibrated.setText("")
        self.show_trained_on(None)
        self.top.show_top([])
        self._take_picture(QImage())
        self._allow_heat()

    def show_counts(self, title: str, counts: list[tuple[str, float]]) -> None:
        """The most frequent classes of many images, while none of them is chosen."""
        self.clear(title)
        self.small.hide()
        self._caption.setText(self.tr("Most frequent"))
        self.top.show_top(counts)

    def show_top(
        self, network: AskedNetwork, image: AskedImage, top: list[tuple[str, float]]
    ) -> None:
        """What an image is taken for; its picture comes later."""
        self._network, self._image = network, image
        self._caption.setText(self.tr("Taken for"))
        self._answer.setText(top[0][0])
        self._path.set_text(image.name)
        self._calibrated.setText("")
        self.show_trained_on(None)
        self.top.show_top(top)
        self._heated = QImage()
        self._allow_heat()

    def show_answer(self, network: AskedNetwork, image: AskedImage, answer: Answer) -> None:
        """What an image is taken for, and its picture."""
        self.show_top(network, image, answer.top)
        self.show_calibrated(answer.is_calibrated)
        self.show_trained_on(answer.was_trained_on)
        self.show_picture(answer.picture)

    def show_calibrated(self, is_calibrated: bool) -> None:
        """Whether the percentages mean what they say."""
        text = self.tr("Not calibrated: the percentages may be too sure of themselves.")
        if is_calibrated:
            text = self.tr("Calibrated: of the images given 80 %, about 80 % are right.")
        self._calibrated.setText(text)

    def show_trained_on(self, was_trained_on: bool | None) -> None:
        """Whether the network knows the image from its training; None: nobody knows."""
        text = self.tr(
            "The network was trained on this very image: its answer says little about new ones."
        )
        self._trained.setText(text if was_trained_on else "")
        self._trained.setVisible(bool(was_trained_on))

    def show_picture(self, picture: QImage) -> None:
        """The picture of what is shown; with heat over it as soon as it is there, if asked."""
        self._take_picture(picture)
        self._ask_heat()

    def is_of(self, image: AskedImage) -> bool:
        """Whether this image is what it tells of."""
        return image is self._image

    def answer(self) -> str:
        """The class it is taken for, or what stands in its place."""
        return self._answer.text()

    def close_card(self, seconds: float) -> None:
        """End the thread."""
        self._heating.close()
        self._heating.wait(seconds)

    def _take_picture(self, picture: QImage) -> None:
        self._picture, self._heated = picture, QImage()
        self._tell_picture()

    def _tell_picture(self) -> None:
        heated = self.heat.isChecked() and not self._heated.isNull()
        shown = self._heated if heated else self._picture
        name = self._image.name if self._image is not None else ""
        self.small.show_image(shown, name)
        self.picture_changed.emit(shown)

    def _allow_heat(self) -> None:
        network = self._network
        can = network is not None and network.is_run
        self.heat.setEnabled(can)
        self.method.setEnabled(can and self.heat.isChecked())
        if network is not None and not network.is_run:
            self._say(
                self.tr(
                    "A heat map needs a run: an export gives its answer alone, not the layers "
                    "that a map is made of. Open the run it came from."
                )
            )
        elif not self.heat.isChecked():
            self._say("")

    def _ask_heat(self, *_: object) -> None:
        self._allow_heat()
        network, image = self._network, self._image
        if not self.heat.isChecked() or network is None or image is None or not network.is_run:
            self._tell_picture()
            return
        self._say(self.tr("Looking where it looked…"))
        self._heating.ask(_HeatQuestion(network, image, self.method.currentData()))

    def _show_heat(self, question: _HeatQuestion, heated: QImage) -> None:
        if not self._is_of_now(question):
            return
        self._heated = heated
        self._say(
            self.tr(
                "The brighter a place, the more it speaks for the class; shown as the network "
                "sees the image."
            )
        )
        self._tell_picture()

    def _refuse_heat(self, question: _HeatQuestion, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if not isinstance(error, UserMistake):
            self.failed.emit(error)
        elif self._is_of_now(question):
            self._say(words.told(str(error)))

    def _is_of_now(self, question: _HeatQuestion) -> bool:
        return (
            question.image is self._image
            and self.heat.isChecked()
            and question.method == self.method.currentData()
        )

    def _say(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))


def _heat_button() -> QPushButton:
    made = button(_tr("Heat map"), "predict.heat")
    made.setCheckable(True)
    made.setToolTip(_tr("Show which places of the image speak for the class"))
    return made


def _method_box() -> QComboBox:
    made = QComboBox()
    made.setObjectName("predict.heat.method")
    made.setAccessibleName(_tr("How the heat is reckoned"))
    made.addItem(_tr("Grad-CAM"), "grad_cam")
    made.addItem(_tr("Integrated gradients"), "integrated_gradients")
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(9)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def _tr(text: str) -> str:
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("AnswerCard", text)


def _heated(question: Any) -> QImage:
    """An image with the heat of its class over it; in a thread.

    Raises:
        UserMistake: the image or the weights cannot be read, or the method does not suit.
    """
    from regnet_studio.runs.explaining import explain
    from regnet_studio.studio.widgets.thumbnails import image_of

    image: AskedImage = question.image
    found = explain(question.network.classifier(), image.content(), image.name, question.method)
    return image_of(found.overlay(0))


class AskedPicture(QWidget):
    """An image as large as there is room; small ones are enlarged pixel by pixel."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._image = QImage()
        theme.changed.connect(self.update)

    def show_image(self, image: QImage, name: str) -> None:
        """Show an image called ``name``; a null one: nothing."""
        self._image = image
        self.setAccessibleName(name)
        self.update()

    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image.isNull():
            return
        target = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        enlarged = target.width() > 4 * self._image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not enlarged)
        place = QRect(QPoint(0, 0), target)
        place.moveCenter(self.rect().center())
        painter.drawImage(place, self._image)
