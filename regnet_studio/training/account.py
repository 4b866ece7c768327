"""The account of a run: what its steps and epochs came to, told as events."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate

import torch
from torch import Tensor

from regnet_studio.data.batches import Batch, SplitImages
from regnet_studio.data.resizing import size_of_epoch
from regnet_studio.errors import TrainingMistake
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.descent import Taken
from regnet_studio.training.device import Device
from regnet_studio.training.events import (
    EpochEnded,
    Event,
    ImageSetAside,
    Step,
    StepSkipped,
    TrainingEnded,
)
from regnet_studio.training.features import FeatureImages
from regnet_studio.training.preparation import PreparedData
from regnet_studio.training.schedule import lr_factor
from regnet_studio.training.state import Pace, TrainingState
from regnet_studio.training.validation import Validation

Unread = tuple[Batch, Tensor, Taken]
"""A step whose outcome lies on the device: its batch, loss sum and right answers, and the step."""
_NAMED = 8
"""Images of a bad batch that are named."""


class Account:
    """Where a run stands, and what it has come to so far.

    Args:
        images: of the splits ``train`` and ``validation``.
    """

    def __init__(
        self,
        recipe: Recipe,
        device: Device,
        data: PreparedData,
        images: dict[str, SplitImages | FeatureImages],
    ) -> None:
        self._recipe = recipe
        self._device = device
        self._data = data
        self._images = images
        self.steps_per_epoch = images["train"].steps_per_epoch(recipe.optimizer.batch_size)
        self.state = TrainingState()
        self.pace = Pace()
        epochs = range(1, recipe.stopping.epochs + 1)
        pixels = [self.steps_per_epoch * self.size_of(epoch) ** 2 for epoch in epochs]
        self._pixels_from = [*accumulate(reversed(pixels), initial=0)][::-1]
        """Pixels of a step's images, summed over the steps from an epoch on; by number, from 0."""

    def lr_of(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        recipe = self._recipe
        total = self.steps_per_epoch * recipe.stopping.epochs
        factor = lr_factor(recipe.schedule, step, total, self.steps_per_epoch)
        return recipe.optimizer.lr * factor * self.state.plateau_factor

    def read(self, unread: Sequence[Unread]) -> Iterator[Event]:
        """What the steps since the last reading came to; waits for the device.

        Raises:
            TrainingMistake: too many steps in a row had to be left out.
        """
        state, pixels = self.state, self.size_of(self.state.epoch) ** 2
        figures = torch.stack([torch.cat([s, t.finite[None].to(s)]) for _, s, t in unread]).tolist()
        state.train_seconds += self.pace.lap(len(unread), pixels)
        good = 0
        loss_sum = right = 0.0
        for back, (batch, (loss, correct, finite)) in enumerate(
            zip((b for b, _, _ in unread), figures, strict=True)
        ):
            if finite:
                good += len(batch.labels)
                loss_sum, right = loss_sum + loss, right + correct
                state.skipped_in_a_row = 0
            else:
                yield from self._left_out(batch, loss, state.step - len(unread) + back + 1)
        yield from self.news_of_images()
        if good:
            state.count(loss_sum, round(right), good)
            last = unread[-1][2]
            yield Step(
                epoch=state.epoch,
                step=state.step,
                loss=loss_sum / good,
                accuracy=right / good,
                lr=self.lr_of(state.step - 1),
                images_per_second=len(unread[-1][0].labels) / self.pace.seconds_per_step,
                seconds_left=self._seconds_left(),
                memory_mb=self._device.memory_mb(),
                grad_norm=_finite(last.grad_norm),
                update_ratio=next(
                    (_finite(t.update_ratio) for _, _, t in unread if t.update_ratio is not None),
                    None,
                ),
                load=self._device.load(),
            )

    def _left_out(self, batch: Batch, loss: float, step: int) -> Iterator[Event]:
        state = self.state
        state.skipped_in_a_row += 1
        is_loss = not math.isfinite(loss)
        if is_loss or self._device.precision != "fp16":  # fp16 searches for its factor that way
            state.skipped += 1
            yield StepSkipped(
                epoch=state.epoch,
                step=step,
                what="loss" if is_loss else "gradient",
                images=self._paths(batch)[:_NAMED],
                in_a_row=state.skipped_in_a_row,
                total=state.skipped,
            )
        if state.skipped_in_a_row >= self._recipe.stopping.bad_steps:
            what = "loss" if is_loss else "gradient"
            raise self._diverged(f"{state.skipped_in_a_row} steps in a row had no finite {what}")

    def _diverged(self, why: str) -> TrainingMistake:
        lr = self._recipe.optimizer.lr
        return TrainingMistake(
            f"training diverged in epoch {self.state.epoch} ({why}); lower optimizer.lr (now "
            f"{lr:g}) or lengthen schedule.warmup, then train again, or resume from the last good "
            f"checkpoint with --set optimizer.lr={lr / 10:g}"
        )

    def _paths(self, batch: Batch) -> list[str]:
        paths, images = self._data.dataset.paths, self._images["train"]
        rows = images.rows[batch.entries].tolist()
        return [str(paths[row]) for row in rows if row < len(paths)]

    def news_of_validation(self, found: Validation) -> Iterator[Event]:
        """What it found, and the images that it could not read."""
        yield from self.news_of_images()
        paths, rows = self._data.dataset.paths, self._images["validation"].rows
        if found.is_finite:
            state, classes = self.state, len(self._data.card.classes)
            yield found.told(state.epoch, state.step, classes, lambda entry: paths[rows[entry]])

    def news_of_images(self) -> Iterator[Event]:
        """Those that could not be read any more, and were not told yet."""
        for split, images in self._images.items():
            known = self.state.set_aside.setdefault(split, {})
            for row, reason in images.set_aside.items():
                if str(row) not in known:
                    known[str(row)] = reason
                    yield ImageSetAside(str(self._data.dataset.paths[row]), split, reason)

    @property
    def validation_is_due(self) -> bool:
        """Whether the epoch in progress ends in a validation."""
        stopping, epoch = self._recipe.stopping, self.state.epoch
        return epoch % stopping.validate_every == 0 or epoch == stopping.epochs

    def close_epoch(self, found: Validation | None) -> EpochEnded:
        """Take the epoch, and its validation, into the account; begin the next."""
        state = self.state
        state.validation_seconds += self.pace.lap()
        if found is not None and not found.is_finite:
            raise self._diverged(f"the loss of the validation is {found.loss}")
        best = found is not None and state.validated(
            found.loss, found.accuracy, self._recipe.stopping.watch
        )
        self._lower_on_plateau()
        epoch, loss, correct, seen = state.epoch, state.loss_sum, state.correct, state.seen
        state.next_epoch()
        return EpochEnded(
            epoch=epoch,
            step=state.step,
            train_loss=loss / max(seen, 1),
            train_accuracy=correct / max(seen, 1),
            validation_loss=found.loss if found else None,
            validation_accuracy=found.accuracy if found else None,
            lr=self.lr_of(state.step - 1),
            images_per_second=state.images_per_second,
            seconds=state.seconds,
            seconds_left=self._seconds_left(),
            memory_mb=self._device.memory_mb(),
            best_accuracy=state.best_accuracy if state.best_epoch else None,
            best=best,
        )

    def _lower_on_plateau(self) -> None:
        schedule, state = self._recipe.schedule, self.state
        if schedule.name == "plateau" and state.without_lower >= schedule.patience:
            state.plateau_factor *= schedule.gamma
            state.without_lower = 0

    def size_of(self, epoch: int) -> int:
        """Side of the images in an epoch, in pixels."""
        recipe = self._recipe
        return size_of_epoch(recipe.augment, epoch, recipe.stopping.epochs, self._data.card.size)

    def _seconds_left(self) -> float:
        """For the rest of the run: its steps, by their images' pixels, and its validations."""
        state, stopping = self.state, self._recipe.stopping
        done = min(state.epoch - 1, stopping.epochs)
        pixels = self._pixels_from[done] - state.step_in_epoch * self.size_of(state.epoch) ** 2
        validations = (stopping.epochs - done) / stopping.validate_every
        each = state.validation_seconds / max(state.validations, 1)
        return pixels * self.pace.seconds_per_pixel + validations * each

    def ended(self) -> TrainingEnded:
        """The record of what was reached."""
        state = self.state
        return TrainingEnded(
            epochs=state.epoch - 1,
            best_epoch=state.best_epoch,
            best_accuracy=state.best_accuracy,
            best_loss=state.best_loss,
            seconds=state.seconds,
            images_per_second=state.images_per_second,
            stopped=False,
            skipped=state.skipped,
            set_aside=sum(len(rows) for rows in state.set_aside.values()),
            micro_batch=state.micro_batch,
        )


def _finite(value: Tensor | None) -> float | None:
    """A figure for an event; None where there is none, or JSON could not say it."""
    if value is None:
        return None
    figure = float(value)
    return figure if math.isfinite(figure) else None
