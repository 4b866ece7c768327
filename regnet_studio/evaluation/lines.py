"""Lines of a plot as the window shows them, to be drawn into a file or written as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Line:
    """A line, or points where ``width`` is 0."""

    name: str
    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    """[N] each; NaN leaves a gap."""
    color: str
    """A name of the palette, or ``#rrggbb``."""
    dash: tuple[float, ...] = ()
    """Lengths of dash and gap, in widths of the line."""
    width: float = 2.0
    alpha: float = 1.0
    marks: str = ""
    """Of each point, as matplotlib names it."""
    labels: tuple[str, ...] = ()
    """What each point is, [N], where they are not of one thing."""


@dataclass(frozen=True)
class Frame:
    """What stands around the lines."""

    name: str
    """A word."""
    title: str
    across: str
    """What the positions are."""
    up: str = ""
    """What the values are, where the title does not say it."""
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    logarithmic: bool = False
    """Whether the values are drawn by their logarithms."""
    has_powers: bool = False
    """Whether positions are drawn by their logarithms."""
    marks: tuple[tuple[float, str], ...] = ()
    """Positions with a dotted line, and its colour."""


def line_table(lines: Sequence[Line], across: str) -> str:
    """Every point of every line, a row each: line (or the point's own name), position, value.

    CSV as in RFC 4180.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["line", across, "value"])
    for line in lines:
        names = line.labels or repeat(line.name, len(line.xs))
        for name, x, y in zip(names, line.xs.tolist(), line.ys.tolist(), strict=True):
            writer.writerow([name, f"{x:.10g}", f"{y:.10g}"])
    return text.getvalue()
