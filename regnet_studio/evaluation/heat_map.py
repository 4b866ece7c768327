"""The confusion matrix as a picture that can be read, from 2 to a thousand classes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from regnet_studio.evaluation.class_order import by_confusion
from regnet_studio.evaluation.plot import Plot, drawn, new_figure, palette, short

MOST_NAMED = 30
"""Classes up to which every cell is drawn, with names; up to 16 with numbers too."""
_MOST_NUMBERED = 16
_MOST_CELLS = 400
"""Cells a side that can still be told apart on a page."""
_STRONGEST = 0.62
"""At this the text on a cell is still read, on white paper and on a dark page."""


@drawn
def confusion_heat_map(names: Sequence[str], counts: Sequence[Sequence[int]]) -> Plot:
    """Truth down, prediction across; right answers blue, mistakes orange, as shares of the row.

    Above ``MOST_NAMED`` classes the cells have neither names nor numbers, and classes that are
    confused with each other stand side by side; :func:`worst_corner` names the worst of them.
    """
    matrix = np.asarray(counts, dtype=np.int64)
    right, total = int(np.trace(matrix)), int(matrix.sum())
    text = f"Confusion matrix of {len(names)} classes: {right:,} of {total:,} on the diagonal"
    if len(names) > MOST_NAMED:
        figure = new_figure(7.2, 6.4)
        _overview(figure.subplots(), matrix)
        return Plot("confusion", text + "; confused classes side by side", figure)
    side = min(max(3.2 + 0.25 * len(names), 3.8), 7.2)
    figure = new_figure(side + 0.6, side)
    _cells(figure.subplots(), [short(name, 18) for name in names], matrix, matrix.sum(axis=1))
    return Plot("confusion", text, figure)


@drawn
def worst_corner(names: Sequence[str], counts: Sequence[Sequence[int]], most: int = 16) -> Plot:
    """The part of the matrix that holds the most frequent confusions, with names and numbers."""
    matrix = np.asarray(counts, dtype=np.int64)
    chosen = most_confused(matrix, most)
    part = matrix[np.ix_(chosen, chosen)]
    figure = new_figure(7.2, 6.4)
    said = [short(names[int(n)], 20) for n in chosen]
    _cells(figure.subplots(), said, part, matrix.sum(axis=1)[chosen])
    text = f"The {len(chosen)} of {len(names)} classes with the most frequent confusions"
    return Plot("confusion-worst", text, figure)


def most_confused(matrix: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Classes of the most frequent confusions, those that are confused beside each other."""
    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    found: list[int] = []
    for place in np.argsort(-wrong, axis=None, kind="stable")[: most * most].tolist():
        if not wrong.flat[place]:
            break
        found += [n for n in divmod(place, len(matrix)) if n not in found]
        if len(found) >= most:
            break
    found += [n for n in range(len(matrix)) if n not in found][: max(2 - len(found), 0)]
    chosen = np.array(found[:most], dtype=np.int64)
    return chosen[by_confusion(matrix[np.ix_(chosen, chosen)])]


def strengths(matrix: NDArray[np.int64], support: NDArray[np.int64]) -> NDArray[np.float64]:
    """How strongly each cell is filled, 0..1: right answers by their share of the row, mistakes,
    which are rare, by that share over the largest of any mistake."""
    share = matrix / np.maximum(support, 1)[:, None]
    is_right = np.eye(len(matrix), dtype=bool)
    largest = share[~is_right].max(initial=0.0) or 1.0
    strength = np.where(is_right, share, (share / largest) ** 0.7)
    return np.where(matrix > 0, 0.12 + 0.88 * strength, 0.0)


def _cells(
    axes: Axes, names: Sequence[str], matrix: NDArray[np.int64], support: NDArray[np.int64]
) -> None:
    count = len(names)
    strength = strengths(matrix, support)
    colors = palette()
    for color, is_right in (("right", True), ("wrong", False)):
        places = [(i, j) for i, j in np.argwhere(strength > 0).tolist() if (i == j) is is_right]
        cells = [Rectangle((j + 0.03, i + 0.03), 0.94, 0.94) for i, j in places]
        alpha = [_STRONGEST * strength[place] for place in places]
        axes.add_collection(PatchCollection(cells, fc=colors[color], alpha=alpha, lw=0))
    if count <= _MOST_NUMBERED:
        digits = len(str(int(matrix.max())))
        size = min(9.0, 300 / count / max(digits, 3))
        for i, j in np.argwhere(matrix > 0).tolist():
            weight = "bold" if i == j else "normal"
            axes.text(j + 0.5, i + 0.5, str(matrix[i, j]), ha="center", va="center", size=size,
                      weight=weight)  # fmt: skip
    middles = np.arange(count) + 0.5
    if count <= 12:
        axes.set_xticks(middles, names, rotation=45, ha="right", rotation_mode="anchor")
    else:
        axes.set_xticks(middles, names, rotation=90)
    axes.set_yticks(middles, names)
    axes.tick_params(length=0, labelcolor=colors["text"], labelsize=9 if count <= 20 else 7)
    axes.set(xlim=(0, count), ylim=(count, 0), aspect="equal")
    axes.set(xlabel="taken for", ylabel="what it is")
    for edge in axes.spines.values():
        edge.set(visible=True, color=colors["line"])


def _overview(axes: Axes, matrix: NDArray[np.int64]) -> None:
    order = by_confusion(matrix)
    ordered = matrix[np.ix_(order, order)]
    strength = strengths(ordered, ordered.sum(axis=1))
    is_right = np.eye(len(matrix), dtype=bool)
    right, wrong = (_pooled(np.where(which, strength, 0)) for which in (is_right, ~is_right))
    picture = np.zeros((*right.shape, 4))
    for alpha, color in ((wrong, "wrong"), (right, "right")):
        picture[alpha > 0, :3] = to_rgb(palette()[color])
        picture[alpha > 0, 3] = alpha[alpha > 0]
    axes.imshow(picture, extent=(0, len(matrix), len(matrix), 0), interpolation="nearest")
    axes.set(xlabel="taken for (class)", ylabel="what it is (class)")
    for edge in axes.spines.values():
        edge.set(visible=True, color=palette()["line"])


def _pooled(strength: NDArray[np.float64]) -> NDArray[np.float64]:
    """At most ``_MOST_CELLS`` a side: of cells that fall together, the strongest is seen."""
    size = len(strength)
    if size <= _MOST_CELLS:
        return strength
    edges = np.linspace(0, size, _MOST_CELLS + 1).astype(int)
    rows = np.stack([strength[a:b].max(axis=0) for a, b in pairwise(edges)])
    return np.stack([rows[:, a:b].max(axis=1) for a, b in pairwise(edges)], axis=1)
