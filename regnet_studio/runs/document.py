"""A report as pages would have it: chapters of paragraphs, tables, plots and pictures.

It is data: the HTML file and the window's PDF are two ways of setting the same document. All its
texts may hold names from outside, which whoever sets them must escape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from regnet_studio.evaluation.plot import Plot

Role = Literal["lead", "plain", "note", "caution"]


@dataclass(frozen=True)
class Paragraph:
    """Sentences."""

    text: str
    role: Role = "plain"


@dataclass(frozen=True)
class Tile:
    """A number that matters."""

    caption: str
    value: str
    note: str = ""
    """Below it, in small: its interval."""


@dataclass(frozen=True)
class Tiles:
    """Numbers that matter, side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Facts:
    """What, and what it is: a line each."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    """Columns that hold numbers: they stand right."""
    caption: str = ""


@dataclass(frozen=True)
class Listing:
    """Short sentences, one below the other."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Drawings:
    """Plots side by side, as far as there is room."""

    plots: tuple[Plot, ...]
    caption: str = ""


@dataclass(frozen=True)
class Picture:
    """An image with what is said of it."""

    image: bytes
    """A PNG or a JPEG."""
    heat: bytes | None
    """The same with a heat map over it."""
    size: int
    """Side in pixels."""
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Gallery:
    """Pictures, as many in a row as there is room for."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Code:
    """Text that is copied as it stands."""

    text: str


@dataclass(frozen=True)
class Fold:
    """What is looked up: closed at first."""

    title: str
    blocks: tuple[Block, ...]
    in_print: bool = True
    """Whether it stands on paper."""


Block = Paragraph | Tiles | Facts | Grid | Listing | Drawings | Gallery | Code | Fold


@dataclass(frozen=True)
class Chapter:
    """A part of the report with a title."""

    name: str
    """A word, for anchors."""
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """The whole report."""

    title: str
    subtitle: str
    chapters: tuple[Chapter, ...]
    made: str
    """By what and when."""
    missing: tuple[str, ...] = field(default=())
    """What could not be had, a sentence each."""

    def plots(self) -> dict[str, Plot]:
        """Every plot by its name."""
        return {plot.name: plot for c in self.chapters for plot in _plots(c.blocks)}


def _plots(blocks: tuple[Block, ...]) -> Iterator[Plot]:
    for block in blocks:
        if isinstance(block, Drawings):
            yield from block.plots
        elif isinstance(block, Fold):
            yield from _plots(block.blocks)
