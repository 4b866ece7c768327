"""The Predict page: drop an image, see what the network takes it for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from regnet_studio.studio.drops import DropZone
from regnet_studio.studio.job import Job, OnProgress
from regnet_studio.studio.predict.top_five import TopFive
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    card,
    column,
    holder,
    label,
    row,
)

_SHOWN_SIDE = 1024


class PredictPage(QWidget):
    """Asks the open run, or an export folder."""

    mistaken = Signal(str)
    """A sentence for a banner."""
    failed = Signal(object)

    def __init__(self, state: StudioState, theme: Theme, go_to_train: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("page.predict")
        self._state, self._theme = state, theme
        self._source: Path | None = None
        self._loaded: tuple[Path, Any] | None = None
        self._job: Job | None = None
        self._next: Path | None = None
        self._title = ElidedLabel(self.tr("Predict"), "title")
        self._who = ElidedLabel("", "muted")
        self._who.setObjectName("predict.source")
        self._choose_image = button(self.tr("Choose an image…"), "predict.choose")
        self._choose_image.clicked.connect(self.ask_image)
        theme.dress(self._choose_image, "image")
        self._choose_export = button(self.tr("Use an export…"), "predict.export")
        self._choose_export.clicked.connect(self.ask_export)
        self._choose_export.setToolTip(self.tr("Ask an exported network instead of a run"))
        theme.dress(self._choose_export, "folder")
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                theme,
                "predict",
                self.tr("No network to ask yet"),
                self.tr("Train one, choose a run on the left, or use an exported network."),
                self.tr("Go to training"),
                go_to_train,
            )
        )
        self._stack.addWidget(self._make_body())
        head = row(self._title, self._choose_image, self._choose_export)
        head.setStretch(0, 1)
        layout = column(gap=GAP, margin=3 * GAP)
        layout.addLayout(head)
        layout.addWidget(self._who)
        layout.addSpacing(GAP)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        state.run_changed.connect(self._follow_run)
        self._follow_run()

    @property
    def is_busy(self) -> bool:
        """Whether an image is being looked at."""
        return self._job is not None

    def ask_image(self) -> None:
        """Let the user choose an image."""
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("An image"),
            "",
            self.tr("Images (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.ppm *.pgm)"),
        )
        if chosen:
            self.predict(Path(chosen))

    def ask_export(self) -> None:
        """Let the user choose the folder of an exported network."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("The folder of an export"))
        if chosen:
            self.use(Path(chosen))

    def use(self, source: Path) -> None:
        """Ask this run or export from now on."""
        self._source = source
        self._who.set_text(self.tr("Asking {source}").format(source=source))
        self._choose_image.setEnabled(True)
        self._stack.setCurrentIndex(1)

    def predict(self, image: Path) -> None:
        """Show an image and what it is taken for."""
        if self._source is None:
            self.mistaken.emit(
                self.tr(
                    "{image}: there is no network to ask yet; train one, "
                    "or choose a run on the left."
                ).format(image=image)
            )
            return
        if self._job is not None:
            self._next = image  # the last one dropped is the one that counts
            return
        source, loaded = self._source, self._loaded
        self._answer.setText(self.tr("Looking…"))

        def work(_: OnProgress) -> tuple[Any, dict[str, Any], QImage]:
            from regnet_studio.runs.prediction import load_predictor

            known = loaded is not None and loaded[0] == source
            predictor = loaded[1] if loaded is not None and known else load_predictor(source)
            return predictor, predictor.predict([image]), _read_image(image)

        self._job = Job(work, self)
        self._job.succeeded.connect(lambda result: self._show(source, image, *result))
        self._job.failed.connect(self._tell_failure)
        self._job.ended.connect(self._go_on)
        self._job.start()

    def _make_body(self) -> QWidget:
        zone = DropZone("predict.drop")
        zone.setAccessibleName(self.tr("Drop an image here"))
        zone.dropped.connect(lambda paths: self.predict(paths[0]))
        self._picture = _Picture(self._theme, self.tr("Drop an image here"))
        zone.setLayout(column(self._picture, margin=12))
        self._answer = label("", "title", wrap=True)
        self._answer.setObjectName("predict.answer")
        self._path = ElidedLabel("", "caption")
        self.top = TopFive(self._theme)
        side = card()
        side.setLayout(
            column(label(self.tr("Taken for"), "caption"), self._answer, self._path, self.top, 1)
        )
        side.setMinimumWidth(320)
        place = holder()
        layout = row(gap=2 * GAP)
        layout.addWidget(zone, 3)
        layout.addWidget(side, 2)
        place.setLayout(layout)
        return place

    def _follow_run(self) -> None:
        run = self._state.run
        if run is not None:
            if run.path != self._source:
                self._clear()
            self.use(run.path)
            self._who.set_text(self.tr("Asking the run {run}").format(run=run.name))
        elif self._source is None:
            self._choose_image.setEnabled(False)
            self._stack.setCurrentIndex(0)

    def _clear(self) -> None:
        self._loaded = None
        self._picture.show_image(None)
        self._answer.setText("")
        self._path.set_text("")
        self.top.show_top([])

    def _show(
        self, source: Path, image: Path, predictor: Any, result: dict[str, Any], picture: QImage
    ) -> None:
        self._loaded = (source, predictor)
        if not result["predictions"]:
            self._answer.setText("")
            detail = result["problems"][0]["detail"] if result["problems"] else "?"
            self.mistaken.emit(f"{image}: {detail}")
            return
        found = result["predictions"][0]
        self._picture.show_image(picture)
        self._picture.setAccessibleName(str(image))
        self._answer.setText(str(found["label"]))
        self._path.set_text(str(image))
        self.top.show_top([(str(name), float(share)) for name, share in found["top"]])

    def _tell_failure(self, error: BaseException) -> None:
        self._answer.setText("")
        self.failed.emit(error)

    def _go_on(self) -> None:
        self._job = None
        following, self._next = self._next, None
        if following is not None:
            self.predict(following)


class _Picture(QWidget):
    """An image as large as there is room; small ones are enlarged pixel by pixel."""

    def __init__(self, theme: Theme, hint: str) -> None:
        super().__init__()
        self.setObjectName("predict.picture")
        self._theme, self._hint = theme, hint
        self._image: QImage | None = None
        self.setMinimumSize(240, 240)
        theme.changed.connect(self.update)

    def show_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None or self._image.isNull():
            painter.setPen(self._theme.color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._hint)
            return
        target = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        enlarged = target.width() > 4 * self._image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not enlarged)
        place = QRect(QPoint(0, 0), target)
        place.moveCenter(self.rect().center())
        painter.drawImage(place, self._image)


def _read_image(path: Path) -> QImage:
    """The picture to show, turned upright and at most 1,024 pixels wide and high.

    Pillow reads it, as it does for the network: Qt knows fewer formats. A QImage is plain memory
    and may be made in any thread.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE))
            plain = upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return QImage()  # the prediction's own problem says what is wrong with the file
    content = plain.tobytes()
    form = QImage.Format.Format_RGB888
    return QImage(content, plain.width, plain.height, 3 * plain.width, form).copy()
