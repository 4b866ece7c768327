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
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.device import choose_device
from regnet_studio.training.events import Checkpointed, Event, HeadRetrained, Notice
from regnet_studio.training.head import last_linear, retrain_head
from regnet_studio.training.optimizers import set_lr
from regnet_studio.training.preparation import PreparedData, balance_data, prepare_data
from regnet_studio.training.pretrained import kept_card
from regnet_studio.training.session import Session, begin
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
        RunStarted, then Steps, EpochEndeds and Checkpointeds, then TrainingEnded.

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
        yield from _epochs(run)
    except GeneratorExit:  # the consumer stops: what was learned is kept
        run.save_last()
        raise
    return data


def _epochs(run: Session) -> Iterator[Event]:
    run.pace.lap(steps=0)  # the clock runs from here
    while run.state.epoch <= run.recipe.stopping.epochs:
        yield from _train_epoch(run)
        yield from _end_epoch(run)
    if run.retrains_head and not run.state.head_retrained:
        yield from _retrain_head(run)
    yield run.ended()


def _train_epoch(run: Session) -> Iterator[Event]:
    """The steps of the epoch in progress that are not done yet."""
    state = run.state
    with run.pace.held():
        yield from run.begin_epoch()
    sums, unread = torch.zeros(2, device=run.device.device), 0
    for batch in run.batches():
        set_lr(run.optimizer, run.lr_of(state.step))
        sums += _step(run, batch)
        state.step += 1
        state.step_in_epoch += 1
        unread += 1
        if unread == run.device.steps_per_event or state.step_in_epoch == run.steps_per_epoch:
            loss_sum, correct = sums.tolist()  # waits for the device
            step = run.count(loss_sum, round(correct), unread, len(batch.labels))
            sums.zero_()
            unread = 0
            with run.pace.held():
                yield step
                if run.save_is_due():
                    run.save_last()
                    yield Checkpointed(state.epoch, state.step)


def _step(run: Session, batch: Batch) -> Tensor:
    """One step of gradient descent; the batch's loss sum and right answers, still on the device."""
    with run.device.autocast():
        logits = run.learner(batch.images)
    loss = run.criterion(logits.float(), batch)
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    if run.start is not None:
        run.start.add_gradients()
    run.optimizer.step()
    with torch.no_grad():
        correct = (logits.argmax(dim=1) == batch.labels).sum()
        return torch.stack([loss.detach() * len(batch.labels), correct.float()])


def _end_epoch(run: Session) -> Iterator[Event]:
    """Validate, keep the weights if they are the best, keep the state."""
    loss, accuracy = validate(run.learner, run.validation_images, run.device)
    ended = run.close_epoch(loss, accuracy)
    if ended.best:
        run.save_best()
    run.save_last()
    with run.pace.held():
        yield ended
        yield Checkpointed(ended.epoch, ended.step)


def _retrain_head(run: Session) -> Iterator[Event]:
    """Rare classes strengthened between features: the last layer of the best epoch anew."""
    run.take_best()
    before = validate(run.learner, run.validation_images, run.device)
    try:
        head = retrain_head(
            run.learner,
            last_linear(run.layers.head),
            run.images_of("train"),
            run.recipe.balance,
            run.data.card.classes,
            run.recipe.seed,
            run.device,
        )
    except DataMistake as mistake:  # told by the features alone, too late to refuse the run
        yield Notice(f"the last layer stays as the epochs left it: {mistake}")
        return
    loss, accuracy = validate(run.learner, run.validation_images, run.device)
    run.keep_retrained(loss, accuracy)
    yield HeadRetrained(
        head.features, list(head.before), list(head.after), before[1], accuracy, head.seconds
    )
