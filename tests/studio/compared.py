"""Runs for the views that compare: copies of one run, wrong about some images."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.recipe import dump, override
from regnet_studio.runs.directory import Run


def wrong_about(source: Path, path: Path, wrong: slice, settings: Sequence[str] = ()) -> Path:
    """A copy of a run that is right about every test image but these."""
    shutil.copytree(source, path)
    run = Run(path)
    (path / "recipe.toml").write_text(dump(override(run.asked(), settings)))
    kept = Predictions.read(run.predictions_file())
    logits = np.eye(len(kept.classes), dtype=np.float32)[kept.labels] * 3
    logits[wrong] = np.roll(logits[wrong], 1, axis=1)
    changed = replace(kept, logits=logits)
    changed.write(run.predictions_file())
    changed.report(test_evaluations=1).write(run.report_file())
    return path
