"""Looking inside the network of a run: its regulators for an image, its early exits on a split."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import torch

from regnet_studio import files
from regnet_studio.data.augment import Normalisation
from regnet_studio.data.decode import BadImage, decode, quiet_pillow
from regnet_studio.errors import DataMistake, nearest
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.early_exit import EarlyExit, early_exits, last_stage
from regnet_studio.evaluation.explanation import still
from regnet_studio.evaluation.memory_picture import draw
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.evaluation.regulators import StageMemory, look_inside
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import EVALUATED, OnProgress, own_images
from regnet_studio.runs.explaining import classifier_of
from regnet_studio.training.preparation import frame_in


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
    classifier = classifier_of(run)
    try:
        content = image.read_bytes()
    except FileNotFoundError as error:
        raise DataMistake(f"{image}: no such image") from error
    except OSError as error:
        raise DataMistake(f"{image}: {error.strerror or error}; choose another image") from error
    return inspect(classifier, content, str(image))


def inspect(classifier: Classifier, content: bytes, name: str) -> Inspection:
    """The same for the bytes of an image file, called ``name``, and a network that is loaded.

    Raises:
        RunMistake: a network without regulators.
        DataMistake: the image cannot be read.
    """
    card, device = classifier.card, classifier.device
    try:
        with quiet_pillow():
            pixels = decode(content, frame_in(card))[None].copy()
    except BadImage as error:
        raise DataMistake(f"{name}: {error.detail}; choose another image") from error
    normal = Normalisation(
        card.size, card.mean, card.std, device.device, channels_last=device.channels_last
    )
    odds = probabilities(classifier.logits_of(pixels))[0]
    with still(classifier.network):
        shown = normal.of_lines(torch.from_numpy(pixels).to(device.device))
        stages = look_inside(classifier.network, shown)
    return Inspection(card.classes[int(odds.argmax())], float(odds.max()), stages)


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
    classifier = classifier_of(run)
    last_stage(classifier.network)  # refused here, before all images are decoded
    work = early_exits(classifier, own_images(run, on_progress), split)
    while True:
        try:
            done, total = next(work)
        except StopIteration as end:
            return end.value
        if on_progress:
            on_progress(done, total)
