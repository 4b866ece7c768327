"""Every table of a run, as CSV and JSON: what the report shows, in full and with all digits."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from regnet_studio.evaluation.calibration import Bin
from regnet_studio.evaluation.examples import confused_pairs, guesses, losses, probabilities_of
from regnet_studio.evaluation.report import Report
from regnet_studio.recipe import Recipe, recipe_fields
from regnet_studio.recipe.changes import as_setting
from regnet_studio.runs.directory import Run
from regnet_studio.runs.findings import Findings, findings
from regnet_studio.training.events import (
    Changed,
    EpochEnded,
    Event,
    HeadRetrained,
    ImageSetAside,
    MemoryShort,
    Notice,
    Resumed,
    RunEnded,
    StepSkipped,
)
from regnet_studio.training.preparation import PreparedData

Cell = str | int | float | bool | None
_MOST_PAIRS = 100
FIGURES = (
    "accuracy",
    "balanced_accuracy",
    "macro_f1",
    "top5",
    "loss",
    "kappa",
    "matthews",
    "auc",
    "average_precision",
    "ece",
)
"""The headline figures that have intervals, in the order in which they are told."""


@dataclass(frozen=True)
class Table:
    """Rows under names."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]

    def csv(self) -> str:
        """As RFC 4180 has it: lines end with CR LF, what holds a comma or a quote is quoted;
        nothing is an empty cell. In a UTF-8 file a path that is no valid text shows ``\\udc80``."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows(["" if c is None else c for c in row] for row in self.rows)
        return _encodable(text.getvalue())

    def json(self) -> str:
        """An object of ``columns`` and ``rows``; ASCII."""
        return json.dumps(self.to_json(), indent=1)

    def to_json(self) -> dict[str, Any]:
        """The record of :meth:`json`; what is not finite is nothing, as JSON has no word for it."""
        rows = [[_finite(cell) for cell in row] for row in self.rows]
        return {"columns": list(self.columns), "rows": rows}


def tables(run: Run, split: str = "test") -> dict[str, Table]:
    """Every table that a run's folder alone gives: name -> table; none of what is not there."""
    return tables_of(findings(run, split, images=False))


def tables_of(found: Findings) -> dict[str, Table]:
    """Every table of what was found, by name."""
    made: dict[str, Table] = {}
    if found.report is not None:
        made |= _of_report(found.report)
    if found.epochs:
        made["history"] = history(found.epochs)
    if found.recipe is not None:
        made["recipe"] = recipe_table(found.recipe)
    changes = [event for event in found.events if isinstance(event, Changed)]
    if changes:
        rows = [(c.key, c.before, c.after, c.epoch, c.step) for c in changes]
        made["changes"] = Table(("setting", "before", "after", "epoch", "step"), rows)
    if found.environment:
        made["environment"] = Table(("what", "value"), [*_flat("", found.environment)])
    if trouble := troubles(found.events):
        made["trouble"] = Table(("kind", "epoch", "step", "what"), trouble)
    if found.errors is not None and found.predictions is not None:
        made["worst_images"] = worst_images(found)
    if found.data is not None:
        made["images"] = image_counts(found.data)
        problems = (*found.data.dataset.problems, *found.data.facts.problems)
        if problems:
            rows = [(p.path, p.kind, p.detail) for p in problems]
            made["problems"] = Table(("path", "problem", "detail"), rows)
    return made


def figure_values(report: Report) -> dict[str, float]:
    """The headline figures by name, as far as there are any."""
    values = {
        name: report.macro.f1
        if name == "macro_f1"
        else report.calibration.ece
        if name == "ece"
        else getattr(report, name)
        for name in FIGURES
    }
    return {name: float(value) for name, value in values.items() if value is not None}


def history(epochs: Sequence[EpochEnded]) -> Table:
    """One row an epoch."""
    names = (
        "epoch",
        "step",
        "train_loss",
        "train_accuracy",
        "validation_loss",
        "validation_accuracy",
        "lr",
        "images_per_second",
        "seconds",
        "memory_mb",
        "best",
    )
    return Table(names, [tuple(getattr(epoch, name) for name in names) for epoch in epochs])


def recipe_table(recipe: Recipe) -> Table:
    """One row a setting; ``differs``: from its default."""
    rows: list[tuple[Cell, ...]] = []
    for key, of in recipe_fields().items():
        value = of.of(recipe)
        setting, default = as_setting(value), as_setting(of.default)
        rows.append((key, setting, default, value != of.default, of.unit, of.help))
    return Table(("setting", "value", "default", "differs", "unit", "meaning"), rows)


def troubles(events: Iterable[Event]) -> list[tuple[Cell, ...]]:
    """What went wrong or was out of the ordinary: kind, epoch, step, and what in words."""
    rows: list[tuple[Cell, ...]] = []
    for event in events:
        match event:
            case StepSkipped():
                images = ", ".join(event.images)
                what = f"the {event.what} was not finite; images: {images}"
                rows.append(("step left out", event.epoch, event.step, what))
            case MemoryShort():
                what = f"computed in parts of {event.micro_batch} from here on: {event.detail}"
                rows.append(("memory short", event.epoch, event.step, what))
            case ImageSetAside():
                what = f"{event.path} ({event.split}): {event.reason}"
                rows.append(("image set aside", None, None, what))
            case Resumed():
                rows.append(("resumed", event.epoch, event.step, "went on from a checkpoint"))
            case HeadRetrained():
                what = (
                    f"validation accuracy {event.accuracy_before:.2%} before, "
                    f"{event.accuracy:.2%} after"
                )
                rows.append(("last layer trained anew", None, None, what))
            case Notice():
                rows.append(("notice", None, None, event.text))
            case RunEnded() if event.detail:
                rows.append((event.status, None, None, event.detail))
            case _:
                pass
    return rows


def worst_images(found: Findings) -> Table:
    """The errors with the highest loss."""
    assert found.predictions is not None
    assert found.errors is not None
    said, places = found.predictions, found.errors.places
    guess, truth = guesses(said)[places], said.labels[places]
    rows: list[tuple[Cell, ...]] = [
        (str(said.paths[place]), said.classes[t], said.classes[g], p_guess, p_truth, loss)
        for place, t, g, p_guess, p_truth, loss in zip(
            places.tolist(),
            truth.tolist(),
            guess.tolist(),
            probabilities_of(said, places, guess).tolist(),
            probabilities_of(said, places, truth).tolist(),
            losses(said)[places].tolist(),
            strict=True,
        )
    ]
    names = ("path", "is", "taken_for", "probability", "probability_of_truth", "loss")
    return Table(names, rows)


def image_counts(data: PreparedData) -> Table:
    """Images by class and split, as they were set apart."""
    counts = counts_by_split(data)
    columns = [np.asarray(of_split) for of_split in counts.values()]
    rows: list[tuple[Cell, ...]] = [
        (name, *(int(column[n]) for column in columns))
        for n, name in enumerate(data.dataset.classes)
    ]
    return Table(("class", *(split.replace(" ", "_") for split in counts)), rows)


def counts_by_split(data: PreparedData) -> dict[str, list[int]]:
    """Split -> images of each class; ``left out``: copies of what is held back, where there are."""
    parts = {name: data.rows_of(name) for name in ("train", "validation", "test")}
    if len(data.split.copies):
        parts["left out"] = data.split.copies
    classes = len(data.dataset.classes)
    return {
        name: np.bincount(data.dataset.labels[rows], minlength=classes).tolist()
        for name, rows in parts.items()
    }


def problem_kinds(data: PreparedData) -> Counter[str]:
    """How often each kind of problem was found among the images."""
    return Counter(p.kind for p in (*data.dataset.problems, *data.facts.problems))


def _of_report(report: Report) -> dict[str, Table]:
    names = [c.name for c in report.classes]
    averages = ("macro", "weighted", "micro")
    headline: list[tuple[Cell, ...]] = []
    for name, value in figure_values(report).items():
        interval = report.intervals.get(name)
        headline.append((name, value, interval and interval.low, interval and interval.high))
    calibration = report.calibration
    return {
        "figures": Table(("figure", "value", "low_95", "high_95"), headline),
        "top": Table(("among_the_first", "share"), [(int(k), v) for k, v in report.top.items()]),
        "averages": Table(
            ("average", "precision", "recall", "f1"),
            [(n, m.precision, m.recall, m.f1) for n in averages for m in [getattr(report, n)]],
        ),
        "classes": Table(
            ("class", "precision", "recall", "f1", "support", "auc", "average_precision"),
            [
                (c.name, c.precision, c.recall, c.f1, c.support, c.auc, c.average_precision)
                for c in report.classes
            ],
        ),
        "confusion": Table(
            ("is", *names),
            [(name, *row) for name, row in zip(names, report.confusion, strict=True)],
        ),
        "confused_pairs": Table(
            ("is", "taken_for", "images", "of", "share"),
            [
                (names[p.truth], names[p.guess], p.count, p.support, p.count / p.support)
                for p in confused_pairs(report.confusion, _MOST_PAIRS)
            ],
        ),
        "calibration_bins": Table(
            ("from", "to", "images", "confidence", "accuracy"),
            [_bin_row(b) for b in calibration.bins],
        ),
        "calibration": Table(
            ("what", "value"),
            [
                ("ece", calibration.ece),
                ("temperature", calibration.temperature),
                ("fitted_on", calibration.fitted_on),
                ("ece_scaled", calibration.ece_scaled),
                ("loss_scaled", calibration.loss_scaled),
            ],
        ),
    }


def _bin_row(b: Bin) -> tuple[Cell, ...]:
    return b.low, b.high, b.images, b.confidence, b.accuracy


def _flat(prefix: str, record: dict[str, Any]) -> Iterable[tuple[Cell, ...]]:
    """Nested values under dotted names; lists with commas between."""
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(f"{name}.", value)
        elif isinstance(value, list):
            yield name, ", ".join(map(str, value))
        else:
            yield name, value


def _finite(cell: Cell) -> Cell:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
