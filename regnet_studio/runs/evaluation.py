"""Evaluating a run again: on another split, or on images it has never seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from regnet_studio.data.dataset import Dataset, open_dataset
from regnet_studio.data.facts import checking
from regnet_studio.data.layout import SPLITS
from regnet_studio.data.pixels import decoding
from regnet_studio.data.progress import finished
from regnet_studio.data.split import Split
from regnet_studio.errors import DataMistake, nearest
from regnet_studio.evaluation.classifier import card_in
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import Report
from regnet_studio.models.card import Card
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluations import keep, report_elsewhere, report_of
from regnet_studio.runs.execute import evaluate_run, prepare_again, refuse_changed_images
from regnet_studio.training.checkpoint import best_checkpoint, read_tensors
from regnet_studio.training.events import Event, Progress
from regnet_studio.training.preparation import PreparedData, frame_in

__all__ = ["evaluate", "other_images", "own_images", "report_of"]

OnProgress = Callable[[int, int], None]
EVALUATED = SPLITS[1:]


def evaluate(
    run: Run, split: str = "test", source: str | None = None, on_progress: OnProgress | None = None
) -> Report:
    """Evaluate a run's best weights.

    On its own images it is counted and kept. On validation images it fits the temperature anew.

    Args:
        split: ``train``, ``validation`` or ``test`` of the run's own images.
        source: other images instead, as a dataset; where they have no such split, all of them.
        on_progress: called with (done, total).

    Raises:
        UserMistake: the run has no good checkpoint, or the images do not fit.
    """
    if split not in EVALUATED:
        raise DataMistake(
            f"no split '{split}' (there are: {', '.join(EVALUATED)}){nearest(split, EVALUATED)}"
        )
    data = other_images(run, source, on_progress) if source else own_images(run, on_progress)
    work = evaluate_run(run, split, data)
    while True:
        try:
            done, total = next(work)
        except StopIteration as end:
            predictions: Predictions = end.value
            break
        if on_progress:
            on_progress(done, total)
    return report_elsewhere(run, predictions) if source else keep(run, predictions, "evaluate")


def own_images(run: Run, on_progress: OnProgress | None = None) -> PreparedData:
    """The images that the run was trained on, set apart as they were then.

    Raises:
        RunMistake: they changed since, so that others would be held back now.
    """

    def tell(event: Event) -> None:
        if on_progress and isinstance(event, Progress):
            on_progress(event.done, event.total)

    data = finished(prepare_again(run), tell)
    refuse_changed_images(run, data)
    return data


def other_images(run: Run, source: str, on_progress: OnProgress | None = None) -> PreparedData:
    """Images from elsewhere as the run's network sees them; all are in every split they lack.

    Raises:
        DataMistake: a class that the network does not know.
    """
    notes = read_tensors(best_checkpoint(run.path))[1]
    card = card_in(notes, best_checkpoint(run.path))
    recipe = run.recipe()
    # How images stay together is a matter of the run's own images.
    asked = recipe.data.model_copy(update={"source": source, "group_by": "none"})
    dataset = _with_classes_of(card, open_dataset(asked))

    def tell(step: tuple[int, int]) -> None:
        if on_progress:
            on_progress(*step)

    keep, threads = recipe.compute.images, recipe.compute.threads
    facts = finished(checking(dataset, threads), tell)
    work = decoding(dataset, facts, frame_in(card), keep=keep, threads=threads)
    seen = finished(work, tell)
    usable = seen.facts.usable(dataset)
    given = dataset.splits[usable]
    parts = {
        name: usable[given == number] if (given == number).any() else usable
        for number, name in enumerate(SPLITS)
    }
    split = Split(parts["train"], parts["validation"], parts["test"], copies=usable[:0])
    return PreparedData(dataset, seen.pixels, seen.facts, split, card)


def _with_classes_of(card: Card, dataset: Dataset) -> Dataset:
    numbers = []
    for name in dataset.classes:
        if name not in card.classes:
            raise DataMistake(
                f"{dataset.source}: class '{name}' is unknown to this network"
                f"{nearest(name, card.classes) or '; it knows: ' + ', '.join(card.classes[:20])}"
            )
        numbers.append(card.classes.index(name))
    labels = np.array(numbers, dtype=np.int32)[dataset.labels]
    return replace(dataset, classes=card.classes, labels=labels)
