"""The images of a split as a map: those alike to the network lie together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.examined import Examined
from regnet_studio.studio.job import Job, OnProgress
from regnet_studio.studio.latest import Latest
from regnet_studio.studio.look import LookDialog
from regnet_studio.studio.map_view import MapView, class_icons
from regnet_studio.studio.parts import (
    GAP,
    EmptyState,
    button,
    card,
    column,
    framed,
    holder,
    label,
    row,
)
from regnet_studio.studio.repair import repair_desk
from regnet_studio.studio.repair_bar import RepairBar
from regnet_studio.studio.result_grid import ResultGrid, crisp
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 10_000
"""Images of a map; of more, these are taken evenly over the split."""
_SEED = 0
_HOVER_PX = 96


@dataclass(frozen=True, eq=False)
class _Layout:
    """What a job found out."""

    method: str
    places: NDArray[np.int64]
    """Of the images among the predictions: [N]."""
    features: NDArray[np.float32]
    """[N, D]."""
    points: NDArray[np.float32]
    """[N, 2]."""
    methods: tuple[str, ...]
    """That can be taken on this machine."""


class MapTab(QWidget):
    """A map, the classes and the chosen images beside it, and what can be done with them."""

    failed = Signal(object)
    drawn = Signal()
    """A map is on the screen."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.map")
        self._theme = theme
        self._seen: Examined | None = None
        self._known: dict[str, _Layout] = {}
        """Maps of this split by method."""
        self._job: Job | None = None
        self._dialog: LookDialog | None = None
        self.desk = repair_desk(state)
        self._thumbnail = Latest(_small_image, self)
        self._thumbnail.answered.connect(self._show_thumbnail)
        self._thumbnail.failed.connect(self._forget_thumbnail)
        self._empty = EmptyState(theme, "evaluate", "", "", self.tr("Draw the map"), self.draw)
        self._empty.button.setObjectName("map.draw")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_waiting())
        self._stack.addWidget(self._make_body())
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        self.desk.changed.connect(lambda: self.grid.show_signs(self.desk.signs))
        self._say_empty()

    @property
    def is_busy(self) -> bool:
        """Whether a map is being made."""
        return self._job is not None

    def show_examination(self, seen: Examined | None) -> None:
        """Images of this split from now on; their map is made when it is asked for."""
        self.cancel()
        self._job = None  # what it finds is of another split
        self._seen, self._known = seen, {}
        self._close_dialog()
        self.grid.show_places(None, np.zeros(0, dtype=np.int64))
        self._say_empty()
        self._stack.setCurrentIndex(0)
        self.classes.clear()

    def draw(self) -> None:
        """Make the map by the chosen method, or show it where it is there."""
        seen, method = self._seen, str(self._method.currentData())
        if seen is None or self._job is not None:
            return
        if method in self._known:
            self._show(seen, self._known[method])
            return
        before = next(iter(self._known.values()), None)
        job = self._job = Job(lambda tell: _laid_out(seen, method, before, tell), self)
        job.progressed.connect(lambda report: self._show_progress(*report))
        job.succeeded.connect(lambda found: self._take(seen, found))
        job.failed.connect(lambda error: self._refuse(seen, error))
        job.cancelled.connect(lambda: self._back(seen))
        job.ended.connect(lambda: self._over(job))
        self._bar.setRange(0, 0)
        self._stage.setText(self.tr("Reading the images"))
        self._cancel.setEnabled(True)
        self._stack.setCurrentIndex(1)
        job.start()

    def cancel(self) -> None:
        """Give up the map that is being made."""
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._stage.setText(self.tr("Ending…"))

    def chosen_paths(self) -> list[str]:
        """The paths of the images selected in the list."""
        if self._seen is None:
            return []
        paths = self._seen.examination.predictions.paths
        return [str(paths[place]) for place in self.grid.selected_places().tolist()]

    def open_image(self, place: int) -> None:
        """Show an image large."""
        if self._seen is None or place < 0:
            return
        if self._dialog is None:
            self._dialog = LookDialog(self, self._theme)
            self._dialog.moved.connect(self.grid.step)
            self._dialog.look.failed.connect(self.failed)
        path = self._seen.examination.predictions.paths[place]
        self._dialog.look.show_place(self._seen, place, self.desk.signs.get(path, ""))
        self._dialog.show()

    def close_page(self, seconds: float) -> None:
        """Give up and end the threads."""
        job = self._job
        self.cancel()
        self.grid.close_grid()
        self._close_dialog()
        self._thumbnail.close()
        self._thumbnail.wait(seconds)
        if job is not None:
            job.wait(seconds)

    # What it is made of

    def _make_waiting(self) -> QWidget:
        self._stage = label("", "heading")
        self._stage.setObjectName("map.stage")
        self._stage.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = QProgressBar()
        self._bar.setObjectName("map.progress")
        self._bar.setAccessibleName(self.tr("Progress of the map"))
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(360)
        self._cancel = button(self.tr("Cancel"), "map.cancel")
        self._cancel.clicked.connect(self.cancel)
        self._theme.dress(self._cancel, "cancel")
        place = holder()
        layout = column(2, self._stage, gap=2 * GAP)
        for part in (self._bar, self._cancel):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        place.setLayout(layout)
        return place

    def _make_body(self) -> QWidget:
        left = card(12)
        inner = column(gap=GAP)
        inner.addLayout(self._tools())
        self.map = MapView(self._theme)
        self.map.selection_changed.connect(self._show_chosen)
        self.map.hovered.connect(self._hover)
        self._hint = label(
            self.tr("Drag around points to choose images; the wheel zooms, Ctrl adds."), "caption"
        )
        inner.addWidget(self.map, 1)
        inner.addWidget(self._hint)
        left.setLayout(inner)
        self._popup = _Popup(self.map, self._theme)
        self.classes = QListWidget()
        self.classes.setObjectName("map.classes")
        self.classes.setAccessibleName(self.tr("Classes; choosing one chooses its images"))
        self.classes.setUniformItemSizes(True)
        self.classes.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.classes.itemSelectionChanged.connect(self._choose_classes)
        self.grid = ResultGrid(self._theme)
        self.grid.setObjectName("map.images")
        self.grid.failed.connect(self.failed)
        self.grid.opened.connect(self.open_image)
        self.bar = RepairBar(
            self._theme,
            self.desk,
            self.chosen_paths,
            lambda: self._seen.classes if self._seen is not None else (),
        )
        self.bar.open_asked.connect(lambda: self.open_image(self.grid.current_place()))
        self.bar.add_actions(self)
        self.grid.selection_changed.connect(self.bar.judge)
        self.grid.menu_asked.connect(self.bar.open_menu)
        self._count = label("", "muted")
        self._count.setObjectName("map.count")
        chosen = holder()
        below = column(self._count, gap=GAP)
        below.addWidget(self.grid, 1)
        chosen.setLayout(below)
        side = QSplitter(Qt.Orientation.Vertical)
        side.setHandleWidth(GAP)
        side.setChildrenCollapsible(False)
        side.addWidget(framed(self.classes))
        side.addWidget(chosen)
        side.setSizes([180, 340])
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(2 * GAP)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(side)
        split.setSizes([700, 320])
        split.setStretchFactor(0, 1)
        place = holder()
        layout = column(gap=GAP)
        layout.addWidget(split, 1)
        layout.addWidget(self.bar)
        place.setLayout(layout)
        return place

    def _tools(self) -> Any:
        self._method = QComboBox()
        self._method.setObjectName("map.method")
        self._method.setAccessibleName(self.tr("How the images are laid out"))
        for text, method in ((self.tr("t-SNE"), "tsne"), (self.tr("PCA"), "pca")):
            self._method.addItem(text, method)
        self._method.currentIndexChanged.connect(self.draw)
        self._tool = QComboBox()
        self._tool.setObjectName("map.tool")
        self._tool.setAccessibleName(self.tr("What dragging does"))
        for text, tool in (
            (self.tr("Lasso"), "lasso"),
            (self.tr("Rectangle"), "rectangle"),
            (self.tr("Move"), "move"),
        ):
            self._tool.addItem(text, tool)
        self._tool.currentIndexChanged.connect(self._take_tool)
        self._errors = QCheckBox(self.tr("Ring the errors"))
        self._errors.setObjectName("map.errors")
        self._errors.setToolTip(self.tr("A ring around each image taken for another class"))
        self._errors.setChecked(True)
        self._errors.toggled.connect(lambda on: self.map.mark_errors(on))
        whole = button(self.tr("Whole map"), "map.whole")
        whole.clicked.connect(lambda: self.map.show_all())
        self._of = label("", "muted")
        self._of.setObjectName("map.of")
        return row(self._method, self._tool, self._errors, 1, self._of, whole)

    def _offer(self, seen: Examined, methods: tuple[str, ...]) -> None:
        """The classes of the split, and what else the map can be drawn by."""
        if "umap" in methods and self._method.findData("umap") < 0:
            self._method.addItem(self.tr("UMAP"), "umap")
        if self.classes.count():
            return
        self.classes.blockSignals(True)
        for icon, name in zip(class_icons(len(seen.classes)), seen.classes, strict=True):
            self.classes.addItem(QListWidgetItem(icon, name))
        self.classes.blockSignals(False)

    def _say_empty(self) -> None:
        if self._seen is None:
            self._empty.say(
                self.tr("No images to lay out yet"),
                self.tr("Open a run that was evaluated, on the left."),
            )
            return
        count = min(len(self._seen.examination.predictions.labels), MOST)
        self._empty.say(
            self.tr("A map of the images"),
            self.tr(
                "Images that are alike to the network lie together; those on the wrong side are "
                "worth a look. The network looks at {n} images for it, which takes from seconds "
                "to a minute."
            ).format(n=words.number(count)),
            self.tr("Draw the map"),
        )

    # How a map comes about

    def _show_progress(self, stage: str, done: int, total: int) -> None:
        if self._job is None or not self._cancel.isEnabled():
            return
        names = {
            "describing": self.tr("The network looks at the images"),
            "laying out": self.tr("The map is laid out"),
        }
        self._stage.setText(names[stage])
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _take(self, seen: Examined, found: _Layout) -> None:
        if seen is self._seen:
            self._known[found.method] = found
            self._show(seen, found)

    def _show(self, seen: Examined, found: _Layout) -> None:
        said = seen.examination.predictions
        labels = said.labels[found.places]
        wrong = seen.guesses[found.places] != labels
        # In sight first: what is drawn while it is hidden has no size to be drawn in.
        self._stack.setCurrentIndex(2)
        self._offer(seen, found.methods)
        self._popup.hide()
        self.map.show_map(found.points, labels, wrong, keep=len(self._known) > 1)
        text = self.tr("{n} images, {wrong} of them errors")
        if len(found.places) < len(said.labels):
            text = self.tr("{n} of {all} images, {wrong} of them errors")
        self._of.setText(
            text.format(
                n=words.number(len(found.places)),
                all=words.number(len(said.labels)),
                wrong=words.number(int(wrong.sum())),
            )
        )
        self._show_chosen()
        self.drawn.emit()

    def _refuse(self, seen: Examined, error: BaseException) -> None:
        if seen is self._seen:
            self._back(seen)
        self.failed.emit(error)

    def _back(self, seen: Examined) -> None:
        """To the map there was, or to the beginning."""
        if seen is not self._seen:
            return
        known = next(iter(self._known.values()), None)
        self._stack.setCurrentIndex(0 if known is None else 2)
        if known is not None:
            self._method.blockSignals(True)
            self._method.setCurrentIndex(self._method.findData(known.method))
            self._method.blockSignals(False)

    def _over(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            if self._stack.currentIndex() == 2:
                self.draw()  # another method may have been chosen meanwhile

    # What is chosen

    def _places(self) -> NDArray[np.int64]:
        """Of the points, among the predictions."""
        known = next(iter(self._known.values()), None)
        return known.places if known is not None else np.zeros(0, dtype=np.int64)

    def _take_tool(self) -> None:
        self.map.tool = self._tool.currentData()

    def _choose_classes(self) -> None:
        numbers = [index.row() for index in self.classes.selectedIndexes()]
        if self._seen is not None and len(places := self._places()):
            labels = self._seen.examination.predictions.labels[places]
            self.map.select(np.flatnonzero(np.isin(labels, numbers)))

    def _show_chosen(self) -> None:
        seen = self._seen
        if seen is None:
            return
        places = self._places()[self.map.selected()]
        text = self.tr("{n} chosen").format(n=words.number(len(places)))
        self._count.setText(text if len(places) else self.tr("No images chosen"))
        self.grid.show_places(
            seen, places, empty=self.tr("Draw around some points, or choose a class above")
        )
        if len(places):
            self.grid.select_all()

    # What the mouse is over

    def _hover(self, number: int, where: QPoint) -> None:
        seen, places = self._seen, self._places()
        if seen is None or not 0 <= number < len(places):
            self._popup.hide()
            return
        place = int(places[number])
        truth = seen.classes[int(seen.examination.predictions.labels[place])]
        guess = seen.classes[int(seen.guesses[place])]
        text = truth if truth == guess else f"{truth}\n→ {guess}"
        self._popup.show_at(where, place, text)
        self._thumbnail.ask((seen, place))

    def _show_thumbnail(self, question: tuple[Examined, int], image: QImage) -> None:
        if question[0] is self._seen:
            self._popup.show_image(question[1], image)

    def _forget_thumbnail(self, _: object, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if not isinstance(error, UserMistake):  # that it is gone stands in the list
            self.failed.emit(error)

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.look.close_look(0)
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None


class _Popup(QFrame):
    """The image under the mouse, with its class, beside it."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("map.popup")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._place = -1
        self._picture = QLabel()
        self._picture.setFixedSize(_HOVER_PX, _HOVER_PX)
        self._text = label("", "caption", wrap=True)
        self._text.setMaximumWidth(_HOVER_PX)
        self.setLayout(column(self._picture, self._text, gap=4, margin=6))
        self._theme = theme
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_at(self, where: QPoint, place: int, text: str) -> None:
        """Beside a position in the parent; its image is to come."""
        if place != self._place:
            self._place = place
            self._picture.clear()
            self._text.setText(text)
        self.adjustSize()
        parent, size = self.parentWidget(), self.size()
        room = parent.size() if parent is not None else size
        right = where.x() + 16
        left = right if right + size.width() < room.width() else where.x() - 16 - size.width()
        top = min(max(where.y() - size.height() // 2, 0), room.height() - size.height())
        self.move(left, top)
        self.show()
        self.raise_()

    def show_image(self, place: int, image: QImage) -> None:
        """The picture, where it is still wanted."""
        if place == self._place:
            self._picture.setPixmap(QPixmap.fromImage(image))

    def _dress(self) -> None:
        colors = self._theme.colors
        self.setStyleSheet(
            f"#map\\.popup {{ background: {colors['surface']}; border-radius: 6px; "
            f"border: 1px solid {colors['line_strong']}; }}"
        )


def _small_image(question: tuple[Examined, int]) -> QImage:
    seen, place = question
    with seen.lock:
        pixels = seen.examination.images(np.array([place]))[0]
    return crisp(pixels, _HOVER_PX)


def _laid_out(
    seen: Examined, method: str, before: _Layout | None, on_progress: OnProgress
) -> _Layout:
    """In a thread: the features, unless another map has them, and where each image lies."""
    from regnet_studio.evaluation.embedding import available_methods, embed

    if before is not None:
        places, found = before.places, before.features
    else:
        count = len(seen.examination.predictions.labels)
        places = np.unique(np.linspace(0, count - 1, min(count, MOST)).astype(np.int64))
        found = _features(seen, places, on_progress)
    on_progress("laying out", 0, 0)
    points = embed(found, method, _SEED, lambda *at: on_progress("laying out", *at))
    return _Layout(method, places, found, points, available_methods())


def _features(
    seen: Examined, places: NDArray[np.int64], on_progress: OnProgress
) -> NDArray[np.float32]:
    from regnet_studio.data.entries import plain_entries
    from regnet_studio.evaluation.embedding import features
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.explaining import classifier_of

    with seen.lock:
        data, rows = seen.examination.data, seen.examination.rows
    # A network of its own: others may be hooking into the examination's meanwhile.
    classifier = classifier_of(Run(seen.run.path))
    images = data.images(plain_entries(rows[places], data.dataset.labels), classifier.device)
    work = features(classifier, images)
    while True:
        try:
            on_progress("describing", *next(work))
        except StopIteration as end:
            return end.value
