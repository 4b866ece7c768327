"""The robustness of a run's network, measured on a split of its own images and kept with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.errors import DataMistake, RunMistake, nearest
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.robustness import CORRUPTIONS, STRENGTHS, Robustness, corrupted
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import EVALUATED, OnProgress, own_images
from regnet_studio.runs.evaluations import note
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.device import choose_device
from regnet_studio.training.preparation import PreparedData

_BATCH = 256


def robustness_file(run: Run, split: str = "test") -> Path:
    """Where it is kept."""
    return run.path / ("robustness.json" if split == "test" else f"robustness.{split}.json")


def robustness_of(run: Run, split: str = "test") -> Robustness | None:
    """What was measured earlier; None where nothing was.

    Raises:
        RunMistake: the file is damaged.
    """
    file = robustness_file(run, split)
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RunMistake(f"{file} is damaged: measure the robustness again") from error
    return Robustness.from_json(record, str(file))


def measure_robustness(
    run: Run,
    split: str = "test",
    on_progress: OnProgress | None = None,
    images: int | None = None,
    seed: int = 0,
) -> Robustness:
    """The accuracy of a run's best weights under each corruption at each strength; kept.

    Args:
        on_progress: called with (done, total): first of the images that are read, then of those
            that the network is shown. Raise from it to give up.
        images: how many of the split, evenly over all of it; None: every one.

    Raises:
        UserMistake: the run has no good checkpoint, its images changed, or the split has none.
    """
    if split not in EVALUATED:
        raise DataMistake(
            f"no split '{split}' (there are: {', '.join(EVALUATED)}){nearest(split, EVALUATED)}"
        )
    data = own_images(run, on_progress)
    rows = _some(data, split, images)
    device = choose_device(run.recipe().compute)
    classifier = Classifier.from_checkpoint(best_checkpoint(run.path), device)
    ways = [(name, strength) for name in CORRUPTIONS for strength in STRENGTHS]
    right = dict.fromkeys(ways, 0)
    clean = done = 0
    total = len(rows) * (1 + len(ways))

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if on_progress:
            on_progress(done, total)

    for start, part in _parts(rows):
        pixels, labels = data.pixels.take(part), data.dataset.labels[part]
        clean += _right(classifier, pixels, labels)
        tell(len(part))
        for name, strength in ways:
            # The part's place is in the seed: no two of them are worsened alike.
            worse = corrupted(pixels, name, strength, [seed, start])
            right[name, strength] += _right(classifier, worse, labels)
            tell(len(part))
    found = Robustness(
        clean=clean / len(rows),
        accuracies={
            name: [right[name, strength] / len(rows) for strength in STRENGTHS]
            for name in CORRUPTIONS
        },
        images=len(rows),
        split=split,
        seed=seed,
    )
    note(run, split, "robustness", classifier.epoch)
    files.write_text(robustness_file(run, split), json.dumps(found.to_json(), indent=1))
    return found


def _some(data: PreparedData, split: str, images: int | None) -> NDArray[np.int64]:
    """Rows of the images to be shown, evenly over the split."""
    rows = data.rows_of(split)
    if not len(rows):
        raise DataMistake(f"{data.dataset.source}: there are no images in the {split} split")
    if images is None or images >= len(rows):
        return rows
    if images < 1:
        raise DataMistake(f"{images} images: must be at least 1")
    return rows[np.arange(images) * len(rows) // images]


def _parts(rows: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    for start in range(0, len(rows), _BATCH):
        yield start, rows[start : start + _BATCH]


def _right(classifier: Classifier, images: NDArray[np.uint8], labels: NDArray[np.int32]) -> int:
    return int((classifier.logits_of(images).argmax(axis=1) == labels).sum())
