"""The training loop: recipe in, events out.

``train`` is a generator, and whoever consumes it is in control: pausing is not asking for the next
event, stopping is closing it. Then, as at the end of each epoch and every few minutes, the state is
written to ``checkpoints/last.safetensors``, from which ``resume=True`` goes on exactly.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import torch
from torch import Tensor

from regnet_studio.data.batches import Batch
from regnet_studio.data.manifest import Manifest
from regnet_studio.errors import RunMistake
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.beginning import begin
from regnet_studio.training.device import choose_device, is_device_lost, is_out_of_memory
from regnet_studio.training.events import Checkpointed, Event
from regnet_studio.training.full_disk import written
from regnet_studio.training.heap import kept_heap
from regnet_studio.training.preparation import PreparedData, balance_data, prepare_data
from regnet_studio.training.pretrained import kept_card
from regnet_studio.training.retraining import retraining
from regnet_studio.training.session import Session
from regnet_studio.training.validation import validate


def train(
    recipe: Recipe,
    directory: Path | None = None,
    resume: bool = False,
    manifest: Manifest | None = None,
) -> Generator[Event, None, PreparedData]:
    """Train the recipe's network on its images.

    Args:
        directory: where ``checkpoints/`` is kept; None keeps nothing.
        resume: go on from ``checkpoints/last.safetensors``.
        manifest: the user's edits to the images.

    Yields:
        RunStarted, then Steps, EpochEndeds and Checkpointeds, then TrainingEnded; between them
        what went wrong and was dealt with.

    Returns:
        the images, so that whoever evaluates next need not prepare them again.

    Raises:
        UserMistake: the data, the machine or the disk do not allow it; says what to do.
    """
    device = choose_device(recipe.compute)
    device.take_threads()
    kept = kept_card(directory) if resume and directory else None
    data = yield from prepare_data(recipe, manifest, kept)
    entries = yield from balance_data(recipe, data)
    run = yield from begin(recipe, device, data, entries, directory, resume)
    yield run.started()
    try:
        with kept_heap(device.device):
            yield from _epochs(run)
    except GeneratorExit:  # the consumer stops: what was learned is kept
        run.save_last()
        raise
    except RuntimeError as error:
        if not is_device_lost(error):
            raise
        raise RunMistake(
            f"{device.device} does not answer any more ({str(error).splitlines()[0]}); go on from "
            "the last checkpoint, with --set compute.device=cpu where it does not come back"
        ) from error
    return data


def _epochs(run: Session) -> Iterator[Event]:
    run.account.pace.lap()  # the clock runs from here
    while not run.is_over:
        yield from _train_epoch(run)
        yield from _end_epoch(run)
    if run.retrains_head and not run.state.head_retrained:
        yield from retraining(run)
    yield run.account.ended()


def _train_epoch(run: Session) -> Iterator[Event]:
    """The steps of the epoch in progress that are not done yet."""
    with run.account.pace.held():
        yield from run.begin_epoch()
    for batch in run.batches():
        yield from _step(run, batch)
        if run.reading_is_due:
            for event in run.read():
                with run.account.pace.held():
                    yield event
            if run.save_is_due():
                with run.account.pace.held():
                    yield from written(run.save_last)
                    yield Checkpointed(run.state.epoch, run.state.step)


def _step(run: Session, batch: Batch) -> Iterator[Event]:
    """One step of gradient descent, in smaller parts where memory does not hold the batch."""
    run.begin_step()
    while True:
        try:
            sums = _gradients(run, batch)
            break
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            told = run.halve(batch, error)
        with run.account.pace.held():
            yield told
    run.end_step(batch, sums)


def _gradients(run: Session, batch: Batch) -> Tensor:
    """Gradients of a batch's mean loss; its loss sum and right answers, still on the device."""
    whole = run.criterion.weight(batch)
    sums = torch.zeros(2, device=run.device.device)
    for part in run.parts(batch):
        with run.device.autocast():
            logits = run.forward(part.images)
        loss = run.criterion(logits.float(), part)
        run.descent.backward(loss * (run.criterion.weight(part) / whole))
        with torch.no_grad():
            correct = (logits.argmax(dim=1) == part.labels).sum()
            sums += torch.stack([loss.detach() * len(part.labels), correct.float()])
        run.note(part, logits)
    return sums


def _end_epoch(run: Session) -> Iterator[Event]:
    """Validate where it is due, keep the weights if they are the best, keep the state."""
    found = None
    if run.account.validation_is_due:
        found = validate(run.judged, run.validation_images, run.device)
        with run.account.pace.held():
            yield from run.account.news_of_validation(found)
    ended = run.close_epoch(found)
    with run.account.pace.held():
        if ended.best:
            yield from written(run.save_best)
        yield from written(run.save_last)
        yield ended
        yield Checkpointed(ended.epoch, ended.step)
