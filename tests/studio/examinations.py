"""Examinations made on the spot: any number of classes and images, without training anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import evaluate
from regnet_studio.recipe import Recipe, dump
from regnet_studio.runs.course import Course
from regnet_studio.runs.directory import Run
from regnet_studio.runs.examination import Examination
from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.state import OpenRun

SIDE = 16


@dataclass(frozen=True)
class Painted(Examination):
    """An examination whose images are squares in the colour of their place."""

    def images(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        colours = np.stack([places * 37 % 256, places * 91 % 256, places * 53 % 256], axis=1)
        return np.broadcast_to(
            colours.astype(np.uint8)[:, None, None, :], (len(places), SIDE, SIDE, 3)
        )


def predictions(classes: int, images: int, seed: int = 0, split: str = "test") -> Predictions:
    """About three in four right; each class is most often taken for its neighbour."""
    draw = np.random.default_rng(seed)
    labels = np.arange(images, dtype=np.int64) % classes
    logits = draw.standard_normal((images, classes), dtype=np.float32)
    here = np.arange(images)
    logits[here, labels] += draw.uniform(1.5, 9.0, images).astype(np.float32)
    logits[here, labels ^ 1 if classes % 2 == 0 else (labels + 1) % classes] += 3.0
    names = tuple(f"species {n:03d}" for n in range(classes))
    return Predictions(
        split=split,
        logits=logits,
        labels=labels,
        paths=[f"{split}/{names[label]}/{n:05d}.png" for n, label in enumerate(labels.tolist())],
        classes=names,
    )


def examined(folder: Path, classes: int = 4, images: int = 80, split: str = "test") -> Examined:
    """A split of a run whose folder holds a recipe and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    recipe = Recipe()
    files.write_text(folder / "recipe.toml", dump(recipe))
    said = predictions(classes, images, split=split)
    report = evaluate(said.logits, said.labels, said.classes, split)
    run = OpenRun(folder, folder.name, "finished", recipe, Course(), report.to_json())
    return Examined(run, Painted(Run(folder), said), report).reckon()
