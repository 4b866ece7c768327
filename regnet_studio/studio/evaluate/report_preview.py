"""What a report would hold, before it is written: its chapters, their first words and plots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from regnet_studio.studio.look.theme import pixel_ratio
from regnet_studio.studio.widgets.parts import GAP, VERBATIM, card, column, holder, label
from regnet_studio.studio.widgets.spoken import DOCUMENT, speak_as

if TYPE_CHECKING:
    from regnet_studio.runs.document import Chapter, Document

_DPI = 60


@dataclass(frozen=True)
class PreviewedChapter:
    """A chapter as it is shown; made in any thread."""

    title: str
    words: str
    plots: tuple[tuple[QImage, str], ...]
    """Each with what it shows, in words."""


def previewed(made: Document, ratio: float) -> list[PreviewedChapter]:
    """What the preview shows of a document, on a screen with ``ratio`` pixels for one.

    Draws the plots: not on the GUI thread.
    """
    return [_chapter(chapter, ratio) for chapter in made.chapters]


class ReportPreview(QScrollArea):
    """The chapters, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("report.preview")
        self.setAccessibleName(self.tr("What the report will hold"))
        speak_as(self, DOCUMENT)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._titles: list[str] = []
        self.show_chapters([])

    def show_chapters(self, chapters: list[PreviewedChapter]) -> None:
        """Show these."""
        self._titles = [chapter.title for chapter in chapters]
        place = holder()
        layout = column(*map(_card_of, chapters), 1, gap=GAP)
        layout.setContentsMargins(0, 0, GAP, 0)
        place.setLayout(layout)
        self.setWidget(place)

    def titles(self) -> list[str]:
        """Of the chapters that are shown."""
        return self._titles


def _card_of(chapter: PreviewedChapter) -> QWidget:
    made = card(12)
    texts = [label(chapter.title, "heading")]
    if chapter.words:
        texts.append(label(chapter.words, "muted", wrap=True))
    for text in texts:  # the report's own words, which are not the window's
        text.setProperty(VERBATIM, True)
    layout = column(*texts, gap=GAP)
    for image, spoken in chapter.plots:
        pixels = QPixmap.fromImage(image)
        pixels.setDevicePixelRatio(pixel_ratio())
        picture = QLabel()
        picture.setPixmap(pixels)
        picture.setAccessibleName(spoken)
        picture.setProperty(VERBATIM, True)
        layout.addWidget(picture)
    made.setLayout(layout)
    return made


def _chapter(chapter: Chapter, ratio: float) -> PreviewedChapter:
    texts = [text for block in chapter.blocks if (text := getattr(block, "text", ""))]
    plots = tuple(
        (QImage.fromData(plot.png(round(_DPI * ratio))), plot.text)
        for block in chapter.blocks
        for plot in getattr(block, "plots", ())
    )
    return PreviewedChapter(chapter.title, texts[0] if texts else "", plots)
