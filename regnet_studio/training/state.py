"""Where a training stands, besides its weights: small, plain, and written into each checkpoint."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class TrainingState:
    """All that moves during training and is not a tensor."""

    epoch: int = 1
    """The epoch in progress, from 1."""
    step_in_epoch: int = 0
    """Batches of it that are done."""
    step: int = 0
    """Batches done in the whole run."""
    loss_sum: float = 0.0
    """Over the images of the epoch so far."""
    correct: int = 0
    seen: int = 0
    best_epoch: int = 0
    best_accuracy: float = -1.0
    """Of the best epoch, as is ``best_loss``."""
    best_loss: float = float("inf")
    lowest_loss: float = float("inf")
    """Of any validation so far: what the schedule ``plateau`` looks at."""
    validations: int = 0
    without_better: int = 0
    """Validations since the best one."""
    without_lower: int = 0
    """Validations since the lowest loss, or since the rate was lowered for it."""
    plateau_factor: float = 1.0
    """What the schedule ``plateau`` has made of the learning rate."""
    micro_batch: int | None = None
    """Images computed at once, where memory did not hold as many as the recipe says."""
    skipped: int = 0
    """Steps left out because their loss or gradient was not finite."""
    skipped_in_a_row: int = 0
    scale: float | None = None
    """Factor on the loss (fp16)."""
    scale_age: int = 0
    """Steps since it was changed."""
    set_aside: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """Split -> row in the dataset (as text) -> why the image could not be read any more."""
    train_seconds: float = 0.0
    """Spent in training steps."""
    validation_seconds: float = 0.0
    images_trained: int = 0
    head_retrained: bool = False
    """Whether the last layer was trained anew after the last epoch."""

    @property
    def seconds(self) -> float:
        """Training and validation so far, pauses left out."""
        return self.train_seconds + self.validation_seconds

    @property
    def images_per_second(self) -> float:
        """Over all of the run's training steps."""
        return self.images_trained / self.train_seconds if self.train_seconds else 0.0

    def count(self, loss_sum: float, correct: int, images: int) -> None:
        """Add what some steps gave to the epoch's account."""
        self.loss_sum += loss_sum
        self.correct += correct
        self.seen += images
        self.images_trained += images

    def next_epoch(self) -> None:
        """Close the epoch's account and open the next."""
        self.epoch += 1
        self.step_in_epoch = 0
        self.loss_sum, self.correct, self.seen = 0.0, 0, 0

    def validated(self, loss: float, accuracy: float, watch: str) -> bool:
        """Take the validation of the epoch in progress into the account.

        Args:
            watch: ``accuracy`` or ``loss``: what tells which is the best; the other decides ties.

        Returns:
            whether it is the best so far.
        """
        self.validations += 1
        if loss < self.lowest_loss:
            self.lowest_loss, self.without_lower = loss, 0
        else:
            self.without_lower += 1
        now, before = (accuracy, -loss), (self.best_accuracy, -self.best_loss)
        if watch == "loss":
            now, before = now[::-1], before[::-1]
        if now <= before:
            self.without_better += 1
            return False
        self.without_better = 0
        self.best_epoch, self.best_accuracy, self.best_loss = self.epoch, accuracy, loss
        return True

    def to_json(self) -> dict[str, Any]:
        """As it stands in a checkpoint."""
        return asdict(self)


@dataclass
class Pace:
    """How fast steps go, on a clock that does not run while the consumer holds the engine."""

    seconds_per_step: float = 0.0
    seconds_per_pixel: float = 0.0
    """Of a step, by the pixels of its images: what foretells epochs with images of other sizes."""
    _mark: float = field(default_factory=time.perf_counter)

    def lap(self, steps: int = 0, pixels: int = 1) -> float:
        """Seconds since the last lap; with ``steps``, remembered as the pace (moving average).

        Args:
            pixels: of an image of these steps.
        """
        now = time.perf_counter()
        seconds, self._mark = now - self._mark, now
        if steps:
            each = seconds / steps
            self.seconds_per_step = _averaged(self.seconds_per_step, each)
            self.seconds_per_pixel = _averaged(self.seconds_per_pixel, each / pixels)
        return seconds

    @contextmanager
    def held(self) -> Iterator[None]:
        """Time inside does not count: around every ``yield``, which may last as long as a pause."""
        before = time.perf_counter()
        yield
        self._mark += time.perf_counter() - before


def _averaged(before: float, now: float) -> float:
    return 0.95 * before + 0.05 * now if before else now
