"""How ``peers.py`` and a peer talk with each other: what to train, and when.

Imports nothing but the standard library: both environments have it.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TextIO

NOT_COUNTED = 2
"""Batches of a trial before its clock runs: workers start, kernels are chosen."""
FAR_BEHIND = 0.7
"""Share of the best speed so far, below which a trial ends with its first batch."""


class Setting(NamedTuple):
    """What a peer may choose to be at its fastest."""

    workers: int
    threads: int

    def __str__(self) -> str:
        return f"{self.workers} workers, {self.threads} threads"


@dataclass(frozen=True)
class Spec:
    """What to train."""

    peer: str
    folder: str
    """With ``train`` and ``val``, a folder for each class in both."""
    network: str
    """File of a pickled ``torch.fx.GraphModule``."""
    size: int
    batch: int
    epochs: int
    lr: float
    """At its highest."""
    bf16: bool
    """bf16 autocast and channels_last, instead of torch's defaults."""
    settings: list[list[int]]
    """(workers, threads) to try."""
    trial_seconds: float


class Enough(Exception):
    """A trial is over."""


class Clock(Protocol):
    """What a loop tells while it trains."""

    def begin(self) -> None:
        """An epoch begins now."""
        ...

    def batch(self, images: int) -> None:
        """A step on so many images is done."""
        ...

    def end(self, loss: float, accuracy: float) -> None:
        """An epoch is over: mean loss in training, accuracy in validation."""
        ...


class Trial:
    """Images per second over a moment of training.

    Args:
        to_beat: the best speed so far.
    """

    def __init__(self, seconds: float, to_beat: float) -> None:
        self.speed = 0.0
        self._seconds = seconds
        self._hopeless = FAR_BEHIND * to_beat
        self._batches = self._images = 0
        self._start = 0.0

    def begin(self) -> None:
        pass

    def batch(self, images: int) -> None:
        self._batches += 1
        if self._batches <= NOT_COUNTED:
            self._start = time.perf_counter()
            return
        self._images += images
        seconds = time.perf_counter() - self._start
        self.speed = self._images / seconds
        if seconds >= self._seconds or self.speed < self._hopeless:
            raise Enough("a trial is over")  # fastai looks for an argument

    def end(self, loss: float, accuracy: float) -> None:
        pass


class Turns:
    """An epoch whenever a line comes in, told in a line."""

    def __init__(self, answers: TextIO) -> None:
        self._answers = answers
        self._images = 0
        self._start = 0.0

    def begin(self) -> None:
        if not sys.stdin.readline():
            raise Enough("whoever asked is gone")
        self._images = 0
        self._start = time.perf_counter()

    def batch(self, images: int) -> None:
        self._images += images

    def end(self, loss: float, accuracy: float) -> None:
        seconds = time.perf_counter() - self._start
        told = {"images": self._images, "seconds": seconds, "loss": loss, "accuracy": accuracy}
        tell(self._answers, told)


def tell(answers: TextIO, record: dict[str, Any]) -> None:
    """One line of JSON."""
    answers.write(json.dumps(record) + "\n")
    answers.flush()
