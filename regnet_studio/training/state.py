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
    best_loss: float = float("inf")
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

    def is_best(self, accuracy: float, loss: float) -> bool:
        """Whether a validation is the best so far (and then remember it as such)."""
        if (accuracy, -loss) <= (self.best_accuracy, -self.best_loss):
            return False
        self.best_epoch, self.best_accuracy, self.best_loss = self.epoch, accuracy, loss
        return True

    def seconds_left(self, total_steps: int, epochs: int, pace: Pace) -> float:
        """Estimate for the rest of the run: its steps at the recent pace, and the validations."""
        steps = (total_steps - self.step) * pace.seconds_per_step
        finished = self.epoch - 1
        each = self.validation_seconds / finished if finished else 0.0
        return steps + (epochs - finished) * each

    def to_json(self) -> dict[str, Any]:
        """As it stands in a checkpoint."""
        return asdict(self)


@dataclass
class Pace:
    """How fast steps go, on a clock that does not run while the consumer holds the engine."""

    seconds_per_step: float = 0.0
    _mark: float = field(default_factory=time.perf_counter)

    def lap(self, steps: int = 1) -> float:
        """Seconds since the last lap; with ``steps``, remembered as the pace (moving average)."""
        now = time.perf_counter()
        seconds, self._mark = now - self._mark, now
        if steps:
            each = seconds / steps
            self.seconds_per_step = (
                0.95 * self.seconds_per_step + 0.05 * each if self.seconds_per_step else each
            )
        return seconds

    @contextmanager
    def held(self) -> Iterator[None]:
        """Time inside does not count: around every ``yield``, which may last as long as a pause."""
        before = time.perf_counter()
        yield
        self._mark += time.perf_counter() - before
