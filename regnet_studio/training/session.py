"""A training session: the network being trained, its optimiser, and where it stands.

It knows how to keep itself in a run directory and how to come back from there; how to train is the
loop's business.
"""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from typing import Any

import torch

from regnet_studio.data.balance import on_features
from regnet_studio.data.entries import Entries
from regnet_studio.errors import RunMistake, TrainingMistake
from regnet_studio.models.catalogue import cost
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.checkpoint import (
    load_weights,
    read_tensors,
    restore_tensors,
    training_tensors,
    weights_in,
    write_tensors,
)
from regnet_studio.training.device import Device
from regnet_studio.training.events import EpochEnded, Resumed, RunStarted, Step, TrainingEnded
from regnet_studio.training.head import check_head
from regnet_studio.training.loss import Criterion
from regnet_studio.training.optimizers import make_optimizer
from regnet_studio.training.preparation import PreparedData, fresh_network
from regnet_studio.training.schedule import lr_factor
from regnet_studio.training.state import Pace, TrainingState


class Session:
    """What is being trained, on which images, and where it stands."""

    def __init__(
        self,
        recipe: Recipe,
        device: Device,
        data: PreparedData,
        entries: Entries,
        directory: Path | None,
    ) -> None:
        self.recipe = recipe
        self.device = device
        self.data = data
        self.directory = directory
        torch.manual_seed(recipe.seed)
        self.network = fresh_network(data.card, device, recipe.seed)
        self.optimizer = make_optimizer(recipe.optimizer, self.network)
        if self.retrains_head:
            classes = data.card.classes
            check_head(self.network, recipe.balance, data.train_counts, classes)
        self.state = TrainingState()
        self.train_images = data.images(entries, device)
        self.validation_images = data.images_of("validation", device)
        self.criterion = Criterion(recipe.loss, data.train_counts, device.device)
        self.steps_per_epoch = self.train_images.steps_per_epoch(recipe.optimizer.batch_size)
        self.total_steps = self.steps_per_epoch * recipe.stopping.epochs
        self.pace = Pace()
        self._saved = time.monotonic()

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

    def restore(self) -> Resumed:
        """Take the place of the run that wrote the last checkpoint.

        Raises:
            RunMistake: there is none, it is damaged, or the images are not the same any more.
        """
        if self.directory is None:
            raise RunMistake("nothing to resume: the run was not kept in a directory")
        tensors, notes = read_tensors(last_checkpoint(self.directory))
        if notes["fingerprint"] != self.data.fingerprint:
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
            "fingerprint": self.data.fingerprint,
            "state": self.state.to_json(),
        }


def last_checkpoint(directory: Path) -> Path:
    """The file from which training goes on."""
    return directory / "checkpoints" / "last.safetensors"


def best_checkpoint(directory: Path) -> Path:
    """The file with the weights of the best epoch."""
    return directory / "checkpoints" / "best.safetensors"
