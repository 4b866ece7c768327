"""The Predict page: show a network images, see what it takes them for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.answer_card import AnswerCard, AskedPicture
from regnet_studio.studio.predict.asked_network import (
    Answer,
    AskedImage,
    AskedNetwork,
    answer,
    read_picture,
)
from regnet_studio.studio.predict.camera_view import CameraView
from regnet_studio.studio.predict.image_sources import ImageSources
from regnet_studio.studio.predict.many_desk import ManyDesk
from regnet_studio.studio.predict.many_view import ManyView
from regnet_studio.studio.predict.pasting import pasted
from regnet_studio.studio.predict.sort_dialog import SortDialog
from regnet_studio.studio.shell.drops import DropZone
from regnet_studio.studio.shell.shortcuts import sequence
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    column,
    row,
)

_NOTHING, _ONE, _MANY, _CAMERA = range(4)
_Question = tuple[AskedNetwork, AskedImage]


class PredictPage(QWidget):
    """Asks the open run, or an export folder."""

    mistaken = Signal(str)
    """A sentence for a banner."""
    failed = Signal(object)

    def __init__(self, state: StudioState, theme: Theme, go_to_train: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("page.predict")
        self._state, self._theme = state, theme
        self._network: AskedNetwork | None = None
        self._dialog: SortDialog | None = None
        self._asking = Latest(lambda question: answer(*question), self)
        self._asking.answered.connect(self._show_answer)
        self._asking.failed.connect(self._tell_failure)
        self._reading = Latest(read_picture, self)
        self._reading.answered.connect(self._show_chosen_picture)
        self._reading.failed.connect(lambda _, error: self.failed.emit(error))
        self.desk = ManyDesk(self)
        self._who = ElidedLabel("", "muted")
        self._who.setObjectName("predict.source")
        self._sources = ImageSources(theme)
        self._sources.chosen.connect(self.predict_many)
        self._sources.paste_asked.connect(self.paste)
        self._sources.camera_asked.connect(self.show_camera)
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
        layout = column(gap=GAP, margin=3 * GAP)
        layout.addLayout(self._make_head())
        layout.addWidget(self._who)
        layout.addWidget(self._sources)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self._connect_many()
        QShortcut(sequence("predict.paste"), self, self.paste).setContext(
            Qt.ShortcutContext.WindowShortcut
        )
        state.run_changed.connect(self._follow_run)
        self._follow_run()

    @property
    def is_busy(self) -> bool:
        """Whether a network is asked, or copies are made."""
        copying = self._dialog is not None and self._dialog.is_busy
        return self._asking.is_busy or self.desk.is_busy or self.card.is_busy or copying

    @property
    def asked(self) -> Path | None:
        """The run or export that is asked; None: there is none yet."""
        return self._network.source if self._network is not None else None

    @property
    def top(self):
        """The bars of the likeliest classes."""
        return self.card.top

    def ask_export(self) -> None:
        """Let the user choose the folder of an exported network."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("The folder of an export"))
        if chosen:
            self.use(Path(chosen))

    def use(self, source: Path) -> None:
        """Ask this run or export from now on."""
        self._ask_from_now_on(source, self.tr("Asking {source}").format(source=source))

    def paste(self) -> None:
        """Ask about what is on the clipboard."""
        found = pasted(QGuiApplication.clipboard().mimeData())
        if found.refusal:
            self.mistaken.emit(found.refusal)
        elif found.image is not None:
            self._ask_one(AskedImage(self.tr("Pasted image"), picture=found.image))
        else:
            self.predict_many(found.paths)

    def predict(self, image: Path) -> None:
        """Show an image and what it is taken for; a folder: all images in it."""
        if image.is_dir():
            self.predict_many([image])
        else:
            self._ask_one(AskedImage(str(image), image))

    def predict_many(self, paths: Sequence[Path]) -> None:
        """Show what images and the images of folders are taken for; a single one: at large."""
        if len(paths) == 1 and not paths[0].is_dir():
            self.predict(paths[0])
        elif paths and (network := self._network_for(str(paths[0]))) is not None:
            self.card.clear(self.tr("Looking…"))
            self.desk.begin(network, paths)
            self._show_view(_MANY)
            self.many.show_busy(True)

    def show_camera(self) -> None:
        """Look through the camera, or say why not."""
        if self._network_for(self.tr("Camera")) is not None:
            self.card.clear()
            self._show_view(_CAMERA)
            self.camera.open_camera()

    def close_page(self, seconds: float) -> None:
        """Cancel what goes on, and end the threads."""
        if self._dialog is not None:
            self._dialog.close_dialog(seconds)
        self.desk.close(seconds)
        self.camera.close_view(seconds)
        self.card.close_card(seconds)
        self.many.close_view()
        for thread in (self._asking, self._reading):
            thread.close()
            thread.wait(seconds)

    def _make_head(self):
        title = ElidedLabel(self.tr("Predict"), "title")
        export = button(self.tr("Use an export…"), "predict.export")
        export.clicked.connect(self.ask_export)
        export.setToolTip(self.tr("Ask an exported network instead of a run"))
        self._theme.dress(export, "folder")
        head = row(title, export)
        head.setStretch(0, 1)
        return head

    def _make_body(self) -> QWidget:
        self._zone = DropZone("predict.drop")
        self._zone.setAccessibleName(self.tr("Drop images or a folder here"))
        self._zone.dropped.connect(self.predict_many)
        self._picture = AskedPicture(self._theme, "predict.picture")
        self.many = ManyView(self._theme)
        self.camera = CameraView(self._theme)
        nothing = EmptyState(
            self._theme,
            "image",
            self.tr("Drop images or a folder here"),
            self.tr("Or paste an image, or choose one. Nothing leaves this computer."),
            self.tr("Choose images…"),
            self._sources.ask_images,
        )
        nothing.button.setObjectName("predict.empty")
        self._views = QStackedWidget()
        for view in (nothing, self._picture, self.many, self.camera):
            self._views.addWidget(view)
        self._zone.setLayout(column(self._views, margin=12))
        self.card = AnswerCard(self._theme)
        self.card.failed.connect(self.failed)
        self.card.picture_changed.connect(self._show_picture)
        self._show_view(_NOTHING)
        return Panes(self._zone, self.card, (5, 2))

    def _connect_many(self) -> None:
        self.desk.begun.connect(self._show_begun)
        self.desk.grew.connect(self.many.grow)
        self.desk.progressed.connect(self.many.show_progress)
        self.desk.ended.connect(self._show_many_ended)
        self.desk.failed.connect(self._give_up_many)
        self.desk.trouble.connect(self.failed)
        self.desk.written.connect(self._tell_written)
        self.many.chosen.connect(self._show_chosen)
        self.many.cancel_asked.connect(self.desk.cancel)
        self.many.csv_asked.connect(self._ask_csv)
        self.many.sort_asked.connect(self.sort_into_folders)
        self.many.failed.connect(self.failed)
        self.camera.looked.connect(self._look)
        self.camera.failed.connect(self.failed)

    def sort_into_folders(self) -> SortDialog | None:
        """Open the preview of copying the images into one folder a class."""
        predicted = self.desk.predicted
        if predicted is None or not len(predicted) or self.desk.is_busy:
            return None
        self._dialog = dialog = SortDialog(self, self._theme, predicted, self.desk.sources)
        dialog.failed.connect(self.failed)
        dialog.destroyed.connect(self._forget_dialog)
        dialog.open()
        return dialog

    def _ask_csv(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the predictions"), "predictions.csv", self.tr("CSV (*.csv)")
        )
        if chosen:
            self.desk.write_csv(Path(chosen), self.many.shown_rows())

    def _tell_written(self, path: Path, count: int) -> None:
        text = self.tr("{n} predictions are in {file}")
        self.many.tell(text.format(n=words.number(count), file=path.name))

    def _network_for(self, what: str) -> AskedNetwork | None:
        if self._network is None:
            self.mistaken.emit(
                self.tr(
                    "{image}: there is no network to ask yet; train one, "
                    "or choose a run on the left."
                ).format(image=what)
            )
        return self._network

    def _ask_one(self, image: AskedImage) -> None:
        network = self._network_for(image.name)
        if network is not None:
            self._show_view(_ONE)
            self.card.clear(self.tr("Looking…"))
            self._asking.ask((network, image))

    def _look(self, frame: QImage) -> None:
        # In continuous looking a frame that comes before the last answer is not even asked about.
        if self._network is not None and not self._asking.is_busy:
            self._asking.ask((self._network, AskedImage(self.tr("Camera"), picture=frame)))

    def _show_answer(self, question: _Question, said: Answer) -> None:
        network, image = question
        if network is self._network and self._views.currentIndex() in (_ONE, _CAMERA):
            self.card.show_answer(network, image, said)

    def _tell_failure(self, question: _Question, error: BaseException) -> None:
        if question[0] is self._network and self._views.currentIndex() == _ONE:
            self.card.clear()
            self._show_view(_NOTHING)
        self.failed.emit(error)

    def _show_picture(self, picture: QImage) -> None:
        self._picture.show_image(picture, self.card.answer())

    def _show_begun(self) -> None:
        assert self.desk.predicted is not None
        self.many.show_predicted(self.desk.predicted)

    def _show_many_ended(self) -> None:
        self.many.show_busy(False)
        if self.many.table.current_place() < 0:
            self._show_chosen(-1)

    def _give_up_many(self, error: BaseException) -> None:
        self.failed.emit(error)
        if self._views.currentIndex() == _MANY and not self.desk.predicted:
            self.card.clear()
            self._show_view(_NOTHING)

    def _show_chosen(self, place: int) -> None:
        predicted, network = self.desk.predicted, self._network
        if predicted is None or network is None or self._views.currentIndex() != _MANY:
            return
        if place < 0:
            total = max(len(predicted), 1)
            counts = predicted.counts()
            order = counts.argsort(kind="stable")[::-1][:5].tolist()
            found = counts.tolist()
            shares = [(predicted.classes[n], found[n] / total) for n in order if found[n]]
            title = self.tr("{n} images").format(n=words.number(len(predicted)))
            self.card.show_counts(title, shares)
            return
        image = AskedImage(predicted.paths[place], Path(predicted.paths[place]))
        self.card.small.show()
        self.card.show_top(network, image, predicted.top_of(place))
        self.card.show_calibrated(self.desk.is_calibrated)
        self.card.show_trained_on(predicted.was_trained_on(place))
        self._reading.ask(image)

    def _show_chosen_picture(self, image: AskedImage, picture: QImage) -> None:
        if self.card.is_of(image):
            self.card.show_picture(picture)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _show_view(self, view: int) -> None:
        self._views.setCurrentIndex(view)
        self.card.setVisible(view != _NOTHING)
        self.card.small.setVisible(False)

    def _follow_run(self) -> None:
        run = self._state.run
        if run is not None:
            self._ask_from_now_on(run.path, self.tr("Asking the run {run}").format(run=run.name))
        elif self._network is None or self._network.is_run:  # that run was thrown away
            self._network = None
            self._sources.setVisible(False)
            self._stack.setCurrentIndex(0)

    def _ask_from_now_on(self, source: Path, said: str) -> None:
        before, self._network = self._network, AskedNetwork(source)
        self._who.set_text(said)
        self._sources.setVisible(True)
        self._stack.setCurrentIndex(1)
        if before is not None and before.source != source:
            self.desk.forget()
            self.card.clear()
            if self._views.currentIndex() != _CAMERA:
                self._show_view(_NOTHING)
