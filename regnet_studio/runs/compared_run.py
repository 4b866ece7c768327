"""A run as a comparison sees it: what it achieved and what it took, from its own files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import Report
from regnet_studio.recipe import Recipe
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import report_of
from regnet_studio.training.events import EpochEnded, Event, RunStarted, Step, TrainingEnded

FIGURES = ("accuracy", "balanced_accuracy", "macro_f1", "top5", "loss", "kappa", "ece")
"""What stands in a comparison, as far as the reports have it."""


@dataclass(frozen=True)
class Curves:
    """A run's course, one value an epoch."""

    epochs: list[int]
    train_loss: list[float]
    train_accuracy: list[float]
    validation_loss: list[float | None]
    """None where an epoch had no validation."""
    validation_accuracy: list[float | None]


@dataclass(frozen=True)
class ComparedRun:
    """One run: what it achieved and what it took. None: that is not known."""

    run: Path
    name: str
    status: str
    model: str
    dataset: str
    seed: int
    epoch: int
    """Epochs done."""
    epochs: int
    figures: dict[str, float]
    """By name of :data:`FIGURES`; empty without a report."""
    intervals: dict[str, tuple[float, float]]
    """95 %, of those figures that have one."""
    images: int | None
    """Evaluated."""
    test_evaluations: int
    """How often the test split was looked at; 0 without a report."""
    params: int | None
    macs: int | None
    seconds: float | None
    """Training and validation."""
    images_per_second: float | None
    memory_mb: float | None
    """Peak: the GPU's on CUDA, the process's elsewhere."""
    device: str | None
    curves: Curves


@dataclass(frozen=True)
class ReadRun:
    """A run as it was read."""

    compared: ComparedRun
    recipe: Recipe
    fingerprint: str
    predictions: Predictions | None


def read_run(run: Run) -> ReadRun:
    """Read a run for a comparison.

    Raises:
        RunMistake: its files are damaged.
        RecipeMistake: its recipe is.
    """
    recipe, summary, report = run.recipe(), run.summary(), report_of(run)
    events = run.events()
    started = next((e for e in reversed(events) if isinstance(e, RunStarted)), None)
    ended = next((e for e in reversed(events) if isinstance(e, TrainingEnded)), None)
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    last = ended or (epochs[-1] if epochs else None)
    compared = ComparedRun(
        run=run.path,
        name=run.title,
        status=summary.status,
        model=summary.model,
        dataset=summary.dataset,
        seed=recipe.seed,
        epoch=summary.epoch,
        epochs=summary.epochs,
        figures=_figures(report) if report else {},
        intervals=_intervals(report) if report else {},
        images=report.images if report else None,
        test_evaluations=report.test_evaluations if report else 0,
        params=started.params if started else None,
        macs=started.macs if started else None,
        seconds=last.seconds if last else None,
        images_per_second=last.images_per_second if last else None,
        memory_mb=_memory(events),
        device=started.device if started else None,
        curves=_curves(epochs),
    )
    file = run.predictions_file()
    predictions = Predictions.read(file) if report and file.exists() else None
    return ReadRun(compared, recipe, started.fingerprint if started else "", predictions)


def _figures(report: Report) -> dict[str, float]:
    found = {name: getattr(report, name, None) for name in FIGURES}
    found["macro_f1"] = report.macro.f1
    found["ece"] = report.calibration.ece
    return {name: float(value) for name, value in found.items() if value is not None}


def _intervals(report: Report) -> dict[str, tuple[float, float]]:
    return {
        name: (interval.low, interval.high)
        for name, interval in report.intervals.items()
        if name in FIGURES
    }


def _memory(events: Iterable[Event]) -> float | None:
    return max((e.memory_mb for e in events if isinstance(e, Step | EpochEnded)), default=None)


def _curves(epochs: Sequence[EpochEnded]) -> Curves:
    return Curves(
        epochs=[e.epoch for e in epochs],
        train_loss=[e.train_loss for e in epochs],
        train_accuracy=[e.train_accuracy for e in epochs],
        validation_loss=[e.validation_loss for e in epochs],
        validation_accuracy=[e.validation_accuracy for e in epochs],
    )
