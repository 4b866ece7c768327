"""A rehearsal: what a training would begin with, to try things on. Nothing of it is kept."""

from __future__ import annotations

import statistics
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from regnet_studio.data.batches import Batch, SplitImages
from regnet_studio.data.entries import Entries
from regnet_studio.data.manifest import Manifest
from regnet_studio.data.resizing import check_growth
from regnet_studio.recipe.strength import strengthened
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.averaging import Average
from regnet_studio.training.beginning import fresh_layers, loaded
from regnet_studio.training.descent import Descent
from regnet_studio.training.device import Device, choose_device
from regnet_studio.training.events import Event
from regnet_studio.training.features import FeatureImages, extracting, width_of
from regnet_studio.training.loss import Criterion
from regnet_studio.training.optimizers import make_optimizer
from regnet_studio.training.preparation import PreparedData, balance_data, prepare_data
from regnet_studio.training.transfer import Layers, StartingPoint

_MOST_STEPS = 20
"""Steps that are timed at most."""


@dataclass(frozen=True)
class StepSeconds:
    """How long a training step takes."""

    images: int
    """Of the step."""
    data: float
    """Seconds in which a batch is read, varied and put in place."""
    compute: float
    """Seconds from a batch in place to new weights."""
    whole: float
    """Seconds from step to step; less than the sum where a GPU computes while batches are read."""


class Rehearsal:
    """A network in place with its images, and the steps that a training would make.

    Args:
        entries: what is trained on.
        layers: of the network, with its first weights in it.
        images: of the entries, or what the frozen part of the network makes of them.
        start: the loaded weights w0 to which L2-SP pulls, by name; None: it is off.
    """

    def __init__(
        self,
        recipe: Recipe,
        device: Device,
        data: PreparedData,
        entries: Entries,
        layers: Layers,
        images: SplitImages | FeatureImages,
        start: dict[str, Tensor] | None = None,
    ) -> None:
        self.recipe = recipe
        self.device = device
        self.data = data
        self.entries = entries
        self.layers = layers
        self.images = images
        self.on_features = isinstance(images, FeatureImages)
        """Whether the head alone learns, from features that are computed once."""
        self.network = layers.network
        self.learner: nn.Module = layers.learner if self.on_features else layers.network
        self.criterion = Criterion(recipe.loss, data.train_counts, device.device)
        self._pulled = start or {}
        self._pull = (
            None if start is None else StartingPoint(recipe.transfer.l2_sp, self.network, start)
        )

    def descent(self) -> Descent:
        """A fresh optimiser for the network's weights, with the recipe's averaging."""
        recipe = self.recipe.optimizer
        groups = self.layers.groups(recipe.weight_decay, self._pulled, recipe.head_scale)
        optimizer = make_optimizer(recipe, self.network, groups)
        average = Average(self.network, recipe.ema) if recipe.ema else None
        return Descent(recipe, self.network, optimizer, self.device, average, self._pull)

    def batches(self, batch_size: int, size: int | None = None) -> Generator[Batch]:
        """Training batches without end, as the epochs of a run have them.

        Args:
            size: side of the images in px; None: the whole.
        """
        augment, epoch = strengthened(self.recipe.augment), 0
        while True:
            epoch += 1
            work = self.images.epoch(epoch, self.recipe.seed, batch_size, augment, size=size)
            with closing(work) as batches:
                yield from batches

    def step(
        self, descent: Descent, batch: Batch, number: int, micro_batch: int | None = None
    ) -> Tensor:
        """One step of gradient descent; the mean loss before it, still on the device.

        What is drawn (dropout) is decided by the recipe's seed and the number of the step; the
        random numbers of the caller are as before.

        Args:
            number: of the step, from 0.
            micro_batch: images computed at once.
        """
        with self._own_draws(number):
            whole, mean = self.criterion.weight(batch), torch.zeros((), device=self.device.device)
            for part in batch.parts(micro_batch or len(batch.labels)):
                with self.device.autocast():
                    logits = self.learner(part.images)
                share = self.criterion.weight(part) / whole
                loss = self.criterion(logits.float(), part) * share
                descent.backward(loss)
                mean = mean + loss.detach()
            descent.step(number)
        return mean

    def pace(
        self,
        descent: Descent,
        batch_size: int,
        *,
        micro_batch: int | None = None,
        size: int | None = None,
        seconds: float = 2.0,
    ) -> StepSeconds:
        """Time real training steps; the first one, in which kernels are chosen, does not count.

        Args:
            size: side of the images in px; None: the whole.
            seconds: after which no further step begins; one is always timed.
        """
        apart: list[tuple[float, float]] = []
        images = 0
        with closing(self.batches(batch_size, size)) as batches:
            for number in range(_MOST_STEPS + 1):
                began = self._now()
                batch = next(batches)
                there = self._now()
                self.step(descent, batch, number, micro_batch)
                images = len(batch.labels)
                if number:
                    apart.append((there - began, self._now() - there))
                if sum(map(sum, apart)) > seconds:
                    break
            data, compute = (statistics.median(part) for part in zip(*apart, strict=True))
            if self.device.device.type == "cpu":
                return StepSeconds(images, data, compute, data + compute)
            began = self._now()
            for number in range(len(apart)):
                self.step(descent, next(batches), number, micro_batch)
            return StepSeconds(images, data, compute, (self._now() - began) / len(apart))

    def finish(self) -> None:
        """Wait until the device has done what it was given."""
        if self.device.device.type == "cuda":
            torch.cuda.synchronize(self.device.device)
        elif self.device.device.type == "mps":
            torch.mps.synchronize()

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Whatever happens inside: after it the network is as before, to the last bit."""
        tensors = [*self.network.parameters(), *self.network.buffers()]
        values = [tensor.detach().clone() for tensor in tensors]
        learning = [parameter.requires_grad for parameter in self.network.parameters()]
        gradients = [parameter.grad for parameter in self.network.parameters()]
        modes = {module: module.training for module in self.network.modules()}
        for parameter in self.network.parameters():
            parameter.grad = None
        try:
            yield
        finally:
            with torch.no_grad():
                for tensor, value in zip(tensors, values, strict=True):
                    tensor.copy_(value)
            parameters = zip(self.network.parameters(), learning, gradients, strict=True)
            for parameter, learns, gradient in parameters:
                parameter.requires_grad_(learns)
                parameter.grad = gradient
            for module, mode in modes.items():
                module.training = mode

    def _now(self) -> float:
        self.finish()
        return time.perf_counter()

    @contextmanager
    def _own_draws(self, number: int) -> Iterator[None]:
        device = self.device.device
        devices = [device] if device.type in ("cuda", "mps") else []
        with torch.random.fork_rng(devices, device_type=device.type if devices else "cuda"):
            torch.manual_seed(self.recipe.seed + number)
            yield


def rehearse(
    recipe: Recipe, manifest: Manifest | None = None, *, describe: bool = True
) -> Generator[Event, None, Rehearsal]:
    """Prepare the images and the network of a recipe as a training would.

    Args:
        manifest: the user's edits to the images.
        describe: compute the features of all images where the head alone learns; otherwise made-up
            ones take their place, for which steps take as long.

    Raises:
        UserMistake: the recipe, the images or the machine do not allow it.
    """
    device = choose_device(recipe.compute)
    device.take_threads()
    data = yield from prepare_data(recipe, manifest)
    entries = yield from balance_data(recipe, data)
    layers = fresh_layers(recipe, device, data)
    check_growth(recipe.augment, data.card.size)
    start = yield from loaded(recipe, device, data, layers)
    images: SplitImages | FeatureImages | None = None
    if layers.head_alone and recipe.transfer.cache_features:
        if describe:
            features = yield from extracting(layers, data, entries, recipe.augment, device)
            images = features.images(entries, device) if features else None
        else:
            images = _made_up(layers, entries, device)
    images = images or data.images(entries, device)
    return Rehearsal(recipe, device, data, entries, layers, images, start)


def _made_up(layers: Layers, entries: Entries, device: Device) -> FeatureImages:
    """Features that are all alike and take no memory."""
    rows = np.arange(len(entries))
    width = width_of(layers.head)
    table = torch.ones(1, width).expand(2 * len(rows), width)
    return FeatureImages(table, rows, entries, len(rows), device)
