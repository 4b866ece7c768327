"""The filters of the network's first layer, which see the pixels themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import GAP, EmptyState, card, column, holder, label
from regnet_studio.studio.widgets.picture_grid import PictureGrid
from regnet_studio.studio.widgets.spoken import PANEL, speak_as

if TYPE_CHECKING:
    from regnet_studio.studio.state import OpenRun

_SIDE_PX = 88
"""Of a filter on the screen."""


class FiltersTab(QWidget):
    """Every filter a small picture; read from the best weights when first looked at."""

    failed = Signal(object)
    shown = Signal()
    """Filters, or why there are none, are on the screen."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.filters")
        self._run: OpenRun | None = None
        self._is_read = False
        self._reading = Latest(_pictures_of, self)
        self._reading.answered.connect(self._show)
        self._reading.failed.connect(self._refuse)
        self._empty = EmptyState(theme, "model", *self._nothing(), "", lambda: None)
        self._title = label("", "heading")
        self._title.setObjectName("filters.title")
        self._about = label(
            self.tr(
                "Mid-grey is no weight. Edges, spots and plain colours are what a first layer "
                "usually learns; noise in all of them says that it was trained too briefly, or "
                "on too few images."
            ),
            "muted",
            wrap=True,
        )
        self.pictures = PictureGrid(theme, "filters.pictures", side=_SIDE_PX)
        inside = holder()
        inside.setLayout(column(self.pictures, 1))
        scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("Filters"))
        speak_as(scroll, PANEL)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        body = card(12)
        inner = column(self._title, self._about, gap=GAP)
        inner.addSpacing(GAP)
        inner.addWidget(scroll, 1)
        body.setLayout(inner)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)

    def show_examination(self, seen: Examined | None) -> None:
        """The network of this run from now on, whatever the split."""
        run = seen.run if seen is not None else None
        if run is not None and self._run is not None and run.path == self._run.path:
            self._run = run
            return
        self._run, self._is_read = run, False
        self._empty.say(*self._nothing())
        self._stack.setCurrentIndex(0)
        if self.isVisible():
            self._read()

    def close_page(self, seconds: float) -> None:
        """End the thread."""
        self._reading.close()
        self._reading.wait(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _nothing(self) -> tuple[str, str]:
        return (
            self.tr("No network to look at yet"),
            self.tr("Open a run that was evaluated, on the left, to see its first filters."),
        )

    def _read(self) -> None:
        if self._run is not None and not self._is_read:
            self._is_read = True
            self._reading.ask(self._run)

    def _is_open(self, run: OpenRun) -> bool:
        return self._run is not None and self._run.path == run.path

    def _show(self, run: OpenRun, found: tuple[list[QImage], tuple[int, ...]]) -> None:
        if not self._is_open(run):
            return
        pictures, shape = found
        many, height, width, channels = shape
        over = self.tr("colours") if channels == 3 else self.tr("one channel")
        if channels not in (1, 3):
            over = self.tr("{n} channels").format(n=words.number(channels))
        text = self.tr("{n} filters of {height} × {width} pixels over {channels}").format(
            n=words.number(many), height=height, width=width, channels=over
        )
        self._title.setText(text)
        captions = [str(number + 1) for number in range(many)]
        self.pictures.show_pictures(pictures, captions, text)
        self._stack.setCurrentIndex(1)
        self.shown.emit()

    def _refuse(self, run: OpenRun, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if not isinstance(error, UserMistake):
            self.failed.emit(error)
        elif self._is_open(run):
            self._empty.say(self.tr("There are no filters to see"), words.told(str(error)))
            self._stack.setCurrentIndex(0)
            self.shown.emit()


def _pictures_of(run: OpenRun) -> tuple[list[QImage], tuple[int, ...]]:
    from regnet_studio.evaluation.filters import first_layer, tiles
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.explaining import classifier_of
    from regnet_studio.studio.widgets.thumbnails import image_of

    filters = first_layer(classifier_of(Run(run.path)).network)
    shape: Any = filters.shape
    return [image_of(tile) for tile in tiles(filters)], shape
