"""The plots of a report: learning curves, figures by class, calibration, curves of thresholds.

One language in all: the colours of the window, which hold for the colour-blind, and beside each
colour a style of line or a mark of its own. Text is English, sizes are those of a printed page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regnet_studio.evaluation.calibration import Bin
from regnet_studio.evaluation.curves import Curve
from regnet_studio.evaluation.intervals import Interval
from regnet_studio.evaluation.plot import Plot, drawn, new_figure, palette, short
from regnet_studio.evaluation.report import ClassFigures
from regnet_studio.training.events import EpochEnded

MOST_BARS = 30
"""Classes that are drawn one by one; of more, the worst."""
_WIDE = 7.2
_MOST_PLACES = 200
"""Points of a line that stands for many classes."""
_LINES: tuple[tuple[str, str | tuple[float, tuple[float, ...]]], ...] = (
    ("validation", (0, (5, 2))),
    ("best", (0, (5, 1.5, 1, 1.5))),
    ("accent", (0, (1, 1.5))),
    ("muted", (0, (8, 2, 1, 2, 1, 2))),
    ("train", (0, (3, 3))),
)
_SPLITS = {"train": "", "validation": "////", "test": "\\\\\\\\", "left out": "||||"}
_COLORS = {"left out": "line_strong"}


@drawn
def learning_curves(epochs: Sequence[EpochEnded]) -> Plot:
    """Loss and accuracy by epoch: train solid, validation dashed, the best epoch marked."""
    figure = new_figure(_WIDE, 2.9)
    loss, accuracy = figure.subplots(1, 2)
    best = next((e for e in reversed(epochs) if e.best), None)
    _course(loss, epochs, "loss")
    _course(accuracy, epochs, "accuracy")
    _shares(accuracy, "y")
    _cap_early_validation(loss, epochs)
    text = f"Loss and accuracy over {len(epochs)} epochs"
    lines = [
        _line("training", "train", "-"),
        _line("validation", "validation", (0, (5, 2))),
    ]
    if best is not None and best.validation_accuracy is not None:
        for axes, value in (
            (loss, best.validation_loss),
            (accuracy, best.validation_accuracy),
        ):
            axes.axvline(best.epoch, color=palette()["best"], lw=1, ls=":")
            axes.plot([best.epoch], [value], marker="*", ms=10, color=palette()["best"], zorder=5)
        said = f"best epoch: {best.epoch} ({best.validation_accuracy:.2%})"
        lines.append(_line(said, "best", ":", marker="*"))
        text += f"; {said}"
    _legend(figure, lines)
    return Plot("learning-curves", text, figure)


@drawn
def class_counts(counts: Mapping[str, Sequence[int]], names: Sequence[str]) -> Plot:
    """Images of each class; of many classes, the line of their sizes.

    Args:
        counts: split -> images by class, [classes] each.
    """
    totals = np.sum([counts[split] for split in counts], axis=0)
    text = f"Images of {len(names)} classes: from {totals.min():,} to {totals.max():,} a class"
    if len(names) > MOST_BARS:
        return Plot("class-counts", text, _sizes(counts, totals))
    figure = new_figure(_WIDE, 0.85 + 0.24 * len(names))
    axes = figure.subplots()
    places = np.arange(len(names))
    start = np.zeros(len(names))
    for split, of_split in counts.items():
        color = palette()[_COLORS.get(split, split)]
        hatch = _SPLITS[split]
        axes.barh(places, of_split, 0.72, start, color=color, hatch=hatch, ec="none", lw=0)
        start += np.asarray(of_split)
    _names_down(axes, names)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("images")
    axes.grid(axis="x")
    handles = [
        Patch(fc=palette()[_COLORS.get(s, s)], hatch=_SPLITS[s], ec=palette()["surface"], label=s)
        for s in counts
    ]
    _legend(figure, handles)
    return Plot("class-counts", text, figure)


@drawn
def class_f1(classes: Sequence[ClassFigures]) -> Plot:
    """F1 of each class as a bar, the worst first, with marks for precision and recall."""
    present = [c for c in classes if c.support]
    worst = sorted(present, key=lambda c: c.f1)[:MOST_BARS]
    figure = new_figure(_WIDE, 0.95 + 0.26 * len(worst))
    axes = figure.subplots()
    places = np.arange(len(worst))
    f1 = [c.f1 for c in worst]
    axes.barh(places, f1, 0.62, color=palette()["train"], alpha=0.45)
    for color, marker, values in (
        ("validation", ">", [c.precision for c in worst]),
        ("best", "o", [c.recall for c in worst]),
    ):
        axes.plot(values, places, marker, color=palette()[color], ms=5, mec="none", clip_on=False)
    _names_down(axes, [c.name for c in worst])
    axes.set_xlim(0, 1)
    _shares(axes, "x")
    for place, value in enumerate(f1):
        axes.text(1.03, place, f"{value:.3f}", va="center", transform=axes.get_yaxis_transform())
    axes.grid(axis="x")
    _legend(
        figure,
        [
            Patch(fc=palette()["train"], alpha=0.45, label="F1 (and its value)"),
            _line("precision", "validation", "", marker=">"),
            _line("recall", "best", "", marker="o"),
        ],
    )
    which = f"the worst {len(worst)} of {len(present)} classes" if worst != present else "classes"
    return Plot("class-f1", f"F1, precision and recall of {which}", figure)


@drawn
def intervals(values: Mapping[str, tuple[float, Interval]]) -> Plot:
    """Shares with their 95 % intervals, one a line.

    Args:
        values: what it is -> its value and interval, 0..1.
    """
    figure = new_figure(_WIDE, 0.55 + 0.3 * len(values))
    axes = figure.subplots()
    lows = [interval.low for _, interval in values.values()]
    for place, (value, interval) in enumerate(values.values()):
        axes.plot([interval.low, interval.high], [place, place], color=palette()["train"], lw=4,
                  alpha=0.4, solid_capstyle="butt")  # fmt: skip
        axes.plot([value], [place], "o", color=palette()["train"], ms=6)
        text = f"{value:.2%}  ({interval.low:.2%} – {interval.high:.2%})"
        axes.text(1.02, place, text, va="center", transform=axes.get_yaxis_transform())
    _names_down(axes, list(values))
    high = max(interval.high for _, interval in values.values())
    room = max((high - min(lows)) * 0.08, 0.005)
    axes.set_xlim(max(min(lows) - room, 0), min(high + room, 1.002))
    _shares(axes, "x", digits=1 if high - min(lows) < 0.08 else 0)
    axes.grid(axis="x")
    return Plot("intervals", "Figures with their 95 % intervals", figure)


@drawn
def reliability_diagram(bins: Sequence[Bin], scaled: Sequence[Bin] = ()) -> Plot:
    """How often the network is right when it is this sure; a perfect one is on the diagonal.

    Args:
        bins: of the probabilities as the network gives them.
        scaled: after temperature scaling; none: there was no such.
    """
    figure = new_figure(_WIDE * 0.62, 4.0)
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    colors = palette()
    axes.plot([0, 1], [0, 1], color=colors["muted"], ls="--", lw=1)
    filled = [b for b in bins if b.images]
    for b in filled:
        width = b.high - b.low
        axes.bar(b.low, b.accuracy, width * 0.94, align="edge", color=colors["train"], alpha=0.35)
    lines = [
        Line2D([], [], color=colors["muted"], ls="--", lw=1, label="perfectly calibrated"),
        _line("as the network says", "train", "-", marker="o"),
    ]
    _points(axes, filled, "train", "-", "o")
    if scaled:
        _points(axes, [b for b in scaled if b.images], "validation", (0, (5, 2)), "D")
        lines.append(_line("after temperature scaling", "validation", (0, (5, 2)), marker="D"))
    axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="right")
    total = sum(b.images for b in bins) or 1
    below.bar(
        [b.low for b in bins],
        [b.images / total for b in bins],
        [(b.high - b.low) * 0.94 for b in bins],
        align="edge",
        color=colors["test"],
    )
    below.set(ylabel="images", xlabel="how sure the network is")
    for each, side in ((axes, "x"), (axes, "y"), (below, "x"), (below, "y")):
        _shares(each, side)
        each.grid(axis="both")
    below.yaxis.set_major_locator(MaxNLocator(2))
    _legend(figure, lines, columns=1 if scaled else 2)
    return Plot("reliability", "Reliability diagram: accuracy by confidence", figure)


@drawn
def roc_curves(macro: Curve | None, worst: Sequence[tuple[str, Curve]]) -> Plot:
    """Receiver operating characteristic: the mean over classes, and the classes found worst."""
    figure = new_figure(_WIDE * 0.49, 4.1)
    axes = _threshold_axes(figure, macro, worst, "AUC")
    axes.plot([0, 1], [0, 1], color=palette()["line_strong"], ls="--", lw=1, zorder=1)
    axes.set(xlabel="false positive rate", ylabel="true positive rate (recall)")
    return Plot("roc", "ROC curves, one class against the rest", figure)


@drawn
def precision_recall_curves(macro: Curve | None, worst: Sequence[tuple[str, Curve]]) -> Plot:
    """Precision against recall of the classes found worst, and of all (``macro``) where given."""
    figure = new_figure(_WIDE * 0.49, 4.1)
    axes = _threshold_axes(figure, macro, worst, "AP")
    axes.set(xlabel="recall", ylabel="precision")
    return Plot("precision-recall", "Precision-recall curves, one class against the rest", figure)


def _threshold_axes(
    figure: Figure, macro: Curve | None, worst: Sequence[tuple[str, Curve]], area: str
) -> Axes:
    axes = figure.subplots()
    lines: list[Line2D | Patch] = []
    for (name, curve), (color, style) in zip(worst, _LINES, strict=False):
        thin = curve.thinned()
        axes.plot(thin.x, thin.y, color=palette()[color], ls=style, lw=1.6)
        lines.append(_line(f"{short(name, 18)}: {area} {_said(curve)}", color, style))
    if macro is not None:
        thin = macro.thinned()
        axes.plot(thin.x, thin.y, color=palette()["text"], lw=2.2)
        lines.insert(0, _line(f"all classes: {area} {_said(macro)}", "text", "-"))
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01))
    _shares(axes, "x")
    _shares(axes, "y")
    axes.grid(axis="both")
    _legend(figure, lines, columns=1)
    return axes


def _said(curve: Curve) -> str:
    return "–" if curve.area is None else f"{curve.area:.3f}"


def _course(axes: Axes, epochs: Sequence[EpochEnded], kind: str) -> None:
    train = [(e.epoch, getattr(e, f"train_{kind}")) for e in epochs]
    held = [
        (e.epoch, value) for e in epochs if (value := getattr(e, f"validation_{kind}")) is not None
    ]
    few = len(epochs) <= 30
    for points, color, style, marker in (
        (train, "train", "-", "o"),
        (held, "validation", (0, (5, 2)), "s"),
    ):
        if points:
            x, y = zip(*points, strict=True)
            axes.plot(x, y, color=palette()[color], ls=style, marker=marker if few else "", ms=3)
    axes.set_title(kind.capitalize())
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.grid(axis="both")


def _cap_early_validation(axes: Axes, epochs: Sequence[EpochEnded]) -> None:
    """Early validations can be ten times the training's loss: they may not flatten the rest."""
    trained = max((e.train_loss for e in epochs if math.isfinite(e.train_loss)), default=0.0)
    held = [e.validation_loss for e in epochs if e.validation_loss is not None]
    top = max([trained, *(min(loss, 1.25 * trained) for loss in held)], default=0.0)
    if top > 0:
        axes.set_ylim(0, 1.06 * top)


def _sizes(counts: Mapping[str, Sequence[int]], totals: np.ndarray) -> Figure:
    """Of many classes: how large they are, from the largest to the smallest."""
    figure = new_figure(_WIDE, 2.8)
    axes = figure.subplots()
    order = np.argsort(-totals, kind="stable")
    order = order[np.linspace(0, len(order) - 1, min(len(order), _MOST_PLACES)).astype(int)]
    places = np.linspace(1, len(totals), len(order))
    base = np.zeros(len(order))
    for split, of_split in counts.items():
        top = base + np.asarray(of_split)[order]
        color = palette()[_COLORS.get(split, split)]
        axes.fill_between(places, base, top, color=color, alpha=0.85, lw=0)
        base = top
    axes.set(xlim=(1, len(totals)), ylim=(0, None), xlabel="classes, the largest first")
    axes.set_ylabel("images")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y")
    _legend(figure, [Patch(fc=palette()[_COLORS.get(s, s)], alpha=0.85, label=s) for s in counts])
    return figure


def _points(
    axes: Axes,
    bins: Sequence[Bin],
    color: str,
    style: str | tuple[float, tuple[float, ...]],
    marker: str,
) -> None:
    x, y = [b.confidence for b in bins], [b.accuracy for b in bins]
    axes.plot(x, y, color=palette()[color], ls=style, marker=marker, ms=4, lw=1.4)


def _names_down(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), [short(name) for name in names], parse_math=False)
    axes.tick_params(axis="y", length=0, labelcolor=palette()["text"])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)


def _shares(axes: Axes, side: str, digits: int = 0) -> None:
    axis = axes.xaxis if side == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.{digits}%}"))


def _line(
    text: str, color: str, style: str | tuple[float, tuple[float, ...]], marker: str = ""
) -> Line2D:
    return Line2D(
        [], [], color=palette()[color], ls=style or "none", marker=marker, ms=5, label=text
    )


def _legend(figure: Figure, handles: Sequence[Line2D | Patch], columns: int = 4) -> None:
    """Above the plot. The words are put in last: one that begins with ``_`` would be left out."""
    numbers = [str(number) for number in range(len(handles))]
    legend = figure.legend(handles, numbers, loc="outside upper left", ncols=columns)
    for text, handle in zip(legend.get_texts(), handles, strict=True):
        text.set_text(str(handle.get_label()))
