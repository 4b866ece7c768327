"""Explaining what a run's network sees in one image: heat maps over it, class by class."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from regnet_studio import files
from regnet_studio.data.decode import BadImage, Frame, decode, look, quiet_pillow
from regnet_studio.errors import DataMistake, UserMistake, nearest
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.explanation import METHODS, heat_maps, overlaid
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.models.card import Card
from regnet_studio.runs.directory import Run
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.device import choose_device
from regnet_studio.training.preparation import frame_in

_SMALLEST, _LARGEST = 256, 512
"""Side in pixels of the pictures that are made: small images are enlarged pixel by pixel."""
_LONGEST_NAME = 60


@dataclass(frozen=True)
class HeatMap:
    """Where an image speaks for a class."""

    name: str
    """Of the class."""
    probability: float
    """That the network gives it, 0..1."""
    heat: NDArray[np.float32]
    """[S, S], 0..1, over what the network sees of the image."""


@dataclass(frozen=True)
class Explanation:
    """An image, what it is taken for, and why."""

    method: str
    top: list[tuple[str, float]]
    """The likeliest classes with their probabilities, the likeliest first."""
    maps: list[HeatMap]
    picture: NDArray[np.uint8]
    """What the network sees of the image, finer where the file is: [H, H, 3]."""

    @property
    def label(self) -> str:
        """What it is taken for."""
        return self.top[0][0]

    @property
    def probability(self) -> float:
        """Of the label, 0..1."""
        return self.top[0][1]

    def overlay(self, number: int) -> NDArray[np.uint8]:
        """The picture with one of the maps laid over it: [H, H, 3]."""
        return overlaid(self.picture, self.maps[number].heat)

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio explain --json`` prints it."""
        return {
            "label": self.label,
            "probability": self.probability,
            "top": [list(line) for line in self.top],
            "method": self.method,
            "classes": [{"name": m.name, "probability": m.probability} for m in self.maps],
        }


def classifier_of(run: Run) -> Classifier:
    """The run's best weights, at the temperature that was fitted to them.

    Raises:
        RunMistake: there are none, or they are damaged.
    """
    device = choose_device(run.recipe().compute)
    found = Classifier.from_checkpoint(best_checkpoint(run.path), device)
    return found.at_temperature(run.temperature())


def explain_file(
    run: Run, image: Path, method: str = METHODS[0], classes: Sequence[str] = ()
) -> Explanation:
    """Explain an image file by the best weights of a run; see :func:`explain`.

    Raises:
        UserMistake: the run has no good weights, the image is missing or cannot be read, or what
            :func:`explain` refuses.
    """
    if image.is_dir():
        raise DataMistake(f"{image}: a folder; name one image in it")
    try:
        content = image.read_bytes()
    except OSError as error:
        raise DataMistake(
            f"{image}: {error.strerror or error}; give the path of an image"
        ) from error
    return explain(classifier_of(run), content, str(image), method, classes)


def explain(
    classifier: Classifier,
    content: bytes,
    name: str,
    method: str = METHODS[0],
    classes: Sequence[str] = (),
    at_least: int = 1,
) -> Explanation:
    """Explain an image by a network.

    Args:
        content: the bytes of its file.
        name: of the file, for what is said where it cannot be read.
        method: see :func:`regnet_studio.evaluation.explanation.heat_maps`.
        classes: to draw maps for.
        at_least: so many maps are drawn, the likeliest classes after those asked for.

    Raises:
        DataMistake: the image cannot be read.
        UserMistake: a class that the network does not know, or a method that does not suit it.
    """
    card = classifier.card
    asked = [_number(card, text) for text in dict.fromkeys(classes)]
    try:
        with quiet_pillow():
            pixels = decode(content, frame_in(card))[None].copy()
            picture = _picture(content, pixels[0], card)
    except BadImage as error:
        raise DataMistake(f"{name}: {error.detail}; choose another image") from error
    odds = probabilities(classifier.logits_of(pixels))[0]
    order = np.argsort(-odds, kind="stable")
    others = [int(number) for number in order if number not in asked]
    targets = np.array(asked + others[: max(at_least - len(asked), 0)], dtype=np.int64)
    heat = heat_maps(classifier, pixels.repeat(len(targets), axis=0), targets, method)
    return Explanation(
        method=method,
        top=[(card.classes[i], float(odds[i])) for i in order[:5]],
        maps=[
            HeatMap(card.classes[number], float(odds[number]), heat[place])
            for place, number in enumerate(targets)
        ],
        picture=picture,
    )


def write_overlays(explanation: Explanation, folder: Path, stem: str) -> list[Path]:
    """One PNG for each class, named after the image's ``stem`` and the class; where they are.

    Raises:
        DiskTrouble: no room or no permission.
    """
    written: list[Path] = []
    for number, heat_map in enumerate(explanation.maps):
        buffer = io.BytesIO()
        Image.fromarray(explanation.overlay(number)).save(buffer, "PNG")
        name = re.sub(r"[^\w-]+", "-", heat_map.name).strip("-")[:_LONGEST_NAME]
        path = folder / f"{stem}-{name}.png"
        if path in written:  # names that differ only in what no file name should hold
            path = folder / f"{stem}-{name}-{number + 1}.png"
        files.write_bytes(path, buffer.getvalue())
        written.append(path)
    return written


def _number(card: Card, name: str) -> int:
    if name not in card.classes:
        raise UserMistake(
            f"class '{name}' is unknown to this network"
            f"{nearest(name, card.classes) or '; it knows: ' + ', '.join(card.classes[:20])}"
        )
    return card.classes.index(name)


def _picture(content: bytes, pixels: NDArray[np.uint8], card: Card) -> NDArray[np.uint8]:
    """The image in the network's frame as fine as the file is, in its colours: [H, H, 3]."""
    header = look(content)
    sides = (header.width, header.height)
    finest = min(min(sides) if card.resize == "crop" else max(sides), _LARGEST)
    if finest > card.size:
        pixels = decode(content, Frame(finest, card.channels, card.resize, card.interpolation))
    larger = math.ceil(_SMALLEST / len(pixels))
    shown = pixels.repeat(larger, axis=0).repeat(larger, axis=1)
    return shown if shown.shape[2] == 3 else shown.repeat(3, axis=2)
