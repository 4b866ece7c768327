"""The training loop: recipe in, events out.

``train`` is a generator, and whoever consumes it is in control: pausing is not asking for the next
event, stopping is closing it. Then, as at the end of each epoch and every few minutes, the state is
written to ``checkpoints/last.safetensors``, from which ``resume=True`` goes on exactly.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.data.batches import Batch, SplitImages
from regnet_studio.errors import RunMistake
from regnet_studio.models.catalogue import cost
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.checkpoint import (
    read_tensors,
    restore_tensors,
    training_tensors,
    write_tensors,
)
from regnet_studio.training.device import Device, choose_device
from regnet_studio.training.events import (
    Checkpointed,
    EpochEnded,
    Event,
    Resumed,
    RunStarted,
    Step,
    TrainingEnded,
)
from regnet_studio.training.optimizers import make_optimizer, set_lr
from regnet_studio.training.preparation import PreparedData, fresh_network, prepare_data
from regnet_studio.training.schedule import lr_factor
from regnet_studio.training.state import Pace, TrainingState

VALIDATION_BATCH = 512


def train(
    recipe: Recipe, directory: Path | None = None, resume: bool = False
) -> Generator[Event, None, PreparedData]:
    """Train the recipe's network on its images.

    Args:
        directory: where ``checkpoints/`` is kept; None keeps nothing.
        resume: go on from ``checkpoints/last.safetensors``.

    Yields:
        RunStarted, then Steps, EpochEndeds and Checkpointeds, then TrainingEnded.

    Returns:
        the images, so that whoever evaluates next need not prepare them again.

    Raises:
        UserMistake: the data, the machine or the disk do not allow it; says what to do.
    """
    device = choose_device(recipe.compute)
    device.take_threads()
    data = yield from prepare_data(recipe)
    run = _Training(recipe, device, data, directory)
    if resume:
        yield run.restore()
    else:
        run.save_last()  # so that there is a checkpoint to resume from at any moment
    yield run.started()
    try:
        yield from _epochs(run)
    except GeneratorExit:  # the consumer stops: what was learned is kept
        run.save_last()
        raise
    return data


def _epochs(run: _Training) -> Iterator[Event]:
    recipe, state, pace = run.recipe, run.state, Pace()
    train_images = run.data.images_of("train", run.device)
    validation_images = run.data.images_of("validation", run.device)
    saved = time.monotonic()

    while state.epoch <= recipe.stopping.epochs:
        run.network.train()
        lr = 0.0
        sums, unread = torch.zeros(2, device=run.device.device), 0
        for batch in train_images.epoch(
            state.epoch,
            recipe.seed,
            recipe.optimizer.batch_size,
            recipe.augment,
            skip=state.step_in_epoch,
        ):
            lr = recipe.optimizer.lr * lr_factor(recipe.schedule, state.step, run.total_steps)
            set_lr(run.optimizer, lr)
            sums += _step(run, batch)
            unread += 1
            state.step += 1
            state.step_in_epoch += 1
            if unread < run.device.steps_per_event and state.step_in_epoch < run.steps_per_epoch:
                continue
            loss_sum, correct = sums.tolist()  # waits for the device
            images = unread * len(batch.labels)
            state.count(loss_sum, round(correct), images)
            seconds = pace.lap(unread)
            state.train_seconds += seconds
            step = Step(
                state.epoch,
                state.step,
                loss=loss_sum / images,
                accuracy=correct / images,
                lr=lr,
                images_per_second=len(batch.labels) / pace.seconds_per_step,
                seconds_left=state.seconds_left(run.total_steps, recipe.stopping.epochs, pace),
                memory_mb=run.device.memory_mb(),
            )
            sums.zero_()
            unread = 0
            with pace.held():
                yield step
                if run.directory and time.monotonic() - saved > run.seconds_between_saves:
                    run.save_last()
                    saved = time.monotonic()
                    yield Checkpointed(state.epoch, state.step)

        loss, accuracy = validate(run.network, validation_images, run.device)
        state.validation_seconds += pace.lap(steps=0)
        best = state.is_best(accuracy, loss)
        train_loss, train_accuracy = state.loss_sum / state.seen, state.correct / state.seen
        ended, seen = state.epoch, state.images_per_second
        if best:
            run.save_best()
        state.next_epoch()
        run.save_last()
        saved = time.monotonic()
        with pace.held():
            yield EpochEnded(
                ended,
                state.step,
                train_loss=train_loss,
                train_accuracy=train_accuracy,
                validation_loss=loss,
                validation_accuracy=accuracy,
                lr=lr,
                images_per_second=seen,
                seconds=state.seconds,
                seconds_left=state.seconds_left(run.total_steps, recipe.stopping.epochs, pace),
                memory_mb=run.device.memory_mb(),
                best_accuracy=state.best_accuracy,
                best=best,
            )
            yield Checkpointed(ended, state.step)
    yield run.ended()


def _step(run: _Training, batch: Batch) -> Tensor:
    """One step of gradient descent; the batch's loss sum and right answers, still on the device."""
    with run.device.autocast():
        logits = run.network(batch.images)
    loss = F.cross_entropy(
        logits.float(), batch.labels, label_smoothing=run.recipe.loss.label_smoothing
    )
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    run.optimizer.step()
    with torch.no_grad():
        correct = (logits.argmax(dim=1) == batch.labels).sum()
        return torch.stack([loss.detach() * len(batch.labels), correct.float()])


@torch.inference_mode()
def validate(network: nn.Module, images: SplitImages, device: Device) -> tuple[float, float]:
    """Mean cross-entropy (without smoothing) and accuracy over a split."""
    network.eval()
    sums = torch.zeros(2, device=device.device)
    for batch in images.in_order(VALIDATION_BATCH):
        with device.autocast():
            logits = network(batch.images).float()
        loss = F.cross_entropy(logits, batch.labels, reduction="sum")
        sums += torch.stack([loss, (logits.argmax(dim=1) == batch.labels).sum()])
    loss, correct = sums.tolist()
    return loss / images.count, correct / images.count


class _Training:
    """What is being trained: network, optimiser, and where it stands."""

    def __init__(
        self, recipe: Recipe, device: Device, data: PreparedData, directory: Path | None
    ) -> None:
        self.recipe = recipe
        self.device = device
        self.data = data
        self.directory = directory
        torch.manual_seed(recipe.seed)
        self.network = fresh_network(data.card, device, recipe.seed)
        self.optimizer = make_optimizer(recipe.optimizer, self.network)
        self.state = TrainingState()
        batch_size = recipe.optimizer.batch_size
        self.steps_per_epoch = max(1, len(data.split.train) // batch_size)
        self.total_steps = self.steps_per_epoch * recipe.stopping.epochs
        self.seconds_between_saves = recipe.compute.checkpoint_minutes * 60

    def started(self) -> RunStarted:
        card = self.data.card
        params, macs = cost(self.network, Shape(len(card.classes), card.channels, card.size))
        return RunStarted(
            run=str(self.directory or ""),
            model=self.recipe.model.name,
            dataset=self.data.dataset.name,
            fingerprint=self.data.pixels.fingerprint,
            classes=list(card.classes),
            images=self.data.split.sizes(),
            size=card.size,
            channels=card.channels,
            epochs=self.recipe.stopping.epochs,
            steps_per_epoch=self.steps_per_epoch,
            params=params,
            macs=macs,
            device=str(self.device.device),
            precision=self.device.precision,
            channels_last=self.device.channels_last,
            pid=os.getpid(),
        )

    def ended(self, stopped: bool = False) -> TrainingEnded:
        return TrainingEnded(
            epochs=self.state.epoch - 1,
            best_epoch=self.state.best_epoch,
            best_accuracy=self.state.best_accuracy,
            best_loss=self.state.best_loss,
            seconds=self.state.seconds,
            images_per_second=self.state.images_per_second,
            stopped=stopped,
        )

    def save_last(self) -> None:
        if self.directory:
            tensors = training_tensors(self.network, self.optimizer)
            write_tensors(last_checkpoint(self.directory), tensors, self._notes())

    def save_best(self) -> None:
        if self.directory:
            weights = {f"model.{name}": t for name, t in self.network.state_dict().items()}
            write_tensors(best_checkpoint(self.directory), weights, self._notes())

    def restore(self) -> Resumed:
        """Take the place of the run that wrote the last checkpoint.

        Raises:
            RunMistake: there is none, it is damaged, or the images are not the same any more.
        """
        if self.directory is None:
            raise RunMistake("nothing to resume: the run was not kept in a directory")
        tensors, notes = read_tensors(last_checkpoint(self.directory))
        if notes["fingerprint"] != self.data.pixels.fingerprint:
            raise RunMistake(
                f"{self.data.dataset.source}: its images changed since the run began; restore "
                "them to resume, or train anew"
            )
        restore_tensors(tensors, self.network, self.optimizer)
        self.state = TrainingState(**notes["state"])
        return Resumed(self.state.epoch, self.state.step)

    def _notes(self) -> dict[str, Any]:
        return {
            "format": 1,
            "card": self.data.card.model_dump(mode="json"),
            "fingerprint": self.data.pixels.fingerprint,
            "state": self.state.to_json(),
        }


def last_checkpoint(directory: Path) -> Path:
    """The file from which training goes on."""
    return directory / "checkpoints" / "last.safetensors"


def best_checkpoint(directory: Path) -> Path:
    """The file with the weights of the best epoch."""
    return directory / "checkpoints" / "best.safetensors"
