"""Looking inside the network of a run: its regulators for an image, its early exits on a split."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.augment import Normalisation
from regnet_studio.errors import DataMistake, nearest
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.early_exit import EarlyExit, early_exits, last_stage
from regnet_studio.evaluation.memory_picture import draw
from regnet_studio.evaluation.regulators import StageMemory, look_inside
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import EVALUATED, OnProgress, own_images
from regnet_studio.runs.prediction import Predictor
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.device import choose_device


@dataclass(frozen=True)
class Inspection:
    """What the regulators of a run's network did with an image."""

    label: str
    """What the network takes it for."""
    probability: float
    stages: list[StageMemory]


def inspect_image(run: Run, image: Path) -> Inspection:
    """The gates and the memory of each regulated stage, for an image file.

    Computed in single precision, whatever the run's: the figures are those of the equations.

    Raises:
        RunMistake: no good checkpoint, or a network without regulators.
        DataMistake: the image is missing or cannot be read.
    """
    if image.is_dir():
        raise DataMistake(f"{image}: a folder; name one image in it")
    classifier = _classifier(run)
    decoded: list[NDArray[np.uint8]] = []

    def shown(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        decoded.append(images)
        return classifier.logits_of(images)

    record = Predictor(classifier.card, shown).predict([image])
    for problem in record["problems"]:
        raise DataMistake(f"{image}: {problem['detail']}; choose another image")
    (said,) = record["predictions"]
    card, device = classifier.card, classifier.device
    normal = Normalisation(
        card.size, card.mean, card.std, device.device, channels_last=device.channels_last
    )
    pixels = torch.from_numpy(decoded[0]).to(device.device)
    stages = look_inside(classifier.network, normal.of_lines(pixels))
    return Inspection(said["label"], said["probability"], stages)


def write_pictures(stages: list[StageMemory], folder: Path) -> list[Path]:
    """One PNG for each stage, ``stage-1.png`` and so on; returns where they are.

    Raises:
        DiskTrouble: no room or no permission.
    """
    written: list[Path] = []
    for memory in stages:
        buffer = io.BytesIO()
        draw(memory).save(buffer, "PNG")
        path = folder / f"stage-{memory.stage}.png"
        files.write_bytes(path, buffer.getvalue())
        written.append(path)
    return written


def inspect_exits(
    run: Run, split: str = "test", on_progress: OnProgress | None = None
) -> list[EarlyExit]:
    """The accuracy after each block of the last stage on a split of the run's own images.

    Raises:
        UserMistake: the run has no good checkpoint, its network is of another family, or its
            images changed.
    """
    if split not in EVALUATED:
        raise DataMistake(
            f"no split '{split}' (there are: {', '.join(EVALUATED)}){nearest(split, EVALUATED)}"
        )
    classifier = _classifier(run)
    last_stage(classifier.network)  # refused here, before all images are decoded
    work = early_exits(classifier, own_images(run, on_progress), split)
    while True:
        try:
            done, total = next(work)
        except StopIteration as end:
            return end.value
        if on_progress:
            on_progress(done, total)


def _classifier(run: Run) -> Classifier:
    device = choose_device(run.recipe().compute)
    return Classifier.from_checkpoint(best_checkpoint(run.path), device)
