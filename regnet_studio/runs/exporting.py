"""Exporting a run: its best weights leave the house, checked on the images it was evaluated on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.export.bundle import export_classifier
from regnet_studio.export.formats import find_format, formats
from regnet_studio.export.tensorboard import NAME as TENSORBOARD
from regnet_studio.export.tensorboard import require_tensorboard, write_tensorboard
from regnet_studio.export.weights import CPU
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import own_images
from regnet_studio.training.checkpoint import best_checkpoint

__all__ = ["export", "formats"]


def export(
    run: Path, format: str, out: Path, on_progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Export a run's best weights to the folder ``out``, or its curves where TensorBoard asks.

    Returns:
        ``{"files": [...], "check": {...}}``; curves have nothing to check.

    Raises:
        UserMistake: no evaluated run, unknown format, missing package, no room.
    """
    if format == TENSORBOARD:
        return _export_curves(Run(run), out, on_progress)
    find_format(format)  # what cannot work is said before any work
    of = Run(run)
    report = of.report()
    if report is None:
        raise RunMistake(f"{of.path} is not evaluated yet: `regnet-studio resume {of.path}` first")
    classifier = Classifier.from_checkpoint(best_checkpoint(of.path), CPU)
    classifier = classifier.at_temperature(of.temperature())
    data = own_images(of)
    indices = getattr(data.split, report["split"])
    images = data.pixels.take(indices)
    labels = data.dataset.labels[indices].astype(np.int64)
    return export_classifier(
        classifier, of.recipe(), report, images, labels, format, out, on_progress
    )


def _export_curves(
    run: Run, out: Path, on_progress: Callable[[int, int], None] | None
) -> dict[str, Any]:
    """One folder a run below ``out``, so that TensorBoard shows them beside each other."""
    require_tensorboard()
    events = run.events()
    if not events:
        raise RunMistake(f"{run.path} has no curves yet: `regnet-studio resume {run.path}` first")
    ended = run.events_file.stat().st_mtime
    written = write_tensorboard(events, run.recipe(), out / run.name, ended, on_progress)
    return {"files": [str(path) for path in written], "check": {}}
