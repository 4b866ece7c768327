"""Where the network looks: heat maps over an image, several classes side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.image_picker import ImagePicker, Picked
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.drops import DropZone
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.class_picker import ALL, ClassBox
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    card,
    column,
    holder,
    label,
    row,
)
from regnet_studio.studio.widgets.picture_grid import PictureGrid
from regnet_studio.studio.widgets.said_bars import Said, SaidBars

if TYPE_CHECKING:
    from regnet_studio.evaluation.classifier import Classifier
    from regnet_studio.runs.explaining import Explanation

_MAPS = 3
"""Classes for which a map is drawn unasked: the truth among them, where it is known."""
_SIDE_PX = 230
_BESIDE_PX = 540


@dataclass(frozen=True)
class _Question:
    seen: Examined
    image: Picked
    method: str
    classes: tuple[str, ...]
    """The first that are drawn; the likeliest come after them."""


@dataclass(frozen=True)
class _Answer:
    explanation: Explanation
    pictures: list[QImage]
    """The image, then it with each map laid over."""


class ExplainTab(QWidget):
    """Images to pick on the left; the one picked, its heat maps and its classes on the right."""

    failed = Signal(object)
    shown = Signal()
    """Heat maps are on the screen."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.explain")
        self._theme = theme
        self._seen: Examined | None = None
        self._answer: _Answer | None = None
        self.picker = ImagePicker(theme, "explain")
        self.picker.picked.connect(self._ask)
        self.picker.failed.connect(self.failed)
        self._work = Latest(_Explainer().answer, self)
        self._work.answered.connect(self._show)
        self._work.failed.connect(self._refuse)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                theme,
                "evaluate",
                self.tr("Nothing to look into yet"),
                self.tr("Open a run that was evaluated, on the left, to see where it looks."),
                "",
                lambda: None,
            )
        )
        self._stack.addWidget(self._make_body())
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)

    @property
    def is_busy(self) -> bool:
        """Whether an image is being explained."""
        return self._work.is_busy

    def show_examination(self, seen: Examined | None) -> None:
        """Images of this split and the network of its run from now on."""
        before, self._seen = self._seen, seen
        self._answer = None
        self._stack.setCurrentIndex(0 if seen is None else 1)
        if seen is not None and (before is None or before.classes != seen.classes):
            self._more.show_classes(seen.classes, ALL)
            self._more.setItemText(0, self.tr("no other class"))
        self._clear("")
        self.picker.show_examination(seen)

    def explanation(self) -> Explanation | None:
        """What is shown; None: nothing yet."""
        return self._answer.explanation if self._answer is not None else None

    def trouble(self) -> str:
        """Why there are no heat maps; empty: there are, or they are coming."""
        return self._note.text()

    def close_page(self, seconds: float) -> None:
        """End the threads."""
        self.picker.close_picker(seconds)
        self._work.close()
        self._work.wait(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._answer is None:
            self._ask()

    def _make_body(self) -> QWidget:
        self._method = QComboBox()
        self._method.setObjectName("explain.method")
        self._method.setAccessibleName(self.tr("How the heat is reckoned"))
        for text, method, tip in (
            (
                self.tr("Grad-CAM"),
                "grad_cam",
                self.tr("Which places of the last layer speak for a class: coarse, easy to read"),
            ),
            (
                self.tr("Integrated gradients"),
                "integrated_gradients",
                self.tr("How much each pixel counts, for or against: fine, for any network"),
            ),
        ):
            self._method.addItem(text, method)
            self._method.setItemData(self._method.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._method.currentIndexChanged.connect(self._ask)
        self._more = ClassBox("explain.class")
        self._more.setAccessibleName(self.tr("One more class to draw a map for"))
        self._more.setToolTip(self.tr("Draw a map for this class as well"))
        self._more.picked.connect(self._ask)
        self._title = ElidedLabel("", "heading")
        self._title.setObjectName("explain.title")
        self._path = ElidedLabel("", "caption")
        self._path.setObjectName("explain.path")
        self._note = label("", "muted", wrap=True)
        self._note.setObjectName("explain.note")
        self.pictures = PictureGrid(self._theme, "explain.pictures")
        self.bars = SaidBars(self._theme)
        self.bars.setObjectName("explain.said")
        self._hint = label("", "caption", wrap=True)
        self._hint.setObjectName("explain.hint")
        side = holder()
        side.setLayout(column(self.bars, self._hint, 1, gap=2 * GAP))
        hold(side, least_width=_SIDE_PX)
        zone = DropZone("explain.drop")
        zone.setProperty("role", "clear")
        zone.setAccessibleName(self.tr("Drop an image here to explain it"))
        zone.dropped.connect(lambda paths: self.picker.pick_file(paths[0]))
        also = label(self.tr("also"), "muted")
        inner = column(FlowRow(self._title, also, self._more, self._method), gap=GAP)
        inner.addWidget(self._path)
        inner.addWidget(self._note)
        inner.addWidget(Panes(self.pictures, side, (2, 1), _BESIDE_PX), 1)
        zone.setLayout(inner)
        right = card(12)
        right.setLayout(column(zone))
        place = holder()
        layout = row(self.picker, right, gap=2 * GAP)
        layout.setStretch(1, 1)
        place.setLayout(layout)
        return place

    def _ask(self, *_: object) -> None:
        image, seen = self.picker.current(), self._seen
        if seen is None or image is None or not self.isVisible():
            return
        asked: list[int] = []
        if image.place is not None:
            asked += [
                int(seen.guesses[image.place]),
                int(seen.examination.predictions.labels[image.place]),
            ]
        if (more := self._more.number()) != ALL:
            asked.append(more)
        classes = tuple(seen.classes[number] for number in dict.fromkeys(asked))
        self._note.setText("")
        self._work.ask(_Question(seen, image, self._method.currentData(), classes))

    def _show(self, question: _Question, answer: _Answer) -> None:
        if question.seen is not self._seen:
            return
        self._answer = answer
        found, truth = answer.explanation, self._truth(question)
        text = self.tr("{truth} taken for {guess}")
        if truth in (None, found.label):
            text = self.tr("Taken for {guess}") if truth is None else self.tr("{truth}, recognised")
        self._title.set_text(text.format(truth=truth, guess=found.label))
        self._path.set_text(question.image.name)
        captions = [self.tr("what the network sees")] + [
            words.labelled(heat_map.name, words.percent(heat_map.probability))
            for heat_map in found.maps
        ]
        spoken = self.tr("Heat maps for: {classes}").format(classes=", ".join(captions[1:]))
        self.pictures.show_pictures(answer.pictures, captions, spoken)
        self.bars.show_said([Said(name, share, name == truth) for name, share in found.top])
        self._note.setText("")
        self._note.hide()
        hints = {
            "grad_cam": self.tr(
                "The brighter a place, the more it speaks for the class below. Each map has a "
                "scale of its own: where a class is improbable, the brightest is still little."
            ),
            "integrated_gradients": self.tr(
                "The brighter a pixel, the more it counts for the class below or against it. "
                "Each map has a scale of its own."
            ),
        }
        self._hint.setText(hints[found.method])
        self.shown.emit()

    def _truth(self, question: _Question) -> str | None:
        place = question.image.place
        if place is None:
            return None
        return question.seen.classes[int(question.seen.examination.predictions.labels[place])]

    def _refuse(self, question: _Question, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if question.seen is not self._seen:
            return
        if not isinstance(error, UserMistake):
            self.failed.emit(error)
            return
        self._path.set_text(question.image.name)
        self._clear(words.told(str(error)))

    def _clear(self, note: str) -> None:
        self._answer = None
        self._title.set_text("")
        if not note:
            self._path.set_text("")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._hint.setText("")
        self.pictures.show_pictures([], (), "")
        self.bars.show_said([])


class _Explainer:
    """Answers in one thread, with a network of its own: hooks of others never meet."""

    def __init__(self) -> None:
        self._known: tuple[Any, Classifier] | None = None

    def answer(self, question: _Question) -> _Answer:
        """Explain an image.

        Raises:
            UserMistake: the image or the weights cannot be read, or the method does not suit.
        """
        from regnet_studio.runs.directory import Run
        from regnet_studio.runs.explaining import classifier_of, explain
        from regnet_studio.studio.widgets.thumbnails import image_of

        seen = question.seen
        content = question.image.content(seen)
        if self._known is None or self._known[0] is not seen:
            self._known = seen, classifier_of(Run(seen.run.path))
        found = explain(
            self._known[1],
            content,
            question.image.name,
            question.method,
            question.classes,
            at_least=_MAPS,
        )
        shown = [found.picture, *map(found.overlay, range(len(found.maps)))]
        return _Answer(found, [image_of(pixels) for pixels in shown])
