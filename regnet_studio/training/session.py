"""A training session: what is being trained, on which images, and where it stands.

It knows how to keep itself in a run directory and how to come back from there; how to train is the
loop's business.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.data.balance import on_features
from regnet_studio.data.batches import Batch, SplitImages
from regnet_studio.data.entries import Entries, plain_entries
from regnet_studio.data.resizing import check_growth
from regnet_studio.errors import RecipeMistake, TrainingMistake
from regnet_studio.models.catalogue import cost
from regnet_studio.models.conv_rnn import Cell
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.strength import strengthened
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.account import Account, Unread
from regnet_studio.training.averaging import Average
from regnet_studio.training.checkpoint import (
    Tensors,
    best_checkpoint,
    load_weights,
    read_tensors,
    restore_tensors,
    training_tensors,
    weights_in,
    write_last,
    write_tensors,
)
from regnet_studio.training.descent import Descent
from regnet_studio.training.device import Device
from regnet_studio.training.events import (
    EpochEnded,
    Event,
    MemoryShort,
    Notice,
    Progress,
    Resumed,
    RunStarted,
)
from regnet_studio.training.features import FeatureImages, Features
from regnet_studio.training.loss import Criterion
from regnet_studio.training.optimizers import make_optimizer, set_lr
from regnet_studio.training.preparation import PreparedData
from regnet_studio.training.state import TrainingState
from regnet_studio.training.transfer import Layers, StartingPoint
from regnet_studio.training.validation import Validation

_WORTH_COMPILING = 3_000
"""Steps of a run from which on a GPU repays half a minute of compiling (10 ms and more each)."""


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
        check_growth(recipe.augment, data.card.size)
        self._check_first_size()
        self._augment = strengthened(recipe.augment)
        self._source = data if features is None else features
        self.train_images = self._source.images(entries, device)
        self.validation_images = self.images_of("validation")
        self.criterion = Criterion(recipe.loss, data.train_counts, device.device)
        self.average = Average(self.network, recipe.optimizer.ema) if recipe.optimizer.ema else None
        pull = None if start is None else StartingPoint(recipe.transfer.l2_sp, self.network, start)
        groups = layers.groups(
            recipe.optimizer.weight_decay, start or (), recipe.optimizer.head_scale
        )
        optimizer = make_optimizer(recipe.optimizer, self.network, groups)
        self.descent = Descent(
            recipe.optimizer, self.network, optimizer, device, self.average, pull
        )
        images = {"train": self.train_images, "validation": self.validation_images}
        self.account = Account(recipe, device, data, images)
        """What the steps came to."""
        self.forward = self._compiled()
        """The learner, compiled where that repays."""
        self._compiles = self.forward is not self.learner or (
            device.device.type == "cpu" and any(isinstance(m, Cell) for m in self.learner.modules())
        )
        """Whether the first step may have to wait until something is compiled."""
        self._losses = torch.full((2, self.train_images.count), torch.nan)
        """Of each training image in the epoch before, and in this one: for ``loss.hard_epoch``."""
        self._unread: list[Unread] = []
        self._saved = time.monotonic()

    def _check_first_size(self) -> None:
        """See that the network takes the small images of the first epochs too."""
        size, card = self.recipe.augment.first_size, self.data.card
        if size is None:
            return
        images = torch.zeros(2, card.channels, size, size, device=self.device.device)
        try:
            with torch.inference_mode():
                self.network.eval()(images)
        except (RuntimeError, AssertionError, ValueError) as error:
            raise RecipeMistake(
                f"augment.first_size = {size}: {self.recipe.model.name} does not take images of "
                "that size; set it larger, or leave it empty"
            ) from error

    @property
    def state(self) -> TrainingState:
        """Where it stands."""
        return self.account.state

    @property
    def steps_per_epoch(self) -> int:
        """Batches of an epoch."""
        return self.account.steps_per_epoch

    def images_of(self, split: str) -> SplitImages | FeatureImages:
        """The images of ``train`` or ``validation`` as the learner takes them, once each."""
        rows, labels = self.data.rows_of(split), self.data.dataset.labels
        return self._source.images(plain_entries(rows, labels), self.device)

    @property
    def judged(self) -> nn.Module:
        """What is validated: the learner, with averaged weights where these are kept."""
        if self.average is None:
            return self.learner
        if self.learner is self.network:
            return self.average.network
        return Layers(self.recipe.transfer, self.average.network, self.layers.anatomy).learner

    @property
    def retrains_head(self) -> bool:
        """Whether the last layer is trained anew at the end: SMOTE between features."""
        return on_features(self.recipe.balance, self.data.card.size)

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done, or enough validations brought nothing better."""
        stopping, state = self.recipe.stopping, self.state
        waited = stopping.patience is not None and state.without_better >= stopping.patience
        return state.epoch > stopping.epochs or (waited and state.step_in_epoch == 0)

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
        if self._compiles:  # shown until the first step is done: at once where it was compiled once
            self._compiles = False
            yield Progress("compiling the network", 0, 0)
        self.layers.begin_epoch(self.state.epoch)
        self.descent.mark()
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
            self._augment,
            skip=state.step_in_epoch,
            size=self.account.size_of(state.epoch),
            losses=self._losses[0].numpy() if state.epoch > 1 else None,
            hard=recipe.loss.hard_epoch,
        )

    def parts(self, batch: Batch) -> list[Batch]:
        """A batch in parts of as many images as are computed at once."""
        micro = self.state.micro_batch or self.recipe.compute.micro_batch
        return batch.parts(micro) if micro else [batch]

    def begin_step(self) -> None:
        """The learning rate of the step, and what may be gone back to."""
        set_lr(self.descent.optimizer, self.account.lr_of(self.state.step))
        self.descent.begin()

    def note(self, part: Batch, logits: Tensor) -> None:
        """Remember how hard the images of a batch are, where the next epoch depends on it."""
        if self.recipe.loss.hard_epoch:
            with torch.no_grad():
                losses = F.cross_entropy(logits.float(), part.labels, reduction="none")
            self._losses[1].numpy()[part.entries] = losses.cpu().numpy()

    def halve(self, batch: Batch, error: BaseException) -> MemoryShort:
        """Compute half as many images at once from now on.

        Raises:
            TrainingMistake: it is one already.
        """
        self.descent.go_back()
        state = self.state
        micro = state.micro_batch or self.recipe.compute.micro_batch or len(batch.labels)
        if micro == 1:
            raise TrainingMistake(
                "memory does not hold a single image of this network; take smaller images "
                "(data.size) or a smaller network (model.name)"
            ) from error
        if self.device.device.type == "cuda":
            torch.cuda.empty_cache()
        state.micro_batch = (micro + 1) // 2
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return MemoryShort(state.epoch, state.step, state.micro_batch, first)

    def end_step(self, batch: Batch, sums: Tensor) -> None:
        """Move the weights; what that came to is read later, where asking waits for the device.

        Args:
            sums: of the batch's losses and right answers, on the device.
        """
        state = self.state
        self._unread.append((batch, sums, self.descent.step(state.step)))
        state.step += 1
        state.step_in_epoch += 1

    @property
    def reading_is_due(self) -> bool:
        """Whether it is time to wait for the device."""
        done = self.state.step_in_epoch == self.steps_per_epoch
        return done or len(self._unread) >= self.device.steps_per_event

    def read(self) -> Iterator[Event]:
        """What the steps since the last reading came to; waits for the device.

        Raises:
            TrainingMistake: too many steps in a row had to be left out.
        """
        unread, self._unread = self._unread, []
        yield from self.account.read(unread)
        if self.state.skipped_in_a_row:
            self.descent.go_back()
        else:
            self.descent.mark()

    def known_images(self) -> SplitImages | FeatureImages:
        """The training images, once each, without those that could not be read any more."""
        images = self.images_of("train")
        images.put_aside(self.train_images.set_aside)
        return images

    def close_epoch(self, found: Validation | None) -> EpochEnded:
        """Take the epoch, and its validation, into the account; begin the next."""
        self._losses[0] = self._losses[1]
        self._losses[1].fill_(torch.nan)
        return self.account.close_epoch(found)

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
            tensors = training_tensors(self.network, self.descent.optimizer)
            if self.average is not None:
                tensors |= {f"average.{n}": t for n, t in self.average.tensors().items()}
            if self.recipe.loss.hard_epoch:
                tensors["losses"] = self._losses
            scaler = self.descent.scaler.state_dict()
            self.state.scale = scaler.get("scale")
            self.state.scale_age = scaler.get("_growth_tracker", 0)
            write_last(self.directory, tensors, self._notes())
        self._saved = time.monotonic()

    def save_best(self) -> None:
        """Keep the weights alone, averaged where they are averaged.

        Raises:
            DiskTrouble: no room; the best before stays.
        """
        if self.directory:
            network = self.network if self.average is None else self.average.network
            weights = {f"model.{name}": t for name, t in network.state_dict().items()}
            write_tensors(best_checkpoint(self.directory), weights, self._notes())

    def take_best(self) -> None:
        """Put the weights of the best epoch into the network, where they were kept."""
        if self.directory:
            tensors, _ = read_tensors(best_checkpoint(self.directory))
            load_weights(self.network, weights_in(tensors))
        elif self.average is not None:
            load_weights(self.network, self.average.network.state_dict())
        self.average = None  # there is nothing more to be averaged

    def keep_retrained(self, loss: float, accuracy: float) -> None:
        """Keep the network as the best there is, with these figures on validation."""
        self.state.best_loss, self.state.best_accuracy = loss, accuracy
        self.state.head_retrained = True
        self.save_best()
        self.save_last()

    def restore(self, tensors: Tensors, notes: dict[str, Any]) -> Resumed:
        """Take the place of the run that wrote a checkpoint."""
        restore_tensors(tensors, self.network, self.descent.optimizer)
        state = self.account.state = TrainingState(**notes["state"])
        if self.average is not None:
            averaged = weights_in(tensors, "average.")
            self.average.load(averaged or self.network.state_dict())
        if "losses" in tensors and tensors["losses"].shape == self._losses.shape:
            self._losses.copy_(tensors["losses"])
        if state.scale is not None and self.descent.scaler.is_enabled():
            kept = {"scale": state.scale, "_growth_tracker": state.scale_age}
            scaler = self.descent.scaler
            scaler.load_state_dict(scaler.state_dict() | kept)
        if not self.is_over:
            state.head_retrained = False
        for split, images in (("train", self.train_images), ("validation", self.validation_images)):
            images.put_aside({int(r): why for r, why in state.set_aside.get(split, {}).items()})
        return Resumed(state.epoch, state.step)

    def _compiled(self) -> Callable[[Tensor], Tensor]:
        mode = self.recipe.compute.compile
        if mode == "auto":
            steps = self.recipe.stopping.epochs * self.steps_per_epoch
            pays = self.device.device.type == "cuda" and steps >= _WORTH_COMPILING
            mode = "default" if pays and self.recipe.augment.first_size is None else "off"
        return self.learner if mode == "off" else torch.compile(self.learner, mode=mode)

    def _notes(self) -> dict[str, Any]:
        return {
            "format": 1,
            "card": self.data.card.model_dump(mode="json"),
            "fingerprint": self.data.fingerprint,
            "state": self.state.to_json(),
        }
