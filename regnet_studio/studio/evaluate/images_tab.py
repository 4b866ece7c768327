"""The images behind the figures: the worst errors, the least sure, a cell; to be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QSizePolicy, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.look import Look
from regnet_studio.studio.evaluate.mended_images import MendedImages
from regnet_studio.studio.evaluate.neighbours import Neighbour, Neighbours
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.text_size import grown, hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.class_picker import ALL, ClassBox
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    button,
    card,
    column,
    holder,
    label,
)
from regnet_studio.studio.widgets.picture_grid import PictureGrid
from regnet_studio.studio.widgets.spoken import PANEL, speak_as

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.studio.evaluate.examined import Examined

WORST, LEAST_SURE, EVERY = "worst", "least sure", "every"
_SIDE_PX = 300
"""Least width of what stands beside the grid."""
_CAPTION_PX = 20


class ImagesTab(MendedImages):
    """A grid with its filters, the current image beside it, and what can be done below."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__(state, theme)
        self._orders: dict[str, NDArray[np.int64]] = {}
        """By kind of list: all places that belong to it, in order."""
        self._current: tuple[Examined | None, int] = (None, -1)
        """The image beside the grid."""
        self.neighbours = Neighbours(self)
        self.neighbours.failed.connect(self._tell_neighbours_failed)
        self._ordering = Latest(_orders_of, self)
        self._ordering.answered.connect(self._take_orders)
        self._ordering.failed.connect(lambda _, error: self.failed.emit(error))
        left = holder()
        inner = column(gap=GAP)
        inner.addWidget(self._filters())
        inner.addWidget(self.grid, 1)
        inner.addWidget(self.bar)
        left.setLayout(inner)
        layout = column(Panes(left, self._side(), (2, 1)))
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        self._connect()

    def show_examination(self, seen: Examined | None) -> None:
        """Show a split of a run; the filters begin anew."""
        same_classes = (
            seen is not None and self._seen is not None and seen.classes == self._seen.classes
        )
        self._seen, self._orders = seen, {}
        self._close_dialog()
        if seen is None:
            self.neighbours.give_up()
            self.grid.show_places(None, np.zeros(0, dtype=np.int64))
            self._show_current()
            return
        if not same_classes:
            for box in (self._truth, self._guess):
                box.show_classes(seen.classes, ALL)
        self._ordering.ask(seen)
        self._show()

    def show_cell(self, truth: int, guess: int) -> None:
        """Show the images of a cell of the confusion matrix."""
        self._filter(EVERY, truth, guess)

    def show_class(self, number: int) -> None:
        """Show the worst errors among the images of a class."""
        self._filter(WORST, number, ALL)

    def show_list(self, kind: str) -> None:
        """Show one of the lists (``WORST``, ``LEAST_SURE``, ``EVERY``) of all classes."""
        self._filter(kind, ALL, ALL)

    def find_neighbours(self) -> None:
        """Look for the training images nearest to the current one."""
        if self._seen is not None and self.grid.current_place() >= 0:
            self.neighbours.ask(self._seen, self.grid.current_place())

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        self.close_images()
        self._ordering.close()
        self._ordering.wait(seconds)
        self.look.close_look(seconds)
        self.neighbours.close(seconds)

    def _filters(self) -> FlowRow:
        self._kind = QComboBox()
        self._kind.setObjectName("results.list")
        self._kind.setAccessibleName(self.tr("Which images"))
        for text, kind in (
            (self.tr("Worst errors"), WORST),
            (self.tr("Least sure"), LEAST_SURE),
            (self.tr("All, surest first"), EVERY),
        ):
            self._kind.addItem(text, kind)
        shortened = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._kind.setSizeAdjustPolicy(shortened)
        self._kind.setMinimumContentsLength(11)
        self._truth = ClassBox("results.truth")
        self._truth.setAccessibleName(self.tr("What the images are"))
        self._guess = ClassBox("results.guess")
        self._guess.setAccessibleName(self.tr("What the images are taken for"))
        self._guess.setToolTip(self.tr("Show what was taken for one class"))
        for box in (self._truth, self._guess):
            box.setMinimumContentsLength(10)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            hold(box, most_width=200)
        self._count = label("", "muted")
        self._count.setObjectName("results.count")
        taken = label(self.tr("taken for"), "muted")
        return FlowRow(self._kind, self._truth, taken, self._guess, 1, self._count)

    def _side(self) -> QWidget:
        self.look = Look(self._theme)
        self._find = button(self.tr("Nearest training images"), "results.nearest.find")
        self._find.setToolTip(
            self.tr("The first time the network looks at every training image; this takes a while")
        )
        self._how_far = ElidedLabel("", "caption")
        self._how_far.setObjectName("results.nearest.said")
        self._left = TimeLeft()
        self._nearest = PictureGrid(self._theme, "results.nearest")
        self._hint = label(
            self.tr("Choose an image to see what the network says of it"), "muted", wrap=True
        )
        inner = column(self._hint, self.look, self._find, self._how_far, self._nearest, 1, gap=GAP)
        inside = holder()
        inside.setLayout(inner)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("The chosen image"))
        speak_as(scroll, PANEL)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        side = card(12)
        side.setLayout(column(scroll))
        hold(side, least_width=_SIDE_PX)
        return side

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = min(max(self.width() // 4, grown(_SIDE_PX)), grown(1.5 * _SIDE_PX))
        self.look.picture.setFixedHeight(round(0.58 * wide))
        self._nearest.setFixedHeight(wide // 5 + grown(_CAPTION_PX))  # five in a line

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self._show)
        self._truth.picked.connect(self._show)
        self._guess.picked.connect(self._show)
        self.look.failed.connect(self.failed)
        self.look.large_asked.connect(self._open_current)
        self._find.clicked.connect(self._find_or_give_up)
        self.neighbours.found.connect(self._show_neighbours)
        self.neighbours.progressed.connect(self._show_progress)
        self.neighbours.changed.connect(self._judge_neighbours)
        self._show_signs()
        self._show_current()

    def _filter(self, kind: str, truth: int, guess: int) -> None:
        for box in (self._kind, self._truth, self._guess):
            box.blockSignals(True)
        self._kind.setCurrentIndex(self._kind.findData(kind))
        self._truth.setCurrentIndex(truth + 1)
        self._guess.setCurrentIndex(guess + 1)
        for box in (self._kind, self._truth, self._guess):
            box.blockSignals(False)
        self._show()

    def _show(self) -> None:
        seen = self._seen
        if seen is None:
            return
        kind, truth, guess = self._kind.currentData(), self._truth.number(), self._guess.number()
        if kind == EVERY and truth != ALL and guess != ALL:
            places, waits = seen.in_cell(truth, guess), False
        else:
            waits = kind not in self._orders
            places = self._orders.get(kind, np.zeros(0, dtype=np.int64))
            if truth != ALL:
                places = places[seen.examination.predictions.labels[places] == truth]
            if guess != ALL:
                places = places[seen.guesses[places] == guess]
        empty = self.tr("There are no such images")
        if kind == WORST:
            empty = self.tr("Nothing: every one of these images was recognised")
        text = self.tr("{n} images").format(n=words.number(len(places)))
        self._count.setText("" if waits else text)
        self.grid.show_places(seen, places, empty="" if waits else empty)
        if len(places):
            self.grid.select_row(int(places[0]))

    def _take_orders(self, seen: Examined, orders: dict[str, NDArray[np.int64]]) -> None:
        if seen is self._seen:
            had = self._kind.currentData() in self._orders
            self._orders = orders
            if not had and not self.grid.count():
                self._show()

    def _show_current(self) -> None:
        place = self.grid.current_place() if self._seen is not None else -1
        shown = place >= 0
        for part in (self.look, self._how_far, self._nearest):
            part.setVisible(shown)
        self._judge_neighbours()
        self._hint.setVisible(not shown)
        if not shown or self._seen is None:
            return
        super()._show_current()
        self.look.show_place(self._seen, place, self._note(place))
        if self._current == (self._seen, place):
            return
        self._current = self._seen, place
        self._nearest.show_pictures([], (), "")
        if self.neighbours.has_features(self._seen):
            self.find_neighbours()

    def _judge_neighbours(self) -> None:
        known = self._seen is not None and self.neighbours.has_features(self._seen)
        has_image = self.grid.current_place() >= 0
        busy = self.neighbours.is_busy
        self._find.setVisible(has_image and not known)
        find = self.tr("Nearest training images")
        self._find.setText(self.tr("Cancel") if busy else find)
        self._find.setAccessibleName(self._find.text())
        if known or not busy:
            self._left.forget()
            self._how_far.set_text(self.tr("Nearest training images") if known else "")

    def _find_or_give_up(self) -> None:
        if self.neighbours.is_busy:
            self.neighbours.give_up()
        else:
            self.find_neighbours()

    def _show_progress(self, done: int, total: int) -> None:
        if self._seen is not None and not self.neighbours.has_features(self._seen):
            text = self.tr("The network looks at the training images: {done}")
            text = text.format(done=words.so_far("evaluating", done, total))
            self._how_far.set_text(self._left.said(text, done, total))

    def _show_neighbours(self, place: int, found: list[Neighbour]) -> None:
        if place != self.grid.current_place():
            return
        names = [each.name for each in found]
        spoken = self.tr("Nearest training images: {classes}").format(classes=", ".join(names))
        self._nearest.show_pictures([each.picture for each in found], names, spoken)
        self._nearest.setToolTip("\n".join(words.labelled(each.name, each.path) for each in found))
        self._judge_neighbours()

    def _tell_neighbours_failed(self, error: BaseException) -> None:
        self._how_far.set_text("")
        self.failed.emit(error)


def _orders_of(seen: Examined) -> dict[str, NDArray[np.int64]]:
    from regnet_studio.evaluation.examples import least_sure, worst

    predictions = seen.examination.predictions
    count = len(predictions.labels)
    surest = np.argsort(-seen.confidences, kind="stable")
    return {
        WORST: worst(predictions, count),
        LEAST_SURE: least_sure(predictions, count),
        EVERY: surest,
    }
