"""A run under examination: what its network said of a split, and the images it said it of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.decode import BadImage
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.errors import DataMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import OnProgress, own_images
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.device import choose_device
from regnet_studio.training.preparation import PreparedData

Places = NDArray[np.int64]
"""Positions of images among the predictions, 0..N-1."""


@dataclass(frozen=True)
class Examination:
    """Everything that is asked of an evaluated split. Use it in one thread at a time.

    What needs the images or the network is read when it is first asked for.
    """

    run: Run
    predictions: Predictions
    on_progress: OnProgress | None = None
    """Called with (done, total) while the images are read."""

    @classmethod
    def of(
        cls, run: Run, split: str = "test", on_progress: OnProgress | None = None
    ) -> Examination:
        """The predictions that an evaluation kept.

        Raises:
            RunMistake: that split was not evaluated, or the file is damaged.
        """
        return cls(run, Predictions.read(run.predictions_file(split)), on_progress)

    @property
    def split(self) -> str:
        """``train``, ``validation`` or ``test``."""
        return self.predictions.split

    @cached_property
    def data(self) -> PreparedData:
        """The run's images, set apart as they were. Decodes them where the cache lacks them.

        Raises:
            RunMistake: they changed since.
            DataMistake: they cannot be read.
        """
        return own_images(self.run, self.on_progress)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """Where the N images are in ``data.dataset``: [N]."""
        at = {path: row for row, path in enumerate(self.data.dataset.paths)}
        return np.array([at[path] for path in self.predictions.paths], dtype=np.int64)

    @cached_property
    def classifier(self) -> Classifier:
        """The run's best weights.

        Raises:
            RunMistake: there are none, or they are damaged.
        """
        device = choose_device(self.run.recipe().compute)
        return Classifier.from_checkpoint(best_checkpoint(self.run.path), device)

    def images(self, places: Places) -> NDArray[np.uint8]:
        """Images at the network's size: uint8 [n, S, S, C]."""
        return self.data.pixels.take(self.rows[places])

    def file(self, place: int) -> bytes:
        """The file of an image, as the user has it.

        Raises:
            DataMistake: it cannot be read any more.
        """
        try:
            return self.data.dataset.read(int(self.rows[place]))
        except (BadImage, UnreadableFile) as error:
            raise DataMistake(f"{self.predictions.paths[place]}: {error}") from error
