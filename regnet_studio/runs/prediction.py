"""Predicting: what a run or an export says of images it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.decode import BadImage, decode, quiet_pillow
from regnet_studio.data.layout import EXTENSIONS
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.export.bundle import open_export
from regnet_studio.export.formats import Runner
from regnet_studio.models.card import Card
from regnet_studio.runs.directory import Run
from regnet_studio.training.checkpoint import best_checkpoint, last_checkpoint
from regnet_studio.training.device import choose_device
from regnet_studio.training.preparation import frame_in

TOP = 5
_BATCH = 64


@dataclass(frozen=True)
class Predictor:
    """A network ready to be shown images."""

    card: Card
    run: Runner

    @property
    def classes(self) -> tuple[str, ...]:
        """What it can answer."""
        return self.card.classes

    def predict(self, paths: Sequence[Path]) -> dict[str, Any]:
        """Predict image files and the images below folders.

        Returns:
            ``{"predictions": [...], "problems": [...]}`` as ``regnet-studio predict --json``
            prints it; an image that cannot be read is a problem, not an error.

        Raises:
            DataMistake: a path does not exist, or a folder holds no images.
        """
        predictions: list[dict[str, Any]] = []
        problems: list[dict[str, str]] = []
        for part in _portions(_image_files(paths)):
            good: list[Path] = []
            pixels: list[NDArray[np.uint8]] = []
            for path in part:
                try:
                    with quiet_pillow():
                        image = decode(path.read_bytes(), frame_in(self.card))
                except BadImage as bad:
                    problems.append({"path": str(path), "kind": bad.kind, "detail": bad.detail})
                except OSError as error:
                    detail = error.strerror or str(error)
                    problems.append({"path": str(path), "kind": "unreadable", "detail": detail})
                else:
                    good.append(path)
                    pixels.append(image)
            if good:
                predictions += map(self._record, good, probabilities(self.run(np.stack(pixels))))
        return {"predictions": predictions, "problems": problems}

    def _record(self, path: Path, odds: NDArray[np.float64]) -> dict[str, Any]:
        order = np.argsort(-odds, kind="stable")[:TOP]
        top = [[self.classes[i], float(odds[i])] for i in order]
        return {"path": str(path), "label": top[0][0], "probability": top[0][1], "top": top}


def load_predictor(source: Path) -> Predictor:
    """The network of a run directory, or of an export (its folder or file).

    Raises:
        RunMistake, ExportMistake: there is none, or it is damaged.
    """
    if (source / "recipe.toml").is_file():
        run = Run(source)
        checkpoint, temperature = best_checkpoint(run.path), run.temperature()
        if not checkpoint.exists():
            checkpoint, temperature = last_checkpoint(run.path), 1.0
        device = choose_device(run.recipe().compute)
        classifier = Classifier.from_checkpoint(checkpoint, device).at_temperature(temperature)
        return Predictor(classifier.card, classifier.logits_of)
    if not source.exists():
        raise RunMistake(f"{source}: no such run or export; `regnet-studio runs` lists the runs")
    card, runner = open_export(source)
    return Predictor(card.network, runner)


def _image_files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() in EXTENSIONS and file.is_file()
            )
            if not inside:
                raise DataMistake(f"{path}: no images in this folder")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise DataMistake(f"{path}: no such image")
    return found


def _portions(paths: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(paths), _BATCH):
        yield paths[start : start + _BATCH]
