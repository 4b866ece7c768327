"""What a grid of thumbnails says of each of its images, wherever they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from regnet_studio.studio import words

if TYPE_CHECKING:
    from regnet_studio.studio.data.overview import Overview

Sign = Literal["", "broken", "excluded", "edited"]


class CellImages(Protocol):
    """Images by row: of an index, or of what else numbers them."""

    def caption(self, row: int) -> str:
        """What stands below: a line each; what follows a tab is never cut."""
        ...

    def sign(self, row: int) -> Sign:
        """What is drawn over the picture."""
        ...

    def describe(self, row: int) -> str:
        """All that is remarkable, for the tooltip and the screen reader."""
        ...


class ScanImages:
    """The images of a scan, by row of its index."""

    def __init__(self, overview: Overview) -> None:
        self._overview = overview

    def caption(self, row: int) -> str:
        return self._overview.class_of(row)

    def sign(self, row: int) -> Sign:
        marks = self._overview.marks
        for sign in ("excluded", "broken", "edited"):
            if marks[sign][row]:
                return sign
        return ""

    def describe(self, row: int) -> str:
        overview = self._overview
        remarks = [words.mark(mark) for mark, rows in overview.marks.items() if rows[row]]
        lines = [overview.class_of(row), overview.scan.dataset.paths[row], ", ".join(remarks)]
        return "\n".join(line for line in lines if line)
