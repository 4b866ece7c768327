"""The images that SMOTE makes, a few of each class, as pictures. Runs off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from regnet_studio.studio.data.split_preview import Parts
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.widgets.thumbnails import image_of

if TYPE_CHECKING:
    from regnet_studio.recipe import Recipe

_OF_A_CLASS = 12
_MOST = 600


@dataclass(frozen=True)
class Made:
    """Some of the new images."""

    total: int
    """How many are made in all."""
    pictures: list[QImage]
    names: list[str]
    """The class of each picture."""


def make_images(parts: Parts, recipe: Recipe, size: int, on_progress: OnProgress) -> Made:
    """Balance as the training would, and keep up to twelve new images of each class.

    Raises:
        DataMistake: a class has too few images, or the new ones would take too much memory.
    """
    from regnet_studio.data.balance import balanced
    from regnet_studio.data.decode import Frame
    from regnet_studio.data.pixels import decoding
    from regnet_studio.data.progress import finished

    scan = parts.overview.scan
    frame = Frame(size, scan.channels, recipe.data.resize, recipe.data.interpolation)
    work = decoding(scan.original, scan.facts, frame, keep=recipe.compute.images)
    pixels = finished(work, lambda step: on_progress("decoding", *step)).pixels
    on_progress("balancing", 0, 0)
    dataset = scan.dataset
    entries = balanced(
        recipe.balance, pixels, parts.split.train, dataset.labels, dataset.classes, recipe.seed
    )
    if entries.synthetic is None:
        return Made(0, [], [])
    labels = entries.labels[len(entries) - len(entries.synthetic) :]
    present = np.unique(labels)
    each = max(min(_OF_A_CLASS, _MOST // max(len(present), 1)), 1)
    chosen = [int(row) for number in present for row in np.flatnonzero(labels == number)[:each]]
    return Made(
        len(labels),
        [image_of(entries.synthetic[row]) for row in chosen[:_MOST]],
        [dataset.classes[int(labels[row])] for row in chosen[:_MOST]],
    )
