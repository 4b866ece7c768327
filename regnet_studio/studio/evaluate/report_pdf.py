"""A report as a PDF: the same document as the HTML page, set on A4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPdfWriter

from regnet_studio import files
from regnet_studio.studio.evaluate.pdf_pages import Pages

if TYPE_CHECKING:
    from regnet_studio.runs.document import (
        Block,
        Code,
        Document,
        Drawings,
        Facts,
        Fold,
        Gallery,
        Grid,
        Listing,
        Paragraph,
        Picture,
        Tiles,
    )

_PLOT_DPI = 220
_BODY, _SMALL, _TABLE = 9.5, 8.0, 8.0
_GAP = 8.0
_ACROSS = 4
"""Pictures in a row."""
_SMALLEST_SCALE = 0.8
"""Plots that stand side by side are made smaller down to this, to fit."""
_MOST_KEPT = 420.0
"""Points that are moved to the next page at most, so that something stands together."""
_MOST_COLUMN = 0.55
"""Share of the page that one column of a table may take before its cells wrap."""
_WHOLE = 16
"""Rows of a table that is not parted, where it fits on a page."""
_MEASURED = 400
"""Rows of a table that tell how wide its columns are."""


def write_pdf(made: Document, out: Path) -> Path:
    """Set a document as a PDF. May be called in any thread.

    Raises:
        DiskTrouble: no room or no permission.
    """
    files.write_bytes(out, pdf(made))
    return out


def pdf(made: Document) -> bytes:
    """The bytes of the PDF."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(_plain(made.title))
    writer.setCreator("RegNet Studio")
    _Setter(writer, made).set()
    buffer.close()
    return bytes(content.data())


class _Setter:
    """Puts the blocks of a document on pages, one after the other."""

    def __init__(self, writer: QPdfWriter, made: Document) -> None:
        self._made = made
        self._pages = Pages(writer, f"{_plain(made.title)}  ·  {_plain(made.subtitle)}")
        self._setters = {
            "Paragraph": self._paragraph,
            "Tiles": self._tiles,
            "Facts": self._facts,
            "Grid": self._grid,
            "Listing": self._listing,
            "Drawings": self._drawings,
            "Gallery": self._gallery,
            "Code": self._code,
            "Fold": self._fold,
        }

    def set(self) -> None:
        """Set it all."""
        pages = self._pages
        pages.write(_plain(self._made.title), pages.font(20, bold=True))
        pages.write(_plain(self._made.subtitle), pages.font(_BODY), "muted")
        pages.write(self._made.made, pages.font(_SMALL), "muted")
        pages.y += 10
        for chapter in self._made.chapters:
            pages.need(34 + self._kept_height(chapter.blocks))
            pages.y += 6
            pages.write(chapter.title, pages.font(14, bold=True))
            pages.rule(pages.y + 1, "line_strong")
            pages.y += 9
            self._blocks(chapter.blocks)
        pages.close()

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for number, block in enumerate(blocks):
            self._pages.need(self._kept_height(blocks[number:]))
            self._setters[type(block).__name__](block)

    def _kept_height(self, blocks: tuple[Block, ...]) -> float:
        """What stands together: paragraphs, and the beginning of what they introduce."""
        height = 0.0
        for block in blocks:
            if type(block).__name__ != "Paragraph":
                return height + min(self._first_height(block), _MOST_KEPT)
            font = self._pages.font(12.0 if getattr(block, "role", "") == "lead" else _BODY)
            text = getattr(block, "text", "")
            height += min(self._pages.height(_plain(text), font, self._pages.width), 60) + 12
            if height > _MOST_KEPT / 2:
                break
        return height

    def _first_height(self, block: Block) -> float:
        """What of a block must not be parted from what stands before it."""
        kind = type(block).__name__
        if kind == "Drawings":
            return self._plots_height(block)  # pyright: ignore[reportArgumentType]
        return {"Grid": 60.0, "Tiles": 60.0, "Gallery": 120.0, "Code": 40.0}.get(kind, 24.0)

    def _plots_height(self, block: Drawings) -> float:
        heights = [plot.figure.get_size_inches()[1] * 72 for plot in block.plots]
        return max(heights, default=0.0)

    def _paragraph(self, block: Paragraph) -> None:
        pages, text = self._pages, _plain(block.text)
        size = {"lead": 12.0, "note": _SMALL}.get(block.role, _BODY)
        font = pages.font(size)
        if block.role == "caution":
            height = pages.height(text, font, pages.width - 18) + 8
            pages.need(height)
            pages.fill(pages.left, pages.y, pages.width, height, "mistake_fill")
            pages.fill(pages.left, pages.y, 3, height, "mistake_line")
            pages.y += 4
            pages.write(text, font, x=10, width=pages.width - 18)
            pages.y += 4
        else:
            pages.write(text, font, "muted" if block.role == "note" else "text")
        pages.y += 6

    def _tiles(self, block: Tiles) -> None:
        pages = self._pages
        pages.need(54)
        each = pages.width / max(len(block.tiles), 4)
        fonts = pages.font(18, bold=True), pages.font(_BODY), pages.font(_SMALL)
        for number, tile in enumerate(block.tiles):
            x, y = pages.left + number * each, pages.y
            lines = (tile.value, tile.caption, tile.note)
            for line, font, color in zip(lines, fonts, ("text", "text", "muted"), strict=True):
                pages.put(_plain(line), font, x, y, each, color)
                y += pages.line_height(font)
        pages.y += sum(map(pages.line_height, fonts)) + _GAP

    def _facts(self, block: Facts) -> None:
        pages, font = self._pages, self._pages.font(_BODY)
        left = max(pages.text_width(what, font) for what, _ in block.pairs) + 14
        whole = sum(
            pages.height(_plain(value), font, pages.width - left) + 1.5 for _, value in block.pairs
        )
        pages.need(min(whole, 200))
        for what, value in block.pairs:
            height = pages.height(_plain(value), font, pages.width - left)
            pages.need(height)
            pages.put(what, font, pages.left, pages.y, left, "muted")
            pages.write(_plain(value), font, x=left, width=pages.width - left)
            pages.y += 1.5
        pages.y += _GAP

    def _grid(self, block: Grid) -> None:
        pages, font = self._pages, self._pages.font(_TABLE)
        if len(block.rows) <= _WHOLE:
            pages.need((len(block.rows) + 3) * (pages.line_height(font) + 2))
        if block.caption:
            pages.need(60)
            pages.write(block.caption, font, "muted")
        rows = [tuple(map(_plain, row)) for row in block.rows]
        widths = self._column_widths(block, rows)
        self._grid_head(block, widths)
        for row in rows:
            cells = [
                pages.lines(cell, font, width - _GAP)
                for cell, width in zip(row, widths, strict=True)
            ]
            height = max(map(len, cells)) * pages.line_height(font) + 2
            if pages.need(height):
                self._grid_head(block, widths)
            self._grid_row(block, widths, cells)
            pages.y += height
            pages.rule(pages.y - 0.6)
        pages.y += 10

    def _grid_head(self, block: Grid, widths: list[float]) -> None:
        pages, font = self._pages, self._pages.font(_TABLE, bold=True)
        pages.need(40)
        x = pages.left
        for number, (name, width) in enumerate(zip(block.columns, widths, strict=True)):
            align = self._align(block, number)
            pages.put(_plain(name), font, x, pages.y, width - _GAP, "muted", align)
            x += width
        pages.y += pages.line_height(font) + 2
        pages.rule(pages.y, "line_strong")
        pages.y += 2

    def _grid_row(self, block: Grid, widths: list[float], cells: list[list[str]]) -> None:
        pages, font = self._pages, self._pages.font(_TABLE)
        x = pages.left
        for number, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            for down, line in enumerate(lines):
                y = pages.y + down * pages.line_height(font)
                pages.put(line, font, x, y, width - _GAP, "text", self._align(block, number))
            x += width

    def _align(self, block: Grid, column: int) -> Qt.AlignmentFlag:
        right = column in block.numbers
        return Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft

    def _column_widths(self, block: Grid, rows: list[tuple[str, ...]]) -> list[float]:
        """As wide as the texts are; where that is too much, the widest give way."""
        pages = self._pages
        font, bold = pages.font(_TABLE), pages.font(_TABLE, bold=True)
        widths = []
        for number, name in enumerate(block.columns):
            texts = [pages.text_width(row[number], font) for row in rows[:_MEASURED]]
            widest = max([pages.text_width(_plain(name), bold), *texts]) + _GAP + 2
            widths.append(min(widest, _MOST_COLUMN * pages.width))
        over = sum(widths) - pages.width
        if over <= 0:
            spare = -over / max(len(widths), 1)
            return [width + spare for width in widths]
        while over > 0.5:
            widest = max(widths)
            among = [n for n, width in enumerate(widths) if width > widest - 1]
            cut = min(over / len(among), max(widest * 0.1, 1.0))
            for number in among:
                widths[number] -= cut
            over = sum(widths) - pages.width
        return widths

    def _listing(self, block: Listing) -> None:
        pages, font = self._pages, self._pages.font(_BODY)
        for number, item in enumerate(block.items, start=1):
            text = _plain(item)
            pages.need(pages.height(text, font, pages.width - 22))
            pages.put(f"{number}.", font, pages.left, pages.y, 22, "muted")
            pages.write(text, font, x=22)
        pages.y += _GAP

    def _drawings(self, block: Drawings) -> None:
        pages = self._pages
        sizes = [tuple(72 * plot.figure.get_size_inches()) for plot in block.plots]
        room = pages.width - (len(sizes) - 1) * _GAP
        fit = min(room / sum(wide for wide, _ in sizes), 1.0) if sizes else 1.0
        if fit < _SMALLEST_SCALE:  # one below the other then
            fit = 1.0
        images = [QImage.fromData(plot.png(_PLOT_DPI)) for plot in block.plots]
        pages.image_rows(
            [(float(wide * fit), float(tall * fit)) for wide, tall in sizes],
            lambda number, *place: pages.image(images[number], *place),
            _GAP,
        )
        if block.caption:
            pages.write(block.caption, pages.font(_SMALL), "muted")
            pages.y += _GAP

    def _gallery(self, block: Gallery) -> None:
        pages = self._pages
        each = (pages.width - (_ACROSS - 1) * _GAP) / _ACROSS
        for start in range(0, len(block.pictures), _ACROSS):
            row = block.pictures[start : start + _ACROSS]
            heights = [self._picture_height(picture, each) for picture in row]
            pages.need(max(heights))
            for number, picture in enumerate(row):
                self._picture(picture, pages.left + number * (each + _GAP), each)
            pages.y += max(heights) + _GAP

    def _said(self, picture: Picture) -> list[tuple[str, bool]]:
        return [(picture.title, True), *((line, False) for line in picture.lines)]

    def _picture_height(self, picture: Picture, width: float) -> float:
        pages, side = self._pages, (width - 3) / 2
        return (
            side
            + 3
            + sum(
                pages.height(_plain(line), pages.font(7, bold=bold), width)
                for line, bold in self._said(picture)
            )
        )

    def _picture(self, picture: Picture, x: float, width: float) -> None:
        pages, side = self._pages, (width - 3) / 2
        for number, content in enumerate((picture.image, picture.heat)):
            if content is not None:
                image = QImage.fromData(content)
                is_small = image.width() <= 64
                if is_small:  # each pixel a square, not a blur
                    image = image.scaled(image.size() * 8)
                place = x + number * (side + 3)
                pages.image(image, place, pages.y, side, side, exact=is_small)
        y = pages.y + side + 3
        for text, bold in self._said(picture):
            font = pages.font(7, bold=bold)
            for line in pages.lines(_plain(text), font, width):
                pages.put(line, font, x, y, width, "text" if bold else "muted")
                y += pages.line_height(font)

    def _code(self, block: Code) -> None:
        pages, text = self._pages, _plain(block.text)
        font = pages.font(_SMALL, mono=True)
        height = pages.height(text, font, pages.width - 16) + 10
        pages.need(height)
        pages.fill(pages.left, pages.y, pages.width, height, "sunken")
        pages.y += 5
        pages.write(text, font, x=8, width=pages.width - 16)
        pages.y += 5 + _GAP

    def _fold(self, block: Fold) -> None:
        if not block.in_print:
            return
        pages = self._pages
        pages.need(80)
        pages.write(block.title, pages.font(10.5, bold=True))
        pages.y += 3
        self._blocks(block.blocks)


def _plain(text: str) -> str:
    from regnet_studio.evaluation.plot import drawable

    return drawable(text)
