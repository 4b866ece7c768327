"""Likely label errors of a run: every image judged by a network that did not learn from it.

The images that a run trained and validated with are cut into folds (stratified, with groups and
copies kept together, by ``data/split.py``). For each fold a network is trained with the run's
recipe on the others, and says what it makes of the fold. It all lies in the run's folder, beside
what the run wrote itself; the test images take no part.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.manifest import Manifest, Move
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.label_errors import likely_errors, share_of_errors
from regnet_studio.evaluation.predictions import Predictions, predict_split
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.recipe import Recipe, dump, load, override_value
from regnet_studio.runs.directory import Run
from regnet_studio.runs.execute import has_begun, prepare_again, refuse_changed_images
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.device import choose_device
from regnet_studio.training.events import Event, Progress, RunStarted, Step
from regnet_studio.training.loop import train
from regnet_studio.training.preparation import PreparedData

FORMAT = 1
FOLDS = 5
"""Networks that are trained where nobody says how many."""
MOST_FOLDS = 20


@dataclass(frozen=True, slots=True)
class FoldStep(Event):
    """The training of a fold's network went on."""

    kind: ClassVar[str] = "fold_step"
    fold: int
    """From 1."""
    folds: int
    epoch: int
    epochs: int
    share: float
    """Of all the work, 0..1."""


@dataclass(frozen=True)
class LabelErrors:
    """Images that probably show another class than they are filed under, the likeliest first."""

    classes: list[str]
    places: list[int]
    """Among the out-of-fold predictions."""
    paths: list[str]
    given: list[int]
    """Class each is filed under."""
    suggested: list[int]
    """Class it probably shows."""
    margin: list[float]
    """Probability of the suggested class less that of the given one, -1..1."""
    images: int
    """That were looked at."""
    share: float
    """Of the labels that are estimated to be wrong, 0..1."""
    accuracy: float
    """Of the folds' networks, on the labels as given."""
    folds: int
    epochs: int
    kept: list[str] = field(default_factory=list)
    """Paths of which the user said that the label is right."""
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """As it stands in ``label-errors.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Any, where: str) -> LabelErrors:
        """What :meth:`to_json` made.

        Raises:
            RunMistake: the record is damaged, or of a newer version.
        """
        try:
            if record["format"] > FORMAT:
                raise RunMistake(
                    f"{where} was written by a newer version of RegNet Studio; update it"
                )
            found = cls(**record)
            columns = (found.places, found.paths, found.given, found.suggested, found.margin)
            if len({len(column) for column in columns}) != 1:
                raise ValueError("columns of unequal lengths")
            return found
        except (KeyError, TypeError, ValueError) as error:
            raise RunMistake(f"{where} is damaged: look for label errors again") from error

    def records(self, most: int | None = None) -> list[dict[str, Any]]:
        """One record an image, by names: what is printed."""
        return [
            {
                "path": self.paths[n],
                "given": self.classes[self.given[n]],
                "suggested": self.classes[self.suggested[n]],
                "margin": self.margin[n],
            }
            for n in range(len(self.paths))[:most]
        ]


def label_errors_file(run: Run) -> Path:
    """Where the ranked list is kept."""
    return run.path / "label-errors.json"


def out_of_fold_file(run: Run) -> Path:
    """Where the out-of-fold predictions are kept, as ``Predictions`` of split ``out-of-fold``."""
    return run.path / "out-of-fold.npz"


def label_errors_of(run: Run) -> LabelErrors | None:
    """What was found earlier; None where nobody looked.

    Raises:
        RunMistake: the file is damaged.
    """
    file = label_errors_file(run)
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RunMistake(f"{file} is damaged: look for label errors again") from error
    return LabelErrors.from_json(record, str(file))


def interrupted_search(run: Run) -> tuple[int, int] | None:
    """Folds and epochs of a search that was interrupted: with these it goes on. None: none was.

    Raises:
        RecipeMistake: what it left is damaged.
    """
    for path in sorted(_work(run).glob("fold-*/recipe.toml")):
        recipe = load(path)
        return recipe.data.folds or FOLDS, recipe.stopping.epochs
    return None


def keep_labels(run: Run, paths: Sequence[str]) -> LabelErrors:
    """Note that the labels of these images are right: they are not suggested again.

    Raises:
        RunMistake: nobody looked for label errors, or the file is damaged.
        DiskTrouble: no room or no permission.
    """
    found = label_errors_of(run)
    if found is None:
        raise RunMistake(f"{run.path}: look for label errors first")
    found = replace(found, kept=[*dict.fromkeys((*found.kept, *paths))])
    _write(run, found)
    return found


def find_label_errors(
    run: Run, folds: int = FOLDS, epochs: int | None = None
) -> Generator[Event, None, LabelErrors]:
    """Train a network a fold, and rank the images whose label these networks contradict.

    Closed midway, it goes on from there the next time it is called with the same choices. The
    epoch that speaks of a fold is the one that is best on it: a choice among a few epochs, by the
    accuracy over the whole fold, which tells next to nothing of a single label.

    Args:
        folds: networks to train, each on all but one of as many parts.
        epochs: of each training; None: as many as the run had.

    Yields:
        What the trainings tell, and FoldStep.

    Raises:
        UserMistake: the run has no good checkpoint, its images changed or are too few, or the
            machine or the disk do not allow it.
    """
    if not 2 <= folds <= MOST_FOLDS:
        raise DataMistake(f"{folds} folds: must be from 2 to {MOST_FOLDS}")
    recipe = override_value(run.recipe(), "data.folds", folds)
    if epochs is not None:
        recipe = override_value(recipe, "stopping.epochs", epochs)
    with _looking(run):
        data = yield from prepare_again(run)
        refuse_changed_images(run, data)
        _refuse_small_classes(data, folds)
        manifest = _with_test_images_fixed(run, data)
        parts: list[Predictions] = []
        for fold in range(1, folds + 1):
            of_fold = override_value(recipe, "data.fold", fold)
            parts.append((yield from _of_fold(run, of_fold, manifest)))
        predictions = _joined(parts, data)
        predictions.write(out_of_fold_file(run))
        found = _found(predictions, recipe)
        _write(run, found)
        shutil.rmtree(_work(run), ignore_errors=True)
    return found


def _found(predictions: Predictions, recipe: Recipe) -> LabelErrors:
    odds, labels = probabilities(predictions.logits), predictions.labels
    errors = likely_errors(odds, labels)
    return LabelErrors(
        classes=list(predictions.classes),
        places=[error.place for error in errors],
        paths=[predictions.paths[error.place] for error in errors],
        given=[error.given for error in errors],
        suggested=[error.suggested for error in errors],
        margin=[error.margin for error in errors],
        images=len(labels),
        share=share_of_errors(odds, labels),
        accuracy=float((odds.argmax(axis=1) == labels).mean()),
        folds=recipe.data.folds or FOLDS,
        epochs=recipe.stopping.epochs,
    )


def _of_fold(run: Run, recipe: Recipe, manifest: Manifest) -> Generator[Event, None, Predictions]:
    """What a network that never saw a fold says of it; trained anew, or as far as it got before."""
    place = _begun(run, recipe)
    if place.predictions_file().exists():
        return Predictions.read(place.predictions_file())
    data = yield from _trained(place, recipe, manifest)
    classifier = Classifier.from_checkpoint(
        best_checkpoint(place.path), choose_device(recipe.compute)
    )
    work = predict_split(classifier, data, "validation")  # the fold: see `data.folds`
    while True:
        try:
            yield Progress("evaluating", *next(work))
        except StopIteration as end:
            predictions: Predictions = end.value
            break
    predictions.write(place.predictions_file())
    shutil.rmtree(place.path / "checkpoints", ignore_errors=True)
    return predictions


def _trained(
    place: Run, recipe: Recipe, manifest: Manifest
) -> Generator[Event, None, PreparedData]:
    """The training of a fold's network, told step by step."""
    folds, epochs = recipe.data.folds or FOLDS, recipe.stopping.epochs
    steps = 1
    with closing(train(recipe, place.path, has_begun(place), manifest)) as work:
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                return end.value
            yield event
            if isinstance(event, RunStarted):
                steps = max(event.epochs * event.steps_per_epoch, 1)
            elif isinstance(event, Step):
                share = (recipe.data.fold - 1 + event.step / steps) / folds
                yield FoldStep(recipe.data.fold, folds, event.epoch, epochs, share)


def _begun(run: Run, recipe: Recipe) -> Run:
    """The folder of a fold: as an interrupted search of the same choices left it, or empty."""
    path = _work(run) / f"fold-{recipe.data.fold}"
    kept, text = path / "recipe.toml", dump(recipe)
    if not kept.is_file() or kept.read_text(encoding="utf-8") != text:
        shutil.rmtree(path, ignore_errors=True)
        files.write_text(kept, text)
    return Run(path)


def _with_test_images_fixed(run: Run, data: PreparedData) -> Manifest:
    """The run's edits, and its test images as test images: the folds are cut from all others."""
    edits = run.manifest() or Manifest(run.recipe().data.source)
    test = tuple(data.dataset.paths[row] for row in data.split.test.tolist())
    return edits.add(Move(test, "test"))


def _refuse_small_classes(data: PreparedData, folds: int) -> None:
    rows = np.concatenate([data.split.train, data.split.validation])
    counts = np.bincount(data.dataset.labels[rows], minlength=len(data.dataset.classes))
    if (fewest := int(counts.min())) < folds:
        name = data.dataset.classes[int(counts.argmin())]
        advice = f"cut at most {fewest} folds" if fewest > 1 else "add images of it"
        raise DataMistake(
            f"class '{name}' has {fewest} image(s) besides those of the test, too few for {folds} "
            f"folds: {advice}"
        )


def _joined(parts: Sequence[Predictions], data: PreparedData) -> Predictions:
    """The folds as one, in the order of the dataset."""
    rows = {path: row for row, path in enumerate(data.dataset.paths)}
    paths = [path for part in parts for path in part.paths]
    order: NDArray[np.int64] = np.argsort([rows[path] for path in paths], kind="stable")
    return Predictions(
        split="out-of-fold",
        logits=np.concatenate([part.logits for part in parts])[order],
        labels=np.concatenate([part.labels for part in parts])[order],
        paths=[paths[place] for place in order.tolist()],
        classes=parts[0].classes,
    )


def _write(run: Run, found: LabelErrors) -> None:
    files.write_text(label_errors_file(run), json.dumps(found.to_json(), indent=1))


def _work(run: Run) -> Path:
    """Where the folds are trained; gone when all are done."""
    return run.path / "label-errors"


@contextmanager
def _looking(run: Run) -> Iterator[None]:
    lock = FileLock(run.path / ".label-errors.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise RunMistake(
            f"{run.path}: label errors are being looked for already; wait until that is done"
        ) from error
    except OSError as error:
        raise files.trouble(error, run.path) from error
    try:
        yield
    finally:
        lock.release()
