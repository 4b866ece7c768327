"""What a report says of how good a run is, where it is wrong, and how sure it may be."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from regnet_studio.evaluation import plots
from regnet_studio.evaluation.calibration import BINS, reliability
from regnet_studio.evaluation.curves import class_curve, macro_roc
from regnet_studio.evaluation.examples import confused_pairs
from regnet_studio.evaluation.explanation import overlaid
from regnet_studio.evaluation.heat_map import MOST_NAMED, confusion_heat_map, worst_corner
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.evaluation.report import ClassFigures, Report
from regnet_studio.runs.document import (
    Block,
    Drawings,
    Fold,
    Gallery,
    Grid,
    Listing,
    Paragraph,
    Picture,
    Tile,
    Tiles,
)
from regnet_studio.runs.findings import Findings
from regnet_studio.runs.prose import duration, plural
from regnet_studio.runs.tables import (
    figure_values,
    worst_images,
)

_WORST_CURVES = 4
_MOST_ROWS = 40
"""Of a table in the text; all rows stand in a fold."""
_AS_PNG = 64
"""Sides in pixels up to which a picture is kept exactly; larger ones as JPEG."""
_LARGEST_PICTURE = 224
_NAMES = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "macro_f1": "Macro F1",
    "top5": "Among the first five",
    "loss": "Log loss",
    "kappa": "Cohen's kappa",
    "matthews": "Matthews correlation",
    "auc": "Area under ROC (macro)",
    "average_precision": "Average precision (macro)",
    "ece": "Calibration error (ECE)",
}
_MEANINGS = {
    "accuracy": "share of images that were recognised",
    "balanced_accuracy": "the same when every class counts alike",
    "macro_f1": "mean over classes of the balance of precision and recall",
    "top5": "the right class is among the five likeliest",
    "loss": "how far off the probabilities are; 0 is perfect",
    "kappa": "agreement beyond chance; 1 is perfect, 0 is chance",
    "matthews": "correlation of answer and truth; 1 is perfect, 0 is chance",
    "auc": "how well one class is told from the rest; 0.5 is chance",
    "average_precision": "mean precision over all thresholds",
    "ece": "how far its confidence is from its accuracy, on average",
}
_SHARES = {"accuracy", "balanced_accuracy", "top5", "ece"}


def summary(found: Findings) -> Iterator[Block]:
    report, ended = found.report, found.ended
    if report is not None:
        yield Paragraph(_verdict(report), "lead")
        values = figure_values(report)
        shown = ("accuracy", "balanced_accuracy", "macro_f1", "ece")
        yield Tiles(tuple(_tile(report, name, values[name]) for name in shown if name in values))
        yield Paragraph(_best_and_worst(report))
        yield Paragraph(_how_often(report), "caution" if report.test_evaluations > 1 else "plain")
    else:
        yield Paragraph(
            f"This run is {found.status} and was not evaluated on its {found.split} images: "
            "there are no figures yet.",
            "caution",
        )
    if ended is not None and ended.best_epoch:
        yield Paragraph(
            f"It was trained for {ended.epochs} {plural(ended.epochs, 'epoch')} in "
            f"{duration(ended.seconds)}; the weights are those of epoch {ended.best_epoch}, the "
            f"best on validation ({ended.best_accuracy:.2%})"
            f"{', where the user ended it' if ended.stopped else ''}."
        )
    for sentence in found.missing:
        yield Paragraph(sentence, "caution")


def _verdict(report: Report) -> str:
    text = (
        f"The network recognises {report.accuracy:.1%} of {report.images:,} {report.split} images"
    )
    interval = report.intervals.get("accuracy")
    if interval is None:
        return f"{text}."
    return (
        f"{text}. On other images like these between {interval.low:.1%} and {interval.high:.1%} "
        "are to be expected (95 % interval)."
    )


def _best_and_worst(report: Report) -> str:
    present = sorted((c for c in report.classes if c.support), key=lambda c: c.recall)
    text = ""
    if len(present) > 1:
        best, worst = present[-1], present[0]
        text = (
            f"Best recognised is {best.name} ({best.recall:.1%} of {best.support:,}), worst "
            f"{worst.name} ({worst.recall:.1%} of {worst.support:,})."
        )
    pairs = confused_pairs(report.confusion, 1)
    if not pairs:
        return f"{text} Not one image was taken for another class.".strip()
    (pair,) = pairs
    names = [c.name for c in report.classes]
    return (
        f"{text} The most frequent error: {names[pair.truth]} taken for {names[pair.guess]} "
        f"({pair.count:,} of {pair.support:,})."
    ).strip()


def _how_often(report: Report) -> str:
    if report.split != "test":
        return (
            f"These are {report.split} images, which were looked at while the network was chosen: "
            "on images that nobody looked at, expect a little less."
        )
    count = report.test_evaluations
    if not count:
        return "How often the test images were looked at is not recorded."
    if count == 1:
        return "The test images were looked at once: nothing was chosen by them."
    return (
        f"The test images were looked at {count} times. If anything was chosen by what they "
        "said, these figures are too good."
    )


def _tile(report: Report, name: str, value: float) -> Tile:
    interval = report.intervals.get(name)
    note = f"{_figure(name, interval.low)} – {_figure(name, interval.high)}" if interval else ""
    name_below = _NAMES[name][0].lower() + _NAMES[name][1:]
    return Tile(name_below, _figure(name, value), note)


def figures(found: Findings, report: Report) -> Iterator[Block]:
    values = figure_values(report)
    rows = []
    for name, value in values.items():
        interval = report.intervals.get(name)
        low, high = (
            (_figure(name, interval.low), _figure(name, interval.high)) if interval else ("–", "–")
        )
        rows.append((_NAMES[name], _figure(name, value), low, high, _MEANINGS[name]))
    columns = ("figure", "value", "from", "to", "what it is")
    caption = "from, to: 95 % bootstrap interval over the images" if report.intervals else ""
    yield Grid(columns, tuple(rows), frozenset({1, 2, 3}), caption)
    shown = {
        _NAMES[name]: (values[name], report.intervals[name])
        for name in ("accuracy", "balanced_accuracy", "macro_f1", "top5")
        if name in report.intervals
    }
    if shown:
        yield Drawings((plots.intervals(shown),))
    averages = tuple(
        (text, f"{of.precision:.4f}", f"{of.recall:.4f}", f"{of.f1:.4f}")
        for text, of in (
            ("every class alike (macro)", report.macro),
            ("every image alike (weighted)", report.weighted),
            ("all counted together (micro)", report.micro),
        )
    )
    yield Grid(("mean", "precision", "recall", "F1"), averages, frozenset({1, 2, 3}))
    if found.predictions is not None:
        said = probabilities(found.predictions.logits)
        yield Drawings(_threshold_curves(report, said, found.predictions.labels))


def _threshold_curves(
    report: Report, said: NDArray[np.float64], labels: NDArray[np.int64]
) -> tuple[plots.Plot, ...]:
    """ROC and precision-recall of the classes with the least average precision."""
    numbers = [n for n, c in enumerate(report.classes) if c.average_precision is not None]
    numbers.sort(key=lambda n: report.classes[n].average_precision or 0.0)
    worst = [
        (report.classes[n].name, n)
        for n in numbers[:_WORST_CURVES]
        if report.classes[n].auc is not None
    ]
    if not worst:
        return ()
    roc = [(name, class_curve("roc", said, labels, n)) for name, n in worst]
    recall = [(name, class_curve("precision_recall", said, labels, n)) for name, n in worst]
    return (
        plots.roc_curves(macro_roc(said, labels), roc),
        plots.precision_recall_curves(None, recall),
    )


def classes(report: Report) -> Iterator[Block]:
    yield Drawings((plots.class_f1(report.classes),))
    ordered = sorted(report.classes, key=lambda c: (c.support == 0, c.f1))
    columns = ("class", "F1", "precision", "recall", "images", "AUC", "AP")
    rows = tuple(_class_row(c) for c in ordered)
    numbers = frozenset(range(1, 7))
    if len(rows) <= _MOST_ROWS:
        yield Grid(columns, rows, numbers, "the worst first")
        return
    yield Grid(columns, rows[:_MOST_ROWS], numbers, f"the worst {_MOST_ROWS} of {len(rows):,}")
    yield Fold(f"All {len(rows):,} classes", (Grid(columns, rows, numbers),), in_print=False)


def _class_row(c: ClassFigures) -> tuple[str, ...]:
    def share(value: float | None) -> str:
        return "–" if value is None else f"{value:.4f}"

    return (
        c.name,
        f"{c.f1:.4f}",
        f"{c.precision:.2%}",
        f"{c.recall:.2%}",
        f"{c.support:,}",
        share(c.auc),
        share(c.average_precision),
    )


def confusion(report: Report) -> Iterator[Block]:
    names = [c.name for c in report.classes]
    pairs = confused_pairs(report.confusion, 12)
    if pairs:
        yield Listing(
            tuple(
                f"{names[p.truth]} taken for {names[p.guess]}: {p.count:,} of {p.support:,} "
                f"({p.count / p.support:.1%})"
                for p in pairs
            )
        )
    else:
        yield Paragraph("Not one image was taken for another class.")
    caption = (
        "Down: what an image is; across: what it was taken for. Right answers are blue, by their "
        "share of the row; errors orange, the most frequent the strongest."
    )
    if len(names) <= MOST_NAMED:
        yield Drawings((confusion_heat_map(names, report.confusion),), caption)
        return
    yield Drawings(
        (confusion_heat_map(names, report.confusion),),
        f"{caption} Classes that are confused stand side by side.",
    )
    yield Drawings((worst_corner(names, report.confusion),), "The most frequent confusions, named.")


def errors(found: Findings) -> Iterator[Block]:
    if found.errors is None or found.predictions is None:
        return
    listed = worst_images(found).rows
    if not listed:
        yield Paragraph("Not one image was taken for another class.")
        return
    yield Paragraph(
        "The images whose own class the network thought least likely. Look whether it is the "
        "network that is wrong, or the label."
    )
    errors = found.errors
    if errors.images is not None:
        if errors.heat is not None:
            yield Paragraph(
                "Beside each image: the places that speak for what it was taken for (Grad-CAM).",
                "note",
            )
        pictures = []
        for n, image in enumerate(errors.images):
            path, truth, guess, sure, _, _ = listed[n]
            heat = None if errors.heat is None else _encoded(overlaid(image, errors.heat[n]))
            pictures.append(
                Picture(
                    _encoded(image),
                    heat,
                    len(image),
                    f"{truth}, taken for {guess}",
                    (f"{sure:.1%} sure", str(path)),
                )
            )
        yield Gallery(tuple(pictures))
    rows = tuple(
        (str(path), str(truth), str(guess), f"{sure:.2%}", f"{of_truth:.2%}", f"{loss:.2f}")
        for path, truth, guess, sure, of_truth, loss in listed
    )
    columns = ("image", "is", "taken for", "sure", "its own class", "loss")
    grid = Grid(columns, rows, frozenset({3, 4, 5}))
    yield Fold(f"The worst {len(rows)} in a list", (grid,), in_print=errors.images is None)


def calibration(found: Findings, report: Report) -> Iterator[Block]:
    calibration = report.calibration
    sure = sum(b.confidence * b.images for b in calibration.bins) / max(report.images, 1)
    lean = "surer than it may be" if sure > report.accuracy else "less sure than it may be"
    text = (
        f"On average the network is {sure:.1%} sure and {report.accuracy:.1%} right: it is {lean}. "
        f"Bin by bin, its confidence is off by {calibration.ece:.2%} (expected calibration error "
        f"over {len(calibration.bins)} bins)."
    )
    yield Paragraph(text)
    scaled = ()
    if calibration.temperature != 1.0:
        yield Paragraph(
            f"Divided by a temperature of {calibration.temperature:.3f}, which was fitted on the "
            f"{calibration.fitted_on or 'validation'} images, its logits are off by "
            f"{calibration.ece_scaled:.2%}; the log loss goes from {report.loss:.4f} to "
            f"{calibration.loss_scaled:.4f}. What the network answers stays the same. Exports "
            "carry the temperature."
        )
        if found.predictions is not None:
            said = probabilities(found.predictions.logits, calibration.temperature)
            scaled = reliability(said, found.predictions.labels, len(calibration.bins) or BINS)
    else:
        yield Paragraph("No temperature was fitted: the probabilities are the network's own.")
    yield Drawings((plots.reliability_diagram(calibration.bins, scaled),))


def _figure(name: str, value: float) -> str:
    return f"{value:.2%}" if name in _SHARES else f"{value:.4f}"


def _encoded(image: NDArray[np.uint8]) -> bytes:
    """A small image exactly, a large one no larger than it is shown."""
    picture = Image.fromarray(image.squeeze(-1) if image.shape[-1] == 1 else image)
    buffer = io.BytesIO()
    if max(picture.size) <= _AS_PNG:
        picture.save(buffer, "PNG", optimize=True)
    else:
        picture.thumbnail((_LARGEST_PICTURE, _LARGEST_PICTURE))
        picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
