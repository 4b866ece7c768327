"""A training session: the network being trained, its optimiser, and where it stands.

It knows how to keep itself in a run directory and how to come back from there; how to train is the
loop's business.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import torch

from regnet_studio.data.balance import on_features
from regnet_studio.data.batches import Batch, SplitImages
from regnet_studio.data.entries import Entries, plain_entries
from regnet_studio.errors import RunMistake, TrainingMistake
from regnet_studio.models.catalogue import cost
from regnet_studio.models.registry import Shape, anatomy
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.checkpoint import (
    Tensors,
    best_checkpoint,
    last_checkpoint,
    load_weights,
    read_tensors,
    restore_tensors,
    start_checkpoint,
    training_tensors,
    weights_in,
    write_tensors,
)
from regnet_studio.training.device import Device
from regnet_studio.training.events import (
    EpochEnded,
    Event,
    Notice,
    Resumed,
    RunStarted,
    Step,
    TrainingEnded,
)
from regnet_studio.training.features import FeatureImages, Features, extracting
from regnet_studio.training.head import check_head, last_linear
from regnet_studio.training.loss import Criterion
from regnet_studio.training.optimizers import make_optimizer
from regnet_studio.training.preparation import PreparedData, fresh_network
from regnet_studio.training.pretrained import load_pretrained
from regnet_studio.training.schedule import lr_factor
from regnet_studio.training.state import Pace, TrainingState
from regnet_studio.training.transfer import Layers, StartingPoint, starting_point


class Session:
    """What is being trained, on which images, and where it stands.

    Args:
        layers: of the network, with its first weights in it.
        start: the loaded weights w0 to which L2-SP pulls, by name; None: it is off.
        features: what the frozen part of the network makes of the images, where the head alone
            learns, from these.
    """

    def __init__(
        self,
        recipe: Recipe,
        device: Device,
        data: PreparedData,
        entries: Entries,
        directory: Path | None,
        layers: Layers,
        start: Tensors | None = None,
        features: Features | None = None,
    ) -> None:
        self.recipe = recipe
        self.device = device
        self.data = data
        self.directory = directory
        self.layers = layers
        self.network = layers.network
        """The whole: what is kept, evaluated and exported."""
        self.learner = self.network if features is None else layers.learner
        """What takes the batches: the network or, on features, its head alone."""
        self.start = (
            None if start is None else StartingPoint(recipe.transfer.l2_sp, self.network, start)
        )
        groups = layers.groups(recipe.optimizer.weight_decay, pulled=start or ())
        self.optimizer = make_optimizer(recipe.optimizer, self.network, groups)
        self.state = TrainingState()
        self._source = data if features is None else features
        self.train_images = self._source.images(entries, device)
        self.validation_images = self.images_of("validation")
        self.criterion = Criterion(recipe.loss, data.train_counts, device.device)
        self.steps_per_epoch = self.train_images.steps_per_epoch(recipe.optimizer.batch_size)
        self.total_steps = self.steps_per_epoch * recipe.stopping.epochs
        self.pace = Pace()
        self._saved = time.monotonic()

    def images_of(self, split: str) -> SplitImages | FeatureImages:
        """The images of ``train`` or ``validation`` as the learner takes them, once each."""
        rows, labels = self.data.rows_of(split), self.data.dataset.labels
        return self._source.images(plain_entries(rows, labels), self.device)

    @property
    def retrains_head(self) -> bool:
        """Whether the last layer is trained anew at the end: SMOTE between features."""
        return on_features(self.recipe.balance, self.data.card.size)

    def started(self) -> RunStarted:
        """The record of what begins."""
        card = self.data.card
        params, macs = cost(self.network, Shape(len(card.classes), card.channels, card.size))
        return RunStarted(
            run=str(self.directory or ""),
            model=self.recipe.model.name,
            dataset=self.data.dataset.name,
            fingerprint=self.data.fingerprint,
            classes=list(card.classes),
            images=self.data.split.sizes(),
            entries=self.train_images.count,
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

    def begin_epoch(self) -> Iterator[Event]:
        """Put every layer into the mode in which it spends the epoch; tells what learns anew."""
        self.layers.begin_epoch(self.state.epoch)
        told = self.layers.told(self.state.epoch)
        if told and self.state.step_in_epoch == 0:
            yield Notice(told)

    def batches(self) -> Generator[Batch]:
        """The training batches of the epoch in progress that are not done yet."""
        recipe, state = self.recipe, self.state
        return self.train_images.epoch(
            state.epoch,
            recipe.seed,
            recipe.optimizer.batch_size,
            recipe.augment,
            skip=state.step_in_epoch,
        )

    def lr_of(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        return self.recipe.optimizer.lr * lr_factor(self.recipe.schedule, step, self.total_steps)

    def count(self, loss_sum: float, correct: int, steps: int, batch_size: int) -> Step:
        """Take the last ``steps`` batches into the account."""
        images = steps * batch_size
        self._refuse_divergence(loss_sum)
        self.state.train_seconds += self.pace.lap(steps)
        self.state.count(loss_sum, correct, images)
        return Step(
            epoch=self.state.epoch,
            step=self.state.step,
            loss=loss_sum / images,
            accuracy=correct / images,
            lr=self.lr_of(self.state.step - 1),
            images_per_second=batch_size / self.pace.seconds_per_step,
            seconds_left=self._seconds_left(),
            memory_mb=self.device.memory_mb(),
        )

    def close_epoch(self, validation_loss: float, validation_accuracy: float) -> EpochEnded:
        """Take a validation into the account and begin the next epoch."""
        state = self.state
        self._refuse_divergence(validation_loss)
        state.validation_seconds += self.pace.lap(steps=0)
        best = state.is_best(validation_accuracy, validation_loss)
        epoch, loss, correct, seen = state.epoch, state.loss_sum, state.correct, state.seen
        state.next_epoch()
        return EpochEnded(
            epoch=epoch,
            step=state.step,
            train_loss=loss / seen,
            train_accuracy=correct / seen,
            validation_loss=validation_loss,
            validation_accuracy=validation_accuracy,
            lr=self.lr_of(state.step - 1),
            images_per_second=state.images_per_second,
            seconds=state.seconds,
            seconds_left=self._seconds_left(),
            memory_mb=self.device.memory_mb(),
            best_accuracy=state.best_accuracy,
            best=best,
        )

    def _refuse_divergence(self, loss: float) -> None:
        if not math.isfinite(loss):
            lr = self.recipe.optimizer.lr
            raise TrainingMistake(
                f"training diverged in epoch {self.state.epoch} (the loss is {loss}); lower "
                f"optimizer.lr (now {lr:g}) or lengthen schedule.warmup, then train again"
            )

    def _seconds_left(self) -> float:
        return self.state.seconds_left(self.total_steps, self.recipe.stopping.epochs, self.pace)

    def ended(self) -> TrainingEnded:
        """The record of what was reached."""
        return TrainingEnded(
            epochs=self.state.epoch - 1,
            best_epoch=self.state.best_epoch,
            best_accuracy=self.state.best_accuracy,
            best_loss=self.state.best_loss,
            seconds=self.state.seconds,
            images_per_second=self.state.images_per_second,
            stopped=False,
        )

    def save_is_due(self) -> bool:
        """Whether the last checkpoint is older than the recipe allows."""
        minutes = (time.monotonic() - self._saved) / 60
        return self.directory is not None and minutes > self.recipe.compute.checkpoint_minutes

    def save_last(self) -> None:
        """Keep everything that training goes on from.

        Raises:
            DiskTrouble: no room; the checkpoint before stays.
        """
        if self.directory:
            tensors = training_tensors(self.network, self.optimizer)
            write_tensors(last_checkpoint(self.directory), tensors, self._notes())
        self._saved = time.monotonic()

    def save_best(self) -> None:
        """Keep the weights alone.

        Raises:
            DiskTrouble: no room; the best before stays.
        """
        if self.directory:
            weights = {f"model.{name}": t for name, t in self.network.state_dict().items()}
            write_tensors(best_checkpoint(self.directory), weights, self._notes())

    def take_best(self) -> None:
        """Put the weights of the best epoch into the network, where they were kept."""
        if self.directory:
            tensors, _ = read_tensors(best_checkpoint(self.directory))
            load_weights(self.network, weights_in(tensors))

    def keep_retrained(self, loss: float, accuracy: float) -> None:
        """Keep the network as the best there is, with these figures on validation."""
        self.state.best_loss, self.state.best_accuracy = loss, accuracy
        self.state.head_retrained = True
        self.save_best()
        self.save_last()

    def restore(self, tensors: Tensors, notes: dict[str, Any]) -> Resumed:
        """Take the place of the run that wrote a checkpoint."""
        restore_tensors(tensors, self.network, self.optimizer)
        self.state = TrainingState(**notes["state"])
        return Resumed(self.state.epoch, self.state.step)

    def _notes(self) -> dict[str, Any]:
        return {
            "format": 1,
            "card": self.data.card.model_dump(mode="json"),
            "fingerprint": self.data.fingerprint,
            "state": self.state.to_json(),
        }


def begin(
    recipe: Recipe,
    device: Device,
    data: PreparedData,
    entries: Entries,
    directory: Path | None,
    resume: bool,
) -> Generator[Event, None, Session]:
    """A session as it begins, or as it was when its last checkpoint was written.

    Raises:
        RecipeMistake: the weights or the network do not suit the recipe.
        DataMistake: a class has too few images to be balanced as asked.
        RunMistake: nothing to resume, damaged, or the images are not the same any more.
        DiskTrouble: no room.
    """
    network = fresh_network(data.card, device, recipe.seed)
    layers = Layers(recipe.transfer, network, anatomy(data.card.model.name, network))
    if on_features(recipe.balance, data.card.size):
        layer = last_linear(layers.head)
        check_head(layer, recipe.balance, data.train_counts, data.card.classes)
    kept = None
    if resume:
        kept, start = _kept(recipe, data, directory)
        load_weights(network, weights_in(kept[0]))
    else:
        start = yield from _loaded(recipe, data, layers, directory)
    features = None
    if layers.head_alone and recipe.transfer.cache_features:
        features = yield from extracting(layers, data, entries, recipe.augment, device)
    torch.manual_seed(recipe.seed)
    run = Session(recipe, device, data, entries, directory, layers, start, features)
    if kept:
        yield run.restore(*kept)
    else:
        run.save_last()  # so that there is a checkpoint to resume from at any moment
    return run


def _loaded(
    recipe: Recipe, data: PreparedData, layers: Layers, directory: Path | None
) -> Generator[Event, None, Tensors | None]:
    """Put the recipe's weights into the network; w0 of L2-SP, which is kept, where it is on."""
    fit = yield from load_pretrained(recipe, data.card, layers.network)
    if not recipe.transfer.l2_sp:
        return None
    start = starting_point(layers, fit.loaded if fit else None)
    if directory:
        write_tensors(start_checkpoint(directory), start, {})
    return start


def _kept(
    recipe: Recipe, data: PreparedData, directory: Path | None
) -> tuple[tuple[Tensors, dict[str, Any]], Tensors | None]:
    """The last checkpoint, with its notes, and w0 of L2-SP, where it is on."""
    if directory is None:
        raise RunMistake("nothing to resume: the run was not kept in a directory")
    tensors, notes = read_tensors(last_checkpoint(directory))
    if notes["fingerprint"] != data.fingerprint:
        raise RunMistake(
            f"{data.dataset.source}: its images changed since the run began; restore "
            "them to resume, or train anew"
        )
    start = read_tensors(start_checkpoint(directory))[0] if recipe.transfer.l2_sp else None
    return (tensors, notes), start
