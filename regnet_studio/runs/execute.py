"""Executing runs: each function is the whole of a run as a generator of events.

The consumer is in control, as with the engine itself: not asking for the next event pauses,
closing stops; then ``resume`` goes on, ``conclude`` keeps the best and ends the run, ``discard``
deletes it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from filelock import Timeout

from regnet_studio import files
from regnet_studio.data.dataset import lasting_source
from regnet_studio.data.manifest import Manifest
from regnet_studio.errors import RunMistake, TrainingMistake, UserMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.predictions import Predictions, predict_split
from regnet_studio.folders import runs_folder
from regnet_studio.recipe import Recipe, dump, override_value
from regnet_studio.recipe.changes import as_setting, changed_recipe
from regnet_studio.recipe.fields import recipe_fields
from regnet_studio.runs.directory import Run
from regnet_studio.runs.environment import environment
from regnet_studio.runs.evaluations import CALIBRATING, keep
from regnet_studio.runs.run_log import RunLog, logging
from regnet_studio.runs.training_images import TrainingImages
from regnet_studio.training.checkpoint import (
    best_checkpoint,
    last_checkpoint,
    previous_checkpoint,
    read_last,
    read_tensors,
    weights_in,
    write_tensors,
)
from regnet_studio.training.device import choose_device
from regnet_studio.training.events import (
    Changed,
    EpochEnded,
    Evaluated,
    Event,
    ImageSetAside,
    MemoryShort,
    Progress,
    Resumed,
    RunEnded,
    RunStarted,
    StepSkipped,
    TrainingEnded,
    WeightsLoaded,
)
from regnet_studio.training.loop import train
from regnet_studio.training.preparation import PreparedData, prepare_data
from regnet_studio.training.pretrained import kept_card, lasting_weights

T = TypeVar("T")


def start(recipe: Recipe, root: Path | None = None) -> Generator[Event, None, None]:
    """Train, evaluate the best epoch on the test split, and keep it all in a new run directory.

    Raises:
        UserMistake: the recipe, the images, the machine or the disk do not allow it. Where that
            shows before training begins, no directory is left behind.
    """
    # A run outlives the folder it was started from.
    root = root or runs_folder()
    recipe = override_value(recipe, "data.source", lasting_source(recipe.data.source))
    weights = lasting_weights(recipe.transfer.weights, root)
    recipe = override_value(recipe, "transfer.weights", weights)
    run = _new_directory(recipe, root)
    begun = False
    try:
        edits = Manifest.read(recipe.data.source)
        if edits.edits:  # as they are now: later ones are for later runs
            edits.save(run.manifest_file)
        with closing(_execute(run, recipe, resume=False)) as events:
            for event in events:
                begun = begun or isinstance(event, RunStarted)
                yield event
    except (UserMistake, GeneratorExit):
        if not begun:
            shutil.rmtree(run.path, ignore_errors=True)
        raise


def resume(path: Path, changes: Sequence[str] = ()) -> Generator[Event, None, None]:
    """Go on with a run that was interrupted or stopped, or that is to have more epochs.

    Args:
        changes: settings that hold from here on, as ``key=value``; see :data:`CHANGEABLE`.

    Raises:
        RecipeMistake: a change that is no setting, or that would make another run of it.
        RunMistake: it is finished, in use, or its checkpoint is damaged.
    """
    run = Run(path)
    status, before = run.status(), run.recipe()
    after = changed_recipe(before, changes)
    if status == "finished" and after.stopping == before.stopping:
        raise RunMistake(
            f"{run.path}: this run is finished; to train it further, give it more epochs: "
            f"--set stopping.epochs={2 * before.stopping.epochs}"
        )
    yield from _execute(run, after, has_begun(run))


def has_begun(run: Run) -> bool:
    """Whether there is a checkpoint to go on from."""
    places = last_checkpoint(run.path), previous_checkpoint(run.path)
    return any(place.exists() for place in places)


def conclude(path: Path) -> Generator[Event, None, None]:
    """End a run early: keep the best epoch so far, evaluate it, and call the run stopped.

    Raises:
        RunMistake: it is in use, or there is no checkpoint.
    """
    run = Run(path)
    with _working_on(run), logging(run) as log:
        if not best_checkpoint(run.path).exists():
            _take_last_as_best(run)
        yield from _recorded(run, log, _end_early(run))
        data = yield from _recorded(run, log, prepare_again(run))
        refuse_changed_images(run, data)
        yield from _recorded(run, log, _evaluate(run, data))
        yield from _recorded(run, log, _end("stopped"))


def prepare_again(run: Run) -> Generator[Event, None, PreparedData]:
    """The images of a run that began, as it was trained on them."""
    return prepare_data(run.recipe(), run.manifest(), kept_card(run.path))


def refuse_changed_images(run: Run, data: PreparedData) -> None:
    """What was held back from the training must still be what is held back.

    Raises:
        RunMistake: the images are not those that the run was trained on.
    """
    notes = read_tensors(best_checkpoint(run.path))[1]
    if notes.get("fingerprint") != data.fingerprint:
        raise RunMistake(
            f"{data.dataset.source}: its images changed since {run.path} was trained, and some "
            "that it learned from may now count as test images; restore them, give other images "
            "with --data, or train anew"
        )


def discard(path: Path) -> None:
    """Delete a run.

    Raises:
        RunMistake: it is in use or cannot be deleted.
    """
    run = Run(path)
    with _working_on(run):
        try:
            shutil.rmtree(run.path)
        except OSError as error:
            raise RunMistake(f"{run.path} cannot be deleted: {error.strerror}") from error


def evaluate_run(
    run: Run, split: str, data: PreparedData
) -> Generator[tuple[int, int], None, Predictions]:
    """The best weights of a run on a split of ``data``; yields (done, total) meanwhile.

    Raises:
        RunMistake: no checkpoint, or a damaged one.
        DataMistake: no images in the split.
    """
    device = choose_device(run.recipe().compute)
    classifier = Classifier.from_checkpoint(best_checkpoint(run.path), device)
    return (yield from predict_split(classifier, data, split))


def _execute(run: Run, recipe: Recipe, resume: bool) -> Generator[Event, None, None]:
    with _working_on(run), logging(run) as log:
        try:
            if resume:
                _note_changes(run, recipe)
            work = train(recipe, run.path, resume, run.manifest())
            data = yield from _recorded(run, log, work)
            yield from _recorded(run, log, _evaluate(run, data))
            yield from _recorded(run, log, _end("finished"))
        except TrainingMistake as mistake:
            log.append_now(RunEnded("failed", str(mistake)))
            raise
        except (UserMistake, GeneratorExit):
            raise  # the state is saved: `resume` goes on
        except Exception as error:
            with suppress(OSError, UserMistake):  # the defect matters more than its record
                log.append_now(RunEnded("failed", f"{type(error).__name__}: {error}"))
            raise


def _recorded(run: Run, log: RunLog, work: Generator[Event, None, T]) -> Generator[Event, None, T]:
    """Write each event down, then pass it on. Progress is for the moment only."""
    with closing(work):  # closed while the run is still locked, so that it can save its state
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                return end.value
            if isinstance(event, RunStarted):
                loaded = [e for e in run.other_events() if isinstance(e, WeightsLoaded)]
                text = json.dumps(environment(run.recipe(), event, loaded), indent=1)
                files.write_text(run.path / "environment.json", text)
            yield from log.append(event)
            yield event
            if isinstance(event, Resumed):
                _forget_temperature(run)
                for change in _untold_changes(run):
                    yield from log.append(change)
                    yield change


def _forget_temperature(run: Run) -> None:
    """What was fitted to the best weights so far need not fit those to come."""
    try:
        run.calibration_file.unlink(missing_ok=True)
    except OSError as error:
        raise files.trouble(error, run.calibration_file) from error


def _untold_changes(run: Run) -> list[Changed]:
    """The changes that no event tells yet."""
    changes = run.changes()
    told = [e for e in run.other_events() if isinstance(e, Changed)] if changes else []
    return [change for change in changes if change not in told]


def _note_changes(run: Run, recipe: Recipe) -> None:
    """Write down what ``recipe`` changes, and from which step on."""
    before = run.recipe()
    if before == recipe:
        return
    state = read_last(run.path)[1]["state"]
    run.change(
        [
            Changed(key, as_setting(was), as_setting(now), state["epoch"], state["step"])
            for key, field in recipe_fields().items()
            if (was := field.of(before)) != (now := field.of(recipe))
        ]
    )


def _evaluate(run: Run, data: PreparedData) -> Generator[Event, None, None]:
    """Validation first: what is fitted there, the temperature, is tried on the test."""
    TrainingImages.of(data).write(run)
    splits = [
        split for split in (CALIBRATING, "test") if len(data.rows_of(split)) or split == "test"
    ]
    total = sum(len(data.rows_of(split)) for split in splits)
    before = 0
    for split in splits:
        work = evaluate_run(run, split, data)
        while True:
            try:
                yield Progress("evaluating", before + next(work)[0], total)
            except StopIteration as end:
                predictions: Predictions = end.value
                break
        before += len(data.rows_of(split))
        yield from _newly_set_aside(run, predictions)
        report = keep(run, predictions, "train")
        if split == "test":
            yield Evaluated(
                split=split,
                images=report.images,
                accuracy=report.accuracy,
                macro_f1=report.macro.f1,
                loss=report.loss,
            )


def _newly_set_aside(run: Run, predictions: Predictions) -> Generator[Event, None, None]:
    """The images that could not be read and of which training did not tell yet."""
    if not predictions.set_aside:
        return
    told = {e.path for e in run.other_events() if isinstance(e, ImageSetAside)}
    for path, reason in predictions.set_aside.items():
        if path not in told:
            yield ImageSetAside(path, predictions.split, reason)


def _end(status: str) -> Generator[Event, None, None]:
    yield RunEnded(status)


def _end_early(run: Run) -> Generator[Event, None, None]:
    events = run.other_events()
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    best = next((event for event in reversed(epochs) if event.best), None)
    smaller = [event.micro_batch for event in events if isinstance(event, MemoryShort)]
    yield TrainingEnded(
        epochs=len(epochs),
        best_epoch=best.epoch if best else 0,
        best_accuracy=(best and best.validation_accuracy) or 0.0,
        best_loss=(best and best.validation_loss) or 0.0,
        seconds=epochs[-1].seconds if epochs else 0.0,
        images_per_second=epochs[-1].images_per_second if epochs else 0.0,
        stopped=True,
        skipped=sum(isinstance(event, StepSkipped) for event in events),
        set_aside=len({e.path for e in events if isinstance(e, ImageSetAside)}),
        micro_batch=smaller[-1] if smaller else None,
    )


def _take_last_as_best(run: Run) -> None:
    """Stopped before the first validation: the weights there are, are the best."""
    tensors, notes, _ = read_last(run.path)
    kept = weights_in(tensors, "average.") or weights_in(tensors)
    weights = {f"model.{name}": tensor for name, tensor in kept.items()}
    write_tensors(best_checkpoint(run.path), weights, notes)


def _new_directory(recipe: Recipe, root: Path) -> Run:
    source = Path(recipe.data.source).name.removesuffix(".zip")
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in source)[:40]
    stem = f"{datetime.now():%Y-%m-%d-%H%M%S}-{recipe.model.name}-{plain}"
    for number in range(1, 1000):
        path = root / (stem if number == 1 else f"{stem}-{number}")
        try:
            root.mkdir(parents=True, exist_ok=True)
            path.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise files.trouble(error, path) from error
        try:
            files.write_text(path / "recipe.toml", dump(recipe))
        except UserMistake:
            shutil.rmtree(path, ignore_errors=True)
            raise
        return Run(path)
    raise RunMistake(f"{root}: a thousand runs began in this second; try again")


@contextmanager
def _working_on(run: Run) -> Iterator[None]:
    lock = run.lock()
    try:
        lock.acquire(timeout=0.2)  # whoever lists the runs holds it for a moment
    except Timeout as error:
        raise RunMistake(
            f"{run.path} is in use{_by_whom(run)}; wait until it is done, or stop it first"
        ) from error
    except OSError as error:
        raise files.trouble(error, run.path) from error
    try:
        yield
    finally:
        lock.release()


def _by_whom(run: Run) -> str:
    pids = [event.pid for event in run.other_events() if isinstance(event, RunStarted)]
    if not pids:
        return ""
    return " by this program" if pids[-1] == os.getpid() else f" by process {pids[-1]}"
