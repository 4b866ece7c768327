"""Lines of a plot as the window shows them, drawn for a file."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.transforms import offset_copy

from regnet_studio.evaluation.lines import Frame, Line
from regnet_studio.evaluation.plot import Plot, drawn, new_figure, palette, short

_WIDTH, _HEIGHT = 6.4, 3.4
_MOST_COLUMNS = 4
_LONGEST_NAME = 60
_MOST_LABELS = 40
"""Points in all, beyond which none is named: their names would cover each other."""
_LEAST_ALPHA = 0.15


@drawn
def line_plot(lines: Sequence[Line], frame: Frame) -> Plot:
    """The lines in one plot, on light paper."""
    figure = new_figure(_WIDTH, _HEIGHT)
    axes = figure.subplots()
    colors = palette()
    aside = offset_copy(axes.transData, figure, x=4, y=3, units="dots")
    is_labelled = sum(len(line.labels) for line in lines) <= _MOST_LABELS
    for line in lines:
        axes.plot(
            line.xs,
            line.ys,
            color=colors.get(line.color, line.color),
            lw=line.width * 0.8,
            ls=(0, line.dash) if line.dash else "-" if line.width else "none",
            alpha=max(line.alpha, _LEAST_ALPHA),
            marker=line.marks or None,
            ms=3.5,
            mew=0,
            label=short(line.name, _LONGEST_NAME),
        )
        if is_labelled:
            for text, x, y in zip(line.labels, line.xs, line.ys, strict=False):
                axes.text(x, y, short(text), fontsize=6.5, transform=aside, clip_on=True)
    for position, color in frame.marks:
        axes.axvline(position, color=colors.get(color, color), lw=1, ls=":")
    if frame.logarithmic:
        axes.set_yscale("log")
    if frame.has_powers:
        axes.set_xscale("log")
    if frame.x_range is not None:
        axes.set_xlim(*frame.x_range)
    if frame.y_range is not None:
        axes.set_ylim(*frame.y_range)
    axes.set_title(frame.title)
    axes.set_xlabel(frame.across)
    axes.set_ylabel(frame.up)
    axes.grid(axis="y")
    if len(lines) > 1:
        columns = min(sum(bool(line.name) for line in lines), _MOST_COLUMNS)
        figure.legend(loc="outside lower center", ncols=columns)
    return Plot(frame.name, frame.title, figure)
