"""The tab of the augmentation: what varies training images, beside the user's own, varied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QWidget

from regnet_studio.errors import UserMistake
from regnet_studio.studio import words
from regnet_studio.studio.data.split_preview import Parts, SplitPreview
from regnet_studio.studio.form.fields_form import LEAST_BESIDE_PX, FieldsForm
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState, section_fields
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.notes import Notes
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, button, card, column
from regnet_studio.studio.widgets.picture_grid import PictureGrid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regnet_studio.recipe import Recipe

_MOST = 24
_MOST_PIXELS = 1_500_000
"""Of all images of the preview: what is varied well within a tenth of a second."""


@dataclass(frozen=True, eq=False)
class _Question:
    parts: Parts
    recipe: Recipe
    size: int
    hand: int
    """Which images are taken."""
    epoch: int
    plain: bool


class AugmentTab(QWidget):
    """The form of ``augment.*``; every change is drawn on the same images."""

    failed = Signal(object)
    drawn = Signal()
    """The grid shows the newest settings."""

    def __init__(self, state: StudioState, theme: Theme, preview: SplitPreview) -> None:
        super().__init__()
        self._state, self._preview = state, preview
        self._hand, self._epoch = 0, 1
        self._asked: Any = None
        self._varying = _Varying()
        self._latest = Latest(self._varying, self)
        self._latest.answered.connect(self._show_varied)
        self._latest.failed.connect(self._refuse)
        self.form = FieldsForm(
            state, theme, section_fields("augment"), "recipe.augment", sliders=("float", "int")
        )
        self.pictures = PictureGrid(theme, "augment.preview")
        self._about = ElidedLabel("", "caption")
        self._about.setObjectName("augment.about")
        self._notes = Notes(state, theme, ("augment.",), "augment.notes")
        again = button(self.tr("Draw again"), "augment.again")
        again.setToolTip(self.tr("The same images as in the next epoch"))
        again.clicked.connect(self.draw_again)
        theme.dress(again, "reset")
        others = button(self.tr("Other images"), "augment.others")
        others.clicked.connect(self._other_images)
        theme.dress(others, "image")
        self._plain = button(self.tr("As they are"), "augment.plain")
        self._plain.setCheckable(True)
        self._plain.setToolTip(self.tr("Show these images without any variation"))
        self._plain.clicked.connect(self._ask)
        right = card(12)
        inner = column(gap=GAP)
        inner.addWidget(FlowRow(self._about, self._plain, others, again))
        inner.addWidget(self._notes)
        inner.addWidget(self.pictures, 1)
        right.setLayout(inner)
        layout = column(Panes(self.form, right, (2, 3), LEAST_BESIDE_PX))
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        preview.changed.connect(self._ask)
        state.recipe_changed.connect(self._ask)

    @property
    def is_busy(self) -> bool:
        """Whether the grid is about to change."""
        return self._latest.is_busy

    def draw_again(self) -> None:
        """The same images as another epoch would see them."""
        self._epoch += 1
        self._ask()

    def close_tab(self, seconds: float) -> None:
        """End its thread."""
        self._latest.close()
        self._latest.wait(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def _other_images(self) -> None:
        self._hand += 1
        self._ask()

    def _ask(self) -> None:
        parts, scan, recipe = self._preview.parts, self._state.scan, self._state.recipe
        if parts is None or scan is None or not self.isVisible():
            return
        size = recipe.data.size or scan.size
        plain = self._plain.isChecked()
        asked = (
            *(id(parts), recipe.augment, recipe.seed, size),
            *(recipe.data.resize, recipe.data.interpolation),
            *(self._hand, self._epoch, plain),
        )
        if asked != self._asked:
            self._asked = asked
            self._latest.ask(_Question(parts, recipe, size, self._hand, self._epoch, plain))

    def _show_varied(self, question: _Question, answer: tuple[list[QImage], list[str]]) -> None:
        if question.parts is not self._preview.parts:
            return
        pictures, names = answer
        text = self.tr("Training images as the network sees them, {size} px")
        if question.plain:
            text = self.tr("Training images as they are, {size} px")
        self._about.set_text(text.format(size=question.size))
        self._notes.show_fault("")
        self.pictures.show_pictures(pictures, names, self._about.whole_text())
        if not self._latest.is_busy:
            self.drawn.emit()

    def _refuse(self, _: _Question, error: BaseException) -> None:
        if isinstance(error, UserMistake):
            self._notes.show_fault(words.told(str(error)))
        else:
            self.failed.emit(error)


class _Varying:
    """Decodes the images of the preview once and varies them; lives in the worker thread."""

    def __init__(self) -> None:
        self._key: Any = None
        self._images: Any = None
        self._rows: Any = None

    def __call__(self, question: _Question) -> tuple[list[QImage], list[str]]:
        from regnet_studio.studio.widgets.thumbnails import image_of

        self._decode(question)
        images = self._images
        if not question.plain:
            from regnet_studio.data.augment import preview

            recipe = question.recipe
            images = preview(images, recipe.augment, recipe.seed, question.epoch)
        overview = question.parts.overview
        names = [overview.class_of(int(row)) for row in self._rows]
        return [image_of(image) for image in images], names

    def _decode(self, question: _Question) -> None:
        from regnet_studio.data.decode import Frame
        from regnet_studio.data.stream import StreamedPixels

        scan, data = question.parts.overview.scan, question.recipe.data
        frame = Frame(question.size, scan.channels, data.resize, data.interpolation)
        key = (id(question.parts), frame, question.hand)
        if key == self._key:
            return
        count = max(min(_MOST, _MOST_PIXELS // frame.size**2), 4)
        self._rows = _hand(question, count)
        self._images = StreamedPixels(scan.dataset, frame, threads=2).take(self._rows)
        self._key = key


def _hand(question: _Question, count: int) -> NDArray[np.int64]:
    """Training images of as many classes as there is room for, class by class in turn."""
    import numpy as np

    train = question.parts.split.train
    labels = question.parts.overview.scan.dataset.labels[train]
    draw = np.random.default_rng([question.hand, 11])
    order = draw.permutation(len(train))
    # The n-th image of each class comes before the n+1st of any.
    by_class = order[np.argsort(labels[order], kind="stable")]
    sorted_labels = labels[by_class]
    starts = np.searchsorted(sorted_labels, sorted_labels)
    turn = np.arange(len(by_class)) - starts
    first = by_class[np.lexsort((draw.random(len(turn)), turn))][:count]
    return np.sort(train[first])
