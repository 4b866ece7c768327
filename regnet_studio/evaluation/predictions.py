"""What the network said of each image of a split, kept by image path."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.evaluation.report import Report, evaluate
from regnet_studio.training.preparation import PreparedData


@dataclass(frozen=True)
class Predictions:
    """Logits and truth of a split."""

    split: str
    logits: NDArray[np.float32]
    """[N, classes]."""
    labels: NDArray[np.int64]
    """[N]."""
    paths: Sequence[str]
    """Of the N images, relative to the data set."""
    classes: tuple[str, ...]
    set_aside: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path -> why, of images of the split that could not be read: they are not among the N."""
    epoch: int | None = None
    """Whose weights said it; None: not known."""

    @classmethod
    def read(cls, path: Path) -> Predictions:
        """Those that :meth:`write` kept.

        Raises:
            RunMistake: the file is missing or damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as kept:
                return cls(
                    split=str(kept["split"]),
                    logits=kept["logits"],
                    labels=kept["labels"],
                    paths=kept["paths"].tolist(),
                    classes=tuple(kept["classes"].tolist()),
                    epoch=int(kept["epoch"]) or None if "epoch" in kept else None,
                )
        except FileNotFoundError as error:
            raise RunMistake(f"{path}: not there; evaluate the run on that split first") from error
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise RunMistake(f"{path} is damaged: evaluate the run again") from error

    def probabilities(self, temperature: float = 1.0) -> NDArray[np.float64]:
        """What it gave each class: [N, classes], rows sum to 1. Reckoned anew at each call.

        Args:
            temperature: by which the logits are divided; that of the run calibrates them.
        """
        return probabilities(self.logits, temperature)

    def report(
        self, temperature: float = 1.0, fitted_on: str | None = None, test_evaluations: int = 0
    ) -> Report:
        """The figures.

        Args:
            temperature: what the scaled ones divide the logits by.
            fitted_on: split that it was fitted to.
            test_evaluations: how often the run's test images have been evaluated.
        """
        return evaluate(
            self.logits,
            self.labels,
            self.classes,
            self.split,
            temperature=temperature,
            fitted_on=fitted_on,
            test_evaluations=test_evaluations,
            epoch=self.epoch,
        )

    def write(self, path: Path) -> None:
        """Keep them in an ``.npz`` file without pickles, whole or not at all.

        Raises:
            DiskTrouble: no room or no permission.
        """
        buffer = io.BytesIO()
        np.savez(
            buffer,
            split=np.array(self.split),
            logits=self.logits,
            labels=self.labels,
            paths=np.array(list(self.paths)),
            classes=np.array(self.classes),
            epoch=np.array(self.epoch or 0),
        )
        files.write_bytes(path, buffer.getvalue())


def predict_split(
    classifier: Classifier, data: PreparedData, split: str
) -> Generator[tuple[int, int], None, Predictions]:
    """Run the network over ``train``, ``validation`` or ``test``; yields (done, total) meanwhile.

    Raises:
        DataMistake: the split has no images, or none that can be read.
    """
    indices = getattr(data.split, split)
    if not len(indices):
        raise DataMistake(f"{data.dataset.source}: there are no images in the {split} split")
    images = data.images_of(split, classifier.device)
    done = 0
    parts: list[NDArray[np.float32]] = []
    for part in classifier.logits(images):
        parts.append(part)
        done += len(part)
        yield done, len(indices)
    seen = images.rows[images.readable]
    return Predictions(
        split=split,
        logits=np.concatenate(parts),
        labels=data.dataset.labels[seen].astype(np.int64),
        paths=[data.dataset.paths[int(i)] for i in seen],
        classes=classifier.card.classes,
        set_aside={data.dataset.paths[row]: why for row, why in images.set_aside.items()},
        epoch=classifier.epoch,
    )
