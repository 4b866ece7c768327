"""The images of a split as a map: those alike to the network lie together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.evaluate import map_layout
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.map_layout import MapLayout, laid_out
from regnet_studio.studio.evaluate.map_popup import MapPopup
from regnet_studio.studio.evaluate.map_view import MapView, class_icons
from regnet_studio.studio.evaluate.mended_images import MendedImages
from regnet_studio.studio.jobs.errand import Errand
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import (
    GAP,
    VERBATIM,
    EmptyState,
    button,
    card,
    column,
    framed,
    holder,
    label,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EMPTY, _WAITING, _MAP = range(3)


class MapTab(MendedImages):
    """A map, the classes and the chosen images beside it, and what can be done with them."""

    drawn = Signal()
    """A map is on the screen."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__(state, theme)
        self.setObjectName("evaluate.map")
        self.grid.setObjectName("map.images")
        self._known: dict[str, MapLayout] = {}
        """Maps of this split by method."""
        self._errand = Errand(self)
        self._errand.progressed.connect(lambda report: self._show_progress(*report))
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self.failed)
        self._errand.changed.connect(self._follow_errand)
        self._left = TimeLeft()
        self._empty = EmptyState(theme, "evaluate", "", "", self.tr("Draw the map"), self.draw)
        self._empty.button.setObjectName("map.draw")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_waiting())
        self._stack.addWidget(self._make_body())
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        self._say_empty()

    @property
    def is_busy(self) -> bool:
        """Whether a map is being made."""
        return self._errand.is_busy

    def show_examination(self, seen: Examined | None) -> None:
        """Images of this split from now on; their map is made when it is asked for."""
        self._seen, self._known = seen, {}
        self._errand.drop()
        self._close_dialog()
        self._popup.forget()
        self.grid.show_places(None, np.zeros(0, dtype=np.int64))
        self._say_empty()
        self._stack.setCurrentIndex(_EMPTY)
        self.classes.clear()

    def draw(self) -> None:
        """Make the map by the chosen method, or show it where it is there."""
        seen, method = self._seen, str(self._method.currentData())
        if seen is None or self.is_busy:
            return
        if method in self._known:
            self._show(seen, self._known[method])
            return
        before = self._drawn()
        self._errand.begin(lambda tell: laid_out(seen, method, before, tell))

    def cancel(self) -> None:
        """Give up the map that is being made."""
        self._errand.cancel()

    def close_page(self, seconds: float) -> None:
        """Give up and end the threads."""
        self.close_images()
        self._popup.close_popup(seconds)
        self._errand.close(seconds)

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
        inner.addWidget(self._tools())
        self.map = MapView(self._theme)
        self.map.selection_changed.connect(self._show_chosen)
        self.map.hovered.connect(self._hover)
        self._hint = label(
            self.tr("Drag around points to choose images; the wheel zooms, Ctrl adds."), "caption"
        )
        inner.addWidget(self.map, 1)
        inner.addWidget(self._hint)
        left.setLayout(inner)
        self._popup = MapPopup(self.map, self._theme)
        self._popup.failed.connect(self.failed)
        self.classes = QListWidget()
        self.classes.setProperty(VERBATIM, True)
        self.classes.setObjectName("map.classes")
        self.classes.setAccessibleName(self.tr("Classes; choosing one chooses its images"))
        self.classes.setUniformItemSizes(True)
        self.classes.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.classes.itemSelectionChanged.connect(self._choose_classes)
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
        place = holder()
        layout = column(gap=GAP)
        layout.addWidget(Panes(left, side, (2, 1)), 1)
        layout.addWidget(self.bar)
        place.setLayout(layout)
        return place

    def _tools(self) -> FlowRow:
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
        return FlowRow(self._method, self._tool, self._errors, 1, self._of, whole)

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
        count = min(len(self._seen.examination.predictions.labels), map_layout.MOST)
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
        names = {
            "describing": self.tr("The network looks at the images"),
            "laying out": self.tr("The map is laid out"),
        }
        self._stage.setText(self._left.said(names[stage], done, total, stage))
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _take(self, found: MapLayout) -> None:
        if self._seen is not None:
            self._known[found.method] = found
            self._show(self._seen, found)

    def _show(self, seen: Examined, found: MapLayout) -> None:
        said = seen.examination.predictions
        labels = said.labels[found.places]
        wrong = seen.guesses[found.places] != labels
        # In sight first: what is drawn while it is hidden has no size to be drawn in.
        self._stack.setCurrentIndex(_MAP)
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

    def _follow_errand(self) -> None:
        self._cancel.setEnabled(not self._errand.is_ending)
        if self._errand.is_ending:
            self._stage.setText(self.tr("Ending…"))
        elif self.is_busy:
            self._bar.setRange(0, 0)
            self._stage.setText(self.tr("Reading the images"))
            self._stack.setCurrentIndex(_WAITING)
        elif self._stack.currentIndex() == _WAITING:
            self._back()
        else:
            self.draw()  # another method may have been chosen meanwhile

    def _back(self) -> None:
        """To the map there was, or to the beginning."""
        known = self._drawn()
        self._stack.setCurrentIndex(_EMPTY if known is None else _MAP)
        if known is not None:
            self._method.blockSignals(True)
            self._method.setCurrentIndex(self._method.findData(known.method))
            self._method.blockSignals(False)

    # What is chosen

    def _drawn(self) -> MapLayout | None:
        """A map of this split: all are of the same images."""
        return next(iter(self._known.values()), None)

    def _places(self) -> NDArray[np.int64]:
        """Of the points, among the predictions."""
        known = self._drawn()
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
        self._popup.show_place(where, seen, int(places[number]))
